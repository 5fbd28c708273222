"""Serves small images of articles and outlets, if ``scrapy browse --images`` was given."""
