"""The Scrapy project: sources, discovery, the spider, settings and commands."""
