"""Which document a name means, among the titles of a library.

A title is known by its key (`ingest.series.title_key`): no edition, no year, no quotation marks. A name means a
document whose key it is, with or without the country before it; or, shortened, one rule alone in the library.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.genres import genre_of
from ingest.text.likeness import shortens

COUNTRY = "中华人民共和国"
SHORTEST = 3
"""Characters of a name that is no whole title."""
LEAST_SHARE = 0.4
"""Of a title's characters that a shortened name must have."""

_STATUTE = re.compile(r"(?:(?<!办)法|法典|条例|解释|宪法|章程|准则)$")
"""Names of statutes are not shortened from the front: 合同法 is not 劳动合同法."""
_ORGAN = re.compile(
    r"^(?:中共|中国共产党)?.{0,30}?(?:省|市|县|区|州|盟|旗|镇|乡|公司|集团|委员会|党委|党组|支部|政府|局|部|厅|院|国务院|银行|大学|学校|医院|中央|全国|中国共产党|国家|中国)(?:关于)?$"
)
_NOTHING_SAID = re.compile(
    r"^(?:这|那|该|本|此|上述|新|旧|老|原|现行)?(?:个|部|项|份)?(?:工作|管理|实施|暂行|有关|相关)?(?:规定|办法|条例|制度|细则|规则|章程|法|方案|意见|通知|准则|文件|法律|规范|标准)$"
)


def keys_of(name: str) -> tuple[str, ...]:
    """The title keys that a whole name may have."""
    bare = name.removeprefix(COUNTRY.lower())
    return tuple(dict.fromkeys((name, bare, COUNTRY + bare)))


def endings(phrase: str) -> tuple[str, ...]:
    """What of a phrase that ends in a name may be the name, longest first; nothing that any rule may be called."""
    return tuple(end for at in range(len(phrase)) if len(end := phrase[at:]) >= 2 and not _NOTHING_SAID.match(end))


def parts(phrase: str) -> tuple[str, ...]:
    """Every stretch of a phrase that may be a whole title, longest first."""
    found = [phrase[at:end] for at in range(len(phrase)) for end in range(at + SHORTEST + 1, len(phrase) + 1)]
    return tuple(sorted((one for one in set(found) if not _NOTHING_SAID.match(one)), key=lambda one: (-len(one), one)))


def shortened(names: Sequence[str], titles: Mapping[str, str]) -> set[str]:
    """The one title key that the longest of `names` shortens; the empty set where there is none, or several.

    Args:
        names: Longest first.
        titles: Title key -> the series of its rule, or the key itself where it belongs to none.
    """
    for name in names:
        if len(name) < SHORTEST or _NOTHING_SAID.match(name):
            continue
        meant = {key for key in titles if _shortens(name, key)}
        if meant:
            return meant if len({titles[key] for key in meant}) == 1 else set()
    return set()


def _shortens(name: str, key: str) -> bool:
    if name == key or not key.endswith(name[-2:]):
        return False
    ahead = key.removesuffix(name) if key.endswith(name) else None
    if ahead is not None and (ahead == COUNTRY or (_ORGAN.match(ahead) and _tells(name))):
        return True
    if _STATUTE.search(name) or len(name) < LEAST_SHARE * len(_core(key)):
        return False
    return shortens(name, key) and _tells(name)


def _core(key: str) -> str:
    """A title without the organ before it."""
    at = max((match.end() for match in re.finditer(r"(?:公司|集团|委员会|党委|关于)", key[:-4])), default=0)
    return key[at:]


def _tells(name: str) -> bool:
    """Whether a shortened name says more than its genre."""
    genre = genre_of(name)
    own = name.removesuffix(genre.name) if genre and name.endswith(genre.name) else name[:-2]
    return len(re.sub(r"工作|管理|实施|的|和|与", "", own)) >= 2
