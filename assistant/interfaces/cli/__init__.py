"""The command line: `zhibi [--home DIR] COMMAND`.

Starting costs what the command needs and no more: the service, pydantic, rich and the web server are imported
inside the commands that use them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    try:
        from assistant.interfaces.cli.app import run  # inside the try: an interrupt during start-up stays quiet too

        code = run(sys.argv[1:] if args is None else args)
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
