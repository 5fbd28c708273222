"""Tests that references to an article can be pasted as they are."""

from dataclasses import replace
from datetime import date

from storage.browse.i18n.languages import ENGLISH, LANGUAGES
from storage.browse.references import CitedArticle, references

CITED = CitedArticle(
    key="sura-1",
    headline="Мост [открыт] за 5%",
    outlet="Сура-пресс",
    url="https://a.example/(1)",
    day=date(2026, 11, 28),
)


def test_each_form_names_headline_outlet_day_and_address() -> None:
    forms = dict(references(CITED, LANGUAGES["ru"]))
    assert forms["Markdown"] == (
        "[Мост \\[открыт\\] за 5%](https://a.example/%281%29), Сура-пресс, 28 ноября 2026"
    )
    assert forms["Простой текст"] == (
        "Мост [открыт] за 5%. Сура-пресс, 28 ноября 2026. https://a.example/(1)"
    )
    assert forms["BibTeX"].split("\n") == [
        "@online{sura-1,",
        "  title = {{Мост [открыт] за 5{\\char37}}},",
        "  author = {{Сура-пресс}},",
        "  date = {2026-11-28},",
        "  url = {https://a.example/(1)},",
        "}",
    ]


def test_an_unknown_day_is_left_out() -> None:
    forms = dict(references(replace(CITED, day=None), ENGLISH))
    assert forms["Plain text"] == "Мост [открыт] за 5%. Сура-пресс. https://a.example/(1)"
    assert "date" not in forms["BibTeX"]
