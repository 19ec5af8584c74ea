"""Settings: where they come from, in which order, and what is said when one is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.config import DEFAULT_HOME, Settings, load_settings
from assistant.errors import SettingsError


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ZHIBI_{name.upper()}", raising=False)


def write(home: Path, text: str | bytes) -> None:
    (home / "zhibi.toml").write_bytes(text if isinstance(text, bytes) else text.encode())


def test_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert settings.home == DEFAULT_HOME
    assert (settings.encoder, settings.model, settings.api_key) == ("builtin", None, None)
    assert (settings.host, settings.port, settings.k, settings.temperature) == ("127.0.0.1", 8321, 8, 0)


def test_arguments_outrank_environment_outranks_file_outranks_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, 'model = "from-file"\nport = 1001\nk = 3\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("ZHIBI_MODEL", "from-environment")
    monkeypatch.setenv("ZHIBI_PORT", "1002")
    settings = load_settings(tmp_path, port=1003, host=None)
    assert (settings.port, settings.model, settings.k, settings.encoder) == (1003, "from-environment", 3, "builtin")
    assert settings.host == "0.0.0.0"


def test_the_home_of_the_environment_holds_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "k = 5")
    monkeypatch.setenv("ZHIBI_HOME", str(tmp_path))
    assert (load_settings().home, load_settings().k) == (tmp_path, 5)
    assert load_settings(tmp_path / "other").k == 8


def test_a_home_in_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(tmp_path, "k = 5")
    assert load_settings(Path("~")).k == 5


def test_an_empty_variable_is_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBI_MODEL", "")
    monkeypatch.setenv("ZHIBI_PORT", "")
    assert (load_settings(tmp_path).model, load_settings(tmp_path).port) == (None, 8321)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    write(tmp_path, b"\xef\xbb\xbfk = 5\r\n")
    assert load_settings(tmp_path).k == 5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("modle = 'x'", ["zhibi.toml", "'modle'", "'model'"]),
        ("colour = 'red'", ["zhibi.toml", "'colour'", "encoder", "port"]),
        ("[model]\nname = 'x'", ["zhibi.toml", "'model'"]),
        ("home = '/tmp'", ["zhibi.toml", "'home'", "ZHIBI_HOME"]),
        ("port = 70000", ["zhibi.toml", "'port'", "0—65535"]),
        ("port = 'x'", ["zhibi.toml", "'port'", "0—65535"]),
        ("model_timeout = 0", ["'model_timeout'", "秒"]),
        ("k = 0", ["'k'", "1—50"]),
        ("temperature = 3", ["'temperature'", "0—2"]),
        ("base_url = 'localhost:8000'", ["'base_url'", "http://"]),
        ("port = = 1", ["zhibi.toml", "TOML", "line 1"]),
        ("model = 通义", ["zhibi.toml", "TOML"]),
        ("model = '通义'".encode("gb18030"), ["zhibi.toml", "UTF-8"]),
    ],
)
def test_a_wrong_file_is_a_sentence_that_names_it(tmp_path: Path, content: str | bytes, said: list[str]) -> None:
    write(tmp_path, content)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert all(word in str(caught.value) for word in said), str(caught.value)
    assert str(tmp_path) in caught.value.message


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    (tmp_path / "zhibi.toml").mkdir()
    with pytest.raises(SettingsError, match="无法读取"):
        load_settings(tmp_path)


def test_a_wrong_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBI_PORT", "many")
    with pytest.raises(SettingsError, match="ZHIBI_PORT") as caught:
        load_settings(tmp_path)
    assert "0—65535" in caught.value.hint


def test_a_wrong_argument_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'port'"):
        load_settings(tmp_path, port=-1)
    with pytest.raises(SettingsError, match="'colour'"):
        load_settings(tmp_path, colour="red")


def test_the_key_shows_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIBI_API_KEY", "sk-secret")
    settings = load_settings(tmp_path)
    assert settings.api_key is not None and settings.api_key.get_secret_value() == "sk-secret"
    assert "secret" not in repr(settings) + settings.model_dump_json()
    write(tmp_path, "api_key = ['sk-hidden']")
    monkeypatch.delenv("ZHIBI_API_KEY")
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert "hidden" not in str(caught.value) + str(caught.value.__cause__)


def test_settings_do_not_change(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings(tmp_path).port = 1


def test_every_setting_is_described_with_its_range() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        is_text = field.annotation in (str, str | None)
        assert not field.metadata or is_text or any(char.isdigit() for char in field.description), name


def test_reading_settings_costs_little() -> None:
    modules = "{'langchain_core', 'httpx', 'yaml', 'numpy'}"
    code = f"import sys, assistant.config; print(sorted({modules} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
