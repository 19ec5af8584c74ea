"""A writer in a process of its own: replaces, removes, compacts and rebuilds until it is told to stop."""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import make_document

from ingest.encoder.fake import FakeEncoder
from ingest.library import indexes
from ingest.library.entries import Prepared
from ingest.library.library import Library


def main(home: Path) -> None:
    indexes.COMPACT_AFTER, indexes.COMPACT_SHARE = 60, 0.0
    with Library.open(home, FakeEncoder(), write=True) as library:
        for number in range(1_000):
            documents = [
                make_document(f"第{number}版规定\n第{number}版附则", f"/{(number * 3 + n) % 7}.txt") for n in range(3)
            ]
            rows = library.encode(documents)
            library.store_many([Prepared(one, row) for one, row in zip(documents, rows, strict=True)])
            if number % 3 == 2:
                library.remove(library.documents()[0].id)  # never the newest: who reads beside looks for it
            if number % 8 == 7:
                library.rebuild()
            print(number, flush=True)
            if (home / "stop").exists():
                return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
