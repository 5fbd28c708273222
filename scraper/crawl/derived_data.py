"""Derives from new texts all that depends on them: stories, recurring lines, edits and alerts.

Only one process at a time can write. So what takes long is done before the database is locked: the
search for similar articles and their comparison. In the transaction only what was stored meanwhile
is searched and compared.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from pipelines.extraction.lines.recurring_lines import learnable_lines
from pipelines.model import (
    Article,
    Outcome,
    Page,
    PageRead,
    StoryMember,
    TextFeatures,
    iso_text,
)
from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.saving.visit_records import Ending, VisitRecords, addresses_of, source_of
from scraper.crawl.shared_texts import refuse_shared_texts
from scraper.stories.edits import judge_newest_edits
from scraper.stories.recurring_lines import NewText, learn_lines
from storage.articles.raw_pages import keep_raw_page
from storage.articles.refused_pages import SHARED_TEXT
from storage.articles.shared_texts import shown_text
from storage.database.protocols import Store
from storage.database.sqlite import snapshot
from storage.search.indexing import index_pending
from storage.search.outbox import write_finds


class DerivedData:
    """Derives what depends on new texts, in the caller's transaction."""

    def __init__(
        self, db: Store, keeper: StoryKeeper, records: VisitRecords, *, keeps_raw_pages: bool
    ) -> None:
        self._db = db
        self._keeper = keeper
        self._records = records
        self._keeps_raw_pages = keeps_raw_pages

    def prepare(self, items: Iterable[PageRead]) -> None:
        """Compare the articles of pages with the stored ones, before the caller's transaction.

        The keeper holds the results for ``derive``. No error is raised, since the transaction that
        follows meets the same error and reports it.
        """
        members: list[StoryMember] = []
        features: dict[int, TextFeatures] = {}
        for number, item in enumerate(items, start=1):
            if item.reading.article is not None and item.features is not None:
                temporary_id = -number  # which no stored article has
                members.append(self._member(temporary_id, item.page, item.reading.article))
                features[temporary_id] = item.features
        if not members:
            return
        try:
            with snapshot(self._db):
                self._keeper.prepare(members, features)
            for member in members:
                learnable_lines(member.text)  # the result is cached until ``derive`` needs it
        except Exception:
            return

    def derive(self, fresh: Mapping[int, PageRead]) -> set[int]:
        """Place new texts in stories, and then derive all other data.

        ``fresh`` holds by article id the pages with a new or changed text. Stories come before
        recurring lines, since each line is counted once per story. Return the ids of the articles
        whose texts turn out to be refused.
        """
        features = {
            article_id: item.features
            for article_id, item in fresh.items()
            if item.features is not None
        }
        self._keeper.place(list(fresh), features)
        if self._keeps_raw_pages:
            for article_id, item in fresh.items():
                self._keep_raw_page(article_id, item)
        learn_lines(
            self._db, [self._new_text(article_id, item) for article_id, item in fresh.items()]
        )
        now = max(self._records.fetched_at(item.page) for item in fresh.values())
        # A text may also be refused in articles that had it before, which are not fresh.
        refused = refuse_shared_texts(self._db, self._keeper, list(fresh), now) & fresh.keys()
        for article_id in refused:
            self._record_refusal(article_id, fresh[article_id])
        self._announce([article_id for article_id in fresh if article_id not in refused], now)
        return refused

    def _member(self, temporary_id: int, page: Page, article: Article) -> StoryMember:
        """Return the article of a page as it will be stored, but for its id."""
        return StoryMember(
            id=temporary_id,
            url=next((stated.url for stated in addresses_of(page, article)), page.url),
            text=article.article_body,
            headline=article.headline,
            date_published=iso_text(article.date_published),
            date_first_seen=iso_text(self._records.fetched_at(page)),
        )

    def _new_text(self, article_id: int, item: PageRead) -> NewText:
        page = item.page
        article = item.reading.article
        assert article is not None
        return NewText(
            article_id=article_id,
            source_id=source_of(page),
            body=article.article_body,
            seen_at=self._records.fetched_at(page),
        )

    def _keep_raw_page(self, article_id: int, item: PageRead) -> None:
        keep_raw_page(
            self._db,
            article_id,
            url=item.page.url,
            fetched_at=self._records.fetched_at(item.page),
            encoding=item.page.encoding,
            body=item.page.body,
        )

    def _record_refusal(self, article_id: int, item: PageRead) -> None:
        """Record the refusal of a page, if its article has an earlier text again.

        An article without an earlier text was deleted, and its refusal was recorded then.
        """
        if shown_text(self._db, article_id) is not None:
            own_address = addresses_of(item.page, None)[:1]
            ending = Ending(Outcome.NOT_ARTICLE, SHARED_TEXT)
            self._records.record(item.page, own_address, ending)

    def _announce(self, article_ids: Collection[int], now: datetime) -> None:
        """Judge the edits of the articles, index their words, and write the finds of alerts."""
        judge_newest_edits(self._db, article_ids)
        if isinstance(self._db, Database):  # the search index and alerts are in SQLite files only
            index_pending(self._db)
            write_finds(self._db, article_ids, now)
