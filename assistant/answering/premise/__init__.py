"""What a question takes for granted, held against what the sources say."""

from __future__ import annotations

from assistant.answering.premise.correction import SET_RIGHT, Correction
from assistant.answering.premise.setting_right import correction

__all__ = ["SET_RIGHT", "Correction", "correction"]
