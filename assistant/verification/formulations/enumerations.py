"""Enumerations: no member missing, miswritten or out of its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from assistant.types import Finding, Severity
from assistant.verification.alignment import align
from assistant.verification.formulations.known import Known
from assistant.verification.formulations.lexicon import Hit, Lexicon, Member
from assistant.verification.formulations.runs import Run, runs
from assistant.verification.formulations.skeleton import Skeleton, skeleton
from prompts.formulary import Enumeration, Level

_LEAD = 4
"""Characters before an enumeration that tell whether a claim takes it up where its source does."""

_AROUND = 3
"""Characters on either side that tell that claim and source speak of the same thing."""
_SHORT = 5
"""Members of so many characters at most are one formulation, whatever stands between them: 百花齐放，百家争鸣."""
_SIGNIFICANT = 0.5
"""A run of no more than this share of an enumeration's members is an enumeration of its own."""


def check_enumerations(
    bones: Skeleton, hits: Sequence[Hit], lexicon: Lexicon, day: date | None, known: Known
) -> Iterator[Finding]:
    """A finding for every run that is not as the formulary has it, or as a source has it whole."""
    found = runs(bones, hits, lexicon)
    if known.sources:
        yield from _halves(bones, hits, lexicon, known, [(run.start, run.end) for run in found])
    for run in found:
        enumeration = lexicon.enumeration(run.role)
        if (run.state == "whole" and run.role.form == 0) or (known.sources and known.has(run)):
            continue
        whole = known.whole(run, _SIGNIFICANT) if known.sources else None
        severity = (
            _beside_source(bones, run, enumeration, known) if whole else _by_formulary(bones, run, enumeration, day)
        )
        if severity:
            yield _finding(bones, run, whole or _written(enumeration, run), severity)


def _halves(
    bones: Skeleton, hits: Sequence[Hit], lexicon: Lexicon, known: Known, taken: Sequence[tuple[int, int]]
) -> Iterator[Finding]:
    """Of an enumeration of two the one that is left where a source, before and after the same words, has both."""
    for hit in hits:
        role = hit.role
        if not isinstance(role, Member) or role.form or len(lexicon.form(role).members) != 2:
            continue
        if lexicon.enumeration(role).within or any(start <= hit.start < end for start, end in taken):
            continue
        before, after = bones.text[max(0, hit.start - _AROUND) : hit.start], bones.text[hit.end : hit.end + _AROUND]
        for run, source in known.wholes(role.enumeration):
            if (
                source.text[: run.start].endswith(before)
                and source.text[run.end :].startswith(after)
                and before + after
            ):
                start, end = bones.span(hit.start, hit.end)
                expected = source.of(run.start, run.end)
                lacking = run.form.members[1 - role.index]
                note = f"固定提法不完整，缺少“{lacking}”。"
                difference = align(bones.original[start:end], expected).edits
                yield Finding(
                    "formulation",
                    "altered",
                    start,
                    end,
                    bones.original[start:end],
                    expected,
                    note=note,
                    difference=difference,
                )
                break


def _beside_source(bones: Skeleton, run: Run, enumeration: Enumeration, known: Known) -> Severity:
    """How sure it is a mistake where a source has the enumeration whole: an order may be taken up at a later member,
    with words of the claim's own before it.
    """
    begins_later = run.state == "missing" and len(run.absent) == run.order[0]
    if begins_later and enumeration.missing == "silent":
        before = bones.text[max(0, run.start - _LEAD) : run.start]
        wholes = known.wholes(run.role.enumeration)
        if not any(source.text[: whole.start].endswith(before) for whole, source in wholes):
            return "doubtful"
    return _by_source(run, enumeration)


def _by_source(run: Run, enumeration: Enumeration) -> Severity:
    return "doubtful" if _are_clauses(run, enumeration) and run.state != "slip" else "certain"


def _are_clauses(run: Run, enumeration: Enumeration) -> bool:
    """Whether the members are clauses of a sentence rather than one formulation."""
    return run.by_clauses and not enumeration.bound and max(map(len, run.form.members)) > _SHORT


def _by_formulary(bones: Skeleton, run: Run, enumeration: Enumeration, day: date | None) -> Severity | None:
    """How sure it is a mistake where no source has the enumeration; None where it may be right."""
    if day is not None and day < enumeration.since:
        return None
    if run.state == "mixed" and enumeration.within and enumeration.missing == "silent":
        return _severity(enumeration.moved)  # an order, which holds for some of them as well
    if run.share <= _SIGNIFICANT:
        return None
    if run.form.until is not None or run.state == "whole":
        return "doubtful" if run.state == "whole" and run.form.until and day and day > run.form.until else None
    if run.state == "slip":
        return _slip_severity(run)
    if _are_clauses(run, enumeration):
        return None
    if run.state == "moved":
        return _severity(enumeration.moved)
    lacking = len(run.absent)
    named = any(skeleton(name).text in bones.sentence(run.start, run.end) for name in enumeration.names)
    if lacking != 1 or len(run.form.members) < (3 if named else 4) or run.state != "missing":
        return None
    if enumeration.missing == "certain":
        return "certain" if named else "doubtful"
    return _severity(enumeration.missing)


def _slip_severity(run: Run) -> Severity | None:
    """共建、共管、共享 is no miswritten 共建共治共享; with more members, or longer ones, chance is out of question."""
    members = len(run.form.members)
    if min(map(len, run.form.members)) <= 2:
        return "certain" if members >= 5 else None
    return "certain" if members >= 4 else "doubtful"


def _severity(level: Level) -> Severity | None:
    return None if level == "silent" else level


def _written(enumeration: Enumeration, run: Run) -> str:
    form = run.form if run.form.until is None else enumeration.forms[0]
    sign = "、" if not enumeration.within else "→"
    return sign.join(form.members)


def _finding(bones: Skeleton, run: Run, expected: str, severity: Severity) -> Finding:
    start, end = bones.span(run.start, run.end)
    found = bones.original[start:end]
    difference = align(found, expected).edits
    return Finding(
        "formulation", "altered", start, end, found, expected, severity, note=_note(run), difference=difference
    )


def _note(run: Run) -> str:
    if run.state == "whole":
        return "这是以前的提法，已有新的提法。"
    if run.state == "slip":
        wrong = "、".join(f"“{run.form.members[item.index]}”" for item in run.items if item.slip)
        return f"固定提法有误写，应有{wrong}。"
    if run.state == "missing":
        return f"固定提法不完整，缺少{'、'.join(f'“{member}”' for member in run.absent)}。"
    return "固定提法的次序不对。"
