"""Jobs in a real database: claimed once, ended once, taken up again after a death."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import JobNotFoundError, StoreError, ZhibiError
from assistant.jobs.runner import BUG, Ended, Handler, JobFailedError, Report, Runner
from assistant.jobs.spool import Spool
from assistant.store.database import Database
from assistant.store.jobs import MOST_INTERRUPTIONS, Job, JobKind, JobStore

PATIENCE = 30.0
"""Seconds within which what must happen has happened, on a machine with other work."""


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    with Database.open(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> JobStore:
    return JobStore(database)


@pytest.fixture
def run(store: JobStore) -> Iterator[Callable[..., Runner]]:
    """Start a runner whose rebuilds are done by the given function; stopped at the end."""
    started: list[Runner] = []

    def begin(work: Handler, on_end: Callable[[Ended], None] = lambda _: None) -> Runner:
        runner = Runner(store, {"rebuild": work}, [["rebuild"]], on_end)
        started.append(runner)
        runner.start()
        return runner

    yield begin
    for runner in started:
        runner.stop(PATIENCE)


def ended(store: JobStore, job_id: str) -> Job:
    deadline = time.monotonic() + PATIENCE
    while not (job := store.get(job_id)).ended:
        assert time.monotonic() < deadline, job
        time.sleep(0.01)
    return job


def nothing(job: Job, report: Report) -> Mapping[str, Any]:
    return {}


def test_a_job_is_done_with_its_result(store: JobStore, run: Callable[..., Runner]) -> None:
    def work(job: Job, report: Report) -> Mapping[str, Any]:
        report(1, 2, "一份")
        return {"documents": job.asked["n"]}

    heard: list[Ended] = []
    runner = run(work, heard.append)
    job, new = store.add("rebuild", {"n": 7})
    runner.wake()
    done = ended(store, job.id)
    assert new
    assert (done.state, done.result, done.reason) == ("done", {"documents": 7}, "")
    assert done.created_at <= (done.started_at or "") <= (done.ended_at or "")
    runner.stop(PATIENCE)
    assert [(one.job_id, one.state) for one in heard] == [(job.id, "done")]


FAILURES = [
    (ZhibiError("磁盘坏了", "换一块"), ("磁盘坏了", "换一块", None)),
    (JobFailedError("都未能收入", "重传", {"failed": 2}), ("都未能收入", "重传", {"failed": 2})),
    (RuntimeError("secret inside"), (BUG, "请把服务日志中的出错信息转给维护人员", None)),
]


@pytest.mark.parametrize(("error", "told"), FAILURES, ids=["known", "with-result", "bug"])
def test_a_failed_job_says_why_and_the_next_is_done(
    store: JobStore, run: Callable[..., Runner], error: Exception, told: tuple[str, str, object]
) -> None:
    def work(job: Job, report: Report) -> Mapping[str, Any]:
        if job.asked:
            raise error
        return {}

    first, _ = store.add("rebuild", {"fail": True})
    second, _ = store.add("rebuild", {})
    run(work)
    failed = ended(store, first.id)
    assert (failed.state, (failed.reason, failed.hint, failed.result)) == ("failed", told)
    assert ended(store, second.id).state == "done"


def test_jobs_of_a_lane_are_done_in_order_and_never_side_by_side(store: JobStore, run: Callable[..., Runner]) -> None:
    under_way, order = threading.Lock(), []

    def work(job: Job, report: Report) -> Mapping[str, Any]:
        assert under_way.acquire(blocking=False)
        order.append(job.id)
        time.sleep(0.01)
        under_way.release()
        return {}

    asked = [store.add("rebuild", {})[0].id for _ in range(5)]
    run(work)
    assert [ended(store, job_id).state for job_id in asked] == ["done"] * 5
    assert order == asked


def test_a_running_job_is_cancelled_at_its_next_step(store: JobStore, run: Callable[..., Runner]) -> None:
    begun = threading.Event()

    def work(job: Job, report: Report) -> Mapping[str, Any]:
        while True:
            begun.set()
            report(1, 9, "")
            time.sleep(0.01)

    job, _ = store.add("rebuild", {})
    runner = run(work)
    assert begun.wait(PATIENCE)
    assert runner.cancel(job.id).cancelling
    done = ended(store, job.id)
    assert (done.state, done.reason, done.cancelling) == ("cancelled", "已取消", False)


def test_a_queued_job_is_cancelled_at_once_and_an_ended_one_stays(store: JobStore) -> None:
    job, _ = store.add("rebuild", {})
    assert store.cancel(job.id).state == "cancelled"
    assert store.claim(["rebuild"]) is None
    assert store.cancel(job.id) == store.get(job.id)
    with pytest.raises(JobNotFoundError):
        store.cancel("jx")


def test_a_stopped_server_leaves_its_job_for_the_next(store: JobStore, run: Callable[..., Runner]) -> None:
    begun = threading.Event()

    def endless(job: Job, report: Report) -> Mapping[str, Any]:
        while True:
            report(1, 9, "")
            begun.set()
            time.sleep(0.01)

    job, _ = store.add("rebuild", {})
    first = run(endless)
    assert begun.wait(PATIENCE)
    first.stop(PATIENCE)
    assert (store.get(job.id).state, store.get(job.id).interruptions) == ("queued", 0)
    run(nothing)
    assert ended(store, job.id).state == "done"


def test_a_job_that_kills_the_server_again_and_again_is_given_up(store: JobStore) -> None:
    job, _ = store.add("rebuild", {})
    for times in range(1, MOST_INTERRUPTIONS):
        assert store.claim(["rebuild"]) is not None
        assert [(one.state, one.interruptions) for one in store.recover()] == [("queued", times)]
    assert store.claim(["rebuild"]) is not None
    assert [one.state for one in store.recover()] == ["failed"]
    assert "3 次" in store.get(job.id).reason


def test_a_job_that_was_being_cancelled_when_the_server_died_is_cancelled(store: JobStore) -> None:
    job, _ = store.add("rebuild", {})
    store.claim(["rebuild"])
    store.cancel(job.id)
    assert [one.state for one in store.recover()] == ["cancelled"]


def test_a_job_whose_claim_was_not_heard_is_not_lost(database: Database) -> None:
    broken = threading.Event()

    class Unheard(JobStore):
        """Its connection breaks while the first claim is committed."""

        def claim(self, kinds: Collection[JobKind]) -> Job | None:
            job = super().claim(kinds)
            if not broken.is_set():
                broken.set()
                raise StoreError("连不上数据库")
            return job

    store = Unheard(database)
    job, _ = store.add("rebuild", {})
    runner = Runner(store, {"rebuild": nothing}, [["rebuild"]])
    runner.start()
    try:
        assert broken.wait(10)
        runner.wake()
        assert ended(store, job.id).state == "done"
    finally:
        runner.stop(PATIENCE)


def test_a_job_ends_once(store: JobStore) -> None:
    job, _ = store.add("rebuild", {})
    assert not store.finish(job.id, {})  # it has not begun
    store.claim(["rebuild"])
    assert store.finish(job.id, {"n": 1})
    assert not store.fail(job.id, "晚了")
    assert not store.requeue(job.id)
    assert store.get(job.id).result == {"n": 1}


def test_one_key_makes_one_job_for_each_owner(store: JobStore) -> None:
    first, new = store.add("rebuild", {"n": 1}, owner="甲", key="k")
    again, renewed = store.add("rebuild", {"n": 2}, owner="甲", key="k")
    other, others = store.add("rebuild", {}, owner="乙", key="k")
    assert (new, renewed, others) == (True, False, True)
    assert again == first
    assert other.id != first.id
    assert store.find("甲", "k") == first


def test_many_claims_at_once_take_each_job_once(store: JobStore) -> None:
    asked = {store.add("rebuild", {})[0].id for _ in range(20)}
    claimed: list[str] = []

    def take() -> None:
        while (job := store.claim(["rebuild"])) is not None:
            claimed.append(job.id)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(asked)


def test_lists_are_filtered_and_paged(store: JobStore) -> None:
    ids = [store.add("rebuild", {}, owner="甲" if n % 2 else "乙")[0].id for n in range(6)]
    store.add("eval", {})
    newest = store.list(kinds=["rebuild"], limit=2)
    assert [job.id for job in newest] == [ids[5], ids[4]]
    assert [job.id for job in store.list(kinds=["rebuild"], before=newest[-1].number, limit=2)] == [ids[3], ids[2]]
    assert [job.id for job in store.list(owner="甲")] == [ids[5], ids[3], ids[1]]
    assert store.list(states=["done"]) == []


def test_the_spool_keeps_files_and_passwords_until_the_job_ends(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.folder("j1").mkdir(parents=True)
    (spool.folder("j1") / "a.part").write_bytes(b"text")
    spool.secure("j1", ["开门"])
    place = tmp_path / "inbox" / "a.part"
    for _ in range(2):  # a second attempt finds it as well, whatever the first left there
        spool.lend("j1", place)
        assert place.read_bytes() == b"text"
    assert spool.passwords("j1") == ["开门"]
    assert (spool.folder("j1") / "passwords.json").stat().st_mode & 0o077 == 0
    spool.sweep({"j1"})
    spool.drop("j2")
    assert spool.folder("j1").is_dir()
    spool.sweep(set())
    with pytest.raises(StoreError, match="已不在磁盘上"):
        spool.lend("j1", place)
