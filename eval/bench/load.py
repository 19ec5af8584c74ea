"""An office at work: fifty users who search, ask and upload at a real server on two cores, and how it bears them.

`ZHIBI_LOAD_SECONDS=600` makes ten minutes of it, half a minute is the default; `ZHIBI_LOAD_USERS` sets the users and
`ZHIBI_LOAD_KINDS=search,ask` what they do. Each does one thing after the other and thinks for some seconds in between.
The library stays about as large as it is (see `people`); what a larger one costs is measured apart, after they left.
The users' own process runs beside the server; on a machine of two cores it takes its share of them.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, linear_regression, quantiles
from typing import Any, cast

import httpx

from eval.bench.people import OFTEN, Kind, Staff
from eval.bench.serving import DEMO, ZHIBI, questions, serving

SECONDS = float(os.environ.get("ZHIBI_LOAD_SECONDS", "30"))
USERS = int(os.environ.get("ZHIBI_LOAD_USERS", "50"))
KINDS = cast(Sequence[Kind], os.environ.get("ZHIBI_LOAD_KINDS", ",".join(OFTEN)).split(","))
CORES = 2
WARM_UP = max(10.0, SECONDS / 5)
"""Seconds that are not counted: indexes are opened, everybody brings their files, caches fill."""

SAMPLE_EVERY = 2.0
MINUTE = 60

GROWN = int(os.environ.get("ZHIBI_LOAD_GROWN", "300"))
"""Documents that come in after the office has closed; 0 leaves this out."""
ARTICLES = 20
AT_ONCE = 100
PATIENCE = 1800.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What the server tells of itself at one moment.

    Attributes:
        at: Seconds since the warm-up was over; negative before.
        mb: Resident memory; of the server itself, not of the processes in which it has files parsed.
    """

    at: float
    mb: float


@dataclass(frozen=True, slots=True)
class Held:
    """How large the library is."""

    documents: int
    chunks: int


def measure(shared: Path) -> dict[str, Any]:
    """Requests, errors, quantiles in seconds, and the server's memory in MB over time; `shared` is not needed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        ingest = [str(ZHIBI), "--home", str(home), "ingest", str(DEMO / "library"), "--collection", "demo"]
        subprocess.run(ingest, check=True, capture_output=True)
        with serving([str(ZHIBI), "--home", str(home)], _on_two_cores) as url:
            return _worked(url) | ({"grown": _grown(url)} if GROWN else {})


def _on_two_cores() -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-CORES:])


def _worked(url: str) -> dict[str, Any]:
    counts = time.monotonic() + WARM_UP
    staff = Staff(url, questions(), KINDS, counts, counts + SECONDS)
    people = staff.threads(USERS)
    for one in people:
        one.start()
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        samples = _sampled(client, counts, counts)
        before = _held(client)
        samples += _sampled(client, counts, staff.ends)
        after, waiting = _held(client), len(_unfinished(client))
    for one in people:
        one.join()
    requests = sum(map(len, staff.taken.values()))
    return {
        "users": USERS,
        "warm_up_seconds": WARM_UP,
        "seconds": SECONDS,
        "cores": CORES,
        "requests": requests,
        "per_second": round(requests / SECONDS, 1),
        "errors": sum(staff.errors.values()),
        "error_kinds": dict(staff.errors),
        **{f"{done}_seconds": _spread(taken) for done, taken in sorted(staff.taken.items())},
        "library": {"before": asdict(before), "after": asdict(after), "uploads_waiting": waiting},
        "memory_mb": steadiness(samples),
        "memory": [(round(one.at), round(one.mb, 1)) for one in samples],
    }


def steadiness(samples: Sequence[Sample]) -> dict[str, Any]:
    """How memory went: its mean in each minute, and the slope of the straight line through all samples.

    Shares are of the mean. What came before the warm-up was over is told as `before` alone.
    """
    counted = [one for one in samples if one.at >= 0]
    mean = fmean(one.mb for one in counted)
    slope = linear_regression([one.at / MINUTE for one in counted], [one.mb for one in counted]).slope
    minutes: dict[int, list[float]] = {}
    for one in counted:
        minutes.setdefault(int(one.at // MINUTE), []).append(one.mb)
    means = [round(fmean(found), 1) for found in minutes.values()]
    return {
        "before": round(samples[0].mb, 1),
        "minutes": means,
        "most": round(max(one.mb for one in counted), 1),
        "slope_per_minute": round(slope, 3),
        "slope_share": round(slope / mean, 5),
        "last_to_first": round(means[-1] / means[0], 4),
    }


def _grown(url: str) -> dict[str, Any]:
    """What `GROWN` more documents of `ARTICLES` articles cost, all questions asked before and after."""
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        mb, held = _settled(client), _held(client)
        for first in range(0, GROWN, AT_ONCE):
            numbers = range(first, min(first + AT_ONCE, GROWN))
            files = [("files", (f"规定{number}.txt", _rule(number).encode())) for number in numbers]
            client.post("/api/jobs/ingest", files=files).raise_for_status()
        after_mb, after = _settled(client), _held(client)
    documents, chunks = after.documents - held.documents, after.chunks - held.chunks
    return {
        "documents": documents,
        "chunks": chunks,
        "before_mb": round(mb, 1),
        "after_mb": round(after_mb, 1),
        "kb_per_document": round(1024 * (after_mb - mb) / documents, 1),
        "kb_per_chunk": round(1024 * (after_mb - mb) / chunks, 2),
    }


def _settled(client: httpx.Client) -> float:
    """MB once nothing waits to be taken in, and everything has been asked once more."""
    until = time.monotonic() + PATIENCE
    while _unfinished(client):
        assert time.monotonic() < until, "jobs do not come to an end"
        time.sleep(SAMPLE_EVERY)
    for question in questions():
        client.post("/api/ask", json={"question": question}).raise_for_status()
    return _resident(client)


def _unfinished(client: httpx.Client) -> list[dict[str, Any]]:
    """The newest 200."""
    asked = client.get("/api/jobs", params={"state": ["queued", "running"], "limit": 200})
    found: list[dict[str, Any]] = asked.json()["jobs"]
    return found


def _rule(number: int) -> str:
    """A rule of `ARTICLES` articles that nobody else has."""
    articles = [
        f"第{at}条 第{number}号事项的第{at}个环节由第{(number * 7 + at) % 97}支部在{at + number % 9}个工作日内办理，"
        f"所需材料不超过{at * 3}份；逾期的，由第{(number + at) % 89}督导组提醒并记入台账，每{at % 4 + 1}个月通报一次。"
        for at in range(1, ARTICLES + 1)
    ]
    return "\n".join([f"第{number}号事项办理规定", *articles]) + "\n"


def _sampled(client: httpx.Client, counts: float, until: float) -> list[Sample]:
    samples = []
    while (now := time.monotonic()) < until:
        samples.append(Sample(now - counts, _resident(client)))
        time.sleep(SAMPLE_EVERY)
    return samples


def _resident(client: httpx.Client) -> float:
    told = dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if not line.startswith("#"))
    return float(told["process_resident_memory_bytes"]) / 1024**2


def _held(client: httpx.Client) -> Held:
    documents = client.get("/api/documents").json()["documents"]
    return Held(len(documents), sum(one["chunks"] for one in documents))


def _spread(taken: Sequence[float]) -> dict[str, float]:
    if len(taken) < 2:
        return {"count": len(taken)}
    cuts = quantiles(taken, n=100, method="inclusive")
    return {"count": len(taken), "p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "most": round(max(taken), 3)}
