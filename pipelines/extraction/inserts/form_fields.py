"""Finds the texts beside the fields of a form, such as «Я даю согласие на обработку данных»."""

from collections.abc import Sequence, Set

from lxml.html import HtmlElement

from pipelines.extraction.blocks.places import within
from pipelines.extraction.blocks.segment import Block

_FIELDSET = frozenset({"fieldset"})  # a group of fields
_MAX_FIELDSET_LEVELS = 6  # of boxes from a line up to its group
_FIELDS = ("input", "select", "textarea")
_MIN_TEXT_CHARS = 100  # of a paragraph outside of all groups


def form_fields(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the chosen blocks in groups of fields.

    Some pages have a text in a ``<fieldset>`` as a frame. No field is shown in such a group or
    around it, up to the first box that also holds a paragraph; or all paragraphs are in groups.
    """
    groups = {
        block.index: group
        for block in chosen
        if (group := within(block.box, _FIELDSET, _MAX_FIELDSET_LEVELS)) is not None
    }
    outside = [
        block
        for block in chosen
        if block.index not in groups and len(block.text) >= _MIN_TEXT_CHARS
    ]
    if not groups or not outside:
        return set()
    around_paragraphs = {
        element
        for block in outside
        for element in (block.box.element, *block.box.element.iterancestors())
    }
    with_fields = {
        group
        for group in set(groups.values())
        if any(map(_is_shown, _form(group.element, around_paragraphs).iter(*_FIELDS)))
    }
    return {index for index, group in groups.items() if group in with_fields}


def _form(group: HtmlElement, around_paragraphs: Set[HtmlElement]) -> HtmlElement:
    """Return the largest element around a group that holds no paragraph outside of groups."""
    form = group
    for element in group.iterancestors():
        if element in around_paragraphs:
            break
        form = element
    return form


def _is_shown(field: HtmlElement) -> bool:
    return (field.get("type") or "").strip().lower() != "hidden"
