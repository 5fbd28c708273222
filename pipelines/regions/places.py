"""Reads the tables of towns and regions, and returns the names of places by their first words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from pipelines.regions.declension import adjective_forms, inhabitant_forms, noun_forms

# If two towns have one name, the larger town is meant if it has this many times the inhabitants.
MIN_TIMES_LARGER = 10
# Endings that a name of a town shares with surnames («Киров») or with adjectives («Мирный»).
_LIKE_SURNAME = re.compile(r"(?:ов|ев|ин|ын)$")
_LIKE_ADJECTIVE = re.compile(r"(?:ий|ый|ой|ое|ая|ые|ие)$")


class Kind(Enum):
    """The kind of a name. The value is the weight of one mention."""

    NAME = 1.0  # of a town or region
    ADJECTIVE = 0.7  # «пензенский», or the inhabitants of a place


class Certainty(Enum):
    """The evidence that a name needs to count as a mention of the place."""

    CERTAIN = "certain"  # none
    # «в» or «город» before it, or another mention of its region in the text
    NEEDS_EVIDENCE = "needs evidence"
    # «город» before it, or another mention of its region in the text
    NEEDS_STRONG_EVIDENCE = "needs strong evidence"
    # «в» or «город» before each mention: «Москва» may mean the state
    NEEDS_EVIDENCE_EACH_TIME = "needs evidence each time"


@dataclass(frozen=True, slots=True)
class Place:
    """A name of a place: the forms of its words, and the region where the place is."""

    region: str  # ISO 3166-2
    words: tuple[frozenset[str], ...]
    kind: Kind
    certainty: Certainty


@cache
def places() -> Mapping[str, Sequence[Place]]:
    """Return the names of places by each form of their first words, longest names first."""
    by_first_word: defaultdict[str, list[Place]] = defaultdict(list)
    for place in (*_regions(), *_towns()):
        for form in place.words[0]:
            by_first_word[form].append(place)
    for places_of_word in by_first_word.values():
        places_of_word.sort(key=lambda place: len(place.words), reverse=True)
    return dict(by_first_word)


def town_names() -> Iterator[str]:
    """Yield the names of towns, as they are written."""
    for name, _, _ in _lines("towns.txt"):
        yield name


def lower_name(text: str) -> str:
    """Return a text in lower case with е for ё."""
    return text.lower().replace("ё", "е")


def _lines(name: str) -> Iterator[list[str]]:
    """Yield the fields of each line of a table, without comments."""
    table = files(__package__).joinpath(name).read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield [field.strip() for field in line.split("|")]


def _words(name: str) -> tuple[frozenset[str], ...]:
    return tuple(noun_forms(word) for word in lower_name(name).split())


def _listed(field: str) -> Iterator[tuple[str, Certainty]]:
    """Yield the names of a field with their certainty.

    Names marked with * need evidence, and the others are certain.
    """
    for name in filter(None, map(str.strip, field.split(","))):
        certainty = Certainty.NEEDS_EVIDENCE if name.endswith("*") else Certainty.CERTAIN
        yield name.rstrip("*"), certainty


def _regions() -> Iterator[Place]:
    """Yield the names of regions and of their inhabitants, and the adjectives of regions."""
    for code, names, adjectives, inhabitants, others in _lines("subjects.txt"):
        for name, certainty in (*_listed(names), *_listed(others)):
            yield Place(code, _words(name), Kind.NAME, certainty)
            if name.endswith(" область"):
                short = (*_words(name)[:-1], frozenset({"обл"}))
                yield Place(code, short, Kind.NAME, certainty)
        for stem, certainty in _listed(adjectives):
            yield Place(code, (adjective_forms(stem),), Kind.ADJECTIVE, certainty)
            if certainty is Certainty.CERTAIN and stem != "чеченск":  # Chechens live elsewhere, too
                yield Place(code, (inhabitant_forms(stem),), Kind.ADJECTIVE, certainty)
        for stem, certainty in _listed(inhabitants):
            yield Place(code, (inhabitant_forms(stem),), Kind.ADJECTIVE, certainty)


def _towns() -> Iterator[Place]:
    """Yield the names of towns; of towns with one name, the largest and those not far smaller."""
    sizes_by_name: defaultdict[str, dict[str, int]] = defaultdict(dict)  # then by code of region
    for name, code, thousands in _lines("towns.txt"):
        sizes_by_name[lower_name(name)].setdefault(code, int(thousands))
    for name, sizes in sizes_by_name.items():
        largest = max(sizes.values())
        codes = {code for code, size in sizes.items() if size * MIN_TIMES_LARGER > largest}
        certainty = _certainty(name) if len(codes) == 1 else Certainty.NEEDS_STRONG_EVIDENCE
        for code in sorted(codes):
            yield Place(code, _words(name), Kind.NAME, certainty)


@cache
def _exceptions() -> Mapping[str, str]:
    """Return ``certain`` or ``uncertain`` for the names of ``uncertain.txt``."""
    return {name: kind for kind, names in _lines("uncertain.txt") for name in names.split()}


def _certainty(name: str) -> Certainty:
    """Return the evidence that the name of a single town needs."""
    exception = _exceptions().get(name)
    if " " in name or exception == "certain":
        return Certainty.CERTAIN
    if name == "москва":
        return Certainty.NEEDS_EVIDENCE_EACH_TIME
    if exception == "uncertain" or _LIKE_SURNAME.search(name):
        return Certainty.NEEDS_EVIDENCE
    return Certainty.NEEDS_STRONG_EVIDENCE if _LIKE_ADJECTIVE.search(name) else Certainty.CERTAIN
