"""A text under proof is held against what its author may see, and files given for it are read by the one parser."""

from __future__ import annotations

from pathlib import Path

from accounts_house import House
from test_account_faces import fill

from assistant.seen import SeenService
from assistant.verification.sources import Given

TEXT = "秘甲0001号由甲组每月核对一次，并报送办公室。"


def seen(house: House, name: str, *collections: str) -> SeenService:
    key = house.key_of(name, "reader", *collections)["Authorization"].removeprefix("Bearer ")
    principal = house.accounts.keys.principal(key)
    return SeenService(house.service, principal, house.accounts.audit.notes_of(principal))


def test_it_is_held_against_what_may_be_seen_alone(house: House, tmp_path: Path) -> None:
    fill(house, tmp_path, "甲", TEXT)
    inside = seen(house, "王芳", "甲").proof().verify(TEXT)
    assert [claim.verdict for claim in inside.claims] == ["supported"]
    for wanted in (None, ["甲"]):
        outside = seen(house, "李明", "乙") if wanted is None else seen(house, "赵强", "乙")
        done = outside.proof(collections=wanted).verify(TEXT)
        assert [claim.verdict for claim in done.claims] == ["unsupported"]
        assert done.citations == ()


def test_files_given_for_it_are_read_and_not_kept(house: House, tmp_path: Path) -> None:
    service = seen(house, "王芳", "甲")
    source, text = tmp_path / "办法.md", tmp_path / "稿.md"
    source.write_text(f"# 办法\n\n{TEXT}\n", encoding="utf-8")
    text.write_text(TEXT.replace("每月", "每季度"), encoding="utf-8")
    passages = service.read_source(source)
    read, told = service.read_text(text)
    assert told == ()
    done = service.proof([Given(passages=passages)]).verify(read)
    assert [(one.found, one.expected) for one in done.claims[0].findings] == [("每季度", "每月")]
    assert service.documents() == []
    service.close()
    assert house.service.read_source(source) == passages  # what the whole service has is still open
