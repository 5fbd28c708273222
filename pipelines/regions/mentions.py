"""Finds the places that a text names, and leaves out names that mean something else there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.regions.first_names import is_name_before
from pipelines.regions.places import Certainty, Kind, Place, places
from pipelines.regions.tokens import Part, Token, tokens

_CITY = frozenset({
    "город", "города", "городе", "городу", "городом", "г", "гор", "поселок", "поселке", "поселка",
    "пос", "село", "селе", "села", "станица", "станице",
})  # fmt: skip
# Words before the name of a place: «мэр Кирова», «на юге Москвы».
_OF_CITY = frozenset({
    "мэр", "мэра", "мэрия", "мэрии", "администрация", "администрации", "горсуд", "жители",
    "жителей", "житель", "жителя", "суд", "суда", "суде", "севере", "юге", "западе", "востоке",
    "центре", "центра", "окраине", "улицах", "районе",
})  # fmt: skip
_IN = frozenset({"в", "во"})
_FROM = frozenset({"из", "близ", "около"})
_BEFORE_PLACE = _IN | _FROM | {"под", "на", "до", "от", "с", "к", "по", "за", "у"}
# Beginnings of words that turn the next name into the name of another thing: «улица Кирова».
_BELONGS = re.compile(
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
# Beginnings of words after which an adjective means a place: «Московский городской суд».
_OF_PLACE = re.compile(
    r"(?:област|кра[йяюе]|губерн|мэр|метро|полиц|городск|власт|школ|больниц|суд|прокур|следств"
    r"|следовател|пожар|транспорт|чиновник|регион|жител|аэропорт|парламент|заксобран)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that a text names."""

    region: str  # ISO 3166-2
    text: str
    part: Part
    weight: float


@dataclass(frozen=True, slots=True)
class _Context:
    """The words around a name; None where the text begins or ends."""

    second_before: Token | None
    before: Token | None
    first: Token
    last: Token
    after: Token | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: Place
    mention: Mention
    is_confirmed: bool


def mentions(headline: str, body: str) -> Iterator[Mention]:
    """Yield the confirmed mentions, and unconfirmed ones if their region has a confirmed one."""
    candidates = [*_candidates([*tokens(headline, body)])]
    sure = {one.mention.region for one in candidates if one.is_confirmed}
    for one in candidates:
        may_be_joined = one.place.kind is Kind.NAME and one.place.certainty is not Certainty.EACH
        if one.is_confirmed or (may_be_joined and one.mention.region in sure):
            yield one.mention


def _candidates(words: Sequence[Token]) -> Iterator[_Candidate]:
    known, position = places(), 0
    while position < len(words):
        length = 1
        for place in known.get(words[position].folded, ()):
            following = words[position : position + len(place.words)]
            if not _matches(place, following):
                continue
            length = len(following)
            context = _context(words, position, length)
            if _is_of_place(place, context):
                is_confirmed = _is_confirmed(place, context)
                yield _Candidate(place, _mention(place, following, context), is_confirmed)
                if is_confirmed:
                    break
        position += length


def _matches(place: Place, following: Sequence[Token]) -> bool:
    if place.kind is Kind.NAME and not any(token.is_capitalized for token in following):
        return False
    return len(following) == len(place.words) and all(
        token.folded in forms for token, forms in zip(following, place.words, strict=True)
    )


def _context(words: Sequence[Token], start: int, length: int) -> _Context:
    end = start + length
    return _Context(
        words[start - 2] if start > 1 else None,
        words[start - 1] if start else None,
        words[start],
        words[end - 1],
        words[end] if end < len(words) else None,
    )


def _mention(place: Place, following: Sequence[Token], context: _Context) -> Mention:
    text = " ".join(token.text for token in following)
    is_region = context.after is not None and _REGION.match(context.after.folded) is not None
    weight = Kind.NAME.value if is_region else place.kind.value
    return Mention(place.region, text, following[0].part, weight)


def _is_of_place(place: Place, context: _Context) -> bool:
    """Return whether a name means the place, and not a street, a person, a team or a dateline."""
    before, first, last = context.before, context.first, context.last
    if last.is_title or first.follows_title or _is_joined(place, context):
        return False
    if last.is_dated and (before is None or before.folded not in _BEFORE_PLACE):
        return False
    if before and not first.starts and _BELONGS.match(before.folded):
        return False
    if context.second_before and _GAMES.match(context.second_before.folded):
        return False
    if place.kind is Kind.ADJECTIVE:
        return _is_adjective_of_place(context)
    district = context.after and last.touches_next and _DISTRICT.match(context.after.folded)
    return len(place.words) > 1 or not district


def _is_adjective_of_place(context: _Context) -> bool:
    """Return whether an adjective is neither a part of the name of a thing nor a surname."""
    before, first, after = context.before, context.first, context.after
    if after and _THING.match(after.folded):
        return False
    if first.starts or not first.is_capitalized:
        return True
    is_surname = (
        before is not None
        and before.is_capitalized
        and (not before.starts or _is_person(before, first, after))
    )
    is_name = after is None or not first.touches_next or len(after.text) < 3
    return not is_surname and not is_name


def _is_person(before: Token, surname: Token, after: Token | None) -> bool:
    """Return whether a first name is directly before an adjective: «Роман Брянский»."""
    is_region = after is not None and _REGION.match(after.folded) is not None
    return before.touches_next and not is_region and is_name_before(before.folded, surname.folded)


def _is_joined(place: Place, context: _Context) -> bool:
    """Return whether a dash joins a place to a place of another region: «Чита — Хабаровск»."""
    before, after = context.before, context.after
    others = [
        before if before and before.joins_next else None,
        after if context.last.joins_next else None,
    ]
    return any(
        other is not None
        and other.is_capitalized
        and (found := places().get(other.folded))
        and all(one.region != place.region for one in found)
        for other in others
    )


def _is_confirmed(place: Place, context: _Context) -> bool:
    """Return whether the name itself or the words beside it confirm that it means the place."""
    before, after = context.before, context.after
    if place.certainty is Certainty.CERTAIN:
        return True
    if place.kind is Kind.ADJECTIVE:
        return after is not None and _OF_PLACE.match(after.folded) is not None
    if before is None or context.first.starts:
        return False
    if before.folded in _CITY:
        return True
    if place.certainty is Certainty.STRICT:
        return False
    if place.certainty is Certainty.EACH and context.last.folded.endswith("у"):
        return False  # the accusative «визит в Москву» may mean the state
    is_person = after is not None and after.is_capitalized and not after.starts
    return before.folded in _OF_CITY or (before.folded in _IN | _FROM and not is_person)
