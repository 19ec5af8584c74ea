"""A text held against its sources: every claim gets a verdict, and what is wrong with it is said with its source.

text -> statements -> what each rests on (cited passages first, then all) -> checks at the differences -> verdict
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.types import Claim, Finding, Passage, Source, Verdict, Verification, in_book_marks
from assistant.verification.checks import Setting, as_in_source, check_against, check_alone, context_of
from assistant.verification.claims import Statement, split_claims
from assistant.verification.index import SourceIndex, pairs_of
from assistant.verification.numbering import check_number
from assistant.verification.places import Places
from assistant.verification.support import Support, added, retells, supports

Find = Callable[[str], Sequence[Passage]]
"""Finds the passages of a library for a claim, best first."""

_NEARLY = 0.05
"""Of two wordings whose reach differs by no more, the one that contradicts nothing is what the claim rests on."""

_BETTER = 0.08
"""By so much another passage must reach further than the cited one to be where the claim comes from."""

_NOT_CHECKED = ("heading", "courtesy")

_WORTH_TELLING, _HELD_ELSEWHERE = 8, 0.5
"""Characters of added wording that are told; and the share of their pairs that a source must hold to be let pass."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """A wording that a claim may rest on, with what the checks say of the two."""

    support: Support
    findings: tuple[Finding, ...]

    @property
    def is_clean(self) -> bool:
        return _verdict(self.findings) == "supported"


class Verifier:
    """Verifies texts; keeps nothing between two of them."""

    def verify(
        self,
        text: str,
        sources: Sequence[Source],
        *,
        genre: str | None = None,
        day: date | None = None,
        find: Find | None = None,
    ) -> Verification:
        """What the checks say of `text`, claim by claim; never raises for what stands in it.

        Args:
            sources: What its marks cite, and what else it may rest on.
            genre: Id of its genre, for rules that hold in some genres only.
            day: The day whose formulations hold; None is today.
            find: Finds passages for a claim where there are no sources; marks then cite nothing that is known.
        """
        started = time.perf_counter()
        run = Run(sources, genre, day, find)
        statements = split_claims(text)
        claims = tuple(run.claim(statement) for statement in statements)
        return Verification(claims, run.places.citations, run.notices(statements), time.perf_counter() - started)


class Run:
    """One text on its way through the checks, statement by statement; what one is judged does not change another's.

    Attributes:
        places: The places of the sources that were cited so far.
    """

    def __init__(self, sources: Sequence[Source], genre: str | None, day: date | None, find: Find | None) -> None:
        self._genre, self._day = genre, day
        self._find = None if sources else find
        self.places = Places(numbered=self._find is not None)
        self._found: dict[str, Source] = {}
        self._hold(sources)

    def _hold(self, sources: Sequence[Source]) -> None:
        self._index = SourceIndex(sources)
        self._keys = {source.key for source in sources}
        self._setting = Setting(
            texts=tuple(dict.fromkeys(source.passage.chunk.text for source in sources)),
            titles=tuple(dict.fromkeys(source.passage.document for source in sources)),
            genre=self._genre,
            day=self._day,
        )

    def notices(self, statements: Sequence[Statement]) -> tuple[str, ...]:
        """What degraded on the way of these, once each has been judged."""
        found = []
        if not statements:
            found.append("文本是空的，没有可以核对的内容")
        elif self._find is None and not self._index.sources:
            found.append("没有可用的来源，各句都无从核对")
        elif self._find is not None and not self._found:
            found.append("资料库中没有找到可供核对的内容，请先收入文件，或者另外给出来源")
        if unknown := self._unknown(statements):
            found.append(f"文中标注的{''.join(f'[{key}]' for key in unknown)}没有对应的来源")
        return tuple(found)

    def _unknown(self, statements: Sequence[Statement]) -> list[str]:
        """The marks that cite nothing that is given, in order, each once."""
        if self._find is not None:
            return []
        held = (statement for statement in statements if statement.kind not in _NOT_CHECKED)
        return list(dict.fromkeys(key for one in held for key in one.marks if key not in self._keys))

    def claim(self, statement: Statement) -> Claim:
        """What the checks say of a statement."""
        if statement.kind in _NOT_CHECKED:
            if self._find is not None:
                self._hold(())  # what was found for another statement says nothing of this one
            return self._made(statement, "unverifiable", (), check_alone(statement.plain, self._setting))
        if self._find is not None:
            self._hold(self._sources_for(statement.plain, self._find))
        alone = check_alone(statement.plain, self._setting)
        cited = [key for key in statement.marks if key in self._keys]
        return self._judged(statement, cited, alone)

    def _sources_for(self, claim: str, find: Find) -> list[Source]:
        """What the library has for a claim; a chunk keeps the key it got when it was first found."""
        return [
            self._found.setdefault(passage.chunk.id, Source(str(len(self._found) + 1), passage))
            for passage in find(claim)
        ]

    def _judged(self, statement: Statement, cited: Sequence[str], alone: tuple[Finding, ...]) -> Claim:
        if not statement.marks or self._find is not None:
            return self._settled(statement, self._best(statement), alone)
        own = self._best(statement, cited) if cited else None
        if own is not None and own.support.is_verbatim:
            return self._settled(statement, own, alone)
        other = self._best(statement)
        if other is not None and other.support.is_enough and self._belongs(own, other, cited):
            finding = self._misplaced(statement, other)
            verdict: Verdict = "wrong_citation" if other.is_clean else "altered"
            return self._made(statement, verdict, self._cited(cited, own), (finding, *self._sourced(other), *alone))
        return self._settled(statement, own, alone)

    def _belongs(self, own: _Judged | None, other: _Judged, cited: Sequence[str]) -> bool:
        """Whether the claim comes from `other` rather than from what it cites."""
        if own is None or not own.support.is_enough:
            return True
        if other.is_clean and not own.is_clean and other.support.reach >= own.support.reach:
            return True
        if any(self._index.key(at) in cited for at in other.support.sentences):
            return False
        return other.support.reach >= own.support.reach + _BETTER and (other.is_clean or not own.is_clean)

    def _best(self, statement: Statement, keys: Collection[str] | None = None) -> _Judged | None:
        """The wording that the claim rests on most likely, judged; None where no source shares anything with it."""
        first: _Judged | None = None
        for support in supports(statement.plain, self._index, keys):
            if first is not None and not _is_rival(support, first.support):
                continue
            judged = _Judged(support, self._checked(statement, support))
            if judged.is_clean:
                return judged
            first = first or judged
        return first

    def _checked(self, statement: Statement, support: Support) -> tuple[Finding, ...]:
        if support.is_verbatim or not support.is_enough:
            return ()
        numbers = dict.fromkeys(self._index.sentences[at].source for at in support.sentences)
        passages = [self._index.sources[number].passage for number in numbers]
        claim = statement.plain
        found = check_against(claim, support.alignment, context_of(passages), self._setting)
        told = [(one.start, one.end) for one in found]
        numbered = () if statement.counts_on else check_number(claim, support.alignment)
        return (*found, *numbered, *self._beyond(claim, support, told))

    def _beyond(self, claim: str, support: Support, told: Sequence[tuple[int, int]]) -> list[Finding]:
        """Longer wording that no source has and no other finding speaks of."""
        found = []
        for start, end in added(support.alignment):
            wording = claim[start:end].strip("，；：。、 ")
            pairs = pairs_of(wording)
            if len(wording) < _WORTH_TELLING or any(a < end and start < b for a, b in told):
                continue
            if sum(self._index.has(pair) for pair in pairs) < _HELD_ELSEWHERE * len(pairs):
                note = "这部分内容在来源中没有找到"
                found.append(
                    Finding("support", "unsupported", start, end, claim[start:end], None, "doubtful", note=note)
                )
        return found

    def _settled(self, statement: Statement, judged: _Judged | None, alone: tuple[Finding, ...]) -> Claim:
        if judged is None or not (judged.support.is_enough or self._is_retold(statement, judged)):
            return self._unsupported(statement, judged, alone)
        verbatim = judged.support.is_verbatim
        outdated = self._outdated(statement, judged)
        findings = (*self._sourced(judged), *outdated, *(as_in_source(alone) if verbatim else alone))
        keys = self.places.of(self._index, judged.support.sentences)
        return self._made(statement, _verdict(findings), keys, findings)

    def _is_retold(self, statement: Statement, judged: _Judged) -> bool:
        """Whether a source says in other words what the claim says, and no check finds anything against that."""
        claim, support = statement.plain, judged.support
        passages = [self._index.sources[self._index.sentences[at].source].passage for at in support.sentences]
        context = context_of(passages)
        if not retells(claim, support.alignment.source, context):
            return False
        found = check_against(claim, support.alignment, context, self._setting)
        return all(one.verdict == "supported" or one.severity == "suggestion" for one in found)

    def _outdated(self, statement: Statement, judged: _Judged) -> list[Finding]:
        """A sentence for each document that the claim rests on and that is not in force."""
        sources = (self._index.sources[self._index.sentences[at].source] for at in judged.support.sentences)
        noted = {source.passage.note: source.passage.document for source in sources}
        whole = len(statement.text)
        return [
            Finding(
                "citation", "wrong_citation", 0, whole, title, None, "doubtful", note=f"{in_book_marks(title)}：{note}"
            )
            for note, title in noted.items()
            if note is not None
        ]

    def _unsupported(self, statement: Statement, judged: _Judged | None, alone: tuple[Finding, ...]) -> Claim:
        if statement.kind in ("line", "opinion") and not statement.marks:
            return self._made(statement, "unverifiable", (), alone)
        keys = self._cited([key for key in statement.marks if key in self._keys], judged)
        note = "所引来源不支持这句话" if statement.marks else "来源中没有找到支持这句话的内容"
        finding = Finding("support", "unsupported", 0, len(statement.text), statement.text, note=note)
        return self._made(statement, "unsupported", keys, (finding, *alone))

    def _cited(self, keys: Sequence[str], judged: _Judged | None) -> tuple[str, ...]:
        """Places in the cited sources: what comes nearest to the claim, else the beginning of each source."""
        if judged is not None:
            return self.places.of(self._index, judged.support.sentences)
        firsts = (self._index.first(key) for key in keys)
        return tuple(key for first in firsts if first is not None for key in self.places.of(self._index, (first,)))

    def _misplaced(self, statement: Statement, other: _Judged) -> Finding:
        keys = self.places.of(self._index, other.support.sentences)
        right = "".join(dict.fromkeys(f"[{self._index.key(at)}]" for at in other.support.sentences))
        found = "".join(f"[{key}]" for key in statement.marks)
        note = f"标注的是{found}，这句话的内容出自{right}"
        return Finding("citation", "wrong_citation", 0, len(statement.text), found, right, source=keys[0], note=note)

    def _sourced(self, judged: _Judged) -> tuple[Finding, ...]:
        """The findings with the key of the place that holds what is expected."""
        return tuple(replace(one, source=one.source or self._holder(one, judged)) for one in judged.findings)

    def _holder(self, finding: Finding, judged: _Judged) -> str | None:
        if not finding.expected:
            return None
        sentences = judged.support.sentences
        holding = [at for at in sentences if finding.expected in self._index.sentences[at].text]
        if not holding and finding.check in ("quotation", "title", "name"):
            holding = self._index.containing(finding.expected)
        return self.places.of(self._index, tuple(holding[:1]) or sentences)[0]

    def _made(self, statement: Statement, verdict: Verdict, keys: Sequence[str], findings: Sequence[Finding]) -> Claim:
        if verdict in ("supported", "unverifiable") and _verdict(findings) != "supported":
            verdict = "altered"
        ordered = sorted(findings, key=lambda one: (one.severity != "certain", one.start, one.end))
        return Claim(
            statement.text, verdict, tuple(dict.fromkeys(keys)), tuple(ordered), statement.start, statement.end
        )


def _is_rival(support: Support, best: Support) -> bool:
    """Whether the claim may as well rest on `support` as on the best: other wording, not the same with more around."""
    return support.likelihood >= best.likelihood - _NEARLY and not set(best.sentences) <= set(support.sentences)


_GRAVEST: tuple[Verdict, ...] = ("altered", "wrong_citation", "unsupported")


def _verdict(findings: Sequence[Finding]) -> Verdict:
    certain = {one.verdict for one in findings if one.severity == "certain"}
    return next((verdict for verdict in _GRAVEST if verdict in certain), "supported")


__all__ = ["Find", "Run", "Verifier"]
