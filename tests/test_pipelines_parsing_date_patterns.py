"""Tests that each pattern matches the spellings in its comment, and nothing longer."""

import re

import pytest

from pipelines.parsing import date_patterns as patterns


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (patterns.ISO, "2026-11-20T14:35:00+03:00"),
        (patterns.ISO_BASIC, "20261120T143500"),
        (patterns.MAIL, "Fri, 20 Nov 2026 14:35:00 +0300"),
        (patterns.TIME_FIRST[0], "14:35, 20.11.2026"),
        (patterns.TIME_FIRST[1], "14:35 20 ноября 2026"),
        (patterns.TIME_FIRST[2], "2:35 pm on November 20, 2026"),
        (patterns.DATE_FIRST[0], "2026年11月20日 14:35"),
        (patterns.DATE_FIRST[1], "20.11.2026 14:35"),
        (patterns.DATE_FIRST[2], "20.11. 2026"),
        (patterns.DATE_FIRST[3], "11/20/2026"),
        (patterns.DATE_FIRST[4], "2026 жылғы 20 қараша"),
        (patterns.DATE_FIRST[5], "2026 ҫулхи чӳк 20"),
        (patterns.DATE_FIRST[6], "20 de noviembre de 2026"),
        (patterns.DATE_FIRST[7], "November 20, 2026"),
        (patterns.DATE_FIRST[8], "2026, чӳк, 20"),
        (patterns.DATE_FIRST[9], "Nov 20 14:35:00 MSK 2026"),
        (patterns.DATE_FIRST[10], "2026. november 20."),
        (patterns.DATE_FIRST[11], "20.XI.2026"),
        (patterns.DATE_FIRST[12], "20/11/26"),
        (patterns.DATE_FIRST[13], "11/20/26"),
        (patterns.DATE_FIRST[14], "20.XI.26"),
        (patterns.NO_YEAR[0], "20 ноября, 14:35"),
        (patterns.NO_YEAR[1], "14:35, 20 ноября"),
        (patterns.NO_YEAR[2], "20 ноября"),
        (patterns.RELATIVE, "сегодня, 14:35"),
        (patterns.RELATIVE_LAST, "14:35, сегодня"),
        (patterns.AGO, "5 минут назад"),
        (patterns.TIME_OF_DAY, "5:40 p.m."),
        (patterns.UNIX, "1763636100"),
        (patterns.IN_URL_PATH[0], "/2026/11/20"),
        (patterns.IN_URL_PATH[1], "/20261120"),
        (patterns.IN_URL_PATH[2], "-20.11.2026"),
    ],
)
def test_a_pattern_matches_its_whole_example(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.fullmatch(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (patterns.ISO, "12026-11-20"),
        (patterns.DATE_FIRST[1], "20.11/2026"),
        (patterns.DATE_FIRST[3], "11/12/2026"),
        (patterns.NO_YEAR[2], "20 ноября 9999"),
        (patterns.RELATIVE, "hier Arduino"),
        (patterns.TIME_OF_DAY, "17:60"),
        (patterns.UNIX, "20261120"),
    ],
)
def test_a_pattern_finds_nothing_in_a_text_like_its_example(
    pattern: re.Pattern[str], text: str
) -> None:
    assert pattern.search(text) is None
