"""Tests the addresses of the page of mentions, and that wrong arguments are refused."""

import asyncio
import re
from typing import Any, cast

import pytest
from datasette.utils.asgi import BadRequest, Request

from storage.browse.pages.mentions import mentions
from storage.browse.routes import ROUTES


@pytest.mark.parametrize("path", ["/mentions.svg", "/mentions.csv"])
def test_both_forms_have_one_page(path: str) -> None:
    assert len([pattern for pattern, _ in ROUTES if re.match(pattern, path)]) == 1


def test_counts_are_by_outlet_or_region_only() -> None:
    with pytest.raises(BadRequest, match="by: expected outlet or region"):
        asyncio.run(mentions(cast("Any", None), Request.fake("/mentions.csv?q=most&by=day")))
