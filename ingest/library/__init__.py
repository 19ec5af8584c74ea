"""The library: a SQL catalog holds the truth, Chroma and tantivy are derived from it, one door leads to all three."""
