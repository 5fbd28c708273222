"""Tests which headings and texts belong to a page."""

import pytest

from pipelines.extraction.page_data.fit import Fit

TITLE = "Мост через Суру открыли"
SUMMARY = "Движение по мосту через Суру в Пензе начали утром в пятницу."


@pytest.mark.parametrize(
    ("heading", "is_headline"),
    [
        (TITLE, True),
        ("«МОСТ через Суру» открыли!", True),
        ("Мост через Суру", True),
        (f"{TITLE} после ремонта", True),
        (f"Второй {TITLE}", False),
        ("Мост", False),
        ("Мост через Суру закрыли", False),
        ("", False),
        ("…", False),
    ],
)
def test_a_headline_is_a_part_of_the_title_or_begins_with_it(
    heading: str, is_headline: bool
) -> None:
    assert Fit(TITLE, "").is_headline(heading) is is_headline


@pytest.mark.parametrize(("heading", "is_headline"), [("Каток", True), ("Каток закрыли", False)])
def test_a_short_title_is_compared_as_a_whole(heading: str, is_headline: bool) -> None:
    assert Fit("Каток", "").is_headline(heading) is is_headline


def test_no_heading_is_the_headline_of_a_page_without_a_title() -> None:
    assert not any(map(Fit("", "").is_headline, ["", "Каток", TITLE]))


@pytest.mark.parametrize(
    ("summary", "text", "holds"),
    [
        (SUMMARY, f"{SUMMARY} Ремонт шёл год.", True),
        (SUMMARY, "Ремонт шёл год.", False),
        ("Пенза", "Пенза.", False),
        ("", SUMMARY, False),
    ],
)
def test_a_long_description_is_searched_in_a_text(summary: str, text: str, holds: bool) -> None:
    assert Fit("", summary).holds_summary(text) is holds


TEXT = "Движение начали утром. Ремонт шёл два года."


@pytest.mark.parametrize(
    ("objects_around", "fits"),
    [
        ([{"name_ru": TITLE, "copy": TEXT}], True),
        ([{"heading": f"«{TITLE}»"}, {"text": TEXT}], True),
        ([{"0": TITLE}], True),
        ([{"0": "Мост через Суру"}], False),
        ([{"heading": "Мост"}], False),
        ([{"heading": f"Второй {TITLE}"}], False),
        ([{"heading": "Каток закрыли на ремонт"}], False),
        ([{"heading": TITLE * 20}], False),
        ([{"heading": 5, "tags": [TITLE]}], False),
        ([{"heading": TITLE}, {}, {}, {"text": TEXT}], False),
    ],
)
def test_any_value_that_begins_the_title_shows_the_object_of_the_page(
    objects_around: list[dict[str, object]], fits: bool
) -> None:
    assert Fit(f"{TITLE} - Вестник", "").matches(TEXT, objects_around) is fits
