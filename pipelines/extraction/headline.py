"""The headline of a page, without the name of its site or rubric."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.structured_data import Structured, strings
from pipelines.model import Evidence, Page
from pipelines.parsing.text import line

_SEPARATOR = re.compile(r"\s+[|/•·:—–\-»›>]{1,2}\s+|\s*\|\s*|\s+::\s+")
_STRONG = re.compile(r"\s+(?:::|\||»|//)\s+")
_BEFORE_PART = re.compile(r"(?:^|[|/•·:—–\-»›>]\s+|\|)$")
_AFTER_PART = re.compile(r"$|\s*[|,(•·/]|\s+[:—–\-»›>]|:\s")
_SHORTEST_PART = 4  # characters
_SHORTEST_LINKED = 15  # a shorter part that is a link names a rubric
_KICKER = re.compile(
    r"overline|kicker|topline|eyebrow|rubri|strap|(?:pre|super|over|ante)-?title|dachzeile|"
    r"spitzmarke|badge|comment|count|hidden|offscreen|sr-only|screen-reader"
)
_LONGEST = 1_000
_SIMILAR = 0.6  # share of common words from which an h1 and a title tell the same headline
_LEAST = 0.4  # an h1 that is a smaller part of a title, and not its start, is a rubric or a name
_LONGEST_NAME = 6  # words; some sites name themselves after each article
_FEW_WORDS = 4  # names and rubrics have fewer
_LINKED = 0.8  # share of its text from which a heading is a link


def headline_evidence(
    structured: Structured, blocks: Sequence[Block], title: str, page: Page
) -> list[Evidence]:
    """Every statement of the headline, the most trusted first."""
    found: list[Evidence] = []

    def say(value: str | None, where: str) -> None:
        text = line(value)[:_LONGEST]
        if text:
            found.append(Evidence("headline", text, where))

    for value in strings(structured.article.get("headline")):
        say(value, "json-ld")
    for value in structured.microdata.get("headline", [])[:3]:
        say(value, "microdata")
    say(structured.first("og:title"), "opengraph")
    for block in [b for b in blocks if b.heading == 1 and not _leads_away(b, page.url)][:5]:
        say(_without_kicker(block), "h1")
    say(structured.first("twitter:title", "title", "dc.title", "mediator_title"), "meta")
    say(page.hints.headline, "feed")
    say(title, "title-element")
    return found


def _leads_away(block: Block, url: str) -> bool:
    """Whether the heading is a link to another page, as logos, rubrics and teasers are."""
    if block.link_chars < _LINKED * len(block.text):
        return False
    here = urlsplit(url).path.rstrip("/")
    links = [(e.get("href") or "").split("#")[0] for e in block.elements]
    return any(links) and not any(here and link.rstrip("/").endswith(here) for link in links)


def _without_kicker(block: Block) -> str:
    """The text of an h1 without the parts its markup calls a kicker, a badge or a counter."""
    heading = block.box.element
    extra = {e for e in heading.iterdescendants() if _KICKER.search((e.get("class") or "").lower())}
    if not extra:
        return block.text
    texts = [heading.text or ""]
    for element in heading.iterdescendants():
        inside = element in extra or any(above in extra for above in element.iterancestors())
        texts.append("" if inside or not isinstance(element.tag, str) else element.text or "")
        if not any(above in extra for above in element.iterancestors()):
            texts.append(element.tail or "")
    text = line("".join(texts)).lstrip(" :|–—-")
    return text if 2 * len(text) > len(block.text) else block.text


def choose_headline(
    evidence: Sequence[Evidence],
    site_names: Sequence[str],
    url: str,
    blocks: Sequence[Block] = (),
    only_article: bool = False,
) -> str:
    """The headline, or an empty text when the page states none.

    ``only_article``: the page's data describe one article, so theirs is about this page.
    """
    stated = [name for name in site_names if name and len(name.split()) <= _LONGEST_NAME]
    names = {_plain(name) for name in (*stated, *_host_names(url))}
    said = {e.found_in: e.value for e in reversed(evidence)}
    headings = [
        e.value
        for where in ("h1", "microdata")
        for e in evidence
        if e.found_in == where and len(e.value) > 3 and _plain(e.value) not in names
    ]
    titles: dict[str, str] = {
        where: strip_site(said[where], names, headings)
        for where in ("json-ld", "opengraph", "meta", "title-element")
        if where in said
    }
    shown = next((h for h in headings if any(_says_same(h, t) for t in titles.values())), None)
    if shown is None:
        best = next((t for t in titles.values() if _plain(t) not in names), "")
        if part := _part_on_page(best, blocks):
            return part
        if len(headings) == 1 and titles.keys() <= {"title-element"} and _speaks(headings[0]):
            return headings[0]  # every page of such a site has the same title
        return _first_part(best) or next((e.value for e in evidence), "")
    shown = strip_site(shown, names, headings)
    return _told(titles, shown, said.get("microdata"), names, only_article)


def _told(
    titles: dict[str, str], shown: str, marked: str | None, names: set[str], only_article: bool
) -> str:
    """Between what the page shows and what it tells machines.

    Newspapers tell the whole headline in their data; others add rubrics there, or cut it short.
    """
    data, graph = titles.get("json-ld"), titles.get("opengraph")
    if marked and graph and _plain(marked) == _plain(graph):
        return graph  # said twice, against one
    if data and _plain(data) == _plain(shown):
        return graph if graph and _plain(graph) == _plain(data) else shown
    for title in (data, graph):
        if not title or title.endswith(("…", "...")) or _is_name(title, names):
            continue
        if not (_says_same(shown, title) or (title == data and only_article)):
            continue
        if data and graph and _plain(data) == _plain(graph):
            return graph
        if not _holds(title, shown):
            # A quotation mark inside an attribute ends what a careless template writes there.
            cut = shown.startswith(title) and shown[len(title) :].lstrip()[:1] == '"'
            return shown if cut else title
        if _plain(title) == _plain(shown):
            return shown
    return shown


def _holds(longer: str, shorter: str) -> bool:
    return _plain(shorter) in _plain(longer)


def _speaks(text: str) -> bool:
    return len(text.split()) >= _FEW_WORDS


def _part_on_page(title: str, blocks: Sequence[Block]) -> str:
    """Of «Site » Headline, a day», the longest part that stands on the page by itself."""
    whole, found = title.casefold(), ""
    for block in blocks:
        linked = block.link_chars >= _LINKED * len(block.text)
        shortest = _SHORTEST_LINKED if linked else _SHORTEST_PART
        if not max(shortest, len(found)) < len(block.text) <= len(title):
            continue
        start = whole.find(block.text.casefold())
        end = start + len(block.text)
        if start < 0 or not _BEFORE_PART.search(title[:start]):
            continue
        if _AFTER_PART.match(title[end:]):
            found = title[start:end]
    return found


def _first_part(title: str) -> str:
    """Of «Headline :: Section :: Site», where nothing on the page tells them apart, the first."""
    first = _STRONG.split(title, maxsplit=1)[0]
    return first if _speaks(first) else title


def strip_site(title: str, names: set[str], headings: Sequence[str] = ()) -> str:
    """Cut « | Site» and «Site: » off a title when the part is a known name of the site."""
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        last, first = parts[-1], parts[0]
        if _is_name(title[last.end() :], names) or _is_heading(title[: last.start()], headings):
            title = title[: last.start()]
        elif _is_name(title[: first.start()], names):
            title = title[first.end() :]
        else:
            break
    name, _, rest = title.partition(": ")
    if _is_name(name, names) and _speaks(rest) and len(name) < len(rest):
        title = rest
    return title.strip()


def _is_heading(text: str, headings: Sequence[str]) -> bool:
    plain = _plain(text)
    return bool(plain) and any(_plain(heading) == plain for heading in headings)


def _is_name(part: str, names: set[str]) -> bool:
    plain = _plain(part)
    return not plain or any(
        plain == name or (len(name) > 3 and name in plain and len(plain) < 2.5 * len(name))
        for name in names
    )


def _host_names(url: str) -> list[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    return [host, labels[-2]] if len(labels) > 1 and len(labels[-2]) > 3 else [host]


def _plain(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _says_same(heading: str, title: str) -> bool:
    one, other = _plain(heading), _plain(title)
    if not one or not other:
        return False
    if one in other:
        if other.startswith(one) or len(one) > _LEAST * len(other) or _speaks(heading):
            return True
        return other.endswith(one) and not _speaks(title[: -len(heading)])  # «Site: Headline»
    if other in one:
        return len(other) > _LEAST * len(one)
    words, others = set(heading.lower().split()), set(title.lower().split())
    return len(words & others) >= _SIMILAR * min(len(words), len(others)) and _speaks(heading)
