"""Offers the queries as tools of an MCP server, which reads only.

``mcp`` is an optional dependency, which only this module and the module ``http`` import. Other
modules import these two only when a server is made.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Literal

from datasette.database import QueryInterrupted
from datasette.utils.asgi import BadRequest, NotFound
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from storage.browse.tools import edits_copies_events, queries, reporting
from storage.browse.tools.answers import NOTICE, Answer
from storage.browse.tools.sql import run_sql

Query = Callable[[sqlite3.Connection], Answer]
Ask = Callable[[Query], Awaitable[Answer]]  # runs a query on a read-only connection

_MAX_PAGE = 50  # pages of a list
_MAX_LEFT_OUT_DAYS = 60  # what an outlet usually carries is known for this time
_MAX_QUERY_CHARS = 500  # of a search
_MAX_SQL_CHARS = 5_000
_TOO_LONG = "The question took too long; ask for fewer days."
_READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "News of many outlets. Copies of one text form a story; stories in different words about one"
    f" happening form an event. Times are in UTC. {NOTICE}"
)

Day = Annotated[str | None, Field(description="a day, YYYY-MM-DD", max_length=10)]
Region = Annotated[
    str | None, Field(description="an ISO 3166-2 code, such as RU-PNZ", max_length=10)
]
Source = Annotated[
    str | None, Field(description="the id of an outlet; see the tool sources", max_length=200)
]
StoryId = Annotated[str, Field(description="the id of a story", max_length=100)]
Page = Annotated[int, Field(ge=1, le=_MAX_PAGE)]


class Tools:
    """The tools; a model reads the docstring of each tool."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def sources(self, region: Region = None) -> dict[str, Any]:
        """List the outlets with their ids, regions, owners and the time of their last article."""
        return await self._run(partial(queries.sources, region=region))

    async def stories(
        self, day: Day = None, region: Region = None, source: Source = None, page: Page = 1
    ) -> dict[str, Any]:
        """List the stories of a day, or of the last 24 hours; those of most outlets first."""
        return await self._run(
            partial(queries.stories, day=day, region=region, source=source, page=page)
        )

    async def story(self, story_id: StoryId) -> dict[str, Any]:
        """Show a story: who had it first, who repeated it when, and other stories of its event."""
        return await self._run(partial(queries.story, story_id=story_id))

    async def origins(self, story_id: StoryId) -> dict[str, Any]:
        """Show who reported a story independently, and which articles repeat whom."""
        return await self._run(partial(queries.origins, story_id=story_id))

    async def article(
        self,
        article: Annotated[
            str, Field(description="the id or address of an article", max_length=2_000)
        ],
        start: Annotated[int, Field(description="next_start of the previous answer", ge=0)] = 0,
    ) -> dict[str, Any]:
        """Show an article: its facts with evidence, and up to 8,000 characters of its text."""
        return await self._run(partial(queries.article, article=article, start=start))

    async def search(
        self,
        query: Annotated[str, Field(min_length=1, max_length=_MAX_QUERY_CHARS)],
        region: Region = None,
        source: Source = None,
        since: Day = None,
        until: Day = None,
        order: Literal["relevance", "time"] = "relevance",
        page: Page = 1,
    ) -> dict[str, Any]:
        """Search articles: words in any form, "exact words", prefix*, -without."""
        arguments = _shared_arguments(region, source, since, until, page)
        return await self._run(partial(queries.search, query=query, order=order, **arguments))

    async def edits(
        self,
        region: Region = None,
        source: Source = None,
        quiet_only: bool = False,
        since: Day = None,
        until: Day = None,
        page: Page = 1,
    ) -> dict[str, Any]:
        """List edits of a number, name, quote or paragraph; a page does not state a quiet edit."""
        arguments = _shared_arguments(region, source, since, until, page)
        return await self._run(
            partial(edits_copies_events.edits, quiet_only=quiet_only, **arguments)
        )

    async def removals(
        self,
        region: Region = None,
        source: Source = None,
        since: Day = None,
        until: Day = None,
        page: Page = 1,
    ) -> dict[str, Any]:
        """List articles that their outlets removed, with the beginning of the last text."""
        arguments = _shared_arguments(region, source, since, until, page)
        return await self._run(partial(edits_copies_events.removals, **arguments))

    async def releases(
        self,
        region: Region = None,
        source: Source = None,
        unchecked_only: bool = False,
        since: Day = None,
        until: Day = None,
        page: Page = 1,
    ) -> dict[str, Any]:
        """List press releases: who printed them, what share word for word, and what was added."""
        arguments = _shared_arguments(region, source, since, until, page)
        return await self._run(
            partial(reporting.releases, unchecked_only=unchecked_only, **arguments)
        )

    async def missing(self, story_id: StoryId) -> dict[str, Any]:
        """Show which outlets usually carry such stories, and have no article of this one."""
        return await self._run(partial(reporting.missing, story_id=story_id))

    async def left_out(
        self,
        source: Annotated[str, Field(description="the id of an outlet", max_length=200)],
        days: Annotated[int, Field(ge=1, le=_MAX_LEFT_OUT_DAYS)] = 7,
    ) -> dict[str, Any]:
        """List widely carried stories of the last days of which an outlet has no article."""
        return await self._run(partial(reporting.left_out, source=source, days=days))

    async def who_copies_whom(
        self, days: Literal[1, 7, 30] = 7, region: Region = None
    ) -> dict[str, Any]:
        """List the pairs of outlets with the most copies, and the usual lag of a copy."""
        return await self._run(
            partial(edits_copies_events.who_copies_whom, days=days, region=region)
        )

    async def citations(
        self, days: Literal[7, 30, 90] = 30, region: Region = None, source: Source = None
    ) -> dict[str, Any]:
        """Rank outlets by how often other owners copy them; for a source, list the copies."""
        return await self._run(
            partial(edits_copies_events.citations, days=days, region=region, source=source)
        )

    async def events(self, since: Day = None, until: Day = None) -> dict[str, Any]:
        """List events of several stories in different words; by default of the last days."""
        return await self._run(partial(edits_copies_events.events, since=since, until=until))

    async def sql(
        self, sql: Annotated[str, Field(min_length=1, max_length=_MAX_SQL_CHARS)]
    ) -> dict[str, Any]:
        """Run one SELECT of SQLite; the table sqlite_master has the schema."""
        return await self._run(partial(run_sql, sql=sql))

    async def _run(self, query: Query) -> Answer:
        """Return the answer; raises ToolError with a sentence that says what to correct."""
        try:
            return await self._ask(query)
        except (BadRequest, NotFound) as error:
            raise ToolError(str(error)) from None
        except QueryInterrupted:
            raise ToolError(_TOO_LONG) from None
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise ToolError(_TOO_LONG) from None
            raise ToolError("The database cannot be read now; try again later.") from None


def _shared_arguments(
    region: str | None, source: str | None, since: str | None, until: str | None, page: int
) -> dict[str, Any]:
    """Return the arguments that the tools with pages of results share."""
    return {"region": region, "source": source, "since": since, "until": until, "page": page}


def make_server(ask: Ask, *, allow_sql: bool) -> MCPServer:
    """Return the server; ``allow_sql`` adds the tool that runs any SELECT."""
    server = MCPServer("svodka", instructions=_INSTRUCTIONS, log_level="ERROR")
    tools = Tools(ask)
    offered: list[Callable[..., Awaitable[Answer]]] = [
        tools.stories, tools.story, tools.origins, tools.article, tools.search, tools.sources,
        tools.edits, tools.removals, tools.who_copies_whom, tools.citations, tools.events,
        tools.releases, tools.missing, tools.left_out,
    ]  # fmt: skip
    if allow_sql:
        offered.append(tools.sql)
    for tool in offered:
        server.add_tool(tool, annotations=_READ_ONLY)
    return server
