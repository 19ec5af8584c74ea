"""问答: questions, answers under them, what they cite beside them."""

from __future__ import annotations

from assistant.interfaces.web.area import Place
from assistant.interfaces.web.ask.conversation import Conversation
from assistant.interfaces.web.elements import Split, page_header
from assistant.interfaces.web.source import SourcePanel
from assistant.interfaces.web.visit import Visit

EMPTY_LIBRARY = "资料库还是空的。请先到资料库收入制度、要点、总结等文件，就可以提问了。"
READY = "回答只取自资料库。每句话后面的编号是出处，点开可以看到原文。"


async def build(visit: Visit, _: Place) -> None:
    """One visitor's questions."""
    with page_header("问答", "每句话都注明出处，点编号看原文。"):
        pass
    split = Split("出处")
    with split.main:
        conversation = Conversation(visit, SourcePanel(visit, split))
    documents = await visit.read(visit.service.documents)
    conversation.welcome(READY if documents else EMPTY_LIBRARY, empty=not documents)
