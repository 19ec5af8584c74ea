"""A verification as plain text: what is wrong first, what may be wrong apart from it, then the rest in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.interfaces.labels import VERDICTS
from assistant.interfaces.render.answers import placed
from assistant.interfaces.render.findings import HEADS, expected_word, group_of
from assistant.interfaces.wire.answers import Citation
from assistant.interfaces.wire.verification import Edit, Finding, Verified, VerifiedClaim

CHECKS = {
    "support": "依据",
    "citation": "出处",
    "values": "数值",
    "dates": "日期",
    "quotation": "引文",
    "title": "书名、文号",
    "article": "条款",
    "formulation": "固定表述",
    "modality": "语气和上下限",
    "polarity": "肯定与否定",
    "list": "列举",
    "name": "机构和人名",
    "style": "标点和数字用法",
}
"""What a person reads for a check."""

_CONTEXT, _LONGEST = 12, 60
"""Equal characters shown around a difference, and of a quotation."""


def verified(result: Verified) -> str:
    """Counts, then what was found, group by group, with the difference and its source; then what to mind."""
    parts = [_summary(result)]
    for group, head in HEADS.items():
        listed = [
            _told(claim, findings)
            for claim in result.claims
            if (findings := [one for one in claim.findings if group_of(one) == group])
        ]
        if listed:
            parts.append("\n".join([f"{head}（{len(listed)} 句）：", *listed]))
    parts += [f"注意：{notice}" for notice in result.notices]
    return "\n\n".join(parts)


def _summary(result: Verified) -> str:
    named = {"supported": "有依据", **VERDICTS}
    counts = "，".join(
        f"{label} {result.counts[verdict]} 句" for verdict, label in named.items() if result.counts[verdict]
    )
    return f"共 {len(result.claims)} 句" + (f"：{counts}" if counts else "") + f"（用时 {result.seconds:.2f} 秒）"


def _told(claim: VerifiedClaim, findings: Sequence[Finding]) -> str:
    lines = [f"  · {_short(claim.text, 2 * _LONGEST)}"]
    for finding in findings:
        lines.append(f"      {CHECKS.get(finding.check, finding.check)}：{_said(claim, finding)}")
        if finding.difference and finding.severity != "suggestion":
            lines.append(f"      对照：{difference(finding.difference)}")
        if finding.source is not None:
            lines.append(f"      来源：{_where(finding.source)}")
    return "\n".join(lines)


def _said(claim: VerifiedClaim, finding: Finding) -> str:
    is_whole = finding.span == (0, len(claim.text))
    found = "" if is_whole else f"“{_short(finding.found)}”"
    expected = ""
    if finding.expected and not is_whole:
        expected = f"，{expected_word(claim.text, finding)}“{_short(finding.expected)}”"
    said = found + expected
    return f"{said}。{finding.note}" if said and finding.note else said or finding.note


def difference(edits: Sequence[Edit]) -> str:
    """The claim's wording with what it drops from the source in [-…-] and what it adds in {+…+}."""
    return "".join(_pieces(edits))


def _pieces(edits: Sequence[Edit]) -> Iterator[str]:
    last = len(edits) - 1
    for at, edit in enumerate(edits):
        if edit.kind == "equal":
            yield _middle(edit.claim, at > 0, at < last)
            continue
        yield f"[-{_short(edit.source)}-]" if edit.source.strip() else ""
        yield f"{{+{_short(edit.claim)}+}}" if edit.claim.strip() else ""


def _middle(text: str, has_left: bool, has_right: bool) -> str:
    """An equal stretch, cut down to what stands next to the differences around it."""
    most = _CONTEXT * (has_left + has_right)
    if len(text) <= most:
        return text
    left = text[:_CONTEXT] if has_left else ""
    right = text[-_CONTEXT:] if has_right else ""
    return f"{left}…{right}"


def _where(source: Citation) -> str:
    return f"{placed(source)} “{_short(source.quote, 2 * _LONGEST)}”"


def _short(text: str, most: int = _LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
