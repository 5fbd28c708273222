"""Tests stories as Atom and as JSON Feed."""

import json
from dataclasses import replace
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import feedparser

from pipelines.model import SourceKind
from pipelines.stories.origins import Origin
from storage.browse.documents.feeds import Feed, atom, json_feed, message_id
from storage.browse.outlets import Outlets, Region
from storage.browse.stories import StoryLine

SITE = "https://news.example"
FEED = Feed("Новости", f"{SITE}/", f"{SITE}/index.atom", SITE)
STORY = StoryLine(
    id="s1", headline="Мост & река", date_first_published="2026-11-20T08:30:00Z", article_count=2,
    source_count=2, regions=("RU-PNZ",), article_id=1, url="https://a.example/1", source_id="a",
    description="Мост открыт.", lead="Мост открыт утром.", article_section=None,
    is_advertising=False, in_language="ru",
    source_ids=("a", "b"), reprints=1,
    origins=(Origin("ТАСС", SourceKind.AGENCY, None, (1, 2)),),
)  # fmt: skip
UTC = ZoneInfo("UTC")
NO_OUTLETS = Outlets({}, {})
ATOM = "{http://www.w3.org/2005/Atom}"


def test_atom_names_each_story_with_its_page() -> None:
    root = ElementTree.fromstring(atom(FEED, [STORY], NO_OUTLETS))
    entry = root.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == message_id("s1")
    assert entry.findtext(f"{ATOM}title") == "Мост & река"
    assert entry.find(f"{ATOM}link").attrib["href"] == f"{SITE}/story/s1"  # type: ignore[union-attr]


def test_characters_that_xml_does_not_allow_are_left_out() -> None:
    root = ElementTree.fromstring(atom(FEED, [replace(STORY, headline="Мо\x00ст")], NO_OUTLETS))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "Мост"


def test_feed_readers_read_all_of_atom() -> None:
    outlets = Outlets({}, {"RU-PNZ": Region("RU-PNZ", "Пензенская область", UTC, ())})
    read = feedparser.parse(atom(FEED, [STORY], outlets))
    (entry,) = read.entries
    assert (read.bozo, read.version, read.feed.id) == (False, "atom10", FEED.address)
    assert [link.href for link in read.feed.links] == [FEED.page, FEED.address]
    assert (entry.published, entry.updated) == ("2026-11-20T08:30:00+00:00",) * 2
    assert (entry.author, entry.summary) == ("a", "Мост открыт.")
    assert [(tag.term, tag.label) for tag in entry.tags] == [("RU-PNZ", "Пензенская область")]


def test_an_empty_feed_is_valid() -> None:
    assert ElementTree.fromstring(atom(FEED, [], NO_OUTLETS)).find(f"{ATOM}entry") is None


def test_json_feed_has_the_same_ids() -> None:
    found = json.loads(json_feed(FEED, [STORY], NO_OUTLETS))
    assert [item["id"] for item in found["items"]] == [message_id("s1")]


def test_json_feed_has_the_origins_of_a_story() -> None:
    (item,) = json.loads(json_feed(FEED, [STORY], NO_OUTLETS))["items"]
    origin = {"name": "ТАСС", "kind": "agency", "articles": 2}
    assert item["_svodka"] == {
        "articles": 2, "outlets": 2, "content_location": [], "origins": [origin],
    }  # fmt: skip


def test_json_feed_tells_the_regions_that_a_text_is_about() -> None:
    story = replace(STORY, about=("RU-TA",))
    (item,) = json.loads(json_feed(FEED, [story], NO_OUTLETS))["items"]
    assert item["_svodka"]["content_location"] == ["RU-TA"]
