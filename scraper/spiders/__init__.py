"""The package in which Scrapy looks for spiders."""
