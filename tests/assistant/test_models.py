"""The chat model that settings name, and what the failures of its service mean."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.config import Settings, load_settings
from assistant.errors import SettingsError
from assistant.models import failure_of, load_chat_model, model_name

LOCAL = "http://127.0.0.1:9/v1"


def settings(home: Path, **values: object) -> Settings:
    return load_settings(home, **values)


def test_without_a_model_there_is_none(tmp_path: Path) -> None:
    assert load_chat_model(settings(tmp_path)) is None
    assert model_name(settings(tmp_path)) is None


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("qwen2.5-72b", "openai:qwen2.5-72b"),
        ("openai:qwen2.5-72b", "openai:qwen2.5-72b"),
        ("deepseek-r1", "openai:deepseek-r1"),
        ("qwen2.5:7b", "openai:qwen2.5:7b"),
        ("Qwen/Qwen3-8B", "openai:Qwen/Qwen3-8B"),
        ("openai:qwen:7b", "openai:qwen:7b"),
        ("ollama:qwen3", "ollama:qwen3"),
    ],
)
def test_a_bare_name_means_an_openai_compatible_service(tmp_path: Path, setting: str, name: str) -> None:
    assert model_name(settings(tmp_path, model=setting)) == name


def test_settings_reach_the_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-program")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example/v1")
    model = load_chat_model(settings(tmp_path, model="my-codex", base_url=LOCAL, model_timeout=7))
    assert model is not None
    values = vars(model)
    assert (values["model_name"], values["openai_api_base"], values["request_timeout"]) == ("my-codex", LOCAL, 7)
    assert (values["max_retries"], values["temperature"], values["use_responses_api"]) == (0, 0, False)
    assert values["openai_api_key"].get_secret_value() == "none"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"model": "gpt-5"}, "没有密钥"),
        ({"model": "ollama:qwen3", "base_url": LOCAL}, "没有安装"),
        ({"model": "nobody:qwen3", "base_url": LOCAL}, "nobody:qwen3"),
    ],
)
def test_a_model_that_cannot_be_made_is_a_sentence(tmp_path: Path, values: dict[str, str], message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        load_chat_model(settings(tmp_path, **values))
    assert caught.value.hint


def test_a_bug_is_no_failure_of_the_service() -> None:
    assert failure_of(RuntimeError("a bug")) is None
    assert failure_of(ZeroDivisionError()) is None


def test_importing_it_does_not_import_langchain() -> None:
    modules = "{'langchain', 'langchain_core', 'openai', 'httpx'}"
    code = f"import sys, assistant.models; print(sorted({modules} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
