"""The people of an office as a server meets them: each searches, asks, and keeps some files of their own up to date."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Literal

import httpx

FILES = 4
"""Files of their own that each person has in the library: the first time all are brought, then one after the other is
replaced by a corrected one, or removed and brought anew, so that the library stays about as large as it is."""

REMOVED = 0.25
"""How many of the changes to one's own files are removals."""

THINKING = (1.0, 9.0)
"""Seconds between two things that one person does, evenly spread: about ten requests a second of fifty people."""

Kind = Literal["search", "ask", "file"]
Done = Literal["search", "ask", "upload", "remove"]

OFTEN: dict[Kind, int] = {"search": 9, "ask": 9, "file": 2}


class Staff:
    """People at work until `ends`; what they do from `counts` on is counted (both by `time.monotonic`).

    Attributes:
        taken: Seconds of each request, by what was done.
        errors: How often what went wrong.
    """

    def __init__(self, url: str, questions: Sequence[str], kinds: Sequence[Kind], counts: float, ends: float) -> None:
        self.url = url
        self.questions = questions
        self.kinds = [kind for kind in kinds for _ in range(OFTEN[kind])]
        self.ends = ends
        self.taken: dict[Done, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self._counts = counts
        self._lock = threading.Lock()

    def threads(self, number: int) -> list[threading.Thread]:
        """So many, each in a thread that is not started."""
        return [threading.Thread(target=_Person(self, each).work) for each in range(number)]

    def note(self, done: Done, started: float, error: str | None) -> None:
        if started < self._counts:
            return
        with self._lock:
            self.taken[done].append(time.monotonic() - started)
            if error is not None:
                self.errors[f"{done} {error}"] += 1


class _Person:
    def __init__(self, staff: Staff, number: int) -> None:
        self._staff = staff
        self._number = number
        self._chance = random.Random(number)
        self._editions: dict[int, int] = {}

    def work(self) -> None:
        with httpx.Client(base_url=self._staff.url, timeout=60, trust_env=False) as client:
            time.sleep(self._chance.uniform(0, THINKING[1]))
            if "file" in self._staff.kinds:
                self._timed("upload", lambda: self._bring(client, range(FILES)))
            while time.monotonic() < self._staff.ends:
                self._do(client, self._chance.choice(self._staff.kinds))
                time.sleep(self._chance.uniform(*THINKING))

    def _do(self, client: httpx.Client, kind: Kind) -> None:
        if kind == "file":
            self._tidy(client)
            return
        question = self._chance.choice(self._staff.questions)
        self._timed(kind, lambda: client.post(f"/api/{kind}", json={"question": question}))

    def _tidy(self, client: httpx.Client) -> None:
        """One of the files is removed, brought again after it was, or replaced by a corrected one."""
        missing = [slot for slot in range(FILES) if slot not in self._editions]
        slot = self._chance.choice(missing or range(FILES))
        if not missing and self._chance.random() < REMOVED and (known := self._find(client, slot)):
            del self._editions[slot]
            self._timed("remove", lambda: client.delete(f"/api/documents/{known}"))
        else:
            self._timed("upload", lambda: self._bring(client, [slot]))

    def _bring(self, client: httpx.Client, slots: Sequence[int]) -> httpx.Response:
        files = [("files", (self._name(slot), self._text(slot).encode())) for slot in slots]
        return client.post("/api/jobs/ingest", files=files)

    def _find(self, client: httpx.Client, slot: int) -> str | None:
        """The id of one's file; None while it waits to be taken in."""
        found = client.get("/api/documents", params={"q": self._name(slot)}).json()["documents"]
        return found[0]["id"] if found else None

    def _name(self, slot: int) -> str:
        return f"通知{self._number}号{slot}.txt"

    def _text(self, slot: int) -> str:
        edition = self._editions[slot] = self._editions.get(slot, 0) + 1
        about, unit = f"{self._number}-{slot}号事项", f"第{self._chance.randint(1, 99)}支部"
        return f"关于{about}的通知\n第一条 {about}由{unit}办理（第{edition}稿）。\n第二条 自印发之日起施行。\n"

    def _timed(self, done: Done, request: Callable[[], httpx.Response]) -> None:
        started = time.monotonic()
        try:
            reply = request()
            error = None if reply.status_code < 400 else str(reply.status_code)
        except httpx.HTTPError as failed:
            error = type(failed).__name__
        self._staff.note(done, started, error)
