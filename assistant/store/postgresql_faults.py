"""What PostgreSQL complains of, as sentences: by its error codes, and by its words where a connection has none yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy.exc import DBAPIError, OperationalError

from assistant.errors import StoreError, ZhibiError
from ingest.errors import DiskFullError

GRANTS = "请由数据库管理员授权：ALTER DATABASE 库名 OWNER TO 用户；或 GRANT USAGE, CREATE ON SCHEMA public TO 用户"
TLS = "ZHIBI_DATABASE 末尾的 ?sslmode=verify-full&sslrootcert=证书文件"
RUNNING = "请检查 PostgreSQL 是否在运行，ZHIBI_DATABASE 中的主机和端口是否正确"

SENTENCES: dict[str, tuple[str, str]] = {
    "28": (
        "数据库（{name}）不接受这个用户名或密码",
        "请检查 ZHIBI_DATABASE 中的用户名和密码，以及服务器的 pg_hba.conf",
    ),
    "3D": (
        "服务器上没有这个库（{name}）",
        "请先建库：CREATE DATABASE 库名 OWNER 用户 ENCODING 'UTF8' TEMPLATE template0",
    ),
    "42501": ("在数据库（{name}）中没有所需的权限：{reason}", GRANTS),
    "3F": ("在数据库（{name}）中没有可用的模式：{reason}", GRANTS),
    "42P07": ("数据库（{name}）里有别的程序的表：{reason}", "请另建一个空的库"),
    "53300": ("数据库（{name}）的连接数已满", "请稍后重试，或由数据库管理员调大 max_connections"),
    "55P03": ("另一个程序正在写入（{name}）", "请稍后重试"),
    "40": ("另一个程序正在写入（{name}）", "请稍后重试"),
    "25006": ("数据库（{name}）只能读取", "请改用主服务器的地址"),
    "57": ("数据库（{name}）中断了连接：{reason}", RUNNING),
    "08": ("连不上数据库（{name}）：{reason}", RUNNING),
    "entry": (
        "数据库（{name}）不接受从这里来的连接：{reason}",
        f"请由数据库管理员在服务器的 pg_hba.conf 中允许；服务器只接受加密的连接时，请写明 {TLS}",
    ),
    "tls": (
        "与数据库（{name}）的加密连接没有建立：{reason}",
        f"请检查 {TLS}：服务器的证书应由该文件中的证书签发，并写有 ZHIBI_DATABASE 中的主机名",
    ),
    "invalid": ("数据库（{name}）的地址写得不对：{reason}", "请检查 ZHIBI_DATABASE 中问号以后的部分"),
    "": ("工作数据库（{name}）无法读写：{reason}", "请查看 PostgreSQL 的日志；数据有损时请从备份恢复"),
}
"""Error code, or the beginning of one -> sentence and hint. The codes are those of PostgreSQL's appendix A."""

WORDS: tuple[tuple[str, str], ...] = (
    (r"password authentication failed|no password supplied|authentication failed", "28"),
    (r"no pg_hba\.conf entry", "entry"),
    (r"certificate|does not support SSL", "tls"),
    (r'role ".*" (does not exist|is not permitted)', "28"),
    (r'database ".*" does not exist', "3D"),
    (r"permission denied for database", "42501"),
    (r"too many (clients|connections)|connection slots are reserved", "53300"),
    (r"invalid connection option|invalid .* value|invalid port|invalid integer", "invalid"),
)
"""A server that refuses a connection gives the driver no code; these are its words where it speaks English."""

FULL = "53100"


def explained(name: str, secrets: Sequence[str], error: DBAPIError) -> ZhibiError:
    """The driver's `error` on the database called `name`, without any of the `secrets`."""
    said = str(error.orig)
    for secret in secrets:
        said = said.replace(secret, "***")
    code = getattr(error.orig, "sqlstate", None) or _by_words(said, error)
    if code == FULL:
        return DiskFullError(f"数据库服务器的磁盘空间不足，无法写入（{name}）", "请由数据库管理员腾出空间后重试")
    sentence, hint = next(SENTENCES[code[:length]] for length in (7, 5, 2, 0) if code[:length] in SENTENCES)
    return StoreError(sentence.format(name=name, reason=_reason(said)), hint)


def _by_words(said: str, error: DBAPIError) -> str:
    for pattern, code in WORDS:
        if re.search(pattern, said):
            return code
    return "08" if isinstance(error, OperationalError) else ""


def _reason(said: str) -> str:
    """The first line that tells something; of several attempts to connect the first."""
    lines = [line.strip(" -\t") for line in said.splitlines() if line.strip()]
    told = next((line for line in lines if not line.startswith("Multiple connection attempts")), said)
    return told.removeprefix("connection failed: ")
