"""The process that fetches images for the site: ``python -m scraper.images.process FOLDER``.

It reads jobs from standard input until the input ends. ``settings.json`` in the folder has the
settings with which ``scrapy browse --images`` was started.
"""

import json
import os
import sys
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.utils.project import get_project_settings

from scraper.configuration.news_config import read_config
from scraper.images.spider import ImageSpider
from scraper.network.guard import refuse_bypass
from storage.browse.images.environment import SETTINGS_FILE

# These settings replace those of the crawl.
_IMAGE_SETTINGS = {
    "ITEM_PIPELINES": {},
    "NEWS_FRONTIER": "",
    "LOG_ENABLED": False,
    "ROBOTSTXT_OBEY": True,
    "DOWNLOAD_TIMEOUT": 15,  # seconds; a reader waits, and the image is not needed
}


def main() -> None:
    """Answer the jobs of standard input; nothing else is written to standard output."""
    jobs = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    # Other code that reads standard input or prints gets /dev/null instead.
    with Path(os.devnull).open("r+b", buffering=0) as null_device:
        os.dup2(null_device.fileno(), 0)
        os.dup2(null_device.fileno(), 1)
    folder = Path(sys.argv[1])
    os.environ["SCRAPY_SETTINGS_MODULE"] = "scraper.settings"
    settings = get_project_settings()
    settings.setdict(json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8")), "cmdline")
    settings.setdict(_IMAGE_SETTINGS, "cmdline")
    read_config(settings)  # raises BadInputError for a wrong setting
    refuse_bypass(settings, os.environ)
    process = AsyncCrawlerProcess(settings)
    process.crawl(ImageSpider, folder=folder, jobs=jobs, answers=answers)
    process.start()


if __name__ == "__main__":
    main()
