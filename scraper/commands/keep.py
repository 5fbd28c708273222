"""``scrapy keep``: exempts a story from the pruning of texts."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from pipelines.files.errors import BadInputError
from scraper.command import NewsCommand
from storage.database.protocols import Store
from storage.database.sqlite import open_existing
from storage.stores import open_store
from storage.stories.kept import end_keeping, keep_story, kept_stories


class Command(NewsCommand):
    """Keep the texts of a story, list the kept stories, or end keeping one."""

    max_arguments = 1
    example = "scrapy keep 5f1c0e9a77d2b364"

    def syntax(self) -> str:
        return "[STORY]"

    def short_desc(self) -> str:
        return "Keep the texts of a story for ever, or list the stories that are kept"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--end", action="store_true", help="keep this story no longer")

    def execute(self, args: list[str], opts: argparse.Namespace) -> None:
        if opts.end and not args:
            raise BadInputError("--end: no story given; `scrapy keep` lists the kept stories")
        store = self.config.store
        db = open_existing(store) if isinstance(store, Path) else open_store(store)
        try:
            if not args:
                lines = [f"{story_id}  {headline}" for story_id, headline in kept_stories(db)]
                print("\n".join(lines) or "no story is kept")
                return
            (story_id,) = args
            print(_end(db, story_id) if opts.end else _keep(db, story_id))
        finally:
            db.close()


def _end(db: Store, story_id: str) -> str:
    """Keep a story no longer, and return a sentence on it; raises BadInputError."""
    if not end_keeping(db, story_id):
        raise BadInputError(f"{story_id}: is not kept; `scrapy keep` lists the stories")
    return f"{story_id} is kept no longer"


def _keep(db: Store, asked_id: str) -> str:
    """Keep the texts of a story, and return a sentence on it; raises BadInputError."""
    kept = keep_story(db, asked_id, datetime.now(UTC))
    if kept is None:
        raise BadInputError(f"{asked_id}: no story of the database has this id")
    story_id, pruned = kept
    loss = f"; the texts of {pruned} of its articles were pruned before" if pruned else ""
    return f"{story_id} is kept{loss}"
