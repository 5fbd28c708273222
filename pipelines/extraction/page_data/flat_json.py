"""Rebuilds a JSON value from a flat list of its parts, from numbered kinds or from references.

Nuxt and SvelteKit write the state of a page as a list. Each item is a text, a number, or an object
or list whose values are the numbers of other items (https://github.com/sveltejs/devalue).
«[{"title": 1, "body": 2}, "Мост", [3, 4], "Один.", "Два."]» is the value
«{"title": "Мост", "body": ["Один.", "Два."]}».

Astro writes each value of an object as a pair of the number of its kind and the value:
«{"title": [0, "Мост"], "body": [1, [[0, "Один."], [0, "Два."]]]}».

Apollo writes each object once, under a key, and refers to it by this key:
«{"Article:1": {"title": "Мост", "body": [{"__ref": "P:1"}]}, "P:1": {"text": "Один."}}».
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

_MAX_KIND = 11  # of the kinds of values that Astro knows
_MAX_LEVELS = 60  # of such pairs within each other
_MIN_OBJECTS = 2  # a list with fewer objects gains nothing
_REFERENCE_KEYS = ("__ref", "id")  # of an object that refers to another one by its key
_MAX_STRINGS = 10  # of a list that may hold a title and a text
_MAX_REFERENCES = 5_000  # to other objects that are followed


def rebuilt_values(value: Any) -> Iterator[Any]:
    """Yield a value as it was before it was written in one of these ways."""
    yield rebuilt(value)
    yield from with_referenced_objects(value)


def rebuilt(value: Any) -> Any:
    """Return the value that a flat list or pairs describe; another value is returned unchanged.

    An object or list is used where it is first referred to, and is None elsewhere. So the result is
    never larger than the list, and does not contain itself.
    """
    if isinstance(value, dict) and value and all(map(_is_pair, value.values())):
        return _without_kinds(value, 0)
    if not _is_flat(value):
        return value
    parts = [_empty(item) for item in value]
    used = {0}  # the numbers of the objects and lists that are in the value already

    def part(number: Any) -> Any:
        if not isinstance(number, int) or not 0 <= number < len(parts) or number in used:
            return None
        if isinstance(value[number], dict | list):
            used.add(number)
        return parts[number]

    for item, empty in zip(value, parts, strict=True):
        if isinstance(empty, dict):
            empty.update({key: part(number) for key, number in item.items()})
        elif isinstance(empty, list):
            # The first item may name a type: ["Reactive", 1], ["Date", "2026-11-20T12:00:00Z"].
            empty.extend(member if isinstance(member, str) else part(member) for member in item)
    return parts[0]


def with_referenced_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield each object of a store that has a list of references, with the objects in their place.

    The references in these objects are left as they are, so that no object contains itself.
    """
    if not isinstance(value, dict):
        return
    left = _MAX_REFERENCES
    for node in value.values():
        if not isinstance(node, dict):
            continue
        for name, items in node.items():
            if not isinstance(items, list) or len(items) < _MIN_OBJECTS:
                continue
            keys = [_key_of(item) for item in islice(items, left)]
            objects = [value[key] for key in keys if key is not None and key in value]
            if len(objects) >= _MIN_OBJECTS:
                left -= len(objects)
                yield {**node, name: objects}


def strings_as_object(items: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Yield one object with the items of a short list of strings, among which a title may be."""
    if len(items) <= _MAX_STRINGS and all(isinstance(item, str) for item in items):
        yield {str(place): item for place, item in enumerate(items)}


def _key_of(item: Any) -> str | None:
    """Return the key to which an item of a list refers, or None."""
    if not isinstance(item, dict):
        return None
    keys = (item[name] for name in _REFERENCE_KEYS if isinstance(item.get(name), str))
    return next(keys, None)


def _is_pair(value: Any) -> bool:
    """Return whether a value is a list of the number of a kind and a value."""
    is_pair = isinstance(value, list) and len(value) == 2 and type(value[0]) is int
    return is_pair and 0 <= value[0] <= _MAX_KIND


def _without_kinds(value: Any, level: int) -> Any:
    """Return a value in which all pairs are replaced by the second of their values."""
    if level > _MAX_LEVELS:
        return None
    if isinstance(value, dict):
        return {key: _without_kinds(item, level + 1) for key, item in value.items()}
    if _is_pair(value):
        return _without_kinds(value[1], level + 1)
    if isinstance(value, list):
        return [_without_kinds(item, level + 1) for item in value]
    return value


def _is_flat(value: Any) -> bool:
    """Return whether a value is a list with objects, all of whose values are numbers of items."""
    if not isinstance(value, list) or not value or not isinstance(value[0], dict | list):
        return False
    objects = [item for item in value if isinstance(item, dict)]
    return len(objects) >= _MIN_OBJECTS and all(
        type(number) is int and number < len(value) for item in objects for number in item.values()
    )


def _empty(item: Any) -> Any:
    """Return an empty object or list for an object or list, a date as text, others as they are."""
    if isinstance(item, dict):
        return {}
    if not isinstance(item, list):
        return item
    is_date = len(item) == 2 and item[0] == "Date" and isinstance(item[1], str)
    return item[1] if is_date else []
