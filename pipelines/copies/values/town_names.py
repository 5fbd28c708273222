"""Tells a town from one whose hyphenated name begins like its name: Киров, Кирово-Чепецк."""

from collections.abc import Sequence
from functools import cache

from pipelines.copies.tokens import fold
from pipelines.copies.values.name_forms import same_name
from pipelines.regions.places import town_names

_MIN_START_LETTERS = 4  # that both names have in common
# Settlements that the table of towns lacks. A first part that is no settlement of its own is taken
# for a short form: «в Ростове» may mean Ростов-на-Дону.
_OTHER_SETTLEMENTS = ("Каменск", "Орехово")


def are_two_towns(name: str, longer: Sequence[str]) -> bool:
    """Return whether a folded word names one town, and the folded parts of a name another one.

    True for «Кирове» and «Кирово-Чепецке», False for «Ростове» and «Ростове-на-Дону».
    """
    return any(
        same_name(name, town) and len(parts) == len(longer) and all(map(same_name, parts, longer))
        for town, parts in _pairs_by_start().get(name[:_MIN_START_LETTERS], ())
    )


@cache
def _pairs_by_start() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return the pairs of a town and the parts of a longer name, by the letters of their start."""
    names = [fold(name) for name in (*town_names(), *_OTHER_SETTLEMENTS)]
    pairs: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for longer in names:
        parts = tuple(longer.split("-"))
        if len(parts) == 1:
            continue
        for town in names:
            if "-" not in town and same_name(parts[0], town):
                start = town[:_MIN_START_LETTERS]
                pairs.setdefault(start, []).append((town, parts))
    return pairs
