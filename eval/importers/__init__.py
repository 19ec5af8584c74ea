"""Cases and documents that others made: BEIR folders, question files, spreadsheets that staff fill in."""
