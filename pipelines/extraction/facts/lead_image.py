"""The caption and the credit of an article's lead image."""

import re
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks.segment import Block, Box
from pipelines.extraction.page_data.structured_data import Structured, strings
from pipelines.model import Evidence
from pipelines.parsing.text import normalized_line

CAPTION, CREDIT = "main_image_caption", "main_image_credit"
_CAPTION_NAME = re.compile(
    r"caption|figcap|(?:photo|image|img|pic(?:ture)?|media|foto)[-_]*"
    r"(?:desc|text|title|sign|note|author|credit|source|copyright)"
)
_CREDIT_CLASS = re.compile(r"credit|copyright|author|source|photographer|byline|-lic\b|agency")
_LABEL = (
    r"(?:фото(?:граф(?:ия)?)?|снимок|иллюстрация|скриншот|photos?|foto|bild|image|picture|zdj[ęe]cie"
    r"|quelle|credit|источник(?: фото)?)"
)
_LABELLED_CREDIT = re.compile(
    rf"^(?P<caption>.*?)[\s(\[.,|/–—-]*\b{_LABEL}\s*(?::|©|[–—-]\s|\bby\b)\s*(?P<credit>[^)\]]{{2,100}})[)\]]?\.?$",
    re.IGNORECASE,
)
_COPYRIGHT_CREDIT = re.compile(
    r"^(?P<caption>.*?)[\s(]*(?:©|\(c\)|\(с\))\s*(?P<credit>[^)]{2,100})\)?$", re.IGNORECASE
)
_BYLINE = re.compile(r"^(?:von|by|par|автор|текст)\b", re.IGNORECASE)
_TRIMMED = " .,|/–—-(©"  # characters left between a caption and its credit
_MAX_CAPTION = 500  # characters of a caption
_MAX_DISTANCE = 80  # blocks after the headline in which captions are looked for
_MAX_PARAGRAPHS_BEFORE = 2  # paragraphs; a caption below more of them belongs to another image
_MAX_PARENTS = 4  # boxes from a caption up to the one that also contains its image


def picture_evidence(
    structured: Structured,
    blocks: Sequence[Block],
    chosen: Collection[Block],
    start: int,
    image: str | None,
) -> list[Evidence]:
    """Every statement of the lead image's caption and credit, the most trusted first.

    ``start`` is the index of the headline, ``image`` the address of the lead image if known.
    """
    found = _stated(structured.article.get("image"))
    for block in _captions(blocks, chosen, start, image):
        caption, credit = split_caption(block.text)
        marked = _marked_credit(block)
        if marked and caption.endswith(marked):
            caption, credit = caption[: -len(marked)].rstrip(_TRIMMED), marked
        where = [(CAPTION, caption), (CREDIT, split_caption(credit)[1] or credit)]
        found += [Evidence(fact, text, "caption") for fact, text in where if text]
    return found


def choose_picture(
    evidence: Sequence[Evidence], credit_lines: Sequence[Evidence] = ()
) -> tuple[str | None, str | None]:
    """Return (caption, credit); ``credit_lines`` are the credits found in the body."""
    stated = {e.fact: e.value for e in reversed(evidence)}
    named = [
        e.value for e in credit_lines if (e.fact, e.found_in) == ("credit_text", "picture-credit")
    ]
    return stated.get(CAPTION), stated.get(CREDIT) or next(iter(named), None)


def split_caption(text: str) -> tuple[str, str]:
    """A caption and the credit at its end: «Мост. Фото: И. Петров» → («Мост», «И. Петров»)."""
    match = _LABELLED_CREDIT.match(text) or _COPYRIGHT_CREDIT.match(text)
    if not match:
        return text, ""
    return match["caption"].strip(_TRIMMED), match["credit"].strip(" .,;")


def _stated(image: Any) -> list[Evidence]:
    node = next((one for one in (image if isinstance(image, list) else [image]) if one), None)
    if not isinstance(node, dict):
        return []
    captions = [text for key in ("caption", "description") for text in strings(node.get(key))]
    caption, credit = split_caption(captions[0][:_MAX_CAPTION]) if captions else ("", "")
    keys = ("creditText", "creator", "author", "copyrightHolder")
    named = [text[:_MAX_CAPTION] for key in keys for text in strings(node.get(key), "name")]
    stated = [(CAPTION, caption.rstrip(" (|/–—-")), (CREDIT, next(iter(named), credit))]
    return [Evidence(fact, text, "json-ld") for fact, text in stated if text]


def _captions(
    blocks: Sequence[Block], chosen: Collection[Block], start: int, image: str | None
) -> list[Block]:
    """The blocks of the first caption near the headline, or of the one beside the lead image."""
    first: list[Block] = []
    wanted = _file_stem(image)
    passed, texts = 0, {id(block) for block in chosen}
    for block in blocks[start : start + _MAX_DISTANCE]:
        box = _caption_box(block)
        if box is None:
            passed += id(block) in texts
            continue
        picture = _image_beside(box)
        if (
            wanted
            and picture is not None
            and wanted in {_file_stem(v) for v in picture.attrib.values()}
        ):
            return _caption_blocks(blocks, box)
        plain = len(block.text) <= _MAX_CAPTION and not _BYLINE.match(block.text)
        if not first and passed <= _MAX_PARAGRAPHS_BEFORE and plain:
            first = _caption_blocks(blocks, box)
    return first


def _caption_blocks(blocks: Sequence[Block], box: Box) -> list[Block]:
    near = [one for one in blocks if box in (one.box, one.box.parent)]
    found = [one for one in near if _caption_box(one) is box and not _BYLINE.match(one.text)]
    return found[:3]


def is_in_caption(block: Block) -> bool:
    """Whether a block stands in the caption of a picture."""
    return _caption_box(block) is not None


def _caption_box(block: Block) -> Box | None:
    box: Box | None = block.box
    for _ in range(2):
        if box is None:
            return None
        if box.tag == "figcaption" or _CAPTION_NAME.search(box.names):
            return box
        box = box.parent
    return None


def _image_beside(box: Box) -> HtmlElement | None:
    """The image beside a caption."""
    holder: Box | None = box
    for _ in range(_MAX_PARENTS):
        holder = holder.parent if holder else None
        if holder is None or holder.tag == "body":
            return None
        found = next(holder.element.iter("img"), None)
        if found is not None:
            return found
    return None


def _marked_credit(block: Block) -> str:
    """Return the end of a caption whose class names it a credit."""
    for element in block.box.element.iter():
        name = element.get("class") if isinstance(element.tag, str) else None
        if name and element is not block.box.element and _CREDIT_CLASS.search(name.lower()):
            text = normalized_line(element.text_content())
            if text and len(text) <= 120 and block.text.endswith(text):
                return text
    return ""


def _file_stem(address: str | None) -> str:
    """The name of an image's file without its folder, sizes and kind."""
    if not address:
        return ""
    try:
        name = PurePosixPath(urlsplit(address).path).stem
    except ValueError:
        return ""
    return re.sub(r"[-_]\d+x\d*$", "", name) if len(name) > 5 else ""
