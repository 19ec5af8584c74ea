"""Pages of originals as pictures, through the service and the API's route."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

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


@pytest.mark.parametrize("page", [0, 5, 10_000])
def test_a_page_that_is_none_is_a_sentence(service: Service, page: int) -> None:
    record = next(one for one in service.documents() if one.media_type == "pdf")
    with pytest.raises(DocumentNotFoundError, match=f"第 {page} 页"):
        service.picture(record.id, page)


def test_what_has_no_pages_has_no_picture(service: Service) -> None:
    record = next(one for one in service.documents() if one.media_type == "text")
    with pytest.raises(DocumentNotFoundError, match="没有可以显示"):
        service.picture(record.id, 1)
