"""The log never mixes with the result."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from assistant.interfaces.cli.session import log_to_stderr


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_warnings_go_to_standard_error_and_lesser_news_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    log_to_stderr()
    structlog.get_logger().warning("parser_failed", path="办法.pdf")
    structlog.get_logger().info("outline left out")
    out, err = capsys.readouterr()
    assert out == ""
    assert "parser_failed" in err
    assert "outline" not in err
