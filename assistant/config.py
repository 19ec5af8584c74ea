"""Settings: the only reader of the environment and of `zhibi.toml`.

Precedence, highest first: arguments of `load_settings`, environment `ZHIBI_*`, `<home>/zhibi.toml`, defaults.
Each field's description is Chinese and states unit and range: it is shown beside a wrong value and in the docs.
"""

from __future__ import annotations

import os
import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from assistant.errors import SettingsError

FILE_NAME = "zhibi.toml"
ENV_PREFIX = "ZHIBI_"
DEFAULT_HOME = Path(".zhibi")


class Settings(BaseSettings):
    """Everything a site can choose. Frozen; passed in, never a module global.

    Built through `load_settings`, which turns a wrong value into a `SettingsError`.
    """

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, extra="forbid", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    home: Path = Field(DEFAULT_HOME, description="资料库与设置所在的文件夹；只能由 ZHIBI_HOME 或 --home 指定")
    encoder: str = Field(
        "builtin", min_length=1, description="编码器：builtin，或 sentence-transformers 模型的文件夹或名称"
    )
    reranker: str | None = Field(
        None,
        min_length=1,
        description="重排模型：sentence-transformers 的 CrossEncoder 文件夹，或本机已缓存的模型名；不设则用内置重排",
    )
    model: str | None = Field(
        None, description="语言模型，写作“提供方:模型名”，如 openai:qwen2.5-72b；只写模型名即 openai；不设则不用"
    )
    base_url: str | None = Field(
        None,
        pattern=r"^https?://\S+$",
        description="模型服务的地址，以 http:// 或 https:// 开头，如 http://127.0.0.1:8000/v1",
    )
    api_key: SecretStr | None = Field(None, description="模型服务的密钥；本地服务可不设")
    model_timeout: float = Field(
        60.0, gt=0, le=600, description="等候模型服务的时间，秒，大于 0，至多 600：整段回复，或逐字回复时相邻两段之间"
    )
    model_deadline: float = Field(
        180.0, gt=0, le=3600, description="一次回答等候模型的总时间，含重试，秒，大于 0，至多 3600"
    )
    model_retries: int = Field(2, ge=0, le=5, description="模型服务出错后的重试次数，0—5 的整数")
    model_backoff: float = Field(0.5, ge=0, le=10, description="首次重试前的等候时间，秒，0—10；以后每次加倍")
    model_max_chars: int = Field(
        6000, ge=200, le=50_000, description="模型回复的长度上限，字，200—50000 的整数；超出则截断"
    )
    model_price_sent: float | None = Field(
        None, ge=0, le=100_000, description="模型每百万个输入词元的价格，0—100000；两项价格都设了才计算费用"
    )
    model_price_received: float | None = Field(
        None, ge=0, le=100_000, description="模型每百万个输出词元的价格，0—100000；两项价格都设了才计算费用"
    )
    temperature: float = Field(0.0, ge=0, le=2, description="模型的随机程度，0—2；0 最稳定")
    host: str = Field("127.0.0.1", min_length=1, description="服务监听的地址；默认只供本机访问")
    port: int = Field(8321, ge=0, le=65535, description="服务监听的端口，0—65535 的整数；0 表示任选一个空闲端口")
    log: Literal["text", "json"] = Field(
        "text", description="服务日志的格式：text（只记警告和错误，供人读），或 json（每行一个对象，每个请求一行）"
    )
    rate_limit: int | None = Field(
        None,
        ge=0,
        le=1_000_000,
        description="每个用户每分钟的请求数上限，0—1000000 的整数，0 表示不限；不设则有账号时 1200，无账号时不限",
    )
    accounts: bool = Field(
        False, description="是否要登录；true 或 false。监听本机以外的地址时必须为 true，首次启动会建立管理员 admin"
    )
    admin_password: SecretStr | None = Field(
        None, description="首次启动时管理员 admin 的密码，12—128 个字符；不设则随机生成并显示一次"
    )
    hosts: tuple[str, ...] = Field(
        (), description='浏览器用来访问本服务的主机名，如 ["zhibi.example.cn"]；不设则有账号时不限，无账号时只限本机'
    )
    database: SecretStr | None = Field(
        None,
        description="文稿、任务、账号和对话存放的 PostgreSQL，写作 postgresql://用户:密码@主机:端口/库名；"
        "不设则存放在资料库文件夹的 work.sqlite 中",
    )
    workers: int = Field(0, ge=0, le=16, description="同时解析的文件数，0—16 的整数；0 表示每个处理器核心一个")
    ocr: bool = Field(True, description="是否识别扫描页和图片中的文字；true 或 false")
    max_file_mb: int = Field(200, ge=1, le=2000, description="单个文件的大小上限，MB，1—2000 的整数")
    parse_memory_mb: int = Field(
        4096, ge=1024, le=65_536, description="解析一份文件可用的内存（地址空间），MB，1024—65536 的整数"
    )
    parse_patience: float = Field(120.0, ge=5, le=3600, description="解析文件时多久没有进展即中止该文件，秒，5—3600")
    refused_marks: tuple[str, ...] = Field(
        (), description='除秘密、机密、绝密外另行拒收的标志，如 ["内部"]；只能增加，不能放宽'
    )
    k: int = Field(8, ge=1, le=50, description="每个问题取用的段落数，1—50 的整数")
    max_question_chars: int = Field(2000, ge=1, le=20_000, description="问题的长度上限，字，1—20000 的整数")

    @field_validator("home")
    @classmethod
    def _expand_user(cls, home: Path) -> Path:
        return home.expanduser()

    @field_validator("database")
    @classmethod
    def _is_an_address(cls, url: SecretStr | None) -> SecretStr | None:
        """The store looks at the rest of it; it is not loaded for that here."""
        if url is not None and not re.match(r"postgres(ql)?(\+psycopg)?://", url.get_secret_value()):
            raise ValueError("not an address of PostgreSQL")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = init_settings().get("home") or os.environ.get(f"{ENV_PREFIX}HOME") or DEFAULT_HOME
        file = InitSettingsSource(settings_cls, _read_file(Path(home).expanduser() / FILE_NAME))
        return init_settings, env_settings, file


def load_settings(home: Path | None = None, **overrides: object) -> Settings:
    """The settings of the home folder `home` (None: `ZHIBI_HOME`, else ".zhibi"); the folder need not exist.

    Args:
        overrides: Settings given on the command line; None leaves the field to the other sources.

    Raises:
        SettingsError: When a value is out of range, a key of `zhibi.toml` is unknown or the file is malformed.
    """
    given: dict[str, Any] = {key: value for key, value in {"home": home, **overrides}.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as exc:
        path = Path(given.get("home") or os.environ.get(f"{ENV_PREFIX}HOME") or DEFAULT_HOME).expanduser() / FILE_NAME
        raise _explained(exc, given, path) from exc


Origin = Literal["environment", "file", "given", "default"]
"""Where a setting has its value from: given is what was said when the program was started."""


def origin(settings: Settings, name: str) -> Origin:
    """Of one setting, as the environment and the file stand now."""
    field = Settings.model_fields[name]
    variable = f"{ENV_PREFIX}{name}".upper()
    if any(key.upper() == variable and value for key, value in os.environ.items()):
        return "environment"
    if name in _read_file(settings.home / FILE_NAME):
        return "file"
    return "default" if getattr(settings, name) == field.default else "given"


def _read_file(path: Path) -> dict[str, Any]:
    try:
        # utf-8-sig: Windows editors put a byte order mark in front, which TOML does not allow.
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as exc:
        raise SettingsError(f"设置文件 {path} 无法读取：{exc.strerror}", "请检查文件及其权限") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(f"设置文件 {path} 不是 UTF-8 编码", "请以 UTF-8 另存该文件") from exc
    except tomllib.TOMLDecodeError as exc:
        raise SettingsError(
            f"设置文件 {path} 不是合法的 TOML：{exc}", '每行写作：设置名 = 值，文字加引号，如 model = "gpt"'
        ) from exc
    _check_keys(values, path)
    return values


def _check_keys(values: dict[str, Any], path: Path) -> None:
    if "home" in values:
        raise SettingsError(f"设置文件 {path} 中不能设置 'home'", "请改用 --home 或环境变量 ZHIBI_HOME")
    for key in values:
        if key not in Settings.model_fields:
            known = sorted(set(Settings.model_fields) - {"home"})
            near = get_close_matches(key, known, n=1)
            hint = f"是否想写 {near[0]!r}" if near else f"可用的设置：{'、'.join(known)}"
            raise SettingsError(f"设置文件 {path} 中有不认识的设置 {key!r}", hint)


def _explained(exc: ValidationError, given: dict[str, Any], path: Path) -> SettingsError:
    """The first complaint as a sentence: where the value was set, and what the field takes. Values may be secret."""
    key = str(exc.errors()[0]["loc"][0])
    field = Settings.model_fields.get(key)
    if field is None:
        return SettingsError(f"没有名为 {key!r} 的设置", f"可用的设置：{'、'.join(sorted(Settings.model_fields))}")
    variable = f"{ENV_PREFIX}{key.upper()}"
    if key in given:
        return SettingsError(f"给出的 {key!r} 不合要求", f"{key}：{field.description}")
    if any(name.upper() == variable for name in os.environ):
        return SettingsError(f"环境变量 {variable} 的值不合要求", f"{key}：{field.description}")
    return SettingsError(f"设置文件 {path} 中 {key!r} 的值不合要求", f"{key}：{field.description}")
