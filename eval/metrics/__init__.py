"""All metrics by name, in the order of the report. None needs a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from assistant.errors import ZhibiError
from eval.evaluator import Evaluator
from eval.metrics import answers, citations, determinism, refusal, retrieval, speed, versions

_MODULES = (retrieval, answers, citations, refusal, versions, speed, determinism)

METRICS: Mapping[str, Evaluator] = MappingProxyType(
    {metric.name: metric for module in _MODULES for metric in module.METRICS}
)

PARTNERS: Mapping[str, str] = MappingProxyType({"rejection": "over_refusal", "over_refusal": "rejection"})
"""Metrics that are never reported without one another."""


def select(names: Iterable[str] | None = None) -> dict[str, Evaluator]:
    """The metrics of these names with their partners, in the order of `METRICS`; all of them for None.

    Raises:
        ZhibiError: No metric has such a name.
    """
    if names is None:
        return dict(METRICS)
    wanted = set(names)
    for name in sorted(wanted - METRICS.keys()):
        close = get_close_matches(name, METRICS, 3)
        hint = f"相近的有 {'、'.join(close)}" if close else f"可用的有 {'、'.join(METRICS)}"
        raise ZhibiError(f"没有名为 {name!r} 的指标", hint)
    wanted |= {PARTNERS[name] for name in wanted if name in PARTNERS}
    return {name: metric for name, metric in METRICS.items() if name in wanted}


__all__ = ["METRICS", "PARTNERS", "select"]
