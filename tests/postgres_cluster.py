"""A server of PostgreSQL for the suite: from Debian's binaries, in a temporary folder, on a socket, gone at the end."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from assistant.accounts import tables  # noqa: F401 - makes its tables known
from assistant.store.database import Database
from assistant.store.tables import metadata

PASSWORD = "p@ss/w:rd?#%"
"""Of the user that the suite's databases belong to; with all that has to be written otherwise in an address."""

QUOTED = "p%40ss%2Fw%3Ard%3F%23%25"
MADE = "made"
PATIENCE = 60.0

SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "shared_buffers": "16MB", "max_connections": "100", "autovacuum": "off", "jit": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "lc_messages": "C",
}  # fmt: skip
"""Quick, and safe enough for what is thrown away."""


def binaries() -> Path | None:
    """Where `postgres` and `initdb` are; None without them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    named = shutil.which("initdb")
    places = [*found, *([Path(named).resolve().parent] if named else [])]
    return next((place for place in places if (place / "postgres").exists() and (place / "initdb").exists()), None)


class Cluster:
    """A running server; every database of it is made for one test."""

    def __init__(self, folder: Path, user: str, bin_folder: Path) -> None:
        self.folder = folder
        self._user = user
        self._bin = bin_folder
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def made(cls, folder: Path, bin_folder: Path) -> Cluster:
        user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        cluster = cls(folder, user, bin_folder)
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(folder, user)
        command = [bin_folder / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
        made = subprocess.run(cluster._as_user([*command, "--locale=C.UTF-8"]), capture_output=True, check=False)
        assert made.returncode == 0, made.stderr.decode()
        access = "local all postgres trust\nlocal all all scram-sha-256\n"
        (folder / "data" / "pg_hba.conf").write_text(access)
        return cluster

    def _as_user(self, command: list[str | Path]) -> list[str]:
        """The kernel ends the server when this process ends, in whatever way."""
        words = ["setpriv", "--pdeathsig", "QUIT"]
        if os.geteuid() == 0:
            words += ["--reuid", self._user, "--regid", str(pwd.getpwnam(self._user).pw_gid), "--init-groups"]
        return [*words, *map(str, command)]

    def start(self) -> None:
        settings = [word for key, value in SETTINGS.items() for word in ("-c", f"{key}={value}")]
        command = [self._bin / "postgres", "-D", self.folder / "data", "-k", self.folder, *settings]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._as_user(command), stdout=log, stderr=log, cwd="/")
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.run("SELECT 1")
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.02)

    def stop(self) -> None:
        """Connections are cut, what was committed stays."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(PATIENCE)
            self._process = None

    def run(self, *statements: str | sql.Composed, database: str = "postgres") -> None:
        """As superuser, each statement a transaction of its own."""
        with psycopg.connect(
            f"host={self.folder} user=postgres dbname={database} connect_timeout=10", autocommit=True
        ) as connection:
            for one in statements:
                connection.execute(one)  # type: ignore[arg-type]

    def prepare(self) -> None:
        """The suite's user, and a database with the newest schema."""
        self.run(f"CREATE ROLE zhibi LOGIN PASSWORD '{PASSWORD}'", f"CREATE DATABASE {MADE} OWNER zhibi")
        Database.open(self.folder, self.url(MADE)).close()

    def emptied(self) -> str:
        """The address of the database that tests use one after the other; to make a new one takes far longer."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname={MADE}", autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # the log only grows, else
            connection.execute("; ".join(f'DELETE FROM "{table}"' for table in metadata.tables))
        return self.url(MADE)

    def url(self, database: str, user: str = "zhibi", password: str = QUOTED) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    @contextmanager
    def database(self, options: str = "") -> Iterator[str]:
        """The address of a new database, which is gone afterwards; there is nothing in it."""
        name = f"t_{secrets.token_hex(6)}"
        self.run(f"CREATE DATABASE {name} OWNER zhibi {options}")
        try:
            yield self.url(name)
        finally:
            if self._process is not None:
                self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def drop_connections(self) -> None:
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )


@contextmanager
def cluster(bin_folder: Path) -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="zhibi-pg-", dir="/tmp"))  # pytest's own folder is closed to other users
    folder.chmod(0o755)
    made = Cluster.made(folder, bin_folder)
    try:
        made.start()
        made.prepare()
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def name_of(url: str) -> str:
    found = re.search(r"@/(\w+)\?", url)
    assert found is not None
    return found[1]
