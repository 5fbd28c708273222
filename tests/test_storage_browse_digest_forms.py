"""Tests that a digest can be posted as it is, in each form and in both languages."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.browse.documents.digest_forms import (
    MAX_POST_CHARS,
    POST_END,
    as_html,
    as_markdown,
    as_telegram,
    as_text,
    shortened,
)
from tests.digest_examples import EXAMPLES, PAGE, PENZA_DAY, URAL_DAY, digest, page

PENZA = digest(*PENZA_DAY)


def test_the_examples_of_the_docs_are_true() -> None:
    assert len(EXAMPLES) == 10
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tests.digest_examples"


def test_a_digest_begins_with_its_region_day_and_number_of_stories() -> None:
    for form in (as_text, as_markdown, as_telegram, as_html):
        assert "Пензенская область, суббота, 28 ноября: 4 сюжета" in form(PENZA)


def test_the_first_outlet_the_others_and_the_origin_are_named() -> None:
    text = as_text(PENZA)
    assert "09:20, «Сура-пресс» и ещё 3 издания\n" in text
    assert "и ещё 2 издания; источник: УМВД по Пензенской области\n" in text
    assert "\n«Пенза.Вести»\n" in text, "a story with a bare day has no time"
    assert "09:20, Сура-пресс and 3 other outlets\n" in as_text(digest(*PENZA_DAY, language="en"))


def _posts(text: str) -> list[str]:
    return text.rstrip("\n").split(POST_END)


def test_a_long_day_is_several_posts_and_no_story_is_divided() -> None:
    long_day = digest(*URAL_DAY, listed=30)
    posts = _posts(as_telegram(long_day))
    first_lines = [post.split("\n")[0] for post in posts]
    assert [line.rpartition(" ")[2] for line in first_lines] == ["(1/2)", "(2/2)"]
    assert sum(post.count("▪️") for post in posts) == 30
    for post in posts:
        assert post.count("▪️") == post.count("https://")


@given(st.lists(st.tuples(st.text(min_size=1, max_size=6000), st.text(max_size=6000)), max_size=40))
def test_no_post_is_longer_than_telegram_takes(texts: list[tuple[str, str]]) -> None:
    assume(not any(POST_END.strip() in text for pair in texts for text in pair))
    stories = [
        PENZA.stories[0]._replace(
            headline=headline, description=text, url="https://x.example/" + text
        )
        for headline, text in texts
    ]
    posts = _posts(as_telegram(replace(PENZA, stories=tuple(stories), story_count=len(stories))))
    # Telegram counts the characters of UTF-16.
    assert all(len(post.encode("utf-16-le")) // 2 <= MAX_POST_CHARS for post in posts)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Мост открыт.", "Мост открыт."),
        ("Мост открыт утром. Движение пустили сразу.", "Мост открыт утром."),
        ("Мост открыт утром, движение пустили", "Мост открыт утром…"),
        ("Он сказал: «Едем!» И поехали дальше", "Он сказал: «Едем!»"),
    ],
)
def test_a_summary_is_cut_after_a_sentence_or_a_word(text: str, short: str) -> None:
    assert shortened(text, 25) == short


def test_hostile_text_is_no_markup() -> None:
    hostile = PENZA.stories[0]._replace(
        headline="<b>x</b> [y](z) *", description="<img>", url="javascript:x"
    )
    day = replace(PENZA, stories=(hostile,))
    assert "<b>" not in as_html(day)
    assert "<img>" not in as_html(day)
    assert "javascript:" not in as_html(day) + as_markdown(day) + as_text(day)
    assert "\\<b\\>x\\</b\\> \\[y\\](z) \\*" in as_markdown(day)
