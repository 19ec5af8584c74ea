"""Encoders: what turns texts and questions into vectors. `load_encoder` is the only door."""

from __future__ import annotations

from functools import cache

from ingest.encoder.protocol import Encoder, Vectors

__all__ = ["BUILTIN", "Encoder", "Vectors", "load_encoder"]

BUILTIN = "builtin"


def load_encoder(name: str = BUILTIN) -> Encoder:
    """The encoder that a setting names.

    Args:
        name: "builtin" for the encoder shipped with Zhibi, else a folder or hub name of a sentence-transformers model.

    Raises:
        EncoderError: There is no such model, it cannot be read, or it is not a sentence encoder.
    """
    name = name.strip() or BUILTIN
    if name == BUILTIN:
        return _builtin()
    from ingest.encoder.transformer import TransformerEncoder  # torch: seconds, only for who asked for it

    return TransformerEncoder.load(name)


@cache
def _builtin() -> Encoder:
    """Read once: the library is searched by it, and answers are judged by it whatever the library is searched by."""
    from ingest.encoder.builtin import MODEL_FOLDER, StaticEncoder  # tokenizers: not for `zhibi --help`

    return StaticEncoder.load(MODEL_FOLDER, name=BUILTIN)
