"""Tests that ``scrapy events`` and ``scrapy story`` show the events of stories, and say why."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.model import SourceKind
from pipelines.stories.origins import Origin
from scraper.commands.events import Command
from scraper.stories.events import place_events
from scraper.stories.explain_event import describe_events
from scraper.stories.story_record import story_record
from storage.browse.pages.story import story_data
from storage.database.sqlite import open_database, open_readonly, transaction
from storage.stories.events import also_about, events_between
from storage.stories.provenance import Member
from tests.event_cases import add_source, store, story
from tests.newsroom import Scrapy
from tests.test_pipelines_events_comparison import ALIKE, APART, BRIDGE

STORIES = (
    story("bridge", *BRIDGE, "2026-03-02T08:00:00Z"),
    story("tests", *ALIKE[0], "2026-03-02T11:00:00Z"),
    story("when", *ALIKE[1], "2026-03-03T09:00:00Z"),
    story("ryazan", *APART[0][:2], "2026-03-03T10:00:00Z"),
)
MEMBER = Member(
    id=1, url="https://a.example/1", headline="h", source_id="a", source_name="A", owner="a",
    region="RU-PNZ", date_published=None, date_first_seen="2026-03-02T08:00:00Z",
    relation="original", credit_text=None, is_based_on=None, text="text", status="live",
    is_pruned=False, content_location="RU-SAM,RU-PNZ",
)  # fmt: skip
SINCE, UNTIL = 1_772_323_200, 1_772_755_200  # 1 and 6 March


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("events") / "news.db"
    db = open_database(path)
    add_source(db)
    with transaction(db):
        for saved in STORIES:
            store(db, saved)
    place_events(db)
    db.close()
    return path


def test_the_help_names_the_command_and_an_example() -> None:
    assert "scrapy events --since" in Command().long_desc()


def test_events_are_listed_with_their_stories_in_order_of_publication(
    database: Path, scrapy: Scrapy
) -> None:
    days = ("--since", "2026-03-01", "--until", "2026-03-05")
    run = scrapy("events", *days, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert lines[0] == BRIDGE[0]
    assert [line.split()[2] for line in lines[1:-1]] == ["bridge", "tests", "when"]
    assert lines[-1] == "events of several stories: 1"
    run = scrapy("events", *days, "--json", "-s", f"NEWS_DATABASE={database}")
    (event,) = json.loads(run.stdout)
    assert [member["story_id"] for member in event] == ["bridge", "tests", "when"]


def test_an_explanation_names_stems_names_and_contradictions(
    database: Path, scrapy: Scrapy
) -> None:
    run = scrapy("events", "--explain", "bridge", "tests", "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 0, run.stderr
    assert "\none event\n" in run.stdout
    assert re.search(r"shared rare names +лапт, сур", run.stdout)
    assert "B follows bridge" in run.stdout
    run = scrapy("events", "--explain", "bridge", "ryazan", "-s", f"NEWS_DATABASE={database}")
    assert "\nnot one event\n" in run.stdout
    assert re.search(r"contradictions +other place", run.stdout)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--explain", "bridge"), "expected two stories"),
        (("--explain", "bridge", "nothing"), "nothing: no story of"),
        (("--since", "March"), "--since: expected YYYY-MM-DD, got 'March'"),
        (("--until", "9999-12-31"), "--until: expected YYYY-MM-DD, got '9999-12-31'"),
        (("bridge",), "unexpected argument bridge"),
    ],
)
def test_a_mistake_is_reported_in_one_line(
    arguments: tuple[str, ...], message: str, database: Path, scrapy: Scrapy
) -> None:
    run = scrapy("events", *arguments, "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 2
    assert message in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_story_names_the_others_of_its_event(database: Path, scrapy: Scrapy) -> None:
    run = scrapy("story", "tests", "-s", f"NEWS_DATABASE={database}")
    assert run.returncode == 0, run.stderr
    assert "Alpha  also about this: story bridge" in run.stdout
    run = scrapy("story", "tests", "--json", "-s", f"NEWS_DATABASE={database}")
    record = json.loads(run.stdout)
    assert [other["story_id"] for other in record["also_about_this"]] == ["bridge", "when"]
    assert [origin["name"] for origin in record["origins"]] == ["Alpha"]
    assert [article["url"] for article in record["articles"]] == ["https://alpha.example/tests"]


def test_an_explanation_says_that_stories_are_too_far_apart() -> None:
    late = story("late", *ALIKE[0], "2026-03-09T08:00:00Z")
    lines = list(describe_events(STORIES[0], late, {}))
    assert "not one event" in lines
    assert "  published 168 hours apart: events are found within 72 hours" in lines


def test_an_explanation_says_that_the_shared_stems_do_not_count() -> None:
    lines = list(describe_events(*STORIES[:2], {}, share_keys=False))
    assert "not one event" in lines
    assert (
        "  too few of their heaviest stems are shared: no stem counts that more than 75 stories"
        " of some days have" in lines
    )


def test_an_explanation_says_that_a_language_has_no_table_of_stems() -> None:
    english = story("english", "A bridge", "The new bridge opens today.", "2026-03-02T08:00:00Z")
    lines = list(describe_events(STORIES[0], english, {}))
    assert "B is in a language for which there is no table of stems" in lines


def test_the_record_of_a_story_names_what_its_origin_is() -> None:
    origin = Origin("УМВД", SourceKind.OFFICIAL, None, (1,))
    record = story_record("s", 1, [MEMBER], {}, [], [origin], [])
    expected = {"name": "УМВД", "kind": "official", "url": None, "articles": [MEMBER.url]}
    assert record["origins"] == [expected]


def test_the_record_of_a_story_has_the_regions_of_its_outlets_and_those_of_its_text() -> None:
    other = replace(
        MEMBER, id=2, source_id="b", source_name="B", owner="b", region="RU-CU",
        content_location=None,
    )  # fmt: skip
    record = story_record("s", 1, [MEMBER, other], {}, [], [], [])
    assert record["regions"] == ["RU-CU", "RU-PNZ"]
    assert record["content_location"] == ["RU-SAM", "RU-PNZ"]
    of_articles = [article["content_location"] for article in record["articles"]]
    assert of_articles == [["RU-SAM", "RU-PNZ"], []]


def test_the_page_of_a_story_lists_the_others_of_its_event(database: Path) -> None:
    conn = open_readonly(database).conn
    page = story_data(conn, "when", None)
    assert isinstance(page, dict)
    assert [other.story_id for other in page["also_about"]] == ["bridge", "tests"]
    alone = story_data(conn, "ryazan", None)
    assert isinstance(alone, dict)
    assert alone["also_about"] == []


def test_events_are_read_through_indexes(database: Path) -> None:
    conn = open_readonly(database).conn
    executed: list[str] = []
    conn.set_trace_callback(executed.append)
    assert also_about(conn, "tests")
    assert events_between(conn, SINCE, UNTIL)
    conn.set_trace_callback(None)
    for sql in executed:
        plan = [step for *_, step in conn.execute("EXPLAIN QUERY PLAN " + sql)]
        scans = [step for step in plan if re.fullmatch(r"SCAN (own|e|t|a|s|event_stories)", step)]
        assert scans == [], plan
