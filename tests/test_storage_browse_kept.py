"""Tests the page of bookmarks: the browser alone knows what is on it."""

from pathlib import Path

from tests.reading_site import ReadingSite
from tests.sample_news import fill


def test_the_page_is_the_same_for_every_reader(tmp_path: Path) -> None:
    fill(tmp_path / "news.db").close()
    site = ReadingSite(tmp_path / "news.db", {"plugins": {"svodka": {"language": "en"}}})
    answer = site.get("/kept")
    assert answer.status_code == 200
    assert "Kept in this browser alone" in answer.text
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]


def test_a_headline_cannot_leave_the_attribute_of_its_star(tmp_path: Path) -> None:
    db = fill(tmp_path / "news.db")
    db.execute("UPDATE stories SET headline = 'Мост \"><script>alert(1)</script>'")
    db.close()
    html = ReadingSite(tmp_path / "news.db").get("/?period=week").text
    assert "<script>alert" not in html
