"""Finds the places that a text names, and leaves out names that mean something else there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.regions.first_names import is_name_before
from pipelines.regions.places import Certainty, Kind, Place, places
from pipelines.regions.tokens import Part, Token, tokens

# Words for a town or village, which may stand before its name: «город Киров».
_TOWN_WORDS = frozenset({
    "город", "города", "городе", "городу", "городом", "г", "гор", "поселок", "поселке", "поселка",
    "пос", "село", "селе", "села", "станица", "станице",
})  # fmt: skip
# Words before the name of a place: «мэр Кирова», «на юге Москвы».
_BEFORE_TOWN = frozenset({
    "мэр", "мэра", "мэрия", "мэрии", "администрация", "администрации", "горсуд", "жители",
    "жителей", "житель", "жителя", "суд", "суда", "суде", "севере", "юге", "западе", "востоке",
    "центре", "центра", "окраине", "улицах", "районе",
})  # fmt: skip
_IN = frozenset({"в", "во"})
_FROM = frozenset({"из", "близ", "около"})
_BEFORE_PLACE = _IN | _FROM | {"под", "на", "до", "от", "с", "к", "по", "за", "у"}
# Beginnings of words that turn the next name into the name of another thing: «улица Кирова».
_BEFORE_OTHER_NAME = re.compile(
    r"(?:улиц|ул$|проспект|просп$|пр$|площад|пл$|шоссе|бульвар|переул|набережн|метро$|станци|имени$"
    r"|им$|премьер|посол|футбол|клуб|родил|урожен|выпускн|жк$)"
)
_GAMES = re.compile(r"(?:олимп|игр[аы]?$|играх$|универсиад)")  # «Олимпийские игры в Сочи»
# Beginnings of words that turn the name or adjective before them into the name of a thing:
# «Кировский район», «Московский вокзал».
_DISTRICT = re.compile(r"(?:район|округ|улиц|проспект|шоссе|площад|бульвар)")
_THING = re.compile(
    r"(?:улиц|ул$|проспект|площад|шоссе|бульвар|переул|набережн|вокзал|собор|тракт|врем|бирж"
    r"|эстрад|пролив|мех|пуховы|кремл|патриарх|договор|соглашен|форум|ханств|язык|кухн)"
)
_REGION = re.compile(r"(?:област|кра[йяюе]|республик)")
_MIN_NOUN_LETTERS = 3  # of the noun after an adjective; a shorter word is a preposition
# Beginnings of words after which an adjective means a place: «Московский городской суд».
_OF_PLACE = re.compile(
    r"(?:област|кра[йяюе]|губерн|мэр|метро|полиц|городск|власт|школ|больниц|суд|прокур|следств"
    r"|следовател|пожар|транспорт|чиновник|регион|жител|аэропорт|парламент|заксобран)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that a text names."""

    region: str  # ISO 3166-2
    text: str  # the name as the text spells it
    part: Part
    weight: float  # 0–1, by the kind of the name


@dataclass(frozen=True, slots=True)
class _Context:
    """The first and last word of a name, and the words around it; None beyond the text's ends."""

    second_before: Token | None
    before: Token | None
    first: Token
    last: Token
    after: Token | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A name that may mean its place; it does so if it is confirmed."""

    place: Place
    mention: Mention
    is_confirmed: bool


def mentions(headline: str, body: str) -> Iterator[Mention]:
    """Yield the confirmed mentions, and other names of regions that have a confirmed mention."""
    candidates = list(_candidates(list(tokens(headline, body))))
    confirmed_regions = {
        candidate.mention.region for candidate in candidates if candidate.is_confirmed
    }
    for candidate in candidates:
        is_confirmed_by_region = (
            candidate.mention.region in confirmed_regions
            and candidate.place.kind is Kind.NAME
            and candidate.place.certainty is not Certainty.NEEDS_EVIDENCE_EACH_TIME
        )
        if candidate.is_confirmed or is_confirmed_by_region:
            yield candidate.mention


def _candidates(words: Sequence[Token]) -> Iterator[_Candidate]:
    """Yield the names that may mean their places, in the order of the text."""
    places_by_first_word = places()
    position = 0
    while position < len(words):
        length = 1  # of the name that begins here, in words
        for place in places_by_first_word.get(words[position].folded, ()):
            name = words[position : position + len(place.words)]
            if not _matches(place, name):
                continue
            length = len(name)
            context = _context(words, position, length)
            if _is_of_place(place, context):
                is_confirmed = _is_confirmed(place, context)
                yield _Candidate(place, _mention(place, name, context), is_confirmed)
                if is_confirmed:
                    break
        position += length


def _matches(place: Place, name: Sequence[Token]) -> bool:
    """Return whether words are a form of the name of a place.

    A noun must have a capital letter; an adjective («пензенский») needs none.
    """
    if place.kind is Kind.NAME and not any(token.is_capitalized for token in name):
        return False
    return len(name) == len(place.words) and all(
        token.folded in forms for token, forms in zip(name, place.words, strict=True)
    )


def _context(words: Sequence[Token], start: int, length: int) -> _Context:
    """Return the context of the name that begins at ``start`` and has ``length`` words."""
    end = start + length
    return _Context(
        second_before=words[start - 2] if start > 1 else None,
        before=words[start - 1] if start else None,
        first=words[start],
        last=words[end - 1],
        after=words[end] if end < len(words) else None,
    )


def _mention(place: Place, name: Sequence[Token], context: _Context) -> Mention:
    text = " ".join(token.text for token in name)
    # «Пензенская область» counts as a name, although the table lists an adjective.
    is_region = context.after is not None and _REGION.match(context.after.folded) is not None
    weight = Kind.NAME.value if is_region else place.kind.value
    return Mention(place.region, text, name[0].part, weight)


def _is_of_place(place: Place, context: _Context) -> bool:
    """Return whether a name means the place, and not a street, a person, a team or a dateline."""
    before, first, last = context.before, context.first, context.last
    if last.is_quoted_name or first.follows_quoted_name or _is_joined(place, context):
        return False
    if last.is_dated and (before is None or before.folded not in _BEFORE_PLACE):
        return False
    if before and not first.starts_sentence and _BEFORE_OTHER_NAME.match(before.folded):
        return False
    if context.second_before and _GAMES.match(context.second_before.folded):
        return False
    if place.kind is Kind.ADJECTIVE:
        return _is_adjective_of_place(context)
    names_district = context.after and last.touches_next and _DISTRICT.match(context.after.folded)
    return len(place.words) > 1 or not names_district


def _is_adjective_of_place(context: _Context) -> bool:
    """Return whether an adjective means a place; it may also name a thing, or be a surname."""
    before, first, after = context.before, context.first, context.after
    if after and _THING.match(after.folded):
        return False
    if first.starts_sentence or not first.is_capitalized:
        return True
    is_surname = (
        before is not None
        and before.is_capitalized
        and (not before.starts_sentence or _is_person(before, first, after))
    )
    # «Смоленская, 5» and «Смоленская и …» name a street or a person.
    has_no_noun = after is None or not first.touches_next or len(after.text) < _MIN_NOUN_LETTERS
    return not is_surname and not has_no_noun


def _is_person(before: Token, surname: Token, after: Token | None) -> bool:
    """Return whether a first name is directly before an adjective: «Роман Брянский»."""
    is_region = after is not None and _REGION.match(after.folded) is not None
    return before.touches_next and not is_region and is_name_before(before.folded, surname.folded)


def _is_joined(place: Place, context: _Context) -> bool:
    """Return whether a dash joins a place to a place of another region: «Чита — Хабаровск»."""
    before, after = context.before, context.after
    joined_words = []
    if before and before.has_dash_after:
        joined_words.append(before)
    if after and context.last.has_dash_after:
        joined_words.append(after)
    return any(word.is_capitalized and _is_in_other_region(word, place) for word in joined_words)


def _is_in_other_region(word: Token, place: Place) -> bool:
    """Return whether a word may name places, none of which is in the region of ``place``."""
    places_of_word = places().get(word.folded, ())
    return bool(places_of_word) and all(other.region != place.region for other in places_of_word)


def _is_confirmed(place: Place, context: _Context) -> bool:
    """Return whether the name itself or the words beside it confirm that it means the place."""
    before, after = context.before, context.after
    if place.certainty is Certainty.CERTAIN:
        return True
    if place.kind is Kind.ADJECTIVE:
        return after is not None and _OF_PLACE.match(after.folded) is not None
    if before is None or context.first.starts_sentence:
        return False
    if before.folded in _TOWN_WORDS:
        return True
    if place.certainty is Certainty.NEEDS_STRONG_EVIDENCE:
        return False
    if place.certainty is Certainty.NEEDS_EVIDENCE_EACH_TIME and context.last.folded.endswith("у"):
        return False  # the accusative «визит в Москву» may mean the state
    is_person = after is not None and after.is_capitalized and not after.starts_sentence
    return before.folded in _BEFORE_TOWN or (before.folded in _IN | _FROM and not is_person)
