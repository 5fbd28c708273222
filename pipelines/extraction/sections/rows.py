"""Finds tables that are built of ``<div>`` elements: rows of short cells amid the text."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby, pairwise

from pipelines.extraction.blocks.box import Box
from pipelines.extraction.blocks.lists import COLONS
from pipelines.extraction.blocks.places import is_in, is_other_box, shared_box, within
from pipelines.extraction.blocks.segment import Block, is_sentence
from pipelines.extraction.blocks.subheads import is_marked_as_subhead
from pipelines.extraction.lines.noise_lines import noise_reason
from pipelines.extraction.lines.word_stems import shared_rare_words, stems
from pipelines.parsing.date_lines import has_publication_word, is_date_line

_MIN_CELLS, _MAX_CELLS = 4, 400  # of a table
_MIN_CELLS_OF_ROW = 2
_MIN_ROWS = 2
_MIN_ITEMS = 2  # of a list of dates, which follow each other
_MAX_ROW_KINDS = 2  # of one table: the row of headings may have another class
_CELL_TAGS = frozenset({"td", "th"})
_MAX_LEVELS_TO_CELL = 3  # of boxes from a block up to its <td>
_MAX_CELL_CHARS = 120  # a table of longer cells is a layout
_MIN_SHARED_WORDS = 2  # of the cells and the text around a table that nothing introduces
_MAX_COMPARED_SENTENCES = 4  # of the text, on each side of such a table
_MAX_COMPARED_CHARS = 1_000  # of each of them
# Cells of contacts: «52-11-13», «+7 (8412) 52-11-13». The first form counts only if all numbers of
# the cell have it: «10-15 11-20» are times.
_TELEPHONE = re.compile(
    r"^\D*(?:\d{1,3}([-–‑])\d\d\1\d\d(?:\D+|$))+$|"
    r"\+\d[\d ()-]{9,}|\(\d{3,5}\) ?\d|\b8\d{10}\b"
)
# A day, a month and a year of two digits each, as in a table of dates: «01-07-26».
_SHORT_DATE = re.compile(r"^\W*(?:0[1-9]|[12]\d|3[01])([-–‑])(?:0[1-9]|1[0-2])\1\d\d\W*$")
# Cells of votes and reactions: «Да», «Нет, пусть чинят», «👍 12».
_VOTE = re.compile(r"^(?:да|нет|так|ні|yes|no|ja|nein|tak|nie)(?:$|[,.!—–])", re.IGNORECASE)
_REACTION = re.compile(r"[\u2600-\u2712\u2719-\u27bf\u2b50\U0001f300-\U0001faff]")
_ANY_DATE = "01.01.2026"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./-]\d\d?[./-]\d\d(?!\d)")
# A sentence that names the table below it: «Тарифы показаны в таблице.»
_NAMES_TABLE = re.compile(
    r"(?<!турнирной )(?<!турнирную )\b(?:таблиц[еуы]\b|табліц[іыу]\b|кестеде\b)|\btable below\b|"
    r"\bfollowing table\b|\bfolgende\w* tabelle\b|\btabelle zeigt\b|\bponiższ\w+ tabel\w+",
    re.IGNORECASE,
)
# Headings of widgets, which say nothing of the text: «Курсы валют», «Погода», «Наши телефоны».
_WIDGET = re.compile(
    r"курс\w* (?:валют|доллар|евро|цб)|цен\w* на (?:бензин|топлив|нефт|золот)|погод|контакт|"
    r"телефон|реклам|подписк|голосован|опрос|рейтинг|оцен|гороскоп|календар|турнирн|афиш|weather|"
    r"exchange rate|contact|poll|rating|\bvote|wetter|kontakt|pogoda|kurs",
    re.IGNORECASE,
)


def rows_amid(blocks: Sequence[Block], chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of the cells of all tables of rows that are between chosen sentences.

    A table is all that is between the two sentences, without a subhead. Its rows have the same
    number of cells, and its cells have no links and are in boxes of their own. The text must
    introduce it, or share words with it.
    """
    indexes: set[int] = set()
    sentences = list(filter(is_sentence, chosen))
    chosen_indexes = {block.index for block in chosen}
    for number, (above, below) in enumerate(pairwise(sentences), start=1):
        if below.index - above.index <= _MIN_CELLS:
            continue
        cells = blocks[above.index + 1 : below.index]
        title = None
        if cells[0].heading or cells[0].text.endswith(COLONS):
            title, cells = cells[0], cells[1:]
        if not (
            _MIN_CELLS <= len(cells) <= _MAX_CELLS
            and _are_rows(cells)
            and _is_amid(cells[0], above, below)
        ):
            continue
        is_introduced = (
            title is not None and title.index in chosen_indexes and _introduces(title, above)
        )
        first = max(0, number - _MAX_COMPARED_SENTENCES)
        nearby = sentences[first : number + _MAX_COMPARED_SENTENCES]
        if is_introduced or _NAMES_TABLE.search(above.text) or _is_related(cells, nearby):
            indexes |= {block.index for block in cells}
    return indexes


def dates_in_tables(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen cells that are a date or a time beside another chosen cell."""
    cells = [(block, within(block.box, _CELL_TAGS, _MAX_LEVELS_TO_CELL)) for block in chosen]
    rows: defaultdict[int, list[Block]] = defaultdict(list)  # by the id of the row
    for block, cell in cells:
        if cell is not None and len(block.text) <= _MAX_CELL_CHARS:
            rows[id(cell.parent)].append(block)
    rows_of_cells = [row for row in rows.values() if len(row) >= _MIN_CELLS_OF_ROW]
    if len(rows_of_cells) < _MIN_ROWS:
        return set()
    return {block.index for row in rows_of_cells for block in row if is_date_line(block.text)}


def dates_in_lists(chosen: Sequence[Block]) -> set[int]:
    """Return the indexes of chosen items that are dates of a timetable, a list in the text.

    Several dates follow each other, and no item is labelled as a time of publication. A line with a
    colon or a subhead introduces the list. Without one, the dates have no year, and the list is
    below a sentence and above another or has more than two dates.
    """
    indexes: set[int] = set()
    last_sentence = max((block.index for block in chosen if is_sentence(block)), default=-1)
    has_text_above = False
    above: Block | None = None
    for path, group in groupby(chosen, _path_of_item):
        blocks = list(group)
        if path and above is not None and not _are_of_publication(above, blocks):
            is_introduced = above.text.endswith(COLONS) or (
                has_text_above and is_marked_as_subhead(above)
            )
            has_text_below = last_sentence > blocks[-1].index
            for run in _runs_of_dates(blocks):
                is_amid = has_text_above and (has_text_below or len(run) > _MIN_ITEMS)
                if is_introduced or (is_amid and not any(map(_has_year, run))):
                    indexes |= {block.index for block in run}
        has_text_above = has_text_above or any(map(is_sentence, blocks))
        above = blocks[-1]
    return indexes


def _runs_of_dates(items: Sequence[Block]) -> list[list[Block]]:
    """Return the items of a list that are dates and follow each other."""
    groups = groupby(items, lambda item: is_date_line(item.text))
    runs = [list(group) for is_date, group in groups if is_date]
    return [run for run in runs if len(run) >= _MIN_ITEMS]


def _path_of_item(block: Block) -> str:
    return block.box.path if block.box.tag == "li" else ""


def _are_of_publication(above: Block, items: Sequence[Block]) -> bool:
    """Return whether a date among items, or the line above them, is labelled as published."""
    if is_date_line(f"{above.text} {_ANY_DATE}"):  # such as «Опубликовано:»
        return True
    return any(is_date_line(item.text) and has_publication_word(item.text) for item in items)


def _has_year(block: Block) -> bool:
    return _YEAR.search(block.text) is not None


def _introduces(title: Block, above: Block) -> bool:
    """Return whether a line is beside the paragraph above it and is no heading of a widget."""
    is_beside = title.box.parent is above.box.parent
    return is_beside and not title.text.endswith("?") and not _WIDGET.search(title.text)


def _is_related(cells: Sequence[Block], sentences: Sequence[Block]) -> bool:
    """Return whether cells share words with the text around them.

    Weather, votes and teasers, which have dates, are not related.
    """
    texts = [block.text for block in cells]
    if any("°" in text or is_date_line(text) for text in texts):
        return False
    # A short date may also be a telephone.
    if any(_VOTE.search(text) or _SHORT_DATE.search(text) for text in texts):
        return False
    stems_of_text = stems(" ".join(block.text[:_MAX_COMPARED_CHARS] for block in sentences))
    return shared_rare_words(". ".join(texts), stems_of_text) >= _MIN_SHARED_WORDS


def _are_rows(cells: Sequence[Block]) -> bool:
    """Return whether the blocks are the cells of rows of equal length, and no options of a vote."""
    if not all(map(_is_cell, cells)):
        return False
    rows = [list(row) for _, row in groupby(cells, key=lambda block: id(block.box.parent))]
    lengths = {len(row) for row in rows}
    if len(rows) < _MIN_ROWS or len(lengths) != 1 or lengths.pop() < _MIN_CELLS_OF_ROW:
        return False
    if any(_VOTE.search(row[0].text) for row in rows):
        return False
    table_ids = {id(_table_of(row[0])) for row in rows}
    row_boxes = [row[0].box.parent for row in rows]
    row_kinds = {box.tag_and_class for box in row_boxes if box is not None}
    return len(table_ids) == 1 and len(row_kinds) <= _MAX_ROW_KINDS


def _is_cell(block: Block) -> bool:
    text = block.text
    if len(text) > _MAX_CELL_CHARS or text.endswith("?") or block.heading or block.links:
        return False
    is_telephone = _TELEPHONE.search(text) is not None and not _SHORT_DATE.search(text)
    return not is_telephone and not _REACTION.search(text) and noise_reason(text) is None


def _table_of(cell: Block) -> Box | None:
    row = cell.box.parent
    return row.parent if row is not None else None


def _is_amid(cell: Block, above: Block, below: Block) -> bool:
    """Return whether the table is in the innermost box around the blocks above and below."""
    table = _table_of(cell)
    common = shared_box(above.box, below.box)
    if table is None or common is None or table is common:
        return False
    return is_in(table, common) and not is_other_box(cell.box) and not is_other_box(table)
