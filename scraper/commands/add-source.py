"""`scrapy add-source`: Scrapy names a command after its module, hyphen and all."""  # noqa: N999

from scraper.sources.catalogue import AddSource


class Command(AddSource):
    __doc__ = AddSource.__doc__
