"""Reads a downloaded page: chooses the text of the article, and collects the article's facts.

A page is parsed once, and all steps of extraction use the same tree. It is parsed a second time
only if its text may be in its scripts.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction import page_kind, source_rules
from pipelines.extraction.article import article_of
from pipelines.extraction.blocks.below_headline import text_below_headline
from pipelines.extraction.blocks.complete_text import (
    complete_text,
    days_of_entries,
    times_of_entries,
)
from pipelines.extraction.blocks.features import Array, block_features, with_trafilatura
from pipelines.extraction.blocks.labelled_boxes import without_labelled_boxes
from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block, describe_boxes, read_plain_blocks
from pipelines.extraction.blocks.select import MIN_SURE_CHANCE, Choice, choose_blocks
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.blocks.trafilatura_text import strip_scripts, text_by_trafilatura
from pipelines.extraction.blocks.views import Views
from pipelines.extraction.facts import advertising, headline
from pipelines.extraction.facts.authors import stated_names
from pipelines.extraction.facts.description import choose_description
from pipelines.extraction.inserts.amid_text import without_inserts
from pipelines.extraction.inserts.signatures import without_signature
from pipelines.extraction.lines import credit_lines
from pipelines.extraction.lines.channel_links import lines_with_own_channels
from pipelines.extraction.lines.noise_lines import TextLine, clean_lines, noise_reason
from pipelines.extraction.page_data.embedded_text import scripts_of
from pipelines.extraction.page_data.stated_text import StatedText, feed_lines, stated_text
from pipelines.extraction.page_data.structured_data import read_structured, strings
from pipelines.extraction.page_versions import article_digest, shows_article
from pipelines.extraction.parsed_page import ParsedPage, is_dated, shown_headline
from pipelines.extraction.posts.article import post_in, read_post_page
from pipelines.extraction.posts.markup import MESSAGE_MARK
from pipelines.extraction.sections.beside_text import with_sections
from pipelines.extraction.sections.rows import dates_in_lists, dates_in_tables
from pipelines.extraction.short_news import ShortPage, short_news
from pipelines.extraction.site_headlines import headline_besides_site_name
from pipelines.extraction.text_lines import text_line
from pipelines.model import Evidence, Outcome, Page, Reading, Removed
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.encoding import decode
from pipelines.parsing.html import parse, reveal_text, unwrap_noindex
from pipelines.parsing.storable import storable
from pipelines.parsing.text import alphanumeric, normalized_line
from pipelines.parsing.urls import host_of, shown_host
from pipelines.parsing.zones import zone_named

_MAX_PUBLISHERS = 2  # that JSON-LD names; their names are those of the site
_MAX_LINES_TO_HEADLINE = 6  # of the text, in which a repeat of the headline is looked for
_MAX_DATE_CHARS = 60  # a longer line below a word such as «Today» is a paragraph
_ITEM_TAGS = frozenset({"li", "dt", "dd"})
_MAX_ITEM_LEVELS = 2  # of boxes from a block up to its <li>
_MIN_BODY_CHARS = 250  # if the blocks give a shorter text, page data and feed are read, too


def read_page(page: Page) -> Reading:
    """Read one page and return its article, or the outcome and reason why it holds none.

    The outcome is STORED with an article, or NOT_ARTICLE or CHALLENGE with the reason. It is
    UNCHANGED if the page shows the known version of the article. The function uses no clock and no
    network, so one page always gives one reading. All text and numbers of the reading can be stored
    in a database.
    """
    reading = _read(page)
    if page.half_drawn_reason and reading.article is not None:
        evidence = (
            *reading.article.evidence,
            Evidence("rendering", page.half_drawn_reason, "browser"),
        )
        reading = replace(reading, article=replace(reading.article, evidence=evidence))
    return storable(reading)


def _read(page: Page) -> Reading:
    """Return the reading of a page before its text and numbers are made storable."""
    if MESSAGE_MARK in page.body and (post := _read_post(page)):
        return post
    parsed = _parse(page)
    if parsed is None:
        return Reading(Outcome.NOT_ARTICLE, reason="empty page")
    known_digest = page.known_version.article if page.known_version else None
    if known_digest is not None and shows_article(parsed, known_digest):
        return Reading(Outcome.UNCHANGED, article_digest=known_digest)
    _prepare(parsed)
    choice = _choice(parsed)
    parsed.text_quality = round(choice.expected_f1, 3)
    chosen = complete_text(parsed.blocks, choice.blocks, parsed.headline, parsed.description)
    chosen = with_sections(parsed.blocks, chosen)
    chosen = _without_other_parts(parsed, chosen)
    is_likely_article = page.is_accepted or _is_marked_or_dated(parsed)
    if is_likely_article and not any(_may_be_text(block, parsed) for block in chosen):
        chosen = text_below_headline(parsed.blocks, parsed.headline) or chosen
    corrected = source_rules.correct_choice(parsed.tree, parsed.blocks, chosen, page.rules)
    if corrected != chosen:
        chosen, parsed.text_quality = corrected, None
    chosen, refusal = _judge(parsed, chosen)
    body = _body_text(parsed, chosen)
    if refusal or len(body) < _MIN_BODY_CHARS:
        scripts = _scripts_of(page)
        stated = stated_text(parsed.structured, scripts, page, parsed.title, body)
        if stated is not None:
            return _read_stated(parsed, stated)
    if refusal:
        return Reading(refusal.outcome, reason=refusal.reason)
    if not body:
        return Reading(Outcome.NOT_ARTICLE, reason="no text besides standing phrases")
    digest = article_digest(parsed, chosen)
    return Reading(Outcome.STORED, article_of(parsed, chosen, body), article_digest=digest)


def _judge(parsed: ParsedPage, chosen: list[Block]) -> tuple[list[Block], page_kind.Refusal | None]:
    """Return the blocks of the text, and why the page is no article; None if it is one.

    If the chosen blocks are refused, the text may still be short news below the headline.
    """
    signs = _signs(parsed, chosen)
    refusal = page_kind.refusal_of(signs)
    if refusal is None:
        return chosen, None
    news = short_news(
        ShortPage(
            parsed.blocks,
            signs.shown_headline,
            parsed.title,
            signs.path,
            parsed.site_names,
            is_dated=signs.is_dated,
            is_vouched=page_kind.is_vouched(signs),
        )
    )
    if not news:
        return chosen, refusal
    parsed.text_quality = None
    return news, page_kind.refusal_of(replace(_signs(parsed, news), is_short_news=True))


def _without_other_parts(parsed: ParsedPage, chosen: list[Block]) -> list[Block]:
    """Return the chosen blocks without labelled boxes and inserts; the others are recorded."""
    host = urlsplit(parsed.page.url).hostname or ""
    unlabelled = without_labelled_boxes(parsed.blocks, chosen, parsed.headline, host)
    parsed.record_removed(chosen, unlabelled, "labelled as no part of the article")
    remaining = without_inserts(parsed.blocks, unlabelled)
    parsed.record_removed(unlabelled, remaining, "inserted into the text")
    return remaining


def _read_post(page: Page) -> Reading | None:
    """Return the reading of a page that shows one post of a channel; None for other pages."""
    tree = parse(decode(page.body, page.encoding))
    message = post_in(tree, page.url) if tree is not None else None
    return read_post_page(message, page) if message is not None else None


def page_features(page: Page) -> tuple[list[Block], Array]:
    """Return the blocks of a page and their features, one row for each block.

    The block classifier is fitted on these features, which include those of trafilatura's text.
    """
    parsed = _parse(page)
    if parsed is None:
        return [], block_features([], Views())
    _prepare(parsed)
    strip_scripts(parsed.tree)
    rows = block_features(parsed.blocks, _views(parsed))
    return parsed.blocks, with_trafilatura(rows, parsed.blocks, text_by_trafilatura(parsed.tree))


def explain(page: Page) -> list[Removed]:
    """Return the blocks that the classifier refused, each with its probability of being text."""
    parsed = _parse(page)
    if parsed is None:
        return []
    _prepare(parsed)
    chances = _choice(parsed).chances
    return [
        Removed(block.text, "blocks", f"chance {chance:.2f} of being text, in {block.box.path}")
        for block, chance in zip(parsed.blocks, chances, strict=True)
        if chance < MIN_SURE_CHANCE
    ]


def _scripts_of(page: Page) -> list[str]:
    """Return the scripts of a page, which is parsed again.

    They were removed from the first tree before the choice of blocks, and few pages need them.
    """
    tree = _tree_of(page)
    return scripts_of(tree) if tree is not None else []


def _tree_of(page: Page) -> HtmlElement | None:
    """Return the repaired tree of a page; None for a page without markup."""
    text = decode(page.body, page.encoding)
    tree = parse(text)
    if tree is not None:
        unwrap_noindex(tree)
        reveal_text(tree, text)
        source_rules.remove_dropped(tree, page.rules)
    return tree


def _parse(page: Page) -> ParsedPage | None:
    """Return the parsed page; None for a page without markup.

    Its boxes are not described yet, and its headline is not chosen; ``_prepare`` does both.
    """
    tree = _tree_of(page)
    if tree is None:
        return None
    title = normalized_line(tree.findtext(".//title"))
    structured = read_structured(tree, title)
    stated_names = structured.first("og:site_name"), structured.first("application-name")
    site_names = [name for name in (page.source_name, *stated_names) if name]
    site_names += strings(structured.article.get("publisher"), "name")[:_MAX_PUBLISHERS]
    zone = zone_named(page.timezone)
    blocks = read_plain_blocks(tree, normalized_line)
    parsed = ParsedPage(page, tree, structured, blocks, title, zone, site_names)
    parsed.description = choose_description(structured, page) or ""
    return parsed


def _prepare(parsed: ParsedPage) -> None:
    """Describe the boxes of a page that is to be read, and set its headline with all statements."""
    describe_boxes(parsed.blocks)
    page, structured = parsed.page, parsed.structured
    if headline_by_rule := source_rules.headline_by_rule(parsed.tree, page.rules):
        parsed.headlines = [Evidence("headline", headline_by_rule, source_rules.STAGE)]
        parsed.headline = headline_by_rule
        return
    statements = headline.headline_evidence(structured, parsed.blocks, parsed.title, page)
    is_only_article = structured.article_count == 1 and bool(
        structured.article.get("datePublished")
    )
    parsed.headlines = statements
    parsed.headline = headline.choose_headline(
        statements, parsed.site_names, page.url, parsed.blocks, is_only_article
    )
    other = headline_besides_site_name(
        parsed.headline, statements, parsed.blocks, parsed.site_names, page.url
    )
    if other is not None:
        if other not in statements:
            statements.append(other)
        parsed.headline = other.value


def _choice(parsed: ParsedPage) -> Choice:
    """Return the blocks that the block models choose; the tree loses its scripts."""
    strip_scripts(parsed.tree)
    return choose_blocks(parsed.blocks, _views(parsed), lambda: text_by_trafilatura(parsed.tree))


def _views(parsed: ParsedPage) -> Views:
    """Return texts of the page's data and its feed entry, with which its blocks are compared."""
    return Views(
        stated="\n".join((*parsed.structured.article_bodies, *feed_lines(parsed.page))),
        description=parsed.description,
        headline=parsed.headline,
    )


def _signs(parsed: ParsedPage, chosen: list[Block], text: str | None = None) -> page_kind.PageSigns:
    """Return the facts that decide the kind of the page; ``text`` was found outside of blocks."""
    address = urlsplit(parsed.page.url)
    return page_kind.PageSigns(
        parsed.structured,
        parsed.blocks,
        chosen,
        parsed.headline,
        parsed.title,
        body=parsed.page.body,
        path=f"{address.path}?{address.query}" if address.query else address.path,
        text=text,
        shown_headline=shown_headline(parsed),
        feed_headline=parsed.page.hints.headline,
        is_dated=is_dated(parsed, chosen),
        is_accepted=parsed.page.is_accepted,
        site_names=parsed.site_names,
        text_quality=parsed.text_quality,
    )


def _may_be_text(block: Block, parsed: ParsedPage) -> bool:
    """Return whether a block is no headline, no noise and no date line."""
    text = block.text
    return text != parsed.headline and noise_reason(text) is None and not is_date_line(text)


def _is_marked_or_dated(parsed: ParsedPage) -> bool:
    """Return whether the page has a date, or its data call it an article."""
    signs = _signs(parsed, [])
    return signs.is_dated or page_kind.is_vouched(signs)


def _read_stated(parsed: ParsedPage, stated: StatedText) -> Reading:
    """Return the reading of a page whose text was found in its data or in the feed."""
    parsed.headline = parsed.headline or stated.headline or ""
    lines, removed = clean_lines([TextLine(text) for text in stated.lines], _outlet_names(parsed))
    parsed.removed += removed
    if (index := _index_of_repeated_headline(lines, parsed)) is not None:
        lines = [*lines[:index], *lines[index + 1 :]]
    body = "\n".join(lines)
    if refusal := page_kind.refusal_of(_signs(parsed, [], body)):
        return Reading(refusal.outcome, reason=refusal.reason)
    parsed.stated, parsed.text_quality = stated.evidence, None
    return Reading(Outcome.STORED, article_of(parsed, [], body))


def _body_text(parsed: ParsedPage, chosen: list[Block]) -> str:
    """Return the text of the chosen blocks without date lines, credit lines and noise."""
    text_blocks = _without_dates_and_credits(parsed, chosen)
    lines_to_clean: list[TextLine] = []
    links = {block.index: block.elements for block in text_blocks}
    own_channels, host = lines_with_own_channels(links, parsed.tree), host_of(parsed.page.url)
    for block in text_blocks:
        texts_left, marks = advertising.without_marks([block.text])
        parsed.removed += marks
        is_own = block.index in own_channels
        lines_to_clean += [
            text_line(block, text, leads_to_own_channel=is_own, host=host) for text in texts_left
        ]
    lines, removed = clean_lines(lines_to_clean, _outlet_names(parsed))
    lines, signature = without_signature(
        lines, text_blocks, lambda: stated_names(parsed.tree, parsed.structured)
    )
    parsed.removed += [*removed, *signature]
    return "\n".join(lines)


def _without_dates_and_credits(parsed: ParsedPage, chosen: list[Block]) -> list[Block]:
    """Return the chosen blocks without date lines, credit lines and the repeated headline."""
    entry_dates = times_of_entries(parsed.blocks, chosen) | days_of_entries(chosen)
    entry_dates |= dates_in_tables(chosen) | dates_in_lists(chosen)
    text_blocks: list[Block] = []
    blocks = _without_repeated_headline(chosen, parsed)
    for block, following in zip_longest(blocks, blocks[1:]):
        is_date = is_date_line(block.text) and block.index not in entry_dates
        if is_date and not (following and _is_word_as_subhead(block, following)):
            parsed.removed.append(Removed(block.text, "dates", "a line that is only a date"))
        elif _is_credit(block, text_blocks[-1:], following):
            parsed.removed.append(Removed(block.text, credit_lines.STAGE, "credit line"))
        else:
            text_blocks.append(block)
    return text_blocks


def _is_credit(block: Block, preceding: Sequence[Block], following: Block | None) -> bool:
    """Return whether a block is a credit; the head of a list or an agency in a list is none.

    ``preceding`` holds the last block above it that is text, if there is one.
    """
    if block.heading or not credit_lines.is_credit_line(block.text):
        return False
    if following and credit_lines.may_introduce_list(block.text):
        return within(following.box, _ITEM_TAGS, _MAX_ITEM_LEVELS) is None
    if not credit_lines.is_agency_credit(block.text):
        return True
    item = within(block.box, _ITEM_TAGS, _MAX_ITEM_LEVELS)
    if item is not None and next(item.element.iter("img"), None) is None:
        return False
    return not any(credit_lines.continues_list(above.text) for above in preceding)


def _is_word_as_subhead(block: Block, following: Block) -> bool:
    """Return whether a word such as «Today» is the subhead of the paragraph that follows it."""
    is_word = not any(map(str.isdigit, block.text))
    return is_word and is_marked_as_subhead(block) and len(following.text) > _MAX_DATE_CHARS


def _outlet_names(parsed: ParsedPage) -> list[str]:
    return [*parsed.site_names, shown_host(parsed.page.url)]


def _without_repeated_headline(chosen: list[Block], parsed: ParsedPage) -> list[Block]:
    index = _index_of_repeated_headline([block.text for block in chosen], parsed)
    return chosen if index is None else [*chosen[:index], *chosen[index + 1 :]]


def _index_of_repeated_headline(lines: list[str], parsed: ParsedPage) -> int | None:
    """Return the index of the first line that repeats the headline, or None.

    The line is recorded as removed.
    """
    headline_letters = alphanumeric(parsed.headline)
    for index, text in enumerate(lines[:_MAX_LINES_TO_HEADLINE]):
        if headline_letters and alphanumeric(text) == headline_letters:
            parsed.removed.append(Removed(text, "headline", "the headline repeated"))
            return index
    return None
