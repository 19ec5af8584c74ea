"""What a run was made of: enough to tell whether two runs differ by what they were meant to differ by."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from assistant.config import Settings
from assistant.errors import UnreadableFileError
from assistant.service import Service
from eval.cases import Case
from eval.evaluator import Evaluator
from eval.record import digest_of
from eval.revision import Code, code_used
from ingest.encoder import load_encoder
from ingest.types import DocumentRecord
from prompts.loader import load_prompt

Nested = TypeVar("Nested")

_NO_INFLUENCE = frozenset({"home", "host", "port", "api_key", "base_url", "model", "encoder"})
"""Settings that no figure hangs on, that are secret, or that stand elsewhere in the manifest."""


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Which cases were run.

    Attributes:
        sha256: Of all that the cases ask and expect, in order.
        faults: Lines of the case file that are no case, as sentences; they are not in `count`.
    """

    name: str
    sha256: str
    count: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EncoderUsed:
    name: str
    fingerprint: str
    fusion_weight: float


@dataclass(frozen=True, slots=True)
class LibraryUsed:
    """Which documents could answer.

    Attributes:
        fingerprint: Of every visible document's collection, file name and content.
        failed: File names of the data set that could not be taken in, with the reason.
    """

    fingerprint: str
    documents: int
    chunks: int
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the cases are put to the service.

    Attributes:
        k: Passages that an answer may use.
        depth: Passages of the ranking that retrieval metrics see.
        repeat: How often each question is put, from 1 up.
        ask: False searches only.
        earlier_questions: Whether the earlier questions of a multi-turn case are passed on.
    """

    k: int
    depth: int
    repeat: int = 1
    ask: bool = True
    earlier_questions: bool = False


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run but for its figures. All but the last six decide the figures.

    Attributes:
        settings: Without secrets.
        model: With its address, without credentials; None when no model is set.
        prompts: name@version of those the model is given; of a judge with the name of its model.
        metrics: Name -> version.
        workers: Questions under way at a time; more than one makes each of them slower.
        started: UTC, ISO 8601.
        finished: None while the run is under way or was interrupted.
    """

    cases: CaseSet
    code: Code
    settings: Mapping[str, Any]
    encoder: EncoderUsed
    model: str | None
    model_url: str | None
    prompts: tuple[str, ...]
    library: LibraryUsed
    plan: Plan
    metrics: Mapping[str, int]
    workers: int = 1
    python: str = field(default_factory=platform.python_version)
    platform: str = field(default_factory=platform.platform)
    started: str = field(default_factory=lambda: now())
    finished: str | None = None

    def dump(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Raises UnreadableFileError."""
        try:
            return _from_json(json.loads(path.read_bytes()))
        except OSError as exc:
            raise UnreadableFileError(f"{str(path)!r} 读不出来：{exc.strerror}", "请指定一次评测的结果文件夹") from exc
        except (ValueError, KeyError, TypeError) as exc:
            message = f"{str(path)!r} 不是评测记录（{type(exc).__name__}：{exc}）"
            raise UnreadableFileError(message, "请指定本版本生成的结果文件夹") from exc


DECIDING: Mapping[str, str] = {
    "cases": "案例", "code": "代码", "settings": "设置", "encoder": "编码器", "model": "语言模型",
    "model_url": "模型地址", "prompts": "提示词", "library": "资料库", "plan": "运行方式", "metrics": "指标",
}  # fmt: skip
"""Parts of a manifest that decide the figures, with their Chinese names."""


def describe(
    name: str,
    cases: Sequence[Case],
    service: Service,
    metrics: Mapping[str, Evaluator],
    plan: Plan,
    *,
    workers: int = 1,
    faults: Iterable[object] = (),
    failed: Iterable[tuple[str, str]] = (),
) -> Manifest:
    """The manifest of a run that is about to start."""
    settings = service.settings
    encoder = load_encoder(settings.encoder)
    return Manifest(
        cases=CaseSet(name, digest_of(cases), len(cases), tuple(map(str, faults))),
        code=code_used(),
        settings=plain_settings(settings),
        encoder=EncoderUsed(encoder.name, encoder.fingerprint, encoder.fusion_weight),
        model=settings.model,
        model_url=_without_credentials(settings.base_url) if settings.model else None,
        prompts=(*_prompts(settings), *_judges(metrics)),
        library=library_used(service.documents(), failed),
        plan=plan,
        metrics={key: metric.version for key, metric in metrics.items()},
        workers=workers,
    )


def differing(one: Manifest, other: Manifest) -> tuple[str, ...]:
    """The parts that decide the figures and differ, by their keys in `DECIDING`."""
    first, second = _deciding(one), _deciding(other)
    return tuple(key for key in DECIDING if first[key] != second[key])


def plain_settings(settings: Settings) -> dict[str, Any]:
    """The settings that figures may hang on, as JSON values; no address, no key, no path."""
    return settings.model_dump(mode="json", exclude=set(_NO_INFLUENCE))


def library_used(records: Sequence[DocumentRecord], failed: Iterable[tuple[str, str]] = ()) -> LibraryUsed:
    """The same for the same files in the same collections, wherever they lie and whenever they were taken in."""
    held = sorted(f"{one.collection}\0{Path(one.path).name}\0{one.sha256}" for one in records)
    fingerprint = sha256("\n".join(held).encode(errors="surrogatepass")).hexdigest()
    return LibraryUsed(fingerprint, len(records), sum(one.chunks for one in records), tuple(failed))


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _prompts(settings: Settings) -> tuple[str, ...]:
    if settings.model is None:
        return ()
    from assistant.answering.chain import PROMPT  # LangChain costs seconds that a run without a model need not pay
    from assistant.retrieval.understanding import rewriting

    return (load_prompt(PROMPT).identity, load_prompt(rewriting.PROMPT).identity)


def _judges(metrics: Mapping[str, Evaluator]) -> tuple[str, ...]:
    """What metrics that ask a model themselves say they are."""
    found = (getattr(metric, "identity", None) for metric in metrics.values())
    return tuple(str(one) for one in found if one is not None)


def _without_credentials(url: str | None) -> str | None:
    """The address without user name, password and query, any of which may be secret."""
    if url is None:
        return None
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _deciding(manifest: Manifest) -> dict[str, Any]:
    """As JSON, so that a manifest read back equals the one written. What git says of the code is told by its digest."""
    known: dict[str, Any] = json.loads(json.dumps(manifest.dump()))
    known["code"] = {key: known["code"][key] for key in ("version", "source")}
    known["cases"] = {key: known["cases"][key] for key in ("sha256", "count")}
    known["library"] = known["library"]["fingerprint"]
    return known


def _from_json(known: dict[str, Any]) -> Manifest:
    made = dict(known)
    made["cases"] = _nested(CaseSet, known["cases"])
    made["library"] = _nested(LibraryUsed, known["library"])
    for name, kind in (("code", Code), ("encoder", EncoderUsed), ("plan", Plan)):
        made[name] = _nested(kind, known[name])
    made["prompts"] = tuple(known["prompts"])
    return Manifest(**{one.name: made[one.name] for one in fields(Manifest)})


def _nested(kind: type[Nested], known: Mapping[str, Any]) -> Nested:
    """A dataclass from its JSON; lists become tuples, as they were."""
    return kind(**{key: _frozen(value) for key, value in known.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


__all__ = [
    "DECIDING",
    "CaseSet",
    "EncoderUsed",
    "LibraryUsed",
    "Manifest",
    "Plan",
    "describe",
    "differing",
    "library_used",
    "now",
    "plain_settings",
]
