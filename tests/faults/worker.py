"""A process that does library work and may be killed at any moment.

It reads commands from standard input: seconds after which to kill ("" for never), "ingest", "remove" or "rebuild", the
home, and the folders or document ids, with tabs between. Each is carried out in a child of its own, so that imports are
paid once; then it says "ready". The answer is a line with the child's exit code, negative for the signal that ended it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import ingest.library.lexical
import ingest.library.vectors  # noqa: F401 (imported before the fork, as the other one)
from ingest.encoder.fake import FakeEncoder
from ingest.library import indexes
from ingest.library.library import Library
from ingest.pipeline import ingest as take_in
from ingest.text.tokens import warm

# Small enough that compacting happens within a run of 200 small files, and is hit by a kill now and then.
indexes.COMPACT_AFTER, indexes.COMPACT_SHARE, indexes.COMPACT_ON_CLOSE = 150, 0.0, 50


def work(action: str, home: Path, arguments: Sequence[str]) -> None:
    with Library.open(home, FakeEncoder(), write=True) as library:
        if action == "ingest":
            take_in(library, [Path(argument) for argument in arguments])
        elif action == "remove":
            present = {record.id for record in library.documents()}
            for document_id in arguments:
                if document_id in present:
                    library.remove(document_id)
        elif action == "rebuild":
            library.rebuild()
        else:
            raise ValueError(action)


def main() -> None:
    warm()
    print("ready", flush=True)
    for line in sys.stdin:
        delay, action, home, *arguments = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            try:
                work(action, Path(home), arguments)
            except BaseException:  # noqa: BLE001 (the child's end, whatever it is)
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        if delay:
            time.sleep(float(delay))
            os.kill(child, signal.SIGKILL)  # ended or not: until it is waited for, the id is its own
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
