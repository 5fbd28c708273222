"""Serves the site from one database in this process, as ``scrapy browse`` does."""

import asyncio
import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette
from httpx import ASGITransport, AsyncClient, Response
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from storage.browse.database import news_database

BROWSE = Path(__file__).parent.parent / "storage" / "browse"


class CompiledTemplates(BytecodeCache):
    """Keeps the code of templates in memory, since the tests open hundreds of sites.

    Compiling took most of the time for the first page of a site.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Return the place for the code of a template; its asynchronous code has another."""
        kind = "asynchronous" if environment.is_async else "synchronous"
        return super().get_bucket(environment, f"{kind} {name}", filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledTemplates()


class ReadingSite:
    """Answers requests for pages of the site with one database, without a server process."""

    def __init__(
        self,
        database: Path,
        metadata: dict[str, Any] | None = None,
        language: str | None = "en",
        **settings: bool | int,
    ) -> None:
        self.datasette = Datasette(
            [str(database)],
            metadata={"plugins": {"svodka": {"language": language}}} | (metadata or {}),
            plugins_dir=str(BROWSE / "plugins"),
            template_dir=str(BROWSE / "templates"), settings=settings,
            static_mounts=[("assets", str(BROWSE / "static"))],
        )  # fmt: skip
        self.datasette.jinja_env.bytecode_cache = TEMPLATES

    @property
    def path(self) -> str:
        """Return the path of Datasette's page of the database."""
        return str(self.datasette.urls.database(news_database(self.datasette).name))

    def get(self, path: str, **options: Any) -> Response:
        """Return the answer to a request, with options of httpx such as ``headers``."""
        return self._ask("GET", path, **options) if options else self._plain(path)

    def post(self, path: str, form: dict[str, str], **options: Any) -> Response:
        """Send a form as a browser does from a page of the site, unless the headers differ."""
        headers = options.pop("headers", {})
        origin = {"origin": f"http://{headers.get('host', '127.0.0.1:8001')}"}
        return self._ask("POST", path, data=form, headers=origin | headers, **options)

    def search(self, text: str) -> str:
        """Return the HTML of the page of results; its entities are not decoded."""
        return self.get(f"/search?q={quote(text, safe='')}").text

    @staticmethod
    def csrf_token(page: Response) -> str:
        match = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        return html.unescape(match[1]) if match else ""

    def _plain(self, path: str) -> Response:
        response: Response = asyncio.run(self.datasette.client.get(path))
        return response

    def _ask(self, method: str, path: str, **options: Any) -> Response:
        """Send a request as a browser on this machine does, with headers and cookies."""

        async def ask() -> Response:
            await self.datasette.invoke_startup()
            transport = ASGITransport(app=self.datasette.app(), client=("127.0.0.1", 1))
            cookies = options.pop("cookies", None)
            async with AsyncClient(
                transport=transport, base_url="http://127.0.0.1:8001", cookies=cookies
            ) as client:
                return await client.request(method, path, **options)

        return asyncio.run(ask())
