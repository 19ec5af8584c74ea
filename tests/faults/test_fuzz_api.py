"""schemathesis over the whole description of the API: a real library behind a real server, with accounts and without.

No reply is a 500, none has a status that the description does not name. `ZHIBI_FUZZ=200` sets the number of requests
that are made up for each operation, and has the server without accounts gone through as well.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable

from assistant.accounts.accounts import Accounts
from assistant.accounts.principal import RIGHTS
from assistant.config import load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.api.server import Server, address, bind
from assistant.interfaces.backend import Backend
from assistant.service import Service

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own dependencies
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.failures import Failure, FailureGroup
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

EXAMPLES = int(os.environ.get("ZHIBI_FUZZ", "5"))
RULE = "党支部工作办法\n第一条 党支部每月相对固定1天开展主题党日。\n第二条 党费按月收缴，按季公示。\n"

LONG = {("POST", "/api/jobs/eval")}
"""A sound request begins minutes of work; only unsound ones are made up."""


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.reset_defaults()


@dataclass(frozen=True)
class Site:
    url: str
    headers: dict[str, str]


@pytest.fixture(scope="module", params=["with accounts", "alone"] if "ZHIBI_FUZZ" in os.environ else ["with accounts"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("fuzz")
    (place / "办法.txt").write_text(RULE, encoding="utf-8")
    chosen = load_settings(place / "home", workers=1, rate_limit=0)
    with Service.open(chosen, write=True) as service:
        service.ingest([place / "办法.txt"])
        accounts, headers = (None, {}) if request.param == "alone" else with_key(service.accounts)
        listener = bind("127.0.0.1", 0)
        running = Server(create_app(Backend(service, chosen, accounts)), lambda: None)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        while not running.started:
            time.sleep(0.01)
        yield Site(address(listener).rstrip("/"), headers)
        running.should_exit = True
        thread.join(30)
        assert not thread.is_alive()


def with_key(accounts: Accounts) -> tuple[Accounts, dict[str, str]]:
    """Accounts with an administrator whose key may do everything, so that requests get to what they ask for."""
    accounts.begin("correct horse battery 7")
    _, key = accounts.keys.add(accounts.users.get("admin").id, "试", RIGHTS)
    return accounts, {"Authorization": f"Bearer {key}"}


@pytest.fixture(scope="module")
def described(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{site.url}/api/openapi.json", timeout=60, trust_env=False).json()
    return found


def test_every_operation_is_described(described: dict[str, Any]) -> None:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            assert operation["responses"], (method, path)
            if path.startswith("/api/"):
                assert "404" in operation["responses"], (method, path)


@pytest.mark.slow
@pytest.mark.timeout(max(600, 60 * EXAMPLES))
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sound", "unsound"])
def test_no_request_is_answered_by_a_bug_or_an_undocumented_status(
    site: Site, described: dict[str, Any], mode: GenerationMode
) -> None:
    logging.getLogger("schemathesis").setLevel(logging.ERROR)
    schema = schemathesis.openapi.from_dict(described)
    faults: list[str] = []
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if mode == GenerationMode.POSITIVE and (operation.method.upper(), operation.path) in LONG:
            continue
        if mode == GenerationMode.NEGATIVE and not any(operation.iter_parameters()) and not operation.body:
            continue  # there is nothing that could be unsound
        tried += 1
        faults += faults_of(operation, site, mode)
    assert tried > 30
    assert not faults, "\n".join(faults)


def faults_of(operation: Any, site: Site, mode: GenerationMode) -> list[str]:
    """What went wrong with requests made up for one operation."""
    faults: dict[str, str] = {}

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def put(case: Any) -> None:
        response = case.call(base_url=site.url, timeout=60, headers=site.headers)
        checks = [not_a_server_error, status_code_conformance]
        if response.status_code < 300:
            checks.append(response_schema_conformance)
        try:
            case.validate_response(response, checks=checks)
        except (Failure, FailureGroup) as error:
            faults[f"{operation.label} {response.status_code}"] = f"{operation.label} {response.status_code}: {error}"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Unsatisfiable):  # of some operations every request is sound
            put()
    return list(faults.values())
