"""The library: a SQL catalog that holds the truth, a Chroma and a tantivy index derived from it, one door to all three."""
