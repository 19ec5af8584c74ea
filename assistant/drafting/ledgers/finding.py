"""All rows that one document has for a ledger, in reading order."""

from __future__ import annotations

from assistant.drafting.ledgers.entries import Entry
from assistant.drafting.ledgers.labelled import labelled
from assistant.drafting.ledgers.script import Script
from assistant.drafting.ledgers.sentences import told
from assistant.drafting.ledgers.tabular import tabular
from prompts.ledgers import LedgerForm


def entries(script: Script, form: LedgerForm) -> list[Entry]:
    """Rows of tables, of labelled prose, and of sentences; what is one of the first is none of the others."""
    rows, lines = tabular(script, form)
    prose, places = labelled(script, form, lines)
    return sorted([*rows, *prose, *told(script, form, [*lines, *places])], key=lambda entry: entry.whole.start)
