"""A real library of three short documents, and four cases upon it."""

from __future__ import annotations

from pathlib import Path

from assistant.config import Settings
from assistant.service import Service
from eval.cases import Case, Evidence

DOCUMENTS = {
    "办法.md": "# 先锋平台管理办法\n\n第一条 平台负责人每季度向支部汇报一次工作。\n\n"
    "第二条 平台的项目经费由党群工作部审批，每年不超过12万元。\n",
    "总结.md": "# 2025年党建工作总结\n\n集团共有党支部46个、党员1128名。全年开展主题党日活动12次。\n",
    "通知.txt": "关于召开组织生活会的通知\n\n各党支部于2026年3月20日前召开组织生活会，会前开展谈心谈话。\n",
}

CASES = (
    Case(
        "c1", "figure", "集团共有多少个党支部？", True, answer="46个", points=(("46个",),),
        evidence=(Evidence("总结.md", quote="集团共有党支部46个、党员1128名。"),),
    ),
    Case(
        "c2", "factoid", "平台的项目经费由谁审批？", True, answer="党群工作部", points=(("党群工作部",),),
        evidence=(Evidence("办法.md", quote="平台的项目经费由党群工作部审批", article="第二条"),),
    ),
    Case("c3", "unanswerable", "食堂周三的菜单是什么？", False),
    Case(
        "c4", "factoid", "组织生活会何时以前召开？", True, answer="2026年3月20日前", points=(("3月20日",),),
        evidence=(Evidence("通知.txt", quote="各党支部于2026年3月20日前召开组织生活会"),),
    ),
)  # fmt: skip


def write_documents(folder: Path) -> Path:
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def settings_of(home: Path, **values: object) -> Settings:
    """As shipped, whatever the environment says."""
    return Settings.model_construct(None, home=home, **values)


def fill(home: Path, documents: Path) -> None:
    with Service.open(settings_of(home), write=True) as service:
        assert not service.ingest([documents]).failed
