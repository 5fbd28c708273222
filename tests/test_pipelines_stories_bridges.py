"""Tests bridges: articles through which alone two stories would become one."""

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import Edge, Relation, StoryMember
from pipelines.stories.assembly import assemble
from pipelines.stories.bridges import bridges
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper


def article(number: int, hour: int | None = 8) -> StoryMember:
    """Return an article that was published at this hour, or at an unknown time."""
    published = None if hour is None else f"2026-03-02T{hour:02}:00:00Z"
    return StoryMember(number, f"https://a.example/{number}", "text", date_published=published)


def edge(one: int, other: int, share: float, other_share: float = 1.0) -> Edge:
    """Return an edge of which ``share`` is that of the article ``one``, which has more words."""
    low, high = sorted((one, other))
    shares = (share, other_share) if one == low else (other_share, share)
    return Edge(low, high, 0.3, 1.0, Relation.UPDATE, *shares)


def bridges_of(articles: list[StoryMember], edges: list[Edge]) -> frozenset[int]:
    """Return the numbers of the articles that are bridges."""
    return bridges({article.id: article for article in articles}, edges, DEFAULTS)


FIRST, SECOND = article(1), article(2)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [((0.45, 0.45), {3}), ((0.6, 0.3), {3}), ((0.55, 0.5), set()), ((0.9, 0.3), set())],
)
def test_a_bridge_holds_less_than_half_of_itself_from_a_story_it_alone_connects(
    shares: tuple[float, float], expected: set[int]
) -> None:
    edges = [edge(3, 1, shares[0]), edge(3, 2, shares[1])]
    assert bridges_of([FIRST, SECOND, article(3, 12)], edges) == expected


def test_articles_that_are_copies_of_each_other_need_no_bridge() -> None:
    edges = [edge(3, 1, 0.4), edge(3, 2, 0.4), edge(1, 2, 0.9)]
    assert not bridges_of([FIRST, SECOND, article(3, 12)], edges)


@pytest.mark.parametrize("hours", [(13, 8, 12), (8, None, 12), (8, 8, None)])
def test_later_and_undated_parts_may_be_excerpts(hours: tuple[int | None, ...]) -> None:
    articles = [article(number, hour) for number, hour in enumerate(hours, start=1)]
    assert not bridges_of(articles, [edge(3, 1, 0.4), edge(3, 2, 0.4)])


def test_bridges_printed_alike_are_one_story_and_the_others_stay_apart() -> None:
    articles = [FIRST, SECOND, article(3, 12), article(4, 13)]
    edges = [edge(bridge, part, 0.4) for bridge in (3, 4) for part in (1, 2)]
    alike = Edge(3, 4, 1.0, 1.0, Relation.REPRINT, 1.0, 1.0)
    by_id = {member.id: member for member in articles}
    stories = list(assemble(by_id, [*edges, alike], frozenset(), DEFAULTS))
    assert sorted(map(sorted, (story.relations for story in stories))) == [[1], [2], [3, 4]]
    assert [story.relations[3] for story in stories if 3 in story.relations] == [Relation.ROUNDUP]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[StoryMember], list[Edge]]:
    """Draw three to eight articles, and edges between some of them."""
    articles = [
        article(number, draw(st.one_of(st.none(), st.integers(0, 4))))
        for number in range(1, draw(st.integers(3, 8)) + 1)
    ]
    share = st.sampled_from([0.2, 0.45, 0.6, 0.9])
    pairs = itertools.combinations(range(1, len(articles) + 1), 2)
    edges = [
        edge(one, other, draw(share), draw(share)) for one, other in pairs if draw(st.booleans())
    ]
    return articles, edges


@settings(max_examples=40, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_numbers_of_articles_decide_what_is_a_bridge(
    graph: tuple[list[StoryMember], list[Edge]], rng: random.Random
) -> None:
    articles, edges = graph
    numbers = [member.id for member in articles]
    new_number = dict(zip(numbers, rng.sample(numbers, len(numbers)), strict=True))
    renumbered = [replace(member, id=new_number[member.id]) for member in articles]
    renumbered_edges = [
        edge(new_number[old.article_id], new_number[old.other_id], old.share, old.other_share)
        for old in edges
    ]
    rng.shuffle(renumbered)
    rng.shuffle(renumbered_edges)
    expected = {new_number[number] for number in bridges_of(articles, edges)}
    assert bridges_of(renumbered, renumbered_edges) == expected


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_no_story_needs_a_bridge_to_be_connected(
    graph: tuple[list[StoryMember], list[Edge]],
) -> None:
    articles, edges = graph
    by_id = {member.id: member for member in articles}
    are_bridges = bridges_of(articles, edges)
    for story in assemble(by_id, edges, frozenset(), DEFAULTS):
        members = story.relations.keys()
        assert members <= are_bridges or not are_bridges & members


MORNING = (
    "Пожар на мебельной фабрике Каменска начался в шесть утра в сушильном цехе. Рабочие ночной "
    "смены вышли на улицу сами, никто из них не пострадал. Огонь быстро перешёл на склад готовой "
    "мебели и крышу. Пожарные тушили фабрику из девяти стволов, воду подвозили с реки."
)
EVENING = (
    "Владелец мебельной фабрики пообещал рабочим выплатить зарплату за время простоя. Новый "
    "сушильный цех построят к осени на соседнем участке. Страховая компания начала оценивать "
    "ущерб, предварительно он составил десятки миллионов. Заказы временно выполнят в Заречном."
)


def test_a_summary_joins_none_of_two_stories_of_one_subject_in_any_order() -> None:
    texts = (MORNING, EVENING, f"{MORNING} {EVENING}", MORNING, EVENING)
    articles = [
        replace(article(number, 8 + number), text=text, headline=text[:30], source_id=str(number))
        for number, text in enumerate(texts, start=1)
    ]
    results = set()
    for order in list(itertools.permutations(articles))[::9]:
        index = InMemoryIndex(articles)
        keeper = StoryKeeper(index)
        keeper.place([member.id for member in order[:2]])
        for member in order[2:]:
            keeper.place([member.id])
        assert not index.roundups([3])  # its parts share their subject
        stories = index.stories_of([member.id for member in articles])
        results.add(tuple(sorted(stories.items())))
    (result,) = results
    story_of = {number: story for number, (story, _) in result}
    assert story_of[4] == story_of[1]  # the morning texts
    assert story_of[5] == story_of[2]  # the evening texts
    assert len({story_of[1], story_of[2], story_of[3]}) == 3
