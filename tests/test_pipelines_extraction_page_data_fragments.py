"""Tests the text of HTML fragments of JSON-LD and feeds."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.page_data.fragments import fragment_text

PIECES = (
    "<p>", "</p>", "<b>", " мост ", "река", "\n", "  ", "<br/>", "<!-- c -->", "<?pi x?>", "</div>",
    "<script>a<b</script>", "<style>q</style>", "<template>t <b>u</b></template>", "<pre> \n ",
    "</pre>", "<textarea>  ", "</textarea>", "<ruby><rt>r</rt>", "&amp;", "&nbsp;", "<", "> x",
    "<div>", "<ul><li>a<li>b", "<table><tr><td>x", "</table>", "<html>", "<head><title>T</title>",
    "<!DOCTYPE html>", "<![CDATA[ x ]]>", "\ufeff", "\u00a0", "\r\n", "\0", "<o:p>w</o:p>", "\x0b",
)  # fmt: skip


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        ("Мост &amp; река", "Мост & река"),
        ("<p>Мост &amp; река</p>", "Мост & река"),
        ("<p>Мост</p><p>и <b>река</b></p>", "Мост\nи \nрека"),
        ("<p>Мост<script>var x</script></p>", "Мост"),
        ("<p>Мост \ud800</p>", "Мост \ufffd"),  # a lone surrogate, which JSON can hold
    ],
)
def test_the_text_of_a_fragment_has_no_markup(fragment: str, expected: str) -> None:
    assert fragment_text(fragment) == expected


@given(fragment=st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_the_text_of_a_fragment_is_that_of_beautiful_soup(fragment: str) -> None:
    expected = BeautifulSoup(fragment, "lxml").get_text("\n") if "<" in fragment else None
    assert expected is None or fragment_text(fragment) == expected
