"""Tests stories as Atom and as JSON Feed."""

import json
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser
import pytest

from pipelines.model import SourceKind
from pipelines.stories.origins import Origin
from storage.browse.documents.feeds import (
    Feed,
    atom_of_entries,
    json_feed_of_entries,
    message_id,
    story_entries,
)
from storage.browse.documents.story_texts import MAX_EXCERPT_CHARS, NO_TEXT, StoryText, excerpt
from storage.browse.i18n.languages import LANGUAGES
from storage.browse.outlets import Outlets
from storage.browse.stories import StoryLine
from tests.reading_site import ReadingSite
from tests.sample_news import NEW_BRIDGE_TEXT, fill

SITE = "https://news.example"
TEXT = StoryText(
    authors=("Анна Белова",),
    keywords=("мосты", "мосты", "Сура"),  # a keyword that is stated twice
    body="Мост открыт утром.\nВъезд <свободен> & сух.",
)
FEED = Feed(title="Новости", page=f"{SITE}/", address=f"{SITE}/index.atom", site=SITE)
STORY = StoryLine(
    id="s1", headline="Мост & река", date_first_published="2026-11-20T08:30:00Z", article_count=2,
    source_count=2, regions=("RU-PNZ",), article_id=1, url="https://a.example/1", source_id="a",
    description="Мост открыт.", lead="Мост открыт утром.", article_section=None,
    is_advertising=False, in_language="ru",
    source_ids=("a", "b"), reprints=1,
    origins=(Origin("ТАСС", SourceKind.AGENCY, None, (1, 2)),),
)  # fmt: skip
UTC = ZoneInfo("UTC")
NO_OUTLETS = Outlets({})
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ReadingSite:
    path = tmp_path_factory.mktemp("feeds") / "news.db"
    fill(path).close()
    return ReadingSite(path)


def atom(feed: Feed, stories: list[StoryLine], outlets: Outlets, text: StoryText = NO_TEXT) -> str:
    """Return the stories as Atom, with their whole texts if a text is given."""
    texts = {story.id: text for story in stories}
    return atom_of_entries(
        feed, story_entries(feed, stories, outlets, texts, full=text is not NO_TEXT)
    )


def json_feed(
    feed: Feed, stories: list[StoryLine], outlets: Outlets, text: StoryText = NO_TEXT
) -> str:
    """Return the stories as a JSON Feed, with their whole texts if a text is given."""
    texts = {story.id: text for story in stories}
    return json_feed_of_entries(
        feed, story_entries(feed, stories, outlets, texts, full=text is not NO_TEXT)
    )


def test_atom_has_the_id_the_title_and_the_page_of_each_story() -> None:
    root = ElementTree.fromstring(atom(FEED, [STORY], NO_OUTLETS))
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == message_id("s1")
    assert entry.findtext(f"{ATOM}title") == "Мост & река"
    assert entry.find(f"{ATOM}link").attrib["href"] == f"{SITE}/story/s1"  # type: ignore[union-attr]


def test_characters_that_xml_does_not_allow_are_left_out() -> None:
    root = ElementTree.fromstring(atom(FEED, [STORY._replace(headline="Мо\x00ст")], NO_OUTLETS))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "Мост"


def test_feed_readers_read_all_of_atom() -> None:
    outlets = Outlets({}, LANGUAGES["ru"], {"RU-PNZ": "Пензенская область"})
    read = feedparser.parse(atom(FEED, [STORY], outlets))
    (entry,) = read.entries
    assert (read.bozo, read.version, read.feed.id) == (False, "atom10", FEED.address)
    assert [link.href for link in read.feed.links] == [FEED.page, FEED.address]
    assert (entry.published, entry.updated) == ("2026-11-20T08:30:00+00:00",) * 2
    assert (entry.author, entry.summary) == ("a", "Мост открыт.")
    assert [(tag.term, tag.label) for tag in entry.tags] == [("RU-PNZ", "Пензенская область")]


def test_an_empty_feed_is_valid() -> None:
    assert ElementTree.fromstring(atom(FEED, [], NO_OUTLETS)).find(f"{ATOM}entry") is None


def test_json_feed_has_the_same_ids_as_atom() -> None:
    record = json.loads(json_feed(FEED, [STORY], NO_OUTLETS))
    assert [item["id"] for item in record["items"]] == [message_id("s1")]


def test_json_feed_has_the_origins_of_a_story() -> None:
    (item,) = json.loads(json_feed(FEED, [STORY], NO_OUTLETS))["items"]
    origin = {"name": "ТАСС", "kind": "agency", "articles": 2}
    assert item["_svodka"] == {
        "articles": 2, "outlets": 2, "content_location": [], "origins": [origin],
    }  # fmt: skip


def test_json_feed_names_the_regions_that_a_text_is_about() -> None:
    story = STORY._replace(about=("RU-TA",))
    (item,) = json.loads(json_feed(FEED, [story], NO_OUTLETS))["items"]
    assert item["_svodka"]["content_location"] == ["RU-TA"]


def test_the_whole_text_is_html_in_which_the_text_is_escaped() -> None:
    (entry,) = feedparser.parse(atom(FEED, [STORY], NO_OUTLETS, TEXT)).entries
    html = "<p>Мост открыт утром.</p><p>Въезд &lt;свободен&gt; &amp; сух.</p>"
    assert entry.content[0].value == html
    assert entry.content[0].type == "text/html"
    (item,) = json.loads(json_feed(FEED, [STORY], NO_OUTLETS, TEXT))["items"]
    assert item["content_html"] == html
    assert "content_text" not in item


def test_an_entry_names_the_outlet_the_authors_the_section_and_the_keywords() -> None:
    story = STORY._replace(article_section="Город")
    root = ElementTree.fromstring(atom(FEED, [story], NO_OUTLETS, TEXT))
    names = [name.text for name in root.iter(f"{ATOM}name")]
    assert names == ["a", "Анна Белова"]
    terms = [category.attrib["term"] for category in root.iter(f"{ATOM}category")]
    assert terms == ["RU-PNZ", "Город", "мосты", "Сура"]
    (item,) = json.loads(json_feed(FEED, [story], NO_OUTLETS, TEXT))["items"]
    assert item["authors"] == [{"name": "a"}, {"name": "Анна Белова"}]
    assert item["tags"] == ["Penza Oblast", "Город", "мосты", "Сура"]


@pytest.mark.parametrize(
    ("description", "body", "expected"),
    [
        ("Мост открыт.", "", "Мост открыт."),  # the text was pruned
        # The description is dropped, since the text begins with it.
        ("Мост открыт", "Мост открыт утром.\nОн длинный.", "Мост открыт утром. Он длинный."),
        # The first line is dropped, since it repeats the headline.
        (
            "Ехать стало ближе.",
            "Мост — река!\nЕго строили год.",
            "Ехать стало ближе. Его строили год.",
        ),
        # The excerpt has as many sentences as fit into MAX_EXCERPT_CHARS.
        (None, "Слово. " * 200, "Слово. " * 84 + "Слово."),
    ],
)
def test_an_excerpt_is_whole_sentences_without_the_headline(
    description: str | None, body: str, expected: str
) -> None:
    story = STORY._replace(headline="Мост — река", description=description, lead=body)
    assert excerpt(story, body) == expected
    assert len(expected) <= MAX_EXCERPT_CHARS


def test_a_reader_that_has_the_feed_gets_304(site: ReadingSite) -> None:
    tag = site.get("/index.atom", headers={"Accept": "*/*"}).headers["etag"]
    for sent in (tag, tag.removeprefix("W/"), f'{tag}, "other"', "*"):
        again = site.get("/index.atom", headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert site.get("/index.atom", headers={"If-None-Match": '"other"'}).status_code == 200
    full = site.get("/index.atom?full=1", headers={"If-None-Match": tag})
    assert full.status_code == 200


def test_a_feed_has_whole_texts_only_if_asked(site: ReadingSite) -> None:
    assert "<content" not in site.get("/index.atom").text
    full = feedparser.parse(site.get("/index.atom?full=1").text)
    (entry,) = [entry for entry in full.entries if entry.title.startswith("Новый мост")]
    assert entry.content[0].value.count("<p>") == len(NEW_BRIDGE_TEXT.split("\n"))
    assert full.feed.links[0].href.endswith("/")  # the page's link carries no `?full=1`
    assert site.get("/index.atom?full=yes").status_code == 400


def test_a_public_site_has_no_whole_texts_in_feeds(tmp_path: Path) -> None:
    fill(tmp_path / "news.db").close()
    # This setting makes a site public.
    public = ReadingSite(tmp_path / "news.db", default_allow_sql=False)
    assert public.get("/index.feed.json").status_code == 200
    assert public.get("/index.feed.json?full=1").status_code == 403
