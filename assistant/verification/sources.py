"""What a text is verified against: texts and files made into passages, without a library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.types import Passage, Source
from assistant.verification.index import pairs_of
from ingest.chunking import chunk
from ingest.errors import DocumentNotFoundError, UnreadableFileError, UnsupportedFormatError, ZhibiError
from ingest.guard import Archive, InlineParser, Parser
from ingest.guard import Source as ParserSource
from ingest.intake import content_hash, unreadable
from ingest.readers import sniff
from ingest.readers.encoding import decode
from ingest.structure import address
from ingest.types import AS_USUAL, Block, Document, PageRun, ReadOptions

_PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})
"""Names of plain text, which our own reader takes in without a process of its own, where it is what it says."""

_PLAIN_KINDS = frozenset({"text", "markdown"})
_PLAIN_BYTES = 4 * 1024**2
"""Longer text is read under the limits of a process of its own."""


_INTACT = 0.85
"""Share of a text's character pairs that its reader leaves as they are, below which it is damaged throughout."""


@dataclass(frozen=True, slots=True)
class Given:
    """A source as a user gives it: its text, the file that holds it, or a document of the library.

    Attributes:
        document_id: Of a document in the library; only who has the library open can take it.
        key: What the text to verify cites it by; None is its number in the order of sources.
        title: What it is called; "" where it has no name but its key.
        passages: What a file holds that was read before (see `SourceReader.passages`).
    """

    text: str = ""
    path: Path | None = None
    document_id: str | None = None
    key: str | None = None
    title: str = ""
    passages: tuple[Passage, ...] = ()


class SourceReader:
    """Reads the files to verify and to verify against.

    Args:
        parser: Reads files of every format; plain text is read here.
        max_bytes: What a file may have at most.
        refused_marks: Marks beside 秘密, 机密 and 绝密 whose bearer is refused.
        passages_of: The passages of a document of a library, by its id.
    """

    def __init__(
        self,
        parser: Parser,
        *,
        options: ReadOptions = AS_USUAL,
        max_bytes: int = 200 * 1024**2,
        refused_marks: tuple[str, ...] = (),
        passages_of: Callable[[str], Sequence[Passage]] | None = None,
    ) -> None:
        self._parser = parser
        self._inline = InlineParser()
        self._options = options
        self._max_bytes = max_bytes
        self._refused_marks = refused_marks
        self._passages_of = passages_of
        self._known: dict[Path, Document] = {}

    def sources(self, given: Sequence[Given]) -> tuple[list[Source], tuple[str, ...]]:
        """The passages of what was given, in its order, and a Chinese sentence for each source that cannot be read."""
        found: list[Source] = []
        notices: list[str] = []
        for number, one in enumerate(given, 1):
            key = one.key or str(number)
            try:
                found += self._passages(one, key)
            except ZhibiError as error:
                name = one.path.name if one.path else one.title or key
                hint = f"（{error.hint}）" if error.hint else ""
                notices.append(f"来源[{key}]“{name}”读不出来，没有用于核对：{error.message}{hint}")
        return found, tuple(notices)

    def passages(self, path: Path) -> tuple[Passage, ...]:
        """What a file holds as a source. Raises IngestError: it cannot be read, or is marked as secret."""
        return tuple(source.passage for source in self._passages(Given(path=path), ""))

    def text(self, path: Path) -> tuple[str, tuple[str, ...]]:
        """The text of a file to verify, and what is to be known of it: of plain text every character as it stands, but
        of one that is damaged throughout, and of any other file, what its reader makes of it.

        Raises:
            IngestError: The file cannot be read, or is marked as secret.
        """
        if path.suffix.lower() not in _PLAIN:
            return self._document(path).text, ()
        document = self._document(path)  # refuses what bears a secrecy mark
        decoded = decode(path.read_bytes())
        if decoded is None:
            raise UnsupportedFormatError(f"文件“{path.name}”不是文本", "请确认文件的格式")
        if _is_damaged(decoded.text, document.text):
            return document.text, ("这个文件的文字损坏较多，核对的是修复以后的文字", *document.warnings)
        return decoded.text, ()

    def _passages(self, given: Given, key: str) -> list[Source]:
        if given.document_id is not None:
            if self._passages_of is None:
                raise DocumentNotFoundError("没有打开资料库，不能以其中的文件为来源", "请给出来源的文件或文本")
            return [Source(key, passage) for passage in self._passages_of(given.document_id)]
        if given.passages:
            return [Source(key, passage) for passage in given.passages]
        if given.path is None:
            return passages_of(given.text, key, given.title)
        document = self._document(given.path)
        title = given.title or document.title
        return [
            Source(key, Passage(piece, title, document.source.path, document.paged, 1.0)) for piece in document.chunks
        ]

    def _document(self, path: Path) -> Document:
        place = path.absolute()
        if place not in self._known:
            self._known[place] = self._parsed(place)
        return self._known[place]

    def _parsed(self, path: Path) -> Document:
        try:
            content = content_hash(path, self._max_bytes)
            data = path.read_bytes()
        except FileNotFoundError as exc:
            raise UnreadableFileError("找不到这个文件", "请检查路径") from exc
        except OSError as exc:
            raise unreadable(exc) from exc
        parser = self._inline if _is_plain(path, data) else self._parser
        source = ParserSource(str(path), data, content, "", f"d{content[:16]}", self._options, self._refused_marks)
        parsed = parser.parse(source)
        if isinstance(parsed, Archive):
            raise UnsupportedFormatError(f"“{path.name}”是压缩包", "请解压后再指定其中的文件")
        return parsed


def _is_plain(path: Path, data: bytes) -> bool:
    """Raises IngestError: it is no file that any reader takes."""
    return path.suffix.lower() in _PLAIN and len(data) <= _PLAIN_BYTES and sniff(data, path.name) in _PLAIN_KINDS


def _is_damaged(text: str, repaired: str) -> bool:
    """Whether little of a text is left as it was where its reader had repaired it."""
    pairs = pairs_of(text)
    return len(pairs & pairs_of(repaired)) < _INTACT * len(pairs)


def passages_of(text: str, key: str, title: str = "") -> list[Source]:
    """The passages of a text that is no file: its lines are its paragraphs; none where it is blank."""
    lines = [line.strip() for line in text.splitlines()]
    blocks = [Block("paragraph", line, (PageRun(0, 1),)) for line in lines if line]
    if not blocks:
        return []
    identity = hashlib.sha256(f"{key}\0{title}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
    _, chunks = chunk(address(blocks), f"d{identity[:16]}", identity)
    return [Source(key, Passage(piece, title or f"来源{key}", "", False, 1.0)) for piece in chunks]
