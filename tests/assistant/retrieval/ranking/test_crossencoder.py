"""A cross-encoder that a site brings along: a tiny one, made here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import EncoderError, RerankerError
from assistant.retrieval.ranking import LazyJudge, load_judge
from assistant.retrieval.ranking.crossencoder import CrossEncoderJudge

pytestmark = [
    pytest.mark.slow,
    # Raised inside the vendors' own modules while they are imported or load a model.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def made(folder: Path, labels: int) -> Path:
    """A BERT of one small layer with random weights that scores pairs of characters."""
    transformers = import_module("transformers")
    import_module("torch").manual_seed(1)
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"柏林围墙倒塌巴黎"]))
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(str(folder))
    config = transformers.BertConfig(
        vocab_size=13,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=labels,
    )
    transformers.BertForSequenceClassification(config).save_pretrained(str(folder))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield made(tmp_path_factory.mktemp("cross"), 1)


def test_a_cross_encoder_gives_the_scores_of_sentence_transformers(folder: Path) -> None:
    judge = load_judge(str(folder))
    texts = ["柏林围墙倒塌", "巴黎", "", "柏" * 500]
    vendor: Any = import_module("sentence_transformers").CrossEncoder(str(folder), device="cpu")
    expected = vendor.predict([("柏林", text) for text in texts], show_progress_bar=False)
    assert judge.scores_of("柏林", texts) == pytest.approx([float(one) for one in expected], abs=1e-5)
    assert judge.scores_of("柏林", []) == []
    assert len(judge.scores_of("\ud800", ["\udfff"])) == 1


def test_it_is_loaded_with_the_first_question(folder: Path, tmp_path: Path) -> None:
    assert LazyJudge(str(folder)).scores_of("柏林", ["巴黎"]) == load_judge(str(folder)).scores_of("柏林", ["巴黎"])
    missing = LazyJudge(str(tmp_path / "没有"))
    with pytest.raises(EncoderError, match="没有"):
        missing.scores_of("柏林", ["巴黎"])


@pytest.mark.parametrize("scores", [[float("nan")], [1.0, 2.0], RuntimeError("out of memory")])
def test_a_model_that_fails_on_a_question_says_so(scores: list[float] | Exception) -> None:
    class Broken:
        def predict(self, pairs: list[Any], **settings: Any) -> list[float]:
            if isinstance(scores, Exception):
                raise scores
            return scores

    judge: Any = CrossEncoderJudge("坏模型", Broken())  # type: ignore[arg-type]
    with pytest.raises(RerankerError, match="坏模型"):
        judge.scores_of("柏林", ["巴黎"])


def test_what_is_no_cross_encoder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError) as caught:
        load_judge(str(tmp_path))
    assert str(tmp_path) in str(caught.value)
    with pytest.raises(EncoderError):
        load_judge("没有/这个模型")


def test_a_model_with_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="3 个分数"):
        load_judge(str(made(tmp_path, 3)))
