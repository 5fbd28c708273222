"""Tests that an option that names an outlet is refused unless the database has the outlet."""

from pathlib import Path

import pytest

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.sources.stored_outlets import require_outlet
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database


def test_only_an_outlet_of_the_database_is_accepted(tmp_path: Path) -> None:
    db = open_database(tmp_path / "news.db")
    save_sources(db, [Source("sura", "Сура", "https://sura.example/", "RU-PNZ", "UTC")])
    require_outlet(db, "--source", "sura")
    with pytest.raises(BadInputError, match=r"^--outlet: no outlet 'nobody' in the database; "):
        require_outlet(db, "--outlet", "nobody")
    db.close()
