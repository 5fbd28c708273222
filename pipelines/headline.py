"""The headline of a page, without the name of its site or rubric."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.blocks import Block
from pipelines.model import Evidence, Page
from pipelines.structured import Structured, strings
from pipelines.text import line

_SEPARATOR = re.compile(r"\s+[|/•·:—–\-»›>]{1,2}\s+|\s*\|\s*|\s+::\s+")
_LONGEST = 1_000
_SIMILAR = 0.6  # share of common words from which an h1 and a title tell the same headline


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
    for block in [block for block in blocks if block.heading == 1][:5]:
        say(block.text, "h1")
    say(structured.first("twitter:title", "title", "dc.title", "mediator_title"), "meta")
    say(page.hints.headline, "feed")
    say(title, "title-element")
    return found


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
    names = {_plain(name) for name in (*site_names, *_host_names(url)) if name}
    said = {e.found_in: e.value for e in reversed(evidence)}
    headings = [e.value for e in evidence if e.found_in in ("h1", "microdata") and len(e.value) > 3]
    titles: dict[str, str] = {
        where: strip_site(said[where], names, headings)
        for where in ("json-ld", "opengraph", "meta", "title-element")
        if where in said
    }
    shown = next((h for h in headings if any(_says_same(h, t) for t in titles.values())), None)
    if shown is None:
        best = next(iter(titles.values()), None) or next(iter(headings), None)
        return _part_on_page(best or said.get("feed", ""), blocks)
    return _told(titles, strip_site(shown, names, headings), names, only_article)


def _told(titles: dict[str, str], shown: str, names: set[str], only_article: bool) -> str:
    """Between what the page shows and what it tells machines.

    Newspapers tell the whole headline in their data; others add rubrics there, or cut it short.
    """
    data, graph = titles.get("json-ld"), titles.get("opengraph")
    for title in (data, graph):
        if not title or title.endswith(("…", "...")) or _is_name(title, names):
            continue
        if not (_says_same(shown, title) or (title == data and only_article)):
            continue
        if data and graph and _plain(data) == _plain(graph):
            return graph
        if not _holds(title, shown):
            return title
        if _plain(title) == _plain(shown):
            return shown
    return shown


def _holds(longer: str, shorter: str) -> bool:
    return _plain(shorter) in _plain(longer)


def _part_on_page(title: str, blocks: Sequence[Block]) -> str:
    """Of «Site » Headline», the longest part that stands on the page by itself."""
    parts = [part.strip() for part in _SEPARATOR.split(title)]
    if len(parts) < 2 or any(_plain(block.text) == _plain(title) for block in blocks):
        return title
    shown = {_plain(block.text) for block in blocks if len(block.text) < _LONGEST}
    found = [part for part in parts if len(part) > 15 and _plain(part) in shown]
    return max(found, key=len, default=title)


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
    if one in other or other in one:
        return min(len(one), len(other)) > 0.4 * max(len(one), len(other)) or one in other
    words, others = set(heading.lower().split()), set(title.lower().split())
    return len(words & others) >= _SIMILAR * min(len(words), len(others))
