"""Other people's data sets: BEIR folders and question files, broken lines and all."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from small_library import settings_of

from assistant.errors import UnreadableFileError
from assistant.service import Service
from eval.cases import Evidence, load_cases
from eval.importers import beir, seed_qa
from eval.importers.storing import store_documents
from eval.skeleton import write_cases
from ingest.encoder import load_encoder
from ingest.library.library import Library

CORPUS = (
    {"_id": "p1", "title": "梵文", "text": "在欧洲，梵语的学术研究由德国学者开创。"},
    {"_id": "p/2", "title": "", "text": "西班牙语是联合国的工作语言之一。"},
    {"_id": "p3", "title": "梵文", "text": "在欧洲，梵语的学术研究由德国学者开创。"},
)
QUERIES = (
    {"_id": "q1", "text": "梵语的学术研究由谁开创？", "answers": ["德国学者", "。"]},
    {"_id": "q2", "text": "联合国的工作语言有哪些？"},
    {"_id": "q3", "text": "谁也没有评过的问题？"},
    {"_id": "q4", "text": "没有答案的问题？", "is_impossible": True},
)
QRELS = "query-id\tcorpus-id\tscore\nq1\tp1\t1\nq1\tp3\t1\nq2\tp/2\t2\nq2\tp1\t0\n"


def lines(rows: object) -> str:
    assert isinstance(rows, tuple)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def folder_of(place: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        (place / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return place


GOOD = {"corpus.jsonl.gz": lines(CORPUS), "queries.jsonl": lines(QUERIES), "qrels/test.tsv": QRELS}


def test_a_beir_folder_becomes_cases_with_evidence_at_document_level(tmp_path: Path) -> None:
    found = beir.read(folder_of(tmp_path, GOOD))
    assert (found.faults, found.repeated, found.unjudged) == ((), 1, 1)
    one, two, four = found.cases
    assert one.points == (("德国学者",),)
    assert one.evidence == (Evidence("p1.md"),), "p3 has the same content, hence is the same document"
    assert two.evidence[0].document == found.passages[1].name
    assert "/" not in two.evidence[0].document
    assert (four.kind, four.answerable) == ("unanswerable", False)


@pytest.mark.parametrize("qrels", [QRELS.partition("\n")[2], "q1 0 p1 1\nq1 0 p3 1\nq2 0 p/2 2\n"])
def test_qrels_need_no_header_and_may_be_those_of_trec(tmp_path: Path, qrels: str) -> None:
    files = {key: text for key, text in GOOD.items() if not key.startswith("qrels")} | {"qrels.tsv": qrels}
    found = beir.read(folder_of(tmp_path, files))
    assert [case.id for case in found.cases] == ["q1", "q2", "q4"]
    assert not found.faults


def test_one_split_may_be_chosen(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, GOOD | {"qrels/dev.tsv": "q2\tp1\t1\n"})
    assert [case.id for case in beir.read(folder, split="dev").cases] == ["q2", "q4"]
    assert len(beir.read(folder).cases[1].evidence) == 2
    with pytest.raises(UnreadableFileError, match=r"qrels/train\.tsv"):
        beir.read(folder, split="train")


def test_broken_lines_are_told_with_their_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {
        "corpus.jsonl": lines(CORPUS[:2]) + "不是 JSON\n" + '{"_id": "p1", "text": "重复"}\n' + '{"_id": "p9"}\n[1]\n',
        "queries.jsonl": lines(QUERIES[:2]) + '{"_id": "q8", "text": "  "}\n',
        "qrels.tsv": QRELS.replace("q1\tp3\t1\n", "q1\tp3\t1\nq7\tp1\t1\nq2\tp1\n") + "q8\tp1\t1\n",
    }
    found = beir.read(folder_of(tmp_path, files))
    assert [case.id for case in found.cases] == ["q1", "q2"]
    assert len(found.passages) == 2
    told = [(Path(one.path).name, one.line, one.field) for one in found.faults]
    assert told == [
        ("corpus.jsonl", 3, ""), ("corpus.jsonl", 4, "id"), ("corpus.jsonl", 5, "text"), ("corpus.jsonl", 6, ""),
        ("queries.jsonl", 3, "text"),
        ("qrels.tsv", 3, ""), ("qrels.tsv", 4, ""), ("qrels.tsv", 5, ""),
    ]  # fmt: skip
    assert "“" not in found.faults[0].field
    assert str(found.faults[4]).endswith("第 3 行的 text：是 空白；应为非空的文字")


@pytest.mark.parametrize("missing", ["corpus.jsonl.gz", "queries.jsonl", "qrels/test.tsv"])
def test_a_folder_without_a_file_of_the_layout_is_told(tmp_path: Path, missing: str) -> None:
    folder = folder_of(tmp_path, {key: text for key, text in GOOD.items() if key != missing})
    with pytest.raises(UnreadableFileError, match=missing.partition(".")[0].partition("/")[0]):
        beir.read(folder)


def test_a_file_cut_off_while_copying_is_told(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, GOOD)
    data = (folder / "corpus.jsonl.gz").read_bytes()
    (folder / "corpus.jsonl.gz").write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableFileError, match="压缩内容损坏"):
        beir.read(folder)


def test_ids_that_cannot_name_a_file_get_names_of_their_own(tmp_path: Path) -> None:
    ids = ["A", "a", "..", "x" * 300, "甲：乙?", "dev:1"]
    corpus = tuple({"_id": key, "text": f"第 {at} 段文字。"} for at, key in enumerate(ids))
    found = beir.read(folder_of(tmp_path, GOOD | {"corpus.jsonl": lines(corpus), "qrels/test.tsv": "q1\tA\t1\n"}))
    assert len({passage.name.casefold() for passage in found.passages}) == len(ids)
    assert beir.write_documents(found.passages, tmp_path / "documents") == len(ids)
    assert len(list((tmp_path / "documents").iterdir())) == len(ids)


def test_stored_directly_and_taken_in_as_files_the_text_is_the_same(tmp_path: Path) -> None:
    passages = beir.read(folder_of(tmp_path / "set", GOOD)).passages
    with Library.open(tmp_path / "direct", load_encoder("builtin"), write=True) as library:
        first = store_documents(library, passages)
        again = store_documents(library, passages)
        direct = {Path(one.path).name: library.text(one.id) for one in library.documents()}
    assert (first.documents, first.skipped, again.documents, again.skipped) == (2, 0, 0, 2)
    beir.write_documents(passages, tmp_path / "files")
    with Service.open(settings_of(tmp_path / "home"), write=True) as service:
        service.ingest([tmp_path / "files"])
        assert {Path(one.path).name: service.text(one.id) for one in service.documents()} == direct


def test_a_question_file_becomes_cases(tmp_path: Path) -> None:
    rows = (
        {"id": "s1", "kind": "multi", "question": "各有哪些做法？", "answer": "甲、乙", "answerable": True,
         "evidence": [{"file": "a.txt", "quote": "損(shù)壞", "quote_clean": "修好的原文"}]},
        {"id": "s2", "kind": "unanswerable", "question": "没有的事？", "answer": "材料未载", "answerable": False,
         "evidence": []},
        {"id": "s3", "kind": "essay", "question": "写一篇", "answer": "", "answerable": True, "evidence": []},
        {"id": "s1", "kind": "compare", "question": "重复", "answer": "有", "answerable": True, "evidence": ["a"]},
    )  # fmt: skip
    (tmp_path / "qa.jsonl").write_text(lines(rows), encoding="utf-8")
    found = seed_qa.read(tmp_path / "qa.jsonl")
    one, two = found.cases
    assert (one.kind, one.evidence) == ("multi_document", (Evidence("a.txt", "修好的原文"),))
    assert (two.answer, two.note, two.answerable) == ("", "材料未载", False)
    assert [(fault.line, fault.field) for fault in found.faults] == [(3, "kind"), (4, "evidence[0]")]


def test_a_file_of_our_own_comes_back_as_it_is(tmp_path: Path) -> None:
    cases = load_cases(Path(__file__).parents[2] / "eval/datasets/demo/cases.jsonl")
    write_cases(cases, tmp_path / "cases.jsonl")
    assert seed_qa.read(tmp_path / "cases.jsonl").cases == cases


@pytest.mark.shared
@pytest.mark.parametrize(("name", "cases", "passages"), [("cmrc2018", 4219, 1104), ("drcd", 7017, 2000)])
def test_published_sets_are_read_whole(shared: Path, name: str, cases: int, passages: int) -> None:
    found = beir.read(shared / "data" / name)
    assert (len(found.cases), len(found.passages)) == (cases, passages)
    assert all(case.evidence and case.points for case in found.cases)
