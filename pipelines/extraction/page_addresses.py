"""Tells from the path of a page's URL what the page may be.

All functions get the path with its query, such as «/news/?page=2».
"""

import re

_HOME_PATHS = ("/", "/?", "?")
# Paths and parameters of search results, tags, sections, authors and further pages of a listing:
# «/tag/bridge», «/?q=bridge», «/news/?PAGEN_1=3».
_LISTING = re.compile(
    r"^/(?:search|poisk|tags?|teg|rubric|category|author|authors|archive|page)(?:/|$|\?)|"
    r"/page/\d{1,4}/?(?:\?|$)|"
    r"[?&](?:PAGEN_\d|q|query)=\w",
    re.IGNORECASE,
)
# Paths of a search, in a section for a language as well: «/ru/search/», «/?s=bridge».
_SEARCH = re.compile(r"^/\w\w/(?:search|poisk)(?:/|$|\?)|[?&](?:s|text|search)=\w", re.IGNORECASE)
# Paths of pages about the outlet: «/contacts/», «/o-redakcii», «/about_us.html».
_OUTLET = re.compile(
    r"/(?:about(?:-\w+|\w*)|contacts?(?:[-_]us)?|kontakt\w*|(?:o|ob|pro)[-_]\w+|redak\w+|reklama|"
    r"obratnaja[-_]svjaz|obratnaya[-_]svyaz|advertis\w*|team|komanda|impressum|imprint|terms|"
    r"privacy\w*|policy|politika\w*|vakansii|(?:despre|ueber|uber)[-_]\w+|agreement|soglashenie|"
    r"rules|pravila|legal|oferta|datenschutz\w*|mentions-legales|aviso-legal|polityka-\w+|"
    r"regulamin|quienes-somos|qui-sommes-nous|apie-mus)(?:\.\w+)?/?(?:\?|$)",
    re.IGNORECASE,
)
# The sections of news, below which no page is about the outlet: «/news/reklama», «/2026/11/».
_NEWS = re.compile(
    r"/(?:news?|novosti|novyny|articles?|artikel|actualites?|noticias?|wiadomosci|zpravy|aktuality|"
    r"naujienos|vesti|vijesti|stiri|stat(?:i|y|ii|yi|ji|ya)|story|stories|posts?|blog|"
    r"\d{4}/\d\d?)/",
    re.IGNORECASE,
)
# The last part of the address of an item has a number or a name of at least three words. A name of
# four words is the headline of an article.
_NUMBER_OF_ITEM = re.compile(r"\d{3}")
_MIN_WORDS_OF_ITEM, _MIN_WORDS_OF_HEADLINE = 3, 4
_WORD = re.compile(r"[^\W_]+")
# A name below a month, such as «/2026/11/elku-privezli/»; below a year it may be of a section.
_NAME_BELOW_MONTH = re.compile(r"/\d{4}/\d\d?/(?:\d\d?/)?(?!page\b)[^\W\d_]{2}[^/?]*/?(?:\?|$)")
_WEATHER_OR_RATES = re.compile(
    r"/(?:pogoda\w*|weather|meteo|wetter|pocasi|vremea?|el-tiempo|tiempo|kurs\w*|rates|"
    r"currency|valyut\w*|raspisanie\w*|timetable|tv|tvprogram\w*|teleprogramma|horoscope|goroskop)"
    r"(?:[-_/]|\.\w+$|$|\?)",
    re.IGNORECASE,
)
# Pages of a user, a product, a search or a service.
_SERVICE = re.compile(
    r"/(?:users?|profile|members?|account|catalog|katalog|shop|product|search|poisk|pogoda|"
    r"weather|login|register|forum)(?:[/?]|$)|/(?:archive|arhiv)(?:/[\d/-]{0,12})?(?:$|\?)|[?&](?:q|s|query|text)=",
    re.IGNORECASE,
)


def is_of_home(path: str) -> bool:
    """Return whether a page is the front page of its site."""
    return path in _HOME_PATHS


def is_of_listing(path: str) -> bool:
    """Return whether the path is one of listings; articles may be below it, too."""
    return _LISTING.search(path) is not None


def is_of_search(path: str) -> bool:
    """Return whether a page may be the results of a search, and is in no section of news."""
    is_search = is_of_listing(path) or _SEARCH.search(path) is not None
    return is_search and not _NEWS.search(path)


def is_of_outlet(path: str) -> bool:
    """Return whether a page may be about the outlet, and is in no section of news."""
    return _OUTLET.search(path) is not None and not _NEWS.search(path)


def is_of_weather(path: str) -> bool:
    """Return whether a page may be of the weather, of rates or a timetable, and not of news."""
    return _WEATHER_OR_RATES.search(path) is not None and not _NEWS.search(path)


def is_of_service(path: str) -> bool:
    """Return whether the path is one of a user, a product, a search or a service."""
    return _SERVICE.search(path) is not None


def is_of_news_item(path: str) -> bool:
    """Return whether the path is one of an item in a section of news, or has a whole headline."""
    if len(_words_of_name(path)) >= _MIN_WORDS_OF_HEADLINE or _NAME_BELOW_MONTH.search(path):
        return True
    return is_of_item(path) and _NEWS.search(path) is not None


def is_of_item(path: str) -> bool:
    """Return whether the path ends in a number or a name of three words, as an item's path does."""
    words = _words_of_name(path)
    return len(words) >= _MIN_WORDS_OF_ITEM or any(map(_NUMBER_OF_ITEM.search, words))


def _words_of_name(path: str) -> list[str]:
    """Return the words of the last part of a path, without its ending, such as «.html»."""
    name = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    return _WORD.findall(name.rpartition(".")[0] or name)
