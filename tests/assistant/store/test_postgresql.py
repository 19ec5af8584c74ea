"""What a server of PostgreSQL may do to us, and what is told then; what must be as it is with SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from postgres_cluster import PASSWORD, QUOTED, Cluster, name_of
from sqlalchemy import insert, inspect, text

import assistant.store
from assistant.accounts.accounts import Accounts
from assistant.accounts.audit import Wanted
from assistant.config import Settings, load_settings
from assistant.drafting.types import Task
from assistant.errors import SettingsError, StoreError, ZhibiError
from assistant.interfaces.cli.app import run
from assistant.store import schema
from assistant.store.conversations import ConversationStore
from assistant.store.database import FILE, Database, is_made
from assistant.store.home import NOTE, Note
from assistant.store.jobs import JobStore
from assistant.store.messages import Wishes
from assistant.store.tables import homes, metadata
from assistant.store.tasks import TaskStore


@pytest.fixture
def new(postgres: Cluster) -> Iterator[str]:
    """The address of a database in which nothing is."""
    with postgres.database() as url:
        yield url


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    with Database.open(tmp_path, database_url) as opened:
        yield opened


def told(error: ZhibiError) -> str:
    """All that anybody gets to read; never the password, in whichever spelling."""
    said = f"{error.message}\n{error.hint}"
    assert error.hint
    assert PASSWORD not in said
    assert QUOTED not in said
    return said


# Addresses.


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://", "没有写明库名"),
        ("postgresql://zhibi:top-secret@/", "没有写明库名"),
        ("postgresql://zhibi:top@secret@127.0.0.1/zhibi", "不止一个 @"),
        ("postgresql://zhibi:top@secret/x@127.0.0.1/zhibi", "不止一个 @"),
        ("postgresql://zhibi:top-secret@127.0.0.1:top-secret/zhibi", "不是数据库地址"),
        ("mysql://zhibi:top-secret@127.0.0.1/zhibi", "postgresql://"),
        ("top-secret", "不是数据库地址"),
    ],
)
def test_a_wrong_address_is_told_and_not_repeated(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Database.open(tmp_path, url)
    assert said in raised.value.message
    assert "secret" not in told(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("value", ["mysql://a:top-secret@b/c", "sqlite:///x.db", "top-secret"])
def test_the_setting_takes_postgresql_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ZHIBI_DATABASE", value)
    with pytest.raises(SettingsError, match="ZHIBI_DATABASE") as raised:
        load_settings(tmp_path)
    assert "top-secret" not in told(raised.value)


def test_the_password_shows_nowhere(tmp_path: Path, new: str) -> None:
    settings = load_settings(tmp_path, database=new)
    assert PASSWORD not in f"{settings!r} {settings.model_dump_json()}"
    assert QUOTED not in f"{settings!r} {settings.model_dump_json()}"
    with Database.of(settings) as database:
        assert database.name.startswith("postgresql://zhibi@")
        assert QUOTED not in database.name


def test_a_password_in_the_query_is_not_shown_either(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        Database.open(tmp_path, "postgresql://zhibi@127.0.0.1:1/zhibi?password=top-secret&sslpassword=top-secret")
    assert "top-secret" not in told(raised.value)


# Servers that do not let us in.


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="连不上数据库") as raised:
        Database.open(tmp_path, f"postgresql://zhibi:{QUOTED}@127.0.0.1:1/zhibi")
    assert "是否在运行" in told(raised.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://zhibi:wrong@/{name}?host={folder}", "不接受这个用户名或密码"),
        ("postgresql://zhibi@/{name}?host={folder}", "不接受这个用户名或密码"),
        ("postgresql://nobody:{password}@/{name}?host={folder}", "不接受这个用户名或密码"),
        ("postgresql://zhibi:{password}@/not_there?host={folder}", "没有这个库"),
        ("postgresql://zhibi:{password}@/{name}?host={folder}&sslmode=perhaps", "地址写得不对"),
        ("postgresql://zhibi:{password}@/{name}?host={folder}&speed=high", "地址写得不对"),
    ],
)
def test_who_is_not_let_in_is_told_why(postgres: Cluster, new: str, tmp_path: Path, url: str, said: str) -> None:
    asked = url.format(name=name_of(new), folder=postgres.folder, password=QUOTED)
    with pytest.raises(StoreError) as raised:
        Database.open(tmp_path, asked)
    assert said in told(raised.value)


def test_a_user_who_may_make_nothing(postgres: Cluster, new: str, tmp_path: Path) -> None:
    name = name_of(new)
    postgres.run(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    with pytest.raises(StoreError, match="没有所需的权限") as raised:
        Database.open(tmp_path, postgres.url(name, "guest"))
    assert "GRANT" in told(raised.value)
    postgres.run(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
    with pytest.raises(StoreError, match="没有所需的权限"):
        Database.open(tmp_path, postgres.url(name, "guest"))


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "EUC_CN"])
def test_another_encoding_is_refused(postgres: Cluster, tmp_path: Path, encoding: str) -> None:
    options = f"ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    with postgres.database(options) as url, pytest.raises(StoreError, match=f"编码是 {encoding}") as raised:
        Database.open(tmp_path, url)
    assert "UTF8" in told(raised.value)


def test_a_schema_of_a_newer_program_is_left_alone(new: str, tmp_path: Path) -> None:
    with Database.open(tmp_path, new) as database, database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(StoreError, match="9999_later") as raised:
        Database.open(tmp_path, new)
    assert "升级程序" in told(raised.value)


def test_tables_of_another_program_are_left_alone(postgres: Cluster, new: str, tmp_path: Path) -> None:
    postgres.run("CREATE TABLE users (name text)", "INSERT INTO users VALUES ('theirs')", database=name_of(new))
    with pytest.raises(StoreError, match="别的程序的表") as raised:
        Database.open(tmp_path, new)
    assert "另建" in told(raised.value)
    with psycopg.connect(f"host={postgres.folder} user=postgres dbname={name_of(new)}") as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert found == [("users",)]


# Servers that go away.


def test_a_connection_cut_in_the_middle_costs_that_request_alone(new: str, postgres: Cluster, tmp_path: Path) -> None:
    with Database.open(tmp_path, new) as database:
        store = JobStore(database)
        store.add("rebuild", {})
        with pytest.raises(StoreError, match="中断了连接") as raised, database.begin() as connection:
            connection.execute(text("DELETE FROM jobs"))
            postgres.drop_connections()
            connection.execute(text("SELECT 1"))
        assert told(raised.value)
        assert len(store.list()) == 1


def test_a_server_started_anew_is_used_again(tmp_path: Path, postgres_apart: Cluster) -> None:
    with Database.open(tmp_path, postgres_apart.emptied()) as database:
        store = JobStore(database)
        kept, _ = store.add("rebuild", {})
        postgres_apart.stop()
        with pytest.raises(StoreError, match=r"连不上数据库|中断了连接"):
            store.list()
        postgres_apart.start()
        assert [job.id for job in store.list()] == [kept.id]


# As with SQLite.


def test_a_writer_keeps_what_it_has_read_until_it_writes(database: Database) -> None:
    """Of two that read and then write, the second reads what the first has written."""
    with database.begin() as connection:
        connection.execute(text("INSERT INTO collections VALUES ('n', false, '0')"))

    def add() -> None:
        for _ in range(10):
            with database.begin() as connection:
                at = int(connection.scalar(text("SELECT created_at FROM collections")) or 0)
                connection.execute(text("UPDATE collections SET created_at = :at"), {"at": str(at + 1)})

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.scalar(text("SELECT created_at FROM collections")) == "40"


def test_a_reader_sees_one_state_and_holds_nobody_up(database: Database) -> None:
    store = JobStore(database)
    store.add("rebuild", {})
    with database.read() as connection:
        count = text("SELECT count(*) FROM jobs")
        assert connection.scalar(count) == 1
        store.add("rebuild", {})
        assert connection.scalar(count) == 1
    assert len(store.list()) == 2


def test_a_reader_writes_nothing(tmp_path: Path, new: str) -> None:
    with (
        Database.open(tmp_path, new) as database,
        pytest.raises(StoreError, match="只能读取"),
        database.read() as connection,
    ):
        connection.execute(text("DELETE FROM jobs"))


def test_many_may_open_a_new_database_at_once(new: str, tmp_path: Path) -> None:
    failed: list[BaseException] = []

    def open_it() -> None:
        try:
            Database.open(tmp_path, new).close()
        except BaseException as error:
            failed.append(error)
            raise

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_order_and_search_do_not_hang_on_the_servers_language(database: Database) -> None:
    tasks, accounts = TaskStore(database), Accounts(database)
    for plan, year in (("b", None), ("B", 2026), ("a", 2026), ("甲", 2027)):
        tasks.add(plan, "", year, [Task("", "事项")])
    assert [(one.plan, one.year) for one in tasks.find()] == [("甲", 2027), ("B", 2026), ("a", 2026), ("b", None)]
    accounts.audit.note(None, "ask", "What is the 100% Rule_1?")
    for asked in ("RULE_1", "100%", "what"):
        assert len(accounts.audit.find(Wanted(text=asked))) == 1, asked
    for asked in ("RULE11", "100x"):
        assert accounts.audit.find(Wanted(text=asked)) == [], asked
    day = accounts.audit.find()[0].at[:10]
    assert len(accounts.audit.find(Wanted(since=day, until=day))) == 1
    assert accounts.audit.find(Wanted(before=2**62))
    assert accounts.audit.find(Wanted(until="2000-01-01")) == []


def test_no_length_is_refused_that_sqlite_takes(database: Database) -> None:
    plan = "".join(chr(0x4E00 + n % 20_000) for n in range(30_000))
    (added,) = TaskStore(database).add(plan, "", 2026, [Task("t" * 200, "事项")])
    assert [one.id for one in TaskStore(database).find(plan=plan)] == [added.id]


def test_a_nul_in_a_question_is_no_error(database: Database) -> None:
    store = ConversationStore(database)
    asked, _ = store.ask(store.create().id, "党费\x00多久公示", Wishes())
    assert store.message(asked.conversation_id, asked.id).question in ("党费\x00多久公示", "党费\ufffd多久公示")
    Accounts(database).audit.note(None, "ask", "\x00")


# The schema.


def test_every_text_sorts_by_code_points_and_every_number_is_long(new: str, tmp_path: Path) -> None:
    with Database.open(tmp_path, new) as database, database.read() as connection:
        found = connection.execute(
            text(
                "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns "
                "WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
            )
        ).all()
        keys = {(table.name, table.primary_key.columns[0].name) for table in metadata.tables.values()}
    assert {(row.data_type, row.collation_name) for row in found if row.collation_name} == {("text", "C")}
    assert {row.data_type for row in found if not row.collation_name} <= {
        "integer", "bigint", "boolean", "date", "double precision", "bytea",
    }  # fmt: skip
    assert not [row for row in found if (row.table_name, row.column_name) in keys and row.data_type == "integer"]
    assert "character varying" not in {row.data_type for row in found}


def test_each_migration_leads_on_from_the_one_before(new: str, tmp_path: Path) -> None:
    """From an empty database one step after the other, and to the same end as in one go."""
    from alembic import command
    from alembic.config import Config

    settings = load_settings(tmp_path, database=new)
    with Database.unprepared(settings) as database:
        for revision in schema.revisions():
            with database.begin() as connection:
                config = Config()
                config.set_main_option("script_location", str(schema.MIGRATIONS))
                config.attributes["connection"] = connection
                command.upgrade(config, revision)
            assert database.revision() == revision
        with database.read() as connection:
            assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
    with Database.of(settings) as database:
        assert JobStore(database).add("rebuild", {})[1]


# The home.


def test_records_in_the_home_do_not_go_out_of_sight(tmp_path: Path, new: str) -> None:
    with Database.open(tmp_path) as before:
        JobStore(before).add("rebuild", {})
    settings = load_settings(tmp_path, database=new)
    with pytest.raises(StoreError, match=r"work\.sqlite") as raised:
        Database.of(settings)
    assert "zhibi backup" in told(raised.value)
    (tmp_path / FILE).rename(tmp_path / "aside")
    with Database.of(settings) as database:
        assert JobStore(database).list() == []


@pytest.mark.sqlite("begun where no address is given")
def test_without_its_address_no_second_set_of_records_is_begun(tmp_path: Path, new: str) -> None:
    named, unnamed = load_settings(tmp_path, database=new), load_settings(tmp_path)
    with Database.of(named) as database:
        JobStore(database).add("rebuild", {})
    for ask in (Database.of, Database.unprepared):
        with pytest.raises(StoreError, match="没有设置 ZHIBI_DATABASE") as raised:
            ask(unnamed)
        assert "postgresql://zhibi@/" in told(raised.value)
    assert is_made(unnamed)
    assert not (tmp_path / FILE).exists()
    (tmp_path / NOTE).unlink()
    with Database.of(unnamed) as begun:
        assert JobStore(begun).list() == []


def begun(home: Path, url: str) -> None:
    """The home is used with the database, as every command and the server do."""
    with Database.of(load_settings(home, database=url)) as database:
        JobStore(database).add("rebuild", {})


def test_a_second_home_on_the_same_database_is_refused(tmp_path: Path, new: str) -> None:
    begun(tmp_path / "one", new)
    (tmp_path / "two").mkdir()
    with pytest.raises(StoreError, match="属于另一个资料库") as raised:
        begun(tmp_path / "two", new)
    assert "ZHIBI_DATABASE" in told(raised.value)
    assert list((tmp_path / "two").iterdir()) == []
    begun(tmp_path / "one", new)


def test_a_database_of_another_home_is_not_even_upgraded(tmp_path: Path, new: str) -> None:
    begun(tmp_path / "one", new)
    earlier = schema.revisions()[-2]
    with Database.open(tmp_path, new) as database:
        with database.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :earlier"), {"earlier": earlier})
        with pytest.raises(StoreError, match="属于另一个资料库"):
            begun(tmp_path / "two", new)
        assert database.revision() == earlier


def test_a_home_that_was_moved_finds_its_database(tmp_path: Path, new: str) -> None:
    begun(tmp_path / "one", new)
    (tmp_path / "one").rename(tmp_path / "moved")
    begun(tmp_path / "moved", new)
    with pytest.raises(StoreError, match="属于另一个资料库"):
        begun(tmp_path / "one", new)


def test_a_home_of_a_program_that_did_not_bind_them_is_bound(tmp_path: Path, new: str) -> None:
    with Database.open(tmp_path / "one", new) as database:
        name = database.name
    for home in ("one", "two"):
        (tmp_path / home).mkdir(exist_ok=True)
        (tmp_path / home / NOTE).write_text(f"{name}\n", encoding="utf-8")
    begun(tmp_path / "one", new)
    assert (tmp_path / "one" / NOTE).read_text(encoding="utf-8").splitlines()[0] == name
    with pytest.raises(StoreError, match="属于另一个资料库"):
        begun(tmp_path / "two", new)


def test_records_in_one_database_do_not_go_out_of_sight_in_another(postgres: Cluster, tmp_path: Path, new: str) -> None:
    begun(tmp_path, new)
    with postgres.database() as other:
        for _ in range(2):
            with pytest.raises(StoreError, match="不在数据库") as raised:
                begun(tmp_path, other)
            assert f"/{name_of(new)}?" in told(raised.value)
        begun(tmp_path, new)
        (tmp_path / NOTE).unlink()
        begun(tmp_path, other)


def test_a_database_that_was_moved_is_known_by_its_id(postgres: Cluster, tmp_path: Path, new: str) -> None:
    begun(tmp_path, new)
    before = Note.read(tmp_path)
    assert before is not None
    with postgres.database() as other:
        with Database.open(tmp_path / "unused", other) as database, database.begin() as connection:
            connection.execute(insert(homes).values(id=before.id))
        begun(tmp_path, other)
    after = Note.read(tmp_path)
    assert after is not None
    assert (after.id, after.database != before.database) == (before.id, True)


def test_of_two_homes_that_come_at_once_one_has_the_database(tmp_path: Path, new: str) -> None:
    Database.open(tmp_path / "unused", new).close()
    refused: list[str] = []

    def come(name: str) -> None:
        try:
            begun(tmp_path / name, new)
        except StoreError as error:
            refused.append(error.message)

    threads = [threading.Thread(target=come, args=(f"home{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 3
    assert all("属于另一个资料库" in one for one in refused)
    assert [path.parent.name for path in tmp_path.glob(f"*/{NOTE}")] == [
        path.name for path in tmp_path.glob("home*") if path.is_dir() and any(path.iterdir())
    ]


def doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    run(["--home", str(home), "doctor", "--json"])
    said = capsys.readouterr().out
    assert PASSWORD not in said
    assert QUOTED not in said
    found: dict[str, object] = json.loads(said)
    return found


@pytest.mark.sqlite("told of a home where no address is given, too")
def test_the_doctor_tells_the_database(
    tmp_path: Path, postgres: Cluster, new: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def database(home: Path) -> object:
        return doctor(home, capsys)["database"]

    place = str(tmp_path.absolute() / FILE)
    assert database(tmp_path) == {"kind": "sqlite", "place": place, "usable": True, "revision": None}
    newest = schema.revisions()[-1]
    Database.open(tmp_path / "second").close()
    assert database(tmp_path / "second")["revision"] == newest  # type: ignore[index]
    monkeypatch.setenv("ZHIBI_DATABASE", new)
    shown = f"postgresql://zhibi@/{name_of(new)}?host={str(postgres.folder).replace('/', '%2F')}"
    assert database(tmp_path) == {"kind": "postgresql", "place": shown, "usable": True, "revision": None}
    Database.of(Settings(home=tmp_path)).close()
    assert database(tmp_path)["revision"] == newest  # type: ignore[index]
    assert database(tmp_path / "third")["usable"] is False  # type: ignore[index]
    assert "属于另一个资料库" in str(doctor(tmp_path / "third", capsys)["problems"])
    monkeypatch.setenv("ZHIBI_DATABASE", postgres.url(name_of(new), password="wrong"))
    report = doctor(tmp_path, capsys)
    assert (report["ok"], report["database"]["usable"]) == (False, False)  # type: ignore[index]
    assert "不接受这个用户名或密码" in str(report["problems"])
    monkeypatch.delenv("ZHIBI_DATABASE")
    report = doctor(tmp_path, capsys)
    assert (report["ok"], report["database"]) == (False, None)
    assert "没有设置 ZHIBI_DATABASE" in str(report["problems"])


# What SQLite does without.


def test_with_sqlite_nothing_of_postgresql_is_loaded(tmp_path: Path) -> None:
    Database.open(tmp_path).close()
    program = (
        "import sys\n"
        "from assistant.interfaces.cli.app import run\n"
        "code = run(['--home', sys.argv[1], 'tasks', 'list'])\n"
        "from assistant.store.jobs import JobStore\n"
        "from assistant.store.database import Database\n"
        "from pathlib import Path\n"
        "with Database.open(Path(sys.argv[1])) as database:\n"
        "    JobStore(database).add('rebuild', {}, key='1')\n"
        "found = [name for name in sys.modules if 'psycopg' in name or 'postgresql' in name]\n"
        "print(code, found)\n"
    )
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ZHIBI_")}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"


def test_without_the_driver_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("psycopg") or name.endswith("store.postgresql")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(assistant.store, "postgresql", raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match="没有安装") as raised:
        Database.open(tmp_path, "postgresql://zhibi@/zhibi")
    assert "zhibi[postgresql]" in told(raised.value)
