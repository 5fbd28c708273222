"""An article on the repair of a bridge, with markup of a test amid and below its text."""

from pipelines.extraction.read_page import read_page
from pipelines.model import Page

FIRST = "В Балашове начали ремонт моста через Хопёр, сообщили в администрации района во вторник."
SECOND = "Подрядчик обещает закончить работы до октября, движение на это время ограничат."
THIRD = "По словам главы района, на объекте трудятся сорок человек, материалы уже завезли."


def body_of(amid: str = "", below: str = "") -> str:
    """Return the text of a page with some markup amid its text and some below it."""
    text = f"<p>{FIRST}</p>{amid}<p>{SECOND}</p><p>{THIRD}</p>{below}"
    html = (
        "<html lang=ru><title>В Балашове начали ремонт моста</title><body><div class=sc-a>"
        "<h1>В Балашове начали ремонт моста</h1><div class=date>20 ноября 2026, 14:35</div>"
        f"<div class=sc-b>{text}</div></div><div class=sc-c><a href=/n/1>Хопёр поднялся на"
        "полметра за сутки</a></div><div class=sc-d>© Голос Прихопёрья</div></body></html>"
    )
    article = read_page(Page("https://golos.example/news/4512/", html.encode())).article
    assert article is not None
    return article.article_body
