"""Reads gold pages with block models that were not fitted on their site, or not on their set."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.extraction import train_blocks
from benchmarks.extraction.gold import GoldPage
from benchmarks.extraction.samples import Sample
from benchmarks.extraction.train_blocks import FirstTrees, Fitted
from pipelines.extraction.blocks import classifier
from pipelines.extraction.read_page import read_page
from pipelines.model import Page

Texts = dict[tuple[str, str], str]  # (set, key) → article body, empty when the page was refused


def texts_leaving_sites_out(first: FirstTrees) -> Texts:
    """Read each page with a model that was fitted on the pages of other sites; there are five."""
    return _texts(train_blocks.fits_leaving_sites_out(first))


def texts_leaving_sets_out(samples: list[Sample]) -> Texts:
    """Read each set with a model fitted on all pages of the other sets and of other sites."""
    return _texts(train_blocks.fits_leaving_sets_out(samples))


def _texts(fits: Iterable[tuple[Fitted, list[Sample]]]) -> Texts:
    found: Texts = {}
    shipped = classifier.MODEL
    with TemporaryDirectory() as folder:
        for fitted, tested in fits:
            classifier.MODEL = Path(folder) / "model.npz"
            train_blocks.write(fitted, classifier.MODEL)
            classifier.load_model.cache_clear()
            found |= {(one.page.set, one.page.key): _text(one.page) for one in tested}
    classifier.MODEL = shipped
    classifier.load_model.cache_clear()
    return found


def _text(page: GoldPage) -> str:
    article = read_page(Page(url=page.url, body=page.body)).article
    return article.article_body if article else ""
