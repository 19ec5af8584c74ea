"""What a question gets when a model on the way fails, over a real library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.errors import EncoderError, EncoderMismatchError, RerankerError
from assistant.retrieval.ranking import PairJudge
from assistant.retrieval.retriever import Retriever
from assistant.service import Service
from assistant.types import Query, Turn
from ingest.encoder import Encoder, Vectors
from ingest.encoder.fake import FakeEncoder
from ingest.library.library import Library

FILES = {
    "会议": "# 会议办法\n\n第一条 支部党员大会每季度召开一次，由书记主持。\n\n第二条 党小组会每月召开一次。",
    "会费": "# 会费办法\n\n第一条 会员按月缴纳会费，由组织委员登记。",
}
QUESTION = "支部党员大会多久召开一次？"


class FailingEncoder(FakeEncoder):
    """Knows documents, fails on questions."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("内存不足")


class Failing:
    def scores_of(self, question: str, texts: Sequence[str]) -> list[float]:
        raise RerankerError("显存不足")


class Backwards:
    def scores_of(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(place) for place in range(len(texts))]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("degraded")
    (folder / "files").mkdir()
    for name, text in FILES.items():
        (folder / "files" / f"{name}.md").write_text(text, encoding="utf-8")
    settings = load_settings(folder / "home")
    encoder = FakeEncoder()
    library = Library.open(settings.home, encoder, write=True)
    with Service(settings, library, Retriever(library, encoder)) as service:
        service.ingest([folder / "files"])
    return settings.home


def opened(home: Path, encoder: Encoder, judge: PairJudge | None = None) -> Service:
    library = Library.open(home, encoder)
    return Service(load_settings(home), library, Retriever(library, encoder, judge))


@pytest.fixture
def healthy(home: Path) -> Iterator[Service]:
    with opened(home, FakeEncoder()) as service:
        yield service


def test_an_encoder_that_fails_leaves_the_words_and_says_so(home: Path, healthy: Service) -> None:
    with opened(home, FailingEncoder()) as service:
        found = service.find(service.query(QUESTION))
        answer = service.ask(service.query(QUESTION))
        streamed = list(service.stream(service.query(QUESTION)))[-1]
    assert found.passages[0].chunk == healthy.search(healthy.query(QUESTION))[0].chunk
    assert {passage.dense for passage in found.passages} == {0.0}
    notice = "向量模型未能计算（内存不足），本次只按词语检索"
    assert found.notices == answer.notices == (notice,)
    assert "每季度召开一次" in answer.text
    assert getattr(streamed, "notices", ()) == (notice,)
    assert healthy.ask(healthy.query(QUESTION)).notices == ()


def test_a_follow_up_says_it_once(home: Path) -> None:
    with opened(home, FailingEncoder()) as service:
        query = service.query("那党小组会呢？", history=[Turn(QUESTION, "每季度召开一次。", ("会议办法",))])
        assert len(service.find(query).notices) == 1


def test_a_reranker_that_fails_leaves_the_light_one_and_says_so(home: Path, healthy: Service) -> None:
    with opened(home, FakeEncoder(), Failing()) as service:
        found = service.find(service.query(QUESTION))
    assert found.notices == ("重排模型未能打分（显存不足），本次改用内置重排",)
    assert found.passages == healthy.find(healthy.query(QUESTION)).passages


def test_a_reranker_of_ones_own_decides(home: Path, healthy: Service) -> None:
    with opened(home, FakeEncoder(), Backwards()) as service:
        turned = [passage.chunk.id for passage in service.search(service.query(QUESTION))]
    assert turned != [passage.chunk.id for passage in healthy.search(healthy.query(QUESTION))]


def test_vectors_of_another_encoder_stay_an_error(home: Path) -> None:
    with opened(home, FakeEncoder("other")) as service, pytest.raises(EncoderMismatchError):
        service.search(Query(QUESTION))


def test_a_reranker_that_cannot_be_loaded_is_a_sentence_at_the_first_question(home: Path, tmp_path: Path) -> None:
    missing = tmp_path / "没有"
    settings = load_settings(home.parent / "other", reranker=str(missing))
    with Service.open(settings, write=True) as service:
        service.ingest([home.parent / "files"])
        with pytest.raises(EncoderError, match="重排模型"):
            service.ask(service.query(QUESTION))
