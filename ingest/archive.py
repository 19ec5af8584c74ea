"""What a .zip holds: its files, unpacked in memory with care, and why others were left out.

Nothing is ever written under a name from an archive: names are for showing and for the last resort of a title.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.errors import DamagedFileError, LimitExceededError
from ingest.plausibility import is_han, score
from ingest.types import IngestFailure
from ingest.zipped import ENCRYPTED, ENTRY, open_zip, ratio, reading

_ZIP = b"PK\x03\x04"
_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_SYMLINK, _TYPE_MASK = 0o120000, 0o170000
_MADE_ON_UNIX = 3
_LONGEST_NAME = 120
"""Characters of one part of a path that are shown."""
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of characters that hide or turn round what stands beside them."""
_DRIVE = re.compile(r"^[A-Za-z]:")
_CLUTTER = re.compile(r"(?:^|/)(?:__MACOSX(?:/|$)|\.[^/]+(?:/|$)|(?:thumbs\.db|desktop\.ini|~\$[^/]*)$)", re.IGNORECASE)
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/container.xml", "OFD.xml", "META-INF/MANIFEST.MF")
"""A member that shows that a package is a document itself, not a folder of files."""
_BLOCK, _MANY = 1 << 20, 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What unpacking one archive may cost.

    Attributes:
        total: Bytes of all members together, those of archives inside too.
        member: Bytes of one member.
        ratio: Bytes unpacked for each byte packed, of one member larger than a megabyte.
        members: Files in all archives together.
        depth: Archives inside archives: 2 opens a .zip in a .zip.
    """

    total: int = 1 << 30
    member: int = 200 << 20
    ratio: int = 250
    members: int = 5_000
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Member:
    """A file from an archive. `path` is made fit to be shown: relative, without `..`, and with "/" throughout."""

    path: str
    data: bytes


@dataclass(slots=True)
class _Spent:
    """What has been used of the limits."""

    limits: Limits
    total: int = 0
    members: int = 0
    paths: set[str] = field(default_factory=set)


class _LeftOutError(Exception):
    """Why one member is left out, in Chinese."""


def unpack(
    data: bytes, name: str, limits: Limits | None = None, passwords: Sequence[str] = ()
) -> Iterator[Member | IngestFailure]:
    """The files of an archive in its order, those of archives inside it after the name of theirs.

    One after the other, so that no more than one member is held at a time. A member that cannot be had (encrypted,
    damaged, too large, a link) comes as a failure in its place and the others follow. What systems leave behind
    (__MACOSX, .DS_Store, Thumbs.db) is passed over in silence.

    Raises:
        DamagedFileError: The archive itself cannot be opened.
        LimitExceededError: It has too many members or its members overlap: it was made to do harm.
    """
    yield from _unpack(data, name, "", _Spent(limits or Limits()), passwords, 1)


def shown_path(raw: str) -> str:
    """A path from an archive as it may be shown: no drive, no root, no `..`, nothing invisible, no part too long."""
    text = _DRIVE.sub("", unicodedata.normalize("NFC", raw.replace("\\", "/")))
    visible = "".join(one for one in text if unicodedata.category(one) not in _INVISIBLE)
    parts = [_DRIVE.sub("", part.strip()) for part in visible.split("/")]
    kept = [_shortened(part) for part in parts if part.strip(". ")]
    return "/".join(kept) or "未命名"


def _shortened(part: str) -> str:
    if len(part) <= _LONGEST_NAME:
        return part
    stem, dot, suffix = part.rpartition(".")
    tail = dot + suffix if stem and len(suffix) <= 10 else ""
    return part[: _LONGEST_NAME - len(tail) - 1] + "…" + tail


def _unpack(
    data: bytes, name: str, folder: str, spent: _Spent, passwords: Sequence[str], depth: int
) -> Iterator[Member | IngestFailure]:
    archive = _opened(data, name, spent)
    with archive:
        for info in archive.infolist():
            path = folder + shown_path(_decoded_name(info))
            if info.is_dir() or _CLUTTER.search(path.removeprefix(folder)):
                continue
            path = _unique(path, spent)
            try:
                content = _content(archive, info, spent, passwords)
            except _LeftOutError as exc:
                yield IngestFailure(path, str(exc))
                continue
            if not _is_archive(content):
                yield Member(path, content)
            elif depth == spent.limits.depth:
                yield IngestFailure(path, f"压缩包套压缩包超过 {spent.limits.depth} 层，请解压后单独导入")
            else:
                yield from _inside(content, path, spent, passwords, depth)


def _inside(
    content: bytes, path: str, spent: _Spent, passwords: Sequence[str], depth: int
) -> Iterator[Member | IngestFailure]:
    """The members of an archive that is a member itself: its faults are its own."""
    try:
        yield from _unpack(content, path.rpartition("/")[2], f"{path}/", spent, passwords, depth + 1)
    except (DamagedFileError, LimitExceededError) as exc:
        yield IngestFailure(path, str(exc))


def _opened(data: bytes, name: str, spent: _Spent) -> zipfile.ZipFile:
    limit = spent.limits.members
    if data.count(ENTRY) > 4 * limit + 1_000:
        raise _too_many(name, limit)
    archive = open_zip(
        data, lambda: DamagedFileError(f"压缩包“{name}”已损坏，无法打开", "请重新下载或重新压缩后再导入")
    )
    infos = archive.infolist()
    spent.members += sum(not info.is_dir() for info in infos)
    if spent.members > limit:
        raise _too_many(name, limit)
    if _overlap(infos):
        raise LimitExceededError(
            f"压缩包“{name}”里的文件互相重叠，是异常构造的压缩包，未导入", "请核对来源，用压缩软件重新压缩后再导入"
        )
    return archive


def _too_many(name: str, limit: int) -> LimitExceededError:
    return LimitExceededError(f"压缩包“{name}”里的文件超过 {limit} 个，未导入", "请拆分后再导入，或解压后导入文件夹")


def _overlap(infos: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether two members share packed bytes (Fifield, "A better zip bomb", 2019)."""
    places = sorted((info.header_offset, info.compress_size) for info in infos if info.compress_size)
    return any(start + size > following for (start, size), (following, _) in pairwise(places))


def _unique(path: str, spent: _Spent) -> str:
    """Two members of one name stay two files."""
    stem, dot, suffix = path.rpartition(".")
    if not stem or "/" in suffix:
        stem, dot, suffix = path, "", ""
    number, found = 1, path
    while found in spent.paths:
        number += 1
        found = f"{stem}（{number}）{dot}{suffix}"
    spent.paths.add(found)
    return found


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, spent: _Spent, passwords: Sequence[str]) -> bytes:
    limits = spent.limits
    if info.create_system == _MADE_ON_UNIX and (info.external_attr >> 16) & _TYPE_MASK == _SYMLINK:
        raise _LeftOutError("是链接，不跟随")
    if info.file_size > limits.member:
        raise _LeftOutError(f"解压后有 {info.file_size >> 20} MB，超过单个文件 {limits.member >> 20} MB 的限制")
    if info.file_size > _BLOCK and ratio(info) > limits.ratio:
        raise _LeftOutError(f"压缩比超过 {limits.ratio} 倍，疑似异常文件")
    if spent.total + info.file_size > limits.total:
        raise _LeftOutError(f"压缩包解压后总计超过 {limits.total >> 20} MB，其余文件未导入，请拆分后再导入")
    spent.total += info.file_size
    return _decrypted(archive, info, passwords) if info.flag_bits & ENCRYPTED else _read(archive, info, None)


def _decrypted(archive: zipfile.ZipFile, info: zipfile.ZipInfo, passwords: Sequence[str]) -> bytes:
    """The content under the first password that fits, in either of the encodings that programs make of it."""
    if info.compress_type == _AES:
        raise _LeftOutError("用 AES 加密，无法解开，请解压后导入其中的文件")
    written = [data for one in passwords for data in dict.fromkeys(one.encode(code, "ignore") for code in _ENCODINGS)]
    for password in written:
        try:
            return _read(archive, info, password)
        except _LeftOutError:
            continue
    raise _LeftOutError("已加密，给出的密码都不对" if passwords else "已加密，打开需要密码，请给出密码或解压后再导入")


_AES = 99
_ENCODINGS = ("utf-8", "gb18030")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> bytes:
    with reading(lambda: _LeftOutError("已损坏或压缩方法不支持，无法解压")), archive.open(info, pwd=password) as stream:
        return stream.read()


def _is_archive(content: bytes) -> bool:
    """Whether a member is an archive of files itself, not an office document in a package."""
    if not content.startswith(_ZIP):
        return False
    if content.count(ENTRY) > _MANY:
        return True
    try:
        with open_zip(content, lambda: _LeftOutError("不是压缩包")) as inner:
            names = set(inner.namelist())
    except _LeftOutError:
        return False
    return not any(name in names for name in _OFFICE)


def _decoded_name(info: zipfile.ZipInfo) -> str:
    """A member's name as its writer meant it: marked as UTF-8, or by what looks most like a name."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    if name := _unicode_path(info.extra):
        return name
    raw = info.orig_filename.encode("cp437", "replace")
    candidates = [text for code in ("utf-8", "gb18030", "big5") if (text := _decoded(raw, code)) is not None]
    best = max(candidates, key=_name_score, default=info.orig_filename)
    return best if any(map(is_han, best)) or best.isascii() else info.orig_filename


def _decoded(raw: bytes, code: str) -> str | None:
    try:
        return raw.decode(code)
    except UnicodeDecodeError:
        return None


def _name_score(name: str) -> float:
    return score("".join(one for one in name if not one.isascii()))


def _unicode_path(extra: bytes) -> str | None:
    """The name in UTF-8 that Info-ZIP keeps beside the old one (APPNOTE 4.6.9)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _UNICODE_PATH and size > 5:
            return _decoded(extra[at + 9 : at + 4 + size], "utf-8")
        at += 4 + size
    return None
