"""Recognises promotions: lines in which an outlet asks its reader to follow or to pay it.

Several signs together are needed, so a sentence of news about a channel or a newsletter is no
promotion.
"""

from collections.abc import Sequence
from itertools import islice

from pipelines.extraction.lines.promotion_words import (
    AGE_MARK,
    CHANNEL,
    COMMON_REQUEST,
    FRIENDS,
    JOURNALISM,
    LABEL_OF_CHANNEL,
    LIKED,
    MAIL_ADDRESS,
    NEWSROOM_ADDRESS,
    OFFER,
    ORDER,
    OUR,
    OUR_WORK,
    OUTLET,
    PAST_VERB,
    PRICE,
    QUOTATION,
    REPORTED_SPEECH,
    REQUEST,
    STATEMENT_END,
    SUBSCRIPTION_PERIOD,
    SUPPORT_REQUEST,
    WARNING,
    WE_OR_YOU,
)
from pipelines.parsing.kept_by_text import kept_by_text

_MAX_PROMOTION_CHARS = 220  # a longer line is a paragraph of the text
_MAX_CHANNEL_CHARS = 140  # a longer line with a link to a channel may be the writer's farewell
_MAX_ORDER_CHARS = 700  # a longer line is no offer of a subscription
_MAX_IMPRINT_CHARS = 80  # a longer line with an age mark may be about an event
_MAX_LABEL_WORDS = 6  # of a line with a link to a channel
_SPEECH_STARTS = '«„“"—–-'
_MIN_STEM_CHARS = 4  # of a word in the name of a site
_MIN_NAME_CHARS = 3  # a shorter name of a site may be a part of other words


def is_promotion(text: str, site_names: Sequence[str] = ()) -> bool:
    """Return whether a line asks the reader to follow the outlet, or offers its news elsewhere.

    A promotion has a request or an offer, names a channel, and has a word for the outlet («мы»).
    This word is not needed if the line has both a request and an offer, or if it begins with a
    request and has another one or names two channels. In advice against fraud it is always needed.
    A sentence with reported speech is no promotion. A request to tell friends of the text needs no
    channel. A mail address is a channel beside a word for the outlet.
    """
    if len(text) > _MAX_PROMOTION_CHARS or reports_speech(text):
        return False
    request, offer = REQUEST.search(text), OFFER.search(text)
    if not request and not offer:
        return False
    channel_count = len({match[0].lower() for match in CHANNEL.finditer(text)})
    has_mail_address = MAIL_ADDRESS.search(text) is not None
    if REQUEST.match(text) and NEWSROOM_ADDRESS.search(text) and not WARNING.search(text):
        return True
    if not channel_count and not has_mail_address:
        return bool(request and LIKED.search(text) and FRIENDS.search(text))
    if _names_site(text, site_names) or OUR.search(text):
        return True
    if not request or not channel_count or WARNING.search(text):
        return False
    up_to_request = text[: request.end()].strip(" !.—–«»\"'")
    begins_with_request = up_to_request.count(" ") <= 1 and not COMMON_REQUEST.match(text)
    has_two = channel_count > 1 or _has_two_requests(text)
    return offer is not None or (begins_with_request and has_two)


def is_channel_promotion(text: str) -> bool:
    """Return whether a line with a link to a channel of the outlet asks the reader to follow it.

    The link replaces most of the signs that ``is_promotion`` needs. One more sign is needed: a
    request, an offer, a word for outlet or reader, or the form of a label (see ``_is_label``). A
    question alone is no sign.
    """
    if len(text) > _MAX_PROMOTION_CHARS or reports_speech(text) or WARNING.search(text):
        return False
    return _is_label(text) or any(pattern.search(text) for pattern in (REQUEST, OFFER, WE_OR_YOU))


def is_support_promotion(text: str) -> bool:
    """Return whether a line with a link to the outlet's page for subscribers leads readers there.

    It needs a request, an offer, or a word for outlet or reader in a line that is no statement:
    news name support and membership, and an outlet says «мы писали» of its articles.
    """
    if not is_channel_promotion(text):
        return False
    has_sign = any(pattern.search(text) for pattern in (REQUEST, OFFER, SUPPORT_REQUEST))
    return has_sign or STATEMENT_END.search(text) is None


def is_own_channel_line(text: str) -> bool:
    """Return whether a line with a link to some channel says that it is the outlet's channel.

    It has a word for the outlet, such as «наш», or begins with a request and is no sentence; and it
    has no verb of the past: «Теперь мы и в MAX». A longer sentence needs a request or an offer
    beside the word. The words of another person begin with a quotation mark or a dash.
    """
    if len(text) > _MAX_CHANNEL_CHARS or reports_speech(text) or WARNING.search(text):
        return False
    if text[0] in _SPEECH_STARTS or PAST_VERB.search(text):
        return False
    is_statement = STATEMENT_END.search(text) is not None
    if (REQUEST.match(text) or LABEL_OF_CHANNEL.match(text)) and not is_statement:
        return True
    is_sentence = is_statement or (text.endswith("!") and not _is_label(text))
    is_addressed = not is_sentence or REQUEST.search(text) or OFFER.search(text)
    return bool(is_addressed) and OUR.search(text) is not None


def is_list_of_channels(text: str, site_names: Sequence[str], *, names_networks: bool) -> bool:
    """Return whether a line with links to several networks tells where to read the outlet.

    It does if it names the outlet. It also does if it has another sign of a promotion, and is no
    sentence or has links that are the names of networks (``names_networks``). Such links and a
    colon are enough, too: «Свежее здесь: …».
    """
    if len(text) > _MAX_PROMOTION_CHARS or reports_speech(text):
        return False
    is_short = len(text) <= _MAX_CHANNEL_CHARS
    if is_short and _names_site(text, site_names):
        return True
    is_list = is_short and not STATEMENT_END.search(text)
    if names_networks and is_list and ":" in text:
        return True
    has_sign = any(pattern.search(text) for pattern in (REQUEST, OFFER, OUR))
    return has_sign and (is_list or names_networks)


def is_request_for_mail(text: str) -> bool:
    """Return whether a line asks the reader a question and gives the mail of the newsroom.

    Such lines are known in any language: «Masz temat? Napisz do nas: redakcja@…».
    """
    if len(text) > _MAX_PROMOTION_CHARS or reports_speech(text) or "?" not in text:
        return False
    return OUR.search(text) is not None and NEWSROOM_ADDRESS.search(text) is not None


def is_request_for_support(text: str) -> bool:
    """Return whether a line asks the reader to pay for the work of the newsroom.

    One of its sentences begins with the request. A line with a quotation is news.
    """
    if len(text) > _MAX_PROMOTION_CHARS or reports_speech(text):
        return False
    if text[0] in _SPEECH_STARTS or QUOTATION.search(text):
        return False
    return all(pattern.search(text) for pattern in (SUPPORT_REQUEST, JOURNALISM, OUR_WORK))


def _is_label(text: str) -> bool:
    """Return whether a line has few words, no end of a statement and no verb of the past."""
    is_short = len(text.split()) <= _MAX_LABEL_WORDS
    return is_short and not STATEMENT_END.search(text) and not PAST_VERB.search(text)


def is_insistent_promotion(text: str, site_names: Sequence[str]) -> bool:
    """Return whether a line is a promotion with an offer, a request and the name of the outlet.

    With these three signs a line is a promotion even in the middle of the text.
    """
    if len(text) > _MAX_PROMOTION_CHARS or not _names_site(text, site_names):
        return False
    has_signs = REQUEST.search(text) and OFFER.search(text)
    return bool(has_signs) and is_promotion(text, site_names)


def is_subscription_offer(text: str) -> bool:
    """Return whether a line asks its reader to order a subscription, with a price."""
    return (
        len(text) <= _MAX_ORDER_CHARS
        and ORDER.match(text) is not None
        and PRICE.search(text) is not None
        and SUBSCRIPTION_PERIOD.search(text) is not None
        and not reports_speech(text)
    )


def is_imprint(text: str, site_names: Sequence[str]) -> bool:
    """Return whether a line consists of an age mark and a name or word for the outlet.

    Such lines close the texts of some outlets: «18+. Информационное агентство «Вести»».
    """
    if len(text) > _MAX_IMPRINT_CHARS or not AGE_MARK.search(text):
        return False
    other_words = AGE_MARK.sub("", text).strip(" .,|·—–-()")
    is_site_name = other_words.lower() in {name.lower() for name in site_names}
    return is_site_name or OUTLET.match(other_words) is not None


def _has_two_requests(text: str) -> bool:
    return next(islice(REQUEST.finditer(text), 1, None), None) is not None


def _names_site(text: str, site_names: Sequence[str]) -> bool:
    """Return whether a text holds a name of the site; the words of a long name may be inflected."""
    lower = text.lower()
    for name in site_names:
        if len(name) >= _MIN_NAME_CHARS and name.lower() in lower:
            return True
        words = name.lower().split()
        if len(words) > 1 and all(_stem(word) in lower for word in words):
            return True
    return False


def _stem(word: str) -> str:
    """Return a word without its ending: «вестник» is in «на странице «Вестника»»."""
    return word[: max(_MIN_STEM_CHARS, len(word) - 1)]


@kept_by_text(500)  # the rules of promotions examine the same lines
def reports_speech(text: str) -> bool:
    """Return whether a line is a sentence of news that reports what somebody said."""
    return REPORTED_SPEECH.search(text) is not None
