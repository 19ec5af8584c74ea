"""Words and bigrams find what they should; filters work inside the query; user text is never query syntax."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import LibraryDamagedError
from ingest.library.entries import Entry, Sieve
from ingest.library.lexical import LexicalIndex


def entry(key: str, text: str, title: str = "", section: str = "", **about: Any) -> Entry:
    fields = {"version": key, "document_id": key, "collection": "default", "effective": 0, **about}
    return Entry(key=key, title=title, section=section, text=text, **fields)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[LexicalIndex]:
    opened = LexicalIndex(tmp_path / "1", create=True)
    yield opened
    opened.close()


def fill(index: LexicalIndex, *entries: Entry) -> None:
    index.add(entries)
    index.commit()


def keys(index: LexicalIndex, question: str, k: int = 10, sieve: Sieve | None = None) -> list[str]:
    return [match.key for match in index.search(question, k, sieve or Sieve())]


def test_nothing_shows_before_commit(index: LexicalIndex) -> None:
    index.add([entry("a", "党费收缴")])
    assert index.count() == 0
    index.commit()
    assert index.count() == 1
    assert index.keys() == {"a"}


@pytest.mark.parametrize(
    "question",
    ["党费怎么收缴", "黨費收繳", "ＩＳＯ9001", "第12条", "收缴", "费收"],
)
def test_ways_to_ask_for_one_passage(index: LexicalIndex, question: str) -> None:
    fill(index, entry("a", "第十二条 党费收缴执行 ISO9001 标准"), entry("b", "会议室管理"))
    assert keys(index, question) == ["a"]


def test_title_and_section_count_but_less_than_the_body(index: LexicalIndex) -> None:
    fill(
        index,
        entry("body", "差旅费报销凭票据", title="甲"),
        entry("title", "凭票据", title="差旅费"),
        entry("section", "凭票据", section="差旅费"),
        entry("none", "凭票据"),
    )
    found = keys(index, "差旅费")
    assert found[0] == "body"
    assert set(found[1:]) == {"title", "section"}


@pytest.mark.parametrize("question", ['"', "title:甲", "a AND", "(", "* ^ ~", "[1 TO 2]", "\0", "\ud800"])
def test_query_syntax_and_odd_characters_are_just_text(index: LexicalIndex, question: str) -> None:
    fill(index, entry("a", "正文"))
    assert keys(index, question) == []


def test_a_question_of_form_words_alone_still_finds_them(index: LexicalIndex) -> None:
    fill(index, entry("a", "为什么要开展主题教育"), entry("b", "经费预算"))
    assert keys(index, "为什么") == ["a"]


def test_a_very_long_question_is_answered(index: LexicalIndex) -> None:
    fill(index, entry("a", "党费收缴"))
    assert keys(index, "党费" + "".join(chr(0x4E00 + n % 20_000) for n in range(50_000))) == ["a"]


def test_further_words_count_less_than_the_question(index: LexicalIndex) -> None:
    fill(index, entry("asked", "报销 单据"), entry("also", "报销 凭证"), entry("none", "报销 制度"))
    assert keys(index, "报销单据")[0] == "asked"
    found = [match.key for match in index.search("报销单据", 3, Sieve(), also="凭证 票据")]
    assert found[:2] == ["asked", "also"]
    assert index.search("", 3, Sieve(), also="凭证") == []  # nothing was asked


def test_how_rare_a_mention_is_tells_how_often_a_document_is_named(index: LexicalIndex) -> None:
    fill(index, entry("a", "依照《中华人民共和国民法典》"), entry("b", "《民法典》另有规定"), entry("c", "《公司法》"))
    assert index.idf("《民法典") < index.idf("《公司法") < index.idf("《")
    assert set(keys(index, "民法典")) == {"a", "b"}  # the words are found as ever


def test_filters_do_not_change_scores(index: LexicalIndex) -> None:
    fill(index, entry("a", "党费", collection="甲", effective=5), entry("b", "党费 党费", collection="乙"))
    plain = {match.key: match.score for match in index.search("党费", 5, Sieve())}
    sieve = Sieve(unsettled=("z",), collections=("甲",), documents=("a", "b"), until=5)
    assert {match.key: match.score for match in index.search("党费", 5, sieve)} == {"a": pytest.approx(plain["a"])}
    assert keys(index, "党费", 5, Sieve(until=4)) == ["b"]
    assert keys(index, "党费", 5, Sieve(unsettled=("b",))) == ["a"]


def test_removed_entries_are_gone_after_commit(index: LexicalIndex) -> None:
    fill(index, *(entry(name, "党费", version=f"v{name}") for name in "abc"))
    index.remove_versions(["va", "v-unknown"])
    index.remove_keys(["b"])
    index.commit()
    assert keys(index, "党费") == ["c"]
    assert (index.count(), index.keys()) == (1, {"c"})


def test_idf_falls_with_use_and_follows_commits(index: LexicalIndex) -> None:
    fill(index, entry("a", "党费 收缴"), entry("b", "党费 公示"), entry("c", "党费"))
    assert index.idf("党费") < index.idf("公示") < index.idf("未见")
    before = index.idf("公示")
    fill(index, entry("d", "公示"), entry("e", "公示"))
    assert index.idf("公示") < before


def test_what_cannot_be_opened_is_damage(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamagedError, match="词语索引"):
        LexicalIndex(tmp_path / "absent")


@pytest.mark.shared
def test_ranks_on_cmrc(tmp_path: Path, shared: Path) -> None:
    """MRR@10 of lexical search alone, one passage one chunk: at least .975."""

    def lines(name: str) -> list[dict[str, Any]]:
        with gzip.open(shared / "data" / "cmrc2018" / name, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    relevant: dict[str, set[str]] = {}
    for line in (shared / "data" / "cmrc2018" / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, passage, _ = line.split("\t")
        relevant.setdefault(question, set()).add(passage)
    index = LexicalIndex(tmp_path / "1", create=True)
    fill(index, *(entry(row["id"], row["text"], title=row["title"]) for row in lines("corpus.jsonl.gz")))
    ranks = []
    for row in lines("queries.jsonl.gz")[::8]:
        found = keys(index, row["text"])
        ranks.append(next((1 / place for place, key in enumerate(found, 1) if key in relevant[row["id"]]), 0.0))
    index.close()
    assert sum(ranks) / len(ranks) >= 0.975
