"""Cases as an Excel workbook that staff fill in, and back.

One row is one case; what may stand in each column is told on the second sheet (`eval.importers.columns`).
"""

from eval.importers.sheet_reading import import_cases
from eval.importers.sheet_writing import export_cases

__all__ = ["export_cases", "import_cases"]
