"""资料库: what answers and drafts are taken from."""

from __future__ import annotations

from assistant.errors import DocumentNotFoundError
from assistant.interfaces.finding import Wanted
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import empty_state, link, page_header, skeleton
from assistant.interfaces.web.library.document import DocumentPage
from assistant.interfaces.web.library.intake import Intake
from assistant.interfaces.web.library.listing import Listing
from assistant.interfaces.web.visit import Visit


async def build(visit: Visit, place: Place) -> None:
    """One visitor's library, or one document of it."""
    if document_id := place.parameters.get("document", ""):
        await _build_document(visit, document_id, place)
    else:
        await _build_list(visit, Wanted.of(place.query))


async def _build_list(visit: Visit, wanted: Wanted) -> None:
    manages = visit.may("manage")
    with page_header("资料库", "回答和文稿只取自这里的文件。"):
        pass

    def on_empty() -> None:
        what_to_do = (
            "把制度、要点、总结等文件拖到上面的框里，读完就可以提问和起草。"
            if manages
            else "请资料员收入文件，之后就可以提问和起草。"
        )
        with empty_state("资料库还是空的", what_to_do, "library"):
            pass

    if manages:
        Intake(visit, await visit.collections(), lambda: listing.refresh())
    waiting = skeleton()
    listing = Listing(visit, wanted, on_empty)
    await listing.refresh()
    waiting.delete()


async def _build_document(visit: Visit, document_id: str, place: Place) -> None:
    try:
        page = await DocumentPage.open(visit, document_id)
    except DocumentNotFoundError:
        show_gone()
        return
    await page.build(place.query)


def show_gone() -> None:
    """In the place of a document that there is not, or not any more."""
    with empty_state("这份文件不在资料库中", "它可能刚被移除，或者不对您开放。已写进文稿的引文不受影响。", "library"):
        link("回到资料库", "/library", "zb-button zb-secondary")
