"""A citation's quotation is found on the page it was quoted from, through the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from assistant.config import load_settings
from assistant.errors import DocumentNotFoundError
from assistant.service import Service

DEMO = Path(__file__).resolve().parents[2] / "eval/datasets/demo/library"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(load_settings(tmp_path_factory.mktemp("home")), write=True) as opened:
        opened.ingest([*DEMO.glob("12-*.pdf"), *DEMO.glob("14-*.txt")])
        yield opened


def test_the_words_under_the_boxes_are_the_quotation(service: Service) -> None:
    answer = service.ask(service.query("2026年第一季度组织生活检查发现了哪些问题？"))
    cited = [one for one in answer.citations if one.page is not None]
    assert cited
    original = pdfium.PdfDocument(service.original(cited[0].document_id))
    for citation in cited:
        found = service.boxes(citation.chunk_id, citation.start, citation.end)
        assert found[0].page == citation.page
        under = ""
        for page in found:
            text = original[page.page - 1].get_textpage()
            for box in page.boxes:
                under += text.get_text_bounded(box.x0, page.height - box.bottom, box.x1, page.height - box.top)
        assert "".join(citation.quote.split())[:20] in "".join(under.split())


def test_what_has_no_pages_has_no_boxes(service: Service) -> None:
    record = next(one for one in service.documents() if one.media_type == "text")
    chunk = service.chunks_of(record.id)[0]
    assert service.boxes(chunk.id, 0, 5) == ()


def test_an_unknown_chunk_is_a_sentence(service: Service) -> None:
    with pytest.raises(DocumentNotFoundError, match="c000"):
        service.boxes("c000", 0, 5)
