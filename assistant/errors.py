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
│   ├── DraftNotFoundError
│   ├── DraftConflictError      somebody else has saved a version meanwhile
│   ├── TaskNotFoundError
│   └── TaskError               what was recorded of a task cannot be
├── ExportError                 a draft cannot be written as a file
│   ├── ExportBlockedError      it says what its sources do not, and nobody has acknowledged that
│   └── TemplateError           a unit's template is malformed
└── PromptError                 a prompt file is malformed
"""

from __future__ import annotations

from ingest.errors import (
    CorrectionError,
    DamagedFileError,
    DiskFullError,
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


class DraftNotFoundError(StoreError):
    """There is no such draft, or no such version of it."""


class DraftConflictError(StoreError):
    """The version that was changed is not the newest any more."""


class TaskNotFoundError(StoreError):
    """There is no such task."""


class TaskError(StoreError):
    """What is to be recorded of a task cannot be: an unknown field, a value out of range."""


class ExportError(ZhibiError):
    """A draft cannot be written as a file."""


class ExportBlockedError(ExportError):
    """A clean copy is refused: sentences differ from what they cite, and nobody has acknowledged them."""


class TemplateError(ExportError):
    """A unit's template is malformed, or asks for what does not fit on the page."""


__all__ = [
    "CorrectionError",
    "DamagedFileError",
    "DiskFullError",
    "DocumentNotFoundError",
    "DraftConflictError",
    "DraftNotFoundError",
    "EmptyFileError",
    "EncoderError",
    "EncoderMismatchError",
    "EncryptedFileError",
    "ExportBlockedError",
    "ExportError",
    "IngestError",
    "LibraryBusyError",
    "LibraryDamagedError",
    "LibraryError",
    "LimitExceededError",
    "ModelError",
    "ModelReplyError",
    "ModelUnreachableError",
    "ParserFailedError",
    "PromptError",
    "QuestionError",
    "RerankerError",
    "SecretDocumentError",
    "SettingsError",
    "SpecError",
    "StoreError",
    "TaskError",
    "TaskNotFoundError",
    "TemplateError",
    "UnreadableFileError",
    "UnsupportedFormatError",
    "ZhibiError",
]
