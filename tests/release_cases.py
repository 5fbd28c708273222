"""Stores press releases of an office and of its channel, and outlets that printed them."""

from datetime import datetime, timedelta

from sqlite_utils import Database

from pipelines.model import Article, Source
from storage.crawl.sources import save_sources
from storage.database.sqlite import transaction
from tests.sample_news import form_story
from tests.saved_articles import save_article

CHECKS = (
    "Прокуратура Кузнецкого района проверила 14 сельских школ и нашла нарушения в девяти из них."
    " Директорам внесены представления, виновных накажут, сообщил прокурор района Олег Белов."
)
ROADS = (
    "Сотрудники полиции в выходные остановили 27 водителей в нетрезвом виде. Все они отстранены от"
    " управления, материалы переданы в суд."
)
ADDED = (
    "«Сигнализацию обещали починить летом, но денег не дали», — сказала директор школы Марина"
    " Крюкова. Ремонт стоит 340 тысяч рублей."
)
OFFICE = "prokuratura"
CHANNEL = "mvd-channel"
OUTLETS = ("vesti", "sura", "den")


def fill(db: Database, now: datetime) -> None:
    """Store three press releases and the articles that printed them.

    - ``schools``: ``vesti`` printed it whole, ``sura`` added a paragraph
    - ``roads``: a post of the channel, which ``den`` printed and nobody added to
    - ``alone``: no outlet printed it
    """
    names = {
        OFFICE: "Прокуратура области", CHANNEL: "УМВД по Пензенской области", "vesti": "Вести",
        "sura": "Сура", "den": "День",
    }  # fmt: skip
    save_sources(
        db,
        [
            Source(source_id, name, f"https://{source_id}.example/", "RU-PNZ", "Europe/Moscow")
            for source_id, name in names.items()
        ],
    )
    db.execute("UPDATE sources SET kind = 'official' WHERE id = ?", [OFFICE])
    db.execute("UPDATE sources SET kind = 'channel' WHERE id = ?", [CHANNEL])
    schools = [
        add_article(
            db, OFFICE, "schools", "Прокуратура проверила школы", CHECKS, now, minutes_ago=300
        ),
        add_article(
            db, "vesti", "schools", "Прокуратура проверила школы", CHECKS, now, minutes_ago=280
        ),
        add_article(
            db, "sura", "schools", "Школы проверили", f"{CHECKS}\n{ADDED}", now, minutes_ago=250
        ),
    ]
    roads = [
        add_article(db, CHANNEL, "roads", "Выходные на дорогах", ROADS, now, minutes_ago=200),
        add_article(db, "den", "roads", "Пьяных водителей остановили", ROADS, now, minutes_ago=190),
    ]
    alone = [
        add_article(
            db, OFFICE, "alone", "Приём граждан", "Приём граждан по средам.", now, minutes_ago=100
        )
    ]
    for story, ids in (("schools", schools), ("roads", roads), ("alone", alone)):
        form_story(db, story, ids)


def add_article(
    db: Database, source: str, slug: str, headline: str, text: str, now: datetime, minutes_ago: int
) -> int:
    """Store an article that was published ``minutes_ago`` before ``now``; return its id."""
    at = now - timedelta(minutes=minutes_ago)
    url = f"https://{source}.example/{slug}"
    article = Article(url, headline, text, date_published=at, in_language="ru")
    with transaction(db):
        return save_article(db, article, url=url, source_id=source, now=at).article_id
