"""``scrapy add-source``. Scrapy takes the name of a command from its file, so it has a hyphen."""  # noqa: N999

from scraper.sources.adding import AddSource


class Command(AddSource):
    __doc__ = AddSource.__doc__
