"""A visitor's text under proof, as it stays while other areas are shown."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.accounts.principal import Visible
from assistant.interfaces.render.findings import Group as Kind
from assistant.interfaces.web.proof.basis import Basis
from assistant.interfaces.web.proof.remarks import Remark
from assistant.types import Verification
from assistant.verification.proof import Proof


@dataclass
class Work:
    """A text with what was found in it.

    Attributes:
        proof: Knows what was judged; None before the first check, and when the basis changes.
        visible: What the visitor might see when it was made.
        checked: Whether what is typed is judged at once.
        judged: The text that `verified` and `remarks` speak of.
        notes: What was looked at and found right: remark id -> note.
        hidden: Kinds of remarks that are not asked for.
        check: The one check whose remarks are asked for; "" for all.
        counts: How many sentences fared how when it was last judged, be it before the page was loaded anew.
        record: Id under which it is kept; None while it is not.
        seen_notes: Whether those with a note are asked for, and they alone.
    """

    text: str = ""
    basis: Basis = field(default_factory=Basis)
    proof: Proof | None = None
    visible: Visible | None = None
    checked: bool = False
    judged: str = ""
    verified: Verification | None = None
    remarks: list[Remark] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    hidden: set[Kind] = field(default_factory=set)
    check: str = ""
    seen_notes: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    record: str | None = None

    @property
    def shown(self) -> list[Remark]:
        """The remarks that are asked for."""
        return [
            one
            for one in self.remarks
            if (one.id in self.notes) == self.seen_notes
            and one.group not in self.hidden
            and (not self.check or self.check in one.checks)
        ]

    @property
    def open(self) -> list[Remark]:
        """The remarks that nobody has settled yet."""
        return [one for one in self.remarks if one.id not in self.notes]

    @property
    def checks(self) -> list[str]:
        """What was checked where there is a remark, in words."""
        return sorted({check for one in self.remarks for check in one.checks})

    def place(self, remark: Remark) -> int:
        """Its number among those that are asked for, from 0; 0 where it is none of them."""
        return next((number for number, one in enumerate(self.shown) if one.id == remark.id), 0)
