"""Selects pages that can be stored together, and reads what is stored of them.

One query for many pages costs less than one for each. But a page can change what is stored of
another one: both may show the same article. Such pages are stored one after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.model import Address, PageRead
from scraper.crawl.saving.corrected_address import article_number, same_article
from scraper.crawl.saving.visit_records import addresses_of, source_of
from storage.articles.rows import DayAndNumber, StoredArticle, articles_of_day
from storage.crawl.visits import KnownAddress, known_addresses
from storage.database.protocols import Store

_Key = str | int | tuple[str, str]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was read, and what is stored of it."""

    item: PageRead
    known: Mapping[str, KnownAddress]  # by identity, of at least the addresses of the page
    # The id of its article if that is stored under the address of a former headline only.
    former_id: int | None


def independent_pages(db: Store, items: Sequence[PageRead]) -> list[KnownPage]:
    """Return the first items, as many as have no address and no article in common."""
    stated = [addresses_of(item.page, item.reading.article) for item in items]
    known = known_addresses(db, {address.identity for addresses in stated for address in addresses})
    former_ids = _former_ids(db, items, stated, known)
    pages: list[KnownPage] = []
    keys_before = set[_Key]()
    for item, addresses, former_id in zip(items, stated, former_ids, strict=True):
        keys = {*_keys(item, addresses, known)} | ({former_id} if former_id else set())
        if not keys_before.isdisjoint(keys):
            break
        keys_before |= keys
        pages.append(KnownPage(item, known, former_id))
    return pages


def article_id_of(addresses: Sequence[Address], known: Mapping[str, KnownAddress]) -> int | None:
    """Return the article that is stored for the first of the addresses that has one, or None."""
    ids = (known[address.identity].article_id for address in addresses if address.identity in known)
    return next((article_id for article_id in ids if article_id is not None), None)


def _keys(
    item: PageRead, addresses: Sequence[Address], known: Mapping[str, KnownAddress]
) -> Iterator[_Key]:
    """Yield values of which two pages have one in common if they may show the same article."""
    for address in addresses:
        yield address.identity
        known_address = known.get(address.identity)
        if known_address is not None and known_address.article_id is not None:
            yield known_address.article_id
        if number := article_number(address.url):
            yield source_of(item.page), number


def _former_ids(
    db: Store,
    items: Sequence[PageRead],
    stated: Sequence[Sequence[Address]],
    known: Mapping[str, KnownAddress],
) -> list[int | None]:
    """Return the id of each article that is stored under the address of a former headline, or None.

    Articles that are stored under their present address are not looked for.
    """
    wanted = [
        _day_and_number(item, addresses, known)
        for item, addresses in zip(items, stated, strict=True)
    ]
    stored = articles_of_day(db, filter(None, wanted))
    return [
        _former_id(item, addresses, stored[key]) if key else None
        for item, addresses, key in zip(items, stated, wanted, strict=True)
    ]


def _day_and_number(
    item: PageRead, addresses: Sequence[Address], known: Mapping[str, KnownAddress]
) -> DayAndNumber | None:
    """Return the key of the articles among which the article of a page may be, or None."""
    article = item.reading.article
    source_id = source_of(item.page)
    if article is None or article.date_published is None or not addresses:
        return None
    number = article_number(addresses[0].url)
    own_addresses = [own for own in addresses if _is_own(own, source_id, known)]
    if number is None or article_id_of(own_addresses, known) is not None:
        return None
    return DayAndNumber(source_id, article.date_published.isoformat()[:10], number)


def _is_own(address: Address, source_id: str, known: Mapping[str, KnownAddress]) -> bool:
    """Return whether an address may lead to an article of the source."""
    known_address = known.get(address.identity)
    if known_address is None:
        return True
    return known_address.owner == source_id and not known_address.is_claimed_from(source_id)


def _former_id(
    item: PageRead, addresses: Sequence[Address], stored: Sequence[StoredArticle]
) -> int | None:
    """Return which of the stored articles is the article of a page; None if there is none."""
    article = item.reading.article
    if article is None:
        return None
    return same_article(
        addresses[0].url, article.headline, article.article_body, article.date_published, stored
    )
