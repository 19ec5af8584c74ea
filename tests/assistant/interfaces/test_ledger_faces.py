"""Ledgers and files of drafts over HTTP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from starlette.testclient import TestClient

from assistant.config import load_settings
from assistant.drafting.spec import parse_spec
from assistant.drafting.types import Draft, Section
from assistant.interfaces.api.app import create_app
from assistant.interfaces.backend import Backend
from assistant.service import Service

TEXT = """# 2026年重点任务台账

（2026年1月20日）

| 编号 | 重点任务 | 责任部门 | 完成时限 | 状态 |
|---|---|---|---|---|
| R01 | 修订考勤制度 | 人力资源部 | 2026年3月31日 | 已完成 |
| R02 | =1+1改造职工食堂 | 后勤部 | 2026年9月30日 | 推进中 |
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("faces")
    path = folder / "台账.md"
    path.write_text(TEXT, encoding="utf-8")
    with Service.open(load_settings(folder / "home"), write=True, clock=lambda: date(2026, 11, 21)) as service:
        assert service.ingest([path]).documents
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(Backend(service, service.settings)), base_url="http://127.0.0.1") as client:
        yield client


def test_the_kinds(client: TestClient) -> None:
    kinds = {one["kind"]: one["title"] for one in client.get("/api/ledgers").json()["ledgers"]}
    assert {"tasks": "任务清单", "opinions": "意见台账", "needs": "技术需求清单"}.items() <= kinds.items()


def test_a_ledger_as_json(client: TestClient) -> None:
    told = client.get("/api/ledgers/tasks", params={"day": "2026-11-21", "source": "2026年重点任务台账"}).json()
    assert [row["cells"]["matter"]["text"] for row in told["rows"]] == ["修订考勤制度", "=1+1改造职工食堂"]
    assert (told["gaps"], told["unclosed"], told["overdue"], told["differing"]) == ([], [2], [2], [])
    keys = {citation["key"] for citation in told["citations"]}
    assert all(set(cell["citations"]) <= keys for row in told["rows"] for cell in row["cells"].values())
    assert told["rows"][1]["deadline"] == "2026-09-30"


def test_a_ledger_as_a_workbook_has_text_for_text(client: TestClient) -> None:
    reply = client.get("/api/ledgers/任务清单/export")
    assert reply.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    cells = [cell for row in book["任务清单"].iter_rows() for cell in row if cell.value == "=1+1改造职工食堂"]
    assert [cell.data_type for cell in cells] == ["s"]
    assert "filename*=UTF-8''" in reply.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/api/ledgers/nothing", 422, "没有台账"),
        ("/api/ledgers/tasks?source=无此文件", 422, "没有来源文件"),
        ("/api/ledgers/tasks?day=someday", 422, "请求的内容不合要求"),
        ("/api/drafts/none/export", 404, "没有编号为"),
    ],
)
def test_what_is_wrong_is_said(client: TestClient, path: str, status: int, said: str) -> None:
    reply = client.get(path)
    assert reply.status_code == status
    assert said in reply.json()["error"]["message"]


def altered(draft: Draft) -> Draft:
    """The draft with one of its sentences said to differ from its source."""

    def spoilt(section: Section) -> Section:
        paragraphs = tuple(
            replace(one, sentences=tuple(replace(s, claim=replace(s.claim, verdict="altered")) for s in one.sentences))
            for one in section.paragraphs
        )
        return replace(section, paragraphs=paragraphs)

    return replace(draft, sections=tuple(map(spoilt, draft.sections)))


@pytest.fixture(scope="module")
def stored(service: Service) -> Draft:
    spec = parse_spec("{单位: 东江公司党委, 期间: 2026年, 事实: {发展党员: 12名}}", "work_summary")
    draft = service.studio.draft(spec, keep=False)
    return service.drafts.save(altered(draft), "初稿")


def test_a_draft_as_files(client: TestClient, stored: Draft) -> None:
    word = client.get(f"/api/drafts/{stored.id}/export")
    assert word.status_code == 200
    assert "word/footnotes.xml" in zipfile.ZipFile(io.BytesIO(word.content)).namelist() or stored.citations == ()
    text = client.get(f"/api/drafts/{stored.id}/export", params={"format": "md", "label": "false"}).text
    assert stored.title in text
    assert "人工智能" not in text
    page = client.get(f"/api/drafts/{stored.id}/export?format=html")
    assert page.headers["content-disposition"].startswith("attachment")


def test_a_clean_copy_is_refused_until_acknowledged(client: TestClient, stored: Draft, service: Service) -> None:
    path = f"/api/drafts/{stored.id}/export?copy=clean"
    refused = client.get(path)
    assert refused.status_code == 409
    assert stored.id in refused.json()["error"]["message"]
    assert client.get(f"{path}&acknowledged=true").status_code == 200
    assert client.get(f"{path}&template=missing&acknowledged=true").status_code == 422


def test_the_commands_blocked_clean_copy_leaves_the_draft(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assistant.interfaces.cli.app import run

    spec = tmp_path / "要求.yaml"
    spec.write_text("{单位: 东江公司党委, 期间: 2026年, 事实: {发展党员: 12名}}", encoding="utf-8")
    write = Service.draft
    monkeypatch.setattr(
        Service, "draft", lambda self, *given: self.drafts.save(altered(replace(write(self, *given), id="")), "初稿")
    )
    out = tmp_path / "净稿.docx"
    home = str(service.settings.home)
    code = run(["--home", home, "draft", "work_summary", "--spec", str(spec), "--out", str(out), "--copy", "clean"])
    said = capsys.readouterr()
    assert code == 1
    assert not out.exists()
    (record,) = [one for one in service.drafts.list() if one.id in said.out]
    assert "发展党员12名" in said.out
    assert f"文稿 {record.id} 第 1 版" in said.err
