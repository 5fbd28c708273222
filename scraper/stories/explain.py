"""Describes stories, and the reasons why two articles are copies or not, as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from pipelines.copies.changes import changes
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.thresholds import Thresholds
from pipelines.copies.verdict import Comparison, Reason
from pipelines.model import StoryMember
from pipelines.stories.keeper import StoryKeeper
from pipelines.stories.origins import Origin
from scraper.stored_times import shown_minute
from storage.articles.pruned import PRUNED
from storage.stories.events import EventMember
from storage.stories.nearest import Nearest
from storage.stories.provenance import Member

_MAX_SHOWN_PASSAGES = 3  # of those that an article added, and of those that it cut


def describe_story(
    story_id: str,
    canonical_id: int,
    members: Sequence[Member],
    nearest: Mapping[int, Nearest],
    roundups: Sequence[Member],
    origins: Sequence[Origin],
) -> Iterator[str]:
    """Yield the lines that describe a story, its origins and each of its articles.

    ``nearest`` maps the id of an article to the member that its relation refers to.
    """
    by_id = {member.id: member for member in members}
    canonical = by_id[canonical_id]
    owners = {member.owner for member in members}
    regions = ", ".join(sorted({member.region for member in members}))
    yield canonical.headline
    yield f"story {story_id}: {len(members)} articles of {len(owners)} owners in {regions}"
    for number, origin in enumerate(origins, start=1):
        count = f"{len(origin.article_ids)} of its articles"
        note = "" if origin.article_id is not None else ", none of them its own"
        yield f"origin {number}: {origin.name} ({origin.kind}), {count}{note}"
    for member in members:
        yield ""
        yield from _describe_member(member, canonical)
        if nearest_member := nearest.get(member.id):
            other = by_id[nearest_member.article_id]
            yield from _describe_difference(other, member, nearest_member)
    for roundup in roundups:
        yield ""
        yield f"{_when(roundup)}  {roundup.source_name}  roundup that contains it: {roundup.url}"


def describe_reworded(reworded: Sequence[EventMember]) -> Iterator[str]:
    """Yield the lines for stories in other words about the event of a story."""
    for other in reworded:
        yield ""
        when = shown_minute(other.date_first_published)
        yield f"{when:16}  {other.source_name}  also about this: story {other.story_id}"
        yield f"    {other.headline}"


def describe_comparison(keeper: StoryKeeper, one: StoryMember, other: StoryMember) -> Iterator[str]:
    """Yield why two articles are copies or not, with the measured values and their limits."""
    thresholds = keeper.thresholds
    for label, article in (("A", one), ("B", other)):
        yield f"{label}  {article.id}  {article.url}  {article.date_published or 'undated'}"
    if one.is_pruned or other.is_pruned:
        yield f"not compared: {PRUNED}"
    else:
        yield from _describe_result(keeper.compare(one, other), thresholds)
    days = abs(one.day - other.day)
    window_days = thresholds.window_days
    if window_days is not None and days > window_days:
        yield f"  published {days} days apart: copies are found within {window_days} days"
    stories = keeper.index.stories_of([one.id, other.id])
    roundups = keeper.index.roundups([one.id, other.id])
    for label, article in (("A", one), ("B", other)):
        story, relation = stories.get(article.id, ("none", None))
        role = "a roundup, which joins no story" if article.id in roundups else relation
        yield f"{label} is in story {story} ({role})"


def _describe_result(comparison: Comparison, thresholds: Thresholds) -> Iterator[str]:
    verdict = "same" if comparison.same else "not the same"
    yield f"{verdict}: {comparison.reason}"
    yield from _describe_measures(comparison, thresholds)
    for conflict in comparison.conflicts:
        values, others = " ".join(conflict.values), " ".join(conflict.other_values)
        yield f"  conflicting {conflict.slot}: {values} / {others}"


def _describe_measures(comparison: Comparison, thresholds: Thresholds) -> Iterator[str]:
    """Yield the measures of a comparison beside the values that copies need."""
    yield f"  resemblance (Jaccard)   {comparison.jaccard:.3f}"
    yield (
        f"  containment             {comparison.containment:.3f}"
        f"  (compared further from {thresholds.min_containment})"
    )
    # For these reasons, the comparison ended before the other values were measured.
    if comparison.reason in (Reason.FAR, Reason.REPETITIVE, Reason.EXACT):
        return
    yield f"  shared words            {comparison.shared_words}"
    sizes = f"{comparison.size} and {comparison.other_size}"
    yield f"  own shingles            {sizes}, without common ones"
    needed, needed_if_reworded = thresholds.containment, thresholds.reworded_containment
    yield (
        f"  … containment           {comparison.distinctive_containment:.3f}"
        f"  (needs {needed}, or {needed_if_reworded} with nearly all words shared)"
    )
    needed, needed_if_reworded = thresholds.word_containment, thresholds.reworded_word_containment
    yield (
        f"  … word containment      {comparison.word_containment:.3f}"
        f"  (needs {needed}, or {needed_if_reworded} with few shingles)"
    )
    tolerated = int(thresholds.slot_density * comparison.shared_words / 100)
    yield f"  conflicting slots       {len(comparison.conflicts)}  (up to {tolerated} allowed here)"


def _describe_member(member: Member, canonical: Member) -> Iterator[str]:
    lag = _lag(canonical, member)
    is_repeated = member.id != canonical.id and member.source_id == canonical.source_id
    note = " by the same outlet" if is_repeated else ""
    yield f"{_when(member)}  {lag:>7}  {member.source_name}  {member.relation}{note}"
    yield f"    {member.headline}"
    yield f"    {member.url}" + ("  (gone)" if member.status == "gone" else "")
    if credit := member.credit_text or member.is_based_on:
        yield f"    credits {credit}"
    if member.date_published and member.date_published[:10] < member.date_first_seen[:10]:
        yield f"    first seen {member.date_first_seen}"


def _describe_difference(other: Member, member: Member, nearest: Nearest) -> Iterator[str]:
    """Yield what a member added to the article it is nearest to, and what it cut."""
    yield f"    nearest to {nearest.source_name}, {nearest.url}"
    yield (
        f"    {nearest.share:.0%} of this text is in that one,"
        f" {nearest.other_share:.0%} of that one is in this"
    )
    if other.is_pruned or member.is_pruned:
        yield f"    {PRUNED}"
        return
    difference = changes(ComparedText(other.text), ComparedText(member.text))
    for sign, passages in (("+", difference.added), ("-", difference.cut)):
        yield from (f"    {sign} {passage}" for passage in passages[:_MAX_SHOWN_PASSAGES])


def _when(member: Member) -> str:
    """Return the time of an article, or its day, in a column of 16 characters."""
    return f"{shown_minute(member.date_published or member.date_first_seen):16}"


def _lag(first: Member, member: Member) -> str:
    """Return the time from the first article to another, such as ``+3:05`` hours.

    It is "" for the first article itself, and if only the day of one of them is known.
    """
    start, end = _publication_time(first), _publication_time(member)
    if start is None or end is None or member.id == first.id:
        return ""
    minutes = round((end - start) / timedelta(minutes=1))
    whole_hours, minutes_left = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{whole_hours}:{minutes_left:02}"


def _publication_time(member: Member) -> datetime | None:
    when = member.date_published or member.date_first_seen
    is_day_alone = len(when) == len("2026-01-31")
    return None if is_day_alone else datetime.fromisoformat(when)
