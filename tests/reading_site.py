"""The reading pages over one database, as ``scrapy browse`` serves them."""

import asyncio
from pathlib import Path

from datasette.app import Datasette
from httpx import Response

BROWSE = Path(__file__).parent.parent / "storage" / "browse"


class ReadingSite:
    """The site over one database, as `datasette` serves it."""

    def __init__(self, database: Path, **settings: object) -> None:
        self.datasette = Datasette(
            [str(database)], metadata={}, plugins_dir=str(BROWSE / "plugins"),
            template_dir=str(BROWSE / "templates"), settings=settings,
            static_mounts=[("assets", str(BROWSE / "static"))],
        )  # fmt: skip

    def get(self, path: str) -> Response:
        return asyncio.run(self.datasette.client.get(path))
