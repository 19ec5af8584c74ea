"""A model is asked at the address that was judged, whatever its name says a moment later, and nowhere else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.config import Settings, load_settings
from assistant.errors import ModelUnreachableError, SettingsError
from assistant.model_client import PinnedTransport, model_client
from assistant.models import failure_of, load_chat_model
from assistant.testing.scripted_model import ScriptedModel, Text

HOST = "model.example"
METADATA = "169.254.169.254"

Answers = Callable[..., None]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Sets what HOST leads to, look by look; the last stays. Numbers are read by the real resolver."""
    real = socket.getaddrinfo
    looks: list[list[str]] = []

    def getaddrinfo(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host != HOST:
            return real(host, port, *args, **more)
        found = looks.pop(0) if len(looks) > 1 else looks[0]
        return [one for address in found for one in real(address, port, *args, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return lambda *answers: looks.extend(answers)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """A server of this machine with a handler of the test's own; gives its port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def named(home: Path, model: ScriptedModel) -> Settings:
    return load_settings(home, model="scripted", base_url=model.base_url.replace("127.0.0.1", HOST))


def test_a_name_that_stays_is_asked(tmp_path: Path, names: Answers) -> None:
    names(["127.0.0.1"])
    with ScriptedModel(Text("好")) as model:
        made = load_chat_model(named(tmp_path, model))
        assert made is not None
        assert made.invoke("问").content == "好"


@pytest.mark.parametrize("later", [[METADATA], ["127.0.0.1", METADATA], [f"::ffff:{METADATA}"], ["fe80::1"]])
def test_a_name_that_leads_elsewhere_once_it_was_checked_is_not_followed(
    tmp_path: Path, names: Answers, later: list[str]
) -> None:
    """The suite would fail on a connection to anywhere else; the model hears nothing either."""
    names(["127.0.0.1"], later)
    with ScriptedModel(Text("好")) as model:
        made = load_chat_model(named(tmp_path, model))
        assert made is not None
        with pytest.raises(Exception, match="onnection") as caught:
            made.invoke("问")
        assert model.requests == []
    failure = failure_of(caught.value)
    assert failure is not None
    assert isinstance(failure.error, ModelUnreachableError)
    assert "那里不会有模型" in failure.error.message
    assert not failure.retryable


def test_the_connection_goes_to_what_was_judged_and_the_name_stays_in_the_request(names: Answers) -> None:
    """A second look would lead to where nobody may go: there is none."""
    heard: list[str | None] = []

    class Told(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.headers["Host"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    names(["127.0.0.1"], [METADATA])
    with serving(Told) as port, httpx.Client(transport=PinnedTransport(), trust_env=False) as client:
        assert client.get(f"http://{HOST}:{port}/v1/models").status_code == 204
    assert heard == [f"{HOST}:{port}"]


def test_the_next_address_of_a_host_is_tried_where_nobody_listens_at_the_first(names: Answers) -> None:
    with ScriptedModel() as model:
        port = int(model.base_url.rsplit(":", 1)[1].removesuffix("/v1"))
        transport = PinnedTransport(lambda host, port: ["::1", "127.0.0.1"])
        with httpx.Client(transport=transport, trust_env=False) as client:
            assert client.get(f"http://{HOST}:{port}/v1/models").status_code == 200


def test_an_unknown_host_is_no_connection() -> None:
    with (
        httpx.Client(transport=PinnedTransport(lambda host, port: ()), trust_env=False) as client,
        pytest.raises(httpx.ConnectError, match="unknown host"),
    ):
        client.get(f"http://{HOST}/")


def test_the_certificate_must_bear_the_name_and_not_the_number(names: Answers) -> None:
    sent: list[httpx.Request] = []
    transport = PinnedTransport(lambda host, port: ["127.0.0.1"])

    def direct(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    transport._direct.handle_request = direct  # type: ignore[method-assign]
    with httpx.Client(transport=transport, trust_env=False) as client:
        client.get(f"https://{HOST}/v1")
    (request,) = sent
    assert (request.url.host, request.headers["host"]) == ("127.0.0.1", HOST)
    assert request.extensions["sni_hostname"] == HOST


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(tmp_path: Path, status: int) -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", f"http://{METADATA}/latest/meta-data/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    with serving(Elsewhere) as port:
        made = load_chat_model(load_settings(tmp_path, model="m", base_url=f"http://127.0.0.1:{port}/v1"))
        assert made is not None
        with pytest.raises(Exception, match=str(status)) as caught:
            made.invoke("问")
    assert asked == ["/v1/chat/completions"]
    failure = failure_of(caught.value)
    assert failure is not None
    assert "没有照做" in failure.error.message


def test_a_proxy_of_the_machine_is_left_to_its_own_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    proxied, direct = model_client("https://api.example/v1", 5), model_client("http://127.0.0.1:8000/v1", 5)
    with proxied, direct:
        assert not isinstance(proxied._transport, PinnedTransport)
        assert isinstance(direct._transport, PinnedTransport)
        assert not proxied.follow_redirects
        assert not direct.follow_redirects


def test_the_setting_itself_is_judged_at_once(tmp_path: Path, names: Answers) -> None:
    names([METADATA])
    with pytest.raises(SettingsError, match="那里不会有模型"):
        load_chat_model(load_settings(tmp_path, model="m", base_url=f"http://{HOST}/v1"))
