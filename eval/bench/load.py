"""An office at work: fifty users who search, ask and upload at a real server on two cores, and how it bears them.

`ZHIBI_LOAD_SECONDS=600` makes ten minutes of it, half a minute is the default; `ZHIBI_LOAD_USERS` sets the users.
Each user does one thing after the other and thinks for some seconds in between. The users' own process runs beside the
server; on a machine of two cores it takes its share of them.
"""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

from eval.bench.serving import DEMO, ZHIBI, questions, serving

SECONDS = float(os.environ.get("ZHIBI_LOAD_SECONDS", "30"))
USERS = int(os.environ.get("ZHIBI_LOAD_USERS", "50"))
CORES = 2
WARM_UP = 5.0
"""Seconds that are not counted: indexes are opened, users begin one after the other."""

THINKING = (1.0, 9.0)
"""Seconds between two things that one user does, evenly spread: about ten requests a second of fifty users."""

KINDS = ("search",) * 9 + ("ask",) * 9 + ("upload",) * 2
SAMPLE_EVERY = 2.0


def measure(shared: Path) -> dict[str, Any]:
    """Requests, errors, quantiles in seconds, and the server's memory in MB over time; `shared` is not needed."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        ingest = [str(ZHIBI), "--home", str(home), "ingest", str(DEMO / "library"), "--collection", "demo"]
        subprocess.run(ingest, check=True, capture_output=True)
        with serving([str(ZHIBI), "--home", str(home)], _on_two_cores) as url:
            return _office(url)


def _on_two_cores() -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def _office(url: str) -> dict[str, Any]:
    office = _Office(url, questions())
    threads = [threading.Thread(target=office.work, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    memory = office.watch()
    for thread in threads:
        thread.join()
    return office.figures(memory)


class _Office:
    def __init__(self, url: str, questions: list[str]) -> None:
        self._url = url
        self._questions = questions
        self._began = time.monotonic()
        self._ends = self._began + WARM_UP + SECONDS
        self._taken: dict[str, list[float]] = defaultdict(list)
        self._errors: Counter[str] = Counter()
        self._lock = threading.Lock()

    def work(self, number: int) -> None:
        """One user, until the end."""
        chance = random.Random(number)
        time.sleep(chance.uniform(0, WARM_UP))
        with httpx.Client(base_url=self._url, timeout=60, trust_env=False) as client:
            turn = 0
            while time.monotonic() < self._ends:
                turn += 1
                self._do(client, chance.choice(KINDS), chance, f"{number}-{turn}")
                time.sleep(chance.uniform(*THINKING))

    def _do(self, client: httpx.Client, kind: str, chance: random.Random, name: str) -> None:
        started = time.monotonic()
        try:
            reply = self._request(client, kind, chance, name)
            error = None if reply.status_code < 400 else f"{kind} {reply.status_code}"
        except httpx.HTTPError as failed:
            error = f"{kind} {type(failed).__name__}"
        if started < self._began + WARM_UP:
            return
        with self._lock:
            self._taken[kind].append(time.monotonic() - started)
            if error is not None:
                self._errors[error] += 1

    def _request(self, client: httpx.Client, kind: str, chance: random.Random, name: str) -> httpx.Response:
        question = chance.choice(self._questions)
        if kind == "search":
            return client.post("/api/search", json={"question": question})
        if kind == "ask":
            return client.post("/api/ask", json={"question": question})
        unit = f"第{chance.randint(1, 99)}支部"
        text = f"关于{name}号事项的通知\n第一条 {name}号事项由{unit}办理。\n第二条 自印发之日起施行。\n"
        return client.post("/api/jobs/ingest", files={"files": (f"通知{name}.txt", text.encode())})

    def watch(self) -> list[tuple[int, int]]:
        """Seconds since the start and the server's resident memory in MB, until the end."""
        found = []
        with httpx.Client(base_url=self._url, timeout=60, trust_env=False) as client:
            while time.monotonic() < self._ends:
                at = time.monotonic()
                told = client.get("/metrics").text
                lines = [line for line in told.splitlines() if line.startswith("process_resident_memory_bytes ")]
                found.append((round(at - self._began), round(float(lines[0].split()[1]) / 1024**2)))
                time.sleep(SAMPLE_EVERY)
        return found

    def figures(self, memory: list[tuple[int, int]]) -> dict[str, Any]:
        settled = [used for at, used in memory if at >= WARM_UP]
        half = settled[len(settled) // 2 :]
        requests = sum(map(len, self._taken.values()))
        return {
            "users": USERS,
            "seconds": SECONDS,
            "cores": CORES,
            "requests": requests,
            "per_second": round(requests / SECONDS, 1),
            "errors": sum(self._errors.values()),
            "error_kinds": dict(self._errors),
            **{f"{kind}_seconds": _spread(taken) for kind, taken in sorted(self._taken.items())},
            "memory_mb": {"first": settled[0], "middle": half[0], "last": settled[-1], "most": max(settled)},
            "memory": memory,
        }


def _spread(taken: list[float]) -> dict[str, float]:
    if len(taken) < 2:
        return {"count": len(taken)}
    cuts = quantiles(taken, n=100, method="inclusive")
    return {"count": len(taken), "p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "most": round(max(taken), 3)}
