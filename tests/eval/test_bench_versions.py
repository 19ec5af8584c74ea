"""The figures on versions, made small: what counts as a link, and what a preference needs."""

from __future__ import annotations

from datetime import date

from eval.bench.versions import Law, linking, preference
from ingest.types import Metadata


def law(number: int, title: str, year: int, amount: str = "五") -> Law:
    text = (
        f"# {title}\n\n第一条 为了规范补助，制定本办法。\n\n第二条 补助金额每年不超过{amount}万元。\n\n"
        f"第三条 本办法自{year}年1月1日起施行。\n"
    )
    return Law(f"l{number}", title, text, date(year, 1, 1))


def test_pairs_that_are_linked_are_compared_with_pairs_of_one_title() -> None:
    laws = [
        law(1, "甲补助办法", 2019),
        law(2, "甲补助办法", 2023),
        law(3, "乙补助办法", 2019),
        law(4, "丙补助办法", 2019),
    ]
    series = {"l1": "甲", "l2": "甲", "l3": "乙", "l4": "乙"}
    figures = linking(laws, {one.id: Metadata(one.title, series=series[one.id]) for one in laws})
    assert (figures["titles_in_several_versions"], figures["pairs"]) == (1, 1)
    assert (figures["precision"], figures["recall"]) == (0.5, 1.0)
    assert figures["wrong"] == ["丙补助办法 / 乙补助办法"]


def test_the_newest_comes_first_today_and_the_older_one_on_its_day() -> None:
    laws = [law(1, "补助管理办法", 2019), law(2, "补助管理办法", 2023, "八"), law(3, "印章管理办法", 2020)]
    figures = preference(laws)
    assert (figures["documents"], figures["rules_with_ordered_versions"]) == (3, 1)
    assert figures["newest_as_recorded"] == figures["newest_first"] == figures["as_of_first"] == 1.0
    assert figures["failed"] == []
