"""Every error that Zhibi raises on purpose.

ZhibiError                      a sentence and a hint; anything else is a bug and shows its traceback
├── IngestError                 one file is not taken in; the others go on
│   ├── UnreadableFileError
│   ├── EmptyFileError
│   ├── UnsupportedFormatError
│   ├── DamagedFileError
│   ├── EncryptedFileError
│   ├── LimitExceededError
│   ├── SecretDocumentError     it bears a secrecy mark; nothing of it is kept
│   └── ParserFailedError       the process that parsed it crashed, got stuck or ran into a limit
├── LibraryError
│   ├── LibraryBusyError
│   ├── LibraryDamagedError
│   ├── DiskFullError
│   ├── DocumentNotFoundError
│   ├── DocumentConflictError   another document stands where this one is to go
│   └── CorrectionError         a correction by hand that does not suit
├── EncoderError
│   └── EncoderMismatchError
├── SettingsError               a setting is missing, unknown or out of range
├── QuestionError               a question cannot be answered as it stands (empty, too long)
├── SpecError                   what a draft is to be is not said clearly: an unknown key, facts that contradict
├── RerankerError               the reranking model failed on a question; the built-in one steps in
├── ModelError                  the language model did not give a usable reply
│   ├── ModelUnreachableError
│   └── ModelReplyError
├── StoreError                  the assistant's own records cannot be read or written
│   ├── ConversationNotFoundError
│   ├── ConversationError       what is asked of a conversation cannot be done as it stands
│   ├── DraftNotFoundError
│   ├── DraftConflictError      somebody else has saved a version meanwhile
│   ├── JobNotFoundError
│   ├── JobConflictError        a request's key was given to another request
│   ├── ProofNotFoundError
│   ├── TaskNotFoundError
│   ├── NotRestorableError      what was removed cannot be put back any more
│   └── TaskError               what was recorded of a task cannot be
├── AccountError                what is asked of an account cannot be: a name that is taken, a password too short
│   ├── NotSignedInError        nobody, or an unknown, expired or revoked session or key
│   ├── ForbiddenError          the role or the key does not reach so far; nothing was looked up
│   ├── ThrottledError          too many failed logins; `retry_after` says how long to wait
│   └── AccountNotFoundError    there is no such user, key or collection, or it is not to be seen
├── BackupError                 a backup cannot be taken, or is none, or damaged
│   └── BackupNotFoundError
├── EvalError                   a case or a data set cannot be as it stands
│   ├── EvalNotFoundError
│   └── EvalBusyError           the run is under way
├── ExportError                 a draft cannot be written as a file
│   ├── ExportBlockedError      it says what its sources do not, and nobody has acknowledged that
│   └── TemplateError           a unit's template is malformed
└── PromptError                 a prompt file is malformed
"""

from __future__ import annotations

from typing import Self

from ingest.errors import (
    CorrectionError,
    DamagedFileError,
    DiskFullError,
    DocumentConflictError,
    DocumentNotFoundError,
    EmptyFileError,
    EncoderError,
    EncoderMismatchError,
    EncryptedFileError,
    IngestError,
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LimitExceededError,
    ParserFailedError,
    SecretDocumentError,
    UnreadableFileError,
    UnsupportedFormatError,
    ZhibiError,
)
from prompts.loader import PromptError


class SettingsError(ZhibiError):
    """A setting is missing, unknown or out of range."""


class QuestionError(ZhibiError):
    """A question cannot be answered as it stands."""


class RerankerError(ZhibiError):
    """A reranking model that a site brought along failed on a question; callers fall back to the built-in one."""


class SpecError(ZhibiError):
    """What a draft is to be is not said clearly: an unknown key, a wrong value, facts that contradict each other."""


class ModelError(ZhibiError):
    """The language model did not give a usable reply; callers fall back to the extractive answer."""


class ModelUnreachableError(ModelError):
    """No connection, a timeout, or an error status after the retries."""


class ModelReplyError(ModelError):
    """The reply broke off, was empty, or was not what was asked for."""


class StoreError(ZhibiError):
    """The assistant's own records cannot be read or written."""


class ConversationNotFoundError(StoreError):
    """There is no such conversation or message, or it is somebody else's: the two read the same."""


class ConversationError(StoreError):
    """What is asked of a conversation cannot be as it stands: its last question is still being answered."""


class ProofNotFoundError(StoreError):
    """There is no such text under proof, or it is somebody else's."""


class DraftNotFoundError(StoreError):
    """There is no such draft, or no such version of it."""


class DraftConflictError(StoreError):
    """The version that was changed is not the newest any more."""

    @classmethod
    def between(cls, draft_id: str, newest: int, base: int) -> Self:
        return cls(f"文稿 {draft_id} 已有第 {newest} 版，这次修改依据的是第 {base} 版", "请打开最新一版，再作修改")


class JobNotFoundError(StoreError):
    """There is no such job."""


class JobConflictError(StoreError):
    """A request under a key that was given to another request."""


class TaskNotFoundError(StoreError):
    """There is no such task."""


class NotRestorableError(StoreError):
    """What was removed cannot be put back: it is too late, or somebody else removed it."""


class TaskError(StoreError):
    """What is to be recorded of a task cannot be: an unknown field, a value out of range."""


class AccountError(ZhibiError):
    """What is asked of an account, key or collection cannot be."""


class NotSignedInError(AccountError):
    """Nobody is signed in: there is no session or key, or it is unknown, expired or revoked; which, is not told."""


class ForbiddenError(AccountError):
    """The principal's role or key does not allow this kind of work at all; nothing was looked up for saying so."""


class ThrottledError(AccountError):
    """Too many failed logins for this account or from this address.

    Attributes:
        retry_after: Seconds until the next attempt is heard.
    """

    def __init__(self, message: str, hint: str = "", retry_after: int = 60) -> None:
        super().__init__(message, hint)
        self.retry_after = retry_after


class AccountNotFoundError(AccountError):
    """There is no such user, key or collection, or the principal may not know of it: the two read the same."""


class BackupError(ZhibiError):
    """A backup cannot be taken, or what is to be restored is no backup, or damaged."""


class BackupNotFoundError(BackupError):
    """There is no such backup."""


class EvalError(ZhibiError):
    """A case or a data set of an evaluation cannot be as it stands."""


class EvalNotFoundError(EvalError):
    """There is no such run, data set or case."""


class EvalBusyError(EvalError):
    """A run is under way, and cannot be begun again or taken away meanwhile."""


class ExportError(ZhibiError):
    """A draft cannot be written as a file."""


class ExportBlockedError(ExportError):
    """A clean copy is refused: sentences differ from what they cite, and nobody has acknowledged them."""


class TemplateError(ExportError):
    """A unit's template is malformed, or asks for what does not fit on the page."""


__all__ = [
    "AccountError",
    "AccountNotFoundError",
    "BackupError",
    "ConversationError",
    "ConversationNotFoundError",
    "CorrectionError",
    "DamagedFileError",
    "DiskFullError",
    "DocumentConflictError",
    "DocumentNotFoundError",
    "DraftConflictError",
    "DraftNotFoundError",
    "EmptyFileError",
    "EncoderError",
    "EncoderMismatchError",
    "EncryptedFileError",
    "EvalBusyError",
    "EvalError",
    "EvalNotFoundError",
    "ExportBlockedError",
    "ExportError",
    "ForbiddenError",
    "IngestError",
    "JobConflictError",
    "JobNotFoundError",
    "LibraryBusyError",
    "LibraryDamagedError",
    "LibraryError",
    "LimitExceededError",
    "ModelError",
    "ModelReplyError",
    "ModelUnreachableError",
    "NotRestorableError",
    "NotSignedInError",
    "ParserFailedError",
    "PromptError",
    "ProofNotFoundError",
    "QuestionError",
    "RerankerError",
    "SecretDocumentError",
    "SettingsError",
    "SpecError",
    "StoreError",
    "TaskError",
    "TaskNotFoundError",
    "TemplateError",
    "ThrottledError",
    "UnreadableFileError",
    "UnsupportedFormatError",
    "ZhibiError",
]
