"""Tests that stories depend on the set of articles only, in memory and on SQLite."""

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.copies.thresholds import Thresholds
from pipelines.model import Days, Relation, StoryMember
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper
from scraper.stories.rebuild import rebuild_stories
from storage.database.sqlite import open_database, transaction
from storage.stories.index import SqliteStoryIndex

# With these limits a few texts fill buckets and make sentences common.
SMALL_LIMITS = Thresholds(max_neighbours=2, min_common_texts=3, window_days=2)
WORDS = """
мост река ремонт школа учитель город область дорога врач больница завод рабочий поле урожай зима
снег лето театр актёр музей выставка суд адвокат депутат закон бюджет рубль цена магазин поезд
вокзал рейс самолёт погода ветер дождь матч команда тренер победа парк дерево собака
""".split()  # noqa: SIM905
REPEATED_LINE = "Подписывайтесь на наш канал, чтобы первыми узнавать новости."


def sentence(seed: int) -> str:
    """Return the sentence with this number; the hundred sentences of a story use its own words."""
    rng = random.Random(seed)
    own = WORDS[seed // 100 % 3 :: 3]
    return " ".join(rng.choices(own, k=12)).capitalize() + "."


def body(story: int, sentences: Iterable[int]) -> str:
    return " ".join(sentence(story * 100 + number) for number in sentences)


@st.composite
def article_sets(draw: st.DrawFn) -> list[StoryMember]:
    """Draw copies, excerpts, roundups and unrelated texts, with and without REPEATED_LINE."""
    articles = []
    for number in range(1, draw(st.integers(2, 11)) + 1):
        stories = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2, unique=True))
        sentences = range(draw(st.integers(2, 6)))
        text = " ".join(body(story, sentences) for story in stories)
        day, has_time = draw(st.integers(1, 6)), draw(st.booleans())
        seen = f"2026-03-{day + draw(st.integers(0, 2)):02}T{draw(st.integers(0, 23)):02}:00:00Z"
        time = f"T{draw(st.integers(0, 3)):02}:00:00Z" if has_time else ""
        is_dated = draw(st.integers(0, 4)) > 0
        source = draw(st.sampled_from("abc"))
        articles.append(
            StoryMember(
                id=number,
                url=f"https://{source}.example/{number}",
                text=f"{text} {REPEATED_LINE}" if draw(st.booleans()) else text,
                headline="h",
                source_id=source,
                source_name=source,
                owner=source,
                region="RU-PNZ",
                date_published=f"2026-03-{day:02}{time}" if is_dated else None,
                date_first_seen=seen,
                credit_text=draw(st.sampled_from([None, None, "b"])),
            )
        )
    return articles


Edges = list[tuple[int, int, float, Relation]]


def outcome(index: InMemoryIndex | SqliteStoryIndex, ids: Sequence[int]) -> tuple[object, Edges]:
    """Return the story and relation of each article, and the edges: ends, containment, relation."""
    edges = [(*edge.ends, round(edge.containment, 6), edge.relation) for edge in index.edges(ids)]
    return sorted(index.stories_of(ids).items()), edges


def rebuilt(articles: Iterable[StoryMember]) -> tuple[object, Edges]:
    """Return the stories of these articles without any earlier stories."""
    index = InMemoryIndex(articles)
    StoryKeeper(index, SMALL_LIMITS).rebuild()
    return outcome(index, index.every_id())


@settings(max_examples=40, deadline=None)
@given(article_sets(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_any_order_and_any_split_into_runs_gives_the_same_stories(
    articles: list[StoryMember], rng: random.Random, batch_size: int
) -> None:
    expected = rebuilt(articles)
    shuffled = rng.sample(articles, len(articles))
    index = InMemoryIndex()
    keeper = StoryKeeper(index, SMALL_LIMITS)
    for start in range(0, len(shuffled), batch_size):
        batch = shuffled[start : start + batch_size]
        for article in batch:
            index.add(article)
        keeper.place([article.id for article in batch])
    assert outcome(index, index.every_id()) == expected


def prepared(articles: Iterable[StoryMember]) -> list[StoryMember]:
    """Return articles as they are before they are stored: with numbers instead of ids."""
    return [replace(article, id=-n) for n, article in enumerate(articles, start=1)]


@settings(max_examples=120, deadline=None)
@given(article_sets(), article_sets(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_articles_prepared_before_others_change_the_index_get_the_stories_of_a_rebuild(
    articles: list[StoryMember],
    others: list[StoryMember],
    rng: random.Random,
    batch_size: int,
) -> None:
    """Several workers prepare their articles at once, and then store them one after the other."""
    index = InMemoryIndex()
    workers = [StoryKeeper(index, SMALL_LIMITS) for _ in range(3)]
    revised = [article for article in others if article.id <= len(articles)]
    waiting = rng.sample([*articles, *revised], len(articles) + len(revised))
    stored: dict[int, StoryMember] = {}
    while waiting:
        batches = []
        for worker in workers:
            batch, waiting = waiting[:batch_size], waiting[batch_size:]
            worker.prepare(prepared(batch))
            # Sometimes the worker also stores an article that it did not prepare.
            batches.append(batch + waiting[: rng.randrange(2)])
        for worker, batch in zip(workers, batches, strict=True):
            accepted = [article for article in batch if rng.random() < 0.9]
            for article in accepted:
                stored[article.id] = article
                index.add(article)
            worker.place([article.id for article in accepted])
            if stored and rng.random() < 0.2:
                removed_id = rng.choice(sorted(stored))
                worker.remove([removed_id])
                index.delete(removed_id)
                del stored[removed_id]
    assert outcome(index, index.every_id()) == rebuilt(stored.values())


class _SearchCounter(InMemoryIndex):
    """Counts the searches for neighbours that look into small buckets, too."""

    def __init__(self) -> None:
        super().__init__()
        self.searches = 0

    def members_near(
        self,
        positions: npt.NDArray[np.int64],
        max_members: int,
        days: Days | None,
        *,
        min_members: int = 2,
    ) -> npt.NDArray[np.int64]:
        if min_members <= 2:
            self.searches += 1
        return super().members_near(positions, max_members, days, min_members=min_members)


@pytest.mark.parametrize(
    ("other_text", "is_searched"),
    [(None, False), (body(2, range(6)), False), (body(1, range(5)), True)],
    ids=["nothing", "another text", "a copy"],
)
def test_pairs_are_searched_again_only_if_something_came_into_their_buckets(
    other_text: str | None, is_searched: bool
) -> None:
    def article(number: int, text: str) -> StoryMember:
        url = f"https://a.example/{number}"
        return StoryMember(number, url, text, date_published="2026-03-01")

    index = _SearchCounter()
    keeper, other_keeper = (StoryKeeper(index, SMALL_LIMITS) for _ in range(2))
    first, copy = article(1, body(1, range(6))), article(2, body(1, range(6)))
    index.add(first)
    keeper.place([1])
    keeper.prepare(prepared([copy]))
    if other_text:
        index.add(article(3, other_text))
        other_keeper.place([3])
    index.add(copy)
    index.searches = 0
    keeper.place([2])
    assert bool(index.searches) is is_searched
    pairs = {edge.ends for edge in index.edges([2])}
    assert pairs == ({(1, 2), (2, 3)} if is_searched else {(1, 2)})


@settings(max_examples=40, deadline=None)
@given(article_sets(), article_sets(), st.randoms(use_true_random=False))
def test_revisions_and_removals_give_the_stories_of_a_rebuild(
    articles: list[StoryMember], others: list[StoryMember], rng: random.Random
) -> None:
    index = InMemoryIndex(articles)
    keeper = StoryKeeper(index, SMALL_LIMITS)
    keeper.rebuild()
    present = {article.id: article for article in articles}
    for revised in others:
        if revised.id not in present:
            continue
        if rng.random() < 0.4:
            keeper.remove([revised.id])
            index.delete(revised.id)
            del present[revised.id]
        else:
            present[revised.id] = replace(revised, url=present[revised.id].url)
            index.add(present[revised.id])
            keeper.revise([revised.id])
    assert outcome(index, index.every_id()) == rebuilt(present.values())


@settings(max_examples=25, deadline=None)
@given(article_sets())
def test_placing_twice_changes_nothing(articles: list[StoryMember]) -> None:
    index = InMemoryIndex(articles)
    keeper = StoryKeeper(index, SMALL_LIMITS)
    keeper.rebuild()
    before = outcome(index, index.every_id())
    keeper.rebuild()
    assert outcome(index, index.every_id()) == before


@settings(max_examples=25, deadline=None)
@given(article_sets())
def test_every_article_has_a_story_and_every_story_an_original(
    articles: list[StoryMember],
) -> None:
    index = InMemoryIndex(articles)
    StoryKeeper(index, SMALL_LIMITS).rebuild()
    members = [member for story in index.stories.values() for member in story.relations]
    assert sorted(members) == index.every_id()
    assert all(story.canonical_id in story.relations for story in index.stories.values())


def test_a_roundup_is_recognised_when_a_part_changes_into_another_of_equal_length() -> None:
    """The match has the same resemblance and shares as before, although its text changed."""

    def article(number: int, text: str) -> StoryMember:
        return StoryMember(
            id=number, url=f"https://a.example/{number}", text=text, headline="h", source_id="a",
            source_name="a", owner="a", region="RU-PNZ", date_published=None,
            date_first_seen="2026-03-01T00:00:00Z",
        )  # fmt: skip

    whole = f"{body(1, range(3))} {body(3, range(3))}"
    first, roundup, part = (
        article(1, body(3, range(2))), article(2, whole), article(3, body(3, range(3))),
    )  # fmt: skip
    index = InMemoryIndex([first, roundup, part])
    keeper = StoryKeeper(index, SMALL_LIMITS)
    keeper.rebuild()
    _, relation = index.stories_of([roundup.id])[roundup.id]
    assert relation is not Relation.ROUNDUP
    revised = article(part.id, body(1, range(3)))
    index.add(revised)
    keeper.revise([part.id])
    _, relation = index.stories_of([roundup.id])[roundup.id]
    assert relation is Relation.ROUNDUP
    assert outcome(index, index.every_id()) == rebuilt([first, roundup, revised])


class _WritableIndex(SqliteStoryIndex):
    """An index on SQLite to which articles can be added."""

    def __init__(self, path: Path) -> None:
        self.db = open_database(path)
        self.db.table("sources").insert_all(
            {"id": name, "name": name, "home": "h", "region": "RU-PNZ", "timezone": "UTC"}
            for name in "abc"
        )
        super().__init__(self.db)

    def add(self, article: StoryMember) -> None:
        row = {
            "id": article.id,
            "source_id": article.source_id,
            "url": article.url,
            "headline": article.headline,
            "article_body": article.text,
            "date_published": article.date_published,
            "date_first_seen": article.date_first_seen,
            "date_last_seen": article.date_first_seen,
            "credit_text": article.credit_text,
            "word_count": 1,
        }
        self.db.table("articles").upsert(row, pk="id")


def replay(
    index: _WritableIndex,
    articles: Sequence[StoryMember],
    others: Sequence[StoryMember],
    rng: random.Random,
) -> dict[int, StoryMember]:
    """Store articles in random order and batches, revise and remove some; return the last ones."""
    keeper = StoryKeeper(index, SMALL_LIMITS)
    present: dict[int, StoryMember] = {}
    unplaced = rng.sample(articles, len(articles))
    while unplaced:
        size = rng.randint(1, 4)
        batch, unplaced = unplaced[:size], unplaced[size:]
        if rng.random() < 0.3:
            keeper = StoryKeeper(SqliteStoryIndex(index.db), SMALL_LIMITS)  # another process
        with transaction(index.db):
            for article in batch:
                index.add(article)
            keeper.place([article.id for article in batch])
        present |= {article.id: article for article in batch}
    for revised in others[:3]:
        if revised.id not in present:
            continue
        with transaction(index.db):
            if rng.random() < 0.4:
                keeper.remove([revised.id])
                index.db.table("articles").delete(revised.id)
                del present[revised.id]
            else:
                former = present[revised.id]
                present[revised.id] = replace(revised, url=former.url, source_id=former.source_id)
                index.add(present[revised.id])
                keeper.revise([revised.id])
    return present


@settings(max_examples=15, deadline=None)
@given(article_sets(), article_sets(), st.randoms(use_true_random=False))
def test_sqlite_keeps_the_stories_of_a_rebuild_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[StoryMember],
    others: list[StoryMember],
    rng: random.Random,
) -> None:
    index = _WritableIndex(tmp_path_factory.mktemp("stories") / "news.db")
    present = [
        replace(article, source_name=article.source_id, owner=article.source_id)
        for article in replay(index, articles, others, rng).values()
    ]
    stories = outcome(index, index.every_id())
    assert stories == rebuilt(present)
    assert index.db.execute("PRAGMA foreign_key_check").fetchall() == []
    stories_of_articles = "SELECT count(DISTINCT story_id) FROM articles"
    assert index.db.execute(stories_of_articles).fetchone() == (index.db["stories"].count,)
    with transaction(index.db):
        StoryKeeper(SqliteStoryIndex(index.db), SMALL_LIMITS).rebuild()
    assert outcome(index, index.every_id()) == stories
    index.db.close()


@settings(max_examples=8, deadline=None)
@given(article_sets(), article_sets(), st.randoms(use_true_random=False))
def test_a_rebuild_beside_the_live_tables_changes_no_story(
    tmp_path_factory: pytest.TempPathFactory,
    articles: list[StoryMember],
    others: list[StoryMember],
    rng: random.Random,
) -> None:
    index = _WritableIndex(tmp_path_factory.mktemp("stories") / "news.db")
    replay(index, articles, others, rng)
    stories = outcome(index, index.every_id())
    assert rebuild_stories(index.db, lambda done, total: None, thresholds=SMALL_LIMITS) == 0
    assert outcome(index, index.every_id()) == stories
    index.db.close()


@settings(max_examples=25, deadline=None)
@given(article_sets(), st.data())
def test_an_article_that_comes_late_gives_the_same_stories_as_an_early_one(
    articles: list[StoryMember], data: st.DataObject
) -> None:
    late = data.draw(st.sampled_from(articles))
    index = InMemoryIndex(article for article in articles if article != late)
    keeper = StoryKeeper(index, SMALL_LIMITS)
    keeper.rebuild()
    index.add(late)
    keeper.place([late.id])
    assert outcome(index, index.every_id()) == rebuilt(articles)


class _ReadRecorder(InMemoryIndex):
    """An index that notes which articles are read from it."""

    def __init__(self, articles: Iterable[StoryMember]) -> None:
        super().__init__(articles)
        self.ids_read: list[int] = []

    def articles(self, ids: Collection[int]) -> dict[int, StoryMember]:
        self.ids_read += ids
        return super().articles(ids)


def test_an_article_is_read_once_in_a_placement_and_again_in_the_next_one() -> None:
    copies = [
        StoryMember(
            id=number, url=f"https://{number}.example/", text=body(1, range(6)), headline="h",
            source_id=str(number), source_name="n", owner=str(number), region="RU-PNZ",
            date_published="2026-03-02", date_first_seen="2026-03-02T08:00:00Z",
        )
        for number in range(1, 5)
    ]  # fmt: skip
    index = _ReadRecorder(copies)
    keeper = StoryKeeper(index)
    for ids in ([1, 2, 3], [4], [4]):
        index.ids_read.clear()
        keeper.place(ids)
        assert set(ids) <= set(index.ids_read)
        assert len(index.ids_read) == len(set(index.ids_read))  # each is read once
