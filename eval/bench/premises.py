"""How often a question that takes something false for granted is set right, and how often a sound one is, wrongly.

A statement of a document with one thing changed (`CHANGES`) becomes a question that takes it for granted; the same
question with nothing changed is sound. Beside them the questions that people wrote for the demo library, the seeds,
CMRC and DRCD: none of those, but for the demo's and the seeds' own false premises, may be set right.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from assistant.answering.premise import SET_RIGHT
from assistant.config import load_settings
from assistant.service import Service
from assistant.types import Answer
from eval.bench.injections import corruptions
from eval.bench.material import DEMO
from eval.bench.passages import first, rows, written_out
from eval.cases import load_cases
from ingest.text.sentences import split_sentences
from ingest.text.tokens import cut, tag

SEED = 20261121
SHORTEST, LONGEST = 10, 48
"""Characters of a statement that is asked about."""
OF_EACH = 12
"""Questions for each change and library."""
NATURAL = 1000
"""Questions of CMRC and of DRCD."""
SHOWN = 120
"""Characters of an answer that went wrong."""
LAWS, REPORTS = 60, 30
"""Documents of the data sets that make up a library."""

FRAMES = (
    "为什么{}？",
    "既然{}，依据是什么？",
    "{}，是怎么考虑的？",
    "{}，这一条写在哪份材料里？",
    "{}，有什么具体要求？",
)

_STATEMENT = re.compile(r"^[一-鿿“《\d][^：:？?|\n]+[。；]$")
_LABEL = re.compile(r"^(?:第[一二三四五六七八九十百零\d]+[条章节款]|[（(]?[一二三四五六七八九十\d]+[)）、.．])\s*")
_ORGAN = re.compile(r"(?:公司|集团|委员会|党委|党组|支部|[部局厅署院]|中心|大学|学校|医院|银行|政府|法院|检察院|机关)$")
_POINTS_BACK = re.compile(
    r"^(?:例如|如|本|其中|同时|此外|并|但|也|还|该|此|这|前款|其|上述|因此|对此|而|或|不得|应当|可以|必须)"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says, and its title."""

    text: str
    title: str


Change = Callable[[str, random.Random, Sequence[str]], str | None]


def _renamed(text: str, chooser: random.Random, names: Sequence[str]) -> str | None:
    """Another organisation or place of the library in the place of one."""
    own = [name for name in _names(text) if text.count(name) == 1]
    if not own:
        return None
    name = chooser.choice(own)
    others = [one for one in names if _sort(one) == _sort(name) and one not in text and name not in one]
    return text.replace(name, chooser.choice(others)) if others else None


def _plain(change: corruptions.Corruption) -> Change:
    return lambda text, chooser, names: change(text, chooser)


CHANGES: dict[str, Change] = {
    "digit": _plain(corruptions.digit),
    "unit": _plain(corruptions.unit),
    "points": _plain(corruptions.points),
    "year": _plain(corruptions.year),
    "rule": _plain(corruptions.modality),
    "denial": _plain(corruptions.negation),
    "bound": _plain(corruptions.bounds),
    "name": _renamed,
}
"""What is changed -> how; None where the statement has nothing of the kind."""


def measure(shared: Path) -> dict[str, Any]:
    """Shares set right of each change, and shares of sound questions wrongly set right, with what went wrong."""
    chooser = random.Random(SEED)
    made: dict[str, Any] = {}
    wrong: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as place:
        for name, folder in libraries(shared, Path(place), chooser).items():
            with _library(Path(place, f"home-{name}"), folder) as service:
                made[name] = _of_library(service, chooser, name, wrong)
                if name in ("demo", "seeds"):
                    made[f"{name}_written"] = _written(service, _questions(name, shared), name, wrong)
        for name in ("cmrc2018", "drcd"):
            data = shared / "data" / name
            with _library(Path(place, f"home-{name}"), written_out(data, Path(place, name))) as service:
                asked = [(row["text"], False) for row in rows(first(data, "queries")) if row["text"].strip()]
                made[f"{name}_written"] = _written(
                    service, chooser.sample(asked, min(NATURAL, len(asked))), name, wrong
                )
    return {**_summed(made), "by_library": made, "wrong": wrong}


def libraries(shared: Path, place: Path, chooser: random.Random) -> dict[str, Path]:
    """Folders of documents; those out of the data sets are written below `place`."""
    found = {"demo": DEMO / "library", "seeds": shared / "seeds"}
    for name, count in (("laws", LAWS), ("political", REPORTS)):
        folder = place / name
        folder.mkdir()
        with gzip.open(shared / "data" / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
            texts = chooser.sample([json.loads(line) for line in lines], count)
        for number, row in enumerate(texts):
            (folder / f"{number}.md").write_text(f"# {row['title']}\n\n{row['text']}", encoding="utf-8")
        found[name] = folder
    return found


def statements(service: Service) -> list[Statement]:
    """The statements of a library's documents in force that stand on their own, each once."""
    found: dict[str, Statement] = {}
    for document in service.documents():
        if document.superseded_by is not None:
            continue
        for chunk in service.chunks_of(document.id):
            for span in split_sentences(chunk.text):
                text = _LABEL.sub("", span.of(chunk.text).strip())
                if SHORTEST <= len(text) <= LONGEST and _STATEMENT.match(text) and not _POINTS_BACK.match(text):
                    found.setdefault(text, Statement(text.rstrip("。；"), document.title))
    return list(found.values())


def asked(statement: str, title: str, number: int) -> str:
    """A question that takes a statement for granted; every other one names the document."""
    told = statement if number % 2 else f"按照《{title}》，{statement}"
    return FRAMES[number % len(FRAMES)].format(told)


def _library(home: Path, folder: Path) -> Service:
    service = Service.open(load_settings(home), write=True)
    service.ingest([folder])
    return service


def _of_library(service: Service, chooser: random.Random, name: str, wrong: list[dict[str, str]]) -> dict[str, Any]:
    found = statements(service)
    chooser.shuffle(found)
    names = sorted({one for statement in found for one in _names(statement.text)})
    right: dict[str, list[bool]] = defaultdict(list)
    sound: list[bool] = []
    for change, make in CHANGES.items():
        for number, (statement, false) in enumerate(islice(_changed(found, make, chooser, names), OF_EACH)):
            answer = _ask(service, question := asked(false, statement.title, number))
            set_right = is_set_right(answer, statement.text)
            right[change].append(set_right)
            if not set_right:
                wrong.append(_row(name, change, question, statement.text, answer))
            answer = _ask(service, question := asked(statement.text, statement.title, number))
            sound.append(is_correction(answer))
            if sound[-1]:
                wrong.append(_row(name, "sound", question, statement.text, answer))
    return {"corrected": {change: _share(flags) for change, flags in right.items()}, "false": _share(sound)}


def _changed(
    found: Sequence[Statement], make: Change, chooser: random.Random, names: Sequence[str]
) -> Iterator[tuple[Statement, str]]:
    for statement in found:
        false = make(statement.text, chooser, names)
        if false is not None and false != statement.text:
            yield statement, false


def _row(library: str, change: str, question: str, true: str, answer: Answer) -> dict[str, str]:
    return {"library": library, "change": change, "asked": question, "true": true, "said": answer.text[:SHOWN]}


def _ask(service: Service, question: str) -> Answer:
    return service.ask(service.query(question))


def is_correction(answer: Answer) -> bool:
    """Whether the answer says that the question takes something false for granted."""
    return any(notice.startswith(SET_RIGHT) for notice in answer.notices)


def is_set_right(answer: Answer, true: str) -> bool:
    """Whether something is set right and the true statement quoted."""
    return is_correction(answer) and any(_compact(true) in _compact(one.text) for one in answer.claims)


def _written(
    service: Service, questions: Sequence[tuple[str, bool]], name: str, wrong: list[dict[str, str]]
) -> dict[str, Any]:
    """Of questions that people wrote: each with whether it takes something false for granted."""
    right: list[bool] = []
    sound: list[bool] = []
    for question, is_false in questions:
        answer = _ask(service, question)
        (right if is_false else sound).append(is_correction(answer))
        if is_correction(answer) != is_false:
            kind = "written" if is_false else "sound"
            wrong.append(_row(name, kind, question, "", answer))
    return {"corrected": {"written": _share(right)}, "false": _share(sound)}


def _questions(name: str, shared: Path) -> list[tuple[str, bool]]:
    if name == "demo":
        cases = [case for case in load_cases(DEMO / "cases.jsonl") if not case.history]
        return [(case.question, case.kind == "false_premise") for case in cases]
    lines = (shared / "data" / "seed_qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [(row["question"], row["kind"] == "false_premise") for row in map(json.loads, lines)]


def _names(text: str) -> list[str]:
    return [word for word in cut(text) if _sort(word) is not None]


def _sort(word: str) -> str | None:
    if len(word) < 2:
        return None
    part = tag(word)
    if part == "nt" or (part in ("n", "nz") and len(word) > 2 and _ORGAN.search(word)):
        return "organ"
    return "place" if part == "ns" else None


def _compact(text: str) -> str:
    return re.sub(r"[\s。；]", "", text)


def _share(flags: Sequence[bool]) -> dict[str, int]:
    return {"of": len(flags), "set_right": sum(flags)}


def _summed(made: dict[str, Any]) -> dict[str, Any]:
    def total(parts: Sequence[dict[str, int]]) -> str | None:
        of = sum(part["of"] for part in parts)
        return f"{sum(part['set_right'] for part in parts)}/{of}" if of else None

    changes = [*CHANGES, "written"]
    return {
        **{
            change: total([one["corrected"][change] for one in made.values() if change in one["corrected"]])
            for change in changes
        },
        "wrongly": {name: total([one["false"]]) for name, one in made.items()},
    }
