"""`zhibi users`, `zhibi keys`, `zhibi audit`: accounts, from the machine whose home folder they lie in.

Whoever may read the home folder may do all this; nobody logs in here.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.interfaces.cli.session import (
    JsonFlag,
    collection_name,
    reporting,
    say,
    settings_of,
    show,
    show_json,
)

if TYPE_CHECKING:
    from assistant.accounts.accounts import Accounts
    from assistant.accounts.administration import Administration
    from assistant.config import Settings

users = typer.Typer(help="用户：建立、修改、停用；谁能看哪个库。", no_args_is_help=True)
keys = typer.Typer(help="接口密钥：生成、列出、吊销。", no_args_is_help=True)

UserArgument = Annotated[str, typer.Argument(metavar="USER", help="用户名或编号")]
RoleOption = Annotated[str, typer.Option("--role", metavar="ROLE", help="reader、writer、librarian 或 administrator")]


def begun(accounts: Accounts, settings: Settings) -> Accounts:
    """With an administrator: the first start makes one and tells the password once, on standard error."""
    chosen = settings.admin_password
    made = accounts.begin(chosen.get_secret_value() if chosen else None)
    if made is not None:
        say(f"已建立管理员 admin，密码：{made}（只显示这一次，请妥善保存并尽快修改）")
    return accounts


@contextmanager
def _opened(context: typer.Context) -> Iterator[Administration]:
    from assistant.accounts.accounts import Accounts  # the database and argon2: not needed for --help
    from assistant.accounts.administration import Administration
    from assistant.store.database import Database

    with Database.of(settings_of(context)) as database:
        yield Administration(Accounts(database))


def _typed_password(given: bool) -> str | None:
    """A password from standard input, without showing it; None has one made."""
    if not given:
        return None
    return getpass.getpass("密码：", sys.stderr) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")


PasswordFlag = Annotated[bool, typer.Option("--password", help="从标准输入读取密码；不加则随机生成并显示一次")]


@users.command("list")
def list_users(context: typer.Context, as_json: JsonFlag = False) -> None:
    """列出用户。"""
    from assistant.interfaces.wire.accounts import User, UserList

    with reporting(as_json), _opened(context) as admin:
        found = admin.users()
        if as_json:
            show_json(UserList(users=[User.of(user) for user in found]))
            return
        for user in found:
            show(f"{user.id}  {user.name}  {user.role}{'  已停用' if user.disabled else ''}")


@users.command("add")
def add_user(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="用户名")],
    role: RoleOption = "reader",
    password: PasswordFlag = False,
    collection: Annotated[
        list[str] | None, typer.Option("--collection", metavar="NAME", help="准其查看的库，可重复")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """建立用户。"""
    from assistant.interfaces.wire.accounts import User, UserAdded

    with reporting(as_json), _opened(context) as admin:
        shown = [collection_name(one) for one in collection or ()]
        typed = _typed_password(password)
        user, made = admin.add_user(name, role, typed, collections=shown)  # type: ignore[arg-type]
        if as_json:
            show_json(UserAdded(user=User.of(user), password=made))
            return
        show(f"已建立 {user.name}（{user.id}）")
        if made is not None:
            show(f"密码：{made}（只显示这一次；首次登录后须修改）")


@users.command("set")
def change_user(
    context: typer.Context,
    user: UserArgument,
    role: Annotated[str | None, typer.Option("--role", metavar="ROLE", help="新的角色")] = None,
    disabled: Annotated[bool | None, typer.Option("--disable/--enable", help="停用，或恢复")] = None,
    password: PasswordFlag = False,
    reset: Annotated[bool, typer.Option("--reset-password", help="随机生成新密码并显示一次")] = False,
    as_json: JsonFlag = False,
) -> None:
    """修改用户的角色、密码，停用或恢复。"""
    from assistant.accounts.passwords import generated
    from assistant.interfaces.wire.accounts import User, UserAdded

    with reporting(as_json), _opened(context) as admin:
        made = generated() if reset and not password else None
        chosen = made if made is not None else _typed_password(password)
        changed = admin.change_user(user, role=role, disabled=disabled, password=chosen)  # type: ignore[arg-type]
        if as_json:
            show_json(UserAdded(user=User.of(changed), password=made))
            return
        show(f"{changed.name}：{changed.role}{'，已停用' if changed.disabled else ''}")
        if made is not None:
            show(f"新密码：{made}（只显示这一次）")


@users.command("remove")
def remove_user(context: typer.Context, user: UserArgument, as_json: JsonFlag = False) -> None:
    """删除用户及其密钥；其文稿留给管理员。"""
    from assistant.interfaces.wire.accounts import User

    with reporting(as_json), _opened(context) as admin:
        gone = admin.remove_user(user)
        show_json(User.of(gone)) if as_json else show(f"已删除 {gone.name}")


@users.command("admit")
def admit(
    context: typer.Context,
    user: UserArgument,
    collection: Annotated[str, typer.Argument(metavar="COLLECTION", help="库名")],
    out: Annotated[bool, typer.Option("--out", help="改为不准其查看")] = False,
    as_json: JsonFlag = False,
) -> None:
    """准许用户查看一个库。"""
    from assistant.interfaces.wire.accounts import Collection

    with reporting(as_json), _opened(context) as admin:
        name, who = collection_name(collection), admin.user(user)
        changed = (admin.dismiss if out else admin.admit)(name, who.id)
        if as_json:
            show_json(Collection.of(changed))
        else:
            show(f"{who.name} {'不再' if out else '现在'}能查看 {name}")


@keys.command("list")
def list_keys(context: typer.Context, as_json: JsonFlag = False) -> None:
    """列出密钥；密钥本身不再显示。"""
    from assistant.interfaces.wire.accounts import Key, KeyList

    with reporting(as_json), _opened(context) as admin:
        found = admin.keys()
        if as_json:
            show_json(KeyList(keys=[Key.of(key) for key in found]))
            return
        for key in found:
            state = "  已吊销" if key.revoked_at else ""
            show(f"{key.id}  {key.prefix}…  {key.user_id}  {','.join(key.rights)}  {key.label}{state}")


@keys.command("add")
def add_key(
    context: typer.Context,
    user: UserArgument,
    label: Annotated[str, typer.Option("--label", metavar="TEXT", help="用途")] = "",
    right: Annotated[
        list[str] | None, typer.Option("--right", metavar="RIGHT", help="read、draft、manage、administer，可重复")
    ] = None,
    collection: Annotated[
        list[str] | None, typer.Option("--collection", metavar="NAME", help="只限这些库，可重复")
    ] = None,
    days: Annotated[int, typer.Option("--days", min=0, max=3650, metavar="N", help="有效天数；0 为不过期")] = 90,
    as_json: JsonFlag = False,
) -> None:
    """为用户生成密钥，只显示这一次。"""
    from assistant.interfaces.wire.accounts import Key, KeyAdded

    with reporting(as_json), _opened(context) as admin:
        rights = right or ["read"]
        made, text = admin.add_key(user, label, rights, collection, days or None)  # type: ignore[arg-type]
        show_json(KeyAdded(key=text, about=Key.of(made))) if as_json else show(text)


@keys.command("revoke")
def revoke_key(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(metavar="ID", help="密钥的编号，见 zhibi keys list")],
    as_json: JsonFlag = False,
) -> None:
    """吊销密钥，立即生效。"""
    from assistant.interfaces.wire.accounts import Key

    with reporting(as_json), _opened(context) as admin:
        gone = admin.revoke_key(key_id)
        show_json(Key.of(gone)) if as_json else show(f"已吊销 {gone.id}")


def audit(
    context: typer.Context,
    name: Annotated[str | None, typer.Option("--user", metavar="NAME", help="只看此人")] = None,
    action: Annotated[str | None, typer.Option("--action", metavar="ACTION", help="只看此类操作，如 ask")] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="只看含有这些文字的")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="从这一天起（UTC）")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="到这一天止（UTC）")] = None,
    limit: Annotated[int, typer.Option("-n", min=1, max=500, metavar="N", help="条数")] = 50,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="把全部条目写成 .csv 或 .jsonl 文件")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """审计日志：谁在何时查阅、提问、起草、导出、改动了什么。"""
    from assistant.accounts.audit import Wanted, as_csv, as_json_lines
    from assistant.interfaces.wire.accounts import AuditEntry, AuditPage

    with reporting(as_json), _opened(context) as admin:
        wanted = Wanted(name, action, None, text, since, until)
        if out is not None:
            entries = admin.export(wanted, out.suffix)
            lines = as_csv(entries) if out.suffix.lower() == ".csv" else as_json_lines(entries)
            with out.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(lines)
            say(f"已写入 {out}")
        found = admin.entries(wanted, limit)
        if as_json:
            show_json(AuditPage(entries=[AuditEntry.of(entry) for entry in found]))
            return
        for entry in found:
            who = entry.name or entry.via
            show(f"{entry.at}  {who}  {entry.action}  {entry.outcome}  {entry.subject}")
