"""A draft as a file: Word by GB/T 9704-2012, Markdown, rich text for pasting, workbooks.

Draft -> Manuscript (cleaned, in printing order, notes numbered) -> the writers, which add nothing to its words. A clean
copy passes the gate only without faulty sentences, or acknowledged.
"""
