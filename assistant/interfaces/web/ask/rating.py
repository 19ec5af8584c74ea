"""What a person thinks of an answer: good or not, and in words why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from assistant.interfaces.web.elements import Button, Field, Text, box, button, toast
from assistant.store.messages import Message

LIKED, DISLIKED = "有用", "有问题"
MAX_COMMENT = 2000

Rate = Callable[[Message, str | None, str], Awaitable[Message]]


class Rating:
    """Two buttons; the one that was chosen is pressed, a second click takes it back. What was wrong can be said."""

    def __init__(self, message: Message, rate: Rate) -> None:
        self._message = message
        self._rate = rate
        self._buttons = {
            "up": button(
                "", lambda: self._toggle("up"), "zb-ask-action", icon_name="up", aria_label=LIKED, title=LIKED
            ),
            "down": button(
                "", lambda: self._toggle("down"), "zb-ask-action", icon_name="down", aria_label=DISLIKED, title=DISLIKED
            ),
        }
        self._place = box("zb-ask-comment")
        self._tell()

    @property
    def _rating(self) -> str | None:
        return None if self._message.feedback is None else self._message.feedback.rating

    def _tell(self) -> None:
        for name, made in self._buttons.items():
            made.props["aria-pressed"] = "true" if self._rating == name else "false"
            made.update()

    async def _toggle(self, rating: str) -> None:
        chosen = None if self._rating == rating else rating
        self._message = await self._rate(self._message, chosen, "")
        self._tell()
        self._place.clear()
        if chosen == "down":
            self._ask_why()
        elif chosen == "up":
            toast("已记下", kind="note")

    def _ask_why(self) -> None:
        with self._place:
            field = Field(
                "哪里有问题",
                lines=2,
                placeholder="例如：漏了第三项；引用的是旧文件。可以不填。",
                keep=f"ask/comment/{self._message.id}",
            )

            async def send() -> None:
                if len(field.value) > MAX_COMMENT:
                    field.fail(f"最多 {MAX_COMMENT} 字")
                    return
                self._message = await self._rate(self._message, "down", field.value.strip())
                if field.kept is not None:
                    field.kept.forget()
                self._place.clear()
                with self._place:
                    Text("已记下，谢谢。管理员可以把它做成评测题。", "zb-hint", tag="p", role="status")

            with box("zb-row"):
                Button("提交", send, "primary")
                Button("不写了", self._place.clear, "quiet")
            field.element.run_method("focus")
