"""What a document says about itself, and where each piece comes from. What nothing clearly says stays None.

The text decides; the format's properties, the file's name and its folders fill in what the text leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from ingest import issuing, labels, papers, periods, standing
from ingest.genres import genre_of
from ingest.headings import plain
from ingest.numbers import normal_number
from ingest.series import covered_rule, series_key, title_key
from ingest.text.dates import find_dates
from ingest.titles import FoundTitle, find_title
from ingest.types import Metadata, Provenance, Reading

_COMPACT_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_PAPER = "论文"

Finding = tuple[Any, Provenance]
"""A value, None or () where nothing was found, and where it was looked for."""


def describe(reading: Reading, path: str) -> Metadata:
    """What `reading` says about the document, completed by the name and the folders of the file at `path`."""
    lines = [plain(block.text) for block in reading.blocks]
    name = PurePath(path).stem
    title = find_title(reading, PurePath(path).name)
    issued = _first(
        (issuing.issued_on(lines), "text"),
        (_date_in_name(name), "name"),
    )
    found: dict[str, Finding] = {
        "title": (title.text, title.where),
        "issuer": _first((_issuer(title.text, lines), "text")),
        "number": _first((issuing.number(lines), "text"), (normal_number(name), "name")),
        "issued": issued,
        "effective": _first((issuing.effective(lines, issued[0]), "text")),
        "status": _status(title, lines, reading, name),
        **_kind(title, lines, reading, path, issued[0]),
        "label": _first(
            (labels.label_in(lines, reading.margins), "text"),
            (labels.label_in_name(name), "name"),
            (labels.label_of_folders(path), "folder"),
        ),
        "repeals": _first((standing.repeals_in(title.text, lines), "text")),
    }
    about = Metadata(**{field: value for field, (value, _) in found.items()})
    found["repealed"] = _first((issuing.lapsed(lines, about.since), "text"))
    return Metadata(
        **{field: value for field, (value, _) in found.items()},
        series=series_of(about.title, about.issuer, lines),
        provenance=tuple(sorted((field, where) for field, (value, where) in found.items() if value not in (None, ()))),
    )


def series_of(title: str, issuer: str | None, lines: Sequence[str]) -> str:
    """The series of a document; a covering letter belongs to its rule's only where the rule is attached."""
    covered = covered_rule(title)
    if covered is not None and not _holds_rule(lines, title_key(covered)):
        return ""
    return series_key(title, issuer)


def _holds_rule(lines: Sequence[str], key: str) -> bool:
    """Whether the rule itself stands in the text: its first article, or its title on a line of its own."""
    return any(
        line.startswith(("第一条", "第1条"))
        or (len(line) <= 60 and covered_rule(line) is None and title_key(line) == key)
        for line in lines[1:]
    )


def _first(*findings: Finding) -> Finding:
    """The first finding that found something, else the last."""
    return next((finding for finding in findings if finding[0] not in (None, ())), findings[-1])


def _issuer(title: str, lines: Sequence[str]) -> str | None:
    return (
        issuing.letterhead(lines)
        or issuing.signature(lines)[0]
        or issuing.issuer_in_title(title)
        or issuing.named_issuer(lines)
        or issuing.byline(lines)[0]
        or issuing.met(title)
        or issuing.legislator(lines)
    )


def _status(title: FoundTitle, lines: Sequence[str], reading: Reading, name: str) -> Finding:
    covered = covered_rule(title.text)
    return _first(
        (standing.status_of(title.text, lines), title.where if standing.status_in(title.text) else "text"),
        (standing.status_in(covered) if covered else None, title.where),
        (standing.status_in(reading.title or ""), "properties"),
        (standing.status_in(name), "name"),
    )


def _kind(
    title: FoundTitle, lines: Sequence[str], reading: Reading, path: str, issued: date | None
) -> dict[str, Finding]:
    """Genre, period, and of papers authors and journal."""
    is_paper = papers.is_paper(lines)
    genre = genre_of(title.text)
    by_name = genre_of(PurePath(path).stem)
    journal = papers.journal_in(lines, reading.margins, paper=is_paper)
    authors = _first(
        (papers.authors_in(lines, title.text), "text"),
        (papers.stated_author(reading.author) if is_paper or journal else (), "properties"),
    )
    return {
        "genre": _first(
            (_PAPER if is_paper else None, "text"),
            (genre.name if genre else None, title.where),
            (by_name.name if by_name else None, "name"),
        ),
        "period": (None, "text")
        if is_paper
        else _period(title, path, issued, is_rule=bool(genre and genre.nature == "rule")),
        "authors": authors,
        "journal": _first((journal, "text")),
    }


def _period(title: FoundTitle, path: str, issued: date | None, *, is_rule: bool) -> Finding:
    """A rule speaks of no period but one that its title names; other documents may lie in a folder of their year."""
    own = _first((periods.period_in(title.text, None if is_rule else issued), title.where))
    if is_rule:
        return own
    return _first(
        own,
        (periods.period_in(PurePath(path).stem, issued), "name"),
        (_nearest_folder(PurePath(path).parent.parts), "folder"),
    )


def _nearest_folder(folders: Iterable[str]) -> str | None:
    return next((found for folder in reversed(tuple(folders)) if (found := periods.folder_period(folder))), None)


def _date_in_name(name: str) -> date | None:
    """A full date in a file's name: 2026年3月1日, 2026-03-01, 2026.3.1 or 20260301."""
    for found in find_dates(name):
        return found.value
    if match := _COMPACT_DATE.search(name):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None
