"""The digests by which two downloads of a page are compared.

Besides its bytes, the reading of a page depends on its context: its address, its time zone, the
facts that an index states of its article, and so on.
"""

from dataclasses import replace
from hashlib import blake2b

from pipelines.model.pages import Page

CONTEXT_BYTES = 8  # length of the digest of the context
_PAGE_BYTES = 16  # length of the digest of the bytes and the encoding


def context_digest(page: Page) -> bytes:
    """Return the digest of the context of a page.

    The article text that a feed states is left out. It is deleted after the first visit, so it
    would make the context of each later visit another one.
    """
    hints = replace(page.hints, article_body=None)
    context = (
        page.url, page.timezone, page.language, page.source_name, page.is_accepted,
        hints, page.rules,
    )  # fmt: skip
    return blake2b(repr(context).encode("utf-8", "replace"), digest_size=CONTEXT_BYTES).digest()


def page_digest(page: Page) -> bytes:
    """Return the digest of a page's context, followed by the digest of its bytes and encoding."""
    digest = blake2b(page.body, digest_size=_PAGE_BYTES)
    digest.update(f"\0{page.encoding}".encode())
    return context_digest(page) + digest.digest()


def has_same_context(page: Page, earlier_digest: bytes) -> bool:
    """Return whether a page has the same context as at an earlier download.

    ``earlier_digest`` is the ``page_digest`` of that download.
    """
    return earlier_digest[:CONTEXT_BYTES] == context_digest(page)
