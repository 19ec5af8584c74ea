"""Folders in BEIR's layout (Thakur et al. 2021): corpus.jsonl, queries.jsonl, qrels -> passages and cases.

    corpus.jsonl[.gz]     {"_id" or "id", "title", "text"} a line
    queries.jsonl[.gz]    {"_id" or "id", "text"} a line; "answers": [...] are taken as the alternatives of one point
    qrels/*.tsv, qrels.tsv  query, document, grade (or TREC's query, 0, document, grade); with a header line or without

Every passage is one document, told by its file name; the passages that qrels grade above 0 are a case's evidence, at
document level. The documents are written as files (`write_documents`) or go straight into a library (`storing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from assistant.errors import UnreadableFileError
from eval.cases import Case, CaseFault, Evidence
from eval.importers.checking import Faults, Row, lines, rows, shown, sound, text_of
from eval.normalise import canonical

EXPECTED_GRADE = "三列（问题编号、文件编号、等级）或四列（第二列为 0），以制表符或空格分开，等级是整数"

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\s]|^\.+|\.+$')
_LONGEST_NAME = 80
_SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the corpus.

    Attributes:
        name: Its file name; made from the id, safe on every file system.
    """

    id: str
    name: str
    title: str
    text: str

    @property
    def data(self) -> bytes:
        """The passage as a Markdown file."""
        heading = f"# {' '.join(self.title.split())}\n\n" if self.title.strip() else ""
        return (heading + self.text).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a folder holds.

    Attributes:
        cases: In the order of the queries; only queries that some passage answers, or that say they are impossible.
        passages: The corpus, same content once.
        repeated: Passages left out because an earlier one has the same title and text; evidence names that one.
        unjudged: Queries left out because qrels grade nothing for them.
        faults: Lines that are left out, with the reason.
    """

    cases: tuple[Case, ...]
    passages: tuple[Passage, ...]
    repeated: int
    unjudged: int
    faults: tuple[CaseFault, ...]


def read(folder: Path, *, split: str | None = None) -> Imported:
    """Everything of a folder; broken lines are told and left out.

    Args:
        split: "test" reads qrels/test.tsv alone; None reads every qrels file there is.

    Raises:
        UnreadableFileError: A file of the layout is missing or cannot be read.
    """
    corpus, queries = (Faults(str(_only(folder, stem))) for stem in ("corpus", "queries"))
    passages, names, repeated = _passages(corpus)
    seen: set[str] = set()
    asked = list(_queries(queries, seen))
    judgements = [Faults(str(path)) for path in _qrels(folder, split)]
    graded: dict[str, list[str]] = {}
    for faults in judgements:
        _grade(faults, seen, names, graded)
    cases = [_case(key, row, graded.get(key, []), queries) for key, row in asked]
    found = [fault for one in (corpus, queries, *judgements) for fault in one.found]
    kept = tuple(case for case in cases if case is not None)
    return Imported(kept, passages, repeated, sum(not _is_judged(key, row, graded) for key, row in asked), tuple(found))


def write_documents(passages: tuple[Passage, ...], folder: Path) -> int:
    """One Markdown file a passage, in a folder that need not exist; how many. Files of other names are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for passage in passages:
        (folder / passage.name).write_bytes(passage.data)
    return len(passages)


def _only(folder: Path, stem: str) -> Path:
    found = [folder / f"{stem}.jsonl{suffix}" for suffix in ("", ".gz")]
    for path in found:
        if path.is_file():
            return path
    raise UnreadableFileError(
        f"文件夹 {str(folder)!r} 中没有 {stem}.jsonl 或 {stem}.jsonl.gz", "请指定 BEIR 格式的文件夹"
    )


def _qrels(folder: Path, split: str | None) -> list[Path]:
    name = split or "*"
    found = sorted(folder.glob(f"qrels/{name}.tsv")) or ([] if split else sorted(folder.glob("qrels.tsv")))
    if not found:
        wanted = f"qrels/{split}.tsv" if split else "qrels/*.tsv 或 qrels.tsv"
        raise UnreadableFileError(f"文件夹 {str(folder)!r} 中没有 {wanted}", "请指定 BEIR 格式的文件夹")
    return found


def _passages(faults: Faults) -> tuple[tuple[Passage, ...], dict[str, str], int]:
    """The passages, the file name for every id (of the earlier passage where the content repeats), and the repeats."""
    passages: list[Passage] = []
    by_id: dict[str, str] = {}
    by_content: dict[bytes, str] = {}
    taken: set[str] = set()
    for row in rows(Path(faults.path), faults):
        key, text = text_of(row, ("_id", "id"), faults), text_of(row, ("text",), faults)
        title = text_of(row, ("title",), faults, required=False)
        if not key or not text:
            continue
        if key in by_id:
            faults.add(row.line, "id", f"{shown(key)} 重复出现", "各行互不相同的编号")
            continue
        passage = Passage(key, _file_name(key, taken), title, text)
        content = sha256(passage.data).digest()
        by_id[key] = by_content.setdefault(content, passage.name)
        if by_id[key] == passage.name:
            passages.append(passage)
    return tuple(passages), by_id, len(by_id) - len(passages)


def _file_name(key: str, taken: set[str]) -> str:
    """The id itself where it can name a file, else a readable form of it with a digest; never the same name twice."""
    cleaned = _UNSAFE.sub("_", key)[:_LONGEST_NAME]
    if cleaned != key or key.casefold() in taken:
        cleaned = f"{cleaned}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    taken.add(cleaned.casefold())
    return cleaned + _SUFFIX


def _queries(faults: Faults, seen: set[str]) -> Iterator[tuple[str, Row]]:
    """The sound queries by id; every id met goes into `seen`, so that qrels are not blamed for a broken query."""
    for row in rows(Path(faults.path), faults):
        key, text = text_of(row, ("_id", "id"), faults), text_of(row, ("text",), faults)
        if key and key in seen:
            faults.add(row.line, "id", f"{shown(key)} 重复出现", "各行互不相同的编号")
        elif key and text:
            yield key, row
        seen.update([key] if key else [])


def _grade(faults: Faults, queries: set[str], names: Mapping[str, str], graded: dict[str, list[str]]) -> None:
    for at, (number, line) in enumerate(lines(Path(faults.path))):
        cells = [] if line is None else line.rstrip("\r\n").split("\t" if "\t" in line else None)
        if len(cells) == 4:
            del cells[1]
        grade = _whole(cells[2]) if len(cells) == 3 else None
        if grade is None:
            if at or line is None or len(cells) != 3:  # the first line may be a header
                faults.add(number, "", shown((line or "不是 UTF-8 编码的文字").strip()), EXPECTED_GRADE)
            continue
        query, document = cells[0].strip(), cells[1].strip()
        if query not in queries:
            faults.add(number, "", f"问题 {shown(query)} 不在 queries 中", "queries 里有的编号")
        elif document not in names:
            faults.add(number, "", f"文件 {shown(document)} 不在 corpus 中", "corpus 里有的编号")
        elif grade > 0 and names[document] not in graded.setdefault(query, []):
            graded[query].append(names[document])


def _whole(cell: str) -> int | None:
    try:
        return int(float(cell)) if float(cell).is_integer() else None
    except ValueError:
        return None


def _is_judged(key: str, row: Row, graded: Mapping[str, list[str]]) -> bool:
    return bool(graded.get(key)) or row.fields.get("is_impossible") is True


def _case(key: str, row: Row, documents: list[str], faults: Faults) -> Case | None:
    text = str(row.fields["text"]).strip()
    if row.fields.get("is_impossible") is True:
        case = Case(key, "unanswerable", text, False)
    elif not documents:
        return None
    else:
        answers = _answers(row, faults)
        points = (answers,) if answers else ()
        gold = answers[0] if answers else ""
        evidence = tuple(Evidence(name) for name in documents)
        case = Case(key, "factoid", text, True, answer=gold, points=points, evidence=evidence)
    return case if sound(case, row.line, faults) else None


def _answers(row: Row, faults: Faults) -> tuple[str, ...]:
    """The gold answers; those of punctuation alone cannot be looked for in a text and are left out."""
    given = row.fields.get("answers") or []
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        faults.add(row.line, "answers", f"是 {shown(given)}", "文字的列表")
        return ()
    return tuple(dict.fromkeys(one.strip() for one in given if canonical(one)))


__all__ = ["EXPECTED_GRADE", "Imported", "Passage", "read", "write_documents"]
