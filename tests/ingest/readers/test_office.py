"""Older and foreign office files through a real LibreOffice, and what is said without one."""

from __future__ import annotations

import http.server
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from words import cell as c
from words import definition, level, listed, p, packed, style, styled, table, use, word
from words import row as r

from ingest.errors import DamagedFileError, EncryptedFileError, LimitExceededError, UnsupportedFormatError
from ingest.readers import office, read
from ingest.readers.office import ConversionLimits, convert, installed
from ingest.readers.office_kinds import office_kind

needs_libreoffice = pytest.mark.skipif(installed() is None, reason="LibreOffice (soffice) is not installed")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams: str, sector: bytes = b"") -> bytes:
    """A file that has the outside of a compound file: directory entries, then one sector of a stream."""
    entries = b"".join(one.encode("utf-16-le").ljust(128, b"\x00") for one in ("Root Entry", *streams))
    return OLE.ljust(512, b"\x00") + sector.ljust(512, b"\x00") + entries.ljust(1024, b"\x00")


def open_document(kind: str, manifest: str = "<manifest/>") -> bytes:
    return packed({
        "mimetype": f"application/vnd.oasis.opendocument.{kind}", "META-INF/manifest.xml": manifest, "content.xml": "<x/>",
    })  # fmt: skip


@pytest.mark.parametrize(
    ("data", "becomes"),
    [
        (b"{\\rtf1 x}", "docx"),
        (compound("WordDocument"), "docx"),
        (compound("Workbook"), "xlsx"),
        (compound("Book"), "xlsx"),
        (compound("PowerPoint Document"), "pptx"),
        (compound("WordDocument", "Workbook"), "docx"),
        (compound("Workbook", "WordDocument"), "xlsx"),
        (open_document("text"), "docx"),
        (open_document("spreadsheet"), "xlsx"),
        (open_document("presentation"), "pptx"),
    ],
)
def test_what_a_file_is_by_its_content(data: bytes, becomes: str) -> None:
    assert office_kind(data, "a").media_type == becomes


@pytest.mark.parametrize("data", [b"text", compound("Other"), packed({"a": "b"}), b""])
def test_what_cannot_be_converted(data: bytes) -> None:
    with pytest.raises(UnsupportedFormatError, match="不是可转换的办公文档"):
        office_kind(data, "甲.doc")


@pytest.mark.parametrize(
    "data",
    [
        compound("WordDocument", sector=b"\xec\xa5\xc1\x00" + b"\x00" * 6 + b"\x00\x01"),
        compound("Workbook", sector=b"\x09\x08\x10\x00" + b"\x00" * 16 + b"\x2f\x00"),
        compound("PowerPoint Document", sector=b"\x00" * 8 + b"\xdf\xc4\xd1\xf3"),
        compound("EncryptedPackage", "EncryptionInfo"),
        open_document("text", "<manifest:encryption-data/>"),
    ],
)
def test_a_file_that_asks_for_a_password(data: bytes) -> None:
    with pytest.raises(EncryptedFileError, match="已加密"):
        office_kind(data, "甲.doc")


def test_a_document_that_is_not_encrypted_is_not_called_so() -> None:
    assert office_kind(compound("WordDocument", sector=b"\xec\xa5\xc1\x00" + b"\x00" * 8), "a").suffix == ".doc"


def test_a_damaged_archive() -> None:
    with pytest.raises(DamagedFileError):
        office_kind(open_document("text")[:60], "甲.odt")


def test_without_libreoffice_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedFormatError, match="没有安装 LibreOffice") as caught:
        read(b"{\\rtf1 x}", "office", "甲.rtf")
    assert "另存为 .docx" in caught.value.hint


def test_a_converter_that_hangs_is_killed_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, children = tmp_path / "soffice", tmp_path / "children"
    program.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {children}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    began = time.monotonic()
    with pytest.raises(LimitExceededError, match="转换超过"):
        convert(b"{\\rtf1 x}", "甲.rtf", ConversionLimits(seconds=1.0))
    assert time.monotonic() - began < 10
    child = Path(f"/proc/{children.read_text().strip()}/stat")
    assert not child.exists() or child.read_text().split()[2] in "ZX"


def test_a_converter_that_writes_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nmkdir -p out; exec cat /dev/zero > out/source.docx\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(LimitExceededError, match="转换后超过"):
        convert(b"{\\rtf1 x}", "甲.rtf", ConversionLimits(seconds=20.0, output=1024 * 1024))


def test_a_converter_that_fails_says_the_file_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(DamagedFileError, match="无法由 LibreOffice"):
        convert(b"{\\rtf1 x}", "甲.rtf")


# With the real program.


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule as .doc, .rtf and .odt, made from a .docx of ours by LibreOffice itself."""
    folder = tmp_path_factory.mktemp("office")
    chapters = definition(
        0,
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    )
    body = (
        styled("管理办法", "t") + listed("总则") + listed("为了加强管理，制定本办法。", 1) + listed("附则") + listed("自发布之日起施行。", 1)
        + table(r(c("事项"), c("单位")), r(c("学习"), c("党办"))) + p("完。")
    )  # fmt: skip
    (folder / "a.docx").write_bytes(word(body, numbering=chapters + use(1, 0), styles=style("t", "Title")))
    program, profile = installed(), (folder / "profile").as_uri()
    for ending in ("doc", "odt", "rtf"):
        subprocess.run(
            [str(program), f"-env:UserInstallation={profile}", "--headless", "--convert-to", ending, "--outdir", str(folder),
             str(folder / "a.docx")],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip
    return folder


@needs_libreoffice
@pytest.mark.parametrize("ending", ["doc", "odt", "rtf"])
def test_a_rule_comes_through_with_its_numbers_and_table(made: Path, ending: str) -> None:
    reading = read((made / f"a.{ending}").read_bytes(), "office", f"a.{ending}")
    assert [block.text for block in reading.blocks] == [
        "管理办法",
        "第一章 总则",
        "第一条 为了加强管理，制定本办法。",
        "第二章 附则",
        "第二条 自发布之日起施行。",
        "事项：学习；单位：党办",
        "完。",
    ]


@needs_libreoffice
def test_nothing_is_left_behind(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    data, media_type = convert((made / "a.rtf").read_bytes(), "a.rtf")
    assert media_type == "docx" and data.startswith(b"PK") and list(tmp_path.iterdir()) == []


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """A web server and what was asked of it."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, format: str, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], paths
        server.shutdown()
        thread.join()


@needs_libreoffice
def test_links_are_not_followed(asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    address = f"http://127.0.0.1:{port}/x"
    linked = (
        f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}.png" \\\\d}}{{\\fldrslt }}}}'
        f'{{\\field{{\\*\\fldinst INCLUDETEXT "{address}.txt"}}{{\\fldrslt kept}}}}'
    )
    data, _ = convert(f"{{\\rtf1 before {linked} after}}".encode(), "a.rtf")
    text = " ".join(block.text for block in read(data, "docx", "a.docx").blocks)
    assert "before" in text and "after" in text and paths == []


def test_the_program_is_looked_for_by_its_names() -> None:
    assert installed() in [shutil.which(one) for one in office.PROGRAMS]
