"""Records in a backup, wherever they were kept and wherever they go: all of them, and whole."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from postgres_cluster import PASSWORD, QUOTED, Cluster
from sqlalchemy import delete, select

from assistant.accounts.accounts import Accounts
from assistant.accounts.tables import audit
from assistant.backup.restoring import restore
from assistant.backup.taking import STAGING, take
from assistant.config import Settings, load_settings
from assistant.drafting.types import Draft, Section, Spec, Task
from assistant.errors import BackupError, LibraryBusyError, StoreError
from assistant.interfaces.cli.app import run
from assistant.service import Service
from assistant.store.conversations import ConversationStore
from assistant.store.copying import RECORDS
from assistant.store.database import FILE, Database
from assistant.store.drafts import DraftStore
from assistant.store.feedback import FeedbackStore
from assistant.store.jobs import JobStore
from assistant.store.messages import Wishes
from assistant.store.proofs import KeptProof, ProofStore
from assistant.store.replies import ReplyStore
from assistant.store.tasks import TaskStore

BOTH = pytest.mark.parametrize("kept_in", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def settings(tmp_path: Path, kept_in: str | None, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a home with a document and records of every kind."""
    monkeypatch.delenv("ZHIBI_DATABASE", raising=False)
    made = load_settings(tmp_path / "home", database=kept_in, encoder="builtin", workers=1)
    (tmp_path / "通知.txt").write_text("第一条 各支部按月公示党费。\n", encoding="utf-8")
    with Service.open(made, write=True) as service:
        service.ingest([tmp_path / "通知.txt"])
    with Database.of(made) as database:
        fill(database)
    return made


def fill(database: Database) -> None:
    accounts = Accounts(database)
    accounts.begin("四海为家的一只白鹤与江上清风")
    user = accounts.users.add("王芳", "writer", "九曲黄河万里沙浪淘风簸自天涯")
    accounts.collections.admit("党务", user.id)
    accounts.keys.add(user.id, "试", ("read",))
    accounts.sessions.begin(user)
    accounts.audit.note(None, "ask", "党费多久公示？")
    task = TaskStore(database).add("年度计划", "一支部", 2026, [Task("", "开展主题党日", deadline=date(2026, 12, 1))])[
        0
    ]
    TaskStore(database).record(task.id, {"progress": 40})
    draft = Draft("", 0, Spec("work_summary", "某公司", "2026年"), "总结😀", (Section("a", "一、成效", ()),), (), ())
    DraftStore(database).save(draft, "生成")
    for number in range(3):
        JobStore(database).add("rebuild", {"n": number}, key=str(number))
    asked, _ = ConversationStore(database).ask(ConversationStore(database).create().id, "党费？", Wishes())
    ConversationStore(database).stop(asked.id)
    FeedbackStore(database).rate(asked.conversation_id, asked.id, "up", "好")
    ReplyStore(database).begin("", "k", "0" * 64)
    ProofStore(database).keep(KeptProof("各支部按月公示党费。", settled={"r": "属实"}))


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.read() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in RECORDS
        }
    assert {name for name, some in found.items() if not some} <= {"login_failures", "record_collections"}
    return found


@pytest.mark.parametrize("to", [pytest.param("sqlite", marks=pytest.mark.sqlite("into a file")), "postgresql"])
@BOTH
def test_all_records_come_back_wherever_they_go(
    settings: Settings, postgres: Cluster, tmp_path: Path, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(settings, tmp_path / "b.tar")
    assert not list(settings.home.glob(f"{STAGING}*"))
    with Database.of(settings) as database:
        before = rows(database)
    with postgres.database() as new:
        if to == "postgresql":
            monkeypatch.setenv("ZHIBI_DATABASE", new)
        made = restore(tmp_path / "b.tar", tmp_path / "again")
        assert (made.documents, (made.home / FILE).exists()) == (1, to == "sqlite")
        assert PASSWORD not in made.records
        assert QUOTED not in made.records
        restored = load_settings(tmp_path / "again")
        with Database.of(restored) as database:
            assert made.records == (str(made.home / FILE) if to == "sqlite" else database.name)
            assert rows(database) == before
            # Numbers go on where they were, and the log still only grows.
            last = JobStore(database).list()[0].number
            assert JobStore(database).add("rebuild", {})[0].number == last + 1
            Accounts(database).audit.note(None, "ask", "又问")
            with pytest.raises(StoreError, match="only grows"), database.begin() as connection:
                connection.execute(delete(audit))
        if to == "postgresql":  # it is the restored home's, and nobody else's
            with pytest.raises(StoreError, match="属于另一个资料库"):
                Database.of(load_settings(tmp_path / "third"))


def test_a_database_that_is_not_empty_is_refused(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = load_settings(tmp_path / "home", workers=1)
    with Service.open(home, write=True):
        pass
    take(home, tmp_path / "b.tar")
    with postgres.database() as url:
        monkeypatch.setenv("ZHIBI_DATABASE", url)
        with Database.open(tmp_path / "other", url) as other:
            JobStore(other).add("rebuild", {})
        with pytest.raises(BackupError, match="里已有内容") as told:
            restore(tmp_path / "b.tar", tmp_path / "again")
        assert QUOTED not in told.value.message + told.value.hint
        with Database.open(tmp_path / "other", url) as other:
            assert len(JobStore(other).list()) == 1
    with postgres.database() as url:
        postgres.run("CREATE TABLE theirs (n int)", database=url.split("@/")[1].split("?")[0])
        monkeypatch.setenv("ZHIBI_DATABASE", url)
        with pytest.raises(BackupError, match="里已有内容"):
            restore(tmp_path / "b.tar", tmp_path / "again")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["b.tar", "home"]


def test_what_does_not_stand_leaves_the_database_empty(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home is in use when its turn comes to be put aside."""
    home = load_settings(tmp_path / "home", workers=1)
    with Service.open(home, write=True) as service:
        service.tasks.add("计划", "", 2026, [Task("", "培训")])
        take(home, tmp_path / "b.tar")
        with postgres.database() as url:
            monkeypatch.setenv("ZHIBI_DATABASE", url)
            with pytest.raises(LibraryBusyError):
                restore(tmp_path / "b.tar", tmp_path / "home", replace=True)
            with Database.open(tmp_path / "other", url) as database:
                assert TaskStore(database).find() == []
    monkeypatch.delenv("ZHIBI_DATABASE")
    with Database.of(home) as database:
        assert len(TaskStore(database).find()) == 1


@BOTH
def test_a_backup_under_load_holds_the_records_of_one_moment(settings: Settings, tmp_path: Path) -> None:
    """Each task is added together with its twin: a backup has both or neither."""
    ended = threading.Event()
    with Database.of(settings) as database:

        def work() -> None:
            while not ended.is_set():
                TaskStore(database).add("成对", "", 2026, [Task("", "甲"), Task("", "乙")])

        thread = threading.Thread(target=work)
        thread.start()
        try:
            taken = [take(settings, tmp_path / f"{turn}.tar") for turn in range(2)]
        finally:
            ended.set()
            thread.join()
    for one in taken:
        made = restore(one.place, tmp_path / one.place.stem)
        with Database.of(load_settings(made.home)) as restored:
            found = TaskStore(restored).find(plan="成对")
        assert [task.matter for task in found] == ["甲", "乙"] * (len(found) // 2)


@pytest.mark.sqlite("begun in a file, and ended without an address")
def test_the_way_from_one_to_the_other_by_commands(
    postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the hint says where a home has records and the database named is new."""
    monkeypatch.delenv("ZHIBI_DATABASE", raising=False)
    home = load_settings(tmp_path / "home", workers=1)
    with Service.open(home, write=True) as service:
        service.tasks.add("计划", "", 2026, [Task("", "培训")])
    at = ["--home", str(home.home)]
    assert run([*at, "backup", str(tmp_path / "b.tar")]) == 0
    with postgres.database() as url:
        monkeypatch.setenv("ZHIBI_DATABASE", url)
        assert run([*at, "tasks", "list"]) != 0
        assert "zhibi restore --force" in capsys.readouterr().err
        assert run([*at, "restore", str(tmp_path / "b.tar"), "--force"]) == 0
        said = capsys.readouterr()
        assert "postgresql://zhibi@/" in said.out
        assert QUOTED not in said.out + said.err
        assert run([*at, "tasks", "list"]) == 0
        assert "培训" in capsys.readouterr().out
        assert run([*at, "backup", str(tmp_path / "c.tar")]) == 0
    capsys.readouterr()
    monkeypatch.delenv("ZHIBI_DATABASE")  # as in a timer that was not told
    assert run([*at, "backup", str(tmp_path / "d.tar")]) != 0
    assert "没有设置 ZHIBI_DATABASE" in capsys.readouterr().err
    assert not (tmp_path / "d.tar").exists()
    assert QUOTED.encode() not in (tmp_path / "c.tar").read_bytes()
