"""What a question asks: in full, for which kind of answer, naming which titles, articles, times and figures.

Rules only; `rewriting` lets a language model complete follow-ups where one is configured.
"""
