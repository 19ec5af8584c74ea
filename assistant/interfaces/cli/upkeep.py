"""`zhibi serve` and `zhibi doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.interfaces.cli.session import JsonFlag, log_to_stderr, reporting, settings_of, show, show_json


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help="监听的地址；没有启用账号时只接受本机地址")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, metavar="PORT", help="监听的端口，默认 8321；0 表示任选")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """启动服务：浏览器页面和 HTTP 接口。Ctrl-C 停止。"""
    from assistant.interfaces.heap import keep_small

    keep_small()  # what is imported next starts threads
    # The web server and NiceGUI take over a second to import: only here.
    from assistant.interfaces.api.app import create_app
    from assistant.interfaces.api.server import address, bind, run
    from assistant.interfaces.backend import Backend
    from assistant.interfaces.cli.accounts import begun
    from assistant.interfaces.cli.reports import Serving
    from assistant.interfaces.logs import log_as_json
    from assistant.interfaces.web.page import mount
    from assistant.service import Service
    from assistant.store.database import is_made

    log_to_stderr()
    with reporting(as_json):
        settings = settings_of(context, host=host, port=port)
        if settings.log == "json":
            hidden = (settings.api_key, settings.database, settings.admin_password)
            log_as_json([one.get_secret_value() for one in hidden if one is not None])
        local = not settings.accounts
        with (
            bind(settings.host, settings.port, accounts=not local) as listener,
            Service.open(settings, write=True) as service,
        ):
            if is_made(settings):
                service.jobs.list(limit=1)  # a database that cannot be used is told now, in a sentence
            url = address(listener)
            backend = Backend(service, settings, None if local else begun(service.accounts, settings))
            backend.inbox.clear()
            app = create_app(backend)
            mount(app, backend)

            def on_ready() -> None:
                show_json(Serving(url=url)) if as_json else show(f"执笔已就绪：{url}")
                backend.warm_up()

            run(app, listener, on_ready)


def doctor(context: typer.Context, as_json: JsonFlag = False) -> None:
    """体检：版本、设置、编码器、语言模型、资料库；有问题时退出码为 1。"""
    # The retrieval stack is not needed for --help.
    from assistant.interfaces.cli.reports import doctor_report
    from assistant.interfaces.doctor import examine

    with reporting(as_json):
        report = examine(settings_of(context))
        show_json(report) if as_json else show(doctor_report(report))
        if not report.ok:
            raise typer.Exit(1)
