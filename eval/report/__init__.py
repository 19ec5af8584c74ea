"""The report of a run: report.json for programs, report.html for people; the page needs no network and no server."""

from eval.report.writing import write

__all__ = ["write"]
