"""Searching and asking in a library of 147,000 articles, beside LangChain's BM25Retriever, and at ten times as many.

    python -m eval.bench.scale --home FOLDER

The laws of the development data go in by the library's own door, each in the collection of its category; the larger
library holds copies of them besides (see `lawbook.copied`), as many as are stored within `--minutes`. Both stay in
FOLDER for the next run. Everything is asked in a process of its own, which no question has warmed; times are wall
times, and beside them stands the processor's, since a shared machine makes the first longer.

BM25Retriever searches the same chunks, once by characters and once by jieba's words. It takes a second for a question,
so it is asked only the first `BESIDE` of the questions, and compared with ours on those.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from assistant.config import load_settings
from assistant.service import Service
from eval.bench import lawbook
from eval.bench.growth import memory
from eval.bench.material import DEMO, each, ratio, spread, timed
from eval.bench.startup import ZHIBI
from ingest.encoder import load_encoder
from ingest.library.entries import Prepared
from ingest.library.library import Library
from ingest.types import Document

TIMES = 10
MINUTES = 25.0
BESIDE = 40
STARTS = 3
GROUP_CHUNKS = 4_000

FILTERS: dict[str, dict[str, Any]] = {
    "largest collection left out": {"without": "DLC"},
    "one collection of nine hundred articles": {"collections": ["民法典"]},
    "as of 2015": {"as_of": date(2015, 1, 1)},
}


def measure(shared: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        return run(shared, Path(place), TIMES, MINUTES)


def run(shared: Path, place: Path, times: int, minutes: float) -> dict[str, Any]:
    """All figures; `place` holds the libraries `one` and `many`, or will."""
    given = lawbook.laws(shared)
    asked = lawbook.questions(shared, given)
    one, many = place / "one", place / "many"
    took = fill(place, given, times, minutes)
    figures: dict[str, Any] = {
        "questions": len(asked),
        "one": asking(one, asked),
        "filters": _child("filters", one, asked),
    }
    if times > 1:
        figures |= {"many": asking(many, asked)}
        figures |= {"growth": _grown(figures["one"], figures["many"])}
    return figures | {"langchain": _beside(one, asked), "startup": _starts(place, times), "storing": took}


def asking(home: Path, asked: Sequence[str]) -> dict[str, Any]:
    """Searching and asking, each in a process of its own."""
    searched, answered = _child("search", home, asked), _child("ask", home, asked)
    return {**searched, "ask": answered["ask"], "ask_by_length": answered["by_length"], "ask_mb": answered["memory_mb"]}


def fill(place: Path, given: Sequence[dict[str, Any]], times: int, minutes: float) -> dict[str, Any]:
    """Stores what is not stored yet. Tells the seconds, and the chunks stored in one of them."""
    one, many = place / "one", place / "many"
    if one.is_dir() and (many.is_dir() or times == 1):
        return {"left_out": f"found in {place}"}
    documents = list(lawbook.documents(given))
    figures = {}
    if not one.is_dir():
        figures["one"] = _filled(one, documents, range(1), time.monotonic() + 3600)
    if times > 1:
        shutil.copytree(one, many)
        figures["many"] = _filled(many, documents, range(1, times), time.monotonic() + 60 * minutes)
    return figures


def _filled(home: Path, documents: Sequence[Document], copies: range, until: float) -> dict[str, float]:
    encoder, stored = load_encoder(), 0
    started = time.monotonic()
    with Library.open(home, encoder, write=True) as library:
        group: list[Document] = []
        for document in (lawbook.copied(one, number) for number in copies for one in documents):
            group.append(document)
            if sum(len(one.chunks) for one in group) >= GROUP_CHUNKS:
                stored += _stored(library, group)
                group = []
                if time.monotonic() > until:
                    break
        stored += _stored(library, group)
    seconds = time.monotonic() - started
    return {"chunks": stored, "seconds": round(seconds), "chunks_per_second": round(stored / seconds)}


def _stored(library: Library, group: Sequence[Document]) -> int:
    rows = library.encode(group)
    library.store_many([Prepared(document, part) for document, part in zip(group, rows, strict=True)])
    return sum(len(document.chunks) for document in group)


# In a process of their own.


def _search(home: Path, asked: Sequence[str]) -> dict[str, Any]:
    service, opened = timed(lambda: Service.open(load_settings(home)))
    queries = [service.query(text) for text in asked]
    _, first = timed(lambda: service.search(service.query("党员大会多长时间召开一次？")))
    processor = time.process_time()
    seconds = each(service.search, queries)
    processor = time.process_time() - processor
    records = service.documents()
    return {
        "documents": len(records),
        "chunks": sum(record.chunks for record in records),
        "first_question_s": round(opened + first, 2),
        "search": spread(seconds) | {"processor_ms": round(1000 * processor / len(queries), 2)},
        "seconds": [round(one, 5) for one in seconds],
        "memory_mb": memory(),
    }


def _ask(home: Path, asked: Sequence[str]) -> dict[str, Any]:
    service = Service.open(load_settings(home))
    service.ask(service.query("党员大会多长时间召开一次？"))
    found = []
    processor = time.process_time()
    for query in [service.query(text) for text in asked]:
        answer, seconds = timed(lambda query=query: service.ask(query))  # type: ignore[misc]
        found.append((sum(len(passage.chunk.text) for passage in answer.passages), seconds))
    processor = time.process_time() - processor
    ordered = [seconds for _, seconds in sorted(found)]
    third = len(ordered) // 3
    return {
        "ask": spread(ordered) | {"processor_ms": round(1000 * processor / len(asked), 2)},
        "by_length": {"shortest_third": spread(ordered[:third]), "longest_third": spread(ordered[-third:])},
        "memory_mb": memory(),
    }


def _filters(home: Path, asked: Sequence[str]) -> dict[str, Any]:
    service = Service.open(load_settings(home))
    service.search(service.query("党员大会多长时间召开一次？"))
    figures = {}
    for name, limits in FILTERS.items():
        about = dict(limits)
        if (left_out := about.pop("without", None)) is not None:
            about["collections"] = [one for one in service.collections() if one != left_out]
        figures[name] = spread(each(service.search, [service.query(text, **about) for text in asked]))
    return figures


def _langchain(home: Path, asked: Sequence[str]) -> dict[str, Any]:
    import jieba

    retriever_of = import_module("langchain_community.retrievers").BM25Retriever.from_texts
    with Service.open(load_settings(home)) as service:
        texts = [chunk.text for record in service.documents() for chunk in service.chunks_of(record.id)]
        k = service.settings.k
    figures = {}
    for name, cut in (("characters", list), ("words", jieba.lcut)):
        retriever, built = timed(lambda cut=cut: retriever_of(texts, preprocess_func=cut, k=k))  # type: ignore[misc]
        seconds = each(retriever.invoke, asked[:BESIDE])
        figures[name] = {"built_s": round(built, 1), **spread(seconds), "memory_mb": memory()}
    return figures


CHILDREN: dict[str, Callable[[Path, Sequence[str]], dict[str, Any]]] = {
    "search": _search,
    "ask": _ask,
    "filters": _filters,
    "langchain": _langchain,
}


def _child(name: str, home: Path, asked: Sequence[str]) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "eval.bench.scale", "--child", name, "--home", str(home)]
    done = subprocess.run(command, input=json.dumps(list(asked)), capture_output=True, text=True, env=_apart())
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _apart() -> dict[str, str]:
    """The environment, with the packages of the dependency group `bench` after the product's."""
    beside = Path(sys.prefix) / "bench"
    paths = [os.environ.get("PYTHONPATH", ""), str(beside) if beside.is_dir() else ""]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}


# What is compared.


def _grown(one: dict[str, Any], many: dict[str, Any]) -> dict[str, float | None]:
    figures = {"chunks": ratio(many["chunks"], one["chunks"]), "memory": ratio(many["memory_mb"], one["memory_mb"])}
    for kind in ("search", "ask"):
        figures |= {f"{kind}_{name}": ratio(many[kind][name], one[kind][name]) for name in one[kind]}
    return figures


def _beside(home: Path, asked: Sequence[str]) -> dict[str, Any]:
    if find_spec("langchain_community") is None and not (Path(sys.prefix) / "bench").is_dir():
        return {"left_out": "not installed: langchain_community (dependency group bench: make bench)"}
    ours = _child("search", home, asked)["seconds"][:BESIDE]
    theirs = _child("langchain", home, asked)
    own = spread(ours)
    faster = {
        f"{name}_{rank}_to_ours": round(figures[rank] / own[rank], 1)
        for name, figures in theirs.items()
        for rank in own
    }
    return {"ours": own, **theirs, **faster}


def _starts(place: Path, times: int) -> dict[str, float]:
    """Median wall seconds of `zhibi ask` from the shell, in the demo library and in ours, in turns."""
    with tempfile.TemporaryDirectory() as demo:
        zhibi = [str(ZHIBI), "--home"]
        subprocess.run([*zhibi, demo, "ingest", str(DEMO / "library")], check=True, capture_output=True)
        homes = {"demo": Path(demo), "one": place / "one"} | ({"many": place / "many"} if times > 1 else {})
        taken: dict[str, list[float]] = {name: [] for name in homes}
        for name in [*homes] * STARTS:
            command = [*zhibi, str(homes[name]), "ask", "党员大会多长时间召开一次？"]
            taken[name].append(timed(lambda it=command: subprocess.run(it, capture_output=True))[1])  # type: ignore[misc]
    return {name: round(median(seconds), 2) for name, seconds in taken.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.scale", description="search and ask 147,000 articles")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with the development data")
    parser.add_argument("--home", type=Path, required=True, help="folder that keeps the libraries")
    parser.add_argument("--times", type=int, default=TIMES, help="size of the larger library; 1 leaves it out")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long it may take to store it")
    parser.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        print(json.dumps(CHILDREN[options.child](options.home, json.load(sys.stdin)), ensure_ascii=False))
        return
    figures = run(options.shared, options.home, options.times, options.minutes)
    for name, value in figures.items():
        shown = {key: one for key, one in value.items() if key != "seconds"} if isinstance(value, dict) else value
        print(f"{name}: {json.dumps(shown, ensure_ascii=False)}")


if __name__ == "__main__":
    main()
