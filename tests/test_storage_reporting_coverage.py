"""Tests who did not report a story, and which stories an outlet left out."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.model import iso_text
from pipelines.stories.coverage import Conclusion, Habit
from scraper.commands.missing import Command
from storage.database.sqlite import open_database
from storage.reporting.coverage import story_coverage
from storage.reporting.left_out import LeftOut, stories_left_out
from tests.coverage_cases import NOW, STORY, add_article, fill
from tests.newsroom import Scrapy
from tests.reading_site import ReadingSite


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("coverage") / "news.db"
    db = open_database(path)
    fill(db, datetime.now(UTC).replace(microsecond=0))
    db.close()
    return path


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = open_database(tmp_path / "news.db")
    fill(db)
    yield db
    db.close()


def test_only_outlets_that_usually_carry_such_stories_are_named(db: Database) -> None:
    coverage = story_coverage(db.conn, STORY, NOW)
    assert coverage
    assert coverage.section == "Власть"
    conclusions = {absence.source_id: absence.conclusion for absence in coverage.absences}
    assert conclusions == {
        "absent": Conclusion.LEFT_OUT, "plain": Conclusion.LEFT_OUT,
        "silent": Conclusion.NOT_READ, "in-other-words": Conclusion.PERHAPS,
    }  # fmt: skip
    absent, in_other_words, _, silent = sorted(coverage.absences, key=attrgetter("source_id"))
    assert absent.habit == Habit(8, 8, "RU-PNZ", "Власть")
    assert absent.sisters == ("First",)
    assert absent.articles == 5
    assert (silent.articles, silent.status) == (0, "timeout")
    assert in_other_words.similar
    assert in_other_words.similar.headline == "Депутаты утвердили бюджет Пензы на год"


def test_a_story_of_the_last_hours_is_left_out_by_no_outlet(db: Database) -> None:
    coverage = story_coverage(db.conn, "fresh", NOW)
    assert coverage
    assert coverage.is_early
    assert coverage.absences == ()


def test_an_exclusive_story_is_left_out_by_no_outlet(db: Database) -> None:
    db.execute("UPDATE sources SET owner = 'Сура' WHERE id IN ('second', 'third')")
    coverage = story_coverage(db.conn, STORY, NOW)
    assert coverage
    assert coverage.is_exclusive
    assert coverage.absences == ()


def test_another_story_of_the_event_counts_as_a_report(db: Database) -> None:
    (own_id,) = db.execute("SELECT id FROM articles WHERE url LIKE '%plain%own-1'").fetchone()
    db.table("stories").insert({
        "id": "other", "headline": "h", "canonical_article_id": own_id, "regions": '["RU-PNZ"]',
        "date_first_published": "2026-03-19T00:00:00Z", "article_count": 1, "source_count": 1,
    })  # fmt: skip
    db.execute("UPDATE articles SET story_id = 'other' WHERE id = ?", [own_id])
    for story in (STORY, "other"):
        db.table("event_stories").insert(
            {"story_id": story, "event_id": STORY, "rank": story, "moment": 0, "keys": b""}
        )
    coverage = story_coverage(db.conn, STORY, NOW)
    assert coverage
    assert "plain" not in {absence.source_id for absence in coverage.absences}
    assert left_out_in_week(db, "plain") == []


def test_a_roundup_that_contains_the_story_counts_as_a_report(db: Database) -> None:
    sql = "SELECT id FROM articles WHERE url = ?"
    (of_story,) = db.execute(sql, [f"https://first.example/{STORY}"]).fetchone()
    (roundup,) = db.execute(sql, ["https://plain.example/own-2"]).fetchone()
    db.execute("UPDATE articles SET relation = 'digest' WHERE id = ?", [roundup])
    pair = sorted([of_story, roundup])
    db.execute("INSERT INTO matches VALUES (?, ?, .1, 1, 'digest', 1, .1)", pair)
    coverage = story_coverage(db.conn, STORY, NOW)
    assert coverage
    assert "plain" not in {absence.source_id for absence in coverage.absences}
    assert stories_left_out(db.conn, "plain", 7, NOW) == []


def test_advertising_is_left_out_by_no_outlet(db: Database) -> None:
    db.execute("UPDATE articles SET is_advertising = 1 WHERE url LIKE ?", [f"%first%/{STORY}"])
    assert story_coverage(db.conn, STORY, NOW) is None
    assert stories_left_out(db.conn, "plain", 7, NOW) == []
    assert story_coverage(db.conn, "nothing", NOW) is None


def test_widely_carried_stories_that_an_outlet_left_out_have_its_habit(db: Database) -> None:
    (left_out,) = left_out_in_week(db, "plain")
    assert (left_out.story_id, left_out.source_count) == (STORY, 3)
    assert left_out.conclusion is Conclusion.LEFT_OUT
    assert left_out.habit == Habit(6, 6, "RU-PNZ", "Власть")  # before the week
    (unread,) = left_out_in_week(db, "silent")
    assert unread.conclusion is Conclusion.NOT_READ
    (in_other_words,) = left_out_in_week(db, "in-other-words")
    assert in_other_words.conclusion is Conclusion.PERHAPS
    assert in_other_words.similar
    assert in_other_words.similar.headline == "Депутаты утвердили бюджет Пензы на год"
    assert stories_left_out(db.conn, "first", 7, NOW) == []
    assert stories_left_out(db.conn, "plain", 7, NOW + timedelta(days=30)) == []


def test_an_outlet_that_rarely_carries_such_stories_leaves_none_out(db: Database) -> None:
    """It has one of the eight earlier stories, and none of the last two, which all others have."""
    assert left_out_in_week(db, "rarely-carries") == []


def test_the_outlet_s_own_owner_does_not_count_towards_wide_coverage(db: Database) -> None:
    """Of the three outlets that have the story, the first belongs to the owner of ``absent``."""
    assert left_out_in_week(db, "absent") == []


def test_press_offices_and_disabled_outlets_have_no_list_of_stories_left_out(db: Database) -> None:
    db.execute("UPDATE sources SET enabled = 0 WHERE id = 'silent'")
    for outlet in ("office", "silent", "nobody"):
        assert stories_left_out(db.conn, outlet, 7, NOW) is None


@pytest.mark.parametrize(
    ("polled", "conclusion"),
    [
        (NOW - timedelta(hours=60), Conclusion.NOT_READ),  # before the story
        (NOW - timedelta(hours=40), Conclusion.LEFT_OUT),
        (NOW + timedelta(days=3), Conclusion.NOT_READ),  # after the time in which it was news
    ],
)
def test_only_a_poll_of_the_time_shows_that_an_outlet_left_out_a_story(
    db: Database, polled: datetime, conclusion: Conclusion
) -> None:
    """The outlet's only article of that time is of the first hours, and its status is good now."""
    add_article(db, "silent", "note", "Заметка", NOW - timedelta(hours=46))
    db.execute(
        "UPDATE sources SET status = 'working', last_polled_at = ? WHERE id = 'silent'",
        [iso_text(polled)],
    )
    coverage = story_coverage(db.conn, STORY, NOW + timedelta(days=4))
    assert coverage
    (silent,) = [absence for absence in coverage.absences if absence.source_id == "silent"]
    assert silent.conclusion is conclusion
    in_week = stories_left_out(db.conn, "silent", 9, NOW + timedelta(days=4)) or []
    assert [story.conclusion for story in in_week if story.story_id == STORY] == [conclusion]


def left_out_in_week(db: Database, outlet: str) -> list[LeftOut]:
    stories = stories_left_out(db.conn, outlet, 7, NOW)
    assert stories is not None
    return stories


def test_the_command_names_the_evidence_as_text_and_json(database: Path, scrapy: Scrapy) -> None:
    setting = ("-s", f"NEWS_DATABASE={database}")
    run = scrapy("missing", STORY, *setting)
    assert run.returncode == 0, run.stderr
    text = run.stdout
    assert "  Absent (RU-PNZ): wrote 8 of the last 8 such stories («Власть» in RU-PNZ)" in text
    assert "its owner's outlets have it: First" in text
    assert "articles read in that time: 0, usually 1.1; status now: timeout" in text
    assert text.endswith("outlets that left it out: 2\n")
    record = json.loads(scrapy("missing", STORY, "--json", *setting).stdout)
    assert record["absences"][0]["habit"]["of"] == 8
    outlet = scrapy("missing", "--outlet", "plain", *setting).stdout
    assert "the outlet wrote 6 of the last 6 such stories" in outlet
    assert outlet.endswith("more other owners that plain left out, days 7: 1\n")
    silent = scrapy("missing", "--outlet", "silent", *setting).stdout
    assert silent.startswith("not polled in that time")
    assert silent.endswith("that silent left out, days 7: 0\n")
    answer = scrapy("missing", "--outlet", "in-other-words", "--json", *setting).stdout
    (in_other_words,) = json.loads(answer)
    assert (in_other_words["conclusion"], in_other_words["is_usual"]) == ("perhaps", True)
    assert in_other_words["similar"]["headline"] == "Депутаты утвердили бюджет Пензы на год"
    early = scrapy("missing", "fresh", *setting).stdout
    assert "published less than 6 hours ago" in early
    assert "scrapy missing" in Command().long_desc()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "expected the id of a story, or --outlet"),
        ((STORY, "--outlet", "first"), "expected the id of a story, or --outlet"),
        (("nothing",), "nothing: no story of"),
        (("--outlet", "nobody"), "--outlet: no outlet 'nobody'"),
        (("--outlet", "office"), "--outlet: office is a press office or switched off"),
        (("--outlet", "first", "--days", "0"), "--days: expected a number from 1 to 60, got 0"),
    ],
)
def test_wrong_arguments_are_reported_in_one_line(
    database: Path, scrapy: Scrapy, arguments: tuple[str, ...], message: str
) -> None:
    run = scrapy("missing", *arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_the_pages_of_the_story_and_the_outlet_show_who_did_not_report(database: Path) -> None:
    site = ReadingSite(database)
    story = site.get(f"/story/{STORY}").text
    assert "Who did not report it" in story
    assert "Wrote 8 of the last 8 such stories (Власть, Penza Oblast)." in story
    assert "5 other articles in that time." in story
    assert ">not polled in that time</span>" in story
    assert "Other outlets of its owner have it: First." in story
    assert "Кто об этом не написал" in site.get(f"/ru/story/{STORY}").text
    assert "Who did not report it" not in site.get("/story/fresh").text
    outlet = site.get("/source/plain").text
    assert "1 widely carried story of the week that it left out" in outlet
    assert "Wrote 6 of the last 6 such stories (Власть, Penza Oblast)." in outlet
    silent = site.get("/source/silent").text
    assert "This outlet was not polled in that time, so nothing is said of it." in silent
    assert "1 widely carried story of the week from a time in which it was not polled" in silent
    assert "that it left out" not in silent
    in_other_words = site.get("/source/in-other-words").text
    assert "1 widely carried story of the week that it may have in other words" in in_other_words
    assert "Депутаты утвердили бюджет Пензы на год" in in_other_words
    assert "that it left out" not in site.get("/source/rare").text
    assert "that it left out" not in site.get("/source/office").text
