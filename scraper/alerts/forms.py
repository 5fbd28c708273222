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
MAX_LISTED = 100  # finds that one message shows; a reader does not read more of them
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
    """A find of an alert, with the parts of a message that show it."""

    notice: Notice  # the find: a story, an article, an edit or a silent outlet
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
    entries = [_entry(alert, notice, style, terms) for notice in notices]
    listed = entries[:MAX_LISTED]
    left_out = max(0, len(entries) - MAX_LISTED)
    if len(entries) == 1:
        title = _with_lead(entries[0].lead, entries[0].notice.headline)
    else:
        title = f"{alert.title}: {style.count(len(entries), alert.kind)}"
    return RenderedMessage(
        message_id=message_id,
        title=title,
        text=_text(alert, listed, left_out, style),
        html=str(_mail(alert, title, listed, left_out, style)),
        telegram=_telegram(title, entries, style),
        payload=_payload(message_id, alert, title, entries),
    )


def _entry(alert: Alert, notice: Notice, style: Style, terms: Sequence[Term]) -> _Entry:
    """Return a find with its parts in the language of the message; ``terms`` are marked."""
    zone = alert.timing.zone or zone_info(notice.timezone)
    language = style.language
    local_time = style.stamp(notice.at, zone)
    if notice.kind == "silent-outlet":
        last = language.gettext("Last new article: %(time)s", time=local_time) if local_time else ""
        where = " · ".join(filter(None, (notice.region_name, last)))
        excerpt = escape(_cause_and_advice(notice, style))
    else:
        where = " · ".join(filter(None, (notice.source_name, local_time, notice.region_name)))
        excerpt = snippet(notice.body, terms, notice.language)
    carriers = before = ""
    if notice.kind == "story" and notice.source_count > 1:
        carriers = language.ngettext(
            "%(num)s outlet, first: %(name)s", "%(num)s outlets, first: %(name)s",
            notice.source_count, name=notice.source_name,
        )  # fmt: skip
    if notice.former_headline:
        before = language.gettext("Before: %(headline)s", headline=notice.former_headline)
    return _Entry(
        notice=notice,
        headline=marked(notice.headline, terms, notice.language),
        excerpt=excerpt,
        lead=style.lead(notice.kind),
        where=where,
        carriers=carriers,
        before=before,
        page=_page(notice, style.site),
        original=web_address(notice.url),
    )


def _cause_and_advice(notice: Notice, style: Style) -> str:
    """Return why an outlet is silent and what to do, in the language of the message."""
    language = style.language
    cause, action = describe(notice.status, notice.detail, notice.source_id, language)
    seen = language.gettext("What is seen: %(cause)s", cause=cause) if cause else ""
    to_do = language.gettext("What to do: %(action)s", action=action) if action else ""
    if not (seen and to_do):
        return seen or to_do  # a line without a full stop
    end = "" if seen.endswith((".", "?")) else "."
    return f"{seen}{end} {to_do}."  # two sentences


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
    """Return an excerpt without its marks and with its entities decoded."""
    return unescape(text.replace(Markup("<mark>"), "").replace(Markup("</mark>"), ""))


def _text(alert: Alert, entries: Sequence[_Entry], left_out: int, style: Style) -> str:
    """Return the plain text of a message; ``left_out`` is the number of finds not shown."""
    if len(entries) == 1:
        lines = list(_lines(entries[0], style))
    else:
        lines = [line for entry in entries for line in _short_lines(entry)]
        if left_out:
            lines.append(style.more(left_out))
    return "\n".join([*lines, "", _foot(alert, style)])


def _lines(entry: _Entry, style: Style) -> Iterator[str]:
    """Yield the lines of a message about a single find."""
    yield from filter(None, (entry.before, _plain(entry.excerpt), entry.where, entry.carriers))
    for word, address in _addresses(entry, style):
        yield f"{word}: {address}"


def _addresses(entry: _Entry, style: Style) -> list[tuple[str, str]]:
    """Return (word, address) of the page of a find on this site, and of its original."""
    words_and_addresses = (
        (style.language.gettext("Story"), entry.page),
        (style.language.gettext("Original"), entry.original),
    )
    return [(word, address) for word, address in words_and_addresses if address]


def _foot(alert: Alert, style: Style) -> str:
    return style.language.gettext("Alert: %(name)s", name=alert.title)


def _short_lines(entry: _Entry) -> Iterator[str]:
    """Yield the lines of a find in a message about several finds."""
    yield f"• {_with_lead(entry.lead, entry.notice.headline)}"
    yield "  " + " · ".join(filter(None, (entry.where, entry.carriers)))
    if address := entry.page or entry.original:
        yield f"  {address}"


def _mail(
    alert: Alert, title: str, entries: Sequence[_Entry], left_out: int, style: Style
) -> Markup:
    """Return HTML with few elements and inline styles, which all mail programs show alike."""
    foot_style, where_style = "color:#5f5a52", "margin:.2em 0;color:#5f5a52;font-size:.9em"
    parts = [Markup('<html lang="{}"><body>').format(style.code)]
    if len(entries) > 1:
        parts.append(Markup("<h2>{}</h2>").format(title))
    for entry in entries:
        headline = _linked(entry.page or entry.original, entry.headline)
        lead = Markup("{}: ").format(entry.lead) if entry.lead else ""
        parts.append(Markup("<h3>{}{}</h3>").format(lead, headline))
        texts = filter(None, (entry.before, entry.excerpt))
        parts += [Markup("<p>{}</p>").format(text) for text in texts]
        where = " · ".join(filter(None, (entry.where, entry.carriers)))
        parts.append(Markup('<p style="{}">{}</p>').format(where_style, where))
        # The addresses are shown, since the plain text that mail programs derive has no links.
        for word, address in _addresses(entry, style):
            parts.append(Markup("<p>{}</p>").format(_linked(address, f"{word}: {address}")))
    if left_out:
        parts.append(Markup("<p>{}</p>").format(style.more(left_out)))
    foot = Markup('<p style="{}">{}</p></body></html>').format(foot_style, _foot(alert, style))
    parts.append(foot)
    return Markup("\n").join(parts)


def _telegram(title: str, entries: Sequence[_Entry], style: Style) -> str:
    """Return HTML for Telegram, which accepts bold text and links, with as many finds as fit."""
    if len(entries) == 1:
        entry = entries[0]
        parts = [Markup("<b>{}</b>").format(title), entry.before, _bold(entry.excerpt), entry.where,
                 entry.carriers]  # fmt: skip
        links = [_linked(address, word) for word, address in _addresses(entry, style)]
        parts.append(Markup(" · ").join(links))
        return _within(parts, MAX_TELEGRAM_CHARS)
    head = Markup("<b>{}</b>").format(title)
    lines = []
    line_ends = 2  # after the head, and before the line on the finds that were left out
    chars_left = MAX_TELEGRAM_CHARS - len(head) - len(style.more(len(entries))) - line_ends
    for number, entry in enumerate(entries):
        headline = _with_lead(entry.lead, entry.notice.headline)
        linked = _linked(entry.page or entry.original, headline)
        line = Markup("• {}\n{}").format(linked, entry.where)
        chars_left -= len(line) + 1
        if chars_left < 0:
            left_out = len(entries) - number
            lines.append(escape(style.more(left_out)))
            break
        lines.append(line)
    return Markup("\n").join([head, *lines])


def _within(parts: Sequence[str], max_chars: int) -> str:
    """Join the parts as lines; a part that would make the text too long is left out."""
    lines: list[Markup] = []
    chars_left = max_chars
    for part in filter(None, parts):
        line = escape(part)
        if len(line) + 1 <= chars_left:
            lines.append(line)
            chars_left -= len(line) + 1
    return Markup("\n").join(lines)


def _bold(text: Markup) -> Markup:
    """Return an excerpt with its marks as bold text, since Telegram refuses other elements."""
    return Markup(str(text).replace("<mark>", "<b>").replace("</mark>", "</b>"))  # noqa: S704


def _linked(address: str | None, text: str) -> Markup:
    """Return a link to the address; without one, the text alone."""
    return Markup('<a href="{}">{}</a>').format(address, text) if address else escape(text)


def _payload(
    message_id: str, alert: Alert, title: str, entries: Sequence[_Entry]
) -> dict[str, Any]:
    """Return the fields of a webhook; docs/alerts.md documents them."""
    return {
        "schema": SCHEMA_VERSION,
        "message_id": message_id,
        "alert": {"id": alert.id, "name": alert.title, "kind": alert.kind},
        "items": [
            {
                "kind": entry.notice.kind,
                "story_id": entry.notice.story_id,
                "article_id": entry.notice.article_id,
                "headline": entry.notice.headline,
                "former_headline": entry.notice.former_headline,
                "excerpt": _plain(entry.excerpt),
                "excerpt_html": str(entry.excerpt),
                "outlet": {"id": entry.notice.source_id, "name": entry.notice.source_name},
                "region": {"code": entry.notice.region, "name": entry.notice.region_name},
                "date_published": entry.notice.at,
                "timezone": entry.notice.timezone,
                "outlet_count": entry.notice.source_count,
                "article_count": entry.notice.article_count,
                "status": entry.notice.status,
                "detail": entry.notice.detail,
                "page": entry.page,
                "url": entry.original,
            }
            for entry in entries
        ],
    }
