"""Whether the configured model and encoder do what they are for, tried on a few words of ours."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ingest.encoder import Encoder

QUESTION = "请只回答两个字：收到"
"""Nothing of the library's goes out with it."""

SENTENCE = "党费按月收缴，由组织委员负责"
ALIKE = "每个月交党费，归组织委员管"
UNLIKE = "会议室的投影仪坏了"


@dataclass(frozen=True, slots=True)
class ModelTried:
    """The model answered. Attributes: name: As it is recorded. said: The start of its reply."""

    name: str
    said: str
    seconds: float


@dataclass(frozen=True, slots=True)
class EncoderTried:
    """What the encoder makes of a sentence, one that says the same, and one that does not.

    Attributes:
        alike, unlike: Similarity of the first with each, -1 to 1.
    """

    name: str
    dimension: int
    alike: float
    unlike: float
    seconds: float

    @property
    def tells_apart(self) -> bool:
        return self.alike > self.unlike


def tried_encoder(encoder: Encoder) -> EncoderTried:
    """Raises EncoderError."""
    started = time.monotonic()
    first, alike, unlike = encoder.encode_documents([SENTENCE, ALIKE, UNLIKE])
    seconds = time.monotonic() - started
    return EncoderTried(encoder.name, encoder.dimension, float(first @ alike), float(first @ unlike), seconds)
