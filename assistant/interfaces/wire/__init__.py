"""The JSON contract: what other programs read from the command line and from HTTP. Fields are only ever added.

Results are made from the domain's nouns with `of`; what comes in is validated strictly. A module a noun; here is what
they share.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

CollectionName = Annotated[str, StringConstraints(pattern=r"^\w[\w\-. ]{0,63}$")]
"""Letters (Chinese too), digits, `_`, `-`, `.` and spaces, 1 to 64 of them, the first a letter or digit."""

Seconds = Annotated[float, AfterValidator(lambda value: round(value, 3))]
"""Wall time."""

Score = Annotated[float, AfterValidator(lambda value: round(value, 6))]
"""0 to 1, comparable within one list only."""


Chance = Annotated[float, AfterValidator(lambda value: round(value, 3))]
"""0 to 1. No finer: the digits behind these move with the lengths of texts that its reader may not see."""


class Wire(BaseModel):
    """Base of everything that crosses the edge."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    @classmethod
    def of(cls, noun: Any) -> Self:
        """From a domain noun whose attributes have the same names."""
        return cls.model_validate(noun)

    @classmethod
    def like(cls, noun: Any, **given: Any) -> Self:
        """From a domain noun whose attributes have the same names, but for the fields that are `given`."""
        return cls(**{name: getattr(noun, name) for name in cls.model_fields if name not in given}, **given)

    def dump(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    def line(self) -> str:
        """One line of JSON. Chinese stays readable; NaN is an error, for it is no JSON."""
        return json.dumps(self.dump(), ensure_ascii=False, allow_nan=False)


class Paged(Wire):
    """A list that comes a page at a time. Attributes: next: Cursor of the page after this one; absent on the last."""

    next: str | None = Field(default=None, exclude_if=lambda value: value is None)


class Usage(Wire):
    """Tokens that a model's answer took; `cost` by the prices in the settings, null without them."""

    sent: int
    received: int
    cost: float | None


class Removed(Wire):
    removed: str
