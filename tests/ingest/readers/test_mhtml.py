"""Saved web pages: the main page's text, whatever the encoding; nothing beside it."""

from __future__ import annotations

import base64
import quopri

import pytest

from ingest.errors import DamagedFileError, LimitExceededError
from ingest.readers import read

PAGE = (
    "<html><head><title>关于开展主题党日的通知</title></head><body><h1>关于开展主题党日的通知</h1>"
    "<p>各党支部要按照要求，认真组织学习。</p><img src='cid:a'><p>版权所有：某某公司</p></body></html>"
)


def part(content: bytes, kind: str, encoding: str, more: str = "") -> bytes:
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n".encode()
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring, "8bit": bytes}[encoding](content)
    return head + coded + b"\r\n"


def saved(*parts: bytes, more: str = "") -> bytes:
    kind = 'Content-Type: multipart/related; type="text/html"; boundary="XX"'
    head = f"From: <Saved>\r\nMIME-Version: 1.0\r\n{more}{kind}\r\n\r\n"
    return head.encode() + b"".join(b"--XX\r\n" + one for one in parts) + b"--XX--\r\n"


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "big5"])
def test_the_page_is_read_in_every_encoding(transfer: str, charset: str) -> None:
    page = PAGE if charset != "big5" else "<html><body><p>各單位要按照要求，認真組織學習。</p></body></html>"
    main = part(page.encode(charset), f'text/html; charset="{charset}"', transfer)
    data = saved(main, part(b"\x89PNG", "image/png", "base64"))
    texts = [block.text for block in read(data, "mhtml", "a.mht").blocks]
    if charset == "big5":
        assert texts == ["各单位要按照要求，认真组织学习。"]
    else:
        assert texts == ["关于开展主题党日的通知", "各党支部要按照要求，认真组织学习。"]


def test_the_page_that_was_saved_and_not_a_frame_in_it() -> None:
    frame = part("<p>广告一则，请勿阅读。</p>".encode(), "text/html", "8bit", "Content-Location: http://x/frame\r\n")
    page = part(PAGE.encode(), "text/html", "8bit", "Content-Location: http://x/page\r\nContent-ID: <main>\r\n")
    by_address = saved(frame, page, more="Snapshot-Content-Location: http://x/page\r\n")
    by_start = saved(frame, page).replace(b'boundary="XX"', b'boundary="XX"; start="<main>"')
    for data in (by_address, by_start):
        assert read(data, "mhtml", "a").title == "关于开展主题党日的通知"
    assert read(saved(page, frame), "mhtml", "a").title == "关于开展主题党日的通知"


def test_damage_and_bombs() -> None:
    with pytest.raises(DamagedFileError, match="没有网页正文"):
        read(saved(part(b"\x89PNG", "image/png", "base64")), "mhtml", "甲")
    with pytest.raises(DamagedFileError, match="空的"):
        read(saved(part(b"", "text/html", "base64")), "mhtml", "甲")
    with pytest.raises(LimitExceededError):
        read(saved(*[b"\r\n"] * 6_000), "mhtml", "甲")
    whole = saved(part(PAGE.encode(), "text/html", "8bit"))
    assert read(whole[:-60], "mhtml", "甲").blocks
