"""Tests that alerts.toml is read, and that each mistake in it is named."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.files.errors import BadInputError
from scraper.alerts.loading import load_alerts, load_site
from storage.search.alerts import Alert
from storage.search.timing import Timing

HOOK = "notify = 'json://example.org/hook'\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "alerts.toml"


def load(path: Path, text: str) -> tuple[Alert, ...]:
    path.write_text(text, encoding="utf-8")
    return load_alerts(path)


@pytest.mark.parametrize(
    ("text", "alert_id", "title"),
    [
        ("name = 'Мосты Пензы'\nwords = 'мост'", "мосты-пензы", "Мосты Пензы"),
        ("words = 'пожар OR взрыв'", "пожар-or-взрыв", "пожар-or-взрыв"),
        ("region = 'RU-PNZ'", "ru-pnz", "ru-pnz"),
        (f"kind = 'removal'\nwords = 'мост'\n{HOOK}", "мост-removal", "мост-removal"),
        (f"kind = 'silent-outlet'\n{HOOK}", "silent-outlet", "silent-outlet"),
        ("id = 'bridges'\nname = 'Көпірләр'\nwords = 'мост'", "bridges", "Көпірләр"),
    ],
)
def test_an_alert_without_an_id_gets_one(path: Path, text: str, alert_id: str, title: str) -> None:
    (alert,) = load(path, f"[[alert]]\n{text}\n")
    assert (alert.id, alert.title) == (alert_id, title)


def test_the_times_of_an_alert_and_the_site_are_read(path: Path) -> None:
    (alert,) = load(
        path,
        "site = 'https://news.example/'\n[[alert]]\nwords = 'мост'\nevery = 'day'\nat = '9:30'\n"
        "quiet = '23:00-07:00'\ntimezone = 'Asia/Omsk'\n",
    )
    night = (time(23), time(7))
    assert alert.timing == Timing("day", time(9, 30), night, ZoneInfo("Asia/Omsk"))
    assert load_site(path) == "https://news.example"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[alert]]", "alert '1': words: expected words, a region or a source"),
        ("[[alert]]\nid = 'a'", "expected words, a region or a source"),
        ("[[alert]]\nwords = '*'", "words: there is no word to search for"),
        ("[[alert]]\nwords = 'пожар или взрыв'", "words: «или» was searched for as a word"),
        ("[[alert]]\nwords = 'https://a.example/1'", "an address names one article"),
        ("[[alert]]\nname = '*'\nwords = 'x'", "name: expected one with letters"),
        ("[[alert]]\nid = 'мост'\nwords = 'мост'", "id: expected letters, digits and hyphens"),
        ("[[alert]]\nid = 'a'\nword = 'x'", "word: no such key"),
        ("[[alert]]\nid = 'a'\nregion = 'RU-XXX'", "region: expected a code"),
        ("[[alert]]\nid = 'a'\nwords = 'x'\nnotify = 'nonsense://b:secret@c'", "'nonsense:'"),
        ("[[alert]]\nid='a'\nwords='x'\n[[alert]]\nid='a'\nwords='y'", "used twice"),
        ("[[alert]]\nwords='x'\nevery='week'", 'every: expected "hour" or "day"'),
        ("[[alert]]\nwords='x'\nat='08:00'", 'at: goes with every = "day"'),
        ("[[alert]]\nwords='x'\nevery='day'\nat='8 Uhr'", "at: expected a time"),
        ("[[alert]]\nwords='x'\nquiet='23:00'", "quiet: expected two different times"),
        ("[[alert]]\nwords='x'\nquiet='07:00-07:00'", "quiet: expected two different times"),
        ("[[alert]]\nwords='x'\nquiet=7", "quiet: expected two different times"),
        ("[[alert]]\nwords='x'\ntimezone='Penza'", "timezone: expected a name"),
        ("[[alert]]\nwords='x'\ntimezone=3", "timezone: expected a name"),
        ("[[alert]]\nwords='x'\nkind='digest'", "kind: expected one of story, edit"),
        ("[[alert]]\nwords='x'\nkind='edit'", "notify: an alert of this kind needs"),
        (f"[[alert]]\nwords='x'\nkind='silent-outlet'\n{HOOK}", "words: silent outlets are"),
        ("[[alert]]\nwords='(мост'", "words: a bracket is not closed"),
        ("[alerts", "not valid TOML"),
        ("sites = 'x'", "expected only `site`"),
    ],
)
def test_a_mistake_in_the_file_is_named(path: Path, text: str, message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        load(path, text)
    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_site_that_is_no_address_is_refused(path: Path) -> None:
    path.write_text("site = 'news.example'\n")
    with pytest.raises(BadInputError, match="site: expected an address"):
        load_site(path)
