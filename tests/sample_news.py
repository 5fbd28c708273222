"""A small database of our own writing: outlets, stories with copies, and hostile text."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.model import Article, Evidence, Source, iso_text
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from storage.search.indexing import index_pending
from tests.saved_articles import save_article

SOURCES = (
    Source("sura-press", "Сура-пресс", "https://sura-press.example/", "RU-PNZ", "Europe/Moscow"),
    Source("penza-den", "Пензенский день", "https://penza-den.example/", "RU-PNZ", "Europe/Moscow"),
    Source("volga-novosti", "Волга. Новости", "https://volga.example/", "RU-SAM", "Europe/Samara"),
    Source("vostok", "Восточный вестник", "https://vostok.example/", "RU-PRI", "Asia/Vladivostok"),
)
REGIONS = (
    ("RU-PNZ", "Пензенская область"),
    ("RU-SAM", "Самарская область"),
    ("RU-PRI", "Приморский край"),
)

NEW_BRIDGE_TEXT = """В Пензе открыли движение по новому мосту через Суру.
Строители закончили работы на месяц раньше срока, сообщил начальник управления дорог Олег Кузнецов.
Мост длиной 320 метров связал Терновку с центром города. Раньше жители добирались в объезд полчаса.
До конца года у въезда поставят светофоры и разобьют сквер."""
BRIDGE_CUT = "\n".join(NEW_BRIDGE_TEXT.split("\n")[:2])
BRIDGE_REWORDED = NEW_BRIDGE_TEXT.replace("полчаса", "сорок минут").replace(
    "До конца года", "Весной"
)
# Of its two copies; a share says how much of one of the two texts is in the other.
BRIDGE_MATCHES = (
    {"jaccard": 0.81, "containment": 0.9, "share": 0.89, "other_share": 0.9},
    {"jaccard": 0.44, "containment": 1, "share": 0.44, "other_share": 1},
)
HOSTILE = '<script>window.owned = true</script><img src=x onerror="window.owned = true">'


@dataclass(frozen=True)
class SampleArticle:
    """One article of the sample: its outlet, its text, and its age in minutes."""

    source: str
    slug: str
    headline: str
    body: str
    minutes: int
    relation: str = "original"
    story: str = ""
    url: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


SAMPLE = (
    SampleArticle("sura-press", "most", "Новый мост через Суру открыли в Пензе", NEW_BRIDGE_TEXT,
         95, story="bridge", facts={"article_section": "Город", "authors": ("Анна Белова",),
                "description": "Строители закончили работы на месяц раньше срока."}),
    SampleArticle("penza-den", "novyj-most", "По новому мосту через Суру пустили машины",
         BRIDGE_REWORDED, 80, "reprint", "bridge", facts={"credit_text": "Сура-пресс"}),
    SampleArticle("volga-novosti", "most-sura", "У соседей открыли мост", BRIDGE_CUT, 20, "excerpt",
         "bridge",
         facts={"credit_text": "Сура-пресс", "is_based_on": "https://sura-press.example/most"}),
    SampleArticle("volga-novosti", "hleb", "Самарские пекари испекли каравай весом в тонну",
         "Каравай пекли трое суток.\nЕго разрезали на площади и раздали жителям Самары.", 60,
         story="bread", facts={"article_section": "Общество"}),
    SampleArticle("penza-den", "banka", "Музей варенья открылся в Наровчате",
         "Первым экспонатом стала банка варенья 1961 года.\nМузей работает без выходных.", 50,
         story="jam", facts={"article_section": "Культура"}),
    SampleArticle("sura-press", "bank", "Банк закрыл отделение в Сердобске",
         "Клиентов обслужат в Колышлее.\nРешение банка объяснили низким спросом.", 45,
         story="bank", facts={"article_section": "Экономика", "is_advertising": True,
                "dateline": "Сердобск"}),
    SampleArticle("vostok", "tigr", f"Тигр вышел к посёлку {HOSTILE}",
         f"Охотоведы увезли зверя в тайгу. {HOSTILE}\nЖители посёлка не пострадали.", 30,
         story="tiger", url="javascript:alert(1)",
         facts={"description": HOSTILE, "article_markdown": HOSTILE,
                "is_based_on": "javascript:alert(2)"}),
)  # fmt: skip


# Addresses of each kind of page with this sample.
PAGES = (
    "/", "/?day=2020-01-01", "/story/bridge", "/story/bridge?a=1&b=2", "/article/1", "/article/6",
    "/sources", "/source/sura-press", "/region/RU-PNZ", "/search?q=пензе", "/search",
    "/search?q=абракадабра", "/search?q=(мост источник:правда",
    "/syndication", "/syndication?days=1", "/digest/RU-PNZ/2026-01-31", "/alerts", "/edits",
    "/citations", "/citations?outlet=sura-press", "/edits?show=removals", "/kept", "/story/0",
)  # fmt: skip

# An alert that is saved with this time matches all articles of the sample.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def fill(path: Path, now: datetime | None = None) -> Database:
    """Create the database of the sample at ``path``, with all texts indexed."""
    db = open_database(path)
    moment = (now or datetime.now(UTC)).replace(microsecond=0)
    with transaction(db):
        save_sources(db, SOURCES)
        db.execute("UPDATE sources SET last_polled_at = ?", [iso_text(moment)])
        db.conn.executemany("INSERT OR REPLACE INTO regions VALUES (?, ?)", REGIONS)
        ids = {sample.slug: _save(db, sample, moment) for sample in SAMPLE}
        for story in dict.fromkeys(sample.story for sample in SAMPLE):
            form_story(db, story, [ids[sample.slug] for sample in SAMPLE if sample.story == story])
        first, *others = [ids[sample.slug] for sample in SAMPLE if sample.story == "bridge"]
        for other, measures in zip(others, BRIDGE_MATCHES, strict=True):
            match = {"article_id": first, "other_id": other, "relation": "reprint"}
            db.table("matches").insert(match | measures)
        db.execute("INSERT INTO story_redirects VALUES ('bridge-old', 'bridge')")
        index_pending(db)
    return db


def form_story(db: Database, story: str, ids: list[int]) -> None:
    """Store a story of these articles, of which the first is its original."""
    marks = ",".join("?" * len(ids))
    members = list(db.query(
        f"""SELECT a.*, s.region FROM articles a JOIN sources s ON s.id = a.source_id
        WHERE a.id IN ({marks}) ORDER BY a.id""", ids))  # fmt: skip
    outlets = {member["source_id"] for member in members}
    regions = sorted({member["region"] for member in members})
    db.table("stories").insert({
        "id": story, "headline": members[0]["headline"], "canonical_article_id": members[0]["id"],
        "date_first_published": members[0]["date_published"] or members[0]["date_first_seen"],
        "article_count": len(members), "source_count": len(outlets),
        "regions": json.dumps(regions),
    })  # fmt: skip
    db.execute(f"UPDATE articles SET story_id = ? WHERE id IN ({marks})", [story, *ids])


def _save(db: Database, sample: SampleArticle, now: datetime) -> int:
    at = now - timedelta(minutes=sample.minutes)
    url = f"https://{sample.source}.example/{sample.slug}"
    article = Article(
        url, sample.headline, sample.body, date_published=at, in_language="ru",
        evidence=(Evidence("date_published", at.isoformat(), "json-ld"),
                  Evidence("headline", sample.headline, "opengraph")), **sample.facts,
    )  # fmt: skip
    saved = save_article(db, article, url=sample.url or url, source_id=sample.source, now=at)
    db.execute("UPDATE articles SET relation = ? WHERE id = ?", [sample.relation, saved.article_id])
    return saved.article_id
