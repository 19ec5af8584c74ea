"""The report of a verification as a page: all that was found, escaped, and what a person settled."""

from __future__ import annotations

from datetime import datetime

from assistant.interfaces.render.verification_report import report
from assistant.interfaces.wire.verification import Verified
from assistant.verification.sources import passages_of
from assistant.verification.verifier import Verifier

RULE = "2025年，集团党委全年召开党委会24次，研究“三重一大”事项86项。"


def test_it_holds_every_finding_with_its_source_and_what_was_settled() -> None:
    text = "2025年，集团党委全年召开党委会42次。\n全年新建<b>书屋</b>17个,受到广泛好评。"
    done = Verified.of(Verifier().verify(text, passages_of(RULE, "1", "简报<1>")))
    page = report(done, against="《简报》", made=datetime(2026, 3, 5, 9, 30), settled=[("42次", "已核<无误>")])
    assert "时间：2026年3月5日 09:30" in page
    assert "共 2 句：与原文有出入 1 句，未见依据 1 句。" in page
    assert "<h2>必错（1 句）</h2>" in page
    assert "<h2>未见依据（1 句）</h2>" in page
    assert "<h2>建议（1 句）</h2>" in page
    assert "数值：<del>42次</del> 应为 <ins>24次</ins>" in page
    assert "简报〈1〉" in page or "简报&lt;1&gt;" in page
    assert "<li>42次：已核&lt;无误&gt;</li>" in page
    assert "<b>" not in page
    assert "<script" not in page
