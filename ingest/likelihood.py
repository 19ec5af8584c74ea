"""How likely Chinese text is, character by character: a model small enough to weigh every reading of damaged bytes."""

from __future__ import annotations

from functools import cache

from ingest.plausibility import character_weight, commonness, is_han, simplified

QUESTION = -5.0
"""Log-likelihood of a question mark in damaged text, where most of them stand for what was lost."""
CLEAR = 2.0
"""How far, in nats, one reading must be ahead of the next to leave little doubt."""


@cache
def log_share(character: str) -> float:
    """Log-likelihood of a character: its share of running text, roughly, where it is Chinese."""
    if character in _FREQUENT:
        return _FREQUENT[character]
    if is_han(character):
        return -NATS * (1 - commonness(simplified(character)))
    weight = character_weight(character)
    return -4.0 if weight >= 0.7 else -7.0 if weight >= 0 else -14.0 if weight > -2 else -22.0


_FREQUENT = {"的": -3.3, "一": -4.3, "国": -4.6, "是": -4.6, "在": -4.6, "和": -4.6, "了": -4.8, "有": -4.8, "不": -4.8}
"""A dictionary counts these as words of their own; in running text they are far more frequent."""
NATS = 18.0
"""Log of the number of words that the dictionary's counts come from."""


def pair_bonus(previous: str, character: str) -> float:
    """What is gained when two characters make a word."""
    left, right = _in_words(previous), _in_words(character)
    return NATS * commonness(left + right) if left and right else 0.0


@cache
def _in_words(character: str) -> str:
    """A Chinese character as dictionaries have it, "" for any other character."""
    return simplified(character) if character and is_han(character) else ""


def log_likelihood(text: str) -> float:
    pairs = zip(" " + text, text, strict=False)
    return sum(pair_bonus(a, b) + (QUESTION if b == "?" else log_share(b)) for a, b in pairs)
