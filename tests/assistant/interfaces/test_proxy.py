"""Behind the proxy of deploy/nginx.conf: who has come by TLS, from where, is known as without it."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from fakes import FakeService
from test_bad_clients import serving

from assistant.accounts.accounts import Accounts
from assistant.interfaces.api.app import MAX_REQUEST_BYTES
from assistant.interfaces.backend import Backend

CONF = Path(__file__).resolve().parents[3] / "deploy" / "nginx.conf"
NAME, VISITOR, PASSWORD = "zhibi.example.cn", "10.0.3.7", "四海为家的一只白鹤飞过长江"


def directives() -> dict[str, str]:
    """Of all blocks together; `proxy_set_header` by the header's name."""
    plain = re.sub(r"#.*", "", CONF.read_text(encoding="utf-8"))
    found = re.findall(r"(?:proxy_set_header\s+)?([\w-]+)\s+([^;{}]+);", plain)
    return {name: value.strip() for name, value in found}


def test_the_proxy_tells_what_the_server_asks() -> None:
    told = directives()
    assert (told["Host"], told["X-Forwarded-Proto"], told["X-Forwarded-For"]) == (
        "$http_host",
        "$scheme",
        "$remote_addr",
    )
    assert (told["Upgrade"], told["Connection"]) == ("$http_upgrade", "$connection_upgrade")
    assert (told["proxy_buffering"], told["proxy_request_buffering"]) == ("off", "off")
    assert told["client_max_body_size"] == f"{MAX_REQUEST_BYTES // 1024**3}g"
    assert told["proxy_pass"] == "http://127.0.0.1:8321"


def test_what_the_proxy_tells_is_believed(fake: FakeService) -> None:
    fake.settings = fake.settings.model_copy(update={"hosts": (NAME,)})
    accounts = Accounts(fake._database)
    accounts.users.add("王芳", "writer", PASSWORD, must_change=False)
    through = {"Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": VISITOR, "Origin": f"https://{NAME}"}
    with (
        serving(Backend(fake, fake.settings, accounts)) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
    ):
        come = client.post("/api/login", json={"name": "王芳", "password": PASSWORD}, headers=through)
        cookie = come.headers["set-cookie"].split(";")[0]
        assert cookie.startswith("__Host-") and "strict-transport-security" in come.headers
        assert accounts.audit.find()[0].address == VISITOR
        mine = {**through, "Cookie": cookie}
        plain = {name: value for name, value in mine.items() if name != "X-Forwarded-Proto"}
        assert client.get("/api/me", headers=plain).status_code == 401  # that cookie counts under TLS alone
        assert client.get("/api/me", headers=mine).json()["name"] == "王芳"
        elsewhere = {**mine, "Origin": "https://evil.example"}
        assert client.post("/api/logout", headers=elsewhere).status_code == 403
        assert client.post("/api/logout", headers=mine).is_success
