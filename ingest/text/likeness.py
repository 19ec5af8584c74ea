"""What two wordings have in common, character by character."""

from __future__ import annotations


def beginning(one: str, other: str) -> int:
    """How many characters the two have alike from the first on."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def ending(one: str, other: str) -> int:
    """How many characters the two have alike up to the last."""
    return beginning(one[::-1], other[::-1])


def shortens(short: str, full: str) -> bool:
    """Whether all characters of the one stand in the other, in their order: 安监局 for 安全生产监督管理局."""
    rest = iter(full)
    return all(char in rest for char in short)


def may_be_one(one: str, other: str) -> bool:
    """Whether either may be the other shortened."""
    return shortens(*sorted((one, other), key=len))


__all__ = ["beginning", "ending", "may_be_one", "shortens"]
