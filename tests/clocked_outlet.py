"""An outlet whose crawls run with a clock that the test sets."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from typing import Any

from tests.local_web import rss, rss_item, story
from tests.newsroom import Newsroom
from tests.web_site import Site


class ClockedOutlet:
    """One outlet with a feed, and crawls of it with a clock that the test sets."""

    def __init__(self, newsroom: Newsroom, site: Site) -> None:
        self.newsroom, self.site = newsroom, site
        self.offset = newsroom.folder / "offset"
        newsroom.sources.write_text(
            f'[[source]]\nid = "a"\nname = "A"\nhome = "{site.url}/"\nregion = "RU-PNZ"\n'
            f'feeds = ["{site.url}/rss"]\n'
        )

    def publish(self, numbers: range, edited: str = "") -> None:
        """Publish a feed and its articles, each of which ends with ``edited``."""
        items = ""
        for number in numbers:
            page = story("a", number)
            self.site.put(f"/news/{1000 + number}/most", page.replace("</article>", edited))
            items += rss_item(number, f"/news/{1000 + number}/most")
        self.site.put("/rss", rss(items), content_type="application/rss+xml")

    def set_clock(self, offset: float) -> None:
        """Set the clock ahead by ``offset`` seconds; a running crawl never reads half a number."""
        new = self.offset.with_suffix(".new")
        new.write_text(str(offset))
        new.replace(self.offset)

    def crawl(self, *arguments: str, offset: float = 0) -> None:
        """Crawl with a clock that is ahead by ``offset`` seconds."""
        self.set_clock(offset)
        command = ["crawl", "news", *self.newsroom.settings(), *arguments]
        run = self.newsroom.run(*command, clock_offset=self.offset)
        assert (run.returncode, run.stderr) == (0, "")

    def select(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.newsroom.database)) as db:
            return db.execute(sql).fetchall()

    def moments(self) -> Iterator[tuple[str, datetime]]:
        """Yield column and value of each time at which a run did something.

        Times of planned visits and the dates that pages state are left out.
        """
        tables = self.select("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables:
            for column in [row[1] for row in self.select(f"PRAGMA table_info({table})")]:
                seen = {"date_first_seen", "date_last_seen", "date_gone"}
                happened = column.endswith("_at") or column in seen
                if happened and not column.startswith("next_"):
                    for (text,) in self.select(f"SELECT {column} FROM {table}"):
                        if text and not table.startswith("_"):
                            yield f"{table}.{column}", datetime.fromisoformat(text)
