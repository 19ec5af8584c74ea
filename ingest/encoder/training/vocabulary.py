"""The tokenizer: words of the corpus and single characters, over folded text, cut along the likeliest path.

A unigram model (Kudo 2018, "Subword Regularization") whose pieces are the words of `ingest.text.tokens`, counted in the
corpus: real words match better than the long formulas (县级以上人民政府) that a model trained on raw clauses would
learn. Punctuation and unknown characters become `<unk>`, whose vector is zero.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from tokenizers import Regex, Tokenizer, models, normalizers

from ingest.encoder.training.charsmap import compile_charsmap
from ingest.text.folding import fold
from ingest.text.tokens import words

UNKNOWN = "<unk>"
_HAN = re.compile(r"[\u3400-\u9fff]+")
_ADDRESS = re.compile(r"第.+[编章节条款项]")
_BETWEEN_HAN = r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])"
_RARE = 5
"""A word seen less often does not split a longer one."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


@cache
def normalizer() -> normalizers.Normalizer:
    """The search form of `ingest.text.folding`, character by character, in the tokenizer's own terms."""
    folding = {}
    for character in map(chr, range(1, 0x10000)):
        if "\ud800" <= character <= "\udfff":
            continue
        folded = fold(character).text or " "  # dropped characters part words like a space
        if folded != character:
            folding[character] = folded
    charsmap = normalizers.Precompiled(compile_charsmap(folding))
    return normalizers.Sequence([charsmap, normalizers.Replace(Regex(_BETWEEN_HAN), "")])


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in `texts`, long words also by their parts; article numbers are no words."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in words(text) if not _ADDRESS.fullmatch(word))
    return counts


def build_tokenizer(counts: Counter[str], size: int, max_length: int) -> Tokenizer:
    """A tokenizer of at most `size` pieces over the most frequent words with at most `max_length` characters.

    Words of four and more characters that are made of known words (人民政府) are left out, so that their parts match.
    Every Chinese character of the corpus, every letter and digit is a piece of its own.
    """
    characters = {one for word in counts for one in word if _HAN.fullmatch(one)} | set(_ALPHABET)
    parts = {word for word in counts if _HAN.fullmatch(word) and 2 <= len(word) <= 3 and counts[word] >= _RARE}
    candidates = Counter(
        {
            word: count
            for word, count in counts.items()
            if (_HAN.fullmatch(word) and 2 <= len(word) <= max_length and not _is_made_of(word, parts))
            or (len(word) > 1 and word.isascii() and word.isalpha())
        }
    )
    ranked = sorted(candidates.items(), key=lambda item: (-item[1], item[0]))[: size - len(characters) - 1]
    pieces = sorted(ranked + [(one, max(1, counts[one])) for one in characters], key=lambda item: (-item[1], item[0]))
    total = sum(count for _, count in pieces)
    vocabulary = [(UNKNOWN, -20.0), *((piece, math.log(count / total)) for piece, count in pieces)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizer()
    return tokenizer


def _is_made_of(word: str, parts: set[str]) -> bool:
    """Whether a word of four or more characters is a row of `parts`."""

    def splits(rest: str) -> bool:
        return not rest or any(rest[:size] in parts and splits(rest[size:]) for size in (2, 3))

    return len(word) >= 4 and splits(word)
