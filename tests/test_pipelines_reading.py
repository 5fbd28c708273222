"""Tests the work for one page in a worker process."""

from pipelines.copies.compared_text import text_features
from pipelines.model import Page
from pipelines.reading import read_with_features

PAGE = """<html lang="ru"><head><title>Мост через Суру открыли – Пенза сегодня</title></head>
<body><nav><a href="/">Главная</a> <a href="/news">Новости</a></nav><article>
<h1>Мост через Суру открыли</h1><time>7 июня 2024, 14:20</time>
<p>Мост через Суру открыли утром в пятницу, рассказали в мэрии Пензы.</p>
<p>Его строили два года, и движение запустили на месяц раньше срока.</p></article>
<footer><a href="/about">О редакции</a></footer></body></html>"""


def test_an_article_comes_with_the_features_of_its_text() -> None:
    reading, features = read_with_features(Page("https://penza.example/1", PAGE.encode()))
    assert reading.article is not None
    assert features is not None
    expected = text_features(reading.article.article_body)
    assert features.shingle_count == expected.shingle_count
    assert features.templates == expected.templates


def test_a_page_without_article_has_no_features() -> None:
    reading, features = read_with_features(Page("https://penza.example/2", b"<form></form>"))
    assert reading.article is None
    assert features is None
