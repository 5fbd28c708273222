"""Tests the edge between two articles that are copies."""

import pytest

from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import compare_articles, edge_between, pass_signature_filter
from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import Relation, StoryMember

TEXT = (
    "Новый мост через Суру открыли утром после двух лет ремонта. Первыми проехали автобусы и"
    " пожарные машины, затем пустили легковые автомобили. Глава района поблагодарил строителей,"
    " которые закончили работу раньше срока. Старую переправу оставят пешеходам и велосипедистам."
)
OTHER = (
    "В парке залили каток площадью с футбольное поле. Коньки выдают в павильоне у входа, там же"
    " работает буфет. Дирекция просит родителей не оставлять маленьких детей без присмотра на льду."
)
BEGINNING = " ".join(TEXT.split()[:22])
NOTHING: frozenset[int] = frozenset()  # no sentence is common


def member(number: int, text: str, hour: int = 8) -> StoryMember:
    at = f"2026-03-01T{hour:02}:00:00Z"
    return StoryMember(number, f"https://a.example/{number}", text, date_published=at)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (TEXT, Relation.REPRINT),
        (BEGINNING, Relation.EXCERPT),
        (OTHER, None),
    ],
    ids=["whole", "beginning", "other"],
)
def test_copies_have_an_edge_with_a_relation(text: str, relation: Relation | None) -> None:
    edge = edge_between(member(1, TEXT), member(2, text, 9), ComparedText, NOTHING, DEFAULTS)
    assert (edge.relation if edge else None) == relation


def test_the_smaller_id_comes_first_with_its_own_share() -> None:
    edge = edge_between(member(7, TEXT), member(3, BEGINNING, 9), ComparedText, NOTHING, DEFAULTS)
    assert edge is not None
    assert edge.ends == (3, 7)
    assert edge.share == 1
    assert edge.other_share < 1


def test_unlike_texts_do_not_pass_the_signature_filter() -> None:
    assert pass_signature_filter(ComparedText(TEXT), ComparedText(TEXT), DEFAULTS)
    assert not pass_signature_filter(ComparedText(TEXT), ComparedText(OTHER), DEFAULTS)


def test_equal_texts_are_copies_without_a_comparison() -> None:
    verdict = compare_articles(member(1, TEXT), member(2, TEXT), ComparedText, NOTHING, DEFAULTS)
    assert (verdict.same, verdict.jaccard, verdict.containment) == (True, 1, 1)
