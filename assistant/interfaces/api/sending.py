"""Whether a reply has begun: once it has, no other can take its place."""

from __future__ import annotations

from starlette.types import Message, Send


class Sending:
    """What sends a reply on, and knows whether any of it is out."""

    def __init__(self, send: Send) -> None:
        self.begun = False
        self._send = send

    async def __call__(self, message: Message) -> None:
        self.begun = self.begun or message["type"] == "http.response.start"
        await self._send(message)
