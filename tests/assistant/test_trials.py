"""The model and the encoder tried: what works says so, what does not says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings, load_settings
from assistant.errors import ModelError, SettingsError, ZhibiError
from assistant.model_work import ModelWork
from assistant.testing.scripted_model import ScriptedModel, Status, Text
from assistant.trials import QUESTION, tried_encoder
from ingest.encoder import load_encoder


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def settings(home: Path, **given: Any) -> Settings:
    return load_settings(home, **{"model": "scripted", "api_key": "sk-top-secret", **given})


def test_a_model_that_answers_is_asked_once_and_nothing_of_the_library(tmp_path: Path) -> None:
    with ScriptedModel(Text("收到")) as model:
        tried = ModelWork(settings(tmp_path, base_url=model.base_url)).tried()
        assert (tried.name, tried.said) == ("openai:scripted", "收到")
        (request,) = model.requests
        assert [one["content"] for one in request.body["messages"]] == [QUESTION]


@pytest.mark.parametrize(("status", "hint"), [(401, "ZHIBI_API_KEY"), (404, "ZHIBI_MODEL"), (503, "日志")])
def test_a_model_that_refuses_is_not_asked_again(tmp_path: Path, status: int, hint: str) -> None:
    with ScriptedModel(Status(status), Text("收到")) as model:
        with pytest.raises(ModelError) as refused:
            ModelWork(settings(tmp_path, base_url=model.base_url)).tried()
        assert str(status) in refused.value.message
        assert hint in refused.value.hint
        assert "sk-top-secret" not in refused.value.message + refused.value.hint
        assert len(model.requests) == 1


@pytest.mark.parametrize("url", ["http://169.254.169.254/v1", "http://[fe80::1]/v1", "http://127.0.0.1:9/v1"])
def test_an_address_without_a_model_says_so(tmp_path: Path, url: str) -> None:
    with pytest.raises(ZhibiError) as refused:
        ModelWork(settings(tmp_path, base_url=url)).tried()
    assert refused.value.hint


def test_without_a_model_there_is_nothing_to_try(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="没有设置语言模型"):
        ModelWork(load_settings(tmp_path)).tried()


def test_the_encoder_of_the_house_tells_what_is_alike_from_what_is_not() -> None:
    tried = tried_encoder(load_encoder())
    assert tried.tells_apart
    assert (tried.name, tried.dimension) == ("builtin", load_encoder().dimension)
