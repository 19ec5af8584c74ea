"""`zhibi doctor`: is everything in place, and if not, what mends it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import typer

from assistant.interfaces.cli.session import JsonFlag, reporting, settings_of, show, show_json
from ingest.errors import ZhibiError

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.interfaces import wire

PACKAGES = (
    "zhibi", "chromadb", "tantivy", "sqlalchemy", "pypdf", "pypdfium2", "langchain", "sentence-transformers", "fastapi",
    "nicegui",
)
PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "libreoffice": ("soffice", "libreoffice")}
"""Programs that are looked for on the path, none of them needed to answer questions."""


def doctor(context: typer.Context, as_json: JsonFlag = False) -> None:
    """体检：版本、设置、编码器、语言模型、资料库；有问题时退出码为 1。"""
    from assistant.interfaces import render

    with reporting(as_json):
        report = examine(settings_of(context))
        show_json(report) if as_json else show(render.doctor_report(report))
        if not report.ok:
            raise typer.Exit(1)


def examine(settings: Settings) -> wire.DoctorReport:
    """Look at everything; what cannot be opened becomes a problem, not an error."""
    import platform  # as slow as the rest of --help together

    from assistant.interfaces import wire

    problems: list[wire.Problem] = []
    encoder = _encoder(settings, problems)
    library = _library(settings, problems)
    return wire.DoctorReport(
        ok=not problems,
        versions={"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        home=str(settings.home.absolute()),
        encoder=encoder,
        model=settings.model,
        model_url=_without_credentials(settings.base_url),
        model_key_set=settings.api_key is not None,
        library=library,
        programs={name: _found(commands) for name, commands in PROGRAMS.items()},
        problems=problems,
    )


def _encoder(settings: Settings, problems: list[wire.Problem]) -> wire.EncoderState:
    from assistant.interfaces import wire
    from ingest.encoder import load_encoder

    try:
        encoder = load_encoder(settings.encoder)
    except ZhibiError as error:
        problems.append(_problem(error))
        return wire.EncoderState(name=settings.encoder, dimension=None, fingerprint=None)
    return wire.EncoderState(name=encoder.name, dimension=encoder.dimension, fingerprint=encoder.fingerprint)


def _library(settings: Settings, problems: list[wire.Problem]) -> wire.LibraryState | None:
    from assistant.interfaces import wire
    from assistant.service import Service

    if not settings.home.is_dir():
        return None
    try:
        with Service.open(settings) as service:
            records = service.documents()
            problems += [wire.Problem.of(problem) for problem in service.check()]
            return wire.LibraryState(
                documents=len(records),
                chunks=sum(record.chunks for record in records),
                doubtful=sum(record.status != "ready" for record in records),
                collections=service.collections(),
            )
    except ZhibiError as error:
        problems.append(_problem(error))
        return None


def _problem(error: ZhibiError) -> wire.Problem:
    from assistant.interfaces import wire

    return wire.Problem(what=error.message, hint=error.hint, items=[])


def _version(package: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version  # 30 ms that --help does not need

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _found(commands: tuple[str, ...]) -> str | None:
    return next((path for path in map(shutil.which, commands) if path), None)


def _without_credentials(url: str | None) -> str | None:
    """The address without a user name or password that stands in it."""
    if url is None:
        return None
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
