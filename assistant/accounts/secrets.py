"""Tokens that stand for a login: made of chance, shown once, kept as their digest alone.

A token holds 256 random bits, so one round of SHA-256 keeps it: there is nothing to guess that a slower or a keyed hash
would protect, and it is compared on every request.
"""

from __future__ import annotations

import hashlib
import secrets

KEY_MARK = "zb_"
"""What an API key begins with: scanners for leaked secrets know it by that."""

SHOWN = len(KEY_MARK) + 6
"""How many characters of a key are kept in clear, to tell keys apart."""


def new_key() -> str:
    return KEY_MARK + secrets.token_urlsafe(32)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """64 hex digits."""
    return hashlib.sha256(f"zhibi\0{token}".encode("utf-8", "surrogatepass")).hexdigest()
