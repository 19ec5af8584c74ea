"""A text verified while it is changed: the same as verified anew, and only what changed is judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionError
from assistant.types import Claim, Passage, Verification
from assistant.verification.proof import MAX_CHARS, Proof
from assistant.verification.sources import passages_of
from assistant.verification.verifier import Verifier

RULE = """第十二条　党支部每月相对固定1天开展主题党日，组织党员集中学习。
第十三条　党支部党员大会每季度召开一次，支部委员会会议每月召开一次。
2025年，集团党委全年召开党委会24次，研究“三重一大”事项86项。"""
SOURCES = passages_of(RULE, "1", "支部工作办法")
SENTENCES = (
    "党支部每两个月相对固定1天开展主题党日。",
    "党支部每月相对固定1天开展主题党日，组织党员集中学习。",
    "2025年，集团党委全年召开党委会42次[1]。",
    "研究“三重一大”事项86项[3]。",
    "一、主要做法",
    "坚持“四个意识”（政治意识、核心意识、大局意识、看齐意识）、、抓落实。",
)


def said(done: Verification) -> list[Claim]:
    """The claims without their keys, which depend on what was judged before."""
    return [
        replace(one, citations=(), findings=tuple(replace(f, source=None) for f in one.findings)) for one in done.claims
    ]


@given(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=5), min_size=2, max_size=4))
def test_after_every_change_it_says_what_is_said_of_the_text_anew(versions: list[list[str]]) -> None:
    proof = Proof(SOURCES)
    for sentences in versions:
        text = "\n".join(sentences)
        done, anew = proof.verify(text), Verifier().verify(text, SOURCES)
        assert said(done) == said(anew)
        assert done.notices == anew.notices
        keys = {citation.key: citation.quote for citation in done.citations}
        assert all(key in keys for claim in done.claims for key in claim.citations)


def test_what_stays_as_it_was_is_not_looked_up_again() -> None:
    asked: list[str] = []

    def find(claim: str) -> list[Passage]:
        asked.append(claim)
        return [source.passage for source in SOURCES]

    proof = Proof(find=find)
    proof.verify("\n".join(SENTENCES[:3]))
    assert len(asked) == 3
    done = proof.verify("\n".join([SENTENCES[3], *SENTENCES[:2], "党支部党员大会每月召开一次。"]))
    assert len(asked) == 5
    assert [claim.start for claim in done.claims] == sorted(claim.start for claim in done.claims)
    assert done.claims[-1].findings[0].expected == "每季度"


def test_work_that_is_stopped_says_so_and_is_taken_up_where_it_ended() -> None:
    proof = Proof(SOURCES)
    text = "\n".join(SENTENCES)
    told: list[tuple[int, int]] = []

    def until_two(done: int, of: int) -> bool:
        told.append((done, of))
        return done < 2

    stopped = proof.verify(text, until_two)
    assert len(stopped.claims) == 2
    assert stopped.notices == ("核对没有做完：全文 6 句，只核对了前 2 句",)
    assert told == [(0, 6), (1, 6), (2, 6)]
    assert said(proof.verify(text)) == said(Verifier().verify(text, SOURCES))


def test_the_passages_of_given_sources_are_at_hand() -> None:
    proof = Proof(SOURCES)
    (citation, *_) = proof.verify(SENTENCES[0]).citations
    passage = proof.passage(citation.chunk_id)
    assert passage is not None
    assert passage.chunk.text[citation.start : citation.end] == citation.quote
    assert proof.passage("c0") is None


def test_a_text_that_is_too_long_is_refused_before_it_is_judged() -> None:
    with pytest.raises(QuestionError, match="一次最多核对 1000000 字"):
        Proof(SOURCES).verify("党" * (MAX_CHARS + 1))
