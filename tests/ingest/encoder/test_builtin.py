"""The shipped model, read without torch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.encoder import load_encoder
from ingest.encoder.builtin import MODEL_FOLDER, StaticEncoder
from ingest.encoder.protocol import Encoder
from ingest.errors import EncoderError

MOST_BYTES = 20_000_000


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder("builtin")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL_FOLDER, tmp_path / "model"))


def test_fits_into_the_repository() -> None:
    assert sum(path.stat().st_size for path in MODEL_FOLDER.rglob("*") if path.is_file()) <= MOST_BYTES


def test_loads_and_encodes_without_torch() -> None:
    code = (
        "import sys; from ingest.encoder import load_encoder; load_encoder('builtin').encode_queries(['支部']);"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_says_what_it_is(encoder: Encoder) -> None:
    assert encoder.name == "builtin"
    assert encoder.encode_queries(["支部"]).shape == (1, encoder.dimension)
    assert 0 < encoder.fusion_weight < 1
    assert len(encoder.fingerprint) == 64


def test_name_may_be_empty_or_padded() -> None:
    assert load_encoder(" builtin ").fingerprint == load_encoder("").fingerprint


@pytest.mark.parametrize("count", [0, 1, 2500])
def test_gives_one_row_for_each_text(encoder: Encoder, count: int) -> None:
    vectors = encoder.encode_documents(["党员大会"] * count)
    assert vectors.shape == (count, encoder.dimension)
    assert vectors.dtype == np.float32
    assert (vectors == vectors[:1]).all()


@pytest.mark.parametrize("text", ["", " \n\t", "！？……", "\U0001f600", "\u200b", "ༀ"])
def test_text_without_known_tokens_gives_zeros(encoder: Encoder, text: str) -> None:
    before, vector, after = encoder.encode_documents(["支部委员会", text, "党员大会"])
    assert not vector.any()
    assert np.linalg.norm(before) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(after) == pytest.approx(1, abs=1e-5)


@given(st.lists(st.text(st.sampled_from("党员大会支部2026 aB，。\n\ud800"), max_size=40), max_size=8))
@settings(deadline=None, max_examples=50)
def test_rows_are_unit_or_zero_and_do_not_depend_on_the_batch(encoder: Encoder, texts: list[str]) -> None:
    together = encoder.encode_documents(texts)
    alone = [encoder.encode_documents([text])[0] for text in texts]
    lengths = np.linalg.norm(together, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one, other)


def test_very_long_text_is_bounded_in_memory_and_right(encoder: Encoder) -> None:
    text = "支部党员大会每季度召开一次。"
    long, short = encoder.encode_documents([text * 30_000, text])
    np.testing.assert_allclose(long, short, atol=1e-3)  # 270,000 float32 additions


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("黨員大會", "党员大会"),
        ("ＡＢＣ１２３", "abc123"),
        ("第一章　总　则", "第一章总则"),
        ("支部\n委员会", "支部委员会"),
        ("《条例》", "条例"),
    ],
)
def test_ways_of_writing_make_no_difference(encoder: Encoder, text: str, same: str) -> None:
    one, other = encoder.encode_documents([text, same])
    np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("公司拖欠工资怎么办", "用人单位应当按时足额支付劳动报酬", "船舶进出港口应当接受检查"),
        ("老人没有人赡养", "成年子女应当履行对父母的扶养义务", "矿产资源勘查实行登记制度"),
        ("怎样减少水污染", "排放废水应当达到环境保护标准", "收养人应当年满三十周岁"),
    ],
)
def test_meaning_counts_where_no_word_is_shared(encoder: Encoder, question: str, near: str, far: str) -> None:
    query = encoder.encode_queries([question])[0]
    close, distant = encoder.encode_documents([near, far]) @ query
    assert close > distant + 0.1


def test_fingerprint_follows_the_vectors_and_not_the_weight(copy: Path) -> None:
    first = StaticEncoder.load(copy, "copy").fingerprint
    (copy / "zhibi.json").write_text('{"fusion_weight": 0.5}', encoding="utf-8")
    assert StaticEncoder.load(copy, "copy").fingerprint == first == load_encoder().fingerprint
    weights = bytearray((copy / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (copy / "model.safetensors").write_bytes(weights)
    assert StaticEncoder.load(copy, "copy").fingerprint != first


@pytest.mark.parametrize("file", ["model.safetensors", "tokenizer.json", "zhibi.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\x00" * 64])
def test_missing_or_damaged_file_is_one_clear_error(copy: Path, file: str, content: bytes | None) -> None:
    (copy / file).unlink()
    if content is not None:
        (copy / file).write_bytes(content)
    with pytest.raises(EncoderError, match="无法读取"):
        StaticEncoder.load(copy, "builtin")


def test_truncated_weights_are_refused(copy: Path) -> None:
    weights = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(weights[: len(weights) // 2])
    with pytest.raises(EncoderError, match="无法读取"):
        StaticEncoder.load(copy, "builtin")


def test_tokenizer_of_another_model_is_refused(copy: Path) -> None:
    tokenizer = json.loads((copy / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["model"]["vocab"].pop()
    (copy / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(EncoderError, match="词表"):
        StaticEncoder.load(copy, "builtin")
