"""Reads a page of a Telegram channel's public preview, or the card that may be in its place.

The card names the channel and shows no posts.
"""

from pipelines.extraction.posts.preview import (
    ChangedMarkupError,
    is_card,
    read_preview,
    reason_without_preview,
)
from pipelines.parsing.channels import preview_address_of
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse
from scraper.discovery.documents import (
    Document,
    DocumentContext,
    EmptyPreviewError,
    Kind,
    NoPreviewError,
    UnreadableError,
)


def read_channel(kind: Kind, body: bytes, context: DocumentContext) -> Document | None:
    """Return the posts of a page of a preview; None for a home page or listing without posts.

    If a home page is the card of a channel, the result leads to the preview. For a document of the
    kind CHANNEL, raises NoPreviewError if it is a card, EmptyPreviewError if it shows no message,
    and UnreadableError if it is no preview.
    """
    tree = parse(decode(body))
    try:
        preview = read_preview(tree, context.url) if tree is not None else None
    except ChangedMarkupError as error:
        raise UnreadableError(str(error)) from error
    if preview is not None and preview.numbers:
        return Document(channel=preview, title=preview.title)
    if tree is None or preview is not None:
        raise EmptyPreviewError("the preview shows no posts; the service may be limiting requests")
    if is_card(tree):
        beside = preview_address_of(context.url)
        if kind is Kind.HOME and beside:
            return Document(channels=(beside,))
        raise NoPreviewError(reason_without_preview(tree))
    if kind is Kind.CHANNEL:
        raise UnreadableError("no preview of a channel")
    return None
