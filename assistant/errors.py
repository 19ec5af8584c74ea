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
├── ModelError                  the language model did not give a usable reply
│   ├── ModelUnreachableError
│   └── ModelReplyError
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


class ModelError(ZhibiError):
    """The language model did not give a usable reply; callers fall back to the extractive answer."""


class ModelUnreachableError(ModelError):
    """No connection, a timeout, or an error status after the retries."""


class ModelReplyError(ModelError):
    """The reply broke off, was empty, or was not what was asked for."""


__all__ = [
    "CorrectionError",
    "DamagedFileError",
    "DiskFullError",
    "DocumentNotFoundError",
    "EmptyFileError",
    "EncoderError",
    "EncoderMismatchError",
    "EncryptedFileError",
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
    "SecretDocumentError",
    "SettingsError",
    "UnreadableFileError",
    "UnsupportedFormatError",
    "ZhibiError",
]
