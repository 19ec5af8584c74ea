"""Pages of originals as pictures, through the service and the API's route."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from assistant.config import load_settings
from assistant.errors import DocumentNotFoundError
from assistant.service import Service

DEMO = Path(__file__).resolve().parents[2] / "eval/datasets/demo/library"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.open(load_settings(tmp_path_factory.mktemp("home")), write=True) as opened:
        opened.ingest([*DEMO.glob("12-*.pdf"), *DEMO.glob("14-*.txt")])
        yield opened


def test_a_page_is_drawn_in_the_shape_that_its_boxes_assume(service: Service) -> None:
    record = next(one for one in service.documents() if one.media_type == "pdf")
    page = service.pages(record.id)[1]
    picture = Image.open(BytesIO(service.picture(record.id, 2)))
    assert picture.format == "JPEG"
    assert picture.width / picture.height == pytest.approx(page.width / page.height, rel=0.01)
    assert picture.convert("L").getextrema()[0] < 100  # something is written on it


def pixels(data: bytes) -> np.ndarray[Any, np.dtype[np.int16]]:
    return np.asarray(Image.open(BytesIO(data)).convert("RGB"), np.int16)


def test_a_quotation_is_marked_on_its_page_and_nothing_else_is(service: Service) -> None:
    record = next(one for one in service.documents() if one.media_type == "pdf")
    chunk = next(one for one in service.chunks_of(record.id) if len(one.pages) == 2)
    (first, second) = service.boxes(chunk.id, 0, len(chunk.text))
    shown = service.marked(chunk.id, page=second.page)
    assert (shown.page, shown.pages) == (second.page, (first.page, second.page))
    plain, marked = pixels(service.picture(record.id, second.page)), pixels(shown.picture)
    assert plain.shape == marked.shape
    touched = np.abs(plain - marked).max(axis=2) > 40
    scale = plain.shape[0] / second.height
    allowed = np.zeros(touched.shape, bool)
    for box in second.boxes:
        top, left, bottom, right = (round(side * scale) for side in (box.top, box.x0, box.bottom, box.x1))
        assert touched[top:bottom, left:right].mean() > 0.5  # its paper has another colour
        assert marked[top:bottom, left:right].min() < 100  # and its words are still to be read
        assert touched[top:bottom, max(0, left - 6) : left].any()  # within a frame
        allowed[max(0, top - 8) : bottom + 8, max(0, left - 8) : right + 8] = True
    assert not touched[~allowed].any()


def test_a_quotation_is_not_marked_where_it_is_not(service: Service) -> None:
    record = next(one for one in service.documents() if one.media_type == "pdf")
    chunk = next(one for one in service.chunks_of(record.id) if one.pages == (1,))
    with pytest.raises(DocumentNotFoundError, match="在第 1 页"):
        service.marked(chunk.id, page=2)
    with pytest.raises(DocumentNotFoundError, match="没有能确定的位置"):
        service.marked(chunk.id, 10_000, 10_001)
    text = next(one for one in service.documents() if one.media_type == "text")
    with pytest.raises(DocumentNotFoundError, match="没有能确定的位置"):
        service.marked(service.chunks_of(text.id)[0].id)


@pytest.mark.parametrize("page", [0, 5, 10_000])
def test_a_page_that_is_none_is_a_sentence(service: Service, page: int) -> None:
    record = next(one for one in service.documents() if one.media_type == "pdf")
    with pytest.raises(DocumentNotFoundError, match=f"第 {page} 页"):
        service.picture(record.id, page)


def test_what_has_no_pages_has_no_picture(service: Service) -> None:
    record = next(one for one in service.documents() if one.media_type == "text")
    with pytest.raises(DocumentNotFoundError, match="没有可以显示"):
        service.picture(record.id, 1)
