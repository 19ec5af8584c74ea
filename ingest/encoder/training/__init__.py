"""The kept recipe that trains the built-in encoder: official texts in, a sentence-transformers folder out.

    corpus -> vocabulary (tokenizer) -> cooccurrence (first vectors) -> contrast (trained vectors) -> the model folder

Nothing here is imported when Zhibi runs.
"""
