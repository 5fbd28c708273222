"""Finds the article to which a post links, among its links to forms, maps and other services."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.extraction.posts.text import Line, links_in
from pipelines.parsing.channels import is_telegram
from pipelines.parsing.sites import is_profile_host
from pipelines.parsing.urls import host_of, identity

_MAX_CALL_WORDS = 3  # of a link in a closing line, such as «Прислать новость»
_MAX_CLOSING_LINES = 5
# Hosts on which no outlet publishes articles; their subdomains are meant as well.
_OTHER_HOSTS = frozenset([
    # short links
    "vk.cc", "clck.ru", "goo.su", "goo.gl", "bit.ly", "youtu.be",
    # messengers and social networks beside the profile hosts
    "wa.me", "whatsapp.com", "viber.com", "vb.me", "tg.me", "vk.me", "discord.gg", "discord.com",
    "tiktok.com", "tenchat.ru", "pinterest.com", "twitch.tv", "likee.video",
    # maps
    "2gis.ru", "2gis.com", "2gis.kz", "maps.yandex.ru", "maps.google.com", "maps.google.ru",
    "maps.apple.com", "openstreetmap.org",
    # forms and files
    "forms.yandex.ru", "forms.yandex.com", "forms.gle", "docs.google.com", "drive.google.com",
    "disk.yandex.ru", "yadi.sk", "cloud.mail.ru",
    # payments
    "cloudtips.ru", "boosty.to", "yoomoney.ru", "donationalerts.com", "qr.nspk.ru",
    "online.sberbank.ru",
    # app shops
    "apps.apple.com", "itunes.apple.com", "play.google.com", "rustore.ru", "appgallery.huawei.com",
    # public services
    "pos.gosuslugi.ru", "esia.gosuslugi.ru", "lk.gosuslugi.ru", "dom.gosuslugi.ru",
])  # fmt: skip
# Folders without articles on hosts with articles elsewhere. Towns have sites on gosuslugi.ru.
_OTHER_PLACES = (
    "gosuslugi.ru/", "yandex.ru/maps/", "yandex.com/maps/", "google.com/maps/", "google.ru/maps/",
    "sberbank.com/sms/", "sberbank.ru/sms/",
)  # fmt: skip


def linked_article(lines: Sequence[Line], link_preview: str | None) -> str | None:
    """Return the article on which a post is based, or None.

    This is the page that is shown below the text, or else the only article to which the text links.
    Links of closing lines do not count beside a link above.
    """
    if link_preview and _may_be_article(link_preview):
        return link_preview
    lines_left = [line for line in lines if line.text]
    articles = _articles(lines_left)
    for _ in range(_MAX_CLOSING_LINES):
        if len(articles) < 2 or not _ends_with_closing_line(lines_left):
            break
        lines_left.pop()
        articles = _articles(lines_left)
    return articles[0] if len(articles) == 1 else None


def _articles(lines: Sequence[Line]) -> list[str]:
    """Return the links of the lines that may lead to articles, one for each article."""
    links = {identity(link): link for link in links_in(lines) if _may_be_article(link)}
    return list(links.values())


def _ends_with_closing_line(lines: Sequence[Line]) -> bool:
    """Return whether the last line only calls readers to do something: «Сайт | Прислать новость».

    Such a line has short links and no other words. A line with only one link may also be an item of
    a list. It is a closing line if a line above it has words and a link to an article.
    """
    *above, last = lines
    if not _has_links_only(last):
        return False
    return len(links_in([last])) > 1 or any(
        _articles([line]) and not _has_links_only(line) for line in above
    )


def _has_links_only(line: Line) -> bool:
    """Return whether all words of a line are in short links."""
    runs = [run for run in line.runs if any(map(str.isalnum, run.text))]
    return all(run.link and len(run.text.split()) <= _MAX_CALL_WORDS for run in runs)


def _may_be_article(url: str) -> bool:
    """Return whether a link may lead to an article: its path names a single page."""
    try:
        path = urlsplit(url).path.strip("/")
        is_elsewhere = is_telegram(url) or is_profile_host(url) or _is_service(url)
    except ValueError:
        return False
    # The path of a section is a single word; a page has a path such as «news/12», «most-otkryt».
    is_single_page = any(sign in path for sign in "-_/") or any(map(str.isdigit, path))
    return bool(path) and is_single_page and not is_elsewhere


def _is_service(url: str) -> bool:
    """Return whether a URL lies on a host, or a part of one, that has no articles."""
    host = host_of(url)
    labels = host.split(".")
    parents = (".".join(labels[start:]) for start in range(len(labels)))
    place = f"{host}/{urlsplit(url).path.strip('/')}/"
    return not _OTHER_HOSTS.isdisjoint(parents) or place.startswith(_OTHER_PLACES)
