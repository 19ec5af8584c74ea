"""The answerer as a LangChain Runnable, over a real library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from langchain_core.runnables import RunnableLambda

from assistant.answering.runnable import Answerer, LibraryAnswerer
from assistant.config import load_settings
from assistant.service import Service

KEYS = {"answer", "refused", "reason", "claims", "citations", "model", "seconds", "notices", "usage"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home = tmp_path_factory.mktemp("runnable")
    source = home / "三会一课制度.md"
    source.write_text("# 三会一课制度\n\n第一条 支部党员大会一般每季度召开1次。\n", encoding="utf-8")
    with Service.open(load_settings(home / "home"), write=True) as opened:
        opened.ingest([source])
        yield opened


def test_a_service_is_an_answerer(service: Service) -> None:
    assert isinstance(service, Answerer)


def test_question_in_answer_out(service: Service) -> None:
    told = LibraryAnswerer(service).invoke("支部党员大会多久召开一次？")
    assert set(told) >= KEYS
    assert not told["refused"]
    quote = told["citations"][0]
    assert quote["quote"] in service.text(quote["document_id"])
    assert quote["article"] == "第一条" and isinstance(quote["section"], list)


def test_it_takes_its_place_in_a_chain(service: Service) -> None:
    chain = LibraryAnswerer(service) | RunnableLambda(lambda told: told["answer"])
    first, second = chain.batch(["支部党员大会多久召开一次？", {"question": "食堂几点开门？", "k": 3}])
    assert "每季度召开1次" in first and "未找到依据" in second


def test_without_a_model_the_stream_is_the_answer(service: Service) -> None:
    (told,) = LibraryAnswerer(service).stream("支部党员大会多久召开一次？")
    assert "每季度" in told["answer"]


def test_a_dict_without_a_question_is_an_error(service: Service) -> None:
    with pytest.raises(ValueError, match="question"):
        LibraryAnswerer(service).invoke({"text": "支部党员大会多久召开一次？"})
