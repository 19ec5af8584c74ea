"""The page: ask, read the answer, open what it cites beside it; take files in. NiceGUI, on the API's own app."""
