"""Recognises service messages, which a site addresses to its visitor.

They say that a page is missing or not ready, check the browser, ask for consent, or ask for a login
or a subscription. Their phrases are in ``service_messages.toml``. The kind of a page is decided
by the share of such messages in its text, never by a single message.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.extraction.lines.cookie_notices import is_cookie_notice

ERROR, CHALLENGE, CONSENT, PAYWALL = "error", "challenge", "consent", "paywall"
# Pages about the outlet; results of a search; and pages of the weather, of rates or timetables.
OUTLET, SEARCH, WEATHER = "outlet", "search", "weather"
# Kinds that are known by the headline of the page alone. Other headings and parts of a title name
# sections of any page: «Реклама», «Контакты».
HEADLINE_KINDS = frozenset({OUTLET, SEARCH, WEATHER})
_FILE_OF_PHRASES = Path(__file__).with_name("service_messages.toml")

_MAX_SENTENCE_CHARS = 500  # a longer sentence is no message
_MAX_HEADLINE_CHARS = 160  # the rest of a longer headline is not looked at
_SENTENCE = re.compile(r"[^.!?…։。]+[.!?…։。]*")
# The separators between the parts of a title, as in «Страница не найдена | Пенза сегодня».
_TITLE_PARTS = re.compile(r"\s+[|•·:–—-]+\s+|\s*[|•·]\s*|\s*::\s*")
# Pronouns with which a site speaks to its visitor, or of itself.
_PRONOUN = re.compile(
    r"\b(?:вы|вас|вам|вами|мы|нас|нам|нами|[вн]аш(?:а|е|и|его|ей|ем|ему|ею|"
    r"им|ими|их|у|ої|ому|ою|ій|ого|і|і[мх]|іми|ага|ае|аму|ай|ы|ы[мх]|ымі|ег|ој|ия|ата|ето)?|"
    r"ви|ми|you|your|we|us|our|wir|uns|unser\w*|"
    r"(?-i:Sie|Ihnen|Ihr(?:e[mnrs]?)?)|my|nasz\w*|nasi|państw\w+|twoj\w+|twój|vous|votre|nous|nos|"
    r"usted\w*|"
    r"[бс]із(?:д[іе]\w*|ге|бен|лер\w*)?|без(?:нең|гә|не)|сез(?:нең|гә|не)?|դուք|ձեր|մենք|մեր|"
    r"беҙ(?:ҙең|гә|ҙе)|һеҙ(?:ҙең|гә|ҙе)?|vás|vám|váš|vaš\w*|náš|naš\w*|dumneavoastră|dvs|"
    r"nostru|noastr\w+|noștri|jūs|jums|jūsų|mūsų|თქვენ\w*|ჩვენ(?:ი\w*|ს)?|σας|μας|आप\w*|हमारे)\b|"
    r"您|请|我们|ください|お客様",
    re.IGNORECASE,
)
_OUR_PEOPLE = re.compile(r"наш(?:и|их|им|ими|і|ы)$", re.IGNORECASE)
# «Наша сборная», «нашего города»: a team or a place of which news tells.
_OUR_TEAM_OR_PLACE = re.compile(
    r"(?<!\w)наш\w{0,3}\s+(?:\w+\s+)?(?:сборн|команд[аеуыо]|дружин|клуб|спортсмен|хоккеист|"
    r"футболист|бокс[её]р|борц|борец|лыжни|земля[кч]|соотечествен|чемпион|"
    r"област|кра[йяюе]\b|район|город|стран[аеуыо]\w?\b|регион|республик|арми|збірн|міст[аоіу]\b|"
    r"країн|зборн)",
    re.IGNORECASE,
)
_OUTLET_NOUN = re.compile(
    r"\s+(?:\w+\s+)?(?:сайт|портал|газет|издани|канал|страниц|материал|подписчик|читател|групп|"
    r"проект|сервис|журнал|стат|партн|нов|ресурс|соц|раздел|контакт|реклам|видан|сторін)",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[«»„“”\"]|^\s*[—–-]\s")
# An order or a request at the beginning of a clause: «Обновите», «поверніться», «Nutzen Sie».
_ORDER = re.compile(
    r"(?:^|[.!?,;:—–-]\s+|\b(?:пожалуйста,?|bitte) )(?:"
    r"(?!(?:защит|элит|орбит|свит|сай|[дз]вер)\w?те\b|(?:защите|элите|орбите|сайте)\b)"
    r"(?!(?:ник|ан|маргар|лол|аэл|виз|рекви|лим|кред|депоз|транз|ауд|сам+|зен|магн|гран|банд|"
    r"дефиц|профиц|аппет|реквиз|монол|динам|метеор|пл)ите\b)"
    r"\w{2,}(?:[йи]те|ьте|іть|іце|йце)(?:с[ья]|ся)?\b|\w+en (?-i:Sie)\b|"
    r"(?:please|click|try|go back|return to|reload|refresh|enable|upgrade|"
    r"check (?:the|your|that|if|back))\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"")
_NUMBER_ONLY = re.compile(r"^\W*(?:4\d\d|5\d\d)\W*$")  # the code of an HTTP error: «404»


@dataclass(frozen=True, slots=True)
class _Kind:
    """The phrases of one kind of message."""

    reason: str  # the kind in words, such as «error page»
    # For texts in lower case: a pattern that ignores case takes three times as long.
    sentence: re.Pattern[str]  # is searched for in a sentence
    headline: re.Pattern[str]  # must match a whole headline


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The contents of ``service_messages.toml``."""

    kinds: dict[str, _Kind]  # by name, in the order of the file
    site_word: re.Pattern[str]  # is searched for in a text in lower case
    receipt: re.Pattern[str]  # likewise


@lru_cache(maxsize=1)
def _phrases() -> _Phrases:
    """Read the file of phrases."""
    table = tomllib.loads(_FILE_OF_PHRASES.read_text("utf-8"))
    thing = rf"(?:{'|'.join(table.pop('thing'))})\w*"  # «page», «article»; see the file
    site_words = "|".join(table.pop("site_words"))
    unspaced_site_words = "|".join(table.pop("unspaced_site_words"))
    receipt = _any_of(table.pop("receipts"), "(?:{})", thing)
    site_word = re.compile(rf"\b(?:{site_words})|{unspaced_site_words}")
    kinds = {
        name: _Kind(
            kind["reason"],
            _any_of(kind["sentences"], "(?:{})", thing),
            _any_of(kind["headlines"], r"^[\W\d_]*(?:(?:{})(?:[\W\d_]+|$))+$", thing),
        )
        for name, kind in table.items()
    }
    return _Phrases(kinds, site_word, receipt)


def _any_of(phrases: Sequence[str], pattern: str, thing: str) -> re.Pattern[str]:
    """Return ``pattern`` with the alternatives of all phrases in place of ``{}``."""
    joined = "|".join(phrases).replace("{thing}", thing)
    return re.compile(pattern.replace("{}", joined))


def reason_of(kind: str) -> str:
    """Return the kind in words, such as ``error page``."""
    return _phrases().kinds[kind].reason


@dataclass(frozen=True, slots=True)
class Messages:
    """The service messages in a text."""

    share: float  # of the text's characters, 0–1
    kind: str  # the kind of most messages


def messages_in(texts: Iterable[str], min_share: float) -> Messages | None:
    """Return the messages in a page's text; None if less than ``min_share`` of it are messages.

    The patterns take a millisecond for 1,000 characters. So the search ends as soon as too many
    sentences are no messages.
    """
    sentences = [sentence for text in texts for sentence in _sentences(text)]
    total_chars = sum(map(len, sentences))
    max_other_chars = (1 - min_share) * total_chars
    chars_of_kind: Counter[str] = Counter()
    other_chars = 0
    for sentence in sentences:
        if kind := _kind_of_sentence(sentence):
            chars_of_kind[kind] += len(sentence)
        else:
            other_chars += len(sentence)
            if other_chars > max_other_chars:
                return None
    if not chars_of_kind:
        return None
    share = chars_of_kind.total() / total_chars
    [(most_frequent, _)] = chars_of_kind.most_common(1)
    return Messages(share, most_frequent) if share >= min_share else None


def messages_among(texts: Iterable[str], min_share: float, min_addressed: float) -> str | None:
    """Return the kind of most messages in a text that speaks to the visitor, or None.

    At least ``min_share`` of the characters must be in messages. At least ``min_addressed`` of them
    must be in messages, or in sentences with «you» or «we» outside of quotations.
    """
    sentences = [sentence for text in texts for sentence in _sentences(text)]
    messages = messages_in(sentences, min_share)
    if messages is None:
        return None
    addressed_chars = sum(
        len(sentence)
        for sentence in sentences
        if _PRONOUN.search(sentence)
        and not _QUOTATION.search(sentence)
        and not _kind_of_sentence(sentence)
    )
    total_chars = sum(map(len, sentences))
    message_chars = messages.share * total_chars
    is_addressed = message_chars + addressed_chars >= min_addressed * total_chars
    return messages.kind if is_addressed else None


def kinds_of_messages(text: str) -> set[str]:
    """Return the kinds of the sentences of a text that are messages."""
    return {kind for sentence in _sentences(text) if (kind := _kind_of_sentence(sentence))}


def speaks_of_site(text: str) -> bool:
    """Return whether a text has a word with which sites speak of themselves, such as «page»."""
    return _phrases().site_word.search(text.lower()) is not None


def has_receipt(text: str) -> bool:
    """Return whether a text says that an order, a form or a vote arrived, or a topic was closed."""
    return _phrases().receipt.search(text.lower()) is not None


def addresses_visitor(text: str) -> bool:
    """Return whether a sentence asks for something, or has «you» or «we» outside of quotations."""
    return any(
        _ORDER.search(sentence) or _has_pronoun(sentence)
        for sentence in _sentences(_QUOTED.sub("", text))
    )


def _has_pronoun(sentence: str) -> bool:
    """Return whether a sentence has a pronoun for the visitor or the site; "US" is a country."""
    return any(
        match[0] != "US" and not _is_of_our_people(match) for match in _PRONOUN.finditer(sentence)
    )


def _is_of_our_people(pronoun: re.Match[str]) -> bool:
    """Return whether a form of «наш» means a team, soldiers or a place, and not the outlet."""
    if _OUTLET_NOUN.match(pronoun.string, pronoun.end()):
        return False
    is_team_or_place = _OUR_TEAM_OR_PLACE.match(pronoun.string, pronoun.start())
    return is_team_or_place is not None or _OUR_PEOPLE.match(pronoun[0]) is not None


def kind_of_headline(headline: str, site_names: Sequence[str] = ()) -> str | None:
    """Return the kind of message of a headline; None if any part of it is no message.

    Parts that are names of the site are ignored.
    """
    kinds = _kinds_of_parts(headline, site_names)
    return kinds[0] if kinds and all(kinds) else None


def kind_of_title(title: str) -> str | None:
    """Return the kind of the first part of a ``<title>`` that is a message, or None."""
    kinds = (kind for kind in _kinds_of_parts(title, ()) if kind not in HEADLINE_KINDS)
    return next(filter(None, kinds), None)


def kind_of_heading(heading: str, site_names: Sequence[str] = ()) -> str | None:
    """Return the kind of message of a heading that is not the page's headline, or None."""
    kind = kind_of_headline(heading, site_names)
    return None if kind in HEADLINE_KINDS else kind


def _kinds_of_parts(title: str, site_names: Sequence[str]) -> list[str | None]:
    """Return the kind of each part of a title that is no name of the site; None for no message."""
    names = {name.casefold() for name in site_names}
    parts = [part for part in _TITLE_PARTS.split(title[:_MAX_HEADLINE_CHARS]) if part.strip()]
    return [_kind_of_part(part) for part in parts if part.casefold() not in names]


def _kind_of_part(part: str) -> str | None:
    if _NUMBER_ONLY.match(part):
        return ERROR
    lower = part.lower()
    kinds = _phrases().kinds.items()
    return next((name for name, kind in kinds if kind.headline.match(lower)), None)


def _sentences(text: str) -> list[str]:
    return [match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip()]


def _kind_of_sentence(sentence: str) -> str | None:
    """Return the kind of message that a sentence is, or None if it is no message."""
    if len(sentence) > _MAX_SENTENCE_CHARS:
        return None
    if is_cookie_notice(sentence):
        return CONSENT
    lower = sentence.lower()
    for name, kind in _phrases().kinds.items():
        if kind.sentence.search(lower):
            return name
    return kind_of_heading(sentence)
