"""The language model a site configured, or none; and what its failures mean.

Importing this module costs nothing: LangChain and its integrations (2.5 s) are imported when a model is loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.config import Settings
from assistant.errors import ModelError, ModelReplyError, ModelUnreachableError, SettingsError
from assistant.model_address import checked

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_PROVIDER = re.compile(r"(?P<provider>[a-z_]+):(?P<model>.+)")
_OPENAI = "https://api.openai.com/v1"


def model_name(settings: Settings) -> str | None:
    """The configured model as it is recorded, "provider:model"; None when no model is configured."""
    return ":".join(_provider_and_model(settings.model)) if settings.model else None


def load_chat_model(settings: Settings) -> BaseChatModel | None:
    """The configured chat model, made by LangChain's `init_chat_model`; None when no model is configured.

    The client's own retries are off: the answering chain retries, as it also has to after a broken reply.

    Raises:
        SettingsError: When the provider is unknown, its package is not installed, the key is missing, or the address
            is one that no model has.
    """
    if not settings.model:
        return None
    if settings.base_url:
        checked(settings.base_url)
    from langchain.chat_models import init_chat_model  # 1.3 s: only where a model is configured

    provider, name = _provider_and_model(settings.model)
    try:
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **_options(settings, provider))
    except ImportError as exc:
        raise SettingsError(f"模型 {settings.model!r} 所需的组件没有安装", f"请安装 {_package(exc)}") from exc
    except ValueError as exc:
        hint = "模型名本身含冒号时写作 openai:模型名；请同时核对 ZHIBI_BASE_URL 与 ZHIBI_API_KEY"
        raise SettingsError(f"无法按设置 {settings.model!r} 建立模型", hint) from exc
    return model


@dataclass(frozen=True, slots=True)
class Failure:
    """What an exception of the model's client means for the caller.

    Attributes:
        retryable: Whether the same request may succeed a little later.
        retry_after: Seconds that the service asks to wait, or None.
    """

    error: ModelError
    retryable: bool
    retry_after: float | None = None


def failure_of(exc: Exception) -> Failure | None:
    """The meaning of `exc`; None when it is no failure of the model service, hence a bug of ours."""
    import httpx  # LangChain and this are loaded by now: something of theirs has just failed
    from langchain_core import exceptions as langchain

    if (barred := _barred(exc)) is not None:
        return _final(barred.message, barred.hint)
    if isinstance(exc, langchain.ContextOverflowError):
        return _final("问题和资料超出了模型能读的长度", "请减小 ZHIBI_K，或换用更长上下文的模型")
    status = getattr(exc, "status_code", None)
    if isinstance(status, int):
        return _failed_with_status(status, exc)
    if isinstance(exc, (langchain.ModelTimeoutError, httpx.TimeoutException, TimeoutError)):
        return Failure(
            ModelUnreachableError("模型服务迟迟没有响应", "可调大 ZHIBI_MODEL_TIMEOUT，或换用更快的模型"), True
        )
    if isinstance(exc, (langchain.ModelConnectionError, httpx.TransportError, OSError)):
        return Failure(ModelUnreachableError("连不上模型服务，或连接中断", "请检查 ZHIBI_BASE_URL 与网络"), True)
    return _failed_with_content(exc)


def _provider_and_model(setting: str) -> tuple[str, str]:
    match = _PROVIDER.fullmatch(setting)
    return (match["provider"], match["model"]) if match else ("openai", setting)


def _options(settings: Settings, provider: str) -> dict[str, Any]:
    key = settings.api_key.get_secret_value() if settings.api_key else None
    if provider == "openai" and not (key or settings.base_url):
        raise SettingsError(
            f"设置了模型 {settings.model!r}，却没有密钥", "请设置 ZHIBI_API_KEY；本地的模型服务请设置 ZHIBI_BASE_URL"
        )
    options: dict[str, Any] = {
        "temperature": settings.temperature, "timeout": settings.model_timeout, "max_retries": 0,
        "base_url": settings.base_url, "api_key": key,
    }  # fmt: skip
    if provider == "openai":
        # Given explicitly, or the client would take address and key from variables meant for other programs.
        options |= {"base_url": settings.base_url or _OPENAI, "api_key": key or "none"}
        from assistant.model_client import model_client  # httpx comes with LangChain, which is loaded by now

        options |= {"http_client": model_client(options["base_url"], settings.model_timeout)}
        # A compatible service offers chat completions, whatever the model's name makes LangChain guess.
        options |= {"use_responses_api": False} if settings.base_url else {}
    return {name: value for name, value in options.items() if value is not None}


def _package(exc: ImportError) -> str:
    return str(exc.name).partition(".")[0].replace("_", "-") if exc.name else "对应的 langchain 组件"


def _final(message: str, hint: str) -> Failure:
    return Failure(ModelUnreachableError(message, hint), retryable=False)


def _barred(exc: BaseException | None) -> SettingsError | None:
    """What was said of the address at the moment of connecting, under all that the clients put around it."""
    while exc is not None and not isinstance(exc, SettingsError):
        exc = exc.__cause__
    return exc


def _failed_with_status(status: int, exc: Exception) -> Failure:
    if 300 <= status < 400:
        hint = "请把 ZHIBI_BASE_URL 直接写成模型服务最终的地址"
        return _final(f"模型服务要求转到别的地址（HTTP {status}），没有照做", hint)
    if status in (401, 403):
        return _final(f"模型服务拒绝了密钥（HTTP {status}）", "请检查 ZHIBI_API_KEY")
    if status == 404:
        return _final("模型服务上没有这个地址或模型（HTTP 404）", "请检查 ZHIBI_BASE_URL 与 ZHIBI_MODEL")
    if status == 429:
        error = ModelUnreachableError("模型服务繁忙（HTTP 429）", "请稍后再试")
        return Failure(error, retryable=True, retry_after=_retry_after(exc))
    if status in (408, 409) or status >= 500:
        error = ModelUnreachableError(f"模型服务出错（HTTP {status}）", "请稍后再试，或查看模型服务的日志")
        return Failure(error, retryable=True, retry_after=_retry_after(exc))
    return _final(f"模型服务不接受请求（HTTP {status}）", "请检查 ZHIBI_MODEL 与 ZHIBI_TEMPERATURE 等设置")


def _retry_after(exc: Exception) -> float | None:
    headers = getattr(getattr(exc, "response", None), "headers", {})
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:  # absent, or a date, which services for machines do not send
        return None


_MALFORMED = (ValueError, TypeError, AttributeError, KeyError, IndexError)
"""What LangChain and the client raise on a reply that is no chat completion (ValueError covers JSON and pydantic)."""


def _failed_with_content(exc: Exception) -> Failure | None:
    from langchain_core.exceptions import LangChainException
    from openai import OpenAIError  # also names the errors that a compatible service sends inside a stream

    if isinstance(exc, (OpenAIError, LangChainException)) and not isinstance(exc, ValueError):
        return Failure(ModelUnreachableError("模型服务在回复中途报错", "请稍后再试，或查看模型服务的日志"), True)
    if isinstance(exc, _MALFORMED):
        hint = "请确认 ZHIBI_BASE_URL 是 OpenAI 兼容的接口，通常以 /v1 结尾"
        return Failure(ModelReplyError("模型服务的回复不合约定的格式", hint), retryable=True)
    return None
