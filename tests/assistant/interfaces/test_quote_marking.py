"""How an answer is cut for the page."""

from __future__ import annotations

import pytest
from fakes import FakeService

from assistant.interfaces.web.marking import Piece, cut
from assistant.interfaces.wire.answers import Answer
from assistant.types import Claim

ONE, TWO = "每月一次。", "每季度两次。"


def answered(fake: FakeService, text: str, *claims: Claim) -> Answer:
    return Answer.of(fake.answer(text=text, claims=claims))


def holds(text: str) -> Claim:
    return Claim(text, "supported", ("1",))


def lacks(text: str) -> Claim:
    return Claim(text, "unsupported", ())


CASES = [
    ("no marks", ONE, (), [Piece(ONE)]),
    ("mark after a sentence", f"{ONE}[1]", (holds(ONE),), [Piece(ONE), Piece("[1]", key="1")]),
    ("mark without a citation is text", f"{ONE}[7]", (holds(ONE),), [Piece(f"{ONE}[7]")]),
    ("doubtful sentence", ONE, (lacks(ONE),), [Piece(ONE, "未见依据")]),
    (
        "doubtful among supported",
        f"{ONE}[1]\n{TWO}完",
        (holds(ONE), lacks(TWO)),
        [Piece(ONE), Piece("[1]", key="1"), Piece("\n"), Piece(TWO, "未见依据"), Piece("完")],
    ),
    ("claim not in the text marks nothing", ONE, (lacks("另一句。"),), [Piece(ONE)]),
    ("the second of two equal sentences", ONE + ONE, (holds(ONE), lacks(ONE)), [Piece(ONE), Piece(ONE, "未见依据")]),
    (
        "mark inside a doubtful sentence",
        "每月[1]一次。",
        (lacks("每月[1]一次。"),),
        [Piece("每月", "未见依据"), Piece("[1]", key="1"), Piece("一次。", "未见依据")],
    ),
    (
        "note behind a doubtful sentence",
        f"{ONE}【待核实】完",
        (lacks(ONE),),
        [Piece(f"{ONE}【待核实】", "未见依据"), Piece("完")],
    ),
    ("empty claim", ONE, (lacks(""),), [Piece(ONE)]),
]


@pytest.mark.parametrize(("text", "claims", "pieces"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_answers_are_cut_into_pieces(
    fake: FakeService, text: str, claims: tuple[Claim, ...], pieces: list[Piece]
) -> None:
    found = cut(answered(fake, text, *claims))
    assert found == pieces
    assert "".join(piece.text for piece in found) == text
