"""``scrapy missing``: tells who did not report a story, or which stories an outlet left out."""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from pipelines.stories.coverage import MIN_WAIT, Conclusion, Habit
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.sources.stored_outlets import require_outlet
from scraper.stored_times import shown_minute
from storage.database.sqlite import open_readonly
from storage.reporting.coverage import MIN_OWNERS, Absence, Coverage, story_coverage
from storage.reporting.left_out import LeftOut, stories_left_out
from storage.stories.rows import find_story

_MAX_DAYS = 60  # a longer period would need the habits of an earlier time
_HEADINGS = {
    Conclusion.LEFT_OUT: "left it out, though they usually carry such stories:",
    Conclusion.PERHAPS: "may have it in other words:",
    Conclusion.NOT_READ: "not polled in that time, or not enough was read to say anything:",
}
_STORY_HEADINGS = {
    Conclusion.LEFT_OUT: "left out, though the outlet usually carries such stories:",
    Conclusion.PERHAPS: "perhaps in other words:",
    Conclusion.NOT_READ: "not polled in that time, or not enough was read to say anything:",
}


class Command(NewsCommand):
    """Name the outlets that usually carry such stories and left this one out, with the evidence."""

    max_arguments = 1
    example = "scrapy missing 5f1c0e9a77d2b364"

    def syntax(self) -> str:
        return "STORY | --outlet SOURCE [--days N] [--json]"

    def short_desc(self) -> str:
        return "Tell who did not report a story, or which widely carried stories an outlet left out"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--outlet", help="the stories that this outlet left out, by its id")
        parser.add_argument(
            "--days", type=int, default=7, help="of --outlet: the last days (default: 7)"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if bool(args) == bool(opts.outlet):
            raise BadInputError("expected the id of a story, or --outlet with the id of an outlet")
        if not 1 <= opts.days <= _MAX_DAYS:
            raise BadInputError(f"--days: expected a number from 1 to {_MAX_DAYS}, got {opts.days}")
        db = open_readonly(self.config.database)
        now = datetime.now(UTC)
        if opts.outlet:
            return self._print_outlet(db, opts, now)
        story_id = find_story(db, args[0])
        if story_id is None:
            raise BadInputError(f"{args[0]}: no story of {self.config.database} has this id")
        coverage = story_coverage(db.conn, story_id, now)
        if coverage is None:
            raise BadInputError(f"{args[0]}: the story is advertising, which nobody must report")
        if opts.json:
            print(json.dumps(_coverage_record(coverage), ensure_ascii=False, indent=2))
        else:
            print("\n".join(_describe(coverage)))
        return ExitCode.DONE

    def _print_outlet(self, db: Database, opts: argparse.Namespace, now: datetime) -> ExitCode:
        """Print the stories that one outlet left out."""
        require_outlet(db, "--outlet", opts.outlet)
        stories = stories_left_out(db.conn, opts.outlet, opts.days, now)
        if stories is None:
            raise BadInputError(
                f"--outlet: {opts.outlet} is a press office or switched off, of which nothing is"
                " said; expected an outlet that is polled"
            )
        if opts.json:
            records = [_record(story) for story in stories]
            print(json.dumps(records, ensure_ascii=False, indent=2))
            return ExitCode.DONE
        for line in _describe_stories(stories):
            print(line)
        left_out = sum(story.conclusion is Conclusion.LEFT_OUT for story in stories)
        print(
            f"stories of {MIN_OWNERS} and more other owners that {opts.outlet} left out,"
            f" days {opts.days}: {left_out}"
        )
        return ExitCode.DONE


def _describe(coverage: Coverage) -> Iterator[str]:
    """Yield the lines about one story: what it is, and which outlets do not have it."""
    yield coverage.headline
    section = f"section «{coverage.section}»" if coverage.section else "no section"
    yield (
        f"story {coverage.story_id}: {section}, regions {', '.join(coverage.regions)},"
        f" first published {shown_minute(coverage.first_published)}"
    )
    if coverage.is_early:
        hours = int(MIN_WAIT.total_seconds() // 3600)
        yield f"published less than {hours} hours ago, so others may still report it"
        return
    if coverage.is_exclusive:
        yield "only outlets of one owner have it, so nobody is said to have left it out"
        return
    for conclusion, heading in _HEADINGS.items():
        if absences := coverage.of(conclusion):
            yield heading
            for absence in absences:
                yield from _describe_absence(absence)
    yield f"outlets that left it out: {len(coverage.of(Conclusion.LEFT_OUT))}"


def _describe_absence(absence: Absence) -> Iterator[str]:
    yield f"  {absence.source_name} ({absence.region}): {_describe_habit(absence.habit)}"
    if absence.conclusion is Conclusion.LEFT_OUT:
        yield f"    other articles of it in that time: {absence.articles}"
    if absence.conclusion is Conclusion.NOT_READ:
        count = f"articles read in that time: {absence.articles}, usually {absence.expected:g}"
        yield f"    {count}; status now: {absence.status or 'never polled'}"
    if absence.sisters:
        yield f"    its owner's outlets have it: {', '.join(absence.sisters)}"
    if absence.similar:
        yield f"    {absence.similar.headline}\n    {absence.similar.url}"


def _describe_stories(stories: Sequence[LeftOut]) -> Iterator[str]:
    for conclusion, heading in _STORY_HEADINGS.items():
        concluded = [story for story in stories if story.conclusion is conclusion]
        if concluded:
            yield heading
        for story in concluded:
            yield from _describe_story(story)


def _describe_story(story: LeftOut) -> Iterator[str]:
    yield f"{shown_minute(story.date_first_published)}  {story.headline}"
    owners = f"{story.source_count} other owners, first {story.source_name}"
    yield f"    story {story.story_id}: {owners}"
    yield f"    the outlet {_describe_habit(story.habit)}"
    if story.similar:
        yield f"    {story.similar.headline}\n    {story.similar.url}"


def _describe_habit(habit: Habit) -> str:
    if not habit.of:
        return "no such stories of several owners before"
    if habit.section:
        such_stories = f"«{habit.section}» in {habit.region}"
    else:
        such_stories = f"all of {habit.region}"
    return f"wrote {habit.carried} of the last {habit.of} such stories ({such_stories})"


def _coverage_record(coverage: Coverage) -> dict[str, Any]:
    return asdict(coverage) | {"absences": [_record(absence) for absence in coverage.absences]}


def _record(absence: Absence | LeftOut) -> dict[str, Any]:
    return asdict(absence) | {"is_usual": absence.habit.is_usual}
