"""Tests that the selectors of a source change the reading of its pages."""

import pytest
from lxml.html import HtmlElement, fromstring

from pipelines.extraction.blocks.segment import read_blocks
from pipelines.extraction.source_rules import (
    correct_choice,
    date_evidence,
    headline_by_rule,
    remove_dropped,
)
from pipelines.model import ExtractionRules
from pipelines.parsing.text import normalized_line

PAGE = """<html><body><h2 class="zag"> Мост  открыт </h2><div class="when">7 июня</div>
<div class="text"><p>Первый.</p><p>Второй.</p></div><p class="ps">Третий.</p></body></html>"""


def tree() -> HtmlElement:
    return fromstring(PAGE)


@pytest.mark.parametrize(
    ("rules", "chosen_indexes", "lines"),
    [
        (ExtractionRules(), (2,), ["Первый."]),
        (ExtractionRules(body=".text"), (2,), ["Первый.", "Второй."]),
        (ExtractionRules(body=".none"), (2,), ["Первый."]),
        (ExtractionRules(keep=(".ps",)), (2,), ["Первый.", "Третий."]),
        (ExtractionRules(body=".text", keep=(".ps",)), (), ["Первый.", "Второй.", "Третий."]),
    ],
    ids=["no rule", "body", "body that is nowhere", "keep", "body and keep"],
)
def test_the_rule_body_replaces_the_choice_and_keep_adds_to_it(
    rules: ExtractionRules, chosen_indexes: tuple[int, ...], lines: list[str]
) -> None:
    page = tree()
    blocks = read_blocks(page, normalized_line)
    chosen = [blocks[index] for index in chosen_indexes]
    assert [block.text for block in correct_choice(page, blocks, chosen, rules)] == lines


@pytest.mark.parametrize(
    ("selector", "headline"), [(".zag", "Мост открыт"), (".none", None), (None, None)]
)
def test_the_headline_is_the_first_text_of_the_selector(
    selector: str | None, headline: str | None
) -> None:
    assert headline_by_rule(tree(), ExtractionRules(headline=selector)) == headline


@pytest.mark.parametrize(
    ("markup", "value"),
    [
        ('<time datetime="2026-06-07">7 июня</time>', "2026-06-07"),
        ('<time content="2026-06-07">7 июня</time>', "2026-06-07"),
        ("<time> 7  июня </time>", "7 июня"),
    ],
)
def test_the_date_is_an_attribute_or_the_text(markup: str, value: str) -> None:
    page = fromstring(f"<html><body>{markup}</body></html>")
    (evidence,) = date_evidence(page, ExtractionRules(date="time"))
    assert (evidence.fact, evidence.value) == ("date_published", value)


def test_a_page_without_the_date_of_the_rule_states_none() -> None:
    assert date_evidence(tree(), ExtractionRules(date="time")) == []


def test_dropped_elements_are_removed() -> None:
    page = tree()
    remove_dropped(page, ExtractionRules(drop=(".text", ".none")))
    assert "Первый" not in page.text_content()
    assert "Третий" in page.text_content()
