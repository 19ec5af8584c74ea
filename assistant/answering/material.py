"""Passages as a model gets to see them: delimited, keyed, and unable to pass for anything but data."""

from __future__ import annotations

import re

from assistant.answering.keys import KeyRing
from assistant.answering.markup import visible
from assistant.types import Passage

MOST_CHARS = 16_000
"""Characters of passages in one prompt; the lowest-ranked that go beyond are left out (the first always goes in)."""

_DELIMITER = re.compile(r"[<＜〈‹]\s*[/／]?\s*(?=资\s*料|问\s*题)")
_CHAT_TOKEN = re.compile(
    r"<(?=[|｜]|/?(?:s|system|user|assistant|inst|sys|think|thinking|tool_call)\s*>)|<<", re.IGNORECASE
)
_KEY_LOOKALIKE = re.compile(r"[\[【［](?=\s*\^?\s*[KkＫ][0-9a-fA-F０-９]{1,64}\s*[\]】］,，])")
_INST = re.compile(r"\[(?=/?INST\])", re.IGNORECASE)


def material(ring: KeyRing) -> str:
    """The passages of `ring`, each between 〈资料 编号="…"〉 and 〈/资料〉 (with ASCII angle brackets), best first.

    Title and headings stand in the passage because without them 2024 cannot be told from 2025; they are data as well,
    and what is cited comes from the key alone.
    """
    blocks: list[str] = []
    used = 0
    for key, passage in ring.items():
        block = _block(key, passage)
        used += len(block)
        if blocks and used > MOST_CHARS:
            break
        blocks.append(block)
    return "\n\n".join(blocks)


def as_data(text: str) -> str:
    """`text` without control characters, its lookalikes of our delimiters, keys and chat tokens made harmless."""
    plain = _DELIMITER.sub("〔", visible(text))
    plain = _CHAT_TOKEN.sub("〔", plain)
    return _INST.sub("〔", _KEY_LOOKALIKE.sub("〔", plain))


def _block(key: str, passage: Passage) -> str:
    place = " / ".join((*passage.chunk.address.section, *filter(None, [passage.chunk.address.article])))
    head = [f"文件：{_line(passage.document)}"] + ([f"位置：{_line(place)}"] if place else [])
    head += [f"效力：{_line(passage.note)}"] if passage.note else []
    return "\n".join((f'<资料 编号="{key}">', *head, "内容：", as_data(passage.chunk.text), "</资料>"))


def _line(text: str) -> str:
    return " ".join(as_data(text).split())
