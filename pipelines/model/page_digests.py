"""The digests by which two downloads of a page are compared."""

from dataclasses import replace
from hashlib import blake2b

from pipelines.model.pages import Page

CONTEXT_BYTES = 8
_PAGE_BYTES = 16


def page_digest(page: Page) -> bytes:
    """Return the digest of a page: that of its context, and that of its bytes and encoding."""
    digest = blake2b(page.body, digest_size=_PAGE_BYTES)
    digest.update(f"\0{page.encoding}".encode())
    return context_digest(page) + digest.digest()


def is_context_of(page: Page, digest: bytes) -> bool:
    """Return whether a page with this digest had the context that the page has now."""
    return digest[:CONTEXT_BYTES] == context_digest(page)


def context_digest(page: Page) -> bytes:
    """Return the digest of what a reading depends on besides the bytes of the page.

    The text that a feed gave is left out, since it is stored until the first visit only.
    """
    hints = replace(page.hints, article_body=None)
    context = (
        page.url, page.timezone, page.language, page.source_name, page.is_accepted,
        hints, page.rules,
    )  # fmt: skip
    return blake2b(repr(context).encode("utf-8", "replace"), digest_size=CONTEXT_BYTES).digest()
