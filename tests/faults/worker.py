"""A process that does library work and may be killed at any moment.

It reads commands ("ingest HOME FOLDER", "remove HOME ID...", "rebuild HOME") from standard input, carries out each in a
child of its own (so that imports are paid once), and answers with two lines: the child's process id when the work
begins, its exit status when it has ended.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import ingest.library.lexical
import ingest.library.vectors  # noqa: F401 (imported before the fork, as the other one)
from ingest.encoder.fake import FakeEncoder
from ingest.library import indexes
from ingest.library.library import Library
from ingest.pipeline import ingest as take_in

# Small enough that compacting happens within a run of 200 small files, and is hit by a kill now and then.
indexes.COMPACT_AFTER = indexes.COMPACT_ON_CLOSE = 60


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
    for line in sys.stdin:
        action, home, *arguments = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            try:
                work(action, Path(home), arguments)
            except BaseException:
                sys.excepthook(*sys.exc_info())
                os._exit(1)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
