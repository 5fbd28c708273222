"""Tests the parsing of queries, and the problems that are reported."""

from datetime import date

import pytest

from storage.search.query import parse_day, parse_query
from storage.search.query_tree import AllOf, AnyOf, Filter, Node, Not, Query, Term


def word(text: str, **options: bool) -> Term:
    return Term((text,), **options)


A, B, C = word("а"), word("б"), word("в")


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("", None),
        ("а", A),
        ("а б", AllOf((A, B))),
        ("а AND б", AllOf((A, B))),
        ("а OR б", AnyOf((A, B))),
        ("а ИЛИ б", AnyOf((A, B))),
        ("а|б", AnyOf((A, B))),
        ("а | б | в", AnyOf((A, B, C))),
        ("(а | б) в", AllOf((AnyOf((A, B)), C))),
        ("а -б", AllOf((A, Not(B)))),
        ("а NOT б", AllOf((A, Not(B)))),
        ("-а", Not(A)),
        ("-а -б", AllOf((Not(A), Not(B)))),
        ("-(а | б) в", AllOf((Not(AnyOf((A, B))), C))),
        ("а - б", AllOf((A, B))),
        ("а-б", AllOf((A, B))),
        ('"а б"', Term(("а", "б"), exact=True)),
        ("«а б»", Term(("а", "б"), exact=True)),
        ('-"а б" в', AllOf((Not(Term(("а", "б"), exact=True)), C))),
        ('"а б', Term(("а", "б"), exact=True)),
        ("а*", word("а", prefix=True)),
        ("title:а б", AllOf((word("а", title=True), B))),
        ("заголовок:а", word("а", title=True)),
        ("title:(а | б)", AnyOf((word("а", title=True), word("б", title=True)))),
        ("в 12:30", AllOf((C, AllOf((word("12"), word("30")))))),
        ("ёж", word("еж")),
    ],
)
def test_a_query_is_parsed(text: str, root: Node | None) -> None:
    assert parse_query(text) == Query(root)


@pytest.mark.parametrize("text", ["а -б", "а −б", "а –б", "а —б", "а NOT б", "а НЕ б"])
def test_every_dash_before_a_word_excludes_it(text: str) -> None:
    assert parse_query(text) == Query(AllOf((A, Not(B))))


@pytest.mark.parametrize(
    "text", ["", " ", "А И Б", "АВГУСТ НЕ ЛЕТО", "или", "или а", "10:30", "2019–2021", "а – б"]
)
def test_a_valid_query_has_no_problem(text: str) -> None:
    assert parse_query(text).problems == ()


def test_russian_operators_are_words_of_a_headline_in_capitals() -> None:
    words = ("АВГУСТ", "НЕ", "ЛЕТО")
    assert parse_query(" ".join(words)).root == AllOf(tuple(map(word, words)))
    assert parse_query("август И лето").root == AllOf((word("август"), word("лето")))


def test_filters_narrow_the_whole_query() -> None:
    assert parse_query(
        'source:"Сура-пресс" -region:RU-SAM after:2026-03 before:1.4.2026 а'
    ) == Query(
        A,
        (Filter("source", "Сура-пресс"), Filter("region", "RU-SAM", excluded=True)),
        date(2026, 3, 1),
        date(2026, 4, 1),
    )


@pytest.mark.parametrize(
    ("text", "root", "problem"),
    [
        ("(а | б", AnyOf((A, B)), "a bracket is not closed"),
        ("а) б", AllOf((A, B)), "a closing bracket has no opening one"),
        ("а OR", A, "a side of OR is empty"),
        ("| а", A, "a side of OR is empty"),
        ("а OR -б", A, "each side of OR, and each bracket, needs a word that is not excluded"),
        (
            "а OR б в",
            AnyOf((A, AllOf((B, C)))),
            "read as (а) OR (б в); use brackets to group it differently",
        ),
        ("before:вчера а", A, "before: expected a day such as 2026-03-01, got 'вчера'"),
        ("after:2026-13 а", A, "after: expected a day such as 2026-03-01, got '2026-13'"),
        ("site:ria а", AllOf((AllOf((word("site"), word("ria"))), A)), "there is no field site:"),
        ("title: а", A, "title: has no value"),
        ("source:x | а", A, "source: and region: narrow the whole query"),
        ("(" * 20 + "а" + ")" * 20, A, "brackets stand within brackets more than 8 deep"),
        ("а " * 40, AllOf((A,) * 30), "only the first 30 words are searched for"),
        ("а или б", AllOf((A, word("или"), B)), "«или» was searched for as a word; ИЛИ or |"),
        ("а or б", AllOf((A, word("or"), B)), "«or» was searched for as a word; OR or |"),
        ("!а", A, "«!» in «!а» was left out"),
        ("а~2", A, "«~2» in «а~2» was left out"),
        ("а*б", AllOf((A, B)), "«*» in «а*б» was left out"),
        ("автор:а", AllOf((word("автор"), A)), "there is no field автор:"),
        ('""', None, "there is no word to search for"),
        ("- ! *", None, "there is no word to search for"),
        ("NOT", None, "there is no word to search for"),
        ("()", None, "there is no word to search for"),
    ],
)
def test_a_faulty_part_of_a_query_is_reported_and_the_rest_is_searched_for(
    text: str, root: Node | None, problem: str
) -> None:
    query = parse_query(text)
    assert query.root == root
    assert any(reported.startswith(problem) for reported in query.problems), query.problems


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-03-01", (date(2026, 3, 1), date(2026, 3, 2))),
        ("1.3.2026", (date(2026, 3, 1), date(2026, 3, 2))),
        ("2026-12", (date(2026, 12, 1), date(2027, 1, 1))),
        ("2026", (date(2026, 1, 1), date(2027, 1, 1))),
        ("2026-02-30", None),
        ("9999", None),  # the day after it is in the year 10000, which a date cannot hold
        ("0000-01-01", None),
        ("вчера", None),
    ],
)
def test_a_day_is_parsed(text: str, days: tuple[date, date] | None) -> None:
    assert parse_day(text) == days


def test_the_terms_of_a_query_leave_out_excluded_words() -> None:
    assert parse_query("(а | -г б) -д title:в").terms == (A, B, word("в", title=True))
