"""Fixed formulations (提法): written whole, in their order, as they are worded today, as the genre has them."""

from assistant.verification.formulations.checking import check_formulations
from assistant.verification.formulations.lexicon import Lexicon, lexicon

__all__ = ["Lexicon", "check_formulations", "lexicon"]
