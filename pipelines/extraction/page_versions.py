"""Recognises a page that was downloaded again and still shows the same article.

Most visits to a page find the same article, often with other links, weather or counters around it.
Such a page needs no second reading. It shows the same article if three conditions hold:

- The page's context and its machine-readable data are the same.
- The run of blocks from the headline to the end of the text occurs in it unchanged.
- Elsewhere no paragraph is new, since the outlet may have added it to the text.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import blake2b
from itertools import islice
from struct import Struct

from pipelines.extraction.blocks.segment import Block, is_link
from pipelines.extraction.facts.advertising import mark_in
from pipelines.extraction.parsed_page import ParsedPage, headline_index
from pipelines.model import ExtractionRules, context_digest

_MAX_BLOCKS = 1_000  # of an article with a digest; a longer one, such as a live blog, changes often
# The blocks around the article are compared, too: a byline may stand above the headline, and the
# time of a change below the text. Several links below the text lead to other articles.
_BLOCKS_ABOVE = 2
_BLOCKS_BELOW = 2
_MIN_PARAGRAPH_CHARS = 80  # outside of links; a shorter block elsewhere is a label or a headline
# The parts of a digest: the facts, the numbers of blocks, and the digest of each block.
_FACTS_BYTES = 8
_COUNTS = Struct("<HB")  # of blocks of the article, and of blocks below it
_BLOCK_BYTES = 4
_DigestOf = Callable[[Block], bytes]
# Names of <meta> elements that have another value in each download: "csrf-token".
_CHANGING_META = re.compile(r"csrf|xsrf|token|nonce|session|request|captcha")


def article_digest(parsed: ParsedPage, chosen: Sequence[Block]) -> bytes | None:
    """Return the digest of the article that was read from the chosen blocks.

    The digest begins with the digest of the page's data, the number of the article's blocks, and
    the number of the blocks below it. The digests of all these blocks follow, and those of the
    paragraphs elsewhere.

    The result is None if a later page can't be compared by its blocks. This is so if the text was
    read from the page's data, or if rules of the source choose facts anywhere in the page. It is
    also so if the browser had not drawn the whole page, or if the article is very long.
    """
    page = parsed.page
    if not chosen or parsed.stated or page.half_drawn_reason or page.rules != ExtractionRules():
        return None
    start = max(0, min(headline_index(parsed, chosen), chosen[0].index) - _BLOCKS_ABOVE)
    end = chosen[-1].index + 1
    if end - start > _MAX_BLOCKS:
        return None
    article, below = _digests(parsed.blocks[start:end]), _below(parsed.blocks, end)
    paragraphs = sorted(_paragraphs_elsewhere(parsed.blocks, start, end, _digest))
    counts = _COUNTS.pack(len(article), len(below))
    return b"".join([_facts_digest(parsed), counts, *article, *below, *paragraphs])


def shows_article(parsed: ParsedPage, digest: bytes) -> bool:
    """Return whether a page shows the article whose digest an earlier page gave."""
    if parsed.page.half_drawn_reason or digest[:_FACTS_BYTES] != _facts_digest(parsed):
        return False
    count, count_below = _COUNTS.unpack_from(digest, _FACTS_BYTES)
    starts = range(_FACTS_BYTES + _COUNTS.size, len(digest), _BLOCK_BYTES)
    old = [digest[start : start + _BLOCK_BYTES] for start in starts]
    old_article, old_below = old[:count], old[count : count + count_below]
    old_paragraphs = frozenset(old[count + count_below :])
    blocks = parsed.blocks
    digest_of = cache(_digest)  # blocks below the article need no digest unless they are paragraphs
    for start in range(len(blocks) - count + 1):
        end = start + count
        if (
            _have_digests(blocks[start:end], old_article, digest_of)
            and _below(blocks, end) == old_below
        ):
            return _paragraphs_elsewhere(blocks, start, end, digest_of) <= old_paragraphs
    return False


def _have_digests(blocks: Sequence[Block], digests: Sequence[bytes], digest_of: _DigestOf) -> bool:
    """Return whether blocks have these digests; computing stops at the first difference."""
    return all(digest_of(block) == digest for block, digest in zip(blocks, digests, strict=True))


def _below(blocks: Sequence[Block], end: int) -> list[bytes]:
    """Return the digests of the first blocks below the article, without lists of links."""
    next_two = blocks[end : end + 2]
    begins_with_lone_link = [is_link(block) for block in next_two] == [True, False]
    lone_link = next_two[:1] if begins_with_lone_link else []
    unlinked = islice((block for block in blocks[end:] if not is_link(block)), _BLOCKS_BELOW)
    return _digests([*lone_link, *unlinked])


def _paragraphs_elsewhere(
    blocks: Sequence[Block], start: int, end: int, digest_of: _DigestOf
) -> set[bytes]:
    """Return the digests of paragraphs and of marks of advertising outside of the article."""
    return set(map(digest_of, filter(_is_paragraph, [*blocks[:start], *blocks[end:]])))


def _facts_digest(parsed: ParsedPage) -> bytes:
    """Return the digest of the context, the title and the machine-readable data of the article."""
    structured = parsed.structured
    statements = structured.meta.items()
    facts = [
        parsed.title,
        parsed.description,
        {name: value for name, value in statements if not _CHANGING_META.search(name)},
        structured.article,
        structured.web_page,
        structured.microdata,
        structured.article_bodies,
        structured.canonical_url,
        structured.language,
        structured.article_count == 1,
    ]
    try:
        text = json.dumps(facts, sort_keys=True, default=str)
    except RecursionError:  # data nested this deeply are no facts of an article
        text = ""
    context = context_digest(parsed.page)
    return blake2b(text.encode(), digest_size=_FACTS_BYTES, key=context).digest()


def _is_paragraph(block: Block) -> bool:
    is_long = len(block.text) - block.link_chars >= _MIN_PARAGRAPH_CHARS
    return is_long or mark_in(block.text) is not None


def _digests(blocks: Iterable[Block]) -> list[bytes]:
    return [_digest(block) for block in blocks]


def _digest(block: Block) -> bytes:
    """Return the digest of a block: its text, its kind, and the targets of its links."""
    links = [element.get("href") or "" for element in block.elements]
    kind = [block.box.tag, str(block.heading), str(block.bold_chars)]
    text = "\0".join([block.text, *kind, *links])
    return blake2b(text.encode("utf-8", "replace"), digest_size=_BLOCK_BYTES).digest()
