"""Scrapy's settings for this project, and the defaults of Svodka's own ``NEWS_*`` settings.

``scraper.configuration.news_config`` reads and checks the ``NEWS_*`` settings.
"""

from scrapy.settings import default_settings

from scraper.early_start import commands_module, running_arguments

BOT_NAME = "svodka"
SPIDER_MODULES = ["scraper.spiders"]
NEWSPIDER_MODULE = "scraper.spiders"
COMMANDS_MODULE = commands_module(running_arguments())

NEWS_DATABASE = "news.db"
NEWS_SOURCES = "sources.toml"
NEWS_ALLOWED_NETWORKS = ""
NEWS_CONTACT = ""
NEWS_MAX_ARTICLES = 1000
NEWS_FIRST_DAYS = 7
NEWS_REVISIT = "1h,6h,1d,7d"
NEWS_RAW_DAYS = 30
NEWS_KEEP_DAYS = 0
NEWS_MAX_GB = 0
NEWS_METRICS = ""
NEWS_PROXY = ""
NEWS_FRONTIER = ""
NEWS_SITE = ""
NEWS_LANGUAGE = ""
NEWS_BROWSER_SANDBOX = True

ITEM_PIPELINES = {
    "pipelines.item_pipelines.ReadPage": 100,
    "pipelines.item_pipelines.StoreArticle": 500,
}
PAGE_FILER = "scraper.crawl.filing.PageFiler"  # the class by which StoreArticle stores pages

# Every connection goes to an address that was checked; `scrapy crawl` refuses to run otherwise.
TWISTED_DNS_RESOLVER = "scraper.network.resolver.CheckedResolver"
DOWNLOAD_HANDLERS = {
    "http": "scraper.network.handler.CheckedDownloadHandler",
    "https": "scraper.network.handler.CheckedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": None,
    "scraper.middlewares.politeness.AgentAndSlot": 50,
    "scraper.middlewares.shared_hosts.SharedHosts": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scraper.middlewares.politeness.Robots": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scraper.network.compression.BoundedCompressionMiddleware": 590,
    "scraper.middlewares.cookie_check.CookieCheck": 610,  # sees redirects before Scrapy follows
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scraper.network.proxy.NamedProxyMiddleware": 750,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 2_000_000  # bytes of a page after decompression; an index may have 20 MB
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30  # seconds from the request to the last byte
DNS_TIMEOUT = 20  # seconds
REACTOR_THREADPOOL_MAXSIZE = 20  # threads; each look-up at a slow name server occupies one
REDIRECT_MAX_TIMES = 10
RETRY_ENABLED = False  # scraper.crawl.fetching repeats requests when the host allows it
RETRY_TIMES = 2
METAREFRESH_ENABLED = False  # many front pages reload themselves again and again

ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0  # seconds between two requests to one host
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 2  # tasks that Scrapy starts for each response, which yields one page only
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ru,en;q=0.5",
}
# Two extensions are left out, since Scrapy would import them, and a web server, to switch them off.
EXTENSIONS_BASE = {
    path: order
    for path, order in default_settings.EXTENSIONS_BASE.items()
    if not path.startswith(("scrapy.extensions.telnet.", "scrapy.extensions.remote_control."))
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOG_LEVEL = "WARNING"
LOG_VERSIONS: list[str] = []  # Scrapy would take 0.1 s to look up versions that are not shown
