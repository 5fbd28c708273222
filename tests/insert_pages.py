"""Pages with a text of four paragraphs, into which tests insert what is no text."""

from pipelines.extraction.blocks.features import block_features
from pipelines.extraction.blocks.segment import Block
from pipelines.extraction.blocks.views import Views
from tests.page_blocks import blocks_of

TEXT = (
    "В Нижнем Ломове достроили пешеходный мост, и в субботу по нему прошли первые жители.",
    "«Мы ждали этого моста одиннадцать лет», — сказала учительница Вера Лапина, которая живёт за"
    " рекой и каждое утро ходила в школу в обход.",
    "Подрядчик обещает убрать технику с берега до конца месяца и засеять склон травой.",
    "Следующей весной здесь начнут ремонтировать и набережную, на это выделили 40 миллионов.",
)
PICTURE = '<img src="most.jpg" alt="">'


def measured(body: str) -> list[Block]:
    """Return the blocks of a page, whose boxes know the number of their blocks."""
    blocks = blocks_of(body)
    block_features(blocks, Views())
    return blocks


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def amid(insert: str) -> str:
    """Return a text with an insert after its second paragraph."""
    return f"<div>{paragraphs(*TEXT[:2])}{insert}{paragraphs(*TEXT[2:])}</div>"


def texts(blocks: list[Block], indexes: set[int]) -> list[str]:
    return [blocks[index].text for index in sorted(indexes)]
