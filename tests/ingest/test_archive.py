"""What comes out of archives, and what does not."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.archive import Limits, Member, shown_path, unpack
from ingest.errors import DamagedFileError, LimitExceededError
from ingest.types import IngestFailure


def zipped(members: dict[str, bytes], *, compress: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def named(raw: bytes, data: bytes = "正文".encode(), flags: int = 0, extra: bytes = b"") -> bytes:
    """An archive of one member whose name is these bytes."""
    crc = zlib.crc32(data)
    rest = struct.pack("<HHHIII", 0, 0, 0, crc, len(data), len(data))
    local = (
        b"PK\x03\x04" + struct.pack("<HH", 20, flags) + rest + struct.pack("<HH", len(raw), len(extra)) + raw + extra
    )
    entry = b"PK\x01\x02" + struct.pack("<HHH", 20, 20, flags) + rest
    entry += struct.pack("<HHHHHII", len(raw), len(extra), 0, 0, 0, 0, 0) + raw + extra
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(local) + len(data), 0)
    return local + data + entry + end


def members(data: bytes, **options: Any) -> dict[str, bytes]:
    return {one.path: one.data for one in unpack(data, "资料.zip", **options) if isinstance(one, Member)}


def failures(data: bytes, **options: Any) -> dict[str, str]:
    return {one.path: one.reason for one in unpack(data, "资料.zip", **options) if isinstance(one, IngestFailure)}


def test_files_come_in_order_and_clutter_stays_behind() -> None:
    clutter = ("__MACOSX/._办法.txt", ".DS_Store", "制度/Thumbs.db", "制度/~$稿.docx", "空/")
    data = zipped({"制度/办法.txt": b"1", **dict.fromkeys(clutter, b""), "总结.docx": b"2"})
    assert list(members(data).items()) == [("制度/办法.txt", b"1"), ("总结.docx", b"2")]
    assert failures(data) == {}


@pytest.mark.parametrize(
    ("raw", "flags", "expected"),
    [
        ("党建/台账.txt".encode("gbk"), 0, "党建/台账.txt"),
        ("党建/台账.txt".encode(), 0, "党建/台账.txt"),
        ("党建/台账.txt".encode(), 0x800, "党建/台账.txt"),
        ("關於會議的通知.txt".encode("big5"), 0, "關於會議的通知.txt"),
        ("2026年第1期.txt".encode("gb18030"), 0, "2026年第1期.txt"),
        (b"caf\x82.txt", 0, "café.txt"),
        (b"readme.txt", 0, "readme.txt"),
        ("党建\\台账.txt".encode("gbk"), 0, "党建/台账.txt"),
    ],
)
def test_names_are_decoded_as_they_were_meant(raw: bytes, flags: int, expected: str) -> None:
    assert list(members(named(raw, flags=flags))) == [expected]


def test_the_name_that_info_zip_keeps_beside_the_old_one() -> None:
    name = "台账.txt".encode()
    extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, 0) + name
    assert list(members(named(b"??.txt", extra=extra))) == ["台账.txt"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\a.txt", "Windows/a.txt"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("发票\u202etxt.exe", "发票txt.exe"),
        ("a\x00b\n.txt", "ab.txt"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 300 + ".docx", "长" * 114 + "….docx"),
    ],
)
def test_paths_are_made_fit_to_be_shown(raw: str, expected: str) -> None:
    assert shown_path(raw) == expected


@given(st.text(max_size=400))
def test_no_path_leads_out_or_hides(raw: str) -> None:
    path = shown_path(raw)
    assert path and not path.startswith("/") and ".." not in path.split("/")
    assert all(0 < len(part) <= 120 for part in path.split("/"))
    assert not any(unicodedata.category(one) in {"Cc", "Cf", "Cs"} for one in path)


def test_archives_inside_are_opened_to_the_depth_allowed() -> None:
    inner = zipped({"c.txt": b"3"})
    data = zipped({"a.txt": b"1", "内.zip": zipped({"b.txt": b"2", "再内.zip": inner})})
    assert members(data) == {"a.txt": b"1", "内.zip/b.txt": b"2"}
    assert failures(data) == {"内.zip/再内.zip": "压缩包套压缩包超过 2 层，请解压后单独导入"}


def test_an_office_document_is_a_file_not_an_archive() -> None:
    word = zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    assert members(zipped({"稿.docx": word})) == {"稿.docx": word}


def test_two_files_of_one_name_stay_two() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("a.txt", b"1")
        archive.writestr("a.txt", b"2")
    assert members(out.getvalue()) == {"a.txt": b"1", "a（2）.txt": b"2"}


def test_one_bad_member_does_not_stop_the_others() -> None:
    data = bytearray(zipped({"坏.txt": "损坏的正文".encode() * 40, "好.txt": b"ok"}, compress=False))
    at = data.index("损坏".encode())
    data[at] ^= 0xFF
    assert members(bytes(data)) == {"好.txt": b"ok"}
    assert failures(bytes(data)) == {"坏.txt": "已损坏或压缩方法不支持，无法解压"}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_whose_packed_bytes_are_broken_costs_itself_alone(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("坏.txt", bytes(at * at % 251 for at in range(4_000)))
        archive.writestr("好.txt", b"1")
    data = bytearray(out.getvalue())
    begin = data.find("坏.txt".encode()) + len("坏.txt".encode())
    for at in range(begin + 4, begin + 40):
        data[at] ^= 0xFF
    assert members(bytes(data)) == {"好.txt": b"1"}
    assert "无法解压" in failures(bytes(data))["坏.txt"]


def test_links_are_not_followed() -> None:
    link = zipfile.ZipInfo("链接.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert failures(out.getvalue()) == {"链接.txt": "是链接，不跟随"}


def encrypted(text: bytes, password: bytes) -> bytes:
    """An archive of one member under the traditional cipher (APPNOTE 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = zlib.crc32(bytes([byte]), keys[0] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = zlib.crc32(bytes([keys[1] >> 24]), keys[2] ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    for byte in password:
        update(byte)
    crc, out = zlib.crc32(text), bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + text:
        mask = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF))
        update(byte)
    plain = named(b"a.txt", bytes(out), flags=1)
    sound, wrong = struct.pack("<II", crc, len(out)), struct.pack("<II", zlib.crc32(bytes(out)), len(out))
    data = plain.replace(wrong, sound)
    return data.replace(sound + struct.pack("<I", len(out)), sound + struct.pack("<I", len(text)))


@pytest.mark.parametrize("code", ["utf-8", "gb18030"])
def test_passwords_are_tried_on_encrypted_members(code: str) -> None:
    data = encrypted("机要之外的正文".encode(), "党建2026".encode(code))
    assert members(data, passwords=("错的", "党建2026")) == {"a.txt": "机要之外的正文".encode()}
    assert failures(data) == {"a.txt": "已加密，打开需要密码，请给出密码或解压后再导入"}
    assert failures(data, passwords=("错的",)) == {"a.txt": "已加密，给出的密码都不对"}


def test_limits_leave_out_members_or_refuse_the_whole() -> None:
    data = zipped({"大.txt": b"0" * 3_000_000, "小.txt": b"1"})
    assert failures(data) == {"大.txt": "压缩比超过 250 倍，疑似异常文件"} and members(data) == {"小.txt": b"1"}
    assert "超过单个文件 1 MB" in failures(data, limits=Limits(member=1 << 20))["大.txt"]
    several = zipped({f"{at}.txt": bytes([at]) * 400_000 for at in range(3)}, compress=False)
    assert list(failures(several, limits=Limits(total=1 << 20))) == ["2.txt"]
    with pytest.raises(LimitExceededError, match="超过 2 个"):
        list(unpack(several, "资料.zip", Limits(members=2)))


def test_members_that_share_their_bytes_are_a_bomb() -> None:
    one = named(b"a.txt", b"x" * 100)
    entry_at, end_at = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entry = one[entry_at:end_at]
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 2, 2, 2 * len(entry), entry_at, 0)
    with pytest.raises(LimitExceededError, match="互相重叠"):
        list(unpack(one[:entry_at] + entry + entry.replace(b"a.txt", b"b.txt") + end, "资料.zip"))


def test_an_archive_that_is_none() -> None:
    data = zipped({"a.txt": b"1"})
    with pytest.raises(DamagedFileError, match=r"“资料\.zip”已损坏"):
        list(unpack(data[:-10], "资料.zip"))
    assert failures(zipped({"内.zip": data[:-10]})) == {} and list(members(zipped({"内.zip": data[:-10]}))) == [
        "内.zip"
    ]
