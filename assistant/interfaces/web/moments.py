"""Times as people say them, by this machine's clock."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(stored: str) -> str:
    """今天 14:05, 11月3日 09:12, 2025年11月3日; `stored` is ISO 8601 with its zone."""
    when, now = datetime.fromisoformat(stored).astimezone(), datetime.now().astimezone()
    if when.date() == now.date():
        return f"今天 {when:%H:%M}"
    if when.year == now.year:
        return f"{when.month}月{when.day}日 {when:%H:%M}"
    return f"{when.year}年{when.month}月{when.day}日"


def since_1970(seconds: float) -> str:
    """As `moment`, of seconds since 1970."""
    return moment(datetime.fromtimestamp(seconds, UTC).isoformat())


def day(seconds: float) -> str:
    """2027年3月1日, of seconds since 1970."""
    when = datetime.fromtimestamp(seconds, UTC).astimezone()
    return f"{when.year}年{when.month}月{when.day}日"
