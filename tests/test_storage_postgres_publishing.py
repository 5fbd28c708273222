"""Tests that ``scrapy sync`` sends what changed on the server since the file it replaces."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from pipelines.model import Article, Source, iso_text
from pipelines.stories.keeper import StoryKeeper
from storage.articles.rows import mark_gone
from storage.crawl.sources import save_sources
from storage.database.sqlite import transaction
from storage.postgres.index import ClusterStoryIndex
from storage.stores import open_store
from tests import servers
from tests.fork_server import ForkServer
from tests.receivers import Receiver, webhook
from tests.sample_news import SOURCES
from tests.saved_articles import save_article

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(servers.missing()), reason=str(servers.missing())),
]
KINDS = ("story", "edit", "removal")
NEW_OUTLET = Source("sosed", "Сосед", "https://sosed.example/", "RU-PNZ", "Europe/Moscow")
SOURCES_TOML = """
[[source]]
id = "sura-press"
name = "Сура-пресс"
home = "https://sura-press.example/"
region = "RU-PNZ"
"""


@dataclass
class Publishing:
    """A server with articles, the file that is published, and a receiver of its alerts."""

    folder: Path
    url: str
    scrapy: ForkServer
    hook: Receiver

    @property
    def file(self) -> Path:
        return self.folder / "published.db"

    def watch(self) -> None:
        (self.folder / "sources.toml").write_text(SOURCES_TOML)
        notify = json.dumps([self.hook.address])
        alerts = [f"[[alert]]\nkind = '{kind}'\nwords = 'мост'\nnotify = {notify}\n"
                  for kind in KINDS]  # fmt: skip
        (self.folder / "alerts.toml").write_text("\n".join(alerts))

    def store(self, slug: str, headline: str, body: str, source: Source = SOURCES[0]) -> int:
        """Store an article on the server as a worker of a crawl does, and return its id."""
        now = datetime.now(UTC)
        url = f"{source.home}{slug}"
        article = Article(url, headline, body, date_published=now, in_language="ru")
        with closing(open_store(self.url)) as db, transaction(db):
            save_sources(db, [source])
            saved = save_article(db, article, url=url, source_id=source.id, now=now)
            StoryKeeper(ClusterStoryIndex(db)).place([saved.article_id], {})
            db.execute("UPDATE sources SET last_polled_at = ?", [iso_text(now)])
        return saved.article_id

    def remove(self, article_id: int) -> None:
        with closing(open_store(self.url)) as db, transaction(db):
            mark_gone(db, article_id, datetime.now(UTC))

    def sync(self) -> CompletedProcess[str]:
        return self._run("sync", self.file, NEWS_DATABASE=self.url)

    def alerts_now(self) -> CompletedProcess[str]:
        return self._run("alerts", "--now", NEWS_DATABASE=self.file)

    def _run(self, *command: object, **settings: object) -> CompletedProcess[str]:
        settings |= {"NEWS_SOURCES": self.folder / "sources.toml"}
        flags = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        return self.scrapy.run(*map(str, command), *flags)

    def received(self) -> Counter[tuple[str, str]]:
        """Return how often the kind and headline of each find was received."""
        return Counter(
            (item["kind"], item["headline"]) for body in self.hook.bodies for item in body["items"]
        )


@pytest.fixture
def publishing(
    empty_postgres: str, tmp_path: Path, scrapy_server: ForkServer
) -> Iterator[Publishing]:
    with webhook() as hook:
        publishing = Publishing(tmp_path, empty_postgres, scrapy_server, hook)
        publishing.watch()
        yield publishing


def test_edits_removals_and_new_stories_are_sent_once_and_a_new_outlet_is_not(
    publishing: Publishing,
) -> None:
    bridge = "Мост через реку Суру закроют на ремонт в субботу. Объезд пойдёт по улице Кирова."
    market = "Ярмарка у моста соберёт мастеров из пяти районов. Она откроется утром в субботу."
    publishing.store("most", "Мост закроют на ремонт", bridge)
    gone = publishing.store("yarmarka", "Ярмарка у моста", market)
    first = publishing.sync()
    assert (first.returncode, first.stderr) == (0, "")
    assert publishing.hook.tries == 0, "articles of the first file are not announced as new"

    publishing.store("most", "Мост закроют на неделю", bridge.replace("субботу", "воскресенье"))
    publishing.remove(gone)
    publishing.store("sad", "Сад у моста", "У моста через Хопёр высадили сорок яблонь и груш.")
    publishing.store("park", "Парк у моста", "Парк у моста обойдут забором.", NEW_OUTLET)
    publishing.hook.refuses = True
    second = publishing.sync()
    assert second.returncode == 0
    assert "3 messages were not accepted" in second.stderr
    assert publishing.sync().returncode == 0, "the unsent finds are in the next file as well"
    publishing.hook.refuses = False
    assert publishing.alerts_now().stdout.startswith("3 sent")
    assert publishing.received() == {
        ("edit", "Мост закроют на неделю"): 1,
        ("removal", "Ярмарка у моста"): 1,
        ("story", "Сад у моста"): 1,
    }
    edit = next(body for body in publishing.hook.bodies if body["alert"]["kind"] == "edit")
    assert edit["items"][0]["former_headline"] == "Мост закроют на ремонт"

    publishing.store("ulitsa", "Улица у моста", "Улицу у моста в Кузнецке осветят.", NEW_OUTLET)
    publishing.sync()
    publishing.alerts_now()
    assert publishing.received()["story", "Улица у моста"] == 1, "the outlet is no longer new"
    assert len(publishing.hook.ids) == len(set(publishing.hook.ids)) == 4
