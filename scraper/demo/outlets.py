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
    source_keys: dict[str, str | list[str]] = field(default_factory=dict)  # more of sources.toml

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def visible_date(self, moment: datetime, now: datetime) -> str:
        """Return the date as the outlet prints it for its readers.

        Pages are generated once, so «Сегодня» is used only if it is still today after MAX_RUN;
        a crawl that passes midnight would read it as the next day.
        """
        local = moment.astimezone(self.zone)
        today = now.astimezone(self.zone).date()
        days = (today - local.date()).days
        day_at_end = (now + MAX_RUN).astimezone(self.zone).date()
        if self.id == "ural-liniya" and days in (0, 1) and day_at_end == today:
            return f"Вчера в {local:%H:%M}" if days else f"Сегодня, {local:%H:%M}"
        if self.id == "alatyr-vestnik":
            return f"{local:%H:%M, %d.%m.%Y}"
        if self.id == "iset-live":
            return f"{local:%d.%m.%Y %H:%M}"
        return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


_ALL = (
    Outlet(
        id="penza-vesti",
        name="Пензенские вести",
        region="RU-PNZ",
        timezone="Europe/Moscow",
        host="127.0.0.21",
        address="/social/{day:%Y/%m/%d}/{slug}.html",
        features="RSS; JSON-LD; a footer in plain paragraphs inside the text's own container",
        source_keys={"feeds": ["/rss.xml"], "owner": "Медиагруппа «Сура»"},
    ),
    Outlet(
        id="sura-online",
        name="Сура онлайн",
        region="RU-PNZ",
        timezone="Europe/Moscow",
        host="127.0.0.22",
        address="/news/{number}/{slug}",
        features="listing pages only; windows-1251;"
        " a layout table with <br><br> between paragraphs",
        encoding="windows-1251",
        source_keys={"listings": ["/news/"], "owner": "Медиагруппа «Сура»"},
    ),
    Outlet(
        id="volga-novosti",
        name="Волга. Новости",
        region="RU-SAM",
        timezone="Europe/Samara",
        host="127.0.0.23",
        address="/news/{slug}/{day:%Y/%m/%d}/{number}",
        features="a gzipped sitemap behind an index; OpenGraph",
        source_keys={"sitemaps": ["/sitemap_index.xml"]},
    ),
    Outlet(
        id="samara-segodnya",
        name="Самара сегодня",
        region="RU-SAM",
        timezone="Europe/Samara",
        host="127.0.0.24",
        address="/{number}-{slug}.html",
        features="Atom; microdata",
        source_keys={"feeds": ["/atom.xml"]},
    ),
    Outlet(
        id="ural-liniya",
        name="Уральская линия",
        region="RU-SVE",
        timezone="Asia/Yekaterinburg",
        host="127.0.0.25",
        address="/lenta/{number}/",
        features="RSS with full texts and <source>; «Сегодня, 14:20» for a date",
        source_keys={"feeds": ["/feed/"]},
    ),
    Outlet(
        id="iset-live",
        name="Исеть live",
        region="RU-SVE",
        timezone="Asia/Yekaterinburg",
        host="127.0.0.26",
        address="/text/{day:%Y/%m/%d}/{number}/",
        features="only the home page is given, so the feed must be found; text inside <noindex>",
    ),
    Outlet(
        id="alatyr-vestnik",
        name="Алатырский вестник",
        region="RU-CU",
        timezone="Europe/Moscow",
        host="127.0.0.27",
        address="/alatyr/{slug}/{number}",
        features="listing pages with an article_pattern; «14:20, 07.06.2024» for a date",
        source_keys={"listings": ["/"], "article_pattern": r"^/alatyr/[a-z0-9-]+/\d+$"},
    ),
    Outlet(
        id="prokuratura-ural",
        name="Прокуратура Свердловской области",
        region="RU-SVE",
        timezone="Asia/Yekaterinburg",
        host="127.0.0.28",
        address="/news/{number}/{slug}",
        features="a press office; RSS",
        source_keys={"feeds": ["/rss.xml"], "kind": "official"},
    ),
)

OUTLETS = {outlet.id: outlet for outlet in _ALL}

# The lines that each page of each outlet has below or within its text.
RECURRING_LINES = (
    "Что еще почитать", "В регионах", "Новости региона", "Все новости", "Новости",
    "Самое читаемое", "...", "Сегодня", "Ощущается как ...", "Автовзгляд", "Womanhit",
    "Охотники.ру",
)  # fmt: skip
