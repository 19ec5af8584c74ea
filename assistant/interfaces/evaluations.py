"""What an administrator changes among the evaluations of a home, each change noted: the one way of API and page."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from assistant.accounts.principal import Principal
from assistant.interfaces.backend import Backend

if TYPE_CHECKING:
    from eval.archive import Archive, Known
    from eval.cases import Case, CaseFile


class Evaluations:
    """As one administrator may change them.

    Raises:
        ForbiddenError: `by` is none; what evaluations quote may be of any collection.
    """

    def __init__(self, backend: Backend, by: Principal) -> None:
        by.require("administer")
        self._backend = backend
        self._by = by

    async def put_case(self, name: str, case: Case) -> Case:
        """Raises as `Archive.put`."""
        kept = await self._backend.read(lambda: archive_of(self._backend).put(name, case))
        await self._backend.note(self._by, "eval_case", name, case=case.id)
        return kept

    async def remove_case(self, name: str, case_id: str) -> Case:
        """Raises as `Archive.remove`."""
        gone = await self._backend.read(lambda: archive_of(self._backend).remove(name, case_id))
        await self._backend.note(self._by, "eval_case_removed", name, case=case_id)
        return gone

    async def put_set(self, name: str, file: IO[bytes], file_name: str) -> Known:
        """The cases of a file that was sent, as a data set. Raises as `read_sent` and `Archive.put_set`."""

        def put() -> Known:
            from eval.importers.sent import read_sent

            return archive_of(self._backend).put_set(name, read_sent(file, file_name))

        kept = await self._backend.read(put)
        await self._backend.note(self._by, "eval_set", name, cases=str(kept.cases))
        return kept

    async def remove_set(self, name: str) -> CaseFile:
        """Raises as `Archive.remove_set`."""
        gone = await self._backend.read(lambda: archive_of(self._backend).remove_set(name))
        await self._backend.note(self._by, "eval_set_removed", name, cases=str(len(gone.cases)))
        return gone

    async def remove_run(self, run_id: str) -> None:
        """Raises as `Archive.remove_run`."""
        await self._backend.read(lambda: archive_of(self._backend).remove_run(run_id))
        await self._backend.note(self._by, "eval_run_removed", run_id)


def archive_of(backend: Backend) -> Archive:
    """The suite is loaded when it is first asked for: nothing else here needs it."""
    from eval.archive import Archive

    return Archive(backend.settings.home)


__all__ = ["Evaluations", "archive_of"]
