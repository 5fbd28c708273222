"""``scrapy events``: lists events with their stories, or says why two stories are of one event."""

import argparse
import json
from dataclasses import asdict

from sqlite_utils import Database

from pipelines.events.keeper import EventKeeper
from pipelines.files.errors import BadInputError
from pipelines.model import EventStory, event_moment
from scraper.command import NewsCommand
from scraper.days import add_day_options, chosen_period
from scraper.errors import ExitCode
from scraper.stored_times import shown_minute
from scraper.stories.explain_event import describe_events
from storage.database.sqlite import open_readonly
from storage.stories.event_index import StoredEventIndex
from storage.stories.events import events_between
from storage.stories.rows import find_story

_DEFAULT_DAYS = 3  # without --since


class Command(NewsCommand):
    """List events, or explain why two stories are about one event or not."""

    max_arguments = 2
    example = "scrapy events --since 2026-11-23 --json"

    def syntax(self) -> str:
        return "[--since DAY] [--until DAY] [--json] | --explain STORY STORY"

    def short_desc(self) -> str:
        return "List events, each of several stories in different words, or say why two are one"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_day_options(parser, "events with a story")
        parser.add_argument("--json", action="store_true", help="one JSON array on stdout")
        parser.add_argument(
            "--explain", action="store_true", help="say why two stories are about one event or not"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if opts.explain:
            return self._explain(args)
        if args:
            raise BadInputError(f"unexpected argument {args[0]}; see scrapy events --help")
        db = open_readonly(self.config.database)
        since, until = chosen_period(db.conn, opts, _DEFAULT_DAYS)
        events = events_between(db.conn, event_moment(since), event_moment(until))
        if opts.json:
            records = [[asdict(member) for member in members] for members in events]
            print(json.dumps(records, ensure_ascii=False, indent=2))
            return ExitCode.DONE
        for members in events:
            print(f"{members[0].headline}")
            for member in members:
                when = shown_minute(member.date_first_published)
                print(f"  {when:16}  {member.story_id}  {member.source_name}: {member.headline}")
        print(f"events of several stories: {len(events)}")
        return ExitCode.DONE

    def _explain(self, args: list[str]) -> ExitCode:
        if len(args) != 2:
            raise BadInputError("expected two stories, e.g. scrapy events --explain ID ID")
        db = open_readonly(self.config.database)
        index = StoredEventIndex(db)
        one, other = (self._story(db, index, name) for name in args)
        places = index.places([one.id, other.id])
        are_compared = EventKeeper(index).are_compared(one.id, other.id)
        print("\n".join(describe_events(one, other, places, are_compared)))
        return ExitCode.DONE

    def _story(self, db: Database, index: StoredEventIndex, name: str) -> EventStory:
        story_id = find_story(db, name)
        if story_id is None:
            raise BadInputError(f"{name}: no story of {self.config.database} has this id")
        stories = index.stories([story_id])
        if not stories:
            raise BadInputError(f"{name}: a roundup, which is about several events")
        return stories[story_id]
