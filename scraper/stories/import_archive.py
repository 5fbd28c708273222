"""Imports the stories that ``svodka-spark`` computed into the database."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlite_utils import Database

from pipelines.archive.records import fingerprint
from pipelines.archive.result import Result
from pipelines.files.errors import BadInputError
from pipelines.model import Edge, Features, Relation, Story
from pipelines.stories.candidates import with_buckets
from pipelines.stories.keeper import StoryKeeper
from scraper.stories.rebuild import Progress, place_many, rebuild_stories
from storage.articles.rows import ids_of
from storage.database.sqlite import transaction
from storage.stories.rebuild import abandon_rebuild

Row = dict[str, Any]


def import_stories(db: Database, folder: Path, progress: Progress) -> int:
    """Replace the stories of the database by those of a result; return how many stories changed.

    Articles that are not in the result, or changed after they were exported, are placed in stories
    as in a crawl. Raises BadInputError, and changes nothing, if the result is damaged or belongs to
    other articles.
    """
    result = Result(folder)

    def fill_tables(db: Database, keeper: StoryKeeper, progress: Progress) -> None:
        _ArchiveImport(db, keeper, result).run(progress)

    try:
        return rebuild_stories(db, progress, fill_tables)
    except BadInputError:
        with transaction(db):
            abandon_rebuild(db)
        raise


class _ArchiveImport:
    """Writes the rows of a result to the tables of a rebuild, which later replace the real ones."""

    def __init__(self, db: Database, keeper: StoryKeeper, result: Result) -> None:
        self._db = db
        self._keeper = keeper
        self._result = result
        self._placed: set[int] = set()  # ids of the articles in the result
        self._changed: list[int] = []  # ids of the articles that changed after the export

    def run(self, progress: Progress) -> None:
        total = self._result.rows["articles"]
        index = self._keeper.index
        for rows in self._result.batches("articles"):
            with transaction(self._db):
                self._import_articles(rows)
            progress(len(self._placed), total)
        for rows in self._result.batches("common_sentences"):
            with transaction(self._db):
                index.set_common([row["template"] for row in rows], ())
        for rows in self._result.batches("edges"):
            with transaction(self._db):
                index.change_edges((), self._edges_of(rows))
        new = [article_id for article_id in index.every_id() if article_id not in self._placed]
        place_many(self._db, self._keeper, [*new, *self._changed], progress)

    def _import_articles(self, rows: Sequence[Row]) -> None:
        """Write the features and stories of articles, and note which articles have changed."""
        index = self._keeper.index
        ids_by_url = self._ids_of_urls(
            {url for row in rows for url in (row["url"], row["original_url"])}
        )
        rows_by_id = {ids_by_url[row["url"]]: row for row in rows}
        if len(rows_by_id) < len(rows) or self._placed & rows_by_id.keys():
            raise BadInputError(f"{self._result.folder}: it contains an article twice")
        self._placed.update(rows_by_id)
        index.put_features(
            {article_id: self._features_of(row) for article_id, row in rows_by_id.items()}
        )
        roundups = [article_id for article_id, row in rows_by_id.items() if row["is_roundup"]]
        index.set_roundups(roundups, ())
        stories = []
        for article_id, row in rows_by_id.items():
            original_id = ids_by_url[row["original_url"]]
            relations = {article_id: Relation(row["relation"])}
            stories.append(Story(row["story_id"], original_id, relations))
        index.write_stories(stories, ())
        articles = index.articles(list(rows_by_id))
        self._changed += [
            article_id
            for article_id, row in rows_by_id.items()
            if fingerprint(articles[article_id]) != row["fingerprint"]
        ]

    def _features_of(self, row: Row) -> Features:
        stored = Features(
            signature=np.frombuffer(row["signature"], np.uint32),
            templates=tuple(row["templates"]),
            shingle_count=row["shingle_count"],
            day=row["day"],
            rank=row["rank"],
        )
        return with_buckets(stored, self._keeper.thresholds)

    def _edges_of(self, rows: Sequence[Row]) -> list[Edge]:
        ids_by_url = self._ids_of_urls(
            {url for row in rows for url in (row["url"], row["other_url"])}
        )
        return [_edge(ids_by_url[row["url"]], ids_by_url[row["other_url"]], row) for row in rows]

    def _ids_of_urls(self, urls: Collection[str]) -> dict[str, int]:
        """Return the ids of articles by URL; raises BadInputError if one is not stored."""
        ids_by_url = ids_of(self._db, urls)
        missing = sorted(set(urls) - ids_by_url.keys())
        if missing:
            raise BadInputError(
                f"{self._result.folder}: the database has no article {missing[0]};"
                " export its documents and compute again"
            )
        return ids_by_url


def _edge(one: int, other: int, row: Row) -> Edge:
    """Return an edge; the shares of a row are those of ``one`` and ``other``."""
    shares = {one: row["share"], other: row["other_share"]}
    low, high = sorted(shares)
    relation = Relation(row["relation"])
    return Edge(
        article_id=low,
        other_id=high,
        jaccard=row["jaccard"],
        containment=row["containment"],
        relation=relation,
        share=shares[low],
        other_share=shares[high],
    )
