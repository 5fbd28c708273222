"""The digests by which two downloads of a page are compared."""

from dataclasses import replace
from hashlib import blake2b

from pipelines.model.pages import Page

CONTEXT_BYTES = 8
_PAGE_BYTES = 16


def page_digest(page: Page) -> bytes:
    """Return the digest of a page's context, followed by that of its bytes and encoding."""
    digest = blake2b(page.body, digest_size=_PAGE_BYTES)
    digest.update(f"\0{page.encoding}".encode())
    return context_digest(page) + digest.digest()


def has_same_context(page: Page, digest: bytes) -> bool:
    """Return whether the context of a page is the one of an earlier page with this digest."""
    return digest[:CONTEXT_BYTES] == context_digest(page)


def context_digest(page: Page) -> bytes:
    """Return the digest of what a reading depends on besides the bytes of the page.

    The text that a feed gave is left out, because it is stored only until the first visit.
    """
    hints = replace(page.hints, article_body=None)
    context = (
        page.url, page.timezone, page.language, page.source_name, page.is_accepted,
        hints, page.rules,
    )  # fmt: skip
    return blake2b(repr(context).encode("utf-8", "replace"), digest_size=CONTEXT_BYTES).digest()
