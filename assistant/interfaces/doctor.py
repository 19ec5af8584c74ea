"""Is everything in place, and if not, what mends it: what `zhibi doctor` and the page's 管理 look at."""

from __future__ import annotations

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from assistant.config import Settings
from assistant.errors import ZhibiError
from assistant.interfaces.wire.doctor import DatabaseState, DoctorReport, EncoderState, LibraryState, RerankerState
from assistant.interfaces.wire.health import Problem
from assistant.retrieval.ranking import load_judge
from assistant.service import Service
from assistant.store.database import FILE, Database, is_made
from ingest.encoder import load_encoder

PACKAGES = (
    "zhibi", "chromadb", "tantivy", "sqlalchemy", "pypdf", "pypdfium2", "langchain", "sentence-transformers", "fastapi",
    "nicegui",
)  # fmt: skip
PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "libreoffice": ("soffice", "libreoffice")}
"""Programs that are looked for on the path, none of them needed to answer questions."""


def examine(settings: Settings, service: Service | None = None, *, quick: bool = False) -> DoctorReport:
    """Look at everything; what cannot be opened becomes a problem, not an error.

    Args:
        service: One that is open already; None opens one to look.
        quick: Leave out what takes its time: comparing the library with its indexes, trying the reranker.
    """
    problems: list[Problem] = []
    encoder = _encoder(settings, problems, service)
    reranker = None if quick else _reranker(settings, problems)
    library = _library(settings, problems, service, check=not quick)
    database = _database(settings, problems)
    return DoctorReport(
        ok=not problems,
        versions={"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}},
        home=str(settings.home.absolute()),
        encoder=encoder,
        reranker=reranker,
        model=settings.model,
        model_url=without_credentials(settings.base_url),
        model_key_set=settings.api_key is not None,
        library=library,
        database=database,
        programs={name: _found(commands) for name, commands in PROGRAMS.items()},
        problems=problems,
    )


def _encoder(settings: Settings, problems: list[Problem], service: Service | None) -> EncoderState:
    try:
        encoder = load_encoder(settings.encoder) if service is None else service.encoder
    except ZhibiError as error:
        problems.append(_problem(error))
        return EncoderState(name=settings.encoder, dimension=None, fingerprint=None)
    return EncoderState(name=encoder.name, dimension=encoder.dimension, fingerprint=encoder.fingerprint)


def _reranker(settings: Settings, problems: list[Problem]) -> RerankerState | None:
    if settings.reranker is None:
        return None
    try:
        load_judge(settings.reranker).scores_of("资料", ["资料"])
    except ZhibiError as error:
        problems.append(_problem(error))
        return RerankerState(name=settings.reranker, usable=False)
    return RerankerState(name=settings.reranker, usable=True)


def _library(
    settings: Settings, problems: list[Problem], service: Service | None, *, check: bool
) -> LibraryState | None:
    if not settings.home.is_dir():
        return None
    try:
        if service is not None:
            return _held(service, problems, check=check)
        with Service.open(settings) as opened:
            return _held(opened, problems, check=check)
    except ZhibiError as error:
        problems.append(_problem(error))
        return None


def _held(service: Service, problems: list[Problem], *, check: bool) -> LibraryState:
    records = service.documents()
    problems += [Problem.of(problem) for problem in service.check()] if check else []
    return LibraryState(
        documents=len(records),
        chunks=sum(record.chunks for record in records),
        doubtful=sum(record.status != "ready" for record in records),
        collections=service.collections(),
    )


def _database(settings: Settings, problems: list[Problem]) -> DatabaseState | None:
    """As it stands: looking makes and upgrades nothing."""
    if not is_made(settings):
        return DatabaseState(kind="sqlite", place=str(settings.home.absolute() / FILE), usable=True, revision=None)
    try:
        database = Database.unprepared(settings)
    except ZhibiError as error:
        problems.append(_problem(error))
        return None
    with database:
        revision, usable = None, True
        try:
            revision = database.revision()
            database.require_known(revision)
            database.require_own(settings.home)
        except ZhibiError as error:
            problems.append(_problem(error))
            usable = False
        return DatabaseState(kind=database.kind, place=database.name, usable=usable, revision=revision)


def _problem(error: ZhibiError) -> Problem:
    return Problem(what=error.message, hint=error.hint, items=[])


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _found(commands: tuple[str, ...]) -> str | None:
    return next((path for path in map(shutil.which, commands) if path), None)


def without_credentials(url: str | None) -> str | None:
    """The address without a user name or password that stands in it."""
    if url is None:
        return None
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
