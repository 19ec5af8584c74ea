"""What the server counts, as Prometheus reads it. Labels are drawn from closed sets: no name, no question, no id."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from assistant.jobs.runner import Ended
from assistant.types import Answer
from ingest.types import IngestReport

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60)
JOB_SECONDS = (1, 5, 15, 60, 300, 900, 3600, 14_400)

SIZE_EVERY = 60.0
"""Seconds for which the library's size is not counted anew."""

Size = Callable[[], tuple[int, int]]
"""How many documents and chunks the library shows."""


@dataclass(frozen=True)
class Summary:
    """The figures that people ask for, since the server started.

    Attributes:
        broken: Requests that met a bug or a part that could not be used.
        answer_seconds: Of one answer, on average; None before the first.
        memory: In bytes; since: Seconds since 1970. None where the system does not tell.
    """

    requests: int
    broken: int
    answered: int
    refused: int
    answer_seconds: float | None
    files: int
    failed_files: int
    jobs: int
    failed_jobs: int
    memory: int | None
    since: float | None


class Metrics:
    """The figures of one server.

    Args:
        size: Asked at most once a minute, in the thread that renders.
    """

    def __init__(self, size: Size) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        registry.register(_Library(size))
        self.requests = Counter("zhibi_requests", "HTTP requests.", ["method", "route", "status"], registry=registry)
        self.seconds = Histogram(
            "zhibi_request_seconds", "Time to the end of the reply.", ["method", "route"],
            buckets=SECONDS, registry=registry,
        )  # fmt: skip
        self.under_way = Gauge("zhibi_requests_under_way", "HTTP requests being answered.", registry=registry)
        self._answers = Counter("zhibi_answers", "Questions answered or refused.", ["outcome"], registry=registry)
        self._answer_seconds = Histogram(
            "zhibi_answer_seconds", "Time an answer took.", buckets=SECONDS, registry=registry
        )
        self._files = Counter(
            "zhibi_ingested_files", "Files taken in, by what became of them.", ["outcome"], registry=registry
        )
        self._jobs = Counter("zhibi_jobs", "Jobs that have ended.", ["kind", "state"], registry=registry)
        self._job_seconds = Histogram(
            "zhibi_job_seconds", "Time of a job's last attempt.", ["kind"], buckets=JOB_SECONDS, registry=registry
        )
        for outcome in ("answered", "refused"):
            self._answers.labels(outcome)

    def answered(self, answer: Answer) -> None:
        self._answers.labels("refused" if answer.refused else "answered").inc()
        self._answer_seconds.observe(answer.seconds)

    def ingested(self, report: IngestReport) -> None:
        for outcome, files in (("taken", report.documents), ("skipped", report.skipped), ("failed", report.failed)):
            self._files.labels(outcome).inc(len(files))

    def job_ended(self, ended: Ended) -> None:
        self._jobs.labels(ended.kind, ended.state).inc()
        self._job_seconds.labels(ended.kind).observe(ended.seconds)

    def summary(self) -> Summary:
        """Of what `render` tells, in a few numbers."""
        samples = [sample for metric in self._registry.collect() for sample in metric.samples]

        def total(name: str, label: str = "", start: str = "") -> int:
            return int(
                sum(one.value for one in samples if one.name == name and one.labels.get(label, "").startswith(start))
            )

        count, seconds = (
            total("zhibi_answer_seconds_count"),
            self._registry.get_sample_value("zhibi_answer_seconds_sum"),
        )
        memory = self._registry.get_sample_value("process_resident_memory_bytes")
        return Summary(
            requests=total("zhibi_requests_total"),
            broken=total("zhibi_requests_total", "status", "5"),
            answered=total("zhibi_answers_total", "outcome", "answered"),
            refused=total("zhibi_answers_total", "outcome", "refused"),
            answer_seconds=seconds / count if count and seconds is not None else None,
            files=total("zhibi_ingested_files_total", "outcome", "taken"),
            failed_files=total("zhibi_ingested_files_total", "outcome", "failed"),
            jobs=total("zhibi_jobs_total"),
            failed_jobs=total("zhibi_jobs_total", "state", "failed"),
            memory=None if memory is None else int(memory),
            since=self._registry.get_sample_value("process_start_time_seconds"),
        )

    def render(self) -> bytes:
        """The text format of Prometheus, version 0.0.4."""
        return generate_latest(self._registry)


class _Library(Collector):
    def __init__(self, size: Size) -> None:
        self._size = size
        self._known: tuple[int, int] | None = None
        self._known_at = 0.0

    def collect(self) -> Iterator[GaugeMetricFamily]:
        if self._known is None or time.monotonic() - self._known_at > SIZE_EVERY:
            self._known, self._known_at = self._size(), time.monotonic()
        documents, chunks = self._known
        yield GaugeMetricFamily("zhibi_library_documents", "Documents in the library.", documents)
        yield GaugeMetricFamily("zhibi_library_chunks", "Pieces that are searched.", chunks)

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is counted before somebody asks."""
        return ()
