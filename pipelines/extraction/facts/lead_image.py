"""Finds the caption and the credit of an article's lead image."""

import re
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.places import name_test
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence
from pipelines.parsing.text import normalized_line

CAPTION, CREDIT = "main_image_caption", "main_image_credit"
# Class names and ids of elements that hold a caption or a credit: «figcaption», «photo-desc».
_names_caption = name_test(
    r"caption|figcap|(?:photo|image|img|pic(?:ture)?|media|foto)[-_]*"
    r"(?:desc|text|title|sign|note|author|credit|source|copyright)"
)
# Class names of the part of a caption that is a credit.
_CREDIT_CLASS = re.compile(r"credit|copyright|author|source|photographer|byline|-lic\b|agency")
# The word that comes before a credit.
_CREDIT_LABEL = (
    r"(?:фото(?:граф(?:ия)?)?|снимок|иллюстрация|скриншот|photos?|foto|bild|image|picture|"
    r"zdj[ęe]cie|quelle|credit|источник(?: фото)?)"
)
# «Мост. Фото: И. Петров»
_CAPTION_WITH_LABELLED_CREDIT = re.compile(
    rf"^(?P<caption>.*?)[\s(\[.,|/–—-]*\b{_CREDIT_LABEL}\s*(?::|©|[–—-]\s|\bby\b)\s*"
    rf"(?P<credit>[^)\]]{{2,100}})[)\]]?\.?$",
    re.IGNORECASE,
)
# «Мост © РИА Новости»
_CAPTION_WITH_COPYRIGHT_SIGN = re.compile(
    r"^(?P<caption>.*?)[\s(]*(?:©|\(c\)|\(с\))\s*(?P<credit>[^)]{2,100})\)?$", re.IGNORECASE
)
# The beginning of the text's byline, which may be in an element with the class of a caption.
_BYLINE = re.compile(r"^(?:von|by|par|автор|текст)\b", re.IGNORECASE)
_SEPARATORS = " .,|/–—-(©"  # characters that may be between a caption and its credit
_MAX_CAPTION_CHARS = 500  # a longer block is a paragraph of the text
_MAX_CREDIT_CHARS = 120  # a longer element is a caption rather than a credit
_MAX_CAPTION_BLOCKS = 3  # a caption has a text and a credit, and seldom a third block
_MIN_IMAGE_NAME_CHARS = 6  # shorter file names, such as «1» or «photo», are shared by many images
# The lead image is near the headline: its caption is one of the next 80 blocks, and at most two
# paragraphs of the text are between the headline and the caption.
_MAX_BLOCKS_BELOW_HEADLINE = 80
_MAX_PARAGRAPHS_ABOVE = 2
_MAX_LEVELS_UP = 4  # levels between a caption and the element that contains it and its image


def caption_evidence(
    structured: Structured,
    blocks: Sequence[Block],
    chosen: Collection[Block],
    start: int,
    image: str | None,
) -> list[Evidence]:
    """Return all statements of the lead image's caption and credit; the most reliable come first.

    ``chosen`` are the blocks of the article's text. ``start`` is the index of the headline's block.
    ``image`` is the URL of the lead image, or None if it is unknown.
    """
    evidence = _evidence_of_page_data(structured.article.get("image"))
    for block in _lead_caption_blocks(blocks, chosen, start, image):
        caption, credit = split_caption(block.text)
        class_credit = _credit_by_class(block)
        if class_credit and caption.endswith(class_credit):
            caption, credit = caption[: -len(class_credit)].rstrip(_SEPARATORS), class_credit
        _, credit_after_label = split_caption(credit)
        statements = [(CAPTION, caption), (CREDIT, credit_after_label or credit)]
        evidence += [Evidence(fact, text, "caption") for fact, text in statements if text]
    return evidence


def choose_caption_and_credit(
    evidence: Sequence[Evidence], credit_lines: Sequence[Evidence] = ()
) -> tuple[str | None, str | None]:
    """Return the caption and the credit of the lead image, each None if unknown.

    The first statement of each is chosen. ``credit_lines`` are the statements of credits in the
    text; a picture's credit among them is used if ``evidence`` holds no credit.
    """
    first_values = {statement.fact: statement.value for statement in reversed(evidence)}
    credits_in_text = [
        statement.value
        for statement in credit_lines
        if (statement.fact, statement.found_in) == ("credit_text", "picture-credit")
    ]
    credit = first_values.get(CREDIT) or next(iter(credits_in_text), None)
    return first_values.get(CAPTION), credit


def split_caption(text: str) -> tuple[str, str]:
    """Split «Мост. Фото: И. Петров» into the caption «Мост» and the credit «И. Петров».

    The credit is empty if there is none at the end of the text.
    """
    match = _CAPTION_WITH_LABELLED_CREDIT.match(text) or _CAPTION_WITH_COPYRIGHT_SIGN.match(text)
    if not match:
        return text, ""
    return match["caption"].strip(_SEPARATORS), match["credit"].strip(" .,;")


def _evidence_of_page_data(image: Any) -> list[Evidence]:
    """Return the caption and credit of the first image in the article's JSON-LD or microdata."""
    images = image if isinstance(image, list) else [image]
    node = next((image_data for image_data in images if image_data), None)
    if not isinstance(node, dict):
        return []
    captions = [text for key in ("caption", "description") for text in strings(node.get(key))]
    caption, credit = split_caption(captions[0][:_MAX_CAPTION_CHARS]) if captions else ("", "")
    keys = ("creditText", "creator", "author", "copyrightHolder")
    creators = [
        text[:_MAX_CAPTION_CHARS] for key in keys for text in strings(node.get(key), "name")
    ]
    stated_credit = creators[0] if creators else credit
    statements = [(CAPTION, caption.rstrip(" (|/–—-")), (CREDIT, stated_credit)]
    return [Evidence(fact, text, "json-ld") for fact, text in statements if text]


def _lead_caption_blocks(
    blocks: Sequence[Block], chosen: Collection[Block], start: int, image: str | None
) -> list[Block]:
    """Return the blocks of the lead image's caption; [] if there is none.

    The caption belongs to an image with the lead image's file name. If there is no such image, the
    first caption near the headline is returned.
    """
    first_caption: list[Block] = []
    lead_image_name = _image_name(image)
    chosen_ids = {id(block) for block in chosen}
    paragraphs_above = 0
    for block in blocks[start : start + _MAX_BLOCKS_BELOW_HEADLINE]:
        box = _caption_element(block)
        if box is None:
            if id(block) in chosen_ids:
                paragraphs_above += 1
            continue
        if lead_image_name and lead_image_name in _names_of_image(_image_of_caption(box)):
            return _blocks_of_caption(blocks, box)
        may_be_caption = len(block.text) <= _MAX_CAPTION_CHARS and not _BYLINE.match(block.text)
        is_near = paragraphs_above <= _MAX_PARAGRAPHS_ABOVE
        if not first_caption and is_near and may_be_caption:
            first_caption = _blocks_of_caption(blocks, box)
    return first_caption


def _blocks_of_caption(blocks: Sequence[Block], box: Box) -> list[Block]:
    """Return the blocks inside the caption element ``box``, without bylines."""
    candidates = [block for block in blocks if box in (block.box, block.box.parent)]
    inside = [
        block
        for block in candidates
        if _caption_element(block) is box and not _BYLINE.match(block.text)
    ]
    return inside[:_MAX_CAPTION_BLOCKS]


def is_in_caption(block: Block) -> bool:
    """Return whether a block is in the caption of a picture."""
    return _caption_element(block) is not None


def _caption_element(block: Block) -> Box | None:
    """Return the block's element or its parent if one of them is a caption, or None."""
    box: Box | None = block.box
    for _ in range(2):
        if box is None:
            return None
        if box.tag == "figcaption" or _names_caption(box.names):
            return box
        box = box.parent
    return None


def _image_of_caption(box: Box) -> HtmlElement | None:
    """Return the first image in the nearest ancestor of a caption that has one, or None."""
    ancestor: Box | None = box
    for _ in range(_MAX_LEVELS_UP):
        ancestor = ancestor.parent if ancestor else None
        if ancestor is None or ancestor.tag == "body":
            return None
        img: HtmlElement | None = next(ancestor.element.iter("img"), None)
        if img is not None:
            return img
    return None


def _names_of_image(image: HtmlElement | None) -> set[str]:
    """Return the names of the files in the attributes of an image."""
    return set() if image is None else {_image_name(str(value)) for value in image.attrib.values()}


def _credit_by_class(block: Block) -> str:
    """Return the text of an element at the end of a caption whose class means a credit, or ""."""
    for element in block.box.element.iter():
        name = element.get("class") if isinstance(element.tag, str) else None
        if name and element is not block.box.element and _CREDIT_CLASS.search(name.lower()):
            text = normalized_line(element.text_content())
            if text and len(text) <= _MAX_CREDIT_CHARS and block.text.endswith(text):
                return text
    return ""


def _image_name(address: str | None) -> str:
    """Return the name of an image's file without folder, size («-300x200») and extension.

    Names that are too short to identify an image give an empty string.
    """
    if not address:
        return ""
    try:
        file = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    except ValueError:
        return ""
    dot = file.rfind(".")
    name = file[:dot] if 0 < dot < len(file) - 1 else file
    return re.sub(r"[-_]\d+x\d*$", "", name) if len(name) >= _MIN_IMAGE_NAME_CHARS else ""
