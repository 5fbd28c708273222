"""Makes the JSON record of a story: its articles, its origins, and the stories of its event."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pipelines.stories.origins import Origin
from storage.stories.events import EventMember
from storage.stories.nearest import Nearest
from storage.stories.provenance import Member


def story_record(
    story_id: str,
    canonical_id: int,
    members: Sequence[Member],
    nearest: Mapping[int, Nearest],
    roundups: Sequence[Member],
    origins: Sequence[Origin],
    reworded: Sequence[EventMember],
) -> dict[str, Any]:
    """Return a story as values that JSON can hold.

    ``nearest`` maps the id of an article to the member that its relation refers to. ``reworded``
    are the stories in other words about the same event.
    """
    urls = {member.id: member.url for member in members}
    canonical = next(member for member in members if member.id == canonical_id)
    return {
        "id": story_id,
        "headline": canonical.headline,
        "url": canonical.url,
        "regions": sorted({member.region for member in members}),
        "content_location": _codes(canonical.content_location),
        "articles": [_article(member, nearest.get(member.id)) for member in members],
        "origins": [
            {
                "name": origin.name,
                "kind": origin.kind,
                "url": urls.get(origin.article_id) if origin.article_id is not None else None,
                "articles": [urls[article_id] for article_id in origin.article_ids],
            }
            for origin in origins
        ],
        "roundups": [roundup.url for roundup in roundups],
        "also_about_this": [asdict(story) for story in reworded],
    }


def _article(member: Member, nearest: Nearest | None) -> dict[str, Any]:
    return {
        "url": member.url,
        "headline": member.headline,
        "source": member.source_id,
        "source_name": member.source_name,
        "owner": member.owner,
        "region": member.region,
        "content_location": _codes(member.content_location),
        "date_published": member.date_published,
        "date_first_seen": member.date_first_seen,
        "relation": member.relation,
        "status": member.status,
        "credit_text": member.credit_text,
        "is_based_on": member.is_based_on,
        "nearest": nearest.url if nearest else None,
        "share": round(nearest.share, 4) if nearest else None,
    }


def _codes(codes: str | None) -> list[str]:
    """Return the codes of regions in a text that separates them by commas."""
    return codes.split(",") if codes else []
