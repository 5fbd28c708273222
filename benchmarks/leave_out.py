"""Texts of gold pages, each read with a block model that saw no page of its site."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import train_blocks
from benchmarks.gold import SETS, GoldPage, load
from pipelines.extraction.blocks import classifier
from pipelines.extraction.read_page import read_page
from pipelines.model import Page


def texts_leaving_sites_out(pages: list[GoldPage]) -> dict[tuple[str, str], str]:
    """(set, key) → the whole path's text, with five models fitted on other sites' pages."""
    wanted = {(page.set, page.key) for page in pages}
    samples = train_blocks.sample_all([page for name in SETS for page in load(name)])
    found: dict[tuple[str, str], str] = {}
    shipped = classifier.MODEL
    with TemporaryDirectory() as folder:
        for fitted, tested in train_blocks.fits_leaving_sites_out(samples):
            classifier.MODEL = Path(folder) / "model.npz"
            train_blocks.write(fitted, classifier.MODEL)
            classifier.load_model.cache_clear()
            for page in (one.page for one in tested):
                if (page.set, page.key) in wanted:
                    article = read_page(Page(url=page.url, body=page.body)).article
                    found[page.set, page.key] = article.article_body if article else ""
    classifier.MODEL = shipped
    classifier.load_model.cache_clear()
    return found
