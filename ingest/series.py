"""Which documents are versions of one rule.

All versions of a rule share one key: its title without what tells them apart (试行, 修订, years, 稿). Only genres that
replace one another have versions: the work summary of 2026 does not supersede that of 2025.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.genres import EDITION, Genre, genre_of
from ingest.text.likeness import may_be_one

_STATE = re.compile(
    r"[（(〔\[【][^（）()〔〕\[\]【】]{0,20}?(?:试行|暂行|草案|修订|修正|废止|失效|征求意见|送审|讨论|修改|新版|旧版|现行|最新|版|稿"
    r"|(?:19|20)\d{2}年?)[^（）()〔〕\[\]【】]{0,10}[)）〕\]】]"
)
_DRAFT_TAIL = re.compile(rf"(?:{EDITION}|修订)$")
_YEARS = re.compile(r"(?:19|20)\d{2}\s*(?:年度?|版)(?:修订|修正|版)?")
_PASSING = re.compile(r"(?:暂行|试行)(?=[\u4e00-\u9fff]{0,4}$)")
_LOOSE = re.compile(r"[\s、，,·\-—《》〈〉“”\"'‘’]")
_COVER = re.compile(
    r"关于(?:印发|发布|颁布|公布|下发|转发|重新印发|修订印发)[^《]{0,10}《(?P<rule>.+)》的(?:通知|公告|决定|令|函)$"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")

_ANYBODYS = re.compile(r"工作|管理|考核|评价|议事|实施|内部|有关|相关|基本|党委会?|公司|集团|本|的")
"""A rule whose title says no more than this beside its genre (章程, 工作规则, 考核办法) is anybody's."""

_WORDS = re.compile(
    r"中共|中国共产党|有限|责任|股份|公司|集团|总公司|委员会|党委|党组|党总支|总支|支部|常务|人民代表大会|人大|常委会"
    r"|办公[室厅]|组织部?|宣传部?|纪委|工会|团委|人力资源部?|[部处室科]$"
)


def covered_rule(title: str) -> str | None:
    """The one rule that a covering letter of this title puts in force, 关于印发《…》的通知; None for other titles."""
    match = _COVER.search(title.strip())
    if match is None or re.search(r"》\s*[、，和及与]?\s*《", match["rule"]):
        return None
    return match["rule"]


def title_key(title: str) -> str:
    """The title as its other versions, and documents that name it, have it too: "" where nothing is left.

    “（一）” stays: the parts of a rule are not versions of it.
    """
    text = unicodedata.normalize("NFKC", covered_rule(title) or title)
    text = _STATE.sub("", text)
    text = _YEARS.sub("", _DRAFT_TAIL.sub("", text.strip()))
    return _LOOSE.sub("", _PASSING.sub("", text)).lower()


def series_key(title: str, issuer: str | None) -> str:
    """What all versions of a rule have in common; "" for a document that is no rule, or one anybody may have made.

    Args:
        issuer: Part of the key only where the title alone is generic.
    """
    genre = genre_of(covered_rule(title) or title)
    if genre is None or genre.nature != "rule":
        return ""
    key = title_key(title)
    if not _is_generic(key, genre):
        return key
    return f"{key}@{_LOOSE.sub('', issuer)}" if issuer else ""


def _is_generic(key: str, genre: Genre) -> bool:
    own = key.removesuffix(genre.name) if key.endswith(genre.name) else key[:-2]
    return len(_CJK.findall(_ANYBODYS.sub("", own))) <= 1


def may_be_one_issuer(one: str | None, other: str | None) -> bool:
    """Whether two issuers can be the same organ, of which one is unknown or written more shortly.

    中共澜川水工集团有限公司委员会 and 澜川集团党委 can; 甲公司 and 乙公司 cannot. What names only a department
    (党委组织部) tells nothing.
    """
    names = [_WORDS.sub("", re.sub(r"\s", "", name)) for name in (one, other) if name]
    if len(names) < 2 or not all(names):
        return True
    return may_be_one(*names)
