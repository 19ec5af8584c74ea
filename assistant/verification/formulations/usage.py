"""What is out of date, and what a genre does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.types import Finding, Severity
from assistant.verification.formulations.known import Known
from assistant.verification.formulations.lexicon import Barred, Hit, Lexicon, Old
from assistant.verification.formulations.skeleton import Skeleton
from ingest.text.folding import is_cjk
from prompts.formulary import Replacement

_FORMER = re.compile(r"(?:原|前|时任|旧称|曾任|曾称|撤销|不再保留|组建|更名|改为|改组|改称|合并|整合)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_NATIONAL = ("国家", "中国", "国务院", "中央")
_PARTS_AFTER = frozenset("门队分落署位件族局员")
_LINKS_BEFORE = frozenset("由向经和与及同报按据送请对从受被是在到给为达家的")
_LEVELS: dict[str, Severity] = {"certain": "certain", "doubtful": "doubtful"}


def check_replacements(
    bones: Skeleton, hits: Sequence[Hit], lexicon: Lexicon, day: date | None, known: Known
) -> Iterator[Finding]:
    """A finding for every name or wording that was over on `day`; none where the text speaks of the time before."""
    if day is None:
        return
    olds = [hit for hit in hits if isinstance(hit.role, Old)]
    for hit in olds:
        assert isinstance(hit.role, Old)
        replacement = lexicon.replacement(hit.role)
        longer = any(other.start <= hit.start and hit.end <= other.end and other != hit for other in olds)
        if day < replacement.since or longer or _is_part(bones, hit) or _is_of_then(bones, hit, replacement):
            continue
        severity = _LEVELS.get(replacement.level)
        if severity:
            yield _outdated(
                bones, hit, replacement, "doubtful" if bones.text[hit.start : hit.end] in known else severity
            )


def _is_part(bones: Skeleton, hit: Hit) -> bool:
    """Whether the name is part of another word: 农业部门, 安全环境保护部."""
    start, end = bones.span(hit.start, hit.end)
    before, after = bones.original[start - 1 : start] if start else "", bones.original[end : end + 1]
    if bones.text[hit.end - 1] not in "部局委会办署":
        return False
    begins = bones.text.startswith(_NATIONAL, hit.start) or before in _LINKS_BEFORE or not is_cjk(before or "，")
    return after in _PARTS_AFTER or not begins


def _is_of_then(bones: Skeleton, hit: Hit, replacement: Replacement) -> bool:
    sentence = bones.sentence(hit.start, hit.end)
    years = [int(year) for year in _YEAR.findall(sentence)]
    start = bones.span(hit.start, hit.end)[0]
    titled = bones.original.rfind("《", 0, start) > bones.original.rfind("》", 0, start)
    return (
        titled
        or replacement.new in sentence
        or _FORMER.search(sentence) is not None
        or any(year < replacement.since.year for year in years)
        or any(word in sentence for word in replacement.unless)
        or (bool(replacement.beside) and not any(word in sentence for word in replacement.beside))
    )


def _outdated(bones: Skeleton, hit: Hit, replacement: Replacement, severity: Severity) -> Finding:
    start, end = bones.span(hit.start, hit.end)
    since = replacement.since
    note = f"自{since.year}年{since.month}月{since.day}日起，应为“{replacement.new}”（{replacement.origin.document}）。"
    return Finding(
        "formulation", "altered", start, end, bones.original[start:end], replacement.new, severity, note=note
    )


def check_usages(bones: Skeleton, hits: Sequence[Hit], lexicon: Lexicon, genre: str | None) -> Iterator[Finding]:
    """A finding for every word that the genre does not use."""
    for hit in hits:
        if genre is None or not isinstance(hit.role, Barred):
            continue
        usage = lexicon.usage(hit.role)
        severity = _LEVELS.get(usage.level)
        around = bones.text[max(0, hit.start - 12) : hit.end + 12]
        if genre in usage.barred and severity and not any(word in around for word in usage.unless):
            start, end = bones.span(hit.start, hit.end)
            found = bones.original[start:end]
            yield Finding("formulation", "altered", start, end, found, None, severity, note=usage.note)
