"""Generates addresses that are no articles, in the style of an outlet's article addresses.

They are sections, tags, authors, days of a calendar, further pages, log-in, search and service
pages. Each has the link text of a menu, a footer or a tag cloud. The random numbers are seeded.
"""

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_SECTIONS = {
    "politika": "Политика", "ekonomika": "Экономика", "obshchestvo": "Общество", "sport": "Спорт",
    "kultura": "Культура", "proisshestviya": "Происшествия", "society": "Общество",
    "incidents": "Происшествия", "business": "Бизнес", "v-mire": "В мире", "auto": "Авто",
    "novosti-kompaniy": "Новости компаний", "selskoe-hozyaystvo": "Сельское хозяйство",
    "zhkh": "ЖКХ", "afisha": "Афиша", "interviu": "Интервью", "photo": "Фото", "video": "Видео",
}  # fmt: skip
_TAGS = {
    "dtp": "ДТП", "pozhar": "Пожар", "vybory": "Выборы", "koronavirus": "Коронавирус",
    "ivan-belozercev": "Иван Белозерцев", "remont-dorog": "Ремонт дорог", "fk-zenit": "ФК Зенит",
    "vybory-gubernatora-2026": "Выборы губернатора 2026", "gorodskaya-duma": "Городская дума",
}  # fmt: skip
_AUTHORS = {
    "ivan-petrov": "Иван Петров", "a-smirnova": "А. Смирнова", "redaktor": "Редактор",
    "mariya-sergeevna-kim": "Мария Сергеевна Ким", "312": "Олег Юдин",
}  # fmt: skip
_FIXED_PAGES = {
    "about": "О нас", "o-redakcii": "О редакции", "contacts": "Контакты", "kontakty": "Контакты",
    "reklama": "Реклама", "advertising": "Реклама на сайте", "privacy-policy": "Конфиденциальность",
    "politika-konfidentsialnosti": "Политика конфиденциальности", "rules": "Правила",
    "polzovatelskoe-soglashenie": "Пользовательское соглашение", "vakansii": "Вакансии",
    "terms-of-use": "Условия использования", "o-proekte": "О проекте", "sitemap": "Карта сайта",
    "tarify-na-reklamu": "Тарифы на рекламу", "help": "Помощь", "partners": "Партнёры",
    "soglasie-na-obrabotku-personalnyh-dannyh": "Согласие на обработку персональных данных",
}  # fmt: skip
_SERVICES = {
    "login": "Войти", "register": "Регистрация", "search": "Поиск", "auth": "Вход",
    "user/login": "Войти", "search/?q=мост": "мост", "?s=мост": "мост", "lk": "Личный кабинет",
    "poisk": "Поиск", "subscribe": "Подписка", "profile": "Профиль", "rss": "RSS",
}  # fmt: skip


@dataclass(frozen=True)
class Overview:
    """An address that is no article, with its kind and the text of the links to it."""

    kind: str
    url: str
    text: str


def overviews(articles: Iterable[str], seed: int = 1) -> list[Overview]:
    """Return about ten addresses of other pages of the outlet that published these articles."""
    urls = list(articles)
    first = urlsplit(urls[0])
    rng = random.Random(f"{seed}{first.netloc}")
    base = f"{first.scheme}://{first.netloc}"
    suffix = _suffix(urls[0])
    overviews_of_outlet = [
        _section(rng, base, urls, suffix),
        *_own_directories(rng, base, urls),
        _tag(rng, base),
        _author(rng, base),
        _day(rng, base, urls),
        *_further_page(rng, base, urls),
        _named(rng, "service", base, _SERVICES, "/"),
        *(_named(rng, "fixed", base, _FIXED_PAGES, suffix) for _ in range(2)),
    ]
    by_url = {overview.url: overview for overview in overviews_of_outlet}
    return [overview for url, overview in by_url.items() if url not in urls]


def _suffix(url: str) -> str:
    """Return what an article's path ends with: ".html", ".htm", ".php", "/" or nothing."""
    path = urlsplit(url).path
    extension = path.rpartition(".")[2] if "." in path.rpartition("/")[2] else ""
    if extension in ("html", "htm", "php"):
        return f".{extension}"
    return "/" if path.endswith("/") else ""


def _directory(rng: random.Random, urls: list[str]) -> str:
    """Return the first directory of an article, if it is named in letters."""
    parts = unquote(urlsplit(rng.choice(urls)).path).strip("/").split("/")
    return f"/{parts[0]}" if len(parts) > 1 and not parts[0][:1].isdigit() else ""


def _named(
    rng: random.Random, kind: str, base: str, texts: dict[str, str], suffix: str
) -> Overview:
    """Return one of the pages whose names are the keys of ``texts``."""
    name, text = rng.choice(list(texts.items()))
    end = "" if "?" in name else suffix
    return Overview(kind, f"{base}/{name}{end}", text)


def _section(rng: random.Random, base: str, urls: list[str], suffix: str) -> Overview:
    name, text = rng.choice(list(_SECTIONS.items()))
    # No prefix is twice as frequent as each of the others.
    prefix = rng.choice(["", "", _directory(rng, urls), "/rubric", "/category", "/rubrics"])
    slash = "/" if suffix else ""
    return Overview("section", f"{base}{prefix}/{name}{slash}", text)


def _own_directories(rng: random.Random, base: str, urls: list[str]) -> list[Overview]:
    """Return up to two directories of the articles, which are sections of the outlet.

    A directory whose name has a digit among its first four letters is a day.
    """
    paths = {urlsplit(url).path.rstrip("/").rpartition("/")[0] for url in urls} - {""}
    names = {path: path.rpartition("/")[2] for path in paths}
    sections = [path for path in sorted(paths) if not re.search(r"\d", names[path][:4])]
    chosen = rng.sample(sections, min(2, len(sections)))
    return [Overview("section", f"{base}{path}/", names[path].title()) for path in chosen]


def _tag(rng: random.Random, base: str) -> Overview:
    name, text = rng.choice(list(_TAGS.items()))
    prefix = rng.choice(["tag", "tags", "themes", "tema", "topic", "tegi"])
    return Overview("tag", f"{base}/{prefix}/{name}/", text)


def _author(rng: random.Random, base: str) -> Overview:
    name, text = rng.choice(list(_AUTHORS.items()))
    return Overview("author", f"{base}/{rng.choice(['author', 'authors', 'user'])}/{name}", text)


def _day(rng: random.Random, base: str, urls: list[str]) -> Overview:
    prefix = rng.choice(["", "/archive", _directory(rng, urls), "/news"])
    day, month = rng.randrange(1, 28), rng.randrange(1, 12)
    form = rng.choice(
        [
            f"/2020/{month:02}/{day:02}/", f"/2020-{month:02}-{day:02}/", f"/2020/{month:02}/",
            f"/{day:02}.{month:02}.2020/", f"/2020{month:02}{day:02}/",
            f"/?date=2020-{month:02}-{day:02}",
            f"/?year=2020&month={month}&day={day}", "/2019/",
        ]
    )  # fmt: skip
    return Overview("calendar", f"{base}{prefix}{form}", str(day))


def _further_page(rng: random.Random, base: str, urls: list[str]) -> list[Overview]:
    prefix = rng.choice(["", _directory(rng, urls), "/news"])
    number = rng.choice([2, 3, 17, 120])
    forms = [f"/page/{number}/", f"/?page={number}", f"/?PAGEN_1={number}", f"/page-{number}/",
             f"/p/{number}/", f"/?p={number}" if prefix else f"/?paged={number}"]  # fmt: skip
    form = rng.choice(forms)
    return [Overview("paging", f"{base}{prefix}{form}", str(number))]
