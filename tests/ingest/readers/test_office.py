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
from openpyxl import Workbook
from words import cell as c
from words import definition, level, listed, p, packed, style, styled, table, use, word
from words import row as r

from ingest.errors import (
    DamagedFileError,
    EncryptedFileError,
    LimitExceededError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from ingest.readers import office, read
from ingest.readers.office import ConversionLimits, convert, installed
from ingest.readers.office_kinds import office_kind

needs_libreoffice = pytest.mark.skipif(installed() is None, reason="LibreOffice (soffice) is not installed")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound(*streams: str, sector: bytes = b"") -> bytes:
    """A file that has the outside of a compound file: directory entries, then one sector of a stream."""
    entries = b"".join(one.encode("utf-16-le").ljust(128, b"\x00") for one in ("Root Entry", *streams))
    return OLE.ljust(512, b"\x00") + sector.ljust(512, b"\x00") + entries.ljust(1024, b"\x00")


def open_document(kind: str, manifest: str = "<manifest/>", content: str = "<x/>") -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content})


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
        compound("Workbook", sector=b"\x09\x08\x10\x00\x00\x06" + b"\x00" * 14 + b"\x2f\x00"),
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
    assert ends(Path(f"/proc/{children.read_text().strip()}/stat"), seconds=10)


def ends(process: Path, seconds: float) -> bool:
    """Whether the process behind this /proc file is gone or a zombie in time: a killed one may run on for a moment."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if process.read_text().rpartition(")")[2].split()[0] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.05)
    return False


def test_a_converter_that_writes_without_end_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nmkdir -p out; exec cat /dev/zero > out/source.docx\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(LimitExceededError, match="转换后超过"):
        convert(b"{\\rtf1 x}", "甲.rtf", ConversionLimits(seconds=20.0, output=1024 * 1024))


def test_a_temporary_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(UnreadableFileError, match="临时文件夹"):
        convert(b"{\\rtf1 x}", "甲.rtf")


def test_a_converter_that_fails_says_the_file_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(DamagedFileError, match="无法由 LibreOffice"):
        convert(b"{\\rtf1 x}", "甲.rtf")


# With the real program.


RULE = [
    "管理办法",
    "第一章 总则",
    "第一条 为了加强管理，制定本办法。",
    "第二条 本办法适用于各支部：",
    "（一）机关支部；",
    "事项：学习；单位：党办",
    "完。",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A rule as .doc and .odt, made from a .docx of ours by LibreOffice itself, and as .rtf, written here."""
    folder = tmp_path_factory.mktemp("office")
    levels = (level(0, "chineseCountingThousand", "第%1条"), level(1, "chineseCounting", "（%2）"))
    rows = table(r(c("事项"), c("单位")), r(c("学习"), c("党办")))
    articles = listed("为了加强管理，制定本办法。") + listed("本办法适用于各支部：") + listed("机关支部；", 1)
    body = styled("管理办法", "t") + p("第一章 总则") + articles + rows + p("完。")
    numbering = definition(0, *levels) + use(1, 0)
    (folder / "a.docx").write_bytes(word(body, numbering=numbering, styles=style("t", "Title")))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    workbook = Workbook()
    for line in (("事项", "单位"), ("学习", "党办"), ("培训", "工会")):
        workbook.worksheets[0].append(line)
    workbook.save(folder / "a.xlsx")
    for source, ending in (("a.docx", "doc"), ("a.docx", "odt"), ("a.xlsx", "xls")):
        command = [str(installed()), profile, "--headless", "--convert-to", ending, "--outdir", str(folder)]
        subprocess.run([*command, str(folder / source)], check=True, capture_output=True, timeout=60)
    (folder / "a.rtf").write_bytes(rich_text())
    return folder


def rich_text() -> bytes:
    """The rule as Word writes .rtf in Chinese: GBK bytes, its numbers typed."""
    cells = [["事项", "单位"], ["学习", "党办"]]
    line = "\\trowd\\cellx3000\\cellx6000{}\\row\n"
    rows = "".join(line.format("".join(f"\\intbl {one}\\cell " for one in row)) for row in cells)
    text = "".join(f"\\pard {line}\\par\n" for line in RULE[:-2]) + rows + f"\\pard {RULE[-1]}\\par"
    coded = "".join(one if one.isascii() else "".join(f"\\'{byte:02x}" for byte in one.encode("gbk")) for one in text)
    head = "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}\\f0 "
    return f"{head}{coded}}}".encode("ascii")


@needs_libreoffice
@pytest.mark.parametrize("ending", ["doc", "odt", "rtf"])
def test_a_rule_comes_through_with_its_numbers_and_table(made: Path, ending: str) -> None:
    reading = read((made / f"a.{ending}").read_bytes(), "office", f"a.{ending}")
    assert [block.text for block in reading.blocks] == RULE


@needs_libreoffice
def test_an_old_workbook_goes_to_the_reader_of_workbooks(made: Path) -> None:
    reading = read((made / "a.xls").read_bytes(), "office", "a.xls")
    rows = [block.text for block in reading.blocks if block.kind == "table_row"]
    assert len(rows) == 2 and "学习" in rows[0] and "党办" in rows[0]


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
        def handle_one_request(self) -> None:
            paths.append(str(self.rfile.readline()))
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1], paths
        server.shutdown()
        thread.join()


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
LINKED = (
    f'<office:document-content xmlns:office="{_ODF}:office:1.0" xmlns:text="{_ODF}:text:1.0" '
    f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body>'
    '<office:text><text:p>甲<draw:frame text:anchor-type="as-char"><draw:image xlink:type="simple" '
    'xlink:actuate="onLoad" xlink:href="{address}/a.png"/></draw:frame>乙</text:p><text:section text:name="s">'
    '<text:section-source xlink:type="simple" xlink:href="{address}/b.odt"/><text:p>丙</text:p></text:section>'
    "</office:text></office:body></office:document-content>"
)


@needs_libreoffice
def test_links_are_not_followed(asked: tuple[int, list[str]]) -> None:
    """Left to itself, LibreOffice asks for the picture six times."""
    port, paths = asked
    content = LINKED.replace("{address}", f"http://127.0.0.1:{port}")
    reading = read(open_document("text", MANIFEST, content), "office", "a.odt")
    assert [block.text for block in reading.blocks] == ["甲乙", "丙"] and paths == []


def test_the_program_is_looked_for_by_its_names() -> None:
    assert installed() in [shutil.which(one) for one in office.PROGRAMS]
