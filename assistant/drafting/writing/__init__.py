"""Sections written by a language model from evidence cards, every sentence held against the cards that it cites."""
