"""A server's heap: how many arenas the C library makes for its threads, counted in a process of its own."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, threading
from assistant.interfaces.heap import keep_small

keep_small()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.open_memstream.restype = ctypes.c_void_p, ctypes.c_void_p
together = threading.Barrier(6)

def work():
    together.wait()
    libc.malloc(1000)
    together.wait()

threads = [threading.Thread(target=work) for _ in range(6)]
for thread in threads: thread.start()
for thread in threads: thread.join()
told, size = ctypes.c_char_p(), ctypes.c_size_t()
stream = ctypes.c_void_p(libc.open_memstream(ctypes.byref(told), ctypes.byref(size)))
libc.malloc_info(0, stream)
libc.fclose(stream)
print(told.value.count(b"<heap nr="))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the arenas are glibc's")
@pytest.mark.parametrize(
    ("chosen", "arenas"),
    [pytest.param({}, 2, id="few"), pytest.param({"MALLOC_ARENA_MAX": "4"}, 4, id="as the environment has it")],
)
def test_threads_share_arenas(chosen: dict[str, str], arenas: int) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    told = subprocess.run([sys.executable, "-c", PROGRAM], env=own | chosen, capture_output=True, text=True, check=True)
    assert int(told.stdout) == arenas
