"""Trains the built-in encoder by the kept recipe: `python -m ingest.encoder.train --data ../shared/data`.

The data folder holds `laws/corpus.jsonl.gz` and `political/corpus.jsonl.gz`: official texts, free of copyright by
article 5 of the Copyright Law of the PRC. Ten minutes on two cores; the same seed on the same machine gives the same
model up to the order in which threads add numbers.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from ingest.encoder.builtin import MODEL_FOLDER, SETTINGS_FILE, TOKENIZER_FILE, WEIGHTS_FILE
from ingest.encoder.training.contrast import ContrastSettings, train_table
from ingest.encoder.training.cooccurrence import (
    Floats,
    TokenIds,
    remove_common_direction,
    sif_weights,
    word_vectors,
)
from ingest.encoder.training.corpus import OfficialText, Unit, read_corpus, units
from ingest.encoder.training.pairs import PairSettings, TokenUnit, clauses
from ingest.encoder.training.vocabulary import build_tokenizer, count_words, normalizer

RECIPE = Path(__file__).parent / "recipe.toml"
_TEXTS_AT_ONCE = 4096
_SHORTEST_UNIT = 8
"""Tokens; a shorter body carries no meaning to learn from."""

_MODULES = {
    "": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    "1_Normalize": "sentence_transformers.base.modules.normalize.Normalize",
}
_START_WEIGHT = 0.3
"""Fusion weight of a model that `fit_fusion` has not seen yet."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a training run; `recipe.toml` says what each means."""

    seed: int
    dimension: int
    size: int
    max_length: int
    window: int
    sif_smoothing: float
    pairs: PairSettings
    contrast: ContrastSettings

    @classmethod
    def load(cls, path: Path) -> Recipe:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(
            seed=data["seed"],
            dimension=data["dimension"],
            **data["vocabulary"],
            **data["cooccurrence"],
            pairs=PairSettings(**data["pairs"]),
            contrast=ContrastSettings(**data["contrast"]),
        )


def train(texts: Sequence[OfficialText], recipe: Recipe, folder: Path) -> None:
    """Trains on `texts` and writes the model into `folder`."""
    report = _Clock()
    corpus = units(texts, normalizer().normalize_str)
    report(f"{len(texts)} documents, {len(corpus)} units")
    paragraphs = [paragraph for unit in corpus for paragraph in unit.paragraphs]
    counts = count_words([*paragraphs, *(unit.title for unit in corpus[::3])])
    tokenizer = build_tokenizer(counts, recipe.size, recipe.max_length)
    size = tokenizer.get_vocab_size()
    report(f"{sum(counts.values())} words, {size} tokens in the vocabulary")
    ids = _tokenize(tokenizer, paragraphs)
    start = _start_table(ids, size, recipe)
    report("co-occurrence vectors done")
    token_units = _token_units(tokenizer, corpus, ids)
    table = train_table(start, _characters(tokenizer), token_units, recipe.pairs, recipe.contrast, recipe.seed, report)
    save_model(folder, tokenizer, table)
    report(f"written to {folder}")


def save_model(folder: Path, tokenizer: Tokenizer, table: Floats) -> None:
    """Writes a sentence-transformers model (StaticEmbedding, Normalize) with our settings beside it."""
    for name in _MODULES:
        (folder / name).mkdir(parents=True, exist_ok=True)
    modules: list[dict[str, Any]] = [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate(_MODULES.items())
    ]
    _write_json(folder / "modules.json", modules)
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "", "document": ""},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    key = "sentence_embedding"
    _write_json(folder / "1_Normalize" / "config.json", {"module_input_name": key, "module_output_name": key})
    _write_json(folder / SETTINGS_FILE, {"fusion_weight": _START_WEIGHT})
    tokenizer.save(str(folder / TOKENIZER_FILE), pretty=False)
    save_file({"embedding.weight": np.ascontiguousarray(table)}, folder / WEIGHTS_FILE)


def _start_table(ids: Sequence[TokenIds], size: int, recipe: Recipe) -> Floats:
    vectors = word_vectors(ids, size, recipe.dimension, recipe.window, recipe.seed)
    weighted = vectors * sif_weights(ids, size, recipe.sif_smoothing)[:, None]
    return remove_common_direction(weighted, ids[::10])


def _tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[TokenIds]:
    encoded: list[TokenIds] = []
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        batch = tokenizer.encode_batch_fast(list(texts[first : first + _TEXTS_AT_ONCE]), add_special_tokens=False)
        encoded += [np.array(encoding.ids, np.int32) for encoding in batch]
    return encoded


def _token_units(tokenizer: Tokenizer, corpus: Sequence[Unit], paragraphs: Sequence[TokenIds]) -> list[TokenUnit]:
    """`corpus` as tokens; `paragraphs` are those of all units in their order. Units too short are left out."""
    titles = _tokenize(tokenizer, [" ".join((unit.title, *unit.headings)) for unit in corpus])
    result = []
    first = 0
    for unit, title in zip(corpus, titles, strict=True):
        last = first + len(unit.paragraphs)
        body = tuple(clause for ids in paragraphs[first:last] for clause in clauses(ids))
        first = last
        if (title > 0).any() and sum(map(len, body)) >= _SHORTEST_UNIT:
            result.append(TokenUnit(title[title > 0], body))
    return result


def _characters(tokenizer: Tokenizer) -> list[list[int]]:
    """For every token the tokens of its characters."""
    vocabulary = tokenizer.get_vocab()
    pieces = sorted(vocabulary, key=lambda piece: vocabulary[piece])
    return [[]] + [[vocabulary[one] for one in piece if one in vocabulary] for piece in pieces[1:]]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


class _Clock:
    """Reports to standard error with the seconds since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def __call__(self, message: str) -> None:
        print(f"{time.monotonic() - self._start:6.0f} s  {message}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m ingest.encoder.train", description="train the built-in encoder")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with laws/ and political/")
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER)
    options = parser.parse_args(arguments)
    texts = read_corpus(options.data / "laws" / "corpus.jsonl.gz", articles=True)
    texts += read_corpus(options.data / "political" / "corpus.jsonl.gz", articles=False)
    train(texts, Recipe.load(options.recipe), options.out)


if __name__ == "__main__":
    main()
