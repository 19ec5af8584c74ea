"""Texts under proof: kept for their owner alone, with all that they were held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from assistant.accounts.accounts import Accounts
from assistant.accounts.principal import Visible
from assistant.config import load_settings
from assistant.errors import ProofNotFoundError
from assistant.store.database import Database
from assistant.store.keeping import Keeping
from assistant.store.proofs import Basis, KeptProof, ProofStore
from assistant.verification.sources import Given

PASSWORD = "四海为家的一只白鹤飞过长江"
TEXT = "\n  组织生活　情况\n党支部每月开展1次主题党日。"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.of(load_settings(tmp_path)) as opened:
        yield opened


def test_a_text_comes_back_with_what_it_was_held_against(database: Database) -> None:
    store = ProofStore(database)
    basis = Basis((Given(text="第一条　每月1次。", title="办法"),), ("党建", "纪检"), date(2026, 3, 1), "work_summary")
    kept = KeptProof(TEXT, basis, counts={"supported": 1}, settled={"3f": "已核，<b>无误</b>"})
    record = store.keep(kept)
    assert (record.title, record.chars, record.counts) == ("组织生活 情况", len(TEXT), {"supported": 1})
    loaded = store.load(record.id)
    assert (loaded.text, loaded.basis, loaded.settled) == (TEXT, basis, kept.settled)
    changed = store.keep(KeptProof("改过的一句。", basis), record.id)
    assert (changed.id, changed.title, changed.created_at) == (record.id, "改过的一句。", record.created_at)


def test_what_was_worked_on_last_comes_first_page_by_page_and_is_found_by_its_words(database: Database) -> None:
    store = ProofStore(database)
    ids = [store.keep(KeptProof(f"第{number}篇\n写到100%_的话")).id for number in range(4)]
    store.keep(KeptProof("第0篇\n又改了"), ids[0])
    first = store.list(2)
    assert [one.id for one in first] == [ids[0], ids[3]]
    assert [one.id for one in store.list(9, first[-1].id)] == [ids[2], ids[1]]
    assert [one.id for one in store.list(9, search="100%_")] == [ids[3], ids[2], ids[1]]
    removed = store.remove(ids[0])
    assert len(store.list(9)) == 3
    store.put_back(removed)
    assert store.list(1)[0].id == ids[0]


def test_a_users_texts_go_with_the_user(database: Database) -> None:
    users = Accounts(database).users
    users.add("管理", "administrator", PASSWORD)
    gone, other = users.add("王芳", "reader", PASSWORD), users.add("李明", "reader", PASSWORD)
    for user in (gone, other):
        ProofStore(database, Keeping(Visible(owner=user.id), user.id)).keep(KeptProof(TEXT))
    users.remove("王芳")
    assert [len(ProofStore(database, Keeping(owner=user.id)).list(9)) for user in (gone, other)] == [0, 1]


def test_nobody_sees_or_changes_anothers_an_administrator_neither(database: Database) -> None:
    own = ProofStore(database, Keeping(Visible(owner="王芳"), "王芳"))
    kept = own.keep(KeptProof(TEXT)).id
    for other in (ProofStore(database, Keeping(Visible(owner="李明"), "李明")), ProofStore(database)):
        assert other.list(9) == []
        for denied in (other.get, other.load, other.remove, partial(other.keep, KeptProof("改"))):
            with pytest.raises(ProofNotFoundError):
                denied(kept)
    assert own.load(kept).text == TEXT
