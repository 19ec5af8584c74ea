"""管理 says everything there is: every setting, every deed, no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.accounts.audit import Entry
from assistant.config import Settings, load_settings, origin
from assistant.interfaces.metrics import Metrics
from assistant.interfaces.web.admin.audit import Wanted
from assistant.interfaces.web.admin.facts import megabytes
from assistant.interfaces.web.admin.settings import GROUPS, shown
from assistant.interfaces.web.admin.words import ACTIONS, subject
from assistant.types import Answer

PRODUCT = Path(__file__).resolve().parents[4] / "assistant"

_NOTED = re.compile(r'(?<![a-z])not(?:e|ing)\(\s*(?:[\w.]+,\s*|"(?:read|draft|manage|administer)",\s*)?"([a-z_]+)"')


def test_every_setting_is_shown_once() -> None:
    names = [name for group in GROUPS.values() for name in group]
    assert sorted(names) == sorted(Settings.model_fields)


def test_every_deed_that_is_noted_has_a_name() -> None:
    noted = {found for path in PRODUCT.rglob("*.py") for found in _NOTED.findall(path.read_text(encoding="utf-8"))}
    assert len(noted) > 25
    assert noted <= set(ACTIONS)


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    settings = load_settings(
        tmp_path,
        api_key="sk-top-secret",
        admin_password="九曲黄河万里沙",
        database="postgresql://zhibi:geheim@db/zhibi",
        base_url="http://user:geheim@model/v1",
    )
    told = " ".join(shown(settings, name) for name in Settings.model_fields)
    assert "http://model/v1" in told
    assert not any(secret in told for secret in ("sk-top-secret", "geheim", "九曲"))


def test_where_a_setting_comes_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zhibi.toml").write_text("k = 5\nworkers = 2\n")
    monkeypatch.setenv("ZHIBI_WORKERS", "3")
    settings = load_settings(tmp_path, port=0)
    told = {name: origin(settings, name) for name in ("workers", "k", "port", "log", "home")}
    assert told == {"workers": "environment", "k": "file", "port": "given", "log": "default", "home": "given"}


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-3-5", "2026-03-05"), (" 2026-03-05 ", "2026-03-05"), ("", ""), ("明天", ""), ("2026-02-30", "")],
)
def test_days_of_an_address_are_days(text: str, day: str) -> None:
    assert Wanted.of({"since": text}).since == day


def test_a_day_of_this_place_is_asked_for_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Wanted.of({"since": "2026-03-05", "until": "2026-03-05", "outcome": "none such", "text": "党费"})
    bounds = wanted.bounds
    assert bounds["since"] < bounds["until"]
    assert set(bounds) == {"since", "until", "text"}
    assert wanted.before(None).outcome is None
    assert Wanted.of({"since": "gestern"}) == Wanted()


def entry(action: str, told: str, **details: object) -> Entry:
    return Entry(1, "2026-07-01T08:00:00+00:00", "u1", "王芳", "session", "", "10.0.0.7", action, told, "done", details)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (entry("read", "d1"), "《党费管理办法》"),
        (entry("member_add", "default", user="李明"), "默认库（李明）"),
        (entry("user_change", "李明", fields=["role"], role="writer", disabled=False), "李明（改了角色，撰稿人）"),
        (entry("key_add", "k1", label="门户", rights=["read"]), "门户（查阅）"),
        (entry("request", "GET /api/users", right="administer"), "GET /api/users（需要“管理账号”权限）"),
        (entry("rebuild", ""), ""),
    ],
)
def test_a_deed_is_told_by_names_not_by_ids(one: Entry, said: str) -> None:
    assert subject(one, {"d1": "党费管理办法"}) == said


@pytest.mark.parametrize(
    ("size", "said"), [(1, "1 KB"), (655_360, "640 KB"), (13_000_000, "12.4 MB"), (2**31, "2.0 GB")]
)
def test_sizes_are_told_in_the_unit_that_fits(size: int, said: str) -> None:
    assert megabytes(size) == said


def test_the_servers_figures_in_a_few_numbers() -> None:
    metrics = Metrics(lambda: (3, 10))
    assert metrics.summary().answer_seconds is None
    metrics.answered(Answer("答", False, None, (), (), (), "extractive", 2.0))
    metrics.requests.labels("GET", "/api/documents", "200").inc(3)
    metrics.requests.labels("GET", "/api/documents", "503").inc()
    summary = metrics.summary()
    assert (summary.requests, summary.broken, summary.answered, summary.refused) == (4, 1, 1, 0)
    assert summary.answer_seconds == pytest.approx(2.0)
