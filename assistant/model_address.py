"""Where a model may be asked: an address that a site chose, but none that only ever leads inside.

A model service on this machine or in the office's network is what most sites have: loopback and private addresses are
the site's own choice and stand. Barred are addresses that no model has and that give away a machine's keys: link-local
ones, where clouds answer with credentials, multicast and unspecified ones, and names that lead to any of these
(OWASP SSRF Prevention Cheat Sheet). A name may lead elsewhere a moment later: `assistant.model_client` judges it anew
at every connection, and connects to what was judged.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from assistant.errors import SettingsError

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host name; none where it is not known."""

METADATA = frozenset(
    map(ipaddress.ip_address, ("169.254.169.254", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "192.0.0.192"))
)
"""Where AWS, Azure, Google, Alibaba and Oracle tell a machine its credentials; not all of them are link-local."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

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
    addresses_of(host, port or 443, resolve)
    return url


def addresses_of(host: str, port: int, resolve: Resolve | None = None) -> tuple[str, ...]:
    """All that a host leads to, none of it barred; empty where it is not known.

    Raises:
        SettingsError: One of them is where no model is.
    """
    found = tuple(dict.fromkeys((resolve or _resolved)(host, port)))
    for address in found:
        if _is_barred(address):
            raise SettingsError(f"模型服务的地址指向 {address}，那里不会有模型", HINT)
    return found


def _is_barred(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and any(map(_is_barred, map(str, _inside(address)))):
        return True
    return address in METADATA or address.is_link_local or address.is_multicast or address.is_unspecified


def _inside(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses that an IPv6 address leads on to: mapped, 6to4, Teredo, NAT64 (RFC 6052), compatible."""
    yield from (inner for inner in (address.ipv4_mapped, address.sixtofour) if inner is not None)
    if address.teredo is not None:
        yield from address.teredo
    if address in _NAT64 or (int(address) >> 32 == 0 and int(address) > 1):  # not "::" and "::1" themselves
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _resolved(host: str, port: int) -> Iterable[str]:
    """By the system's own resolver, which also reads the old spellings of numbers (0x7f.1, 2130706433)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()  # asking it will say so
    return [str(one[4][0]) for one in found]
