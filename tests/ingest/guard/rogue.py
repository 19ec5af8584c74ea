"""A parser process whose builder does what the file's text says: what a hostile file could make of a reader."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from dataclasses import replace
from typing import Any

from ingest.document import build_document
from ingest.guard import child
from ingest.types import Document


def build(source: Any, data: bytes, *rest: Any, **wishes: Any) -> Document:
    order, _, argument = data.decode().partition(" ")
    document = build_document(source, "正常的文字。".encode(), *rest, **wishes)
    if order == "crash":
        ctypes.string_at(0)
    elif order == "sleep":
        time.sleep(60)
    elif order == "crawl":
        options = rest[2]
        for page in range(1, 7):
            time.sleep(0.8)
            options.on_page(page, 6)
    elif order == "swallow":
        bytearray(8 << 30)
    elif order == "write":
        with open(argument, "wb") as file:  # noqa: PTH123
            file.write(b"x" * 10)
    elif order == "babble":
        os.write(3, b"\0" * 4 + b"nonsense" * 100)
    elif order == "print":
        print("a library that talks", flush=True)
        os.write(2, b"and complains")
    elif order == "environment":
        raise KeyError(" ".join(os.environ))
    elif order == "pretend":
        document = replace(document, id=argument)
    elif order == "forge":
        document = replace(document, chunks=(replace(document.chunks[0], text="从未写过的话"),))
    elif order == "exit":
        os._exit(7)
    return document


child.build_document = build

if __name__ == "__main__":
    child.main(int(sys.argv[1]), int(sys.argv[2]))
