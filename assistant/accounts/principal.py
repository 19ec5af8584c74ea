"""Who asks, and what that lets through: a value that narrows every query before anything is ranked or counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.errors import ForbiddenError

Role = Literal["reader", "writer", "librarian", "administrator"]
"""What a person does here. Each may also do what those before it may."""

ROLES: tuple[Role, ...] = ("reader", "writer", "librarian", "administrator")

Right = Literal["read", "draft", "manage", "administer"]
"""read: search, ask, look at documents, verify. draft: drafts and tasks. manage: documents come, change and go.
administer: users, collections, everybody's keys, the audit log."""

RIGHTS: tuple[Right, ...] = ("read", "draft", "manage", "administer")

RIGHTS_OF: dict[Role, frozenset[Right]] = {role: frozenset(RIGHTS[: at + 1]) for at, role in enumerate(ROLES)}

Via = Literal["local", "session", "key"]
"""How somebody came in: on this machine without accounts, through the login page, with an API key."""

ROLE_NAMES: dict[Role, str] = {
    "reader": "读者",
    "writer": "撰稿人",
    "librarian": "资料员",
    "administrator": "管理员",
}

RIGHT_NAMES: dict[Right, str] = {
    "read": "查阅",
    "draft": "起草",
    "manage": "管理资料",
    "administer": "管理账号",
}


@dataclass(frozen=True, slots=True)
class Visible:
    """What may be seen; stores apply it inside their queries.

    Attributes:
        owner: Id of the user whose own records (drafts, tasks, conversations, jobs) may be seen; None for everybody's.
        collections: Names of the collections that may be seen; None for all, also those still to come.
    """

    owner: str | None = None
    collections: frozenset[str] | None = None

    def shows(self, collection: str) -> bool:
        return self.collections is None or collection in self.collections

    def narrowed(self, wanted: frozenset[str] | None) -> frozenset[str] | None:
        """Those of the wanted collections that may be seen; `wanted` None means all."""
        if self.collections is None or wanted is None:
            return wanted if self.collections is None else self.collections
        return wanted & self.collections


ALL = Visible()
"""Everything, of everybody."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever a request comes from.

    Attributes:
        user_id: Of the account; "" on this machine without accounts. What somebody makes bears it as its owner.
        name: Shown, and kept in the audit log.
        rights: Those of the role, cut down to the key's scopes where a key was shown.
        visible: Applied by every service call.
        key_id: Id of the API key (never the key), "" without one.
        address: Where the request came from, as the server saw it; "" where that is not known.
        must_change: The password was chosen by another: there is no right to anything before it is replaced.
    """

    user_id: str
    name: str
    role: Role
    rights: frozenset[Right]
    visible: Visible
    via: Via
    key_id: str = ""
    address: str = ""
    must_change: bool = False

    def require_settled(self) -> None:
        """Raises ForbiddenError: the password is still the one that another chose."""
        if self.must_change:
            raise ForbiddenError("请先修改初始密码", "登录页会带您修改；程序请用 POST /api/me/password")

    def may(self, right: Right) -> bool:
        return right in self.rights

    def require(self, right: Right) -> None:
        """Raises ForbiddenError: what is asked for needs a right that the principal lacks; nothing was looked up."""
        self.require_settled()
        if right not in self.rights:
            raise ForbiddenError(
                f"这项操作需要“{RIGHT_NAMES[right]}”权限",
                "请用有此权限的账号，或请管理员调整角色" if self.via != "key" else "请换用范围更大的密钥",
            )


LOCAL = Principal(
    user_id="",
    name="本机",
    role="administrator",
    rights=RIGHTS_OF["administrator"],
    visible=ALL,
    via="local",
)
"""Who uses the program on its own machine while there are no accounts: the owner of the home folder."""
