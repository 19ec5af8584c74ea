"""Data sets: cases with the documents that answer them. Those we ship are known by name, others by path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from assistant.config import Settings
from assistant.errors import ZhibiError
from assistant.service import Service
from eval.cases import Case, CaseFault, read_cases
from eval.importers import beir
from eval.importers.storing import store_documents
from ingest.encoder import load_encoder
from ingest.library.library import Library
from ingest.types import ProgressEvent

HERE = Path(__file__).resolve().parent

OnProgress = Callable[[ProgressEvent], None]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Cases and where their documents are.

    Attributes:
        faults: Lines of the case file that are no case.
        documents: Folder of files to take in; None when they are in a library already, or are `passages`.
        passages: Documents that are no files, of a BEIR folder.
        collection: Where the documents go.
        ask: False where nothing is known of the answers: only the search is judged.
        repeat: How often each question is put unless the command line says otherwise.
        today: The day on which its questions are asked (今年); the day of the run for None.
    """

    name: str
    cases: tuple[Case, ...]
    faults: tuple[CaseFault, ...] = ()
    documents: Path | None = None
    passages: tuple[beir.Passage, ...] = ()
    collection: str = "default"
    ask: bool = True
    repeat: int = 1
    today: date | None = None

    @property
    def has_documents(self) -> bool:
        return self.documents is not None or bool(self.passages)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A data set of ours; the fields are those of `Dataset`."""

    cases: Path
    documents: Path
    collection: str
    ask: bool
    repeat: int
    today: date


DEMO_DAY = date(2026, 6, 30)
"""After the last document of the demo library."""

SHIPPED: Mapping[str, Shipped] = MappingProxyType(
    {
        "demo": Shipped(
            HERE / "demo" / "cases.jsonl", HERE / "demo" / "library", "demo", ask=True, repeat=2, today=DEMO_DAY
        ),
        "demo_retrieval": Shipped(
            HERE / "demo" / "retrieval.jsonl", HERE / "demo" / "library", "demo", ask=False, repeat=1, today=DEMO_DAY
        ),
    }
)


def find(name: str) -> Dataset:
    """The data set of this name, or at this path: a .jsonl file of cases, or a folder in BEIR's layout.

    Raises:
        ZhibiError: There is no such data set, or no sound case in it; the message says what is wrong.
    """
    dataset = _shipped(name) if name in SHIPPED else _at(name, Path(name).expanduser())
    if not dataset.cases:
        shown = "".join(f"\n  {fault}" for fault in dataset.faults[:20])
        raise ZhibiError(f"{name!r} 中没有可以运行的案例{shown}", "请改正后再运行")
    return dataset


def take_in(dataset: Dataset, settings: Settings, on_progress: OnProgress) -> tuple[tuple[str, str], ...]:
    """Take the documents into the library of `settings.home`; those it has are passed over.

    Returns:
        File names that could not be taken in, with the reason.
    """
    if dataset.documents is not None:
        with Service.open(settings, write=True) as service:
            report = service.ingest([dataset.documents], dataset.collection, on_progress)
        return tuple((Path(one.path).name, one.reason) for one in report.failed)
    total = len(dataset.passages)

    def finished(count: int) -> None:
        on_progress(ProgressEvent("storing", "", count, total))

    with Library.open(settings.home, load_encoder(settings.encoder), write=True) as library:
        stored = store_documents(library, dataset.passages, dataset.collection, finished)
    return tuple((one.path, one.reason) for one in stored.failed)


def _shipped(name: str) -> Dataset:
    known = SHIPPED[name]
    found = read_cases(known.cases)
    return Dataset(
        name,
        found.cases,
        found.faults,
        documents=known.documents,
        collection=known.collection,
        ask=known.ask,
        repeat=known.repeat,
        today=known.today,
    )


def _at(name: str, path: Path) -> Dataset:
    if path.is_dir():
        return _beir(path)
    if path.is_file():
        found = read_cases(path)
        return Dataset(path.stem, found.cases, found.faults)
    close = get_close_matches(name, SHIPPED, 1)
    meant = f"是否想写 {close[0]}" if close else f"自带的数据集有 {'、'.join(SHIPPED)}"
    raise ZhibiError(f"没有名为 {name!r} 的数据集，也没有这个文件或文件夹", meant)


def _beir(folder: Path) -> Dataset:
    found = beir.read(folder)
    tells = any(case.points or case.answer or not case.answerable for case in found.cases)
    return Dataset(folder.resolve().name, found.cases, found.faults, passages=found.passages, ask=tells)


__all__ = ["SHIPPED", "Dataset", "Shipped", "find", "take_in"]
