"""The demo outlets: seven sites and a press office in four regions, each with its own markup."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MAX_RUN = timedelta(minutes=10)  # the longest time that a demo takes


@dataclass(frozen=True, slots=True)
class Outlet:
    """A demo site: its region and host, the form of its addresses, its feeds and sitemaps."""

    id: str
    name: str
    region: str
    timezone: str
    host: str
    address: str  # of an article; slug, number and day are filled in
    features: str  # its indexes and markup, described for readers of this file
    encoding: str = "utf-8"
    keys: dict[str, str | list[str]] = field(default_factory=dict)  # further keys in sources.toml

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def visible_date(self, moment: datetime, now: datetime) -> str:
        """Return the date as the outlet prints it for its readers.

        Pages are generated once, so «Сегодня» is used only if it is still today after MAX_RUN;
        a crawl that passes midnight would read it as the next day.
        """
        local, today = moment.astimezone(self.zone), now.astimezone(self.zone).date()
        days = (today - local.date()).days
        day_at_end = (now + MAX_RUN).astimezone(self.zone).date()
        if self.id == "ural-liniya" and days in (0, 1) and day_at_end == today:
            return f"{('Сегодня,', 'Вчера в')[days]} {local:%H:%M}"
        if self.id == "alatyr-vestnik":
            return f"{local:%H:%M, %d.%m.%Y}"
        if self.id == "iset-live":
            return f"{local:%d.%m.%Y %H:%M}"
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


_ALL = (
    Outlet(
        "penza-vesti", "Пензенские вести", "RU-PNZ", "Europe/Moscow", "127.0.0.21",
        "/social/{day:%Y/%m/%d}/{slug}.html",
        "RSS; JSON-LD; a footer in plain paragraphs inside the text's own container",
        keys={"feeds": ["/rss.xml"], "owner": "Медиагруппа «Сура»"},
    ),
    Outlet(
        "sura-online", "Сура онлайн", "RU-PNZ", "Europe/Moscow", "127.0.0.22",
        "/news/{number}/{slug}",
        "listing pages only; windows-1251; a layout table with <br><br> between paragraphs",
        encoding="windows-1251",
        keys={"listings": ["/news/"], "owner": "Медиагруппа «Сура»"},
    ),
    Outlet(
        "volga-novosti", "Волга. Новости", "RU-SAM", "Europe/Samara", "127.0.0.23",
        "/news/{slug}/{day:%Y/%m/%d}/{number}",
        "a gzipped sitemap behind an index; OpenGraph",
        keys={"sitemaps": ["/sitemap_index.xml"]},
    ),
    Outlet(
        "samara-segodnya", "Самара сегодня", "RU-SAM", "Europe/Samara", "127.0.0.24",
        "/{number}-{slug}.html",
        "Atom; microdata",
        keys={"feeds": ["/atom.xml"]},
    ),
    Outlet(
        "ural-liniya", "Уральская линия", "RU-SVE", "Asia/Yekaterinburg", "127.0.0.25",
        "/lenta/{number}/",
        "RSS with full texts and <source>; «Сегодня, 14:20» for a date",
        keys={"feeds": ["/feed/"]},
    ),
    Outlet(
        "iset-live", "Исеть live", "RU-SVE", "Asia/Yekaterinburg", "127.0.0.26",
        "/text/{day:%Y/%m/%d}/{number}/",
        "only the home page is given, so the feed must be found; text inside <noindex>",
    ),
    Outlet(
        "alatyr-vestnik", "Алатырский вестник", "RU-CU", "Europe/Moscow", "127.0.0.27",
        "/alatyr/{slug}/{number}",
        "listing pages with an article_pattern; «14:20, 07.06.2024» for a date",
        keys={"listings": ["/"], "article_pattern": r"^/alatyr/[a-z0-9-]+/\d+$"},
    ),
    Outlet(
        "prokuratura-ural", "Прокуратура Свердловской области", "RU-SVE", "Asia/Yekaterinburg",
        "127.0.0.28", "/news/{number}/{slug}",
        "a press office; RSS",
        keys={"feeds": ["/rss.xml"], "kind": "official"},
    ),
)  # fmt: skip

OUTLETS = {outlet.id: outlet for outlet in _ALL}

# The lines that each page of each outlet has below or within its text.
RECURRING_LINES = (
    "Что еще почитать", "В регионах", "Новости региона", "Все новости", "Новости",
    "Самое читаемое", "...", "Сегодня", "Ощущается как ...", "Автовзгляд", "Womanhit",
    "Охотники.ру",
)  # fmt: skip
