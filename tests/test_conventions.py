"""Conventions that a machine can check."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "ingest", "prompts", "eval")

FORBIDDEN = {
    "prompts": {"assistant", "ingest", "eval"},
    "ingest": {"assistant", "prompts", "eval"},
    "assistant": {"eval", "assistant.interfaces"},
    "eval": {"assistant.interfaces"},
    "assistant.interfaces": set[str](),
}
"""Package -> what it may not import (DESIGN: who may import whom). The longest matching key rules."""

FLOORS = [
    {"types", "errors", "config", "patience"},
    {"retrieval", "verification", "models"},
    {"answering", "drafting", "export", "store", "accounts"},
    {"service"},
]
"""Inside `assistant`, a floor may import itself and the floors before it."""

MIGRATIONS = ROOT / "assistant" / "store" / "migrations" / "versions"

_SEEING = ("cleaning", "confidence", "levelling", "page", "rapid", "ruling", "seals")

VENDORS = {
    "chromadb": {"ingest/library/vectors.py"},
    "tantivy": {"ingest/library/lexical.py"},
    "pypdf": {"ingest/readers/pdf_structure.py"},
    "pypdfium2": {
        "ingest/readers/pdf.py",
        "ingest/readers/pdf_page.py",
        "ingest/readers/pdf_picture.py",
        "ingest/readers/pdf_rules.py",
    },
    "rapidocr": {"ingest/ocr/rapid.py"},
    "cv2": {f"ingest/ocr/{name}.py" for name in _SEEING},
    "PIL": {"ingest/readers/image.py"},
    "ahocorasick": {"assistant/verification/formulations/lexicon.py"},
    "docx": set[str](),
    "openpyxl": {"assistant/drafting/tasks/workbook.py", "assistant/export/sheets.py"},
    "sqlalchemy": {
        *(f"ingest/library/{name}.py" for name in ("catalog", "lookups", "shown", "tables", "succession", "migration")),
        *(f"assistant/store/{name}.py" for name in ("database", "drafts", "jobs", "replies", "tables", "tasks")),
        *(f"assistant/store/{name}.py" for name in ("conversations", "feedback", "messages", "proofs", "removed")),
        *(f"assistant/store/{name}.py" for name in ("copying", "home", "paging", "place", "schema", "sqlite")),
        *(f"assistant/store/{name}.py" for name in ("postgresql", "postgresql_faults")),
        *(f"assistant/store/migrations/versions/{path.name}" for path in MIGRATIONS.glob("*.py")),
        *(
            f"assistant/accounts/{name}.py"
            for name in ("audit", "collections", "keys", "sessions", "tables", "throttle", "users")
        ),
        "assistant/store/keeping.py",
    },
    "argon2": {"assistant/accounts/passwords.py"},
    "psycopg": {"assistant/store/postgresql.py"},
    "alembic": {"assistant/store/schema.py", "assistant/store/migrations/env.py"}
    | {f"assistant/store/migrations/versions/{path.name}" for path in MIGRATIONS.glob("*.py")},
}
"""Vendor module -> the files of the product that may import it."""


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    name = name_of(path)
    rule = max((package for package in FORBIDDEN if within(name, package)), key=len)
    breaches = {found for found in imports(path) for barred in FORBIDDEN[rule] if within(found, barred)}
    assert not breaches, f"{name} may not import {sorted(breaches)}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "assistant").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_assistant_floors(path: Path) -> None:
    floors = {part: level for level, parts in enumerate(FLOORS) for part in parts}
    own = floors.get(name_of(path).split(".")[1])
    if own is None:
        return
    above = {
        found
        for found in imports(path)
        if within(found, "assistant") and floors.get([*found.split("."), ""][1], -1) > own
    }
    assert not above, f"{name_of(path)} imports from a floor above: {sorted(above)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_vendor_types_stay_where_they_are_made(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for vendor, places in VENDORS.items():
        if place in places or place.startswith("eval/"):
            continue
        assert not any(within(found, vendor) for found in imports(path)), f"{place} imports {vendor}"


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {name_of(path).removesuffix(".__init__"): imports_at_top(path) for path in modules()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name in done or name not in graph:
            return
        for found in graph[name]:
            if found != name and found in graph:
                visit(found, (*trail, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def imports_at_top(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            targets = {f"{node.module}.{alias.name}" for alias in node.names}
            known = {target for target in targets if is_module(target)}
            found.update(known if len(known) == len(targets) else known | {node.module})
    return found


def is_module(name: str) -> bool:
    base = ROOT.joinpath(*name.split("."))
    return base.with_suffix(".py").is_file() or (base / "__init__.py").is_file()


def test_no_two_test_files_share_a_name() -> None:
    """They are imported by their names alone: of two, one would be left out."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert sorted(names) == sorted(set(names))
