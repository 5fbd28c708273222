"""An outlet whose crawls run with a clock that the test sets."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

from tests.local_web import article_page, rss, rss_item
from tests.newsroom import Newsroom
from tests.web_site import Site

_OTHER_MOMENTS = {"date_first_seen", "date_last_seen", "date_gone"}  # names without «_at»


class ClockedOutlet:
    """One outlet with a feed, and crawls of it with a clock that the test sets."""

    def __init__(self, newsroom: Newsroom, site: Site) -> None:
        self.newsroom = newsroom
        self.site = site
        self._offset_file = newsroom.folder / "offset"
        newsroom.sources.write_text(
            f'[[source]]\nid = "a"\nname = "A"\nhome = "{site.url}/"\nregion = "RU-PNZ"\n'
            f'feeds = ["{site.url}/rss"]\n'
        )

    def publish(self, numbers: range, edited: str = "") -> None:
        """Publish a feed and its articles; the text of each ends with the markup ``edited``."""
        items = ""
        for number in numbers:
            page = article_page("a", number)
            edited_page = page.replace("</article>", f"{edited}</article>")
            self.site.put(f"/news/{1000 + number}/most", edited_page)
            items += rss_item(number, f"/news/{1000 + number}/most")
        self.site.put("/rss", rss(items), content_type="application/rss+xml")

    def set_clock(self, offset: float) -> None:
        """Set the clock ahead by ``offset`` seconds.

        The file is replaced, so that a running crawl never reads half a number.
        """
        new = self._offset_file.with_suffix(".new")
        new.write_text(str(offset))
        new.replace(self._offset_file)

    def crawl(self, *arguments: str, offset: float = 0) -> None:
        """Crawl with a clock that is ahead by ``offset`` seconds; raise unless it succeeds."""
        self.set_clock(offset)
        command = ["crawl", "news", *self.newsroom.settings(), *arguments]
        run = self.newsroom.run(*command, clock_offset=self._offset_file)
        if run.returncode or run.stderr:
            raise RuntimeError(f"the crawl ended with {run.returncode}: {run.stderr}")

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            return db.execute(sql).fetchall()

    def moments(self) -> Iterator[tuple[str, datetime]]:
        """Yield column and value of each time at which a run did something.

        Times of planned visits and the dates that pages state are left out.
        """
        columns = self.select(
            "SELECT t.name, c.name FROM sqlite_master AS t, pragma_table_info(t.name) AS c"
            " WHERE t.type = 'table' AND substr(t.name, 1, 1) <> '_'"
        )
        for table, column in columns:
            is_planned = column.startswith("next_")
            is_moment = column.endswith("_at") or column in _OTHER_MOMENTS
            if is_moment and not is_planned:
                for (text,) in self.select(f"SELECT {column} FROM {table}"):
                    if text:
                        yield f"{table}.{column}", datetime.fromisoformat(text)
