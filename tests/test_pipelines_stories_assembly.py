"""Tests the stories of connected articles: excerpts, roundups, the window, relations."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from benchmarks.stories.dedup_spread import CLOSINGS, members
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.roundups import is_roundup
from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import Edge, Relation, StoryMember, nearest_edge
from pipelines.stories.assembly import assemble, connects
from pipelines.stories.grouping import Grouped, group
from pipelines.stories.index import InMemoryIndex
from pipelines.stories.keeper import StoryKeeper
from pipelines.stories.relations import relation_of
from pipelines.stories.roundup_parts import parts_of

BRIDGE = (
    "Движение по мосту через реку Серебрянку откроют досрочно. Подрядчик уложил асфальт на всех "
    "четырёх полосах и закончил монтаж ограждений. Осталось нанести разметку и установить знаки. "
    "Мост закрыли на ремонт прошлой весной, когда обследование показало трещины в двух опорах. "
    "Автобусы всё это время ходили в объезд через посёлок Лесной. Жители правого берега жаловались "
    "на переполненные маршрутки. После открытия моста маршруты автобусов вернутся к прежней схеме, "
    "а на остановках подрядчик поставит новые павильоны с подсветкой и расписанием."
)
FARMERS = (
    "Министерство экономики готовит новую программу поддержки фермеров. Деньги получат хозяйства, "
    "которые занимаются молочным животноводством. Заявки начнут принимать осенью, победителей "
    "определит комиссия. На эти средства можно купить технику или построить склад. Сыроварню "
    "на прошлый грант открыл хозяин пасеки из Заречного района, теперь он нанимает помощников."
)
CHESS = (
    "Школьница из Каменска выиграла первенство округа по шахматам. Решающую партию она провела "
    "чёрными и поставила мат на сороковом ходу. Тренер готовил её к турниру два года. Осенью "
    "чемпионка поедет на финал в столицу, спонсор уже оплатил билеты и гостиницу. Заниматься она "
    "начала в четыре года вместе с дедушкой, у которого первый разряд."
)


def edge(one: int, other: int, jaccard: float = 0.5, share: float = 0.5) -> Edge:
    """Return an edge of which the article ``other`` is an excerpt of ``one``."""
    return Edge(
        one,
        other,
        jaccard=jaccard,
        containment=1.0,
        relation=Relation.EXCERPT,
        share=share,
        other_share=1.0,
    )


def first_half(text: str) -> str:
    sentences = text.split(". ")
    return ". ".join(sentences[: len(sentences) // 2]) + "."


def second_half(text: str) -> str:
    sentences = text.split(". ")
    return ". ".join(sentences[len(sentences) // 2 :]) + "."


def grouped(texts: Sequence[str], *, dated: bool = True) -> list[Grouped]:
    """Return the articles of the texts with their stories, in the order of the texts."""
    return list(group(members(texts, 0, dated=dated)))


def sizes_of_stories(texts: Sequence[str]) -> list[int]:
    """Return how many articles the stories of the texts have, the smallest first."""
    return sorted(Counter(article.story for article in grouped(texts)).values())


def test_the_beginning_and_the_end_of_a_text_are_excerpts_of_one_story() -> None:
    halves = [first_half(BRIDGE), second_half(BRIDGE)]
    assert sizes_of_stories([BRIDGE, *halves]) == [3]
    assert sizes_of_stories([BRIDGE] * 10 + halves) == [12]


@pytest.mark.parametrize("closing", ["", *CLOSINGS])
def test_a_roundup_of_cut_parts_with_a_common_sentence_joins_no_story(closing: str) -> None:
    parts = [f"{text} {closing}" for text in (BRIDGE, FARMERS, CHESS)]
    cut_parts = [". ".join(text.split(". ")[:-1]) for text in (BRIDGE, FARMERS, CHESS)]
    roundup = "Главное за день.\n" + ".\n".join(cut_parts) + f". {closing}"
    articles = grouped([*parts, roundup])
    assert articles[3].relation is Relation.ROUNDUP
    assert len({article.story for article in articles}) == 4


def test_a_roundup_printed_alike_by_two_outlets_is_one_story() -> None:
    roundup = f"{BRIDGE}\n{FARMERS}\n{CHESS}"
    texts = [BRIDGE, FARMERS, CHESS, roundup, roundup]
    articles = grouped(texts)
    assert articles[3].story == articles[4].story
    assert sizes_of_stories(texts) == [1, 1, 1, 2]


def test_reports_from_one_town_that_an_article_joins_stay_apart() -> None:
    reports = [
        "В Каменске на улице Садовой водитель не уступил дорогу мотоциклисту. От удара мотоцикл "
        "отбросило на газон, его владелец сломал ключицу. Шлем спас молодого человека от худшего.",
        "В Каменске на улице Садовой обокрали киоск с мороженым. Вор разбил стекло и унёс выручку "
        "за выходные. Хозяйка нашла осколки утром, когда пришла принимать товар.",
    ]
    assert sizes_of_stories([*reports, "\n".join(reports)]) == [1, 1, 1]


def test_parts_that_came_after_a_text_are_excerpts_of_it() -> None:
    (first,) = members([f"{BRIDGE} {FARMERS}"], 1, dated=True)
    later = [
        replace(member, date_published="2026-03-02T08:00:00Z")
        for member in members([BRIDGE, FARMERS], 2, dated=True)
    ]
    edges = [edge(first.id, part.id) for part in later]
    articles = {article.id: article for article in (first, *later)}
    assert parts_of(first.id, edges, articles, DEFAULTS) == []
    assert is_roundup(ComparedText(first.text), [ComparedText(BRIDGE), ComparedText(FARMERS)])


def test_the_parts_of_an_excerpt_that_came_after_the_full_text_make_no_roundup() -> None:
    full, start, end, middle = members(["full", "start", "end", "middle"], 1, dated=True)
    articles = {article.id: article for article in (full, start, end, middle)}
    to_parts = [replace(edge(part.id, middle.id), other_share=0.4) for part in (start, end)]
    assert len(parts_of(middle.id, to_parts, articles, DEFAULTS)) == 2
    to_full_text = edge(full.id, middle.id)
    assert parts_of(middle.id, [*to_parts, to_full_text], articles, DEFAULTS) == []


FLOOD = (
    "Посёлок Лесной остался без связи после паводка. Вода размыла опору линии у старой мельницы. "
    "Связисты привезли временную станцию на лодке. Врачи принимают больных в школе, занятия там "
    "отменили на неделю. Хлеб доставляют катером дважды в день, очередей в лавке нет."
)


def test_a_roundup_of_beginnings_that_are_no_copies_joins_no_story() -> None:
    texts = [f"{BRIDGE} {FARMERS}", f"{CHESS} {FLOOD}"]
    beginnings = [". ".join(text.split(". ")[:3]) + "." for text in (BRIDGE, CHESS)]
    articles = grouped([*texts, "Главное за день.\n" + "\n".join(beginnings)])
    assert articles[2].relation is Relation.ROUNDUP
    assert len({article.story for article in articles}) == 3


def test_a_chain_of_short_texts_is_cut_at_the_window() -> None:
    articles = {
        number: StoryMember(
            number, f"https://a.example/{number}", "text", date_published=f"2026-03-{1 + number:02}"
        )
        for number in range(0, 30, 6)
    }
    edges = [edge(number, number + 6) for number in range(0, 24, 6)]
    stories = {
        frozenset(story.relations) for story in assemble(articles, edges, frozenset(), DEFAULTS)
    }
    assert stories == {frozenset({0, 6, 12}), frozenset({18, 24})}


def test_the_order_of_a_chain_makes_no_difference() -> None:
    articles = [
        StoryMember(
            number, f"https://a.example/{number}", CHESS, "Чемпионка", source_id=str(number),
            date_published=f"2026-03-{1 + number:02}", date_first_seen="2026-03-31T00:00:00Z",
        )
        for number in range(0, 30, 6)
    ]  # fmt: skip
    results = set()
    for order in itertools.permutations(articles):
        index = InMemoryIndex(articles)
        keeper = StoryKeeper(index)
        for article in order[:4]:
            keeper.place([article.id])
        keeper.place([order[4].id])
        stories = index.stories_of([article.id for article in articles])
        results.add(tuple(sorted(stories.items())))
    assert len(results) == 1


def test_a_roundup_is_connected_only_with_its_copies() -> None:
    alike = replace(edge(1, 2, jaccard=1.0, share=1.0), relation=Relation.REPRINT)
    assert connects(alike, {1, 2}, DEFAULTS)
    assert not connects(alike, {1}, DEFAULTS)
    assert not connects(edge(1, 2), {1, 2}, DEFAULTS)


def test_a_relation_is_to_the_nearest_earlier_member() -> None:
    ranks = {1: "1", 2: "2", 3: "3"}
    far, near = edge(1, 3, 0.07), edge(2, 3, 0.9)
    assert nearest_edge(3, [far, near], ranks) == near
    assert relation_of(3, near, ranks) is Relation.EXCERPT
    _, excerpt, reprint = grouped([BRIDGE, first_half(BRIDGE), first_half(BRIDGE)])
    assert reprint.relation is Relation.REPRINT
    assert reprint.nearest == excerpt.article
