"""Encrypted connections to a server of PostgreSQL, whose certificate is asked for as the address says."""

from __future__ import annotations

from pathlib import Path

import pytest
from postgres_cluster import HOST, HOST_ADDRESS, PASSWORD, QUOTED, SHARED, Certificate, Cluster
from sqlalchemy import text

from assistant.errors import StoreError
from assistant.store.database import Database


def address(options: str, host: str = HOST) -> str:
    return f"postgresql://zhibi:{QUOTED}@{host}/{SHARED}?hostaddr={HOST_ADDRESS}&{options}"


def test_a_server_that_proves_who_it_is_is_used(postgres_apart: Cluster, tmp_path: Path) -> None:
    asked = address(f"sslmode=verify-full&sslrootcert={postgres_apart.certificate}")
    with Database.open(tmp_path, asked) as database, database.read() as connection:
        assert connection.scalar(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
        assert database.name == f"postgresql://zhibi@{HOST}/{SHARED}"


@pytest.mark.parametrize(
    ("options", "host", "said"),
    [
        ("sslmode=verify-full&sslrootcert={folder}/other.crt", HOST, "加密连接没有建立"),
        ("sslmode=verify-full&sslrootcert={folder}/none.crt", HOST, "加密连接没有建立"),
        ("sslmode=verify-full&sslrootcert={own}", "another.office.test", "加密连接没有建立"),
        ("sslmode=disable", HOST, "不接受从这里来的连接"),
    ],
    ids=["signed by another", "nothing to check it by", "another name", "in clear"],
)
def test_else_it_is_not_spoken_to(postgres_apart: Cluster, tmp_path: Path, options: str, host: str, said: str) -> None:
    (tmp_path / "other.crt").write_bytes(Certificate.of(HOST).public)
    asked = address(options.format(folder=tmp_path, own=postgres_apart.certificate), host)
    with pytest.raises(StoreError, match=said) as raised:
        Database.open(tmp_path, asked)
    assert "sslmode=verify-full&sslrootcert=" in str(raised.value.hint)
    assert PASSWORD not in raised.value.message
    assert QUOTED not in raised.value.message
