"""Tests that the XPaths of trafilatura select the same elements when their results are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import XPath
from lxml.html import fromstring
from trafilatura import xpaths

from pipelines.parsing import kept_xpath
from pipelines.parsing.html import parse
from pipelines.parsing.kept_xpath import KeptXPath, with_kept_results

NAMES_OF_LISTS = (
    "RAW_TREE_PRUNE_XPATH", "REMOVE_COMMENTS_AND_LISTS_XPATH", "REMOVE_COMMENTS_XPATH",
    "BODY_XPATH", "OVERALL_DISCARD_XPATH", "DISCARD_IMAGE_ELEMENTS", "TEASER_DISCARD_XPATH",
    "PRECISION_DISCARD_XPATH",
)  # fmt: skip
RULES = {  # trafilatura's own, also if another test has replaced them
    f"{name}[{index}]": rule.xpath if isinstance(rule, KeptXPath) else rule
    for name in NAMES_OF_LISTS
    for index, rule in enumerate(getattr(xpaths, name))
}
# Rules that look at other things than tags and attributes, or are fast by themselves.
UNCHANGED = {"BODY_XPATH[1]", "BODY_XPATH[4]", "PRECISION_DISCARD_XPATH[0]"}
KEPT = {
    name: kept
    for name, rule in RULES.items()
    if isinstance(kept := with_kept_results(rule), KeptXPath)
}
VALUES = (
    "post", "text", "article-body", "content", "story-body", "main", "nav", "footer", "share",
    "comments", "comment-list", "commentary", "infinite-scroll", "teaser", "caption", "hidden",
    "border: 1px", "display:none", "true", "link", "bottom-bar", "cookie", "Navigation", "",
)  # fmt: skip
ATTRIBUTES = ("class", "id", "style", "role", "itemprop", "aria-hidden", "data-component", "href")


def markup(tag: str, attributes: list[tuple[str, str]], children: list[str]) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes)
    return f"<{tag}{written}>текст{''.join(children)}</{tag}>"


ELEMENTS = st.recursive(
    st.just("<h1>Мост</h1>") | st.just("<br>"),
    lambda inner: st.builds(
        markup,
        st.sampled_from(["div", "section", "article", "main", "span", "ul", "list", "item", "b"]),
        st.lists(
            st.tuples(st.sampled_from(ATTRIBUTES), st.sampled_from(VALUES)),
            max_size=3,
            unique_by=lambda pair: pair[0],
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(st.lists(ELEMENTS, min_size=1, max_size=4))
def test_a_rule_gives_the_same_elements_with_kept_results(pieces: list[str]) -> None:
    tree = fromstring(f"<html><body>{''.join(pieces)}</body></html>")
    for name, rule in KEPT.items():
        assert rule(tree) == RULES[name](tree), name


def test_each_slow_rule_keeps_its_results() -> None:
    assert RULES.keys() - KEPT.keys() == UNCHANGED


@pytest.mark.parametrize(
    "path",
    [
        ".//*[contains(@class, 'a')][2]",
        ".//*[contains(., 'a')]",
        ".//*[@class='a' or ../@id='b']",
        ".//*[@class='a']|.//p",
        ".//*[@class='a'][.//p]",
        ".//*[position()=1]",
    ],
)
def test_a_rule_that_looks_at_other_things_is_not_changed(path: str) -> None:
    rule = XPath(path)
    assert with_kept_results(rule) is rule


def test_the_order_of_attributes_decides_where_a_rule_looks_at_the_first_one() -> None:
    rule = KEPT["PRECISION_DISCARD_XPATH[1]"]  # tests id or class, whichever is written first
    class_first = fromstring('<div><p class="link" id="top">а</p></div>')
    id_first = fromstring('<div><p id="top" class="link">а</p></div>')
    assert [len(rule(tree)) for tree in (class_first, id_first)] == [1, 0]


def test_a_character_that_lxml_cannot_write_does_not_stop_a_rule() -> None:
    tree = parse('<body><div class="share-&#1;">а</div><p class="share-b">б</p></body>')
    assert tree is not None
    rule = KEPT["OVERALL_DISCARD_XPATH[0]"]
    assert rule(tree) == RULES["OVERALL_DISCARD_XPATH[0]"](tree)


def test_kept_results_are_forgotten_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_xpath, "MAX_KEPT", 2)
    rule = with_kept_results(XPath(".//*[@class='a']"))
    tree = fromstring("<div>" + "".join(f"<p class={name}>x</p>" for name in "abcda") + "</div>")
    assert isinstance(rule, KeptXPath)
    for _ in range(2):
        assert [element.get("class") for element in rule(tree)] == ["a", "a"]
    few = fromstring("<div><p class=e>x</p><p class=a>x</p></div>")
    assert [element.get("class") for element in rule(few)] == ["a"]
    assert len(rule._kept) == 2


def test_the_result_for_a_long_value_is_not_kept() -> None:
    rule = with_kept_results(XPath(".//*[contains(@class, 'a')]"))
    tree = fromstring(f"<div><p class={'a' * 1_000}>x</p><p class=b>x</p></div>")
    assert isinstance(rule, KeptXPath)
    for _ in range(2):
        assert len(rule(tree)) == 1
    assert list(rule._kept.values()) == [False]


def test_a_page_of_many_new_attributes_is_left_to_the_xpath_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_xpath, "MAX_NEW_KEYS", 3)
    rule = with_kept_results(XPath(".//*[contains(@class, 'a')]"))
    assert isinstance(rule, KeptXPath)
    names = ["a1", "b2", "a3", "b4", "a5"]
    tree = fromstring("<div>" + "".join(f"<p class={name}>x</p>" for name in names) + "</div>")
    assert [element.get("class") for element in rule(tree)] == ["a1", "a3", "a5"]
    assert not rule._kept
