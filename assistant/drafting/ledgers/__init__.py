"""Ledgers extracted from documents: rows whose every cell is cited, with their gaps and unclosed loops."""
