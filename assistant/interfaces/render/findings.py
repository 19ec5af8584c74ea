"""How findings are grouped and said: on the terminal, in reports and on the page alike."""

from __future__ import annotations

from typing import Literal, Protocol

from assistant.types import Severity, Verdict

Group = Literal["certain", "doubtful", "unsupported", "suggestion"]

HEADS: dict[Group, str] = {"certain": "必错", "doubtful": "疑似", "unsupported": "未见依据", "suggestion": "建议"}
"""In the order of their weight."""

_RULED = frozenset({"formulation", "style", "citation"})
"""Checks that know what should stand there; the others know what a source says."""

SHOULD, SAYS = "应为", "资料中为"


class Finding(Protocol):
    """A finding, the domain's or the wire's."""

    @property
    def check(self) -> str: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def found(self) -> str: ...
    @property
    def expected(self) -> str | None: ...


def group_of(finding: Finding) -> Group:
    """What nothing was found for is not called wrong: nobody knows that."""
    if finding.severity == "certain" and finding.verdict == "unsupported":
        return "unsupported"
    return finding.severity


def stands_already(sentence: str, finding: Finding) -> bool:
    """Whether the figure that should stand there stands in the sentence already: another was meant."""
    if not finding.expected or not any(char.isdecimal() for char in finding.expected):
        return False
    return finding.expected in sentence.replace(finding.found, "")


def expected_word(sentence: str, finding: Finding) -> str:
    """What leads in `finding.expected`: what should stand there, or only what the nearest place of a source says."""
    is_guess = finding.severity != "certain" or stands_already(sentence, finding)
    return SAYS if is_guess and finding.check not in _RULED else SHOULD
