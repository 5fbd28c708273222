"""Tests which requests the middleware refuses before they are sent."""

import pytest
from scrapy import Request

from scraper.middlewares.politeness import AgentAndSlot
from scraper.network.errors import RefusedError, failed_outcome


def test_a_redirect_to_a_very_long_address_is_refused() -> None:
    middleware = AgentAndSlot("svodka/1")
    with pytest.raises(RefusedError) as refused:
        middleware.process_request(Request("https://penza.example/" + ".amp" * 4000))
    assert failed_outcome(refused.value) == (
        "redirect_loop", "leads to an address of more than 2000 characters",
    )  # fmt: skip


def test_a_request_of_usual_length_gets_the_slot_of_its_host() -> None:
    middleware = AgentAndSlot("svodka/1")
    usual = Request("https://www.penza.example/" + "a" * 1900)
    middleware.process_request(usual)
    assert usual.meta["download_slot"] == "penza.example"
