'''Svodka from Python: the text and facts of news pages, and the stories that their copies form.

A page is a string or bytes, and its article is an :class:`Article`. The fields have the names of
schema.org's NewsArticle in snake_case:

>>> from svodka import extract, group
>>> page = """<html lang="ru"><head><title>Мост через Суру открыли – Пенза сегодня</title></head>
... <body><nav><a href="/">Главная</a> <a href="/news">Новости</a></nav><article>
... <h1>Мост через Суру открыли</h1><time>7 июня 2024, 14:20</time>
... <p>Мост через Суру открыли утром в пятницу, рассказали в мэрии Пензы.</p>
... <p>Его строили два года, и движение запустили на месяц раньше срока.</p></article>
... <footer><a href="/about">О редакции</a></footer></body></html>"""
>>> article = extract(page, url="https://penza.example/most", timezone="Europe/Moscow")
>>> article.headline
'Мост через Суру открыли'
>>> print(article.article_body)
Мост через Суру открыли утром в пятницу, рассказали в мэрии Пензы.
Его строили два года, и движение запустили на месяц раньше срока.

Times are aware and in UTC. A time that names no zone is read in ``timezone``:

>>> article.date_published
datetime.datetime(2024, 6, 7, 11, 20, tzinfo=datetime.timezone.utc)

``Article.to_dict`` returns what ``scrapy extract`` prints as JSON:

>>> article.to_dict()["date_published"]
'2024-06-07T11:20:00Z'

For a page without an article, :class:`NoArticleError` is raised with the reason:

>>> extract("<html><body><form><input type=password></form></body></html>")
Traceback (most recent call last):
svodka.NoArticleError: not_article: no text

``group`` finds the copies among articles. A story consists of its original and the copies of it. An
article is identified by its position in the list:

>>> from dataclasses import replace
>>> reprint = replace(article, url="https://samara.example/1", headline="Движение запустили")
>>> other = replace(article, url="https://ural.example/7", article_body="В парке открыли каток.")
>>> for story in group([article, reprint, other]):
...     print(story.canonical_id, {key: str(value) for key, value in story.relations.items()})
0 {0: 'original', 1: 'reprint'}
2 {2: 'original'}
'''

from pipelines.model import Article, Outcome, Page, Relation, Story
from svodka.extraction import NoArticleError, extract
from svodka.stories import group

__version__ = "0.2.0"
__all__ = [
    "Article",
    "NoArticleError",
    "Outcome",
    "Page",
    "Relation",
    "Story",
    "__version__",
    "extract",
    "group",
]
