"""The digests by which two downloads of a page are compared."""

from dataclasses import replace
from hashlib import blake2b

from pipelines.model.pages import Page

CONTEXT_BYTES = 8
_PAGE_BYTES = 16


def page_digest(page: Page) -> bytes:
    """Return the digest of a page's bytes and of its context."""
    digest = blake2b(page.body, digest_size=_PAGE_BYTES, key=context_digest(page))
    return digest.digest()


def context_digest(page: Page) -> bytes:
    """Return the digest of what a reading depends on besides the bytes of the page.

    The text that a feed gave is left out, since it is stored until the first visit only.
    """
    hints = replace(page.hints, article_body=None)
    context = (
        page.url, page.encoding, page.timezone, page.language, page.source_name, page.is_accepted,
        hints, page.rules,
    )  # fmt: skip
    return blake2b(repr(context).encode("utf-8", "replace"), digest_size=CONTEXT_BYTES).digest()
