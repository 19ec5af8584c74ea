"""问答: conversations, their answers under their questions, what those cite beside them."""

from __future__ import annotations

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.errors import ConversationNotFoundError
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.ask.conversation import Conversation
from assistant.interfaces.web.ask.history import History, show_recent
from assistant.interfaces.web.elements import Button, Split, Text, empty_state, guarded, link, page_header
from assistant.interfaces.web.source import SourcePanel
from assistant.interfaces.web.visit import Visit

LEAD = "每句话都注明出处，点编号看原文。"
EMPTY_LIBRARY = "资料库还是空的。请先到资料库收入制度、要点、总结等文件，就可以提问了。"
READY = "回答只取自资料库。每句话后面的编号是出处，点开可以看到原文；没有依据的，执笔会直说。"
RECENT = 4

# While a citation is open, outside of what takes these keys itself.
KEYS = """(event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (!['ArrowLeft', 'ArrowRight', 'Escape'].includes(event.key)) return;
    if (!event.currentTarget.classList.contains('zb-split-open')) return;
    if (event.target.closest('input, textarea, select, .zb-sheets-large, .zb-ask-table-frame')) return;
    event.preventDefault();
    emit(event.key);
}"""


async def build(visit: Visit, place: Place) -> None:
    """One visitor's conversation: a new one, or the one that the address names."""
    page = AskPage(visit, place)
    await page.open(place.parameters.get("conversation"))


class AskPage:
    """The conversation, the list of earlier ones, and what is cited."""

    def __init__(self, visit: Visit, place: Place) -> None:
        self._visit = visit
        self._place = place
        with page_header("问答", LEAD):
            Button("历史问答", lambda: self._history.open(), icon_name="history")
            Button("新的对话", lambda: ui.navigate.to("/"), icon_name="plus", title="另起一个话题")
        self._split = Split("出处")
        with self._split.main:
            self._conversation = Conversation(
                visit, place, SourcePanel(visit, self._split), place.parameters.get("conversation")
            )
        self._split.element.on("keydown", guarded(self._step), js_handler=KEYS)
        self._history = History(visit, lambda: self._conversation.id, lambda: ui.navigate.to("/"))

    async def _step(self, event: GenericEventArguments) -> None:
        if event.args == "Escape":
            self._split.close()
        else:
            await self._conversation.step(str(event.args))

    async def open(self, conversation_id: str | None) -> None:
        if conversation_id is None:
            await self._welcome()
            return
        try:
            await self._conversation.load()
        except ConversationNotFoundError:
            self._split.element.delete()
            with empty_state("没有这个对话", "它可能已经删除，或者地址写错了。", "history"):
                link("新的对话", "/", "zb-button zb-secondary")

    async def _welcome(self) -> None:
        service = self._visit.service
        documents = await self._visit.read(service.documents)
        recent = await self._visit.read(service.conversations.list, RECENT)
        if self._conversation.welcome.is_deleted:
            return
        with self._conversation.welcome:
            Text(READY if documents else EMPTY_LIBRARY, tag="p")
            if not documents:
                link("去资料库", "/library", "zb-button zb-secondary")
            elif recent:
                show_recent(recent)
