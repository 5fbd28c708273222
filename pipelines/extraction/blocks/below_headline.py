"""Finds text right below the headline: the standfirst, or the whole of a very short article."""

import re
from collections.abc import Sequence

from pipelines.extraction.blocks.places import around, has_few_links, is_elsewhere, name_test
from pipelines.extraction.blocks.segment import Block, is_label_of_button
from pipelines.extraction.lines.line_forms import ends_sentence
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.promotions import is_promotion
from pipelines.extraction.lines.word_stems import shared_words, stems
from pipelines.parsing.date_lines import is_date_line
from pipelines.parsing.text import alphanumeric

_MAX_STANDFIRST_DISTANCE = 14  # blocks before the text; a standfirst is one of them
_MIN_STANDFIRST_CHARS, _MIN_STANDFIRST_WORDS = 20, 4  # a shorter block is a label
_MAX_CHARS = 800  # of a standfirst, or of a sentence of a short text
_MIN_SHARED_CHARS = 40  # a standfirst and the page's description begin with this many equal letters
# Class names of boxes for a standfirst: «article-lead», «news_anons», «sub-headline».
_names_standfirst = name_test(
    r"(?:^|[\s_-]|\b)(?:lead|lede|lid|intro|anons|announce|announcement|preview|standfirst|"
    r"subtitle|sub-?head(?:line)?|sub-?title|deck|dek|abstract|summary|excerpt|description|"
    r"preamble|chapeau|vorspann|teaser-text|short-?text|article-?desc)(?:$|[\s_-]|\d)"
)
_MIN_SHORT_TEXT_CHARS = 15  # a shorter block is a label
_MAX_SHORT_TEXT_BLOCKS = 12  # blocks after the headline that are looked at
_MAX_TITLE_LEVELS = 8  # levels of boxes from a block up to the box of the headline
_MAX_NAME_LEVELS = 2  # levels of boxes around a standfirst whose class may name it
_MIN_SENTENCE_CHARS = 40  # of a standfirst that no name and no markup shows
_MIN_SHARED_WORDS = 2  # words of such a standfirst that are in the headline or the text, too
_MIN_PROSE_WORDS = 5  # of a sentence
_MIN_LOWER_SHARE = 0.4  # of the words of a sentence; German sentences have many capitals
_MIN_BOLD_SHARE = 0.9  # of the characters of a bold line
_MAX_BLOCKS_COMPARED = 6  # of the text, whose words are compared with those of a standfirst
_SEPARATOR = re.compile(r"\s[/|·•»>]\s")
_LABEL = re.compile(r"^[^\W\d_]+(?: [^\W\d_]+){0,2}:\s")  # «Фото: …», "Reading time: …"


def text_below_headline(blocks: Sequence[Block], headline: str) -> list[Block]:
    """Return the sentences that follow the headline in its box, up to a heading or a link."""
    titles = [
        block for block in blocks if block.heading == 1 or (headline and block.text == headline)
    ]
    if not titles:
        return []
    title_parent = titles[0].box.parent
    start = titles[0].index + 1
    sentences: list[Block] = []
    for block in blocks[start : start + _MAX_SHORT_TEXT_BLOCKS]:
        is_inside = any(box is title_parent for box in around(block.box, _MAX_TITLE_LEVELS))
        if not is_inside or block.heading or not has_few_links([block]):
            break
        is_sentence = len(block.text) >= _MIN_SHORT_TEXT_CHARS and ends_sentence(block.text)
        if is_sentence and _may_be_text(block):
            sentences.append(block)
    return sentences


def standfirst(
    blocks: Sequence[Block], chosen: Sequence[Block], headline: str, description: str
) -> set[int]:
    """Return the indexes of the blocks between headline and text that are a standfirst.

    A standfirst has a box whose class names it («article-lead»), or it begins like the page's
    description. A sentence that is marked as a heading of level 1 may be a standfirst below the
    headline.
    """
    first = chosen[0].index
    above = blocks[:first]
    titles = [block for block in above if block.text == headline]
    titles = titles or [block for block in above if block.heading == 1]
    if not titles:
        return set()
    start = max(titles[-1].index + 1, first - _MAX_STANDFIRST_DISTANCE)
    summary = alphanumeric(description)
    between = blocks[start:first]
    standfirsts = [block for block in between if _is_standfirst(block, summary)]
    standfirsts = standfirsts or _unnamed_standfirst(between, titles[-1], chosen)
    if not standfirsts:
        return set()
    other_texts = {alphanumeric(headline), *(alphanumeric(block.text) for block in chosen)}
    return {block.index for block in standfirsts if alphanumeric(block.text) not in other_texts}


def _is_standfirst(block: Block, summary: str) -> bool:
    """Return whether a block is a standfirst; ``summary`` has the letters of the description."""
    text = block.text
    if len(text) < _MIN_STANDFIRST_CHARS or len(text.split()) < _MIN_STANDFIRST_WORDS:
        return False
    if block.heading == 1 and not ends_sentence(text):
        return False
    is_named = _is_named_standfirst(block)
    return (is_named or _opens_alike(alphanumeric(text), summary)) and _may_be_text(block)


def _unnamed_standfirst(
    between: Sequence[Block], title: Block, chosen: Sequence[Block]
) -> list[Block]:
    """Return the one block between headline and text that is a standfirst by its form, or [].

    It is a subhead right below the headline, or a sentence that shares words with the headline or
    the text; right below the headline, one word is enough. The place alone is no sign: the box of
    the headline also holds notes such as «Материал доступен в аудиоверсии».
    """
    compared_texts = (title.text, *(block.text for block in chosen[:_MAX_BLOCKS_COMPARED]))
    stems_of_article: frozenset[str] | None = None  # few pages need them
    is_next = True  # whether no other text is between the headline and the block
    standfirsts: list[Block] = []
    for block in between:
        if _is_prose(block.text) and not _is_caption(block) and _may_be_text(block):
            if stems_of_article is None:
                stems_of_article = stems(" ".join(compared_texts), has_short_words=True)
            shared_count = shared_words(block.text, stems_of_article, has_short_words=True)
            is_subhead = is_next and (block.heading > 1 or _is_emphasized(block))
            is_sentence = ends_sentence(block.text) and len(block.text) >= _MIN_SENTENCE_CHARS
            is_related = shared_count >= (1 if is_next else _MIN_SHARED_WORDS)
            if (is_sentence and is_related) or is_subhead:
                standfirsts.append(block)
        # A label between the headline and the next block does not count, nor does a date line.
        is_label = len(block.text) < _MIN_STANDFIRST_CHARS
        is_next = (is_next and is_label) or is_date_line(block.text)
    return standfirsts if len(standfirsts) == 1 else []


def _is_prose(text: str) -> bool:
    """Return whether a text has the words of a sentence: no label, no names alone, no list."""
    words = text.split()
    if len(words) < _MIN_PROSE_WORDS or _SEPARATOR.search(text) or _LABEL.match(text):
        return False
    lower_count = sum(word[0].isalpha() and not word[0].isupper() for word in words)
    return lower_count >= _MIN_LOWER_SHARE * len(words)


def _is_emphasized(block: Block) -> bool:
    """Return whether a line is in bold type, or all of it is in an ``<em>``."""
    if block.bold_chars >= _MIN_BOLD_SHARE * len(block.text):
        return True
    child = block.box.element.find("em") if len(block.box.element) == 1 else None
    return child is not None and not (block.box.element.text or "").strip()


def _is_caption(block: Block) -> bool:
    """Return whether an image is in the box of a block, or in the box around it alone."""
    for box in around(block.box, _MAX_NAME_LEVELS):
        if box.blocks <= 1 and next(box.element.iter("img", "picture", "video"), None) is not None:
            return True
    return False


def _may_be_text(block: Block) -> bool:
    """Return whether nothing shows that a block is a date, noise or a part of another text."""
    text = block.text
    return (
        len(text) <= _MAX_CHARS
        and not is_label_of_button(block)
        and has_few_links([block])
        and not is_date_line(text)
        and noise_reason(text) is None
        and not is_promotion(text)
        and not is_elsewhere(block)
    )


def _is_named_standfirst(block: Block) -> bool:
    """Return whether the class or the property of a box around a block names a standfirst."""
    for box in around(block.box, _MAX_NAME_LEVELS):
        if _names_standfirst(box.names):
            return True
        if (box.element.get("itemprop") or "").lower() in ("description", "alternativeheadline"):
            return True
    return False


def _opens_alike(text: str, summary: str) -> bool:
    """Return whether the shorter of two texts is the beginning of the other, and long enough."""
    shorter = min(len(text), len(summary))
    return shorter >= _MIN_SHARED_CHARS and text[:shorter] == summary[:shorter]
