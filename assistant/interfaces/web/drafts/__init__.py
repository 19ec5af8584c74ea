"""起草: what a text is to be, its outline, the text as it is written, edited and verified, and out of the house."""

from __future__ import annotations

from assistant.errors import DraftNotFoundError, JobNotFoundError
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.drafts.beginning import Beginning
from assistant.interfaces.web.drafts.desk import Desk
from assistant.interfaces.web.drafts.listing import Listing
from assistant.interfaces.web.drafts.writing import Writing
from assistant.interfaces.web.elements import box
from assistant.interfaces.web.visit import Visit

NEW = "new"
NONE = ("没有这份文稿", "它可能已经移除，或者现在无权查看；请回到“起草”里看看。")


async def build(visit: Visit, place: Place) -> None:
    """The list, a draft to be begun (/drafts/new), or one draft."""
    draft_id = place.parameters.get("draft")
    if draft_id is None:
        await Listing(visit).open()
    elif draft_id == NEW:
        await Beginning(visit, place.query).open()
    else:
        await show(visit, draft_id)


async def show(visit: Visit, draft_id: str) -> None:
    """A draft as it is stored, or as it is being written: the job that writes it has its id."""
    place = box("zb-drafts-one")
    with place:
        try:
            draft = await visit.read(lambda: visit.service.drafts.load(draft_id))
        except DraftNotFoundError as missing:
            try:
                job = await visit.job(draft_id)
            except JobNotFoundError:
                raise DraftNotFoundError(*NONE) from missing
            Writing(visit, job, place).follow()
        else:
            await Desk(visit, draft).open()
