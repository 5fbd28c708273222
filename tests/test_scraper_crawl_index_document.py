"""Tests which status an index gets when its document can't be read."""

import pytest

from pipelines.model import Status
from scraper.crawl.indexes.document import status_of
from scraper.discovery.documents import EmptyPreviewError, NoPreviewError, UnreadableError


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NoPreviewError("the channel shows no public preview"), Status.NO_PREVIEW),
        (EmptyPreviewError("the preview shows no posts"), Status.NO_LINKS),
        (UnreadableError("no feed"), Status.PARSE_ERROR),
        (ValueError("a fault of the reader"), Status.PARSE_ERROR),
    ],
)
def test_an_unreadable_index_has_the_status_of_its_error(error: Exception, status: Status) -> None:
    assert status_of(error) == status
