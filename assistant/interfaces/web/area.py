"""What an area of the page is; `shell.AREAS` lists them all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from assistant.accounts.principal import Right
from assistant.interfaces.web.visit import Visit


def _stays(address: str) -> None:
    """Nobody shows the address."""


@dataclass(frozen=True)
class Place:
    """Where in its area a visitor is.

    Attributes:
        path: As the address bar shows it, without the query: "/drafts/3f2a".
        parameters: What stands in the braces of the area's `below`: {"draft": "3f2a"}; {} on the area's own path.
        query: After the question mark, the last of each name.
        moved: Says that what is shown has another address of the area from now on (it was stored, say): that stands in
            the address bar, and nothing is built anew.
    """

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    moved: Callable[[str], None] = _stays


Build = Callable[[Visit, Place], Awaitable[None]]


@dataclass(frozen=True)
class Area:
    """One entry of the rail.

    Attributes:
        path: Its address.
        label: Two to four characters.
        icon: One of static/icons.svg.
        build: Puts the area into the current container; called anew for each address within it.
        right: Who lacks it does not see the area, and is turned away from its address.
        below: Addresses inside the area, each one segment per "/": ("/drafts/{draft}",).
        styles: Its sheets in static/, loaded with the page.
    """

    path: str
    label: str
    icon: str
    build: Build
    right: Right = "read"
    below: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()

    @property
    def routes(self) -> tuple[str, ...]:
        return (self.path, *self.below)
