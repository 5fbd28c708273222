"""Makes the article of a post: its text, a headline made from the text, and facts with evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.facts.advertising import FACT as IS_ADVERTISING
from pipelines.extraction.facts.advertising import mark_in, without_marks
from pipelines.extraction.facts.content_location import location_evidence
from pipelines.extraction.facts.language import choose_language
from pipelines.extraction.page_data.structured_data import Structured
from pipelines.extraction.posts.headline import make_headline
from pipelines.extraction.posts.linked_article import linked_article
from pipelines.extraction.posts.post import (
    LinkCard,
    Post,
    channel_and_number_of,
    messages_in,
    read_post,
)
from pipelines.extraction.posts.text import body_of, links_in, markdown_of
from pipelines.model import Article, Engagement, Evidence, Outcome, Page, Reading, Removed
from pipelines.parsing.channels import channel_address, name_and_number
from pipelines.parsing.date_bounds import within_bounds

_FOUND_IN = "post"  # where the facts of a post were found, if no narrower place is known
_MADE = "made-of-text"
_MAX_LINKS = 20  # of a post that are kept as evidence
_MAX_MARKS = 10  # of advertising that are kept as evidence


def post_in(tree: HtmlElement, url: str) -> HtmlElement | None:
    """Return the element of the post whose own page this is, or None.

    A page of an outlet may embed a post; the page then has another address than the post.
    """
    name_and_number_of_page = name_and_number(urlsplit(url).path)
    address = channel_address(url)
    if address is not None and address.number is not None:
        name_and_number_of_page = address.name, address.number
    if name_and_number_of_page is None:
        return None
    page_name, page_number = name_and_number_of_page
    for message in messages_in(tree):
        name, number = channel_and_number_of(message) or ("", None)
        if name.lower() == page_name.lower() and number == page_number:
            return message
    return None


def read_post_page(message: HtmlElement, page: Page) -> Reading:
    """Return the reading of a page that shows one post."""
    post = read_post(message, page.url)
    if post is None:
        return Reading(Outcome.NOT_ARTICLE, reason="a service message of a channel")
    article = _article(post, page)
    if article is None:
        return Reading(Outcome.NOT_ARTICLE, reason="a post without a text")
    return Reading(Outcome.STORED, article)


class _PostText(NamedTuple):
    """The text of a post, and the headline made from it."""

    body: str
    headline: str
    made_from: str  # the part of the post from which the headline was made
    removed: Sequence[Removed] = ()  # marks of advertising


def _article(post: Post, page: Page) -> Article | None:
    """Return the article of a post, or None if the post has no words."""
    text = _text(post)
    if text is None:
        return None
    body, headline = text.body, text.headline
    origin = _origin(post)
    marks = _marks(post)
    images = (*post.photos, *post.thumbnails)
    language = choose_language(Structured(), page, body)
    return Article(
        url=page.url,
        headline=headline,
        article_body=body,
        authors=(post.signature,) if post.signature else (),
        date_published=within_bounds(post.date, page.fetched_at) if post.date else None,
        date_published_raw=post.date_raw,
        in_language=language,
        main_image=images[0] if images else None,
        credit_text=origin.name,
        is_based_on=origin.url,
        is_advertising=bool(marks),
        article_markdown=None if post.is_bare_link else (markdown_of(post.lines) or None),
        engagement=_engagement(post),
        evidence=(
            Evidence("headline", headline, f"{_MADE}: {text.made_from}"),
            *origin.evidence,
            *marks,
            *_evidence(post, images),
            *location_evidence("" if body.startswith(headline) else headline, body, language),
        ),
        removed=tuple(text.removed),
    )


def _text(post: Post) -> _PostText | None:
    """Return the text of a post, of its poll or of the link in it; None if there is no text.

    If no headline can be made, the first line of the text is the headline.
    """
    lines, removed = without_marks(body_of(post.lines).split("\n"))
    if post.is_bare_link and post.link_card:
        body = _text_of_card(post.link_card)
        return _PostText(body, _first_line(body), "link-preview", removed) if body else None
    if not post.has_words:
        return None
    body = "\n".join(lines)
    if not body and post.poll:
        body = "\n".join([post.poll.question, *post.poll.options])
    if not body:
        return None
    made = make_headline(post.lines)
    if made is None:
        return _PostText(body, _first_line(body), "poll", removed)
    return _PostText(body, made.text, made.made_from, removed)


def _first_line(text: str) -> str:
    line, *_ = text.split("\n")
    return line


def _text_of_card(card: LinkCard) -> str:
    return "\n".join(filter(None, [card.title, card.description]))


def _engagement(post: Post) -> Engagement | None:
    """Return the numbers of views and reactions, or None if the page shows no such numbers."""
    if post.views is None and not post.reactions:
        return None
    return Engagement(post.views, post.reactions)


@dataclass(frozen=True, slots=True)
class _Origin:
    """The origin of a post: the name and address of the post or article it is based on."""

    name: str | None = None
    url: str | None = None
    evidence: tuple[Evidence, ...] = ()


def _origin(post: Post) -> _Origin:
    """Return the origin of a forwarded post, else the article that the post links to."""
    if forward := post.forward:
        name = f"{forward.name} ({forward.author})" if forward.author else forward.name
        evidence = [Evidence("credit_text", name, "forwarded-from")]
        if forward.url:
            evidence.append(Evidence("is_based_on", forward.url, "forwarded-from"))
        return _Origin(name, forward.url, tuple(evidence))
    url_of_card = post.link_card.url if post.link_card else None
    url = linked_article(post.lines, url_of_card)
    if url is None:
        return _Origin()
    found_in = "link-preview" if url == url_of_card else "link"
    return _Origin(None, url, (Evidence("is_based_on", url, found_in),))


def _marks(post: Post) -> list[Evidence]:
    """Return the marks of advertising in the text, and the tokens in the links."""
    marks = filter(None, map(mark_in, body_of(post.lines).split("\n")))
    tokens = (
        value
        for link in links_in(post.lines)
        for name, value in parse_qsl(urlsplit(link).query)
        if name.lower() == "erid"
    )
    statements = [Evidence(IS_ADVERTISING, mark, "visible-text") for mark in marks]
    statements += [Evidence(IS_ADVERTISING, token, "erid") for token in tokens]
    return statements[:_MAX_MARKS]


def _evidence(post: Post, images: Sequence[str]) -> Iterator[Evidence]:
    """Yield what the post states of its date, author, media, poll and links."""
    if post.date_raw:
        yield Evidence("date_published", post.date_raw, "time-element")
    if post.is_edited:
        yield Evidence("date_modified", "edited", _FOUND_IN)
    if post.signature:
        yield Evidence("authors", post.signature, "signature")
    for image in images:
        yield Evidence("main_image", image, "video" if image in post.thumbnails else "photo")
    for kind, stated in post.media:
        yield Evidence(kind, stated, _FOUND_IN)
    if post.poll:
        shares_and_options = zip_longest(post.poll.shares, post.poll.options, fillvalue="")
        options = [f"{share} {option}".strip() for share, option in shares_and_options]
        yield Evidence("poll", "; ".join([post.poll.question, *options]), _FOUND_IN)
    for link in links_in(post.lines)[:_MAX_LINKS]:
        yield Evidence("link", link, _FOUND_IN)
