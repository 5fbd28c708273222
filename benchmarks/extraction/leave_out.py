"""Reads gold pages with block models fitted without the site of a page, or without its gold set."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.extraction import train_blocks
from benchmarks.extraction.gold import GoldPage
from benchmarks.extraction.samples import Sample
from benchmarks.extraction.train_blocks import FirstOfModels, FittedModels
from pipelines.extraction.blocks import classifier
from pipelines.extraction.read_page import read_page
from pipelines.model import Page

Texts = dict[tuple[str, str], str]  # (set, key) → article body, empty when the page was refused


def texts_leaving_sites_out(trees: FirstOfModels) -> Texts:
    """Read each page with models that were fitted without the page's site.

    ``trees`` are the first trees of both models (``train_blocks.first_trees``).
    """
    return _texts(train_blocks.fits_leaving_sites_out(trees))


def texts_leaving_sets_out(samples: list[Sample]) -> Texts:
    """Read each set with models fitted on the pages of other sets whose sites it does not have."""
    return _texts(train_blocks.fits_leaving_sets_out(samples))


def _texts(fits: Iterable[tuple[FittedModels, list[Sample]]]) -> Texts:
    """Read the pages of each pair with its models, which replace the shipped ones meanwhile."""
    texts: Texts = {}
    shipped = classifier.MODEL_WITHOUT_TRAFILATURA, classifier.MODEL
    with TemporaryDirectory() as folder:
        paths = Path(folder) / "without_trafilatura.npz", Path(folder) / "with_trafilatura.npz"
        classifier.MODEL_WITHOUT_TRAFILATURA, classifier.MODEL = paths
        for models, tested in fits:
            models.write(*paths)
            classifier.load_model.cache_clear()
            pages = [sample.page for sample in tested]
            texts |= {(page.set, page.key): _text(page) for page in pages}
    classifier.MODEL_WITHOUT_TRAFILATURA, classifier.MODEL = shipped
    classifier.load_model.cache_clear()
    return texts


def _text(page: GoldPage) -> str:
    article = read_page(Page(url=page.url, body=page.body)).article
    return article.article_body if article else ""
