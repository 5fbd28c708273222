"""``/edits``: the edits and removals of published articles, as a page and as feeds."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import BadRequest, Request, Response

from pipelines.model import EditKind, Message
from storage.articles.edits import (
    EditFilters,
    ListedEdit,
    ListedRemoval,
    listed_edits,
    listed_removals,
)
from storage.articles.pruned import PRUNED
from storage.browse import links, responses
from storage.browse.database import read
from storage.browse.diff import Difference, changed_words, changes_in_context
from storage.browse.documents.feeds import (
    FEED_SIZE,
    Entry,
    Feed,
    atom_of_entries,
    json_feed_of_entries,
)
from storage.browse.i18n.languages import ENGLISH, Language
from storage.browse.i18n.requested_language import Links, language_of_request
from storage.browse.i18n.times import zone_name
from storage.browse.outlets import Outlets, load_outlets
from storage.database.zones import parse

PAGE_SIZE = 30  # edits or removals of one page
_SHOW_VALUES = ("edits", "quiet", "removals")  # of the argument ``show``
_KIND_NAMES = {
    EditKind.NUMBER: Message("a number"),
    EditKind.NAME: Message("a name"),
    EditKind.QUOTE: Message("a quote"),
    EditKind.PARAGRAPH: Message("a paragraph"),
}


@dataclass(frozen=True, slots=True)
class EditArguments:
    """The arguments of a request."""

    show: str  # one of _SHOW_VALUES
    filters: EditFilters

    @property
    def shows_removals(self) -> bool:
        """Return whether removals are shown instead of edits."""
        return self.show == "removals"


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """An edit with its kinds in words and its difference; the latter is None for pruned texts."""

    edit: ListedEdit
    kinds: str
    difference: Difference | None


async def edits(datasette: Datasette, request: Request) -> Response:
    """Return the page of the edits or removals."""
    arguments = _read_arguments(request)
    language = language_of_request(request)
    page = responses.page_number(request)
    context = await read(datasette, lambda conn: edits_data(conn, arguments, page, language))
    return await responses.page(datasette, request, "svodka_edits.html", context)


def edits_data(
    conn: sqlite3.Connection, arguments: EditArguments, page: int, language: Language = ENGLISH
) -> dict[str, Any]:
    """Return the values for the template."""
    outlets = load_outlets(conn, language)
    zone = outlets.zone_of(arguments.filters.region, arguments.filters.source)
    listed = _listed(conn, arguments, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
    shown = listed[:PAGE_SIZE]
    return {
        "outlets": outlets,
        "zone": zone,
        "zone_name": zone_name(zone, responses.now(), language),
        "show": arguments.show,
        "filters": arguments.filters,
        "edits": [_shown_edit(item, language) for item in shown if isinstance(item, ListedEdit)],
        "removals": [item for item in shown if isinstance(item, ListedRemoval)],
        "page": page,
        "more": len(listed) > PAGE_SIZE,
        "feed": "/edits",
        "feed_query": links.query_string(
            show=arguments.show, region=arguments.filters.region, source=arguments.filters.source
        ),
    }


async def feed(datasette: Datasette, request: Request) -> Response:
    """Return the newest edits or removals as a feed in the requested format."""
    arguments = _read_arguments(request)
    language = language_of_request(request)

    def read_rows(conn: sqlite3.Connection) -> tuple[Sequence[ListedEdit | ListedRemoval], Outlets]:
        return _listed(conn, arguments, FEED_SIZE, 0), load_outlets(conn, language)

    listed, outlets = await read(datasette, read_rows)
    query = f"?{request.query_string}" if request.query_string else ""
    site = datasette.absolute_url(request, Links(datasette, language).path("/")).rstrip("/")
    address = datasette.absolute_url(request, f"{language.prefix}{request.path}") + query
    edits, removals = language.gettext("Svodka: edits"), language.gettext("Svodka: removals")
    title = removals if arguments.shows_removals else edits
    shown_feed = Feed(
        title=title, page=f"{site}/edits{query}", address=address, site=site, language=language.code
    )
    entries = [_entry(item, shown_feed, outlets, language) for item in listed]
    if request.url_vars["format"] == "atom":
        return responses.feed(request, atom_of_entries(shown_feed, entries), "application/atom+xml")
    return responses.feed(
        request, json_feed_of_entries(shown_feed, entries), "application/feed+json"
    )


def _read_arguments(request: Request) -> EditArguments:
    show = responses.argument(request, "show") or "edits"
    if show not in _SHOW_VALUES:
        raise BadRequest(
            Message("show: expected one of %(values)s", values=", ".join(_SHOW_VALUES))
        )
    filters = EditFilters(
        responses.argument(request, "source"),
        responses.argument(request, "region"),
        show == "quiet",
    )
    return EditArguments(show, filters)


def _listed(
    conn: sqlite3.Connection, arguments: EditArguments, limit: int, offset: int
) -> Sequence[ListedEdit | ListedRemoval]:
    read_list = listed_removals if arguments.shows_removals else listed_edits
    return read_list(conn, arguments.filters, limit=limit, offset=offset)


def _shown_edit(edit: ListedEdit, language: Language) -> ShownEdit:
    difference = None
    if edit.former and edit.latter:
        difference = changes_in_context("\n".join(edit.former), "\n".join(edit.latter))
    return ShownEdit(edit, _kinds(edit, language), difference)


def _kinds(edit: ListedEdit, language: Language) -> str:
    return ", ".join(language.text(_KIND_NAMES[kind]) for kind in edit.kinds)


def _entry(
    item: ListedEdit | ListedRemoval, feed: Feed, outlets: Outlets, language: Language
) -> Entry:
    """Return the entry of a feed for an edit or a removal."""
    if isinstance(item, ListedRemoval):
        kind = "removal"
        time_in_id = item.last_seen_at
        moment = parse(item.at)
        summary = language.gettext(PRUNED) if item.text_pruned_at else item.text
        extension: dict[str, object] = {"removed": True}
    else:
        kind = "edit"
        time_in_id = item.seen_at
        moment = parse(item.seen_at)
        summary = f"{_kinds(item, language)}\n{_changes(item)}"
        extension = {"kinds": list(item.kinds), "quiet": item.is_quiet}
    return Entry(
        id=f"urn:svodka:{kind}:{item.article_id}:{time_in_id}",
        title=item.headline,
        page=f"{feed.site}/article/{item.article_id}",
        address=item.url,
        summary=summary,
        moment=moment,  # type: ignore[arg-type] # the time of a visit is never a day alone
        authors=(outlets.name(item.source_id),),
        categories=((item.region, outlets.region_name(item.region)),),
        extension=extension,
    )


def _changes(edit: ListedEdit) -> str:
    if edit.former is None or edit.latter is None:
        return ""
    changes = changed_words("\n".join(edit.former), "\n".join(edit.latter))
    return "\n".join(f"− {cut}\n+ {added}" for cut, added in changes)
