"""The Scrapy project: sources, discovery, the spider, settings and commands."""

SCRAPY_CFG = "[settings]\ndefault = scraper.settings\n"  # the file that marks a project's folder
