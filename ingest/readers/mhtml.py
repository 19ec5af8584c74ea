"""Saved web pages (.mhtml, .mht; MIME HTML, RFC 2557): the main page's text. Pictures and styles stay unread."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message

from ingest.errors import DamagedFileError, LimitExceededError
from ingest.readers import html
from ingest.types import Reading

MAX_PARTS = 5_000
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_HINT = "请在浏览器中打开后另存为 .html 或 PDF 再导入"


def read(data: bytes, name: str) -> Reading:
    """The main text of a saved web page.

    Raises:
        DamagedFileError: There is no web page inside.
        LimitExceededError: It has more than `MAX_PARTS` parts.
        IngestError: As the reader of web pages says.
    """
    boundaries = data.count(b"\n--")
    if boundaries > MAX_PARTS:
        raise LimitExceededError(f"网页存档“{name}”有超过 {MAX_PARTS} 个部分，未导入", _HINT)
    message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.compat32)
    pages = list(_pages(message))
    if not pages:
        raise DamagedFileError(f"网页存档“{name}”里没有网页正文（text/html 部分）", _HINT)
    main = next((one for one in pages if _is_start(one, message)), pages[0])
    content = main.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        raise DamagedFileError(f"网页存档“{name}”的正文部分是空的或已损坏", _HINT)
    return html.read(content, name, _charset(main))


def _pages(message: Message) -> Iterator[Message]:
    """The parts that are web pages, in order; frames follow the page that holds them."""
    return (part for part in message.walk() if part.get_content_type() in _HTML_TYPES)


def _is_start(part: Message, message: Message) -> bool:
    """Whether the archive names this part as the one to be shown first (RFC 2387, parameter start), or saved it from
    the address that the archive was saved from."""
    start = message.get_param("start")
    if isinstance(start, str) and start.strip("<> ") == _header(part, "Content-ID").strip("<> "):
        return True
    address = _header(message, "Snapshot-Content-Location")
    return bool(address) and address == _header(part, "Content-Location")


def _header(message: Message, name: str) -> str:
    return re.sub(r"\s+", "", str(message.get(name, "")))


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    return charset if isinstance(charset, str) and charset else None
