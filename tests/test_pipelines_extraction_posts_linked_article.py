"""Tests which article a post is based on: the one that it links to, if there is only one."""

import pytest

from pipelines.extraction.posts.linked_article import linked_article
from pipelines.extraction.posts.text import Line, Run


@pytest.mark.parametrize(
    ("links", "card", "article"),
    [
        (["https://gazeta.example/news/12"], None, "https://gazeta.example/news/12"),
        (["https://gazeta.example/"], None, None),
        (["https://gazeta.example/donate"], None, None),
        (["https://vk.com/wall-1_2", "https://t.me/gorod/5"], None, None),
        (["https://a.example/news/1", "https://b.example/news/2"], None, None),
        (["https://a.example/n/1", "https://b.example/n/2"], "https://b.example/n/2",
         "https://b.example/n/2"),
        (["https://a.example/n/1", "https://www.a.example/n/1?utm_source=tg"], None,
         "https://www.a.example/n/1?utm_source=tg"),
    ],
)  # fmt: skip
def test_a_post_is_based_on_the_one_article_it_links_to(
    links: list[str], card: str | None, article: str | None
) -> None:
    line = Line((Run("Подробности есть здесь: "), *(Run("сайт", link=link) for link in links)))
    assert linked_article([line], card) == article


@pytest.mark.parametrize(
    "service",
    [
        "https://yandex.ru/maps/-/CDxyz12", "https://go.2gis.com/ab12", "https://2gis.ru/penza/firm/7",
        "https://www.google.com/maps/place/5", "https://maps.app.goo.gl/x1", "https://forms.gle/a1b2",
        "https://forms.yandex.ru/u/65f0/", "https://docs.google.com/forms/d/e/1/viewform",
        "https://pay.cloudtips.ru/p/5f1a", "https://boosty.to/penza/donate-1",
        "https://yoomoney.ru/to/4100", "https://messenger.online.sberbank.ru/sl/1a",
        "https://www.gosuslugi.ru/600374/1", "https://pos.gosuslugi.ru/lkp/polls/42",
        "https://apps.apple.com/ru/app/id1", "https://play.google.com/store/apps/details",
        "https://www.rustore.ru/catalog/app/1", "https://chat.whatsapp.com/K1", "https://max.ru/join/1",
        "https://invite.viber.com/g2/1", "https://www.tiktok.com/t/ZM1", "https://ok.ru/group/1",
    ],
)  # fmt: skip
def test_a_map_form_payment_or_messenger_is_no_article(service: str) -> None:
    line = Line((Run("Подробности "), Run("здесь", link=service)))
    assert linked_article([line], None) is None
    assert linked_article([line], service) is None
    paper = Line((Run("Мост закрыт: "), Run("статья", link="https://gazeta.example/news/1")))
    assert linked_article([paper, line], None) == "https://gazeta.example/news/1"


@pytest.mark.parametrize(
    "url",
    [
        "https://kuznetsk-r58.gosweb.gosuslugi.ru/novosti/novosti_12.html",
        "https://www.sberbank.ru/ru/press_center/all/article-12",
        "https://gazeta.example/maps/2026",
    ],
)
def test_news_beside_a_service_may_be_an_article(url: str) -> None:
    assert linked_article([Line((Run("Подробнее", link=url),))], None) == url


# Lines of posts, named after their links.
WITH_SOURCE = Line(
    (Run("Мост закрыли, "), Run("пишет газета", link="https://a.example/n/1"), Run("."))
)
READ_MORE, OTHER_READ_MORE = (
    Line((Run("Подробнее", link=f"https://a.example/n/{number}"),)) for number in (1, 2)
)
OWN_SITE = Line((Run("Наш сайт", link="https://b.example/about/us"),))
CLOSING = Line((
    Run("👉 "), Run("Подписаться", link="https://t.me/penza"), Run(" | "),
    Run("Прислать новость", link="https://b.example/send-news"),
))  # fmt: skip
WITH_OTHER_SOURCE = Line((Run("Виадук открыли, "), Run("пишут", link="https://a.example/n/2")))
PLAIN = Line((Run("Виадук открыли раньше срока."),))
LINKED_SENTENCE = Line((Run("Виадук через реку открыли", link="https://a.example/n/2"),))


@pytest.mark.parametrize(
    ("lines", "article"),
    [
        ([WITH_SOURCE, CLOSING], "https://a.example/n/1"),
        ([WITH_SOURCE, Line(()), OWN_SITE], "https://a.example/n/1"),
        ([WITH_SOURCE, OWN_SITE, CLOSING], "https://a.example/n/1"),
        ([PLAIN, READ_MORE, CLOSING], "https://a.example/n/1"),
        ([WITH_SOURCE, WITH_OTHER_SOURCE, CLOSING], None),
        ([WITH_SOURCE, LINKED_SENTENCE], None),
        ([PLAIN, READ_MORE, PLAIN, OTHER_READ_MORE], None),
        ([PLAIN, READ_MORE, PLAIN, OTHER_READ_MORE, CLOSING], None),
        ([PLAIN, OWN_SITE], "https://b.example/about/us"),
    ],
    ids=[
        "source", "own site in another paragraph", "own site and closing line", "read more",
        "two sources", "source and linked sentence", "two read more",
        "two read more and closing line", "own site alone",
    ],
)  # fmt: skip
def test_a_closing_line_does_not_hide_the_article_linked_above(
    lines: list[Line], article: str | None
) -> None:
    assert linked_article(lines, None) == article
