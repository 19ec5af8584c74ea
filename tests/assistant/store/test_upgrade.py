"""A database of an earlier release is carried over when it is opened, with all that it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect

from assistant.store.database import FILE, Database
from assistant.store.drafts import DraftStore
from assistant.store.jobs import JobStore
from assistant.store.tables import metadata
from assistant.store.tasks import TaskStore

MATERIAL = Path(__file__).parent / "material"

pytestmark = pytest.mark.sqlite("that release knew nothing else")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / FILE)) as made:
        made.executescript((MATERIAL / "work-0002.sql").read_text(encoding="utf-8"))
    return tmp_path


def test_what_an_earlier_release_kept_is_there(home: Path) -> None:
    with Database.open(home) as database:
        (draft,) = DraftStore(database).list()
        (task,) = TaskStore(database).find()
        (change,) = TaskStore(database).history("t1")
        assert (draft.id, draft.title, draft.version) == ("d1", "2025年工作总结", 1)
        assert (task.id, task.matter, str(task.deadline), task.status) == (
            "t1",
            "开展主题党日",
            "2026-12-31",
            "planned",
        )
        assert change.changes == {"progress": ("", "10")}
        assert JobStore(database).add("rebuild", {})[1]
    with Database.open(home) as again:
        assert len(JobStore(again).list()) == 1


def test_it_ends_as_a_new_one_begins(home: Path, tmp_path: Path) -> None:
    with Database.open(home) as carried, Database.open(tmp_path / "new") as new:
        schemas = []
        for database in (carried, new):
            with database.read() as connection:
                seen = inspect(connection)
                schemas.append(
                    {
                        name: (
                            [
                                (column["name"], str(column["type"]), column["nullable"])
                                for column in seen.get_columns(name)
                            ],
                            sorted((one["name"] or "", one["unique"]) for one in seen.get_indexes(name)),
                        )
                        for name in sorted(seen.get_table_names())
                    }
                )
        assert schemas[0] == schemas[1]
        assert set(metadata.tables) == set(schemas[0]) - {"alembic_version"}
