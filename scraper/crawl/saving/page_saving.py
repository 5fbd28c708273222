"""Saves pages that have been read, many at once, and records the outcomes of their addresses.

The module decides which article a page is a version of, whether the article is too old, and to
which source each of its addresses belongs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pipelines.model import Address, Article, Outcome, Page, PageRead, Reading
from pipelines.parsing.urls import address, identity
from scraper.crawl.claimed_addresses import Claim, divide_addresses
from scraper.crawl.run_state import RunState
from scraper.crawl.saving.independent_pages import KnownPage, article_id_of
from scraper.crawl.saving.visit_records import (
    ARTICLE_OUTCOMES,
    Ending,
    VisitRecords,
    addresses_of,
    source_of,
)
from scraper.crawl.shared_texts import is_refused_text, keep_text
from scraper.stories.recurring_lines import cut_known_lines
from storage.articles.engagement import save_engagement
from storage.articles.refused_pages import (
    REFUSED,
    SHARED_TEXT,
    forget_refused_pages,
    keep_refused_page,
)
from storage.articles.rows import (
    ArticleToSave,
    Change,
    Saved,
    mark_seen,
    save_articles,
    set_url,
)
from storage.articles.shared_texts import sources_with_refused_texts
from storage.crawl.urls import make_aliases
from storage.crawl.visits import KnownAddress, Visit, give_addresses, record_visits
from storage.stories.compared_text import keep_compared_texts


@dataclass(slots=True)
class Changes:
    """The articles of one transaction from which other data must be derived again."""

    # Articles with a new or changed text, by id, each with the page that it was read from.
    fresh: dict[int, PageRead] = field(default_factory=dict)
    may_move: set[int] = field(default_factory=set)  # ids of articles, as in ``Saved``


@dataclass(frozen=True, slots=True)
class _ArticlePage:
    """A page with an article that is to be saved."""

    item: PageRead
    article: Article
    addresses: Sequence[Address]  # those of its source; they begin with that of the page
    claims: Sequence[Claim]  # its other addresses
    known: Mapping[str, KnownAddress]  # what is stored of addresses, by identity
    article_id: int | None  # the article that is stored for one of the addresses
    former_id: int | None  # without ``article_id``: the article of a former address

    @property
    def page(self) -> Page:
        return self.item.page


class PageSaver:
    """Saves a group of pages in the caller's transaction, with one statement for each table.

    A page saver is used once. What it is to write is collected first.
    """

    def __init__(
        self, state: RunState, records: VisitRecords, changes: Changes, *, keeps_refused_pages: bool
    ) -> None:
        self._state = state
        self._db = state.db
        self._records = records
        self._changes = changes
        self._keeps_refused_pages = keeps_refused_pages
        self._new_owners: dict[str, str] = {}  # sources to which addresses are given, by identity
        self._to_record: list[Visit] = []
        self._shown: dict[int, PageRead] = {}  # pages whose versions are kept, by article id
        self._seen: dict[int, Page] = {}  # pages of articles with the text that is stored, by id
        self._refused: list[tuple[Page, Address]] = []  # pages that are kept

    def save(self, pages: Sequence[KnownPage]) -> list[Outcome]:
        """Save pages, of which no two have an address or article in common.

        Return the outcome of the URL of each page. ``changes`` gets the articles that changed.
        """
        source_ids = {source_of(page.item.page) for page in pages}
        refusing = sources_with_refused_texts(self._db, source_ids)
        decisions = [self._decide(page, refusing) for page in pages]
        give_addresses(self._db, self._new_owners)
        mark_seen(
            self._db,
            {article_id: self._records.fetched_at(page) for article_id, page in self._seen.items()},
        )
        article_pages = [page for page in decisions if isinstance(page, _ArticlePage)]
        saved_outcomes = iter(self._save_articles(article_pages))
        cut_known_lines(
            self._db, {article_id: source_of(page) for article_id, page in self._seen.items()}
        )
        record_visits(self._db, self._to_record)
        self._records.keep_versions(self._shown)
        for page, page_address in self._refused:
            self._keep_refused(page, page_address)
        return [
            next(saved_outcomes) if isinstance(decision, _ArticlePage) else decision
            for decision in decisions
        ]

    def _decide(self, known_page: KnownPage, refusing: Collection[str]) -> Outcome | _ArticlePage:
        """Return the outcome of a page, or its article if one is to be saved.

        ``refusing`` are the sources of which a text was ever refused.
        """
        item, known = known_page.item, known_page.known
        page = item.page
        judged = self._judge(item, refusing)
        article, outcome = judged.article, judged.outcome
        stated = addresses_of(page, article)
        if any(_outcome(known, stated_address) is Outcome.FORGOTTEN for stated_address in stated):
            return Outcome.FORGOTTEN
        if article is not None and not page.is_revisit:
            known = self._take_claimed(stated[0], source_of(page), known)
        owners = {name: known_address.owner for name, known_address in known.items()}
        addresses, claims = divide_addresses(stated, owners, source_of(page))
        if addresses[:1] != stated[:1]:  # redirected to a page of another source
            claim, *_ = claims
            return self._leave_to_its_owner(page, claim, known)
        article_id = article_id_of(addresses, known)
        if article is not None:
            former_id = known_page.former_id if article_id is None else None
            return _ArticlePage(item, article, addresses, claims, known, article_id, former_id)
        if outcome is Outcome.UNCHANGED:
            return self._leave_unchanged(item, addresses, known, article_id)
        self._record(page, addresses[:1], Ending(outcome, judged.reason), known)
        has_article = article_id_of(addresses[:1], known) is not None
        if outcome in REFUSED and addresses and self._keeps_refused_pages and not has_article:
            self._refused.append((page, addresses[0]))
        return outcome

    def _take_claimed(
        self, page_address: Address, source_id: str, known: Mapping[str, KnownAddress]
    ) -> Mapping[str, KnownAddress]:
        """Give the address of a page to its source if a page of another source only claimed it.

        Return what is stored of addresses afterwards.
        """
        name = page_address.identity
        if name not in known or not known[name].is_claimed_from(source_id):
            return known
        self._new_owners[name] = source_id
        return {**known, name: known[name].given_to(source_id)}

    def _leave_to_its_owner(
        self, page: Page, claim: Claim, known: Mapping[str, KnownAddress]
    ) -> Outcome:
        """Record that a link of one source leads to a page of another, whose article stays."""
        requested = address(page.requested_url or page.url)
        if requested is not None:
            reason = f"leads to a page of {claim.owner}: {claim.claimed}"
            self._record(page, [requested], Ending(Outcome.ALIAS, reason), known)
        return Outcome.ALIAS

    def _leave_unchanged(
        self,
        item: PageRead,
        addresses: Sequence[Address],
        known: Mapping[str, KnownAddress],
        article_id: int | None,
    ) -> Outcome:
        """Record that a page shows its article as it is stored, and return the outcome."""
        page = item.page
        if article_id is None:  # another program deleted it after this visit had begun
            self._record(page, addresses[:1], Ending(Outcome.PENDING), known)
            return Outcome.PENDING
        self._seen[article_id] = page
        # The reason that was stored with the article, on addresses that it claims, stays.
        visited = known.get(addresses[0].identity)
        reason = visited.reason if visited and visited.outcome in ARTICLE_OUTCOMES else None
        self._record(page, addresses[:1], Ending(Outcome.UNCHANGED, reason, article_id), known)
        self._record(page, addresses[1:], Ending(Outcome.ALIAS, None, article_id), known)
        self._shown[article_id] = item
        return Outcome.UNCHANGED

    def _save_articles(self, pages: Sequence[_ArticlePage]) -> list[Outcome]:
        """Save the articles of pages, and return the outcomes of the pages."""
        own_identities = [own.identity for page in pages for own in page.addresses]
        forget_refused_pages(self._db, own_identities)
        saved_articles = save_articles(self._db, list(map(self._article_to_save, pages)))
        # The compared texts of the former texts are deleted; those of the new ones come later.
        changed_ids = [
            saved.article_id for saved in saved_articles if saved.change is not Change.UNCHANGED
        ]
        keep_compared_texts(self._db, dict.fromkeys(changed_ids))
        return [
            self._record_saved(page, saved)
            for page, saved in zip(pages, saved_articles, strict=True)
        ]

    def _article_to_save(self, page: _ArticlePage) -> ArticleToSave:
        return ArticleToSave(
            page.article, page.addresses[0].url, source_of(page.page),
            self._records.fetched_at(page.page), page.article_id or page.former_id,
        )  # fmt: skip

    def _record_saved(self, article_page: _ArticlePage, saved: Saved) -> Outcome:
        """Note what saving the article of a page changed, and return the outcome of the page."""
        page, known, article_id = article_page.page, article_page.known, saved.article_id
        page_address, *other_addresses = article_page.addresses
        alias_ending = Ending(Outcome.ALIAS, article_id=article_id)
        now = self._records.fetched_at(page)
        save_engagement(self._db, article_id, article_page.article.engagement, now=now)
        if saved.may_move:
            self._changes.may_move.add(article_id)
        # The lines of a new or changed text are cut when they have been learnt from it.
        if saved.change is Change.UNCHANGED:
            self._seen[article_id] = page
        else:
            self._changes.fresh[article_id] = article_page.item
        if article_page.former_id is not None:
            # This becomes the address of the article; its old addresses become aliases.
            set_url(self._db, article_id, page_address.url)
            make_aliases(self._db, article_id)
        elif saved.change is Change.UNCHANGED and not page.is_revisit:  # found by another link
            without_article = [
                own for own in article_page.addresses if article_id_of([own], known) is None
            ]
            self._record(page, without_article, alias_ending, known)
            return Outcome.ALIAS
        outcome = Outcome(saved.change)
        reason = self._reason_of(page, article_page.claims, known)
        self._record(page, [page_address], Ending(outcome, reason, article_id), known)
        self._record(page, other_addresses, alias_ending, known)
        self._shown[article_id] = article_page.item
        return outcome

    def _record(
        self,
        page: Page,
        addresses: Sequence[Address],
        ending: Ending,
        known: Mapping[str, KnownAddress],
    ) -> None:
        """Note that one ending of a visit is to be recorded for several addresses of a page."""
        self._to_record += self._records.visits(page, addresses, ending, known)

    def _reason_of(
        self, page: Page, claims: Sequence[Claim], known: Mapping[str, KnownAddress]
    ) -> str | None:
        """Return the reason to store with a page that claims addresses of other sources, or None.

        A new claim is added to the summary of the run.
        """
        if not claims:
            return None
        claim, *_ = claims
        reason = str(claim)
        known_address = known.get(identity(page.url))
        if known_address is None or known_address.reason != reason:
            self._state.address_claims[source_of(page)][claim] = None
        return reason

    def _judge(self, item: PageRead, refusing: Collection[str]) -> Reading:
        """Return the reading; one without an article if that is too old or its text is refused."""
        page, article = item.page, item.reading.article
        if article is None:
            return item.reading
        if _is_too_old(article, page):
            return Reading(Outcome.TOO_OLD)
        if page.is_accepted:
            keep_text(self._db, source_of(page), article, self._records.fetched_at(page))
        elif source_of(page) in refusing and is_refused_text(self._db, source_of(page), article):
            return Reading(Outcome.NOT_ARTICLE, reason=SHARED_TEXT)
        return item.reading

    def _keep_refused(self, page: Page, page_address: Address) -> None:
        """Keep a refused page, so that later rules or a person can accept it as an article."""
        keep_refused_page(
            self._db,
            page_address.identity,
            source_id=source_of(page),
            url=page.url,
            fetched_at=self._records.fetched_at(page),
            encoding=page.encoding,
            body=page.body,
        )


def _outcome(known: Mapping[str, KnownAddress], page_address: Address) -> Outcome | None:
    known_address = known.get(page_address.identity)
    return known_address.outcome if known_address else None


def _is_too_old(article: Article, page: Page) -> bool:
    published = article.date_published
    if page.since is None or published is None:
        return False
    if isinstance(published, datetime):
        return published < page.since
    return published < date(page.since.year, page.since.month, page.since.day)
