"""Chooses the headline of a page and cuts the names of its site and section off it."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extraction.blocks.segment import Block, is_link
from pipelines.extraction.facts.title_parts import MIN_PART_CHARS, part_on_page
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence, Page
from pipelines.parsing.dates import holds_date
from pipelines.parsing.text import alphanumeric, normalized_line, unescaped
from pipelines.parsing.urls import shown_host

# Separators between the parts of a title: « | » and « – » in «Headline | Section – Site».
_PART_SEPARATOR = re.compile(r"\s+[|/•·:—–\-»›>]{1,2}\s+|\s*\|\s*|\s+::\s+")
# Separators that do not occur inside headlines: « :: » in «Headline :: Section».
_STRONG_SEPARATOR = re.compile(r"\s+(?:::|\||»|//)\s+")
# Class names of elements in an h1 that are no part of the headline. Examples are a line above it
# («kicker»), the number of comments («comment-count»), and a text for screen readers («sr-only»).
_EXTRA_CLASS = re.compile(
    r"overline|kicker|topline|eyebrow|rubri|strap|(?:pre|super|over|ante)-?title|dachzeile|"
    r"spitzmarke|badge|comment|count|hidden|offscreen|sr-only|screen-reader"
)
# Class names of elements that hold a headline: «news-title», «zag».
_HEADLINE_CLASS = re.compile(r"(?<![a-z])(?:zag|zagolovok|title|headline|heading|caption)(?![a-z])")
# A block that only its class marks as a headline must have this many words.
_MIN_WORDS_BY_CLASS, _MAX_WORDS_BY_CLASS = 3, 30
_MAX_HEADINGS = 5  # h1 elements of a page that are looked at
_MAX_MICRODATA = 3  # headlines in the microdata of a page that are looked at
_MAX_HEADLINE_CHARS = 1_000  # the rest of a longer headline is cut
# An h1 and a title are one headline if they have at least 60 % of their words in common.
_MIN_SHARE_OF_COMMON_WORDS = 0.6
# A shorter h1 that is not the start of the title is a section or the name of the site.
_MIN_SHARE_OF_TITLE = 0.4
_MAX_NAMES_IN_TITLE = 3  # parts of a title that are cut off as names of the site
_MAX_SITE_NAME_WORDS = 6  # a longer name is a headline that the site gives as its own name
_MIN_HEADLINE_WORDS = 4  # names of sites and sections have fewer
_MIN_NAME_CHARS = 4  # a shorter name of a site is also a part of many words
# A part of a title such as «Новости Penza.ru» is a name of the site, too, if it has less than 2.5
# times as many letters as the name that it contains.
_MAX_LENGTH_RATIO_TO_NAME = 2.5
# The places whose titles are compared with the headings of the page, the most reliable first.
_PLACES_OF_TITLES = ("json-ld", "opengraph", "meta", "title-element")


def headline_evidence(
    structured: Structured, blocks: Sequence[Block], title: str, page: Page
) -> list[Evidence]:
    """Return all statements of the headline, the most reliable place first."""
    statements: list[Evidence] = []

    def add(value: str | None, place: str) -> None:
        text = normalized_line(unescaped(value))[:_MAX_HEADLINE_CHARS]
        if text:
            statements.append(Evidence("headline", text, place))

    for value in strings(structured.article.get("headline")):
        add(value, "json-ld")
    for value in structured.microdata.get("headline", [])[:_MAX_MICRODATA]:
        add(value, "microdata")
    add(structured.first("og:title"), "opengraph")
    headings = (block for block in blocks if block.heading == 1)
    own_headings = [heading for heading in headings if not links_to_other_page(heading, page.url)]
    for heading in own_headings[:_MAX_HEADINGS]:
        add(_text_without_extras(heading), "h1")
    add(structured.first("twitter:title", "title", "dc.title", "mediator_title"), "meta")
    add(page.hints.headline, "feed")
    add(title, "title-element")
    if not any(statement.found_in == "h1" for statement in statements):
        add(_headline_by_class(blocks, page.url), "heading-class")
    return statements


def _headline_by_class(blocks: Sequence[Block], url: str) -> str | None:
    """Return the first block with a class such as «zag» or «entry-title», or None."""
    for block in blocks:
        words = len(block.text.split())
        if not _MIN_WORDS_BY_CLASS <= words <= _MAX_WORDS_BY_CLASS:
            continue
        if links_to_other_page(block, url) or holds_date(block.text):
            continue
        if has_class_of_headline(block):
            return block.text
    return None


def has_class_of_headline(block: Block) -> bool:
    """Return whether a class name of the block is one of headlines, such as «zag»."""
    return _HEADLINE_CLASS.search(block.box.names) is not None


def links_to_other_page(block: Block, url: str) -> bool:
    """Return whether a heading links to another page, so that it is no headline of ``url``."""
    if not is_link(block):
        return False
    own_path = urlsplit(url).path.rstrip("/")
    targets = [(element.get("href") or "").split("#")[0] for element in block.elements]
    is_own = bool(own_path) and any(target.rstrip("/").endswith(own_path) for target in targets)
    return any(targets) and not is_own


def _text_without_extras(block: Block) -> str:
    """Return the text of an h1 without the elements whose class is an ``_EXTRA_CLASS``."""
    heading = block.box.element
    extra = {
        element
        for element in heading.iterdescendants()
        if _EXTRA_CLASS.search((element.get("class") or "").lower())
    }
    if not extra:
        return block.text
    texts = [heading.text or ""]
    for element in heading.iterdescendants():
        is_in_extra = any(ancestor in extra for ancestor in element.iterancestors())
        is_comment = not isinstance(element.tag, str)
        if not (is_in_extra or element in extra or is_comment):
            texts.append(element.text or "")
        if not is_in_extra:
            texts.append(element.tail or "")  # the text after the element, which is outside of it
    text = normalized_line("".join(texts)).lstrip(" :|–—-")
    is_most_of_heading = 2 * len(text) > len(block.text)
    return text if is_most_of_heading else block.text


def choose_headline(
    evidence: Sequence[Evidence],
    site_names: Sequence[str],
    url: str,
    blocks: Sequence[Block] = (),
    is_only_article: bool = False,
) -> str:
    """Return the headline, or an empty text if there is no statement of one.

    ``evidence`` is the result of ``headline_evidence``. ``site_names`` are names of the outlet.
    ``blocks`` are the blocks of the page; a part of a title that is one of them is the headline.
    ``is_only_article`` is True if the metadata describe a single article, which is the page's own.
    """
    names = _letters_of_names(site_names, url)
    first_by_place = {statement.found_in: statement.value for statement in reversed(evidence)}
    headings = _headings(evidence, names)
    titles = {
        place: strip_site(first_by_place[place], names, headings)
        for place in _PLACES_OF_TITLES
        if place in first_by_place
    }
    for heading in headings:
        if any(is_same_headline(heading, title) for title in titles.values()):
            shown = strip_site(heading, names, headings)
            microdata = first_by_place.get("microdata")
            return _choose_shown_or_stated(titles, shown, microdata, names, is_only_article)
    chosen = _headline_besides_headings(first_by_place, titles, names, blocks)
    if chosen:
        return chosen
    # If only the <title> differs from the single h1, the site has the same <title> on all pages.
    is_same_on_all_pages = len(headings) == 1 and _is_title_element_only(titles)
    if is_same_on_all_pages and _has_headline_length(headings[0]):
        return headings[0]
    title = _first_title(titles, names)
    return _first_part(title) or (evidence[0].value if evidence else "")


def _letters_of_names(site_names: Sequence[str], url: str) -> set[str]:
    """Return the names of the site and its host as ``alphanumeric`` returns them."""
    short_names = [
        name for name in site_names if name and len(name.split()) <= _MAX_SITE_NAME_WORDS
    ]
    return {alphanumeric(name) for name in (*short_names, *host_names(url))}


def _headings(evidence: Sequence[Evidence], names: set[str]) -> list[str]:
    """Return the headlines of the h1 elements, and then of the microdata.

    The names of the site are left out.
    """
    values = [
        statement.value
        for place in ("h1", "microdata")
        for statement in evidence
        if statement.found_in == place
    ]
    return [
        value
        for value in values
        if len(value) >= MIN_PART_CHARS and alphanumeric(value) not in names
    ]


def _first_title(titles: dict[str, str], names: set[str]) -> str:
    """Return the first title that is no name of the site, or an empty text."""
    return next((title for title in titles.values() if alphanumeric(title) not in names), "")


def _is_title_element_only(titles: dict[str, str]) -> bool:
    """Return whether no place other than the <title> element states a title."""
    return titles.keys() <= {"title-element"}


def _headline_besides_headings(
    first_by_place: dict[str, str], titles: dict[str, str], names: set[str], blocks: Sequence[Block]
) -> str:
    """Return the headline of a page whose headings are not its headline, or an empty text.

    The result is the first of these: the headline of the feed, a part of a title that is a block of
    the page, a block whose class marks it as a headline.
    """
    title = _first_title(titles, names)
    part = part_on_page(title, blocks)
    feed = first_by_place.get("feed", "")
    if feed and not _is_headline_of_page(part or title, feed, titles):
        return feed
    if part:
        return part
    is_title_long_enough = bool(title) and _has_headline_length(_first_part(title))
    return "" if is_title_long_enough else first_by_place.get("heading-class", "")


def _is_headline_of_page(title: str, feed: str, titles: dict[str, str]) -> bool:
    """Return whether a title is the headline of the page rather than a title of the whole site.

    A title that is the same as the headline of the feed is the headline. Any other title must be as
    long as a headline, and a place other than the title element must state it, too.
    """
    if not title:
        return False
    if is_same_headline(title, feed) or is_same_headline(feed, title):
        return True
    return _has_headline_length(title) and not _is_title_element_only(titles)


def _choose_shown_or_stated(
    titles: dict[str, str],
    shown: str,
    microdata_headline: str | None,
    names: set[str],
    is_only_article: bool,
) -> str:
    """Choose between the headline that the page shows and those of its metadata (``titles``).

    Some outlets put a longer headline into the metadata. Others add the section there, or shorten
    the headline.
    """
    json_ld, opengraph = titles.get("json-ld", ""), titles.get("opengraph", "")
    if opengraph and _has_same_letters(microdata_headline, opengraph):
        return opengraph  # two statements agree against the visible one
    is_stated_twice = bool(opengraph) and _has_same_letters(json_ld, opengraph)
    if _has_same_letters(json_ld, shown):
        return opengraph if is_stated_twice else shown
    for title in (json_ld, opengraph):
        if not title or title.endswith(("…", "...")) or _is_site_name(title, names):
            continue
        is_of_only_article = title == json_ld and is_only_article
        if not (is_of_only_article or is_same_headline(shown, title)):
            continue
        if is_stated_twice:
            return opengraph
        if not _contains(title, shown):  # another wording, or a part of the shown headline
            return shown if _ends_at_quotation_mark(title, shown) else title
        if alphanumeric(title) == alphanumeric(shown):
            return shown
        # This title is the shown headline and more, such as the section, so it is not returned.
    return shown


def _has_same_letters(stated: str | None, other: str) -> bool:
    """Return whether a headline is stated, and the other one has the same letters and digits."""
    return bool(stated) and alphanumeric(stated or "") == alphanumeric(other)


def _ends_at_quotation_mark(title: str, shown: str) -> bool:
    """Return whether a title is the shown headline up to its first straight quotation mark.

    A site that does not escape quotation marks writes content="Театр "Маска" открылся", which
    browsers read as «Театр».
    """
    return shown.startswith(title) and shown[len(title) :].lstrip().startswith('"')


def _contains(longer: str, shorter: str) -> bool:
    return alphanumeric(shorter) in alphanumeric(longer)


def _has_headline_length(text: str) -> bool:
    return len(text.split()) >= _MIN_HEADLINE_WORDS


def _first_part(title: str) -> str:
    """Return the first part of «Headline :: Section :: Site» if it is long enough."""
    first = _STRONG_SEPARATOR.split(title, maxsplit=1)[0]
    return first if _has_headline_length(first) else title


def strip_site(title: str, names: set[str], headings: Sequence[str] = ()) -> str:
    """Return a title without « | Site» and «Site: » where that part is a name of the site.

    ``names`` are the names of the site, as ``alphanumeric`` returns them. If the first part of the
    title is one of ``headings``, it is returned.
    """
    for separator in _PART_SEPARATOR.finditer(title):
        if _is_heading(title[: separator.start()], headings):
            return title[: separator.start()].strip()  # «Headline | Site | by Author»
    for _ in range(_MAX_NAMES_IN_TITLE):
        separators = list(_PART_SEPARATOR.finditer(title))
        if not separators:
            break
        first, last = separators[0], separators[-1]
        if _is_site_name(title[last.end() :], names):
            title = title[: last.start()]
        elif _is_site_name(title[: first.start()], names):
            title = title[first.end() :]
        else:
            break
    before_colon, _, after_colon = title.partition(": ")
    is_headline = _has_headline_length(after_colon) and len(before_colon) < len(after_colon)
    if is_headline and _is_site_name(before_colon, names):
        title = after_colon
    return title.strip()


def _is_heading(text: str, headings: Sequence[str]) -> bool:
    letters = alphanumeric(text)
    return bool(letters) and any(alphanumeric(heading) == letters for heading in headings)


def _is_site_name(part: str, names: set[str]) -> bool:
    """Return whether a part of a title is a name of the site, contains one, or has no letters."""
    letters = alphanumeric(part)
    return not letters or any(_is_or_contains_name(letters, name) for name in names)


def _is_or_contains_name(letters: str, name: str) -> bool:
    if letters == name:
        return True
    is_contained = len(name) >= _MIN_NAME_CHARS and name in letters
    return is_contained and len(letters) < _MAX_LENGTH_RATIO_TO_NAME * len(name)


def host_names(url: str) -> list[str]:
    """Return the host of a URL and its second-level label: «penza.ru» gives «penza.ru», «penza».

    A label of fewer than 4 characters is left out.
    """
    host = shown_host(url)
    labels = host.split(".")
    if len(labels) > 1 and len(labels[-2]) >= _MIN_NAME_CHARS:
        return [host, labels[-2]]
    return [host]


def is_same_headline(heading: str, title: str) -> bool:
    """Return whether a heading and a title are one headline, apart from the name of the site."""
    heading_letters, title_letters = alphanumeric(heading), alphanumeric(title)
    if not heading_letters or not title_letters:
        return False
    if heading_letters in title_letters:
        is_start = title_letters.startswith(heading_letters)
        is_large_share = len(heading_letters) > _MIN_SHARE_OF_TITLE * len(title_letters)
        if is_start or is_large_share or _has_headline_length(heading):
            return True
        before_heading = title[: -len(heading)]  # «Site: » of «Site: Headline»
        is_end = title_letters.endswith(heading_letters)
        return is_end and not _has_headline_length(before_heading)
    if title_letters in heading_letters:
        return len(title_letters) > _MIN_SHARE_OF_TITLE * len(heading_letters)
    heading_words, title_words = set(heading.lower().split()), set(title.lower().split())
    common = heading_words & title_words
    min_common = _MIN_SHARE_OF_COMMON_WORDS * min(len(heading_words), len(title_words))
    return len(common) >= min_common and _has_headline_length(heading)
