"""The guard: what a file can do while it is read. Every parser runs in a child process under limits.

    Source -> ParserPool (parent) -> pipe -> child: sniff, read, structure, chunk -> pipe -> Document, validated

>>> with ParserPool() as parser:
...     document = parser.parse(source)
"""

from ingest.guard.inline import InlineParser
from ingest.guard.limits import Limits
from ingest.guard.parser import Archive, OnMember, PageOf, Parser, ParserBugError, Quoted, Source
from ingest.guard.pool import ParserPool, available_cores

__all__ = [
    "Archive",
    "InlineParser",
    "Limits",
    "OnMember",
    "PageOf",
    "Parser",
    "ParserBugError",
    "ParserPool",
    "Quoted",
    "Source",
    "available_cores",
]
