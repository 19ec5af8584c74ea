"""Compares the catalog, the two indexes and the kept originals, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingest.encoder.protocol import Encoder
from ingest.errors import LibraryError
from ingest.library.catalog import Catalog
from ingest.library.entries import version_of
from ingest.library.faults import RESTORE_HINT
from ingest.library.indexes import Indexes, mismatch
from ingest.library.originals import Originals
from ingest.library.shown import State
from ingest.types import Problem

_REBUILD = "运行 zhibi library rebuild 重建索引"
_MOST_ITEMS = 20


def check(catalog: Catalog, indexes: Indexes, originals: Originals, encoder: Encoder) -> list[Problem]:
    """Everything found wrong. What a live writer is working on at this moment is not wrong."""
    return [
        *_catalog_problems(catalog),
        *_index_problems(catalog, indexes, encoder),
        *_original_problems(catalog, originals),
    ]


def _catalog_problems(catalog: Catalog) -> Iterator[Problem]:
    if faults := catalog.faults():
        yield _problem("目录数据库已损坏", RESTORE_HINT, faults)
    if miscounted := catalog.miscounted():
        yield _problem("目录中记录的片段数与实际不符", "重新导入这些文档", miscounted)


def _index_problems(catalog: Catalog, indexes: Indexes, encoder: Encoder) -> Iterator[Problem]:
    state = catalog.state()
    if not state.fingerprint:
        return
    if state.fingerprint != encoder.fingerprint:
        error = mismatch(state, encoder)
        yield Problem(error.message, error.hint)

    def lexical_keys() -> set[str]:
        with indexes.lexical(state) as index:
            return index.keys()

    def vector_keys() -> set[str]:
        with indexes.vectors(state) as store:
            return store.keys()

    yield from _compare("词语索引", catalog, state, lexical_keys)
    yield from _compare("向量索引", catalog, state, vector_keys)


def _compare(name: str, catalog: Catalog, state: State, read: Callable[[], set[str]]) -> Iterator[Problem]:
    try:
        held = read()
    except LibraryError as exc:
        yield Problem(exc.message, exc.hint)
        return
    known = catalog.keys()
    if missing := known - held:
        yield _problem(f"{name}缺少 {len(missing)} 个片段", _REBUILD, missing)
    unsettled = {*state.unsettled, *catalog.state().unsettled}
    if strange := {key for key in held - known if version_of(key) not in unsettled}:
        yield _problem(f"{name}多出 {len(strange)} 个目录中没有的片段", _REBUILD, strange)


def _original_problems(catalog: Catalog, originals: Originals) -> Iterator[Problem]:
    if missing := [f"{sha256}  {path}" for path, sha256 in catalog.originals() if originals.get(sha256) is None]:
        yield _problem(f"{len(missing)} 份原件不在资料库中", "从原处重新导入这些文件", missing)


def _problem(what: str, hint: str, items: set[str] | list[str]) -> Problem:
    ordered = sorted(items)
    more = (f"…… 共 {len(ordered)} 项",) if len(ordered) > _MOST_ITEMS else ()
    return Problem(what, hint, (*ordered[:_MOST_ITEMS], *more))
