"""Older and foreign office files (.doc, .wps, .xls, .et, .ppt, .dps, .rtf, .odt, .ods, .odp), by way of LibreOffice.

The converter is a program of its own with a home of its own that is thrown away afterwards. It runs no macros, follows
no links, and is killed with all its children when its time is over.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.errors import DamagedFileError, LimitExceededError, UnreadableFileError, UnsupportedFormatError
from ingest.readers import read as read_converted
from ingest.readers.office_kinds import OfficeKind, office_kind
from ingest.types import MediaType, Reading, ReadOptions

PROGRAMS = ("soffice", "libreoffice")
"""Under these names LibreOffice is looked for on the PATH."""


@dataclass(frozen=True, slots=True)
class ConversionLimits:
    """Attributes:
    seconds: Wall time of one conversion.
    output: Bytes of the largest file that it may write.
    memory: Bytes of address space of each of its processes.
    """

    seconds: float = 120.0
    output: int = 256 * 1024 * 1024
    memory: int = 6 * 1024**3


USUAL_LIMITS = ConversionLimits()


def read(data: bytes, name: str, options: ReadOptions) -> Reading:
    """What the reader of the format that `data` is converted to makes of it.

    Where the caller may not start programs or write files (as in a parser process), `convert` comes first, elsewhere.

    Raises:
        IngestError: As `convert` and that reader say.
    """
    converted, media_type = convert(data, name)
    return read_converted(converted, media_type, name, options)


def convert(data: bytes, name: str, limits: ConversionLimits = USUAL_LIMITS) -> tuple[bytes, MediaType]:
    """`data` as .docx, .xlsx or .pptx, and which of them. Safe to call from several threads and processes.

    Raises:
        UnsupportedFormatError: LibreOffice is not installed, or the content is none that it is asked to convert.
        EncryptedFileError: The file asks for a password.
        DamagedFileError: LibreOffice cannot open it.
        LimitExceededError: The conversion takes too long, or its result is too large.
        UnreadableFileError: No temporary file can be written.
    """
    kind = office_kind(data, name)
    program = installed()
    if program is None:
        raise UnsupportedFormatError(
            f"文件“{name}”是旧版 Office、WPS、RTF 或 OpenDocument 文档，本机没有安装 LibreOffice，无法读取",
            "请安装 LibreOffice（soffice），或用 Word、WPS 另存为 .docx、.xlsx、.pptx 或 PDF 后再导入",
        )
    try:
        return _converted(data, program, kind, name, limits), kind.media_type
    except OSError as exc:
        raise UnreadableFileError(
            f"文件“{name}”无法转换：临时文件夹不能读写（{exc.strerror or type(exc).__name__}）",
            "请检查磁盘剩余空间和临时文件夹权限",
        ) from exc


def _converted(data: bytes, program: str, kind: OfficeKind, name: str, limits: ConversionLimits) -> bytes:
    with TemporaryDirectory(prefix="zhibi-office-") as folder:
        home = Path(folder)
        source = home / f"source{kind.suffix}"
        source.write_bytes(data)
        _confine_profile(home / "profile")
        _run(_command(program, home, source, kind.media_type), home, name, limits)
        return _result(home / "out" / f"source.{kind.media_type}", name, limits)


def installed() -> str | None:
    """Where LibreOffice's program is, None without one."""
    return next((path for one in PROGRAMS if (path := shutil.which(one)) is not None), None)


_FILTERS: dict[MediaType, str] = {
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "pptx": "pptx:Impress MS PowerPoint 2007 XML",
}


def _command(program: str, home: Path, source: Path, media_type: MediaType) -> list[str]:
    return [
        program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nodefault", "--nolockcheck", "--nofirststartwizard", "--convert-to", _FILTERS[media_type],
        "--outdir", str(home / "out"), str(source),
    ]  # fmt: skip


_SETTINGS = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "1"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""No macros and no active content; links are never updated, nor loaded from elsewhere; the network is a proxy where
nobody listens (port 9, discard)."""


def _confine_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}">'
        f'<prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    folder = profile / "user"
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )


_CONFINED = 'ulimit -c 0; ulimit -f "$1"; ulimit -v "$2"; shift 2; exec "$@"'
"""The shell sets the limits before the program begins: files in blocks of 512 bytes, memory in KiB (POSIX sh)."""


def _run(command: Sequence[str], home: Path, name: str, limits: ConversionLimits) -> None:
    """Runs the converter in a process group of its own, and ends the whole group in any case."""
    confined = ["/bin/sh", "-c", _CONFINED, "sh", str(limits.output // 512), str(limits.memory // 1024), *command]
    process = subprocess.Popen(
        confined, cwd=home, env=_environment(home), start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(limits.seconds)
    except subprocess.TimeoutExpired as exc:
        raise LimitExceededError(
            f"文件“{name}”由 LibreOffice 转换超过 {limits.seconds:g} 秒，已停止",
            "请用 Word 或 WPS 另存为 .docx 或 PDF 后再导入",
        ) from exc
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):  # where all have ended by themselves
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own environment but where programs are."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def _result(path: Path, name: str, limits: ConversionLimits) -> bytes:
    """What was written; the converter says by its absence alone that it failed."""
    if not path.is_file() or not (size := path.stat().st_size):
        raise DamagedFileError(
            f"文件“{name}”无法由 LibreOffice 打开或转换，可能已损坏或已加密",
            "请用 Word 或 WPS 打开并另存为 .docx 或 PDF 后再导入",
        )
    if size >= limits.output:
        raise LimitExceededError(f"文件“{name}”转换后超过 {limits.output // 2**20} MB，未导入", "请拆分后再导入")
    return path.read_bytes()
