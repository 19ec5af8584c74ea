"""Passwords: how strong, how kept, how compared.

Argon2id with the costs of RFC 9106's second recommendation (64 MiB, three passes, four lanes), about 50 ms a try. No
more than two run at once: a burst of logins waits its turn and does not take the machine's memory.
"""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.accounts.guessing import weakness
from assistant.errors import AccountError

SHORTEST = 12
LONGEST = 128
"""Characters (code points): ASVS 4.0.3 V2.1.1; NIST SP 800-63B-4, 3.1.1.2 counts the same way. No rules of composition,
as both ask, but a look at what attackers try first. It is looked at where a password is chosen: one that was chosen
under an earlier rule lets its owner in as before."""

RULE = f"密码应为 {SHORTEST}—{LONGEST} 个字符，不限种类"
"""What is asked, as people are told it, wherever they choose one."""

ADVICE = "可以用几个不相干的词连成一句"

_AT_ONCE = BoundedSemaphore(2)
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)


def check_strength(password: str, name: str) -> None:
    """Raises AccountError: too short, too long, or soon guessed; the message says why."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"{RULE}；现在是 {len(password)} 个", ADVICE)
    if (why := weakness(password, name)) is not None:
        raise AccountError(f"这个密码太容易猜到：{why}", f"请换一个；{ADVICE}")


def hashed(password: str) -> str:
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the one that was hashed; for None as slow as for a wrong one, and never."""
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(stored if stored is not None else _nobodys(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return fits and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was hashed at lower costs than today's."""
    return _HASHER.check_needs_rehash(stored)


def generated() -> str:
    """A password nobody has chosen: 100 bits, in groups that can be read out."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_hex(16))
