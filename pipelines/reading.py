"""All that is computed of one page in a worker process: its reading and its text's features."""

from pipelines.model import Page, Reading, TextFeatures


def read_and_sign(page: Page) -> tuple[Reading, TextFeatures | None]:
    """Read a page; if it holds an article, also compute what the index of copies keeps of it."""
    # the crawl names this function and never calls it: it starts sooner without the extractors
    from pipelines.compared import text_features
    from pipelines.extraction import read_page

    reading = read_page(page)
    if reading.article is None:
        return reading, None
    return reading, text_features(reading.article.article_body)
