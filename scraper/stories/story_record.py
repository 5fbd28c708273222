"""Makes the JSON record of a story: its articles, origins, roundups, and others of its event."""

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
    also: Sequence[EventMember],
) -> dict[str, Any]:
    """Return a story as values that JSON can hold; ``nearest`` is by the id of an article."""
    urls = {member.id: member.url for member in members}
    return {
        "id": story_id,
        "headline": next(one.headline for one in members if one.id == canonical_id),
        "url": urls[canonical_id],
        "regions": sorted({member.region for member in members}),
        "content_location": _about(
            next(one.content_location for one in members if one.id == canonical_id)
        ),
        "articles": [_article(one, nearest.get(one.id)) for one in members],
        "origins": [
            {
                "name": origin.name,
                "kind": origin.kind,
                "url": urls.get(origin.article_id) if origin.article_id is not None else None,
                "articles": [urls[one] for one in origin.article_ids],
            }
            for origin in origins
        ],
        "roundups": [roundup.url for roundup in roundups],
        "also_about_this": [asdict(one) for one in also],
    }


def _article(member: Member, nearest: Nearest | None) -> dict[str, Any]:
    return {
        "url": member.url,
        "headline": member.headline,
        "source": member.source_id,
        "source_name": member.source_name,
        "owner": member.owner,
        "region": member.region,
        "content_location": _about(member.content_location),
        "date_published": member.date_published,
        "date_first_seen": member.date_first_seen,
        "relation": member.relation,
        "status": member.status,
        "credit_text": member.credit_text,
        "is_based_on": member.is_based_on,
        "nearest": nearest.url if nearest else None,
        "share": round(nearest.share, 4) if nearest else None,
    }


def _about(codes: str | None) -> list[str]:
    return codes.split(",") if codes else []
