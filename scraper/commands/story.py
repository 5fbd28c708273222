"""``scrapy story``: shows who published a story first, and what the others changed."""

import argparse
import json

from sqlite_utils import Database

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from scraper.errors import ExitCode
from scraper.stories.explain import describe_reworded, describe_story
from scraper.stories.story_record import story_record
from storage.database.sqlite import open_readonly
from storage.stories.events import also_about
from storage.stories.nearest import nearest_members
from storage.stories.provenance import article_named, members_of, roundups_of
from storage.stories.rows import find_story, stories_of
from storage.stories.story_origins import story_origins


class Command(NewsCommand):
    """Show a story's articles in order of time."""

    max_arguments = 1
    example = "scrapy story 5f1c0e9a77d2b364"

    def syntax(self) -> str:
        return "ID | ARTICLE-ID | URL [--json]"

    def short_desc(self) -> str:
        return "Show a story: its articles in order of time, their lag, credits and changes"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object on stdout")

    def execute(self, args: list[str], opts: argparse.Namespace) -> ExitCode:
        if not args:
            raise BadInputError("no story given; name its id, or the id or address of an article")
        (name,) = args
        db = open_readonly(self.config.database)
        story_id = find_story(db, name) or self._story_of_article(db, name)
        (canonical_id,) = db.execute(
            "SELECT canonical_article_id FROM stories WHERE id = ?", (story_id,)
        ).fetchone()
        members = members_of(db, story_id)
        ids = [member.id for member in members]
        roundups = [roundup for roundup in roundups_of(db, ids) if roundup not in members]
        nearest = nearest_members(db.conn, ids)
        origins = story_origins(db.conn, [story_id])[story_id]
        reworded = also_about(db.conn, story_id)
        if opts.json:
            record = story_record(
                story_id, canonical_id, members, nearest, roundups, origins, reworded
            )
            print(json.dumps(record, ensure_ascii=False, indent=2))
            return ExitCode.DONE
        lines = describe_story(story_id, canonical_id, members, nearest, roundups, origins)
        print("\n".join([*lines, *describe_reworded(reworded)]))
        return ExitCode.DONE

    def _story_of_article(self, db: Database, name: str) -> str:
        """Return the id of the story of an article; raises BadInputError if there is none."""
        article_id = article_named(db, name)
        if article_id is None:
            raise BadInputError(f"{name}: no story or article of {self.config.database} has it")
        stories = stories_of(db, [article_id])
        if article_id not in stories:
            raise BadInputError(f"{name}: this article is in no story yet")
        story_id, _ = stories[article_id]
        return story_id
