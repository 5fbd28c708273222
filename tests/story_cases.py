"""Generates news from which every engine must build the same stories.

There are copies with another ending, excerpts, a roundup of several stories and its reprint, a
bridge, updates, and articles that are changed or removed later. The random numbers are seeded.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from pipelines.model import Article, Relation, Source, StoryMember, iso_text
from pipelines.stories.keeper import StoryKeeper
from scraper.stories.recurring_lines import NewText, learn_lines
from storage.articles.forgetting import delete_articles
from storage.articles.rows import Change
from storage.crawl.sources import save_sources
from storage.database.protocols import Store
from storage.database.sqlite import snapshot, transaction
from storage.stories.compared_text import keep_compared_text
from storage.stories.index import SqliteStoryIndex
from tests.saved_articles import save_article

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
SOURCES = tuple(
    Source(name, name.title(), f"https://{name}.example/", region, "Europe/Moscow", owner=owner)
    for name, region, owner in (
        ("alpha", "RU-PNZ", None),
        ("beta", "RU-SAR", "holding"),
        ("gamma", "RU-PNZ", "holding"),
        ("delta", "RU-SAM", None),
    )
)
_WORDS = """
мост река ремонт школа учитель город область дорога врач больница завод рабочий поле урожай
зима снег лето театр актёр музей выставка суд адвокат депутат закон бюджет рубль цена магазин
поезд вокзал рейс самолёт погода ветер дождь матч команда тренер победа парк дерево собака
деревня
""".split()  # noqa: SIM905
_SYLLABLES = "ба во ги дю жа зе ки лу мо ны пе ра со ту фи хе цо чу ши ще".split()  # noqa: SIM905
_SIGN_OFF = "Подписывайтесь на наш канал, чтобы первыми узнавать новости области."


@dataclass(frozen=True)
class ArticleLook:
    """A look at an article, and what it finds; a later look may find it changed or removed."""

    source: str
    slug: str
    text: str
    at: datetime
    is_gone: bool = False

    @property
    def url(self) -> str:
        return f"https://{self.source}.example/{self.slug}"

    @property
    def article(self) -> Article:
        headline = self.text.split(".")[0]
        return Article(self.url, headline, self.text, date_published=self.at)


def all_looks(stories: int = 12, seed: int = 1) -> list[ArticleLook]:
    """Return looks at the articles of ``stories`` stories; a seed always gives the same looks."""
    rng = random.Random(seed)
    bodies = [_body(rng) for _ in range(stories)]
    first_looks: list[ArticleLook] = []
    for number, body in enumerate(bodies):
        at = START + timedelta(hours=number)
        for place, source in enumerate(SOURCES[: 1 + number % 4]):
            is_excerpt = place == 2
            text = "\n".join(body.split("\n")[:3]) if is_excerpt else body
            ending = f"\n{_SIGN_OFF}" if source.id == "beta" else ""
            later = at + timedelta(minutes=7 * place)
            first_looks.append(ArticleLook(source.id, f"news-{number}", text + ending, later))
    roundup = "\n".join("\n".join(body.split("\n")[:3]) for body in bodies[1:5])
    end = START + timedelta(hours=stories)
    changed = bodies[2].replace(bodies[2].split("\n")[1], bodies[3].split("\n")[2])
    subject = _subject(rng)
    morning, evening = (_body(rng, subject) for _ in range(2))
    bridge = f"{morning}\n{evening}"
    return [
        *first_looks,
        ArticleLook("delta", "roundup", roundup, end),
        ArticleLook("delta", "update", bodies[5] + "\n" + _body(rng), end + timedelta(hours=1)),
        ArticleLook("alpha", "news-2", bodies[2] + "\n" + _sentence(rng), end + timedelta(hours=2)),
        ArticleLook("gamma", "news-2", changed, end + timedelta(hours=3)),
        ArticleLook("alpha", "news-3", bodies[3], end + timedelta(hours=4), is_gone=True),
        ArticleLook("alpha", "news-6", bodies[7], end + timedelta(hours=5)),
        ArticleLook("gamma", "roundup", roundup, end + timedelta(hours=6)),
        ArticleLook("alpha", "morning", morning, end + timedelta(hours=7)),
        ArticleLook("gamma", "evening", evening, end + timedelta(hours=8)),
        ArticleLook("delta", "bridge", bridge, end + timedelta(hours=9)),
    ]


def store_looks(db: Store, index: SqliteStoryIndex, news: Sequence[ArticleLook]) -> None:
    """Store the news as a run does, one transaction for each look."""
    keeper = StoryKeeper(index)
    for look in news:
        with snapshot(db):
            keeper.prepare([_before_storing(look)])
        with transaction(db):
            _store_look(db, keeper, look)


def rounds_of_workers(news: Sequence[ArticleLook], workers: int) -> list[list[list[ArticleLook]]]:
    """Return rounds, each with the looks of every worker; a source belongs to one worker.

    A later look at an address is in a later round, so that the order of its looks is kept.
    """
    first_look = {look.url: look for look in reversed(news)}
    groups = groupby(news, key=lambda look: first_look[look.url] is not look)
    rounds = [list(looks) for _, looks in groups]
    worker_of = {source.id: number % workers for number, source in enumerate(SOURCES)}
    return [
        [[look for look in looks if worker_of[look.source] == worker] for worker in range(workers)]
        for looks in rounds
    ]


def stored_stories(db: Store) -> tuple[dict[str, tuple[str, str]], dict[str, tuple[object, ...]]]:
    """Return the story and relation of each URL, and the row of each story without row numbers."""
    members = db.execute("SELECT url, story_id, relation FROM articles")
    stories = db.execute(
        "SELECT s.id, a.url, s.article_count, s.source_count, s.regions, s.headline,"
        " s.date_first_published FROM stories AS s JOIN articles AS a"
        " ON a.id = s.canonical_article_id"
    )
    return (
        {url: (story, Relation(relation)) for url, story, relation in members.fetchall()},
        {story_id: tuple(story) for story_id, *story in stories.fetchall()},
    )


def register(db: Store) -> None:
    """Store the outlets of the news."""
    save_sources(db, SOURCES)


def _before_storing(look: ArticleLook) -> StoryMember:
    """Return the article of a look as it will be stored, with a number instead of its id."""
    first_seen = iso_text(look.at + timedelta(minutes=1))
    article = look.article
    published = iso_text(article.date_published)
    return StoryMember(
        -1, look.url, article.article_body, article.headline,
        date_published=published, date_first_seen=first_seen or "",
    )  # fmt: skip


def _store_look(db: Store, keeper: StoryKeeper, look: ArticleLook) -> None:
    now = look.at + timedelta(minutes=1)
    saved = save_article(db, look.article, url=look.url, source_id=look.source, now=now)
    if look.is_gone:
        keeper.remove([saved.article_id])
        delete_articles(db, [saved.article_id])
    elif saved.change is not Change.UNCHANGED:
        keep_compared_text(db, saved.article_id, None)
        keeper.place([saved.article_id])
        learn_lines(db, [NewText(saved.article_id, look.source, look.text, now)])


def _subject(rng: random.Random) -> list[str]:
    """Return words that are in no other story."""
    return ["".join(rng.choices(_SYLLABLES, k=4)) for _ in _WORDS]


def _body(rng: random.Random, subject: Sequence[str] = ()) -> str:
    """Return a text about the subject; without a subject, about words that no other text has."""
    subject = subject or _subject(rng)
    return "\n".join(
        " ".join(_sentence(rng, subject) for _ in range(3)) for _ in range(rng.randint(4, 6))
    )


def _sentence(rng: random.Random, words: Sequence[str] = _WORDS) -> str:
    return " ".join(rng.choices(words, k=11)).capitalize() + "."


def fill(db: Store, articles: Sequence[StoryMember]) -> dict[str, int]:
    """Store articles without stories; return the id of each article by its URL."""
    outlets = {article.source_id: article for article in articles}
    db.conn.executemany(
        "INSERT INTO sources (id, name, home, region, timezone, owner, group_copies)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                outlet.source_id,
                outlet.source_name,
                "h",
                outlet.region,
                "UTC",
                outlet.owner,
                int(outlet.group_copies),
            )
            for outlet in outlets.values()
        ],
    )
    columns = ("url", "source_id", "headline", "date_published", "date_first_seen", "credit_text",
               "is_based_on", "canonical_url")  # fmt: skip
    rows = [
        (*(getattr(article, name) for name in columns), article.text, article.date_first_seen)
        for article in articles
    ]
    db.conn.executemany(
        f"INSERT INTO articles ({', '.join(columns)}, article_body, date_last_seen, word_count)"
        f" VALUES ({', '.join('?' * len(columns))}, ?, ?, 1)",
        rows,
    )
    return dict(db.execute("SELECT url, id FROM articles").fetchall())


_BATCH = 7  # articles


def place(db: Store, index: SqliteStoryIndex, ids: Sequence[int]) -> None:
    """Find the stories of the articles, _BATCH articles at a time."""
    keeper = StoryKeeper(index)
    for start in range(0, len(ids), _BATCH):
        with transaction(db):
            keeper.place(ids[start : start + _BATCH])
