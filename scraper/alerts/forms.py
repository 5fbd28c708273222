"""A message in the form of each kind of receiver: text, HTML of mail, HTML of Telegram, JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from markupsafe import Markup, escape

from scraper.alerts.wording import Style
from storage.browse.i18n.statuses import describe
from storage.browse.links import web_address
from storage.browse.snippets import marked, snippet
from storage.database.zones import zone_info
from storage.search.alerts import Alert
from storage.search.notices import Notice
from storage.search.query import parse_query
from storage.search.query_tree import Term

# Telegram refuses more: https://core.telegram.org/bots/api#sendmessage
MAX_TELEGRAM_CHARS = 4096
MAX_LISTED = 100  # finds that one message shows; nobody reads a longer mail to its end
SCHEMA_VERSION = 1  # of the JSON; raised when a field is removed or gets another meaning


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """One message in the forms of all services."""

    message_id: str
    title: str
    text: str  # without the title, which services show separately
    html: str
    telegram: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A find, with the parts of a message that show it."""

    notice: Notice
    headline: Markup  # with the words of the alert marked
    excerpt: Markup
    lead: str  # the word before the headline, such as «Edited»; "" for a story
    where: str  # outlet, local time and region
    carriers: str  # "5 outlets, first: …", or ""
    before: str  # "Before: …", the headline before the edit; or ""
    page: str | None  # address of the story or article on this site
    original: str | None  # address of the article at its outlet


def render_message(
    message_id: str, alert: Alert, notices: Sequence[Notice], style: Style
) -> RenderedMessage:
    """Return a message about the finds in all its forms; there must be at least one find."""
    terms = parse_query(alert.words).terms
    items = [_entry(alert, notice, style, terms) for notice in notices]
    listed, more = items[:MAX_LISTED], max(0, len(items) - MAX_LISTED)
    if len(items) == 1:
        title = _with_lead(items[0].lead, items[0].notice.headline)
    else:
        title = f"{alert.title}: {style.count(len(items), alert.kind)}"
    return RenderedMessage(
        message_id, title,
        _text(alert, listed, more, style),
        str(_mail(alert, title, listed, more, style)),
        _telegram(title, items, style),
        _payload(message_id, alert, title, items),
    )  # fmt: skip


def _entry(alert: Alert, notice: Notice, style: Style, terms: Sequence[Term]) -> _Entry:
    zone = alert.timing.zone or zone_info(notice.timezone)
    words, stamp = style.language, style.stamp(notice.at, zone)
    if notice.kind == "silent-outlet":
        last = words.gettext("Last new article: %(time)s", time=stamp) if stamp else ""
        where = " · ".join(filter(None, (notice.region_name, last)))
        excerpt = escape(_cause_and_advice(notice, style))
    else:
        where = " · ".join(filter(None, (notice.source_name, stamp, notice.region_name)))
        excerpt = snippet(notice.body, terms, notice.language)
    carriers = before = ""
    if notice.kind == "story" and notice.source_count > 1:
        carriers = words.ngettext(
            "%(num)s outlet, first: %(name)s", "%(num)s outlets, first: %(name)s",
            notice.source_count, name=notice.source_name,
        )  # fmt: skip
    if notice.former_headline:
        before = words.gettext("Before: %(headline)s", headline=notice.former_headline)
    return _Entry(
        notice,
        marked(notice.headline, terms, notice.language),
        excerpt,
        style.lead(notice.kind),
        where,
        carriers,
        before,
        _page(notice, style.site),
        web_address(notice.url),
    )


def _cause_and_advice(notice: Notice, style: Style) -> str:
    """Return why an outlet is silent and what to do, in the language of the message."""
    words = style.language
    cause, action = describe(notice.status, notice.detail, notice.source_id, words)
    why = words.gettext("What is seen: %(cause)s", cause=cause) if cause else ""
    what = words.gettext("What to do: %(action)s", action=action) if action else ""
    if not (why and what):
        return why or what
    end = "" if why.endswith((".", "?")) else "."
    return f"{why}{end} {what}."


def _page(notice: Notice, site: str | None) -> str | None:
    """Return the address on this site of the page about a find; None without a site."""
    if site is None:
        return None
    if notice.kind == "silent-outlet":
        return f"{site}/source/{notice.source_id}"
    if notice.kind == "story" and notice.story_id:
        return f"{site}/story/{notice.story_id}"
    return f"{site}/article/{notice.article_id}"


def _with_lead(lead: str, text: str) -> str:
    return f"{lead}: {text}" if lead else text


def _plain(text: Markup) -> str:
    return unescape(text.replace(Markup("<mark>"), "").replace(Markup("</mark>"), ""))


def _text(alert: Alert, items: Sequence[_Entry], more: int, style: Style) -> str:
    if len(items) == 1:
        lines = list(_lines(items[0], style))
    else:
        lines = [line for item in items for line in _short_lines(item)]
        lines += [style.more(more)] if more else []
    return "\n".join([*lines, "", _foot(alert, style)])


def _lines(item: _Entry, style: Style) -> Iterator[str]:
    """Yield the lines of a message about a single find."""
    yield from filter(None, (item.before, _plain(item.excerpt), item.where, item.carriers))
    for name, address in _addresses(item, style):
        yield f"{name}: {address}"


def _addresses(item: _Entry, style: Style) -> list[tuple[str, str]]:
    """Return (word, address) of the page of a find on this site, and of its original."""
    named = (
        (style.language.gettext("Story"), item.page),
        (style.language.gettext("Original"), item.original),
    )
    return [(name, address) for name, address in named if address]


def _foot(alert: Alert, style: Style) -> str:
    return style.language.gettext("Alert: %(name)s", name=alert.title)


def _short_lines(item: _Entry) -> Iterator[str]:
    """Yield the lines of one of several finds."""
    yield f"• {_with_lead(item.lead, item.notice.headline)}"
    yield "  " + " · ".join(filter(None, (item.where, item.carriers)))
    if address := item.page or item.original:
        yield f"  {address}"


def _mail(alert: Alert, title: str, items: Sequence[_Entry], more: int, style: Style) -> Markup:
    """Return HTML with few elements and inline styles, which all mail programs show alike."""
    grey, small = "color:#5f5a52", "margin:.2em 0;color:#5f5a52;font-size:.9em"
    parts = [Markup('<html lang="{}"><body>').format(style.code)]
    if len(items) > 1:
        parts.append(Markup("<h2>{}</h2>").format(title))
    for item in items:
        address = item.page or item.original
        headline = _linked(address, item.headline)
        lead = Markup("{}: ").format(item.lead) if item.lead else ""
        parts.append(Markup("<h3>{}{}</h3>").format(lead, headline))
        parts += [Markup("<p>{}</p>").format(part) for part in (item.before, item.excerpt) if part]
        where = " · ".join(filter(None, (item.where, item.carriers)))
        parts.append(Markup('<p style="{}">{}</p>').format(small, where))
        # The addresses are shown, since the plain text that mail programs derive has no links.
        for name, link in _addresses(item, style):
            parts.append(Markup("<p>{}</p>").format(_linked(link, f"{name}: {link}")))
    if more:
        parts.append(Markup("<p>{}</p>").format(style.more(more)))
    foot = Markup('<p style="{}">{}</p></body></html>').format(grey, _foot(alert, style))
    parts.append(foot)
    return Markup("\n").join(parts)


def _telegram(title: str, items: Sequence[_Entry], style: Style) -> str:
    """Return HTML for Telegram, which accepts bold text and links, with as many finds as fit."""
    if len(items) == 1:
        item = items[0]
        parts = [Markup("<b>{}</b>").format(title), item.before, _bold(item.excerpt), item.where,
                 item.carriers]  # fmt: skip
        links = [_linked(address, name) for name, address in _addresses(item, style)]
        parts.append(Markup(" · ").join(links))
        return _within(parts, MAX_TELEGRAM_CHARS)
    head, lines = Markup("<b>{}</b>").format(title), []
    room = MAX_TELEGRAM_CHARS - len(head) - len(style.more(len(items))) - 2
    for number, item in enumerate(items):
        headline = _with_lead(item.lead, item.notice.headline)
        linked = _linked(item.page or item.original, headline)
        line = Markup("• {}\n{}").format(linked, item.where)
        room -= len(line) + 1
        if room < 0:
            lines.append(escape(style.more(len(items) - number)))
            break
        lines.append(line)
    return Markup("\n").join([head, *lines])


def _within(parts: Sequence[str], max_chars: int) -> str:
    """Join the parts as lines; a part that would make the text too long is left out."""
    lines: list[Markup] = []
    room = max_chars
    for part in filter(None, parts):
        line = escape(part)
        if len(line) + 1 <= room:
            lines.append(line)
            room -= len(line) + 1
    return Markup("\n").join(lines)


def _bold(text: Markup) -> Markup:
    return Markup(str(text).replace("<mark>", "<b>").replace("</mark>", "</b>"))  # noqa: S704


def _linked(address: str | None, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text) if address else escape(text)


def _payload(message_id: str, alert: Alert, title: str, items: Sequence[_Entry]) -> dict[str, Any]:
    """Return the fields of a webhook; docs/alerts.md documents them."""
    return {
        "schema": SCHEMA_VERSION,
        "message_id": message_id,
        "alert": {"id": alert.id, "name": alert.title, "kind": alert.kind},
        "items": [
            {
                "kind": item.notice.kind,
                "story_id": item.notice.story_id,
                "article_id": item.notice.article_id,
                "headline": item.notice.headline,
                "former_headline": item.notice.former_headline,
                "excerpt": _plain(item.excerpt),
                "excerpt_html": str(item.excerpt),
                "outlet": {"id": item.notice.source_id, "name": item.notice.source_name},
                "region": {"code": item.notice.region, "name": item.notice.region_name},
                "date_published": item.notice.at,
                "timezone": item.notice.timezone,
                "outlet_count": item.notice.source_count,
                "article_count": item.notice.article_count,
                "status": item.notice.status,
                "detail": item.notice.detail,
                "page": item.page,
                "url": item.original,
            }
            for item in items
        ],
    }
