"""Tests that an error in a record names place, field and value."""

from datetime import date

import pytest

from pipelines.files.errors import BadInputError
from pipelines.files.fields import day_option, published_field, short, text_field
from pipelines.model.days import named_day


@pytest.mark.parametrize(
    ("record", "value"),
    [({"headline": "Мост"}, "Мост"), ({"headline": ""}, ""), ({"headline": None}, ""), ({}, "")],
    ids=["text", "empty", "null", "missing"],
)
def test_an_optional_text_field_is_text_or_empty(record: dict[str, object], value: str) -> None:
    assert text_field("a.jsonl:1", record, "headline") == value


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({}, "a.jsonl:1: headline: expected text, got nothing"),
        ({"headline": 7}, "a.jsonl:1: headline: expected text, got 7"),
        ({"headline": ["Мост"]}, 'a.jsonl:1: headline: expected text, got ["Мост"]'),
    ],
    ids=["missing", "number", "list"],
)
def test_a_value_that_is_no_text_is_named(record: dict[str, object], message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        text_field("a.jsonl:1", record, "headline", required=True)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-31", "2026-01-31"),
        (" 2026-01-31 ", "2026-01-31"),
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("2026-01-31T10:00:00+03:00", "2026-01-31T07:00:00Z"),
        ("2026-01-31T10:00:00", "2026-01-31T10:00:00Z"),
        ("", None),
        (None, None),
    ],
)
def test_a_time_of_publication_is_a_day_or_utc(text: str | None, value: str | None) -> None:
    assert published_field("a", {"date_published": text}) == value


@pytest.mark.parametrize("text", ["вчера", "31.01.2026", "2026-02-30", "0001-01-01T00:00:00+14:00"])
def test_an_invalid_time_is_named(text: str) -> None:
    with pytest.raises(BadInputError, match="a: date_published: expected a date such as"):
        published_field("a", {"date_published": text})


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "nothing"), ("Мост", '"Мост"'), ("м" * 50, '"' + "м" * 39 + "…"), ({1, 2}, '"{1, 2}"')],
)
def test_a_value_is_shown_in_forty_characters(value: object, text: str) -> None:
    assert short(value) == text


def test_a_day_is_read_as_the_help_names_it() -> None:
    assert day_option("--since", "2026-11-28") == date(2026, 11, 28)
    assert day_option("--since", None) is None


@pytest.mark.parametrize(
    "text",
    ["20261128", "2026-W48-6", "2026-02-30", "9999-12-31", "3000-01-01", "1900-12-31", "",
     "2026-11-28\n", "٢٠٢٦-11-28", "x" * 1000],
)  # fmt: skip
def test_another_form_of_day_or_a_year_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match=r"^--until: expected YYYY-MM-DD, got '.{0,42}'$"):
        day_option("--until", text)


def test_a_named_day_is_the_same_for_pages_and_commands() -> None:
    assert named_day("2026-11-28") == date(2026, 11, 28)
    assert named_day("20261128") is None
