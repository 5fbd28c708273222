"""Reads a page and computes the features of its text, in a worker process."""

from pipelines.model import Page, Reading, TextFeatures

_SAMPLE_PAGE = """<!doctype html><html lang="ru"><head><title>Каток открылся – Газета</title>
<link rel="canonical" href="https://paper.example/news/1">
<meta property="article:published_time" content="2026-11-20T08:30:00+03:00">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Каток открылся",
"author": {"@type": "Person", "name": "Анна Ким"}}</script></head><body>
<nav><a href="/">Главная</a> <a href="/news">Новости</a></nav><article><h1>Каток открылся</h1>
<p>20 ноября 2026, 08:30 <span class="author">Анна Ким</span></p>
<p>В парке открылся каток. Лёд залили за три ночи, сообщили в мэрии 19 ноября.</p>
<p>Вход свободный, прокат коньков – 200 рублей в час. Каток работает до 22 часов.</p></article>
<footer><a href="/about">О редакции</a></footer></body></html>"""


def read_with_features(page: Page) -> tuple[Reading, TextFeatures | None]:
    """Read a page; also return the features of its text, or None if it holds no article."""
    # These imports are not at the top because the crawl process, which never calls this function,
    # starts faster without them.
    from pipelines.copies.compared_text import text_features
    from pipelines.extraction.read_page import read_page

    reading = read_page(page)
    if reading.article is None:
        return reading, None
    return reading, text_features(reading.article.article_body)


def warm_up() -> None:
    """Read a sample page, so that modules and models are loaded before the first real page."""
    read_with_features(
        Page("https://paper.example/news/1", _SAMPLE_PAGE.encode(), timezone="Europe/Moscow")
    )
