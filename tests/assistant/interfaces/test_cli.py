"""The command line on a fake service: output, exit codes, sentences."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fakes import RULE, FakeService

from assistant.errors import EncoderMismatchError, LibraryBusyError
from assistant.types import Claim
from ingest.types import Problem

Zhibi = Callable[..., Any]

COMMANDS = [
    ("ingest", "{file}"),
    ("search", "主题党日"),
    ("ask", "主题党日"),
    ("library", "list"),
    ("library", "show", "d1"),
    ("library", "versions", "d1"),
    ("library", "set", "d1", "issuer=示例集团党委"),
    ("library", "remove", "d1"),
    ("library", "rebuild"),
    ("library", "check"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "办法.txt"
    path.write_text("第一条　总则。", encoding="utf-8")
    return path


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_is_one_object_alone_on_standard_output(zhibi: Zhibi, file: Path, command: tuple[str, ...]) -> None:
    outcome = zhibi(*(part.format(file=file) for part in command), "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    assert outcome.out.count("\n") == 1
    assert outcome.json


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("json_flag", [(), ("--json",)], ids=["text", "json"])
def test_a_failure_is_a_sentence_and_exit_1(
    zhibi: Zhibi, fake: FakeService, file: Path, command: tuple[str, ...], json_flag: tuple[str, ...]
) -> None:
    fake.error = LibraryBusyError("资料库正被另一个进程写入", "请稍后再试")
    outcome = zhibi(*(part.format(file=file) for part in command), *json_flag)
    assert outcome.code == 1
    assert outcome.err == "错误：资料库正被另一个进程写入\n提示：请稍后再试\n"
    if json_flag:
        assert outcome.json == {"error": {"message": "资料库正被另一个进程写入", "hint": "请稍后再试"}}
    else:
        assert outcome.out == ""


USAGE = [
    (("ask",), "Usage"),
    (("ask", "--json"), "二者取一"),
    (("ask", "问", "--batch", "q.jsonl", "--out", "o.jsonl"), "二者取一"),
    (("ask", "--batch", "q.jsonl"), "一起使用"),
    (("ask", "问", "-k", "0"), "1—50"),
    (("search", "问", "-k", "51"), "1—50"),
    (("search", "问", "-k", "x"), "1—50"),
    (("ask", "问", "--as-of", "去年"), "2026-01-31"),
    (("ask", "问", "--collection", "../x"), "库名"),
    (("ask", "问", "再问"), "多出的参数"),
    (("ask", "问", "--nope"), "没有选项 --nope"),
    (("ingest", "--json"), "缺少 PATH"),
    (("library",), "Usage"),
    (("nope",), "没有命令 nope"),
    (("serve", "--port", "70000"), "--port"),
]


@pytest.mark.parametrize(("args", "sentence"), USAGE, ids=[" ".join(args) for args, _ in USAGE])
def test_wrong_usage_is_exit_2_and_says_what_is_wrong(zhibi: Zhibi, args: tuple[str, ...], sentence: str) -> None:
    outcome = zhibi(*args)
    assert outcome.code == 2
    assert sentence in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize("question", ["", "   ", "字" * 50_000], ids=["empty", "blank", "50000 characters"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_is_none_is_refused_with_a_sentence(zhibi: Zhibi, command: str, question: str) -> None:
    outcome = zhibi(command, question, "--json")
    assert outcome.code == 1
    assert outcome.err.startswith("错误：问题")
    assert outcome.json["error"]["hint"]


def test_an_answer_reads_with_its_sources_below(zhibi: Zhibi) -> None:
    outcome = zhibi("ask", "主题党日多久一次？")
    assert outcome.out == f"{RULE}[1]\n\n出处：\n[1] 《示例集团党支部工作办法》 第十二条 第3页\n    “{RULE}”\n"


def test_doubtful_sentences_and_notices_are_told(zhibi: Zhibi, fake: FakeService) -> None:
    claim = Claim("每季度一次。", "altered", ("1",))
    fake.events = [fake.answer(text=claim.text, claims=(claim,), notices=("模型超时",))]
    out = zhibi("ask", "问").out
    assert "与原文有出入：每季度一次。" in out
    assert "注意：模型超时" in out


def test_a_refusal_is_an_answer(zhibi: Zhibi, fake: FakeService) -> None:
    fake.events = [fake.refusal()]
    outcome = zhibi("ask", "问")
    assert (outcome.code, outcome.out) == (0, "资料库中未找到依据。\n")


def test_options_reach_the_query(zhibi: Zhibi, fake: FakeService) -> None:
    zhibi("search", "问", "-k", "3", "--collection", "党建", "--collection", "制度", "--as-of", "2026-01-31")
    query = fake.asked[0]
    assert query.k == 3
    assert query.scope.collections == {"党建", "制度"}
    assert str(query.scope.as_of) == "2026-01-31"


def test_document_text_cannot_steer_the_terminal(zhibi: Zhibi, fake: FakeService) -> None:
    fake.texts["d1"] = "正文\x1b]0;pwned\x07\x9b31m\u202e反转"
    out = zhibi("library", "show", "d1", "--text").out
    assert "正文�]0;pwned��31m�反转" in out


def test_show_gives_text_and_pages_when_asked(zhibi: Zhibi) -> None:
    shown = zhibi("library", "show", "d1", "--text", "--pages", "--json").json
    assert shown["text"].startswith("第十二条")
    assert shown["pages"][0]["origin"] == "native"
    assert shown["metadata"]["number"] == "示党发〔2026〕3号"


def test_show_tells_where_metadata_come_from_and_which_pages_are_doubtful(zhibi: Zhibi, fake: FakeService) -> None:
    known = fake.records["d1"]
    about = replace(known.metadata, period="2026", provenance=(("issuer", "hand"), ("period", "folder")))
    fake.records["d1"] = replace(known, metadata=about, superseded_on=date(2026, 4, 1), superseded_by="d2")
    shown = zhibi("library", "show", "d1", "--pages", "--json").json
    assert shown["metadata"]["provenance"] == {"issuer": "hand", "period": "folder"}
    assert (shown["superseded_on"], shown["superseded_by"]) == ("2026-04-01", "d2")
    assert (shown["pages"][0]["note"], shown["pages"][0]["doubtful"]) == ("", False)
    out = zhibi("library", "show", "d1").out
    assert "取代：2026-04-01 起由 d2 取代" in out
    assert "人工更正：发文机关" in out


def test_list_and_versions_mark_what_is_superseded(zhibi: Zhibi, fake: FakeService) -> None:
    newer = replace(fake.records["d1"], id="d2", title="示例集团党支部工作办法（2026年修订）")
    fake.records["d2"] = newer
    fake.records["d1"] = replace(fake.records["d1"], superseded_on=date(2026, 4, 1), superseded_by="d2")
    assert "2026-04-01 起由《示例集团党支部工作办法（2026年修订）》取代" in zhibi("library", "list").out
    assert "起由 d2 取代" in zhibi("library", "versions", "d1").out


def test_corrections_come_as_field_and_value(zhibi: Zhibi, fake: FakeService) -> None:
    assert zhibi("library", "set", "d1", "issued=2026-03-01", "label=", "title=甲=乙").code == 0
    assert fake.corrected == {"d1": {"issued": "2026-03-01", "label": "", "title": "甲=乙"}}
    assert zhibi("library", "set", "d1", "--reset", "issued").code == 0
    assert fake.corrected == {"d1": {"issued": None}}


@pytest.mark.parametrize("wrong", [("d1", "issued"), ("d1", "=2026"), ("d1", "--reset", "issued=2026"), ("d1",)])
def test_a_correction_that_is_not_field_and_value_is_wrong_usage(zhibi: Zhibi, wrong: tuple[str, ...]) -> None:
    assert zhibi("library", "set", *wrong).code == 2


def test_removing_an_unknown_document_is_a_sentence(zhibi: Zhibi) -> None:
    outcome = zhibi("library", "remove", "d9")
    assert outcome.code == 1
    assert "d9" in outcome.err


@pytest.mark.parametrize(
    ("names", "code"), [(["a.txt"], 0), (["a.txt", "b.bad"], 0), (["b.bad"], 1), (["gone.txt"], 1)]
)
def test_ingest_fails_only_when_nothing_was_taken_in(zhibi: Zhibi, tmp_path: Path, names: list[str], code: int) -> None:
    for name in ("a.txt", "b.bad"):
        (tmp_path / name).write_text("正文", encoding="utf-8")
    outcome = zhibi("ingest", *(str(tmp_path / name) for name in names), "--json")
    assert outcome.code == code
    assert len(outcome.json["documents"]) == names.count("a.txt")
    assert outcome.err == ("" if code == 0 else "错误：没有收入任何文件\n")


def test_what_ingest_was_told_reaches_the_service(zhibi: Zhibi, fake: FakeService, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    zhibi("ingest", str(tmp_path / "a.txt"), "--sync", "--password", "一", "--password", "二")
    assert fake.wishes == {"sync": True, "gone": (), "passwords": ("一", "二")}


def test_watching_wants_a_folder(zhibi: Zhibi, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("正文", encoding="utf-8")
    outcome = zhibi("ingest", str(tmp_path / "a.txt"), "--watch")
    assert outcome.code == 1
    assert "要守候文件夹" in outcome.err


def test_check_with_problems_is_exit_1_and_says_what_mends_them(zhibi: Zhibi, fake: FakeService) -> None:
    fake.problems = [Problem("2 段没有向量", "zhibi library rebuild", ("d1-1", "d1-2"))]
    outcome = zhibi("library", "check")
    assert outcome.code == 1
    assert outcome.out == "2 段没有向量\n  d1-1\n  d1-2\n  处理：zhibi library rebuild\n"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com"])
def test_serving_others_is_refused_while_there_are_no_accounts(zhibi: Zhibi, host: str) -> None:
    outcome = zhibi("serve", "--host", host, "--port", "0")
    assert outcome.code == 1
    assert "没有启用账号" in outcome.err


def test_doctor_reports_what_is_wrong_and_never_shows_the_key(
    zhibi: Zhibi, fake: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.settings.home.mkdir()
    monkeypatch.setenv("ZHIBI_MODEL", "openai:qwen")
    monkeypatch.setenv("ZHIBI_API_KEY", "sk-secret")
    monkeypatch.setenv("ZHIBI_BASE_URL", "http://user:word@127.0.0.1:9/v1")
    fine = zhibi("doctor", "--json")
    assert fine.code == 0
    assert fine.json["library"]["documents"] == 1
    assert fine.json["model_url"] == "http://127.0.0.1:9/v1"
    assert fine.json["versions"]["chromadb"]
    fake.error = EncoderMismatchError("向量由另一个编码器生成", "zhibi library rebuild")
    broken = zhibi("doctor")
    assert broken.code == 1
    assert "处理：zhibi library rebuild" in broken.out
    for outcome in (fine, broken):
        assert not {"sk-secret", "word"} & set((outcome.out + outcome.err).replace(":", " ").split())


def test_what_degraded_while_searching_is_told(zhibi: Zhibi, fake: FakeService) -> None:
    fake.notices = ("向量模型未能计算（内存不足），本次只按词语检索",)
    assert zhibi("search", "问", "--json").json["notices"] == list(fake.notices)
    assert zhibi("search", "问").out.startswith(f"注意：{fake.notices[0]}\n1. ")


def test_doctor_tries_the_reranker_that_is_set(
    zhibi: Zhibi, fake: FakeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.settings.home.mkdir()
    assert zhibi("doctor", "--json").json["reranker"] is None
    monkeypatch.setenv("ZHIBI_RERANKER", str(tmp_path / "没有"))
    broken = zhibi("doctor", "--json")
    assert broken.code == 1
    assert broken.json["reranker"] == {"name": str(tmp_path / "没有"), "usable": False}
    assert "重排模型" in broken.json["problems"][0]["what"]


def test_a_bug_keeps_its_traceback(zhibi: Zhibi, fake: FakeService) -> None:
    fake.error = RuntimeError("a bug")
    with pytest.raises(RuntimeError, match="a bug"):
        zhibi("library", "list")


HEAVY = {"pydantic", "rich", "chromadb", "tantivy", "langchain_core", "torch", "nicegui", "fastapi", "numpy"}


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys\nfrom assistant.interfaces.cli.app import run\n"
        "assert run(['--help']) == 0\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not HEAVY & set(done.stderr.split())
    for command in ("ingest", "search", "ask", "serve", "doctor", "library"):
        assert command in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    """As in `zhibi library list | head -0`."""
    code = "from assistant.interfaces.cli import main; main(['--help'])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
