"""Files of ours, damaged at random: every reader gives a document or a sentence, and no reader hangs.

`ZHIBI_FUZZ=2000` sets how many damaged files are read; a fixed seed makes every run read the same ones.
"""

from __future__ import annotations

import hashlib
import io
import os
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from ingest.archive import unpack
from ingest.document import build_document
from ingest.errors import IngestError
from ingest.readers import sniff
from ingest.types import ReadOptions, SourceFile

COUNT = int(os.environ.get("ZHIBI_FUZZ", "160"))
LIMIT = 20.0
"""Seconds after which reading one file counts as a hang."""
SEED = 20260501
LIBRARY = Path(__file__).resolve().parents[2] / "eval" / "datasets" / "demo" / "library"
PROSE = "第一章　总则\n第一条　为加强党员先锋创新平台管理，制定本办法。\n第二条　本办法适用于公司所属党支部。\n"

Damage = Callable[[bytes, random.Random], bytes]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in (
        ["重点任务台账"],
        ["编号", "事项", "进度", "完成"],
        ["1", "学习", 0.85, True],
        ["2", "培训", 1234.5, None],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    sheet["C3"].number_format = "0%"
    sheet.row_dimensions[4].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "一、主要做法"
    slide.placeholders[1].text = "每月组织集中学习。"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for at, text in enumerate(["单位", "人数", "一支部", "23"]):
        table.cell(at // 2, at % 2).text = text
    slide.notes_slide.notes_text_frame.text = "讲稿。"
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("制度/办法.txt", PROSE)
        archive.writestr("台账.xlsx", workbook())
        archive.writestr("内层.zip", zipped_text())
    return out.getvalue()


def zipped_text() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("说明.txt", PROSE)
    return out.getvalue()


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((120, 90), (-2, -1.5, 1, 1.5), 20).convert("RGB").save(out, kind)
    return out.getvalue()


def page_in_one_file() -> bytes:
    page = f"<html><head><title>办法</title></head><body><h1>办法</h1><p>{PROSE}</p></body></html>"
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
    return (head + f"Content-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--x--\r\n").encode()


def materials() -> list[tuple[str, bytes]]:
    made = [
        ("台账.xlsx", workbook()),
        ("汇报.pptx", slides()),
        ("资料.zip", packed()),
        ("网页.mht", page_in_one_file()),
        ("表.csv", '编号,事项,备注\n1,学习,"分两期,每期5天"\n2,培训,无\n'.encode()),
        ("表.txt", "支部\t人数\n一支部\t23\n二支部\t18\n".encode("gb18030")),
        ("办法.txt", PROSE.encode("gb18030")),
        ("办法.md", f"# 办法\n\n## 总则\n\n| 项 | 值 |\n|--|--|\n| 甲 | 1 |\n\n{PROSE}".encode()),
        ("办法16.txt", PROSE.encode("utf-16")),
        *((f"图.{kind.lower()}", picture(kind)) for kind in ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "GIF")),
    ]
    return made + [(path.name, path.read_bytes()) for path in sorted(LIBRARY.iterdir()) if path.is_file()]


def flipped(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def patched(data: bytes, chance: random.Random) -> bytes:
    """A stretch doubled, blanked, dropped or overwritten with noise."""
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 16, 400)))
    new = chance.choice((data[start:end] * 2, bytes(end - start), b"", chance.randbytes(end - start), b"\xff" * 8))
    return data[:start] + new + data[end:]


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A package with one of its parts damaged and packed soundly again; anything else is damaged as it is."""
    damage = chance.choice((flipped, cut_off, patched))
    if not data.startswith(b"PK"):
        return damage(data, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        victim = chance.choice([info.filename for info in old.infolist() if info.file_size] or [""])
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, damage(content, chance) if info.filename == victim else content)
    return out.getvalue()


DAMAGES: tuple[Damage, ...] = (flipped, cut_off, patched, damaged_inside, damaged_inside)


class HangError(BaseException):
    """Reading took longer than `LIMIT`."""


@contextmanager
def limited() -> Iterator[None]:
    def stop(signum: int, frame: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def take_in(name: str, data: bytes, depth: int = 0) -> str:
    """Reads one file as ingestion does, members of archives too; the outcome in a word."""
    try:
        kind = sniff(data, name)
        if kind == "archive":
            for one in unpack(data, name):
                if depth < 2 and hasattr(one, "data"):
                    take_in(one.path, one.data, depth + 1)
            return "unpacked"
        if kind == "office":
            return "left to LibreOffice"
        source = SourceFile(name, hashlib.sha256(data).hexdigest(), len(data), kind)
        document = build_document(source, data, "默认", "d1", ReadOptions(ocr=False))
        assert document.chunks and all(chunk.text.strip() for chunk in document.chunks)
        return "read"
    except IngestError as exc:
        assert is_chinese(exc.message), exc.message
        return "sentence"


def is_chinese(sentence: str) -> bool:
    """As every sentence must be that a user sees."""
    return any("\u4e00" <= one <= "\u9fff" for one in sentence)


@pytest.mark.filterwarnings("ignore")  # what libraries remark about damaged files
def test_damaged_files_give_a_document_or_a_sentence() -> None:
    chance = random.Random(SEED)
    files = materials()
    faults: list[str] = []
    outcomes: dict[str, int] = {}
    for number in range(COUNT):
        name, data = files[number % len(files)]
        damaged = chance.choice(DAMAGES)(data, chance)
        try:
            with limited():
                outcome = take_in(name, damaged)
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
        except (Exception, HangError) as exc:  # noqa: BLE001 (whatever it is, it is what is looked for)
            keep(number, name, damaged)
            faults.append(f"{number} {name}: {type(exc).__name__}: {exc}"[:300])
    assert not faults, "\n".join(faults)
    assert sum(outcomes.values()) == COUNT and {"read", "sentence"} <= set(outcomes)


def keep(number: int, name: str, data: bytes) -> None:
    """A file that broke a reader, kept where `ZHIBI_FUZZ_KEEP` says."""
    if folder := os.environ.get("ZHIBI_FUZZ_KEEP"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{number}-{name}").write_bytes(data)


@pytest.mark.parametrize(("name", "data"), [pytest.param(*one, id=one[0]) for one in materials()])
def test_whole_files_are_read_or_refused_in_a_sentence(name: str, data: bytes) -> None:
    assert take_in(name, data) in {"read", "unpacked", "sentence"}
