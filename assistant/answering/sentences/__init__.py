"""Which sentence of the passages answers: what is seen of a sentence, and what it is worth."""
