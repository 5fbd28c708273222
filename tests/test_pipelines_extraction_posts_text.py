"""Tests that the text of a post is read as lines, and that every line gives a headline."""

from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, fromstring

from pipelines.extraction.posts.headline import make_headline
from pipelines.extraction.posts.post import messages_in, read_post
from pipelines.extraction.posts.text import Line, Run, body_of, links_in, markdown_of, read_lines
from tests.telegram import Message

MAX_HEADLINE = 151  # characters, with the «…» of a headline that was cut


def element(html: str) -> HtmlElement:
    return fromstring(f"<div>{html}</div>")


def test_blocks_and_line_breaks_end_lines() -> None:
    lines = read_lines(element("а<br>б<blockquote>в</blockquote>г<pre>д\nе</pre>"), "https://t.me/")
    assert body_of(lines) == "а\nб\nв\nг\nд\nе"


def test_two_line_breaks_separate_paragraphs() -> None:
    lines = read_lines(element("<br>а<br><br><br>б<br>в<br>"), "https://t.me/")
    assert markdown_of(lines) == "а\n\nб\\\nв"


def test_links_that_are_no_web_addresses_are_left_out() -> None:
    html = '<a href="javascript:alert(1)">а</a> <a href="tel:1">б</a> <a href="/penza">в</a>'
    lines = read_lines(element(html), "https://t.me/s/penza")
    assert links_in(lines) == ("https://t.me/penza",)
    assert markdown_of(lines) == "а б [в](https://t.me/penza)"


RUNS = st.builds(Run, text=st.text(max_size=300), is_bold=st.booleans())


@given(st.lists(st.builds(Line, runs=st.lists(RUNS, max_size=4).map(tuple)), max_size=4))
def test_only_a_text_with_letters_or_digits_gives_a_headline(lines: list[Line]) -> None:
    headline = make_headline(lines)
    assert (headline is not None) == any(map(str.isalnum, body_of(lines)))
    assert headline is None or headline.text.strip()
    assert headline is None or len(headline.text) <= MAX_HEADLINE


def test_a_message_without_a_number_is_no_post() -> None:
    html = Message(7, "Мост открыт.").markup("penza_today")
    (message,) = messages_in(element(html))
    assert read_post(message, "https://t.me/s/penza_today") is not None
    message.set("data-post", "penza_today")
    assert read_post(message, "https://t.me/s/penza_today") is None
