"""The program as its users run it: one command, or a server in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homes import database_of
from playwright.sync_api import Page

PATIENCE_MS = 60_000
"""The suite may run beside others on a small machine."""

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"
PROGRAM = [sys.executable, "-c", "from assistant.interfaces.cli import main; main()"]

QUESTION = "主题党日多久开展一次？"
QUOTE = "党支部每月相对固定1天开展主题党日"
"""What the material says to it."""


def environment(home: Path, **changes: str) -> dict[str, str]:
    """This process's environment with nothing of Zhibi's but where the home's records are kept, and with `changes`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBI_")}
    if (database := database_of(home)) is not None:
        kept["ZHIBI_DATABASE"] = database
    return {**kept, **changes}


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        loaded = json.loads(self.out)
        assert isinstance(loaded, dict)
        return loaded


def zhibi(home: Path, *args: str | Path, **env: str) -> Outcome:
    """Run one command to its end."""
    command = [*PROGRAM, "--home", str(home), *map(str, args)]
    done = subprocess.run(command, capture_output=True, timeout=240, env=environment(home, **env), check=False)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(frozen=True)
class Served:
    """A running `zhibi serve`."""

    process: subprocess.Popen[str]
    url: str


@contextmanager
def serving(home: Path, port: int = 0, program: Sequence[str] = PROGRAM, **env: str) -> Iterator[Served]:
    """`zhibi serve` on the port, 0 being a free one, stopped at the end."""
    command = [*program, "--home", str(home), "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(home, **env)
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            ready = process.stdout.readline()
            assert ready.startswith("执笔已就绪：http://127.0.0.1:"), ready + process.stderr.read()
            yield Served(process, ready.strip().removeprefix("执笔已就绪："))
        finally:
            process.terminate()
            process.wait(60)


def ask(page: Page, question: str) -> None:
    """Put a question on the page as a person does."""
    box = page.get_by_role("textbox", name="问题")
    box.fill(question)
    box.press("Enter")


def go(page: Page, label: str) -> None:
    """Click an area on the rail and wait until it is there."""
    page.get_by_role("navigation", name="各处").get_by_role("link", name=label).click()
    page.get_by_role("heading", level=1, name=label).wait_for()


def keep_screenshot(page: Page, name: str) -> None:
    """Save what the page looks like, for a person to judge."""
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png")
