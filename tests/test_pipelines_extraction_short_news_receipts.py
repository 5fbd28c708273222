"""Tests that receipts, notices of moderators and captions without a date are no short news."""

import pytest

from pipelines.extraction.read_page import read_page
from pipelines.extraction.service_messages import has_receipt
from pipelines.model import Article, Page


def read(headline: str, text: str, date: str = "") -> Article | None:
    html = (
        f"<html><head><title>{headline} - Сурские вести</title></head><body><header><nav><ul>"
        "<li><a href=/econ>Экономика</a></li><li><a href=/sport>Спорт</a></li></ul></nav></header>"
        f"<main><article><h1>{headline}</h1>{date}<div class=text><p>{text}</p></div></article>"
        "</main><footer><p>© 2026 Сурские вести</p></footer></body></html>"
    )
    return read_page(Page("https://example.ru/p/1234", html.encode())).article


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Заявка успешно отправлена в редакцию", "Менеджер позвонит в течение 15 минут."),
        ("Заказ номер 512 успешно оплачен", "Чек придёт в течение 5 минут."),
        ("Тема закрыта модератором форума навсегда", "Обсуждение нарушало правила форума."),
        ("Плановые работы до шести часов вечера", "Всё заработает через 2 часа."),
        ("Голос учтён в опросе читателей", "За вариант «да» проголосовали 512 человек."),
        ("Голосование завершено", "Спасибо, ваш голос учтён. Проголосовало 1200 человек"),
        ("Le contenu demandé est introuvable ici", "Il a été supprimé par la rédaction."),
        ("Die gewünschte Adresse gibt es nicht mehr", "Der Beitrag wurde gelöscht."),
        ("Die gewünschte Adresse gibt es nicht mehr", "Der Artikel wurde verschoben."),
        ("Мост открыли", "Фото с места."),
        ("Bridge opened", "Photos from the scene."),
        ("Замовлення успішно сплачено сьогодні вранці", "Оператор зателефонує через 10 хвилин."),
        ("The form was successfully sent today", "A manager will call within 15 minutes."),
        ("This topic was closed by a moderator", "It broke the forum rules."),
        ("Bestellung erfolgreich bezahlt und gespeichert", "Die Quittung kommt in 5 Minuten."),
        ("La discussion a été fermée", "Elle a été supprimée par un modérateur."),
        ("El tema ya no sigue abierto", "Fue cerrado por un moderador."),
        ("Zamówienie zostało właśnie opłacone", "Paragon przyjdzie w ciągu 5 minut."),
    ],
)
def test_receipts_and_captions_are_no_news(headline: str, text: str) -> None:
    assert read(headline, text) is None


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("Пожар на складе в Кузнецке", "Огонь потушили за два часа."),
        ("Вход на набережную закрыт", "Набережная Пензы закрыта до весны из-за ремонта."),
        ("Барак Обама приедет в Берлин на форум", "Экс-президент прочитает лекцию студентам."),
        ("Villa in Lloret brennt", "Die Feuerwehr rückt mit 20 Kräften aus."),
        ("Two men held over Leeds fire", "Police in Leeds hold two men over a warehouse fire."),
        ("Заказ на 40 трамваев достался заводу", "Первые вагоны завод собрал к осени."),
        ("Поезд прибыл с опозданием", "Пассажиров пересадили через 2 часа."),
        ("Модератор форума стал депутатом", "За него проголосовали 512 человек."),
        ("Мост открыли", "Фото с места показали в Пензе."),
    ],
)
def test_news_near_the_words_of_receipts_stays(headline: str, text: str) -> None:
    article = read(headline, text)
    assert article is not None
    assert article.article_body == text


def test_a_date_outweighs_a_receipt() -> None:
    headline, text = "Тему закрыли", "Обсуждение нарушало правила форума."
    assert has_receipt(text)
    assert read(headline, text) is None
    assert read(headline, text, "<p>20.11.2026 14:35</p>") is not None
