"""Measures events: F1 on labelled pairs, precision of edges among real news, and processor time.

``python -m benchmarks.stories.bench_events`` writes ``benchmarks/results/events.md``. The labelled
pairs are ``events/pairs.json`` of the shared data. Their texts were left out of the table of stems.
``event_edges.txt`` has a person's labels of edges among ``dedup/russian-news.jsonl.gz``. These
texts have no times, so both measurements ignore the window of time.
"""

import gzip
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.command_line import argument_parser, shared_data
from benchmarks.machine import machine
from benchmarks.stories.random_texts import random_texts
from pipelines.copies.compared_text import ComparedText
from pipelines.events.comparison import are_one_template, compare_events
from pipelines.events.features import event_features
from pipelines.events.index import InMemoryEventIndex
from pipelines.events.keeper import EventKeeper
from pipelines.model import EventStory, StoryMember, event_moment
from pipelines.stories.grouping import group
from scraper.stories.events import place_events
from storage.database.sqlite import open_database, transaction
from tests.event_cases import add_source, store

RESULTS = Path(__file__).parents[1] / "results" / "events.md"
LABELS = Path(__file__).with_name("event_edges.txt")
_TIMED_STORIES = (1_000, 10_000)  # in the window of three days
_NEW_STORIES = 500  # of one run, which are timed
_SERIES = (75, 400, 4_000)  # reports of one template in three days; see max_key_stories
_REPORT = (
    "За сутки пожарные области потушили {} пожаров. Техника выезжала в районы, дежурные напомнили"
    " жителям о правилах безопасности и просят звонить по единому номеру. Всего с начала года в"
    " регионе произошло {} возгораний, спасены {} человек, сообщили в управлении МЧС."
)


def main() -> None:
    argument_parser(__doc__, __file__).parse_args()
    lines = [
        "# Events", "", machine(("PyStemmer",)), "",
        *_pair_lines(), "", *_edge_lines(), "", *_time_lines(),
    ]  # fmt: skip
    print("\n".join(lines))
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


class PairCounts(NamedTuple):
    """How the labelled pairs were decided."""

    right: int  # of one event, and joined
    wrong: int  # of two events, and joined
    missed: int  # of one event, and kept apart
    pair_count: int  # also those of two events that were kept apart


class EdgeCounts(NamedTuple):
    """The labels of edges among real news."""

    right: int
    wrong: int
    unknown: int  # without a label


def pair_counts() -> PairCounts:
    """Return how the labelled pairs are decided."""
    decisions: Counter[tuple[bool, bool]] = Counter()  # (are of one event, are joined)
    labelled = json.loads(shared_data("events/pairs.json").read_text("utf-8"))
    for pair in labelled:
        sides = pair["a"], pair["b"]
        features = [event_features(side["title"], side["text"]) for side in sides]
        bodies = ComparedText(sides[0]["text"]), ComparedText(sides[1]["text"])
        are_alike = compare_events(features[0], features[1]).same
        is_joined = are_alike and not are_one_template(*bodies, (None, None))
        decisions[bool(pair["same_event"]), is_joined] += 1
    return PairCounts(
        right=decisions[True, True],
        wrong=decisions[False, True],
        missed=decisions[True, False],
        pair_count=len(labelled),
    )


def edge_counts() -> EdgeCounts:
    """Return the labels of the natural edges."""
    label_of = dict(_labels())
    labels = [label_of.get(pair) for pair in natural_edges()]
    return EdgeCounts(labels.count(True), labels.count(False), labels.count(None))


def natural_edges() -> Iterator[tuple[int, int]]:
    """Yield the edges among the stories of the real news, as ids of the file."""
    rows = [_row(line) for line in _real_news()]
    members = [
        StoryMember(
            number, str(row["id"]), row["article_body"], row["headline"], tiebreaker=f"{number:06}"
        )
        for number, row in enumerate(rows)
    ]
    # In the reversed order, the first article of a story replaces the later ones.
    last_to_first = reversed(list(group(members)))
    originals = {grouped.story: grouped.article for grouped in last_to_first}
    stories = [
        EventStory(original.url, original.headline, original.text, f"{original.id:06}", 0)
        for original in originals.values()
    ]
    index = InMemoryEventIndex(stories)
    story_ids = [story.id for story in stories]
    EventKeeper(index).place(story_ids)
    for edge in index.edges(story_ids):
        low, high = sorted(map(int, edge.ends))
        yield low, high


def _pair_lines() -> list[str]:
    right, wrong, missed, pair_count = pair_counts()
    precision, recall = right / (right + wrong), right / (right + missed)
    return [
        f"{right + wrong + missed} of {pair_count} labelled pairs are or seem to be about one"
        f" event: precision {precision:.3f}, recall {recall:.3f},"
        f" **F1 {2 * right / (2 * right + wrong + missed):.3f}** ({right} right, {wrong} wrong,"
        f" {missed} missed).",
    ]


def _edge_lines() -> list[str]:
    right, wrong, unknown = edge_counts()
    return [
        f"{right + wrong + unknown} edges among {len(_real_news()):,} real texts: {right} right,"
        f" {wrong} wrong, {unknown} without a label, **precision {right / (right + wrong):.3f}**.",
    ]


def _time_lines() -> list[str]:
    _series_milliseconds(10)  # loads tables and modules, which is not timed
    rows = [f"| {count:,} | {_milliseconds(count):.2f} |" for count in _TIMED_STORIES]
    series = [f"| {count:,} | {_series_milliseconds(count):.2f} |" for count in _SERIES]
    return [
        "Processor time of placing a story in its event, with SQLite, in a run of"
        f" {_NEW_STORIES} stories (random words of real news):",
        "",
        "| stories in three days | ms a story |",
        "|---|---|",
        *rows,
        "",
        "The same for stories that are all reports of one template with other numbers:",
        "",
        "| reports in three days | ms a story |",
        "|---|---|",
        *series,
    ]


def _milliseconds(count: int) -> float:
    """Return the time of placing a new story beside ``count`` stories of three days."""
    texts = random_texts(count + _NEW_STORIES, seed=5)
    stories = _in_three_days([(" ".join(text.split()[:8]), text) for text in texts])
    return _placing_milliseconds([stories[:count], stories[count:]])


def _series_milliseconds(count: int) -> float:
    """Return the time of placing each of ``count`` reports of one template."""
    headline = "За сутки потушили {} пожаров"
    reports = [
        (headline.format(number), _REPORT.format(number, 1000 + number, number // 3))
        for number in range(count)
    ]
    return _placing_milliseconds([_in_three_days(reports)])


def _in_three_days(headlines_and_texts: Sequence[tuple[str, str]]) -> list[EventStory]:
    """Return stories that were published at even distances."""
    start = datetime(2026, 3, 2, tzinfo=UTC)
    step = timedelta(days=3) / len(headlines_and_texts)
    stories = []
    for number, (headline, text) in enumerate(headlines_and_texts):
        published = (start + number * step).strftime("%Y-%m-%dT%H:%M:%SZ")
        rank = StoryMember(0, str(number), "", date_published=published).rank
        story = EventStory(f"s{number}", headline, text, rank, event_moment(published))
        stories.append(story)
    return stories


def _placing_milliseconds(batches: Sequence[Sequence[EventStory]]) -> float:
    """Return the processor time of placing the last batch in events, for each of its stories."""
    seconds = 0.0
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        add_source(db)
        for batch in batches:
            with transaction(db):
                for story in batch:
                    store(db, story)
            began = time.process_time()
            place_events(db)
            seconds = time.process_time() - began
        db.close()
    return 1000 * seconds / len(batches[-1])


def _labels() -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield the ids of the two texts of each labelled edge, and whether they are of one event."""
    for line in LABELS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            first_id, second_id, label = line.split()
            yield (int(first_id), int(second_id)), label == "one"


def _real_news() -> Sequence[str]:
    """Return the lines of the file of real news, each a JSON object."""
    packed = shared_data("dedup/russian-news.jsonl.gz").read_bytes()
    return gzip.decompress(packed).decode("utf-8").splitlines()


def _row(line: str) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    return row | {"headline": row.get("headline") or ""}


if __name__ == "__main__":
    main()
