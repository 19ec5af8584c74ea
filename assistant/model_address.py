"""Where a model may be asked: an address that a site chose, but none that only ever leads inside.

A model service on this machine or in the office's network is what most sites have: loopback and private addresses are
the site's own choice and stand. Barred are addresses that no model has and that give away a machine's keys: link-local
ones, where clouds answer with credentials, multicast and unspecified ones, and names that lead to any of these
(OWASP SSRF Prevention Cheat Sheet).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from assistant.errors import SettingsError

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host name; none where it is not known."""

METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "192.0.0.192"))
)
"""Where AWS, Azure, Google, Alibaba and Oracle tell a machine its credentials; not all of them are link-local."""

HINT = "base_url 应为模型服务的地址，如 http://127.0.0.1:8000/v1"


def checked(url: str, resolve: Resolve | None = None) -> str:
    """The address, where a model may be asked at it.

    Raises:
        SettingsError: It is malformed, no HTTP address, or leads where no model is.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise SettingsError("模型服务的地址写得不对", HINT) from exc
    if parts.scheme not in ("http", "https") or not host:
        raise SettingsError("模型服务的地址应以 http:// 或 https:// 开头，并写明主机", HINT)
    for address in (resolve or _resolved)(host, port or 443):
        if _is_barred(address):
            raise SettingsError(f"模型服务的地址指向 {address}，那里不会有模型", HINT)
    return url


def _is_barred(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return _is_barred(str(inner))
    return address in METADATA or address.is_link_local or address.is_multicast or address.is_unspecified


def _resolved(host: str, port: int) -> Iterable[str]:
    """By the system's own resolver, which also reads the old spellings of numbers (0x7f.1, 2130706433)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()  # asking it will say so
    return {str(one[4][0]) for one in found}
