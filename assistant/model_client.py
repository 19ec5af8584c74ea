"""The HTTP client that models are asked with: it connects to the very address that was judged, and follows nobody.

A name that is looked up twice can lead to two places (DNS rebinding). So each request's host is looked up once, all it
leads to is judged by `assistant.model_address`, and the connection goes to one of those addresses, while the Host
header and the certificate's name stay those of the host. A redirect is no reply of a model: it is not followed.
"""

from __future__ import annotations

import ssl
import weakref
from collections.abc import Sequence
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from assistant.errors import SettingsError
from assistant.model_address import Resolve, addresses_of


class PinnedTransport(httpx.BaseTransport):
    """Sends each request to an address that its host leads to, once all of them are judged.

    Args:
        resolve: As of `model_address.checked`.
    """

    def __init__(self, resolve: Resolve | None = None, verify: ssl.SSLContext | bool = True) -> None:
        self._resolve = resolve
        self._direct = httpx.HTTPTransport(verify=verify)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Raises httpx.ConnectError: the host is unknown, deaf, or, with a SettingsError as its cause, barred."""
        addresses = self._judged(request)
        for address in addresses[:-1]:
            try:
                return self._direct.handle_request(_pinned(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # the host has another
        return self._direct.handle_request(_pinned(request, addresses[-1]))

    def close(self) -> None:
        self._direct.close()

    def _judged(self, request: httpx.Request) -> Sequence[str]:
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            found = addresses_of(url.host, port, self._resolve)
        except SettingsError as exc:
            raise httpx.ConnectError(exc.message, request=request) from exc
        if not found:
            raise httpx.ConnectError(f"unknown host {url.host!r}", request=request)
        return found


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    """The request on its way to `address`; its Host header was set when it was made, and stays."""
    extensions = dict(request.extensions)
    if request.url.scheme == "https":
        extensions.setdefault("sni_hostname", request.url.host)  # also the name that the certificate must bear
    url = request.url.copy_with(host=address)
    return httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions)


def model_client(url: str, timeout: float) -> httpx.Client:
    """A client for the service at `url`.

    Where the machine's own settings send the host's traffic through a proxy, it is the proxy that looks the name up
    and connects, by its own rules.

    Args:
        timeout: Seconds for each step.
    """
    if _goes_through_a_proxy(url):
        return httpx.Client(timeout=timeout, follow_redirects=False)
    transport = PinnedTransport()
    client = httpx.Client(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)
    weakref.finalize(client, transport.close)
    return client


def _goes_through_a_proxy(url: str) -> bool:
    parts, proxies = urlsplit(url), getproxies()
    return bool(proxies.get(parts.scheme) or proxies.get("all")) and not proxy_bypass(parts.hostname or "")
