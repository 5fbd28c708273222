"""Scrapy's settings for this project, and the defaults of Svodka's own ``NEWS_*`` ones.

``NEWS_*`` settings are read and checked in one place, ``scraper.config``.
"""

BOT_NAME = "svodka"
SPIDER_MODULES = ["scraper.spiders"]
NEWSPIDER_MODULE = "scraper.spiders"
COMMANDS_MODULE = "scraper.commands"

NEWS_DATABASE = "news.db"
NEWS_SOURCES = "sources.toml"
NEWS_ALLOWED_NETWORKS = ""
NEWS_CONTACT = ""
NEWS_MAX_ARTICLES = 1000
NEWS_FIRST_DAYS = 7
NEWS_REVISIT = "1h,6h,1d,7d"
NEWS_RAW_DAYS = 30
NEWS_PROXY = ""

ITEM_PIPELINES = {
    "pipelines.item_pipelines.ReadPage": 100,
    "pipelines.item_pipelines.StoreArticle": 500,
}

ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "WARNING"
