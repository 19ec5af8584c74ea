"""Questions with quoted evidence, one JSON object a line, as other people write them.

    {"id", "kind", "question", "answer", "answerable", "evidence": [{"file", "quote", "quote_clean"}], "note"}

`quote_clean` is the quotation repaired (simplified, without damage): what a library holds of it, hence preferred.
Where nothing can be answered, what stands in "answer" is a remark and goes into the note. A line that is a case by our
own rules is taken as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from eval.cases import KINDS, Case, CaseFile, Evidence, Kind, parse_cases
from eval.importers.checking import Faults, Row, rows, shown, sound, text_of

OTHER_NAMES: Mapping[str, Kind] = {
    "multi": "multi_document",
    "compare": "comparison",
    "fact": "factoid",
    "number": "figure",
    "no_answer": "unanswerable",
}
"""Kinds by the names that others give them."""


def read(path: Path) -> CaseFile:
    """The cases of a file and the faults of the lines left out. Raises UnreadableFileError."""
    faults = Faults(str(path))
    cases: dict[str, Case] = {}
    for row in rows(path, faults):
        case = _own(row) or _case(row, faults)
        if case is None or not sound(case, row.line, faults):
            continue
        if case.id in cases:
            faults.add(row.line, "id", f"{shown(case.id)} 重复出现", "各行互不相同的编号")
            continue
        cases[case.id] = case
    return CaseFile(tuple(cases.values()), tuple(faults.found))


def _own(row: Row) -> Case | None:
    found = parse_cases(json.dumps(row.fields).encode(), "")
    return None if found.faults else found.cases[0]


def _case(row: Row, faults: Faults) -> Case | None:
    before = len(faults.found)
    key, question = text_of(row, ("id", "_id"), faults), text_of(row, ("question", "text"), faults)
    kind = _kind(row, faults)
    answer, note = (text_of(row, (name,), faults, required=False) for name in ("answer", "note"))
    answerable = row.fields.get("answerable", kind != "unanswerable")
    if not isinstance(answerable, bool):
        faults.add(row.line, "answerable", f"是 {shown(answerable)}", "true 或 false")
    evidence = tuple(_evidence(row, faults))
    if kind is None or not isinstance(answerable, bool) or len(faults.found) > before:
        return None
    if answerable:
        return Case(key, kind, question, True, answer=answer, evidence=evidence, note=note)
    return Case(key, kind, question, False, note="；".join(one for one in (answer, note) if one))


def _kind(row: Row, faults: Faults) -> Kind | None:
    given = row.fields.get("kind", "factoid")
    found = given if given in KINDS else OTHER_NAMES.get(given) if isinstance(given, str) else None
    if found is None:
        faults.add(row.line, "kind", f"是 {shown(given)}", "、".join([*KINDS, *OTHER_NAMES]) + " 之一")
    return found


def _evidence(row: Row, faults: Faults) -> Iterator[Evidence]:
    given = row.fields.get("evidence") or []
    if not isinstance(given, list):
        faults.add(row.line, "evidence", f"是 {shown(given)}", '依据的列表，如 [{"file": "…", "quote": "…"}]')
        return
    for at, one in enumerate(given):
        document = (one.get("file") or one.get("document")) if isinstance(one, dict) else None
        quote = (one.get("quote_clean") or one.get("quote")) if isinstance(one, dict) else None
        if isinstance(document, str) and (quote is None or isinstance(quote, str)):
            yield Evidence(document, quote)
        else:
            faults.add(row.line, f"evidence[{at}]", f"是 {shown(one)}", '如 {"file": "…", "quote": "…"}')


__all__ = ["OTHER_NAMES", "read"]
