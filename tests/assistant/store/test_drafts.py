"""Drafts are kept with all their versions, and two writers of one draft do not overwrite each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Float, String, inspect
from sqlalchemy.types import TypeEngine

from assistant.drafting.types import (
    Cell,
    Draft,
    Fact,
    Grid,
    OpenSlot,
    Paragraph,
    Section,
    Sentence,
    Spec,
    Task,
)
from assistant.errors import DraftConflictError, DraftNotFoundError, StoreError
from assistant.store.database import FILE, Database
from assistant.store.drafts import DraftStore
from assistant.store.tables import metadata
from assistant.types import Citation, Claim, Edit, Finding
from ingest.types import Address, Scope


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    with Database.open(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> DraftStore:
    return DraftStore(database)


def draft(title: str = "2026年党建工作总结") -> Draft:
    finding = Finding("values", "altered", 0, 2, "12", "13", source="1", difference=(Edit("replace", "13", "12"),))
    claim = Claim("全年开展培训12场。", "altered", ("1",), (finding,), 0, 10)
    citation = Citation("1", "c1", "d1", "台账", "/台账.xlsx", Address(("一、培训",), "第三条"), 2, "13场", 4, 7)
    section = Section(
        "results",
        "一、主要成效",
        (
            Paragraph((Sentence(claim, "source"),)),
            Paragraph((Sentence(Claim("（一）培训", "unverifiable", ()), "template"),), 2),
        ),
        (Grid(("事项", "时限"), ((Cell("培训", ("1",)), Cell("年底")),), "任务表"),),
    )
    spec = Spec(
        "work_summary", "某公司党委", "2026年", facts=(Fact("honours", "获先进党组织"),),
        scope=Scope(frozenset({"demo"}), as_of=date(2026, 12, 1)), signed=date(2026, 12, 31),
        extra={"template": "红头"},
    )  # fmt: skip
    task = Task("t1", "开展培训", deadline=date(2026, 12, 1), citations={"matter": ("1",)})
    return Draft("", 0, spec, title, (section,), (citation,), (OpenSlot("results", "党员人数"),), tasks=(task,))


def test_what_was_saved_comes_back_equal(store: DraftStore) -> None:
    saved = store.save(draft(), "生成")
    assert (saved.version, len(saved.id) > 0, saved.written_at != "") == (1, True, True)
    assert store.load(saved.id) == saved
    assert replace(saved, id="", version=0, written_at="") == draft()


def test_every_version_stays(store: DraftStore) -> None:
    first = store.save(draft(), "生成")
    second = store.save(replace(first, title="改过的标题"), "修改标题")
    assert second.version == 2
    assert store.load(first.id).title == "改过的标题"
    assert store.load(first.id, 1) == first
    assert [(one.version, one.why) for one in store.versions(first.id)] == [(2, "修改标题"), (1, "生成")]
    assert [one.title for one in store.list()] == ["改过的标题"]


def test_a_change_to_an_older_version_is_refused(store: DraftStore) -> None:
    first = store.save(draft(), "生成")
    store.save(replace(first, title="甲改"), "甲")
    with pytest.raises(DraftConflictError, match="第 2 版"):
        store.save(replace(first, title="乙改"), "乙")
    assert store.load(first.id).title == "甲改"


def test_of_many_writers_at_once_one_wins_each_version(database: Database) -> None:
    first = DraftStore(database).save(draft(), "生成")
    outcomes: list[str] = []

    def change(name: int) -> None:
        try:
            DraftStore(database).save(replace(first, title=f"{name}"), "改")
            outcomes.append("saved")
        except DraftConflictError:
            outcomes.append("refused")

    writers = [threading.Thread(target=change, args=(name,)) for name in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["saved"]


def test_removed_with_its_versions(store: DraftStore) -> None:
    saved = store.save(draft(), "生成")
    store.remove(saved.id)
    for asked in (lambda: store.load(saved.id), lambda: store.versions(saved.id), lambda: store.remove(saved.id)):
        with pytest.raises(DraftNotFoundError):
            asked()
    with pytest.raises(DraftNotFoundError):
        store.save(saved, "改")
    assert store.list() == []


def test_the_migrations_make_the_tables_that_the_code_knows(database: Database) -> None:
    def kind(one: TypeEngine[object]) -> str:
        if isinstance(one, Float):  # PostgreSQL calls it DOUBLE PRECISION
            return "FLOAT"
        text = database.kind == "postgresql" and isinstance(one, String)
        return "TEXT" if text else one.compile(dialect=connection.dialect)

    with database.read() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            columns = {(one["name"], kind(one["type"]), one["nullable"]) for one in found.get_columns(table.name)}
            assert columns == {(one.name, kind(one.type), bool(one.nullable)) for one in table.columns}, table.name
            found_indexes = found.get_indexes(table.name)
            indexes = {str(one["name"]) for one in found_indexes if "duplicates_constraint" not in one}
            assert indexes == {str(one.name) for one in table.indexes}, table.name


def test_opened_again_it_holds_what_it_held(tmp_path: Path, database_url: str | None) -> None:
    with Database.open(tmp_path, database_url) as first:
        saved = DraftStore(first).save(draft(), "生成")
    with Database.open(tmp_path, database_url) as second:
        assert DraftStore(second).load(saved.id) == saved


@pytest.mark.sqlite("a file")
def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, only a text" * 100)
    with pytest.raises(StoreError, match=r"work\.sqlite"):
        Database.open(tmp_path)


@pytest.mark.sqlite("test_postgresql.py has its twin")
def test_a_database_of_a_newer_program_is_told(tmp_path: Path) -> None:
    with Database.open(tmp_path) as database, database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(StoreError) as told:
        Database.open(tmp_path)
    assert "升级程序" in told.value.hint
