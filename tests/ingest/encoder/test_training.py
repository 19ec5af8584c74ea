"""The training recipe, on corpora small enough to follow."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import normalizers

from ingest.encoder.builtin import StaticEncoder
from ingest.encoder.train import RECIPE, Recipe, train
from ingest.encoder.training.charsmap import compile_charsmap
from ingest.encoder.training.contrast import ContrastSettings
from ingest.encoder.training.cooccurrence import remove_common_direction, sif_weights, word_vectors
from ingest.encoder.training.corpus import OfficialText, Unit, read_corpus, units
from ingest.encoder.training.pairs import PairSettings, TokenUnit, clauses, make_pair
from ingest.encoder.training.vocabulary import build_tokenizer, count_words, normalizer
from ingest.text.folding import fold

LAW = OfficialText(
    "工会条例（试行）",
    "# 工会条例\n\n2020年通过\n\n## 第一章　总　则\n\n第一条 为了保障职工权益，制定本条例。\n\n"
    "第二条 本条例所称工会：\n\n（一）基层工会组织的统称；\n\n（二）短。\n\n"
    "### 第一节 会费\n\n第三条之一 会员按月缴纳会费，由基层工会收取。\n\n"
    "## 二、附则\n\n第四条 为了保障职工权益，制定本条例。",
    articles=True,
)
"""Article 4 repeats article 1."""

LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0", max_codepoint=0xFFFF)


def ids(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(values, np.int32)


@given(st.dictionaries(LETTERS, st.text(LETTERS, min_size=1, max_size=3), min_size=1, max_size=200))
@settings(deadline=None)
def test_charsmap_maps_its_keys_and_nothing_else(mapping: dict[str, str]) -> None:
    normalize = normalizers.Precompiled(compile_charsmap(mapping)).normalize_str
    assert [normalize(key) for key in mapping] == list(mapping.values())
    others = set("abc支部《》1２é\u3099") - mapping.keys()
    assert all(normalize(other) == other for other in others)


@pytest.mark.parametrize("mapping", [{"a": ""}, {"": "a"}, {"a": "\0"}])
def test_charsmap_refuses_what_the_format_cannot_hold(mapping: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="non-empty"):
        compile_charsmap(mapping)


def test_normalizer_folds_as_the_search_form_does() -> None:
    text = "《黨員大會》ＡＢＣ㈠“ﬁ”—①℃Ⅳ"
    assert normalizer().normalize_str(text) == fold(text).text
    assert normalizer().normalize_str("第一章　总　则\n\n第 1 条 a b") == "第一章总则第 1 条 a b"


def test_units_are_articles_under_their_headings() -> None:
    found = units([LAW], normalizer().normalize_str)
    assert found[1:] == [
        Unit("工会条例(试行)", ("总则",), ("本条例所称工会:", "(一)基层工会组织的统称;", "(二)短。")),
        Unit("工会条例(试行)", ("总则", "会费"), ("会员按月缴纳会费,由基层工会收取。",)),
    ]
    assert found[0].paragraphs == ("为了保障职工权益,制定本条例。",)


def test_units_of_a_report_are_its_paragraphs() -> None:
    report = OfficialText("工作报告", "各位代表，现在我报告工作如下。\n\n过去一年成绩很大很好很多。", articles=False)
    assert [unit.paragraphs for unit in units([report], str)] == [
        ("各位代表，现在我报告工作如下。",),
        ("过去一年成绩很大很好很多。",),
    ]


def test_corpus_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "1", "title": LAW.title, "text": LAW.text, "category": "x"}) + "\n")
    assert read_corpus(path, articles=True) == [LAW]


def test_words_are_counted_without_article_numbers() -> None:
    counts = count_words(["第三条 职工会议", "职工"])
    assert counts["职工"] == 2
    assert not any("条" in word for word in counts)


def test_vocabulary_keeps_frequent_words_and_every_character() -> None:
    counts = Counter(
        {"人民": 50, "政府": 40, "人民政府": 30, "职工": 20, "会费": 1, "一二三四五": 9, "iso": 6, "的": 90}
    )
    tokenizer = build_tokenizer(counts, size=15 + 36 + 4, max_length=4)
    assert tokenizer.encode("人民政府的职工 ISO 会费！", add_special_tokens=False).tokens == [
        *("人民", "政府", "的", "职工", " ", "iso", " ", "会", "费", "!"),
    ]
    assert set("民府职五z9") < tokenizer.get_vocab().keys()
    assert tokenizer.get_vocab()["<unk>"] == 0


def test_words_in_like_company_get_like_vectors() -> None:
    chance = random.Random(0)
    paragraphs = [ids(*(chance.choice(group) for _ in range(12))) for group in ((1, 2, 3), (4, 5, 6)) * 200]
    vectors = word_vectors(paragraphs, size=7, dimension=3, window=4, seed=0)
    np.testing.assert_allclose(np.linalg.norm(vectors[1:], axis=1), 1, atol=1e-5)
    assert vectors[1] @ vectors[2] > 0.9 > 0.1 > vectors[1] @ vectors[4]


def test_frequent_words_weigh_less_and_the_unknown_nothing() -> None:
    weights = sif_weights([ids(0, 1, 1, 1, 2)], size=3, smoothing=0.1)
    assert weights[0] == 0
    assert weights[1] < weights[2] < 1


def test_common_direction_is_removed() -> None:
    table = np.array([[0, 0], [1, 0.1], [1, -0.1]], np.float32)
    np.testing.assert_allclose(remove_common_direction(table, [ids(1), ids(2), ids()])[:, 0], 0, atol=1e-6)


def test_clauses_are_cut_at_unknown_tokens() -> None:
    assert [clause.tolist() for clause in clauses(ids(0, 1, 2, 0, 0, 3))] == [[1, 2], [3]]


def test_pairs_hide_what_the_settings_say() -> None:
    unit = TokenUnit(ids(9), (ids(1, 2), ids(2, 3), ids(4, 5, 6)))
    settings = PairSettings(title_query=0, keep_query=0, title_in_document=1, drop_shared=1)
    for seed in range(20):
        query, document = make_pair(unit, settings, random.Random(seed))
        assert len(query)
        assert document[0] == 9
        assert not set(query.tolist()) & set(document.tolist()) or query.tolist() in ([1, 2], [2, 3])
    title, body = make_pair(unit, PairSettings(1, 0, 0, 0), random.Random(0))
    assert (title.tolist(), body.tolist()) == ([9], [1, 2, 2, 3, 4, 5, 6])


def test_kept_recipe_can_be_read_and_fits_the_limit() -> None:
    recipe = Recipe.load(RECIPE)
    assert recipe.size * recipe.dimension * 4 < 18_000_000


@pytest.mark.slow
def test_recipe_runs_from_texts_to_a_model_that_loads(tmp_path: Path) -> None:
    topics = ("职工缴纳会费", "船舶进出港口", "学校招收学生", "医院诊治病人")
    texts = [
        OfficialText(
            f"{topic}办法",
            "\n".join(f"第{n}条 {topic}，应当遵守规定；{topic}，第{n}种情形。" for n in "一二三四"),
            True,
        )
        for topic in topics
    ]
    kept = Recipe.load(RECIPE)
    small = Recipe(
        seed=3,
        dimension=8,
        size=100,
        max_length=4,
        window=4,
        sif_smoothing=0.1,
        pairs=kept.pairs,
        contrast=ContrastSettings(epochs=2, batch_size=8, learning_rate=0.01, temperature=0.1, warm_up=1),
    )
    for name in ("one", "two"):
        train(texts, small, tmp_path / name)
    one, two = (StaticEncoder.load(tmp_path / name, name) for name in ("one", "two"))
    assert one.dimension == 8
    query, own, other = one.encode_queries(["会费", "职工", "船舶"])
    assert query @ own > query @ other
    np.testing.assert_allclose(one.encode_documents(topics), two.encode_documents(topics), atol=1e-3)
