"""A verification as a page of its own, to print, to file, to open in Word or WPS: nothing in it is executed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape

from assistant.interfaces.labels import VERDICTS
from assistant.interfaces.render.answers import placed
from assistant.interfaces.render.findings import HEADS, Group, expected_word, group_of
from assistant.interfaces.render.verification import CHECKS
from assistant.interfaces.wire.verification import Finding, Verified, VerifiedClaim

_STYLE = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; font: 16px/1.8 'FangSong', 'STFangsong', serif; color: #222; }
h1 { font-size: 22pt; text-align: center; font-weight: 600; }
h2 { font-size: 14pt; margin-top: 1.6em; }
table { border-collapse: collapse; width: 100%; font-size: 11pt; line-height: 1.6; }
th, td { border: 1px solid #999; padding: .4em .6em; vertical-align: top; text-align: left; }
th { background: #f2f2f2; }
del { color: #a52a2f; } ins { color: #2c6a48; }
small { color: #666; }
"""


def report(
    result: Verified, *, against: str = "", made: datetime | None = None, settled: Sequence[tuple[str, str]] = ()
) -> str:
    """The whole page.

    Args:
        against: What the text was held against.
        settled: What a person looked at and found right: the words, and the note.
    """
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>校核报告</title>'
        f"<style>{_STYLE}</style></head><body>{''.join(_parts(result, against, made, settled))}</body></html>\n"
    )


def _parts(result: Verified, against: str, made: datetime | None, settled: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "<h1>校核报告</h1>"
    if made is not None:
        yield f"<p>时间：{made.year}年{made.month}月{made.day}日 {made:%H:%M}</p>"
    if against:
        yield f"<p>对照：{escape(against)}</p>"
    yield f"<p>{_counts(result)}</p>"
    yield from (f"<p>注意：{escape(notice)}</p>" for notice in result.notices)
    for group, head in HEADS.items():
        rows = [row for claim in result.claims if (row := _row(claim, group))]
        if rows:
            yield f"<h2>{head}（{len(rows)} 句）</h2>"
            yield f"<table><tr><th>文稿</th><th>问题</th><th>原文</th></tr>{''.join(rows)}</table>"
    if settled:
        yield "<h2>已核</h2><ul>"
        yield from (f"<li>{escape(words)}：{escape(note)}</li>" for words, note in settled)
        yield "</ul>"
    yield "<p><small>没有列出的句子不等于没有问题：有依据的是与材料一致，无法核对的请自行核实。</small></p>"


def _counts(result: Verified) -> str:
    named = {"supported": "有依据", **VERDICTS}
    counts = "，".join(f"{label} {result.counts[one]} 句" for one, label in named.items() if result.counts[one])
    return f"共 {len(result.claims)} 句" + (f"：{counts}。" if counts else "。")


def _row(claim: VerifiedClaim, group: Group) -> str:
    findings = [one for one in claim.findings if group_of(one) == group]
    if not findings:
        return ""
    said = "<br>".join(_said(claim, one) for one in findings)
    places = {one.source.key: one.source for one in findings if one.source is not None}
    sources = "<br>".join(f"{escape(placed(one))}<br>“{escape(one.quote)}”" for one in places.values())
    return f"<tr><td>{escape(claim.text)}</td><td>{said}</td><td>{sources or '—'}</td></tr>"


def _said(claim: VerifiedClaim, finding: Finding) -> str:
    check = f"{escape(CHECKS.get(finding.check, finding.check))}："
    is_whole = finding.span == (0, len(claim.text))
    shown = ""
    if finding.expected is not None and not is_whole:
        better = escape(finding.expected) if finding.expected else "（删去）"
        shown = f"<del>{escape(finding.found)}</del> {expected_word(claim.text, finding)} <ins>{better}</ins>"
    elif not is_whole:
        shown = f"“{escape(finding.found)}”"
    return check + "。".join(part for part in (shown, escape(finding.note)) if part)
