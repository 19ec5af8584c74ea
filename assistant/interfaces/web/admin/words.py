"""How the audit log's entries are said."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.accounts.audit import Entry, Outcome
from assistant.accounts.principal import RIGHT_NAMES, ROLE_NAMES
from assistant.interfaces.labels import title
from assistant.interfaces.web.elements.status import Tone
from assistant.interfaces.web.library.naming import collection_name

ACTIONS = {
    "login": "登录",
    "logout": "退出登录",
    "password": "改自己的密码",
    "ask": "提问",
    "search": "检索",
    "verify": "校核",
    "read": "看资料",
    "read_conversation": "看问答记录",
    "remove_conversation": "删除问答",
    "restore_conversation": "恢复问答",
    "rate": "评价回答",
    "read_feedback": "看评价",
    "outline": "列提纲",
    "draft": "保存文稿",
    "read_draft": "看文稿",
    "remove_draft": "移除文稿",
    "export": "导出文稿",
    "proof": "留存校核",
    "read_proof": "看以前的校核",
    "remove_proof": "移除校核",
    "ledger": "摘取台账",
    "add_tasks": "添加任务",
    "record_task": "登记任务",
    "remove_task": "移除任务",
    "ingest": "收入文件",
    "correct": "更正文件信息",
    "shelve": "文件换库",
    "remove": "移除文件",
    "restore": "恢复文件",
    "rebuild": "重建检索",
    "eval_case": "收入评测题",
    "eval_case_removed": "移除评测题",
    "eval_set": "上传数据集",
    "eval_set_removed": "删除数据集",
    "eval_start": "开始评测",
    "eval_stop": "停止评测",
    "eval_run_removed": "删除评测记录",
    "backup": "备份",
    "backup_download": "下载备份",
    "backup_remove": "删除备份",
    "user_add": "添加用户",
    "user_change": "修改用户",
    "user_remove": "删除用户",
    "collection": "设置库",
    "collection_rename": "给库改名",
    "member_add": "准许看库",
    "member_remove": "不再准许看库",
    "key_add": "生成密钥",
    "key_revoke": "吊销密钥",
    "audit_export": "导出操作记录",
    "request": "越权的请求",
}

OUTCOMES: dict[Outcome, str] = {"done": "完成", "failed": "没有做成", "denied": "被拒绝"}
TONES: dict[Outcome, Tone] = {"done": "plain", "failed": "warn", "denied": "bad"}
VIA = {"session": "网页", "login": "网页", "key": "密钥", "cli": "服务器命令行", "local": "本机"}

_FIELDS = {"role": "角色", "disabled": "停用", "password": "密码"}


def action(entry: Entry) -> str:
    return ACTIONS.get(entry.action, entry.action)


def who(entry: Entry) -> str:
    return entry.name or VIA.get(entry.via, entry.via)


def whence(entry: Entry) -> str:
    """网页 10.0.3.7."""
    return f"{VIA.get(entry.via, entry.via)} {entry.address}".strip()


def subject(entry: Entry, titles: Mapping[str, str]) -> str:
    """What it was done with, and what of that.

    Args:
        titles: Of documents, by id.
    """
    told, more = entry.subject, entry.details
    if told in titles:
        told = title(titles[told])
    elif entry.action == "collection" or entry.action.startswith("member_"):
        told = collection_name(told)
    elif isinstance(more.get("title"), str):
        told = title(more["title"])
    elif entry.action.startswith("key_"):
        told = str(more.get("label") or told)
    added = _more(entry)
    return f"{told}（{added}）" if told and added else told or added


def _more(entry: Entry) -> str:
    more, parts = entry.details, []
    if "fields" in more and entry.action == "user_change":
        parts.append("改了" + "、".join(_FIELDS.get(field, field) for field in more["fields"]))
    if more.get("role") in ROLE_NAMES:
        parts.append(ROLE_NAMES[more["role"]])
    if more.get("disabled") is True:
        parts.append("已停用")
    if isinstance(more.get("user"), str):
        parts.append(more["user"])
    if "rights" in more:
        parts.append("、".join(RIGHT_NAMES.get(right, str(right)) for right in more["rights"]))
    if more.get("right") in RIGHT_NAMES:
        parts.append(f"需要“{RIGHT_NAMES[more['right']]}”权限")
    if more.get("everywhere") is True:
        parts.append("各处")
    if entry.action == "collection":
        parts.append("所有用户都能看" if more.get("everyone") else "只给选中的人看")
    return "，".join(parts)
