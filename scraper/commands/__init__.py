"""The commands, one module each, listed by `scrapy -h`."""
