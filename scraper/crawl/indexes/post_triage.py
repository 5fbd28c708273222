"""Decides which posts of a channel's page are stored, and which are too old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.model import Outcome, ShownPost
from pipelines.parsing.urls import identity


@dataclass(frozen=True, slots=True)
class TriagedPosts:
    """The posts of one page, sorted by what is done with them."""

    to_store: tuple[ShownPost, ...]  # new, or read again; the oldest first
    new: int  # posts that are not known, with those that are left for the next run
    left_for_later: frozenset[int]  # numbers of the oldest new posts, of those beyond max_new
    too_old: tuple[ShownPost, ...]  # not known, and published before earliest
    shows_known: bool  # whether a post of the page was known before
    reaches_limit: bool  # whether a post that no run stored was published before earliest


def triage_posts(
    posts: Sequence[ShownPost],
    known: Mapping[str, Outcome],
    *,
    earliest: datetime,
    reopens_too_old: bool,
    max_new: int,
) -> TriagedPosts:
    """Sort the posts of one page; ``known`` holds the outcomes of its known posts, by identity.

    A post published before ``earliest`` is too old. With ``reopens_too_old``, a later post is
    stored even if it was too old for an earlier run. Of more than ``max_new`` new posts, the oldest
    are left for the next run.
    """
    too_old = [post for post in posts if _is_too_old(post, known, earliest)]
    wanted = [
        post
        for post in posts
        if post not in too_old
        if _may_be_stored(known.get(identity(post.url)), reopens_too_old=reopens_too_old)
    ]
    new_numbers = sorted(post.number for post in wanted if identity(post.url) not in known)
    excess = max(0, len(new_numbers) - max_new)
    left_for_later = frozenset(new_numbers[:excess])
    return TriagedPosts(
        to_store=tuple(post for post in wanted if post.number not in left_for_later),
        new=len(new_numbers),
        left_for_later=left_for_later,
        too_old=tuple(post for post in too_old if identity(post.url) not in known),
        shows_known=bool(known),
        reaches_limit=bool(too_old),
    )


def _is_too_old(post: ShownPost, known: Mapping[str, Outcome], earliest: datetime) -> bool:
    """Return whether a post that no run has stored was published before ``earliest``."""
    is_not_stored = known.get(identity(post.url)) in (None, Outcome.TOO_OLD)
    return is_not_stored and post.date is not None and post.date < earliest


def _may_be_stored(outcome: Outcome | None, *, reopens_too_old: bool) -> bool:
    if outcome is Outcome.TOO_OLD:
        return reopens_too_old
    return outcome is not Outcome.FORGOTTEN
