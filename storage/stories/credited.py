"""Finds whom the articles of a story credit: another article of the story, or somebody else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.model import (
    SourceKind,
    credit_names,
    credit_words,
    kind_of_address,
    kind_of_name,
)

# The path of a post or channel: /penza_live/57, /s/penza_live.
_POST_PATH = re.compile(r"/(?:s/)?(?P<name>[A-Za-z]\w+)(?:/(?P<number>\d+))?/?")


@dataclass(frozen=True, slots=True)
class Carrier:
    """One article of a story, with the facts on which its origin depends."""

    id: int
    owner: str  # of the outlet
    name: str  # of the outlet
    kind: SourceKind  # of the outlet
    url: str
    canonical_url: str | None = None
    credit_text: str | None = None
    is_based_on: str | None = None
    source_id: str = ""
    relation: str | None = None  # to the nearest article of its story


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody who is credited but has no article in the story."""

    name: str
    kind: SourceKind
    channel: str = ""  # such as t.me/penza_live; bodies with one channel are one


@dataclass(frozen=True, slots=True)
class _Place:
    """The outlet that an address belongs to, and the number of a post."""

    host: str
    channel: str = ""  # in lower case; channels share one host
    number: str = ""


def credits_of(carriers: Sequence[Carrier]) -> dict[int, Carrier | Body]:
    """Return the article or the body that each article credits, by the id of the article.

    Two names mean one body if one has all words of the other, such as «пресс-служба УМВД» and
    «пресс-служба УМВД по Пензенской области». The longer name is used.
    """
    found: dict[int, Carrier | Body] = {}
    for carrier in carriers:
        if carrier.credit_text or carrier.is_based_on:
            credited = _credited_article(carrier, carriers) or _credited_body(carrier)
            if credited is not None and (
                isinstance(credited, Body) or credited.owner != carrier.owner
            ):
                found[carrier.id] = credited
    bodies = list(dict.fromkeys(one for one in found.values() if isinstance(one, Body)))
    channels: dict[str, Body] = {}
    same = {
        body: channels.setdefault(body.channel, body)
        if body.channel
        else _longest_name(body, bodies)
        for body in bodies
    }
    return {i: same[one] if isinstance(one, Body) else one for i, one in found.items()}


def _credited_article(carrier: Carrier, carriers: Sequence[Carrier]) -> Carrier | None:
    """Return the article that ``carrier`` credits.

    An equal address decides before the outlet of the address, and both before an outlet's name.
    """
    others = [other for other in carriers if other.id != carrier.id]
    based_on = carrier.is_based_on
    place = _place(based_on) if based_on else None
    if place is not None and place.host:
        for other in others:
            if based_on in (other.url, other.canonical_url) or (
                place.number and place == _place(other.url, other.kind)
            ):
                return other
        for other in others:
            if _is_of_one_outlet(place, _place(other.url, other.kind)):
                return other
    credit = carrier.credit_text
    named = (other for other in others if credit and credit_names(credit, other.name))
    from_channel = place is not None and bool(place.channel)
    return next((one for one in named if not from_channel or _is_channel(one)), None)


def _is_of_one_outlet(one: _Place, other: _Place) -> bool:
    return (one.host, one.channel) == (other.host, other.channel)


def _credited_body(carrier: Carrier) -> Body | None:
    credit, based_on = " ".join((carrier.credit_text or "").split()), carrier.is_based_on
    own = _place(carrier.url, carrier.kind)
    place = _place(based_on) if based_on else _Place("")
    if place.channel:
        address = f"{place.host}/{place.channel}"
        return (
            None
            if _is_of_one_outlet(place, own)
            else Body(credit or address, SourceKind.CHANNEL, address)
        )
    if credit:
        return None if credit_names(credit, carrier.name) else Body(credit, kind_of_name(credit))
    if not place.host or place.host == own.host or own.channel:
        return None  # a post may link to anything, such as a form or a map
    return Body(place.host, kind_of_address(str(based_on)))


def _longest_name(body: Body, bodies: Iterable[Body]) -> Body:
    """Return the body that has all words of this one and the most words.

    Among names of as many words the alphabetically first is returned. A name that two different
    longer names hold says too little to choose: then ``body`` itself is returned.
    """
    key = credit_words(body.name)
    holding = sorted(
        (one for one in bodies if not one.channel and key and key <= credit_words(one.name)),
        key=lambda one: (-len(credit_words(one.name)), one.name),
    )
    if not holding:
        return body
    longest = credit_words(holding[0].name)
    return holding[0] if all(credit_words(one.name) <= longest for one in holding) else body


def _is_channel(carrier: Carrier) -> bool:
    return bool(_place(carrier.url, carrier.kind).channel)


def _place(url: str, kind: SourceKind = SourceKind.OUTLET) -> _Place:
    """Return the place of an address; ``kind`` is that of its source, where it is known.

    A channel is known by its host or by the kind of its source, since any host may serve it.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return _Place("")
    is_telegram = kind_of_address(url) is SourceKind.CHANNEL
    if not is_telegram and kind is not SourceKind.CHANNEL:
        return _Place(host)
    path, folder = parts.path, host.removesuffix(".t.me")
    if is_telegram and folder != host:  # penza_live.t.me/57
        path = f"/{folder}{path}"
    found = _POST_PATH.fullmatch(path)
    if found is None:
        return _Place(host)
    number = found["number"] or ""
    return _Place("t.me" if is_telegram else host, found["name"].lower(), number)
