"""A model's address may be private by choice, and never one that leads to a machine's own secrets."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.config import load_settings
from assistant.errors import SettingsError
from assistant.model_address import checked
from assistant.models import load_chat_model

ALLOWED = [
    "http://127.0.0.1:8000/v1",
    "http://10.1.2.3/v1",
    "http://192.168.0.9:11434/v1",
    "http://[::1]:8000/v1",
    "https://93.184.216.34/v1",
]
BARRED = [
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",  # the same, as one number
    "http://0xa9.0xfe.0xa9.0xfe/",
    "http://[::ffff:169.254.169.254]/",
    "http://[2002:a9fe:a9fe::]/",
    "http://[64:ff9b::a9fe:a9fe]/",  # by way of NAT64
    "http://[::169.254.169.254]/",
    "http://[2001:0:a9fe:a9fe:0:0:f5ff:fffe]/",  # Teredo, its server
    "http://[fe80::1]/v1",
    "http://[fd00:ec2::254]/",
    "http://100.100.100.200/",
    "http://0.0.0.0:8000/v1",
    "http://224.0.0.1/",
    "http://user:pass@169.254.169.254/",
]
MALFORMED = ["file:///etc/passwd", "gopher://127.0.0.1/", "http://", "http://[::1/", "http://host:99999/v1"]


@pytest.mark.parametrize("url", ALLOWED)
def test_a_site_may_choose_its_own_network(url: str) -> None:
    assert checked(url) == url


@pytest.mark.parametrize("url", BARRED + MALFORMED)
def test_no_address_leads_where_no_model_is(url: str) -> None:
    with pytest.raises(SettingsError):
        checked(url)


@pytest.mark.parametrize("found", [["169.254.169.254"], ["93.184.216.34", "fe80::1%eth0"]])
def test_a_name_is_judged_by_all_it_leads_to(found: Iterable[str]) -> None:
    with pytest.raises(SettingsError, match="那里不会有模型"):
        checked("http://model.example/v1", lambda host, port: found)


def test_an_unknown_name_is_left_to_the_client() -> None:
    assert checked("http://model.example/v1", lambda host, port: ())


def test_no_model_is_made_for_a_barred_address() -> None:
    settings = load_settings(model="openai:m", base_url="http://169.254.169.254/v1")
    with pytest.raises(SettingsError, match="那里不会有模型"):
        load_chat_model(settings)
