"""A language model that says what it is told to: an OpenAI-compatible HTTP server on 127.0.0.1, replies from a queue.

    with ScriptedModel(Status(429, retry_after=0), Text("支部党员大会每季度召开一次[Kab12]。")) as model:
        settings = load_settings(home, model="scripted", base_url=model.base_url)
        …
    assert model.requests[0].body["stream"]

For tests, demonstrations and measuring; it needs no model, no key and no network.
"""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast

_KEY = re.compile(r'<资料 编号="(K[0-9a-f]+)">')


@dataclass(frozen=True, slots=True)
class Text:
    """A complete reply.

    Attributes:
        wait: Seconds before the first byte.
        pause: Seconds between the pieces of a streamed reply.
        piece: Characters of a streamed piece.
        finish: The finish_reason.
        keep_alive: While waiting, a comment is sent every 20 ms, as proxies do.
        hold: The last piece of a streamed reply does not come before this is set.
    """

    text: str
    wait: float = 0.0
    pause: float = 0.0
    piece: int = 5
    finish: str = "stop"
    keep_alive: bool = False
    hold: threading.Event | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """An error status; `retry_after` in seconds becomes the header."""

    code: int
    retry_after: float | None = None
    message: str = "scripted failure"


@dataclass(frozen=True, slots=True)
class Cut:
    """A reply that breaks off after `text`: no finish_reason; `abrupt`: against the rules of HTTP as well."""

    text: str
    abrupt: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """Any body with status 200: wrong JSON, an HTML page of a proxy, a completion without choices."""

    body: str
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the JSON body of a POST to /v1/chat/completions."""

    body: dict[str, Any]
    authorization: str | None

    @property
    def prompt(self) -> str:
        """The texts of all messages."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    @property
    def keys(self) -> list[str]:
        """The citation keys of the passages in the prompt, in order."""
        return _KEY.findall(self.prompt)


FixedReply = Text | Status | Cut | Raw
Reply = FixedReply | Callable[[Request], FixedReply]
"""A function sees the request first: keys are not known before the prompt is."""


class ScriptedModel:
    """The server; a context manager. One reply of the queue per request; an empty queue answers 500."""

    def __init__(self, *replies: Reply) -> None:
        self.requests: list[Request] = []
        self._queue = deque(replies)
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="scripted-model")

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def push(self, *replies: Reply) -> None:
        self._queue.extend(replies)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_reply(self, request: Request) -> FixedReply:
        self.requests.append(request)
        if not self._queue:
            return Status(500, message="the script is at its end")
        reply = self._queue.popleft()
        return reply(request) if callable(reply) else reply

    def rest(self, seconds: float) -> bool:
        """Waits; True when the server is closing and nothing more should be sent."""
        return self._closing.wait(seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # joined when the server closes, so that no socket outlives it
    script: ScriptedModel


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._send(200, json.dumps({"object": "list", "data": [{"id": "scripted", "object": "model"}]}))

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path != "/v1/chat/completions":
            self._send(404, "{}")
            return
        reply = self._script.next_reply(Request(body, self.headers.get("Authorization")))
        try:
            self._reply(reply, streaming=bool(body.get("stream")))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client lost its patience, which is what the script is there for

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the requests are kept for whoever asks."""

    @property
    def _script(self) -> ScriptedModel:
        return cast(_Server, self.server).script

    def _reply(self, reply: FixedReply, *, streaming: bool) -> None:
        if isinstance(reply, Status):
            extra = {} if reply.retry_after is None else {"Retry-After": f"{reply.retry_after:g}"}
            self._send(reply.code, json.dumps({"error": {"message": reply.message, "code": reply.code}}), extra)
        elif isinstance(reply, Raw):
            self._send(200, reply.body, {"Content-Type": reply.content_type})
        elif streaming:
            self._stream(reply)
        elif isinstance(reply, Cut):
            whole = json.dumps(_completion(reply.text, "stop"))
            self._send(200, whole[: len(whole) // 2], {"Content-Length": str(len(whole))})
        elif not self._script.rest(reply.wait):
            self._send(200, json.dumps(_completion(reply.text, reply.finish)))

    def _stream(self, reply: Text | Cut) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        if isinstance(reply, Cut) and reply.abrupt:
            self.send_header("Content-Length", "1000000")
        self.end_headers()
        for event in self._events(reply):
            self.wfile.write(event.encode())
            self.wfile.flush()

    def _events(self, reply: Text | Cut) -> Iterator[str]:
        wait, pause, piece = (reply.wait, reply.pause, reply.piece) if isinstance(reply, Text) else (0.0, 0.0, 5)
        if isinstance(reply, Text) and reply.keep_alive:
            for _ in range(int(wait / 0.02)):
                if self._script.rest(0.02):
                    return
                yield ": still thinking\n\n"
        elif self._script.rest(wait):
            return
        for start in range(0, len(reply.text), piece):
            if start + piece >= len(reply.text) and isinstance(reply, Text) and not self._held(reply.hold):
                return
            if start and self._script.rest(pause):
                return
            yield _event({"content": reply.text[start : start + piece]}, None)
        if isinstance(reply, Text):
            yield _event({}, reply.finish)
            yield "data: [DONE]\n\n"

    def _held(self, hold: threading.Event | None) -> bool:
        """Waits for it; False when the server is closing before."""
        while hold is not None and not hold.is_set():
            if self._script.rest(0.02):
                return False
        return True

    def _send(self, status: int, body: str, extra: dict[str, str] | None = None) -> None:
        data = body.encode()
        self.send_response(status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(data))} | (extra or {})
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _completion(text: str, finish: str) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return {
        "id": "scripted", "object": "chat.completion", "created": 0, "model": "scripted", "choices": [choice],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip


def _event(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "scripted", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
    return f"data: {json.dumps({**chunk, 'choices': [choice]})}\n\n"
