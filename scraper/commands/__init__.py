"""The commands, one module each, listed by `scrapy -h`."""

from scraper.early_start import prepare, running_arguments

if (arguments := running_arguments()) is not None:  # None unless Scrapy's command line runs
    prepare(arguments)
