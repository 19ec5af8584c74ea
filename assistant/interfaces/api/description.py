"""The OpenAPI description beyond what FastAPI reads off the routes: problems, idempotency keys, examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.interfaces.api.failures import MEDIA_TYPE, SENTENCES, TITLES
from assistant.interfaces.wire.failures import ProblemReply

METHODS = ("get", "post", "put", "patch", "delete")
WRITES = frozenset({"post", "put", "patch", "delete"})

PROBLEMS = tuple(status for status in TITLES if status != 500)
"""What any route may reply beside its own: 500 is a bug, and no part of the contract."""

EXAMPLES_FILE = Path(__file__).parent / "examples.json"
"""What a server said on a tour of every operation, by method and path; a test goes there, and can note it anew."""

KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again under the same key within 24 hours, the request is answered as it was, not done again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
}

ABOUT = """执笔：党务资料的检索与写作助手。每句话都注明出处。

错误一律为 application/problem+json（RFC 9457），另有 `error.message` 和 `error.hint` 供人阅读。
写请求可带 `Idempotency-Key`；每个回复都有 `X-Request-ID`，与日志一致。
列表可用 `limit` 和 `cursor` 分页；耗时的工作见 `/api/jobs`，进度为服务器推送事件。"""


def install(app: FastAPI) -> None:
    """Have the application describe itself so."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(
                get_openapi(title=app.title, version="1", description=ABOUT, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _completed(described: dict[str, Any]) -> dict[str, Any]:
    parts = described.setdefault("components", {})
    schema = ProblemReply.model_json_schema(ref_template="#/components/schemas/{model}")
    parts.setdefault("schemas", {}).update(schema.pop("$defs", {}))
    parts["schemas"]["ProblemReply"] = schema
    parts["responses"] = {f"Problem{status}": _problem(status) for status in PROBLEMS}
    parts["parameters"] = {"IdempotencyKey": KEY}
    examples = _examples()
    for path, method, operation in _operations(described):
        _complete(path, method, operation, examples)
    return described


def _problem(status: int) -> dict[str, Any]:
    """How a failure is told, with the sentence that goes with its status."""
    sentence = SENTENCES.get(status, TITLES[status])
    example = {
        "error": {"message": sentence, "hint": None},
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": sentence,
        "instance": "/api/documents",
        "request_id": "9f86d081884c7d65",
    }
    content = {"schema": {"$ref": "#/components/schemas/ProblemReply"}, "example": example}
    return {"description": TITLES[status], "content": {MEDIA_TYPE: content}}


def _operations(described: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _complete(path: str, method: str, operation: dict[str, Any], examples: Mapping[str, Any]) -> None:
    responses = operation["responses"]
    if path.startswith("/v1/"):  # its own problems are described with its routes
        for status in (408, 409, 422) if method in WRITES else ():
            responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        for status in (403, 413, 429):  # told by the gates before the routes as everywhere
            responses[str(status)]["content"].update(_problem(status)["content"])
    else:
        responses.pop("422", None)  # FastAPI's own, in a shape that is never sent
        for status in PROBLEMS:
            responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    names = {parameter.get("name") for parameter in operation.get("parameters", ())}
    if method in WRITES and KEY["name"] not in names:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    _illustrate(operation, examples.get(f"{method} {path}", {}))


def _illustrate(operation: dict[str, Any], example: Mapping[str, Any]) -> None:
    """Shows what goes in and what comes out."""
    if "requestBody" in operation and "request" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["request"]
    for status, kinds in example.get("responses", {}).items():
        content = operation["responses"][status].setdefault("content", {})
        for kind, shown in kinds.items():
            known = next((one for one in content if one.partition(";")[0] == kind), kind)
            if shown is None or (known == kind and kind in ("text/plain", "text/csv")):
                content.setdefault(known, {}).setdefault("schema", {"type": "string"})
            if shown is not None:
                content.setdefault(known, {})["example"] = shown


def _examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EXAMPLES_FILE.read_text(encoding="utf-8"))
    return found
