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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from psycopg import sql

from assistant.accounts import tables  # noqa: F401 - makes its tables known
from assistant.store.database import Database
from assistant.store.tables import metadata

PASSWORD = "p@ss/w:rd?#%"
"""Of the user that the suite's databases belong to; with all that has to be written otherwise in an address."""

HOST = "db.office.test"
HOST_ADDRESS = "127.{}.{}.{}".format(64 + (os.getpid() >> 16) % 64, *os.getpid().to_bytes(4)[2:])
"""Where a server takes encrypted connections: all of 127 is this machine, so that each process may have its own."""

QUOTED = "p%40ss%2Fw%3Ard%3F%23%25"
NEWEST = "newest"
"""The database that others are made from: the newest schema, and nothing in it. Nobody may be connected to it."""

SHARED = "shared"
PATIENCE = 60.0

SETTINGS = {
    "listen_addresses": "", "fsync": "off", "full_page_writes": "off",
    "shared_buffers": "16MB", "max_connections": "100", "autovacuum": "off", "jit": "off", "wal_level": "minimal",
    "max_wal_senders": "0", "lc_messages": "C",
}  # fmt: skip
"""Quick, and what was committed outlives the server, though not the machine."""


def binaries() -> Path | None:
    """Where `postgres` and `initdb` are; None without them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    named = shutil.which("initdb")
    places = [*found, *([Path(named).resolve().parent] if named else [])]
    return next((place for place in places if (place / "postgres").exists() and (place / "initdb").exists()), None)


@dataclass(frozen=True)
class Certificate:
    """One that is signed by itself, with its key; both as PEM."""

    public: bytes
    private: bytes

    @classmethod
    def of(cls, host: str) -> Certificate:
        key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        now = datetime.now(UTC)
        signed = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return cls(
            signed.public_bytes(serialization.Encoding.PEM), key.private_bytes(serialization.Encoding.PEM, *plain)
        )


class Cluster:
    """A running server; every database of it is made for one test."""

    def __init__(self, folder: Path, user: str, bin_folder: Path) -> None:
        self.folder = folder
        self._user = user
        self._bin = bin_folder
        self._settings = SETTINGS
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
        settings = [word for key, value in self._settings.items() for word in ("-c", f"{key}={value}")]
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

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Connections are cut, what was committed stays; by SIGQUIT as when it crashes."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None

    @property
    def certificate(self) -> Path:
        return self.folder / "server.crt"

    def offer_tls(self, certificate: Certificate) -> None:
        """From the next start on encrypted connections, and no others, are taken at HOST_ADDRESS."""
        key = self.folder / "server.key"
        self.certificate.write_bytes(certificate.public)
        key.write_bytes(certificate.private)
        key.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(key, self._user)
        with (self.folder / "data" / "pg_hba.conf").open("a") as access:
            access.write("hostssl all all samehost scram-sha-256\n")
        files = {"ssl_cert_file": str(self.certificate), "ssl_key_file": str(key)}
        self._settings = SETTINGS | {"ssl": "on", "listen_addresses": HOST_ADDRESS} | files

    def run(self, *statements: str | sql.Composed, database: str = "postgres") -> None:
        """As superuser, each statement a transaction of its own."""
        with psycopg.connect(
            f"host={self.folder} user=postgres dbname={database} connect_timeout=10", autocommit=True
        ) as connection:
            for one in statements:
                connection.execute(one)  # type: ignore[arg-type]

    def prepare(self) -> None:
        """The suite's user, and databases with the newest schema."""
        self.run(f"CREATE ROLE zhibi LOGIN PASSWORD '{PASSWORD}'", f"CREATE DATABASE {NEWEST} OWNER zhibi")
        Database.open(self.folder, self.url(NEWEST)).close()
        self.make(SHARED)

    def make(self, name: str) -> None:
        """A database with the newest schema."""
        self.run(f"CREATE DATABASE {name} TEMPLATE {NEWEST} OWNER zhibi")

    def empty(self, name: str) -> None:
        """As `make` leaves one, save that numbers go on; it takes a fifth of the time."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname={name}", autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # the log only grows, else
            connection.execute("; ".join(f'DELETE FROM "{table}"' for table in metadata.tables))

    def emptied(self) -> str:
        """The address of the database that tests use one after the other."""
        self.empty(SHARED)
        return self.url(SHARED)

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

    def drop_connections(self, name: str | None = None) -> None:
        """Those to one database, or all."""
        only = "" if name is None else f" AND datname = '{name}'"
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE backend_type = 'client backend' AND pid <> pg_backend_pid(){only}"
        )


@contextmanager
def cluster(bin_folder: Path, certificate: Certificate | None = None) -> Iterator[Cluster]:
    """With a certificate it takes encrypted connections beside those by its socket."""
    folder = Path(tempfile.mkdtemp(prefix="zhibi-pg-", dir="/tmp"))  # pytest's own folder is closed to other users
    folder.chmod(0o755)
    made = Cluster.made(folder, bin_folder)
    if certificate is not None:
        made.offer_tls(certificate)
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
