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

from assistant.errors import AccountError

SHORTEST = 8
LONGEST = 128
"""Characters: NIST SP 800-63B rev. 3, 5.1.1.2, which asks for no rules of composition but for a look at what everybody
chooses. ASVS 4.0.3 V2.1.1 asks for twelve; a Chinese character counts for more than a letter, and the throttle bounds
guesses."""

_COMMON = frozenset(
    """
    12345678 87654321 123456789 11223344 abcd1234 abc12345 1234abcd a1234567 aa123456 password qwertyui
    asdfghjk qwer1234 1qaz2wsx q1w2e3r4 passw0rd p@ssw0rd admin123 admin888 admin@123 iloveyou zhibi123
    5201314a 1234567890 0123456789 123456789a qwertyuiop password12 password123 administrator 1q2w3e4r5t
    1qaz2wsx3edc zaq12wsxcde3 abcdefghij aaaaaaaaaa 1111111111 0000000000 8888888888 qwerty123456 zhibi12345
    zhibi123456 admin12345 admin123456 a123456789 woaini1314 5201314520 zhongguo123
    """.split()  # noqa: SIM905 (words read better than quotation marks)
)

_AT_ONCE = BoundedSemaphore(2)
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, type=Type.ID)


def check_strength(password: str, name: str) -> None:
    """Raises AccountError: too short, too long, known to every attacker, or the user's own name."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(f"密码应为 {SHORTEST}—{LONGEST} 个字符", "可以用几个不相干的词连成一句")
    plain = password.casefold()
    if plain in _COMMON or len(set(plain)) < 4 or plain.strip("0123456789") == name.casefold():
        raise AccountError("这个密码太容易猜到", "请换一个；可以用几个不相干的词连成一句")


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
