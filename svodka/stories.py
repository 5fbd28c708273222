"""Groups articles into stories."""

from collections.abc import Sequence

from pipelines.model import Article, Relation, Story, StoryMember, iso_text
from pipelines.parsing.sites import outlet_of


def group(articles: Sequence[Article]) -> list[Story]:
    """Return the stories of the articles, in the order of the first article of each.

    Every article is in exactly one story and is identified by its position in ``articles``. The
    articles of a story ``s`` are ``[articles[i] for i in s.relations]``, in ascending order, and
    ``articles[s.canonical_id]`` is its original. ``s.relations[i]`` is ``original``,
    ``reprint`` (the same text, perhaps edited), ``excerpt`` (a part of the original) or ``update``
    (the original with additions or corrections). An article that contains several stories is a
    story of its own, with the relation ``Relation.ROUNDUP``.

    The resemblance and containment of the texts decide (Broder, "On the resemblance and containment
    of documents", 1997), and whether their numbers, dates and names agree. The time between two
    publications does not matter. The outlet of an article is the host of its ``url``. An article
    takes about 1 ms; all texts are kept in memory.
    """
    # This import is not at the top because it takes 0.3 s, and the command line imports this
    # package without calling this function.
    from pipelines.stories.grouping import group as group_members

    members = [_member(number, article) for number, article in enumerate(articles)]
    relations: dict[str, dict[int, Relation]] = {}
    canonical: dict[str, int] = {}
    for grouped in group_members(members):
        number = grouped.article.id
        relations.setdefault(grouped.story, {})[number] = grouped.relation
        canonical.setdefault(grouped.story, number)
        if grouped.original is not None:
            canonical[grouped.story] = grouped.original.id
    return [Story(story, canonical[story], relations[story]) for story in relations]


def _member(number: int, article: Article) -> StoryMember:
    """Return an article as a member of a story; ``number`` is its position in the list."""
    host = outlet_of(article.url)
    return StoryMember(
        id=number,
        url=article.url or str(number),
        text=article.article_body,
        headline=article.headline,
        source_id=host,
        source_name=host,
        owner=host or str(number),
        date_published=iso_text(article.date_published),
        canonical_url=article.canonical_url,
        credit_text=article.credit_text,
        is_based_on=article.is_based_on,
        tiebreaker=f"{number:020}",
    )
