"""Refuses the page that an outlet serves in the place of many articles, such as a paywall.

Articles that were stored from this page before are refused as well. All functions run in the
caller's open transaction.
"""

from collections.abc import Iterable
from datetime import datetime

from pipelines.copies.headlines import headlines_agree
from pipelines.copies.shared_texts import (
    MIN_UNLIKE_HEADLINES,
    TextHolder,
    belongs_to_text,
    holders_of_refused,
    text_stems,
    without_own_text,
)
from pipelines.extraction.lines.recurring_lines import without_lines
from pipelines.extraction.service_messages import CHALLENGE, CONSENT, PAYWALL, messages_in
from pipelines.model import Article, Outcome
from pipelines.stories.keeper import StoryKeeper
from scraper.crawl.schedule import next_try
from scraper.stories.recurring_lines import NewText, learn_lines
from storage.articles.recurring_lines import cuts_of
from storage.articles.refused_pages import SHARED_TEXT
from storage.articles.shared_texts import (
    KEPT_TEXT,
    MAX_REFUSED_ARTICLES,
    MAX_SHARING_ARTICLES,
    REFUSED_TEXT,
    Statements,
    articles_with_text,
    restore_former_text,
    rule_text,
    shown_text,
    statements_from,
    take_out_article,
    text_ruling,
    with_shared_text,
)
from storage.database.protocols import Store

_MIN_MESSAGE_SHARE = 0.5  # of the text of a page that is a message to the visitor
_MESSAGES = (CONSENT, CHALLENGE, PAYWALL, "login")  # kinds of such messages


def refuse_shared_texts(
    db: Store, keeper: StoryKeeper, article_ids: Iterable[int], now: datetime
) -> set[int]:
    """Refuse the new texts that the source also serves for articles with different headlines.

    Such a text is refused in all articles that have it. If an article has an earlier text, it gets
    that text back. Otherwise it is deleted, and its page is kept as a refused page. Return the ids
    of the articles whose text was refused.
    """
    ids = list(article_ids)
    refused = set[int]()
    sharing = with_shared_text(db, ids)
    for article_id in ids:
        if article_id in refused or article_id not in sharing:
            continue
        if newly_refused := _refuse_text_of(db, keeper, article_id, now):
            refused |= newly_refused
            # Articles that got their earlier texts back may share them.
            sharing = with_shared_text(db, [other for other in ids if other not in refused])
    return refused


def is_refused_text(db: Store, source_id: str, article: Article) -> bool:
    """Return whether the source is known to serve this text in the place of articles."""
    text = without_lines(article.article_body, cuts_of(db, source_id))
    if text_ruling(db, source_id, text) != REFUSED_TEXT:
        return False
    id_before_storing = 0
    statements = statements_from(
        id_before_storing, article.headline, article.evidence, is_accepted=False
    )
    return not belongs_to_text(_holder(statements), text_stems(text))


def keep_text(db: Store, source_id: str, article: Article, now: datetime) -> None:
    """Store the decision of a person that a refused text belongs to an article."""
    text = without_lines(article.article_body, cuts_of(db, source_id))
    if text_ruling(db, source_id, text) is not None:
        rule_text(db, source_id, text, KEPT_TEXT, now)


def _refuse_text_of(db: Store, keeper: StoryKeeper, article_id: int, now: datetime) -> set[int]:
    """Refuse the text of an article in all articles of the source to which it does not belong."""
    source_and_text = shown_text(db, article_id)
    if source_and_text is None:
        return set()
    source_id, text = source_and_text
    sharing = articles_with_text(db, article_id, source_id, text, limit=MAX_SHARING_ARTICLES)
    if len(sharing) < MIN_UNLIKE_HEADLINES or text_ruling(db, source_id, text) == KEPT_TEXT:
        return set()
    messages = messages_in(text.split("\n"), _MIN_MESSAGE_SHARE)
    is_message = messages is not None and messages.kind in _MESSAGES
    refused = without_own_text(text, list(map(_holder, sharing)), is_message=is_message)
    if refused and len(sharing) == MAX_SHARING_ARTICLES:  # there may be more articles with the text
        sharing = articles_with_text(db, article_id, source_id, text, limit=MAX_REFUSED_ARTICLES)
        refused = holders_of_refused(text, list(map(_holder, sharing)))
    if refused:
        rule_text(db, source_id, text, REFUSED_TEXT, now)
    for refused_id in sorted(refused):
        _take_back(db, keeper, refused_id, source_id, now)
    return refused


def _take_back(
    db: Store, keeper: StoryKeeper, article_id: int, source_id: str, now: datetime
) -> None:
    """Give an article its earlier text, or delete it if it has none."""
    former = restore_former_text(db, article_id)
    if former is not None:
        keeper.place([article_id])
        learn_lines(
            db, [NewText(article_id=article_id, source_id=source_id, body=former, seen_at=now)]
        )
        return
    keeper.remove([article_id])
    next_check_at = next_try(Outcome.NOT_ARTICLE, 1, now)
    take_out_article(db, article_id, reason=SHARED_TEXT, now=now, next_check_at=next_check_at)


def _holder(stated: Statements) -> TextHolder:
    """Return the values by which it is decided whether a text belongs to an article."""
    headline = stated.feed_headline or stated.headline
    return TextHolder(
        article_id=stated.article_id,
        headline=headline,
        is_headline_on_page=any(
            headlines_agree(headline, own) for own in stated.page_headlines if own.strip()
        ),
        is_dated_on_page=stated.is_dated_on_page,
        is_accepted=stated.is_accepted,
    )
