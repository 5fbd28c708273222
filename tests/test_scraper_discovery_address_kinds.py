"""Tests which addresses are of single pages, overviews and service pages."""

import pytest

from scraper.discovery.address_kinds import AddressKind, address_kind

HOME = "https://sura.example/"


@pytest.mark.parametrize(
    "path",
    [
        "politika/6200/",
        "politika/most-otkroyut-v-mae.html",
        "rubric/ekonomika/6200-most-otkroyut",
        "category/news/most-otkroyut-v-mae",
        "archive/2026/11/6200",
        "archives/161029",
        "page/61029",
        "policy/2505884",
        "news/77/policy/2505884",
        "?p=57",
        "index.php?p=570",
        "?date=2026-11-29&id=57",
        "news/57.html",
        "2026/11/29/most",
        "sport/29may2026/basket.html",
        "news/12345/most",
        "article.php?sid=46509",
        "php/view_news.php?id=5D9CB092-B749-E547",
        "feed/obshchestvo/most-otkroyut-v-mae-6536678864.html",
        "news/2026/05/29/?newsid=121980",
        "themes/v-penze-otkryli-novyy-most-cherez-suru",
        "news/shtraf-za-utechku-personalnyh-dannyh",
        "новости/мост-откроют-в-мае",
        "index.php?page=news&id=57",
        "index.php?s=article&id=57",
        "index.php?action=show&nid=20313",
        "?id_news=57",
        "news.php?news=most-otkryt",
        "index.php?rubric=gorod&news=most-cherez-suru",
        "index.php?option=com_content&view=article&id=57:most&catid=8",
        "news/most-cherez-suru?utm_campaign=most-cherez-suru",
        "tarify-na-elektrichestvo-vyrastut",
        "pravila-proezda-v-avtobusah",
    ],
)
def test_a_number_an_identifier_or_a_slug_names_a_single_page(path: str) -> None:
    assert address_kind(HOME + path) is AddressKind.SINGLE


@pytest.mark.parametrize(
    "path",
    [
        "rubric/ekonomika",
        "category/novosti/",
        "tag/most-cherez-suru",
        "tags/12345",
        "author/ivan-petrov",
        "user/312",
        "2026/11/29/",
        "2026/",
        "archive/2026-11-29/",
        "news/20261129/",
        "29.11.2026/",
        "?date=2026-11-29",
        "news/page/120/",
        "page/3",
        "news/?page=2",
        "news/?id=57&page=2",
        "news/page-2/",
        "?PAGEN_1=4",
        "?s=мост",
        "index.php?action=print&id=57",
        "news/57?page=2",
        "news.php?id=57&sort=date",
        "index.php?cat=5",
    ],
)
def test_sections_tags_authors_days_and_further_pages_are_overviews(path: str) -> None:
    assert address_kind(HOME + path) is AddressKind.OVERVIEW


@pytest.mark.parametrize(
    "path",
    [
        "", "politika-konfidentsialnosti", "privacy-policy/", "policy", "o-redakcii.html", "login",
        "polzovatelskoe-soglashenie", "soglasie-na-obrabotku-personalnyh-dannyh", "reklama",
        "tarify-na-reklamu-2026", "kontakty/", "search/", "контакты", "vakansii", "sitemap",
        "politika-obrabotki-personalnyh-dannyh", "pravila-kommentirovaniya", "тарифы-на-рекламу",
        "pravila-ispolzovaniya-materialov-saita", "reklama-na-saite", "tarify-na-razmeshchenie",
    ],
)  # fmt: skip
def test_service_pages_are_known_by_their_whole_last_segment(path: str) -> None:
    assert address_kind(HOME + path) is AddressKind.SERVICE


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("politika", AddressKind.WORD),
        ("themes/most-cherez-suru", AddressKind.THEME),
        ("tema/most-otkryt", AddressKind.THEME),
        ("news.php?n=57", AddressKind.WORD),
        ("?57", AddressKind.WORD),
        ("foto/most.jpg", AddressKind.NO_PAGE),
        ("wp-admin/post.php", AddressKind.NO_PAGE),
        ("export/rss.xml", AddressKind.NO_PAGE),
    ],
)
def test_ambiguous_addresses_have_kinds_of_their_own(path: str, kind: AddressKind) -> None:
    assert address_kind(HOME + path) is kind
