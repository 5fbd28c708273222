"""An article about a bridge, for tests of single facts, and the reading of pages with it."""

from typing import Any

from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page

TITLE = "В Зареченске открыли пешеходный мост"
PARAGRAPHS = (
    "<p>Новый пешеходный мост через реку Светлую открыли утром в Зареченске.</p>"
    "<p>Строительство шло два года, подрядчик сдал объект на месяц раньше срока, сказал мэр.</p>"
    "<p>Движение транспорта по набережной восстановят к вечеру, автобусы вернутся на маршруты.</p>"
)
URL = "https://vesti.example/news/1"


def read_article(html: str | bytes, url: str = URL, **values: Any) -> Article:
    """Return the article of a page with further values of ``Page``; raise ValueError if none."""
    body = html.encode() if isinstance(html, str) else html
    reading = read_page(Page(url, body, **values))
    if reading.article is None:
        raise ValueError(f"the page has no article: {reading.reason}")
    return reading.article


def joined_values(parts: dict[str, str]) -> str:
    """Return the markup of a case, as its id in a table of cases."""
    return " ".join(parts.values()) or "nothing"
