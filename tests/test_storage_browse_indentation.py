"""Tests that pages are sent without the indentation of their templates."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from storage.browse.indentation import TEMPLATES, IndentationExtension
from tests.reading_site import ReadingSite
from tests.sample_news import fill

PAGE = "<ul>\n  {% for x in (1, 2) %}\n    <li>{{ x }}\n      a  b</li>\n  {% endfor %}\n</ul>\n"


def test_indentation_is_left_out_and_lines_keep_their_numbers() -> None:
    source = IndentationExtension(Environment(autoescape=True)).preprocess(
        PAGE, "page.html", str(TEMPLATES / "page.html")
    )
    assert source.splitlines() == [line.lstrip() for line in PAGE.splitlines()]


@pytest.mark.parametrize("filename", [None, "/usr/lib/datasette/templates/page.html"])
def test_templates_of_others_stay_as_they_are(filename: str | None) -> None:
    extension = IndentationExtension(Environment(autoescape=True))
    assert extension.preprocess(PAGE, "page.html", filename) == PAGE


def test_a_template_has_no_text_whose_indentation_means_something() -> None:
    for path in TEMPLATES.glob("*.html"):
        source = path.read_text(encoding="utf-8")
        blocks = re.findall(r"<(pre|textarea)\b[^>]*>(.*?)</\1>", source, re.DOTALL)
        assert not [text for _, text in blocks if "\n" in text], path.name


def test_the_front_page_is_sent_without_indentation(tmp_path: Path) -> None:
    fill(tmp_path / "news.db").close()
    lines = ReadingSite(tmp_path / "news.db").get("/").text.splitlines()
    assert [line for line in lines if line.startswith("  ")] == []
