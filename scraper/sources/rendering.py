"""Checks whether pages of sources with ``render = true`` can be rendered on this machine."""

from collections.abc import Iterable

from pipelines.files.errors import BadInputError
from pipelines.model import Source
from scraper.configuration.news_config import NewsConfig
from scraper.rendering.availability import what_is_missing

WITHOUT_SANDBOX = (
    "NEWS_BROWSER_SANDBOX=0: the browser runs without its sandbox, so a page that breaks out of it"
    " has the rights of this user"
)


def refuse_unrenderable(sources: Iterable[Source], config: NewsConfig) -> None:
    """Raise BadInputError if one of the sources has ``render = true`` and no page can be rendered.

    The message names the source, what is missing, and what to do.
    """
    source = next((source for source in sources if source.render), None)
    if source is not None and (reason := why_unrenderable(config)):
        raise BadInputError(f"{config.sources}: source {source.id!r}: render: {reason}")


def why_unrenderable(config: NewsConfig) -> str | None:
    """Return why no page can be rendered and what to do, or None if pages can be."""
    if config.proxy:
        return (
            "pages can't be rendered behind the proxy of NEWS_PROXY, which alone could check the"
            " addresses of scripts; leave out NEWS_PROXY, or remove render = true"
        )
    return what_is_missing(sandbox=config.browser_sandbox)
