"""How well damaged text is repaired, and how often sound text is changed: laws damaged by us, and three sound corpora.

The reference of a damaged sample is the sound text itself, repaired: what the repair does to sound text (half-width
punctuation, blanks inside words) is counted apart.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import opencc
from rapidfuzz.distance import Levenshtein

from ingest.plausibility import is_word
from ingest.repair import repair

SAMPLES, LENGTH, SEED = 200, 1_500, 20260501
CORPORA = {"news20k": 20_000, "laws": 3_473, "political": 200}
"""Sound texts, and how many of each at most."""
HARMLESS = {"spaces", "punctuation"}
"""Repairs that sound text may need. What is left was read one by one: five texts that are in traditional characters
throughout, and radicals (⼀, ⻓) in place of characters in nine; no line was recoded, realigned or lost its pinyin."""

_READINGS = "hóng yáng guó dǎng huì xué xí fā zhǎn tǐ yè wù chǎn yì shū yuán"
_PINYIN = dict(zip("弘扬国党会学习发展体业务产义书员", _READINGS.split(" "), strict=True))


def measure(shared: Path) -> dict[str, Any]:
    """For each kind of damage the character error rate before and after; for each sound corpus what was changed."""
    sound = [repair(text).text for text in _samples(shared)]
    return (
        {"samples": len(sound)}
        | {kind: _restored(sound, damage) for kind, damage in DAMAGE.items()}
        | {f"sound_{name}": _changed(shared, name, most) for name, most in CORPORA.items()}
    )


def _texts(shared: Path, name: str) -> Iterator[str]:
    with gzip.open(shared / "data" / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        yield from (text for line in lines if (text := json.loads(line)["text"]).strip())


def _samples(shared: Path) -> list[str]:
    chooser = random.Random(SEED)
    texts = [text for text in _texts(shared, "laws") if len(text) >= LENGTH]
    return [_cut(text, chooser) for text in chooser.sample(texts, min(SAMPLES, len(texts)))]


def _cut(text: str, chooser: random.Random) -> str:
    """About `LENGTH` characters of whole lines from somewhere inside."""
    start = text.rfind("\n", 0, chooser.randrange(len(text) - LENGTH + 1)) + 1
    return text[start : start + LENGTH].strip()


def _restored(sound: list[str], damage: Callable[[str, random.Random], str]) -> dict[str, float]:
    before = after = worst = length = 0.0
    whole = 0
    spent = 0.0
    for number, text in enumerate(sound):
        damaged = damage(text, random.Random(SEED + number))
        started = time.perf_counter()
        mended = repair(damaged).text
        spent += time.perf_counter() - started
        text, mended = _core(text), _core(mended)
        errors = Levenshtein.distance(text, mended)
        before += Levenshtein.distance(text, _core(damaged))
        after += errors
        worst = max(worst, errors / len(text))
        whole += errors <= len(text) / 200
        length += len(text)
    return {
        "cer_before": round(before / length, 4),
        "cer_after": round(after / length, 4),
        "worst": round(worst, 4),
        "restored": round(whole / len(sound), 4),
        "characters_a_second": round(length / spent),
    }


def _core(text: str) -> str:
    """The text without the blanks that indent its lines."""
    return "\n".join(line.strip() for line in text.split("\n"))


def _changed(shared: Path, name: str, most: int) -> dict[str, Any]:
    kinds: Counter[str] = Counter()
    texts = characters = 0
    started = time.perf_counter()
    for text in islice(_texts(shared, name), most):
        texts, characters = texts + 1, characters + len(text)
        kinds.update(change.kind for change in repair(text).changes)
    seconds = time.perf_counter() - started
    other = {kind: count for kind, count in kinds.items() if kind not in HARMLESS}
    return {
        "texts": texts,
        "other_repairs": other,
        "punctuation_or_spaces": {kind: kinds[kind] for kind in sorted(HARMLESS)},
        "characters_a_second": round(characters / seconds),
    }


def _reread(written: str, read: str, times: int = 1) -> Callable[[str, random.Random], str]:
    """Bytes written in one encoding and read in another, line by line as programs do."""

    def damage(text: str, chooser: random.Random) -> str:
        for _ in range(times):
            text = "\n".join(_decoded(line.encode(written, "replace"), read) for line in text.split("\n"))
        return text

    return damage


def _decoded(data: bytes, encoding: str) -> str:
    if encoding != "cp1252":
        return data.decode(encoding, "replace")
    return "".join(bytes([one]).decode("latin-1" if one in _HOLES else "cp1252") for one in data)


_HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def _big5_as_gbk(text: str, chooser: random.Random) -> str:
    return _reread("big5", "gb18030")(_traditional(text, chooser), chooser)


def _traditional(text: str, chooser: random.Random) -> str:
    return str(opencc.OpenCC("s2t").convert(text))


def _pinyin(text: str, chooser: random.Random) -> str:
    """Pinyin in brackets after characters, which are turned into traditional ones."""
    return "".join(
        f"{_traditional(one, chooser)}({_PINYIN[one]})" if one in _PINYIN and chooser.random() < 0.5 else one
        for one in text
    )


def _byte_shift(text: str, chooser: random.Random) -> str:
    """A page in GBK whose indents lost their first byte, and pinyin was put after some characters before."""
    lines = _pinyin(text, chooser).split("\n")
    return "\n".join(_shifted(line.strip(), chooser) if line.strip() else line for line in lines)


def _shifted(line: str, chooser: random.Random) -> str:
    data = f"　　{line}".encode("gb18030")
    return (data[1:] if chooser.random() < 0.3 else data).decode("gbk", "replace")


def _spaces(text: str, chooser: random.Random) -> str:
    """A blank inside every twentieth word, and before the last digit of round numbers."""
    text = re.sub(r"(?<!\d)([1-9]\d?)(00?)(?=[余多万亿个名人项])", r"\1 \2", text)
    at, found = 0, []
    while at < len(text):
        pair = text[at : at + 2]
        if re.fullmatch("[\u4e00-\u9fff]{2}", pair) and is_word(pair) and chooser.random() < 0.05:
            found.append(f"{pair[0]} {pair[1]}")
            at += 2
        else:
            found.append(text[at])
            at += 1
    return "".join(found)


def _punctuation(text: str, chooser: random.Random) -> str:
    return text.translate(str.maketrans("，；：？！（）", ",;:?!()"))


def _glyphs(text: str, chooser: random.Random) -> str:
    """Radicals in place of the characters that look like them, as fonts in PDF files have them."""
    return text.translate(
        str.maketrans(
            "一人入力土大女子小工己山文方日月木水火父生用田白目石立言车长门马",
            "⼀⼈⼊⼒⼟⼤⼥⼦⼩⼯⼰⼭⽂⽅⽇⽉⽊⽔⽕⽗⽣⽤⽥⽩⽬⽯⽴⾔⻋⻓⻔⻢",
        )
    )


DAMAGE: dict[str, Callable[[str, random.Random], str]] = {
    "utf8_read_as_gb18030": _reread("utf-8", "gb18030"),
    "utf8_read_as_cp1252": _reread("utf-8", "cp1252"),
    "utf8_read_as_cp1252_with_loss": lambda text, chooser: text.encode().decode("cp1252", "replace"),
    "utf8_read_as_latin1": _reread("utf-8", "latin-1"),
    "gb18030_read_as_cp1252": _reread("gb18030", "cp1252"),
    "gb18030_read_as_latin1": _reread("gb18030", "latin-1"),
    "gb18030_read_as_big5": _reread("gb18030", "big5"),
    "big5_read_as_gb18030": _big5_as_gbk,
    "utf8_read_as_cp1252_twice": _reread("utf-8", "cp1252", times=2),
    "gbk_shifted_by_a_byte": _byte_shift,
    "pinyin": _pinyin,
    "traditional": _traditional,
    "spaces": _spaces,
    "punctuation": _punctuation,
    "glyphs": _glyphs,
}
"""Kind -> what does the damage. Bytes that a reader replaces (锟斤拷) are lost for good and count as errors."""
