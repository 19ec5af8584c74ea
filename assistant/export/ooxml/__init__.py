"""WordprocessingML (ISO/IEC 29500-1), written part by part.

python-docx has neither footnotes nor custom properties nor document grids, and stamps files with the clock; what is
left for it to do is less than what would have to be undone. The tests read the files with it.
"""
