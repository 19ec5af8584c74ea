"""Processes that parse, limited as the settings have it."""

from __future__ import annotations

from assistant.config import Settings
from ingest.guard import Limits, ParserPool


def parser(settings: Settings, workers: int = 1) -> ParserPool:
    """Started with the first file; close it. `workers` as of `ParserPool`."""
    return ParserPool(workers, Limits(memory=settings.parse_memory_mb * 1024**2, patience=settings.parse_patience))
