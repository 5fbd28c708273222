"""Texts of gold pages, each read with a block model that saw no page of its site."""

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from sklearn.model_selection import GroupKFold

from benchmarks import train_blocks
from benchmarks.gold import SETS, GoldPage, load
from pipelines import block_model
from pipelines.extraction import read_page
from pipelines.model import Page

FOLDS = 5


def texts_leaving_sites_out(pages: list[GoldPage]) -> dict[tuple[str, str], str]:
    """(set, key) → the whole path's text, with five models fitted on other sites' pages."""
    wanted = {(page.set, page.key) for page in pages}
    everything = [page for name in SETS for page in load(name)]
    with ProcessPoolExecutor(2) as pool:
        samples = list(pool.map(train_blocks.sample, everything, chunksize=8))
    found: dict[tuple[str, str], str] = {}
    shipped = block_model.MODEL
    with TemporaryDirectory() as folder:
        for train, test in GroupKFold(FOLDS).split(samples, groups=[p.site for p in everything]):
            block_model.MODEL = Path(folder) / "model.npz"
            train_blocks.write(train_blocks.fit([samples[i] for i in train]), block_model.MODEL)
            block_model.load_trees.cache_clear()
            for page in (everything[i] for i in test):
                if (page.set, page.key) in wanted:
                    article = read_page(Page(url=page.url, body=page.body)).article
                    found[page.set, page.key] = article.article_body if article else ""
    block_model.MODEL = shipped
    block_model.load_trees.cache_clear()
    return found
