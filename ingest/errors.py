"""Errors of the ingest side, and the root of every error that Zhibi raises on purpose.

The whole tree, with the assistant's branch, is drawn in `assistant/errors.py`.
"""

from __future__ import annotations


class ZhibiError(Exception):
    """A failure that a user can read and act on.

    Args:
        message: One Chinese sentence: what was found, where, what was expected.
        hint: What to do next, in Chinese; empty when nothing can be done.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}（{self.hint}）" if self.hint else self.message


class IngestError(ZhibiError):
    """A file cannot be taken in. Its message becomes the `reason` in the report."""


class UnreadableFileError(IngestError):
    """The file vanished, is a directory, or its permissions forbid reading."""


class EmptyFileError(IngestError):
    """The file has no bytes, or no text was found in it."""


class UnsupportedFormatError(IngestError):
    """The content (not the name) is of a kind no reader handles."""


class DamagedFileError(IngestError):
    """The content claims a format and breaks its rules."""


class EncryptedFileError(IngestError):
    """The document asks for a password."""


class LimitExceededError(IngestError):
    """The file is larger than the guard allows in bytes, pages or characters."""


class ParserFailedError(IngestError):
    """The process that parsed the file crashed, got stuck or was stopped by a limit."""


class SecretDocumentError(IngestError):
    """The document bears a secrecy mark (秘密, 机密, 绝密, or one that the site refuses); nothing of it is kept."""


class LibraryError(ZhibiError):
    """The library cannot do what was asked."""


class LibraryBusyError(LibraryError):
    """Another process holds the library's write lock."""


class LibraryDamagedError(LibraryError):
    """The stores disagree or cannot be opened; `zhibi library check` and `rebuild` tell more."""


class DiskFullError(LibraryError):
    """No space is left where the library lies; what was not finished is undone."""


class DocumentNotFoundError(LibraryError):
    """No visible document has the id asked for."""


class DocumentConflictError(LibraryError):
    """Another document stands where this one is to go, or it is there already."""


class CorrectionError(LibraryError):
    """A correction of a document's metadata names an unknown field or a value that does not suit it."""


class EncoderError(ZhibiError):
    """The encoder cannot be loaded or fails on a text."""


class EncoderMismatchError(EncoderError):
    """The library's vectors were made by another encoder than the one configured."""
