"""Removes lines that surround articles on many sites: menus, labels, fixed phrases.

A rule matches a whole line, or the heading of a list below the article; a phrase inside a sentence
is never removed. Lines that only one outlet repeats are found by ``recurring_lines``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.extraction.lines.cookie_notices import is_cookie_notice
from pipelines.extraction.lines.link_labels import (
    begins_with_link_label,
    chars_behind_label,
    is_link_label,
)
from pipelines.extraction.lines.noise_patterns import (
    CONTROL_LABEL,
    LABELLED_LINK,
    MENU,
    POSSIBLE_TAIL_HEADING,
    STANDING_PHRASE,
    SUBHEAD_LABEL,
    TAIL_HEADING,
)
from pipelines.extraction.lines.promotions import (
    is_channel_promotion,
    is_imprint,
    is_insistent_promotion,
    is_list_of_channels,
    is_own_channel_line,
    is_promotion,
    is_request_for_mail,
    is_request_for_support,
    is_subscription_offer,
    is_support_promotion,
    reports_speech,
)
from pipelines.model import Removed
from pipelines.parsing.kept_by_text import kept_by_text

STAGE = "lines"
_SENTENCE_END = re.compile(r"[.!?…»\"”)]\W*$")
_SENTENCE_SIGN_AT_END = re.compile(r"[.!?…]\W*$")  # «Да.», "«Да!»" and not "он сказал «да»"
_MIN_SENTENCE_CHARS = 40  # a shorter line is no sentence of the text
_MAX_CLOSING_LINES = 4  # promotions are searched for in the last 4 lines of a text
_MAX_PROSE_LINK_SHARE = 0.5  # of the characters of a line; with more links it is no sentence
_MIN_PROMOTION_LINK_SHARE = 0.9  # of the characters of a promotion in the middle of the text
_MAX_CHARS_OFF = 2  # by which the link differs from what follows a label, such as quotation marks
_LINK_MARKS = "➤➔➜►▶→⇒"  # before the headline of another article: «➤ Мост открыли»
_HASHTAGS = re.compile(r"(?:#\w{2,60}[\s,;|]*){2,30}")  # the tags of an article: «#мост #река»
# «Больше новостей спорта: https://…», "More AP NBA: https://… and https://…"; but not «Więcej
# informacji: www…», which belongs to the event that the text announces.
_WORDS_FOR_MORE = r"^\W*(?:more|больше|ещё|більше|mehr|więcej|plus|más)\b"
_AND = r"(?:(?:and|и|та|und|i|et|y)\s)?"
_SHOWN_ADDRESS = r"(?:https?://|www\.)\S{1,200}"
_MORE_AT_ADDRESS = re.compile(
    rf"{_WORDS_FOR_MORE}(?![^:]{{0,60}}(?:inform|info|detail|подробн|детал|szczegół))"
    rf"(?:(?=[^:]{{0,60}}\b(?:AP\b|news|stories|coverage|новост|новин|материал|nachricht|wiadomoś|"
    rf"actualit|noticia))[^.!?:]{{0,60}}:\s{_SHOWN_ADDRESS}"
    rf"|[^.!?:]{{0,60}}:\s{_SHOWN_ADDRESS}\s{_AND}{_SHOWN_ADDRESS})"
    rf"(?:\s{_AND}{_SHOWN_ADDRESS}){{0,3}}$",
    re.IGNORECASE,
)
# An address, a host such as «teatr.example», a mail address or a telephone.
_ADDRESS = re.compile(
    r"^\W{0,3}(?:(?:https?://|www\.)\S+|[^\s@]+@[^\s@]+|[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}(?:/\S*)?|"
    r"[\d\s()–-]{5,40}(?:(?:доб|ext|wew|int)\w{0,8}\.?\s?\d{1,6})?)$",
    re.IGNORECASE,
)
_PLACEHOLDER = "lorem ipsum dolor"  # the text of a template that nobody has filled in
_MAX_TAIL_LINES = 60  # that are removed below a heading such as «Read also»
_MIN_PROSE_CHARS = 100  # a sentence of this length is text even below such a heading
_MAX_LABEL_CHARS = 1_000  # a longer line is text; a line of megabytes would take seconds
_MAX_SUBHEAD_CHARS = 60  # a longer line with words of menus is a menu
_MAX_PHRASE_CHARS = 300  # a longer line is prose and no menu or standing phrase


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of the chosen text, with its markup."""

    text: str
    link_share: float = 0.0  # the share of its characters that are in links
    is_subhead: bool = False  # whether it is a heading, or all of it is bold
    leads_to_own_channel: bool = False  # whether it has a link to a channel of the outlet
    leads_to_support_page: bool = False  # whether it has a link to its page for subscribers
    linked_networks: int = 0  # the networks with a channel, of anybody, to which it links
    names_networks: bool = False  # whether these links are the names of the networks
    is_item: bool = False  # whether it is in an item of a list or a cell of a table
    leads_to_contact: bool = False  # whether it has a link to a telephone or a mail address


@kept_by_text(10_000)  # menus and labels are the same on all pages of an outlet
def noise_reason(text: str) -> str | None:
    """Return why a line is noise anywhere on a page, or None if it may be text."""
    lower = text.lower()
    is_short = len(text) <= _MAX_PHRASE_CHARS
    is_item = text.endswith(";")  # of a list in the text: «паспорт; фото; справка»
    if is_short and not is_item and MENU.match(lower):
        return "menu of the site"
    if len(text) <= _MAX_LABEL_CHARS and CONTROL_LABEL.match(lower):
        return "label of a control"
    if is_short and STANDING_PHRASE.match(lower) and not reports_speech(text):
        return "standing phrase"
    if lower.startswith(_PLACEHOLDER):
        return "placeholder of a template"
    return "cookie notice" if is_cookie_notice(text) else None


def clean_lines(
    lines: Sequence[TextLine], site_names: Sequence[str] = ()
) -> tuple[list[str], list[Removed]]:
    """Return the lines that are text, and those that were removed as noise.

    These lines are removed: lines with a ``noise_reason``, labelled links to other pages, lists
    below a heading of the page's tail, and promotions of the outlet. The tail is the part of the
    page below the article.
    """
    remaining: list[TextLine] = []
    removed: list[Removed] = []
    for line, reason in zip(lines, _reasons(lines), strict=True):
        if reason:
            removed.append(Removed(line.text, STAGE, reason))
        else:
            remaining.append(line)
    while len(remaining) > 1 and is_link_label(remaining[-1].text):
        removed.append(Removed(remaining.pop().text, STAGE, "heading of the page's tail"))
    if len(remaining) > 1 and _is_closing_link(remaining[-1], remaining[-2]):
        removed.append(Removed(remaining.pop().text, STAGE, "link to another page"))
    promotions = _promotions(remaining, site_names)
    texts = [line.text for line in remaining]
    promoted = [text for index, text in enumerate(texts) if index in promotions]
    removed += [Removed(text, STAGE, "promotion of the outlet") for text in promoted]
    return [text for index, text in enumerate(texts) if index not in promotions], removed


def _reasons(lines: Sequence[TextLine]) -> Iterator[str | None]:
    """Yield for each line why it is noise, by itself or below a heading of the tail, or None."""
    is_text_above = False  # whether a line of text stands above
    tail_lines_left = 0  # how many more lines may belong to the list below a heading of the tail
    for index, line in enumerate(lines):
        reason = None if _is_subhead(lines, index) else _reason_of(line)
        if reason is None and _is_link_behind_label(lines, index):
            reason = "link to another page"
        if (is_text_above or reason) and _is_tail_heading(lines, index):
            tail_lines_left = _MAX_TAIL_LINES
            reason = reason or "heading of the page's tail"
        elif tail_lines_left and reason is None:
            tail_lines_left -= 1
            if _is_prose(line) and len(line.text) >= _MIN_PROSE_CHARS:
                tail_lines_left = 0  # the text goes on
            elif line.link_share > _MAX_PROSE_LINK_SHARE or not _is_sentence(line.text):
                reason = "list under a heading of the page's tail"
        is_text_above = is_text_above or reason is None
        yield reason


def _reason_of(line: TextLine) -> str | None:
    """Return why a line is noise by its text or its links, or None."""
    if line.link_share > _MAX_PROSE_LINK_SHARE:
        is_labelled = LABELLED_LINK.match(line.text) or begins_with_link_label(line.text)
        if is_labelled or _is_marked_link(line):
            return "link to another page"
    return noise_reason(line.text)


def _is_link_behind_label(lines: Sequence[TextLine], index: int) -> bool:
    """Return whether the link of a line is all that follows a short label.

    The line stands between two paragraphs, since lists pair names with linked titles in this way.
    """
    line = lines[index]
    if line.link_share <= _MAX_PROSE_LINK_SHARE or line.is_item or line.is_subhead:
        return False
    chars = chars_behind_label(line.text)
    if chars is None or not 0 < index < len(lines) - 1:
        return False
    is_amid_text = _is_prose(lines[index - 1]) and _is_prose(lines[index + 1])
    return is_amid_text and abs(line.link_share * len(line.text) - chars) <= _MAX_CHARS_OFF


def _is_marked_link(line: TextLine) -> bool:
    """Return whether a line is a link behind an arrow or the like, and no sentence."""
    is_whole = line.link_share >= _MIN_PROMOTION_LINK_SHARE
    is_mark = not line.text[0].isalnum() and line.text[0] in _LINK_MARKS
    return is_whole and is_mark and line.text.count(" ") > 2 and line.text[-1] not in ".!?…;"


def _is_closing_link(line: TextLine, above: TextLine) -> bool:
    """Return whether the last line leads to another page and is no sentence.

    It is a label for more news with an address, or a link as a whole. Below a line with a colon or
    another link it belongs to a list of links, which may be text. Items, cells, contacts and shown
    addresses are text as well.
    """
    if line.is_item or line.leads_to_contact or len(line.text) > _MAX_PHRASE_CHARS:
        return False
    is_whole = line.link_share >= _MIN_PROMOTION_LINK_SHARE
    is_link = is_whole and not (_SENTENCE_END.search(line.text) or _ADDRESS.match(line.text))
    is_pointer = _MORE_AT_ADDRESS.match(line.text) is not None
    is_listed = above.link_share > _MAX_PROSE_LINK_SHARE or above.text.endswith(":")
    return is_pointer or (is_link and not is_listed)


def _promotions(lines: Sequence[TextLine], site_names: Sequence[str]) -> set[int]:
    """Return the indexes of lines that are promotions; the first line is never one.

    In the middle of the text, more signs of a promotion are needed than in the last lines: the
    whole line is a link, or it has the signs of ``is_insistent_promotion``.
    """
    first_closing = len(lines) - _MAX_CLOSING_LINES
    return {
        index
        for index, line in enumerate(lines[1:], start=1)
        if _is_promotion(line, site_names, is_closing=index >= first_closing)
    }


def _is_promotion(line: TextLine, site_names: Sequence[str], *, is_closing: bool) -> bool:
    """Return whether a line is a promotion; ``is_closing`` tells if it is among the last lines."""
    text = line.text
    is_link = line.link_share >= _MIN_PROMOTION_LINK_SHARE
    if (is_closing or is_link) and is_promotion(text, site_names):
        return True
    if is_closing and line.leads_to_own_channel and is_channel_promotion(text):
        return True
    if is_closing and line.leads_to_support_page and is_support_promotion(text):
        return True
    if is_closing and line.linked_networks and is_own_channel_line(text):
        return True
    if is_closing and (is_request_for_support(text) or is_request_for_mail(text)):
        return True
    has_channels = is_closing and line.linked_networks > 1
    if has_channels and is_list_of_channels(text, site_names, names_networks=line.names_networks):
        return True
    if is_closing and _HASHTAGS.fullmatch(text):
        return True
    if is_closing and (is_imprint(text, site_names) or is_subscription_offer(text)):
        return True
    return is_insistent_promotion(text, site_names)


def _is_tail_heading(lines: Sequence[TextLine], index: int) -> bool:
    """Return whether a line is the heading of a list below the article."""
    line = lines[index]
    if _is_subhead(lines, index):
        return False
    if TAIL_HEADING.match(line.text.lower()):
        return True
    next_two = lines[index + 1 : index + 3]
    are_links = all(following.link_share > _MAX_PROSE_LINK_SHARE for following in next_two)
    may_be_heading = POSSIBLE_TAIL_HEADING.match(line.text.lower()) is not None
    return bool(next_two) and are_links and may_be_heading


def _is_subhead(lines: Sequence[TextLine], index: int) -> bool:
    """Return whether a line is a word of menus, or a label, and here the subhead of a paragraph."""
    line = lines[index]
    if not line.is_subhead or line.link_share or len(line.text) > _MAX_SUBHEAD_CHARS:
        return False
    lower = line.text.lower()
    if not (MENU.match(lower) or SUBHEAD_LABEL.match(lower)):
        return False
    if index + 1 == len(lines):
        return False
    is_list_amid_text = _is_plain_item(lines[index + 1]) and any(map(_is_prose, lines[index + 2 :]))
    return is_list_amid_text or _is_prose(lines[index + 1])


def _is_plain_item(line: TextLine) -> bool:
    return line.is_item and not line.link_share


def _is_prose(line: TextLine) -> bool:
    """Return whether a line is a sentence of the text: long enough, and not mostly a link."""
    return (
        len(line.text) >= _MIN_SENTENCE_CHARS
        and line.link_share <= _MAX_PROSE_LINK_SHARE
        and bool(_SENTENCE_END.search(line.text))
    )


def _is_sentence(text: str) -> bool:
    """Return whether a line is long and ends with the sign of a sentence, not with a quote."""
    return len(text) > _MIN_SENTENCE_CHARS and bool(_SENTENCE_SIGN_AT_END.search(text))
