"""`zhibi mcp`."""

from __future__ import annotations

import typer

from assistant.interfaces.cli.session import log_to_stderr, opened, reporting


def mcp(context: typer.Context) -> None:
    """作为 MCP 服务器供其他程序调用（标准输入输出）：检索、提问、核对、起草、列出文件。"""
    from assistant.interfaces.mcp.server import serve_stdio  # the SDK takes a second to import

    log_to_stderr()
    with reporting(False), opened(context) as service:
        serve_stdio(service)
