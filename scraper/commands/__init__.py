"""The commands, one module each; ``scrapy -h`` lists them."""

from scraper.early_start import prepare, running_arguments

if (arguments := running_arguments()) is not None:  # None unless Scrapy's command line runs
    prepare(arguments)
