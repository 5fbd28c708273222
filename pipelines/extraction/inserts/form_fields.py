"""Finds the texts beside the fields of a form, such as «Я даю согласие на обработку данных»."""

from collections.abc import Sequence

from lxml.html import HtmlElement

from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block

_FIELDSET = frozenset({"fieldset"})  # a group of fields
_MAX_FIELDSET_LEVELS = 6  # of boxes from a line up to its group
_FIELDS = ("input", "select", "textarea")
_MIN_TEXT_CHARS = 100  # of a paragraph outside of all groups


def form_fields(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks in groups of fields.

    Some pages have a text in a ``<fieldset>`` as a frame; such a group has no fields that are
    shown, or no paragraph is outside of it.
    """
    groups = {
        block.index: group
        for block in chosen
        if (group := within(block.box, _FIELDSET, _MAX_FIELDSET_LEVELS)) is not None
    }
    outside = (block for block in chosen if block.index not in groups)
    if not groups or not any(len(block.text) >= _MIN_TEXT_CHARS for block in outside):
        return set()
    with_fields = {
        group
        for group in set(groups.values())
        if any(_is_shown(field) for field in group.element.iter(*_FIELDS))
    }
    return {index for index, group in groups.items() if group in with_fields}


def _is_shown(field: HtmlElement) -> bool:
    return (field.get("type") or "").strip().lower() != "hidden"
