"""Tests a crawl of the demo outlets against the known articles, stories and lines."""

import json
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from pipelines.model import iso_text
from scraper.crawl.lock import run_lock
from scraper.demo.content import DemoArticle, demo_articles
from scraper.demo.ledger import ledger
from scraper.demo.outlets import OUTLETS, RECURRING_LINES
from scraper.demo.report import report
from scraper.demo.server import DemoWeb, demo_web
from storage.database.sqlite import open_readonly
from tests.fork_server import ForkServer
from tests.newsroom import ROOT, Newsroom, Scrapy

NOW = datetime.now(UTC)
OUTLETS_THAT_SHOW_AUTHORS = {"penza-vesti", "volga-novosti", "samara-segodnya", "iset-live"}


@dataclass(frozen=True)
class Crawled:
    """The database after two runs, the output of both, and the requests that servers received."""

    db: Database
    web: DemoWeb
    truth: dict[str, DemoArticle]  # the right values, by URL
    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    first_requests: dict[str, int]
    second_requests: dict[str, int]
    later: Path  # the database after the edits and removals of outlets

    def articles(self) -> dict[str, dict[str, Any]]:
        return {row["url"]: row for row in self.db["articles"].rows}


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory, scrapy_server: ForkServer
) -> Iterator[Crawled]:
    newsroom = Newsroom(tmp_path_factory.mktemp("newsroom"), scrapy_server)
    with demo_web(NOW) as web:
        truth = {
            web.urls[article.outlet.id] + article.path: article for article in demo_articles(NOW)
        }
        newsroom.sources.write_text(web.sources_toml(), encoding="utf-8")
        first = newsroom.crawl()
        first_requests = dict(web.requests)
        web.requests.clear()
        second = newsroom.crawl()
        second_requests = dict(web.requests)
        later = Newsroom(tmp_path_factory.mktemp("later"), scrapy_server)
        with closing(sqlite3.connect(newsroom.database)) as before:
            before.execute("VACUUM INTO ?", [str(later.database)])
        shutil.copy(newsroom.sources, later.sources)
        web.change()
        for _ in range(2):  # a removal is believed at the second visit
            run = later.crawl("-a", "revisit=now", "-a", f"source={','.join(web.changed)}")
            assert run.returncode == 0, run.stderr
    db = open_readonly(newsroom.database)
    yield Crawled(db, web, truth, first, second, first_requests, second_requests, later.database)
    db.close()


def test_both_runs_succeed_and_print_no_error(crawled: Crawled) -> None:
    for run in (crawled.first, crawled.second):
        assert run.returncode == 0, run.stderr
        assert "Traceback" not in run.stderr
        assert "ERROR" not in run.stderr


def test_every_article_is_stored_and_nothing_else(crawled: Crawled) -> None:
    assert set(crawled.articles()) == set(crawled.truth)


def test_headlines_and_times_are_right_to_the_minute(crawled: Crawled) -> None:
    wrong = {
        url: (row["headline"], row["date_published"])
        for url, row in crawled.articles().items()
        if row["headline"] != crawled.truth[url].headline
        or row["date_published"] != iso_text(crawled.truth[url].published)
    }
    assert wrong == {}


def test_bodies_are_the_paragraphs_of_the_article(crawled: Crawled) -> None:
    wrong = {}
    for url, row in crawled.articles().items():
        article = crawled.truth[url]
        body = str(row["article_body"]).split("\n")
        allowed = {*article.paragraphs, article.credit}
        missing = [line for line in article.paragraphs if line not in body]
        extra = [line for line in body if line not in allowed]
        if missing or extra:
            wrong[url] = (missing, extra)
    assert wrong == {}


def test_no_footer_line_is_left(crawled: Crawled) -> None:
    lines = {
        line for row in crawled.articles().values() for line in row["article_body"].split("\n")
    }
    assert lines.isdisjoint(RECURRING_LINES)


def test_authors_shown_on_the_page_are_found(crawled: Crawled) -> None:
    wrong = {
        url: row["authors"]
        for url, row in crawled.articles().items()
        if crawled.truth[url].author
        and crawled.truth[url].outlet.id in OUTLETS_THAT_SHOW_AUTHORS
        and json.loads(str(row["authors"])) != [crawled.truth[url].author]
    }
    assert wrong == {}


def test_copies_share_a_story_and_look_alikes_do_not(crawled: Crawled) -> None:
    stored_stories = defaultdict(set)
    right_stories = defaultdict(set)
    for url, row in crawled.articles().items():
        stored_stories[row["story_id"]].add(url)
        right_stories[crawled.truth[url].story].add(url)
    assert {frozenset(urls) for urls in stored_stories.values()} == {
        frozenset(urls) for urls in right_stories.values()
    }


def test_the_first_publisher_is_canonical(crawled: Crawled) -> None:
    articles = {row["id"]: row for row in crawled.articles().values()}
    first_of_story: dict[str, DemoArticle] = {}
    for article in sorted(crawled.truth.values(), key=lambda article: article.published):
        first_of_story.setdefault(article.story, article)
    for story in crawled.db["stories"].rows:
        row = articles[story["canonical_article_id"]]
        canonical = crawled.truth[str(row["url"])]
        assert canonical is first_of_story[canonical.story]
        assert row["relation"] in ("original", "digest")


def test_cut_reprints_are_excerpts_and_whole_ones_reprints(crawled: Crawled) -> None:
    relations = {
        (crawled.truth[url].story, crawled.truth[url].outlet.id): row["relation"]
        for url, row in crawled.articles().items()
    }
    assert relations["metro-teatralnaya", "samara-segodnya"] == "reprint"
    assert relations["metro-teatralnaya", "penza-vesti"] == "excerpt"
    assert relations["vokzal-alatyr", "sura-online"] == "excerpt"
    assert relations["svalka-revda", "volga-novosti"] == "reprint", "one paragraph is left out"
    assert relations["glavnoe-za-den", "penza-vesti"] == "digest"


def test_outlets_of_one_owner_count_once(crawled: Crawled) -> None:
    counts = {
        crawled.truth[str(url)].story: (articles, sources)
        for url, articles, sources in crawled.db.execute(
            "SELECT a.url, s.article_count, s.source_count FROM stories s"
            " JOIN articles a ON a.id = s.canonical_article_id"
        )
    }
    assert counts["shkola-zarechny"] == (2, 1)
    assert counts["most-cherez-suru"] == (3, 2)
    assert counts["privivki"] == (5, 5)


def test_a_second_run_fetches_no_article_again_and_stores_nothing_twice(crawled: Crawled) -> None:
    assert set(crawled.second_requests).isdisjoint(crawled.truth)
    assert crawled.db["revisions"].count == crawled.db["articles"].count == len(crawled.truth)


def test_every_article_was_asked_for_once(crawled: Crawled) -> None:
    requests = {url: crawled.first_requests.get(url) for url in crawled.truth}
    assert requests == dict.fromkeys(crawled.truth, 1)


def test_the_counts_of_a_run_add_up(crawled: Crawled) -> None:
    first, second = crawled.db["crawls"].rows
    for run in (first, second):
        total: defaultdict[str, int] = defaultdict(int)
        for counts in json.loads(run["sources"]).values():
            for outcome, number in counts.items():
                total[outcome] += number
        assert dict(total) == json.loads(run["counts"])
        assert run["finished_at"] is not None
    assert json.loads(first["counts"])["stored"] == len(crawled.truth)
    assert "stored" not in json.loads(second["counts"])


def test_the_database_is_consistent(crawled: Crawled) -> None:
    db = crawled.db
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    unplaced = "SELECT count(*) FROM articles WHERE story_id IS NULL OR relation IS NULL"
    assert db.execute(unplaced).fetchone() == (0,)
    lists = db.execute("SELECT authors, keywords FROM articles").fetchall()
    assert all(isinstance(json.loads(text), list) for row in lists for text in row)


def test_the_report_names_every_outlet_of_a_story(crawled: Crawled) -> None:
    text = "\n".join(report(crawled.db))
    assert f"{len(crawled.truth)} articles stored from 8 outlets" in text
    assert f"from {len(crawled.truth)} of {len(crawled.truth)} articles" in text
    for name in ("Пензенские вести", "Исеть live", "Алатырский вестник"):
        assert name in text


@pytest.mark.slow
def test_the_demo_command_runs_and_names_the_next_step(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scraper.demo", "--folder", str(tmp_path)]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert run.returncode == 0, run.stderr
    assert "browse -s NEWS_DATABASE=" in run.stdout.splitlines()[-1]


def test_a_second_demo_in_one_folder_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scraper.demo", "--folder", str(tmp_path)]
    with run_lock(tmp_path / "demo"):
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 75
    assert run.stderr.count("\n") == 1
    assert f"Another demo is running in {tmp_path}" in run.stderr
    assert not (tmp_path / "sources.toml").exists()


@pytest.mark.parametrize(("hour", "shown"), [(12, "Сегодня, 16:55"), (18, "23 ноября 2026, 22:55")])
def test_the_word_today_is_shown_only_if_midnight_is_far(hour: int, shown: str) -> None:
    outlet = OUTLETS["ural-liniya"]
    now = datetime(2026, 11, 23, hour, 55, tzinfo=UTC)  # 17:55 or 23:55 in Yekaterinburg
    assert outlet.visible_date(now - timedelta(hours=1), now) == shown


@pytest.mark.parametrize(
    "signal_number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_a_stopped_demo_stops_its_crawl(tmp_path: Path, signal_number: signal.Signals) -> None:
    command = [sys.executable, "-m", "scraper.demo", "--folder", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as demo:
        while demo.poll() is None and not (tmp_path / "demo.db").exists():
            time.sleep(0.05)
        demo.send_signal(signal_number)
        _, errors = demo.communicate(timeout=60)
    assert demo.returncode == 128 + signal_number
    assert "Traceback" not in errors
    assert _living(demo.pid) == []


def _living(group: int) -> list[int]:
    """Return the ids of the running processes of a group; zombies have ended already."""
    ids = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            # The fields before the last bracket are the id and the name, which may have spaces.
            _, _, fields = (folder / "stat").read_text().rpartition(")")
            state, _parent, its_group, *_ = fields.split()
            if int(its_group) == group and state not in "ZX":
                ids.append(int(folder.name))
    return ids


# The number, the command and the printed lines of each question in the docs.
QUESTIONS = re.findall(
    r"^## (\d+)\..*?\n\n`scrapy ([^`]+)`.*?```text\n(.*?)```",
    (ROOT / "docs" / "questions.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
# What differs from run to run: ids, addresses, times, and which of the two statuses of a working
# source is shown.
_CHANGING = re.compile(
    r"\b(?:working|not_modified)\b|\b[0-9a-f]{16}\b|https?://\S+|"
    r"\d{4}-\d\d-\d\d[T ]?(?:\d\d:\d\d(?::\d\dZ?)?)?|0\.\d\d\b"
)


def test_each_question_is_answered() -> None:
    assert [number for number, *_ in QUESTIONS] == [str(n) for n in range(1, 14)]


def test_the_report_has_an_example_of_each_kind_of_finding(crawled: Crawled) -> None:
    with closing(open_readonly(crawled.later)) as db:
        lines = list(ledger(db))
        assert list(report(db))[-len(lines) :] == lines
    # After a heading, each finding has two lines, of which the first opens with its kind.
    kinds = [line[2:18].strip() for line in lines[1::2]]
    assert kinds == [
        "origins", "event", "region by text", "edit", "removal", "not reported", "press release",
        "advertising",
    ]  # fmt: skip
    assert "  not reported    Уральская линия: not «По требованию прокуратуры" in "\n".join(lines)


def test_advertising_of_the_demo_is_no_copy(crawled: Crawled) -> None:
    advertising = "SELECT id FROM articles WHERE is_advertising"
    assert len(crawled.db.execute(advertising).fetchall()) == 2
    assert crawled.db["copies"].count_where(f"article_id IN ({advertising})") == 0


@pytest.mark.parametrize(
    ("number", "command", "output"),
    QUESTIONS,
    ids=[f"{number} {command}" for number, command, _ in QUESTIONS],
)
def test_an_answer_in_the_docs_is_that_of_the_demo(
    crawled: Crawled, scrapy: Scrapy, number: str, command: str, output: str
) -> None:
    # The stories of the bridge, of the tests of the bridge, and of a dump.
    bridge, tests, dump = (
        crawled.db.execute(
            "SELECT story_id FROM articles WHERE headline LIKE ?", [f"{headline}%"]
        ).fetchone()[0]
        for headline in ("Новый мост через Суру", "Испытания моста", "По требованию прокуратуры")
    )
    story = dump if command.startswith("missing") else bridge
    command = command.replace("ID ID", f"{bridge} {tests}").replace("ID", story)
    command = re.sub(r"--since \S+", f"--since {NOW - timedelta(days=5):%Y-%m-%d}", command)
    sources = crawled.later.with_name("sources.toml")
    settings = [f"NEWS_DATABASE={crawled.later}", f"NEWS_SOURCES={sources}"]
    run = scrapy(*command.split(), *(part for setting in settings for part in ("-s", setting)))
    printed = [_masked(line) for line in run.stdout.splitlines()]
    for line in output.splitlines():
        if number == "9":  # the digest, whose heading names the day in words
            assert printed[0].startswith("# Пензенская область, ")
        elif line != "…":
            assert _masked(line) in printed, run.stdout
            del printed[: printed.index(_masked(line)) + 1]


def _masked(line: str) -> str:
    """Return the line with * for each part that differs from run to run."""
    return " ".join(_CHANGING.sub("*", line).split())
