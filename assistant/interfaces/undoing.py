"""What was removed and may be put back for a while, by whoever removed it: in memory, gone with the server."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from assistant.accounts.principal import Principal
from assistant.errors import NotRestorableError

if TYPE_CHECKING:
    from assistant.service import Service

Kind = Literal["draft", "conversation", "task", "proof"]
PutBack = Callable[["Service"], object]
"""Puts the record back, through the service as its owner may use it by then."""

MOST_EACH = 10
"""Records that are kept for one person; the one removed first goes first."""


@dataclass(frozen=True, slots=True)
class _Kept:
    put_back: PutBack
    until: float


class Removals:
    """For all who use one server; called from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, OrderedDict[tuple[Kind, str], _Kept]] = {}
        self._lock = threading.Lock()

    def keep(self, by: Principal, kind: Kind, record_id: str, put_back: PutBack, seconds: float) -> None:
        """For so long `restore` may be asked for; 0 keeps nothing."""
        if seconds > 0:
            self._put(by, (kind, record_id), _Kept(put_back, self._clock() + seconds))

    def restore(self, by: Principal, kind: Kind, record_id: str, seen: Service) -> None:
        """Puts back what this person removed.

        Args:
            seen: The service as they may use it now.

        Raises:
            NotRestorableError: They did not, or it is too late.
        """
        with self._lock:
            self._drop_old()
            kept = self._kept.get(by.user_id, OrderedDict()).pop((kind, record_id), None)
        if kept is None:
            raise NotRestorableError("没有可以恢复的内容", "可能已过了恢复的时限，或服务重新启动过")
        try:
            kept.put_back(seen)
        except BaseException:
            self._put(by, (kind, record_id), kept)
            raise

    def _put(self, by: Principal, name: tuple[Kind, str], kept: _Kept) -> None:
        with self._lock:
            self._drop_old()
            own = self._kept.setdefault(by.user_id, OrderedDict())
            own[name] = kept
            while len(own) > MOST_EACH:
                own.popitem(last=False)

    def _drop_old(self) -> None:
        now = self._clock()
        for user_id, own in list(self._kept.items()):
            for name in [name for name, kept in own.items() if kept.until < now]:
                del own[name]
            if not own:
                del self._kept[user_id]


__all__ = ["MOST_EACH", "Removals"]
