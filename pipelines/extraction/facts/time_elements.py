"""Collects the dates of <time> elements; teasers, comments and embedded posts are left out."""

from itertools import islice

from lxml.html import HtmlElement

from pipelines.extraction.facts.article_place import (
    ArticlePlace,
    is_in_embed_or_comment,
    is_teaser,
)
from pipelines.extraction.facts.date_labels import MODIFIED_WORD, PUBLISHED_WORD
from pipelines.extraction.facts.date_statements import (
    MODIFIED,
    PUBLISHED,
    WEIGHTS,
    Statement,
    statement,
)
from pipelines.parsing.text import normalized_line

_MAX_TIME_ELEMENTS = 40  # a page with more lists other articles; the rest is not read
_MAX_LEVELS_UP = 12  # elements around a time that are examined
_MAX_STATEMENTS = 4  # that are returned for a page
_MAX_CONTEXT_CHARS = 40  # of the line around a time, in which its label is searched for
# A <time> element far from the article has the weight 0.5; any other statement outweighs it.
_SHARE_IF_FAR = 0.5 / WEIGHTS["time-element"]
_NOT_ARTICLE_TAGS = ("aside", "footer", "nav", "li")


def dates_of_time_elements(tree: HtmlElement, place: ArticlePlace) -> list[Statement]:
    """Return at most four statements of <time> elements; the greatest weights come first."""
    statements: list[Statement] = []
    for element in islice(tree.iter("time"), _MAX_TIME_ELEMENTS):
        value = normalized_line(element.get("datetime"))
        if not value or _is_in_other_article(element):
            continue
        block = place.block_of(element)
        if block is None or is_teaser(block, place) or is_in_embed_or_comment(block, place):
            continue
        share_of_weight = place.nearness(block.index) or _SHARE_IF_FAR
        names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        context = f"{names} {block.text[:_MAX_CONTEXT_CHARS]}"
        is_of_change = MODIFIED_WORD.search(context) and not PUBLISHED_WORD.search(context)
        # Only the first statement may be of a change.
        fact = MODIFIED if is_of_change and not statements else PUBLISHED
        statements.append(statement("time-element", value, share_of_weight, fact))
    statements.sort(key=lambda statement: statement.weight, reverse=True)
    return statements[:_MAX_STATEMENTS]


def _is_in_other_article(element: HtmlElement) -> bool:
    """Return whether a time belongs to a teaser or a comment, not to the page's article."""
    for above in islice(element.iterancestors(), _MAX_LEVELS_UP):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in ("article", "main"):
            return False  # the element is in the article itself
        if above.tag in _NOT_ARTICLE_TAGS or "comment" in names or "relat" in names:
            is_footer_of_article = (
                above.tag == "footer" and next(above.iterancestors("article"), None) is not None
            )
            if not is_footer_of_article:
                return True
    return False
