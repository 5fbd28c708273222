"""Decides whether a block of a page is near the article or belongs to another text.

Other texts are teasers of other articles, embedded posts and comments.
"""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks.element_groups import EMBEDDED_POST, NUMBER_OF_NAME_GROUP
from pipelines.extraction.blocks.segment import Block

# Date lines are searched for in this many blocks below the headline, above it, and after the text.
_MAX_BLOCKS_BELOW = 12
MAX_BLOCKS_ABOVE = 6
MAX_BLOCKS_AFTER_TEXT = 6
_MAX_LINKS_OF_LINE = 20  # links of a line that are compared with the address of the page
_MIN_TEASER_LINK_SHARE = 0.6  # of the characters of a line; such a line is of another article
_FRAME_TAGS = ("header", "nav", "footer")
_ARTICLE_TAGS = ("article", "main")
_COMMENT_GROUP = NUMBER_OF_NAME_GROUP["comment"]
_MAX_LEVELS_IN_EMBED = 5  # elements between a line of an embedded post and the post's element


class ArticlePlace:
    """The blocks of a page, and where its headline and text are among them."""

    def __init__(
        self, blocks: Sequence[Block], start: int, chosen: Sequence[Block], url: str
    ) -> None:
        self.url_path = _url_path(url)
        self.blocks = blocks
        self.start = start  # the index of the headline's block
        self.first = max(start, chosen[0].index) if chosen else start  # of the blocks of the text
        self.last = chosen[-1].index if chosen else start
        # The last block below the headline in which a date line is searched for.
        self.below = max(self.first, min(self.start + _MAX_BLOCKS_BELOW, self.last))
        self.chosen: Collection[int] = {block.index for block in chosen}
        # In some themes the class of the whole article has a word for comments. Then only boxes of
        # such a class inside the article are comments.
        depth_at_headline = blocks[start].box.nearest[_COMMENT_GROUP] if start < len(blocks) else 0
        self.comment_depth: int = depth_at_headline
        self._first_of: dict[HtmlElement, Block] = {}

    def block_of(self, element: HtmlElement) -> Block | None:
        """Return the first block of the innermost element that contains ``element``, or None."""
        if not self._first_of:
            for block in reversed(self.blocks):
                self._first_of[block.box.element] = block
        for above in (element, *element.iterancestors()):
            if above in self._first_of:
                return self._first_of[above]
        return None

    def is_in_page_frame(self, block: Block) -> bool:
        """Return whether a block is in the page's header, menu or footer, not in the article.

        A <header> or <footer> in an <article> or <main>, or around the headline, belongs to the
        article.
        """
        above = [block.box.element, *block.box.element.iterancestors()]
        tags = [element.tag for element in above]
        if not any(tag in _FRAME_TAGS for tag in tags) or any(tag in _ARTICLE_TAGS for tag in tags):
            return False
        headline = self.blocks[min(self.start, len(self.blocks) - 1)].box.element
        around_headline = {headline, *headline.iterancestors()}
        return any(
            element.tag in _FRAME_TAGS and element not in around_headline for element in above
        )

    def nearness(self, index: int) -> float:
        """Return how near to the article a block is.

        The result is 1 below the headline, 0.7 above it, 0.6 after the text, and 0 anywhere else.
        """
        if self.start <= index <= self.below:
            return 1.0
        if self.start - MAX_BLOCKS_ABOVE <= index < self.start:
            return 0.7
        if self.last <= index <= self.last + MAX_BLOCKS_AFTER_TEXT:
            return 0.6
        return 0.0


def is_teaser(block: Block, place: ArticlePlace) -> bool:
    """Return whether most of a block is a link to another article, whose date it then shows."""
    if not block.links or block.link_chars <= _MIN_TEASER_LINK_SHARE * len(block.text):
        return False
    paths = [
        _url_path(element.get("href") or "") for element in block.elements[:_MAX_LINKS_OF_LINE]
    ]
    return not (place.url_path and place.url_path in paths)


def is_in_embed_or_comment(block: Block, place: ArticlePlace) -> bool:
    """Return whether a line belongs to an embedded post or a comment."""
    depth, nearest = block.box.depth, block.box.nearest
    is_embedded = depth - nearest[EMBEDDED_POST] <= _MAX_LEVELS_IN_EMBED
    is_quoted_post = block.text.startswith(("— ", "– ")) and "(@" in block.text
    return is_embedded or is_quoted_post or nearest[_COMMENT_GROUP] > max(0, place.comment_depth)


def _url_path(url: str) -> str:
    """Return the path of a URL without a slash at its end; empty if the URL has no path."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
