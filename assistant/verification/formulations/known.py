"""What the sources of a text have of fixed formulations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.verification.formulations.lexicon import Lexicon
from assistant.verification.formulations.runs import Run, runs
from assistant.verification.formulations.skeleton import Skeleton, skeleton


@dataclass(frozen=True)
class Known:
    """The sources' skeletons and what they enumerate; worked out when first asked for."""

    sources: tuple[str, ...]
    lexicon: Lexicon

    @cached_property
    def _bones(self) -> tuple[Skeleton, ...]:
        return tuple(map(skeleton, self.sources))

    @cached_property
    def _text(self) -> str:
        return "\n".join(bones.text for bones in self._bones)

    @cached_property
    def _runs(self) -> dict[int, list[tuple[Run, Skeleton]]]:
        found: dict[int, list[tuple[Run, Skeleton]]] = {}
        for bones in self._bones:
            for run in runs(bones, list(self.lexicon.hits(bones.text)), self.lexicon):
                found.setdefault(run.role.enumeration, []).append((run, bones))
        return found

    def __contains__(self, wording: object) -> bool:
        """Whether a source has the skeleton `wording`."""
        return isinstance(wording, str) and wording in self._text

    def wholes(self, enumeration: int) -> list[tuple[Run, Skeleton]]:
        """Where the sources enumerate all members of the formulary's enumeration of that number."""
        return [(run, bones) for run, bones in self._runs.get(enumeration, ()) if run.state == "whole"]

    def has(self, run: Run) -> bool:
        """Whether a source enumerates the same members in the same order, no more and no fewer."""
        return any(_said(one) == _said(run) for one, _ in self._runs.get(run.role.enumeration, ()))

    def whole(self, run: Run, share: float) -> str | None:
        """What a source writes where it enumerates all of which `run` has more than `share`, or in another order."""
        least = len(run.items) + (run.state == "whole")
        for one, bones in self._runs.get(run.role.enumeration, ()):
            if one.state == "whole" and least <= len(one.items) < len(run.items) / share:
                return bones.of(one.start, one.end)
        return None


def _said(run: Run) -> tuple[str, ...]:
    return tuple("?" if item.slip else run.form.members[item.index] for item in run.items)


@lru_cache(maxsize=8)
def known(sources: tuple[str, ...], lexicon: Lexicon) -> Known:
    """What `sources` have; kept for the next claim of the same text."""
    return Known(sources, lexicon)
