"""The OpenAPI description beyond what FastAPI reads off the routes: problems, idempotency keys, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.interfaces.api.failures import MEDIA_TYPE, TITLES
from assistant.interfaces.wire.failures import ProblemReply

METHODS = ("get", "post", "put", "patch", "delete")
WRITES = frozenset({"post", "put", "patch", "delete"})

PROBLEMS = tuple(status for status in TITLES if status != 500)
"""What any route may reply beside its own: 500 is a bug, and no part of the contract."""

EXAMPLES: Mapping[tuple[str, str], Any] = {
    ("post", "/api/search"): {"question": "主题党日多久开展一次？", "k": 5},
    ("post", "/api/ask"): {"question": "主题党日多久开展一次？"},
    ("post", "/api/verify"): {"text": "党支部每月相对固定1天开展主题党日。", "sources": []},
    ("post", "/api/drafts"): {
        "genre": "work_summary",
        "spec": {"unit": "第一党支部", "period": "2026年", "facts": ["全年开展主题党日12次"]},
    },
    ("post", "/api/drafts/outline"): {"genre": "work_summary", "spec": {"unit": "第一党支部", "period": "2026年"}},
    ("post", "/api/tasks"): {
        "plan": "年度工作计划",
        "unit": "第一党支部",
        "year": 2026,
        "tasks": [{"matter": "开展主题党日"}],
    },
    ("post", "/api/jobs/eval"): {"cases": "demo_retrieval", "search_only": True},
    ("post", "/api/conversations"): {"title": "三会一课"},
    ("post", "/api/conversations/{conversation_id}/messages"): {"question": "主题党日多久开展一次？", "stream": False},
    ("post", "/api/conversations/{conversation_id}/messages/{message_id}/edit"): {"question": "主题党日由谁召集？"},
    ("put", "/api/conversations/{conversation_id}/messages/{message_id}/feedback"): {
        "rating": "down",
        "comment": "漏了时限",
    },
    ("post", "/v1/chat/completions"): {
        "model": "zhibi",
        "messages": [{"role": "user", "content": "主题党日多久开展一次？"}],
    },
    ("post", "/api/jobs/draft"): {"genre": "work_summary", "spec": {"unit": "第一党支部", "period": "2026年"}},
}
"""Method and path -> a request's body."""

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
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemReply"}}}
    parts["responses"] = {
        f"Problem{status}": {"description": TITLES[status], "content": content} for status in PROBLEMS
    }
    parts["parameters"] = {"IdempotencyKey": KEY}
    for path, method, operation in _operations(described):
        _complete(path, method, operation)
    return described


def _operations(described: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if path.startswith("/v1/"):  # its own problems are described with its routes
        if method in WRITES:
            for status in (409, 422):
                responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    else:
        responses.pop("422", None)  # FastAPI's own, in a shape that is never sent
        for status in PROBLEMS:
            responses.setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    names = {parameter.get("name") for parameter in operation.get("parameters", ())}
    if method in WRITES and KEY["name"] not in names:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    example = EXAMPLES.get((method, path))
    if example is not None and "requestBody" in operation:
        operation["requestBody"]["content"]["application/json"]["example"] = example
