"""A character map in the binary form that the `Precompiled` normalizer of `tokenizers` reads.

The form is sentencepiece's: the byte length of a double-array trie (32 bits, little endian), the trie's 32-bit units,
then the replacements as UTF-8, each ended by a zero byte. A key's value in the trie is the byte offset of its
replacement. The trie is that of darts-clone (Yata): a unit holds the label in bits 0-7, "has a value" in bit 8 and
the XOR distance to its children's base from bit 10 on; a value unit has bit 31 set.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

_VALUE = 1 << 31
_HAS_VALUE = 1 << 8
_MAX_OFFSET = 1 << 21
_LOOK_BACK = 2048
"""How many slots back holes are looked for: more makes the array denser and the building slower."""

_Node = dict[int, "_Node | int"]
"""Children by byte; under byte 0 the value, where a key ends here. Keys hold no zero byte."""


def compile_charsmap(replacements: Mapping[str, str]) -> bytes:
    """The binary map that turns every key (one character) into its value (one or more characters).

    Raises:
        ValueError: A key or a value is empty: the normalizer loses its alignment on deletions.
    """
    root: _Node = {}
    texts = bytearray()
    for key, value in sorted(replacements.items()):
        if not key or not value or "\0" in key + value:
            raise ValueError(f"cannot map {key!r} to {value!r}: both must be non-empty and without NUL")
        _insert(root, key.encode(), len(texts))
        texts += value.encode() + b"\0"
    units = _DoubleArray().build(root)
    return struct.pack("<I", 4 * len(units)) + struct.pack(f"<{len(units)}I", *units) + bytes(texts)


def _insert(root: _Node, key: bytes, value: int) -> None:
    node = root
    for byte in key:
        child = node.setdefault(byte, {})
        assert isinstance(child, dict)
        node = child
    node[0] = value


class _DoubleArray:
    """Units placed first-fit. No two nodes share a base: a unit's label alone then tells whose child it is."""

    def __init__(self) -> None:
        self._units: dict[int, int] = {0: 0}
        self._bases: set[int] = set()
        self._lowest_free = 1

    def build(self, root: _Node) -> list[int]:
        self._place(root, 0)
        size = (max(self._units) | 0xFF) + 1
        return [self._units.get(index, 0) for index in range(size)]

    def _place(self, node: _Node, at: int) -> None:
        base = self._free_base(node)
        if base ^ at >= _MAX_OFFSET:
            raise ValueError("the character map is too large for plain offsets")
        self._units[at] |= (base ^ at) << 10 | (_HAS_VALUE if 0 in node else 0)
        for label, child in node.items():
            self._units[base ^ label] = child | _VALUE if isinstance(child, int) else label
        for label, child in node.items():
            if isinstance(child, dict):
                self._place(child, base ^ label)

    def _free_base(self, node: _Node) -> int:
        """An unused base whose slots for all of the node's children are free."""
        while self._lowest_free in self._units:
            self._lowest_free += 1
        label = next(iter(node))
        slot = max(self._lowest_free, len(self._units) - _LOOK_BACK)
        while True:
            base = slot ^ label
            if base not in self._bases and not any(base ^ other in self._units for other in node):
                self._bases.add(base)
                return base
            slot += 1
