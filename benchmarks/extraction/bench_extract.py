"""Compares the texts of Svodka with those of other extractors, on the same pages in one run.

``python -m benchmarks.extraction.bench_extract [--limit N] [--only NAME,…] [--resume]`` writes
``benchmarks/results/extract.md``. Each row is also written to ``extract.json`` as soon as it is
measured, so that ``--resume`` measures only the missing rows. ``benchmarks.extraction.scoring``
computes the scores.

The shipped block model was fitted on these pages, so the table has three rows for Svodka: as
shipped; *leaving sites out*, where a page is read by a model fitted without its site; and *leaving
the set out*, where a page is read by a model fitted without its set. Only the last two rows can be
compared with other extractors. No model is fitted on the set ``regional``, so all three rows are
equal there.
"""

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import trafilatura
from lxml.html import fromstring

from benchmarks.command_line import argument_parser
from benchmarks.extraction.facts import fact_shares
from benchmarks.extraction.gold import FIT_SETS, SETS, GoldPage, load_sets
from benchmarks.extraction.leave_out import Texts, texts_leaving_sets_out, texts_leaving_sites_out
from benchmarks.extraction.samples import all_samples
from benchmarks.extraction.scoring import Score, SetScore, score_set
from benchmarks.extraction.train_blocks import first_trees
from benchmarks.machine import machine
from pipelines.extraction.lines.recurring_lines import group_copies, learn_cuts, without_lines
from pipelines.extraction.read_page import read_page
from pipelines.model import Article, Page

RESULTS = Path(__file__).parents[1] / "results" / "extract.md"
ROWS_FILE = RESULTS.with_suffix(".json")
SITES_OUT = "svodka, leaving sites out"
SITES_OUT_LEARNT = "svodka, leaving sites out, --learn"
SET_OUT = "svodka, leaving the set out"
SET_OUT_LEARNT = "svodka, leaving the set out, --learn"
_HELD_OUT = (SITES_OUT, SITES_OUT_LEARNT, SET_OUT, SET_OUT_LEARNT)
TIMED = ("benchmark", "newspapers")  # sets whose pages are timed
_ROUNDS = 3  # of timing; the median counts
Extract = Callable[[GoldPage], str]  # page → article text


def svodka(page: GoldPage) -> str:
    """Return the text of the article; empty if the page is refused."""
    article = read(page)
    return article.article_body if article else ""


def read(page: GoldPage) -> Article | None:
    """Return the article of a page, or None if the page is refused."""
    return read_page(Page(url=page.url, body=page.body)).article


def _trafilatura(**options: Any) -> Extract:
    def extract(page: GoldPage) -> str:
        document = trafilatura.bare_extraction(page.body, include_comments=False, **options)
        return getattr(document, "text", None) or ""

    return extract


def _readability(page: GoldPage) -> str:
    document = import_module("readability").Document(page.body.decode("utf-8", "replace"))
    return "\n".join(map(str, fromstring(document.summary()).itertext()))


def _newspaper(page: GoldPage) -> str:
    url = page.url or "http://example.org/"
    article = import_module("newspaper").Article(url, fetch_images=False)
    article.download(input_html=page.body.decode("utf-8", "replace"))
    article.parse()
    return str(article.text)


def _goose(page: GoldPage) -> str:
    goose = import_module("goose3").Goose({"enable_image_fetching": False})
    return str(goose.extract(raw_html=page.body.decode("utf-8", "replace")).cleaned_text)


def _resiliparse(page: GoldPage) -> str:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    html = page.body.decode("utf-8", "replace")
    return str(extract(html, main_content=True, alt_texts=False, links=False))


EXTRACTORS: dict[str, Extract] = {
    "svodka": svodka,
    "trafilatura fast + metadata": _trafilatura(fast=True, with_metadata=True),
    "trafilatura": _trafilatura(),
    "trafilatura fast": _trafilatura(fast=True),
    "trafilatura favor_precision": _trafilatura(favor_precision=True),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "goose3": _goose,
    "resiliparse": _resiliparse,
}
_PACKAGES = {"readability-lxml": "readability-lxml", "newspaper4k": "newspaper4k",
             "goose3": "goose3", "resiliparse": "resiliparse"}  # fmt: skip


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument(
        "--limit", type=int, help="read about so many pages of each set, instead of all"
    )
    parser.add_argument(
        "--only",
        help="the rows to measure, with commas: names of extractors, or 'held out' for the rows of"
        " Svodka that leave sites or sets out",
    )
    parser.add_argument(
        "--resume", action="store_true", help="measure only the rows that extract.json lacks"
    )
    options = parser.parse_args()
    sets = load_sets(SETS, options.limit)
    rows = Rows(ROWS_FILE, options.resume)
    only = options.only.split(",") if options.only else ["held out", *EXTRACTORS]
    if "held out" in only and not all(rows.has(label, sets) for label in _HELD_OUT):
        _leave_out(sets, rows)
    for label, extract in EXTRACTORS.items():
        if label not in only or not _installed(label):
            continue
        for name, pages in sets.items():
            if not rows.has(label, [name]):
                rows.add(label, name, *run(extract, pages))
    RESULTS.write_text(_report(rows, sets), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


class Row(NamedTuple):
    """The scores of one extractor on one set; for the numbers of pages, see ``SetScore``."""

    precision: float
    recall: float
    exact: float  # share of pages
    ms: float  # of processor time a page; 0 if it was not measured
    under_half: int
    under_four_fifths: int
    without_text: int


class Rows:
    """The measured rows, by extractor and set, which are also kept in a JSON file."""

    def __init__(self, path: Path, resume: bool) -> None:
        self.path = path
        self.measured: dict[str, dict[str, Row]] = {}
        if resume and path.is_file():
            for label, rows in json.loads(path.read_text("utf-8")).items():
                self.measured[label] = {name: Row(*values) for name, values in rows.items()}

    def has(self, label: str, sets: Iterable[str]) -> bool:
        """Return whether an extractor was measured on all of these sets."""
        return all(name in self.measured.get(label, {}) for name in sets)

    def add(self, label: str, name: str, score: SetScore, ms: float | None) -> None:
        """Add the scores of an extractor on a set; ``ms`` is its CPU time a page, if measured."""
        mean = score.average
        row = Row(
            mean.precision, mean.recall, mean.exact, ms or 0.0,
            score.under_half, score.under_four_fifths, score.without_text,
        )  # fmt: skip
        self.measured.setdefault(label, {})[name] = row
        self.path.parent.mkdir(exist_ok=True)
        self.path.write_text(json.dumps(self.measured, indent=1), encoding="utf-8")
        print(label, name, f"{mean.f1:.4f}", flush=True)


def _leave_out(sets: dict[str, list[GoldPage]], rows: Rows) -> None:
    samples = all_samples()
    _add_held_out(SITES_OUT, texts_leaving_sites_out(first_trees(samples)), sets, rows)
    _add_held_out(SET_OUT, texts_leaving_sets_out(samples), sets, rows)


def _add_held_out(label: str, held_out: Texts, sets: dict[str, list[GoldPage]], rows: Rows) -> None:
    for name, pages in sets.items():
        if name in FIT_SETS:
            texts = [held_out[page.set, page.key] for page in pages]
        else:
            texts = [svodka(page) for page in pages]
        rows.add(label, name, _score(pages, texts), None)
        rows.add(f"{label}, --learn", name, _score(pages, _without_recurring(pages, texts)), None)


def run(extract: Extract, pages: list[GoldPage]) -> tuple[SetScore, float]:
    """Return the score of one extractor on one set, and its CPU time in ms a page."""
    for page in pages[:3]:  # imports and caches are not timed
        _text_or_empty(extract, page)
    start = time.process_time()
    texts = [_text_or_empty(extract, page) for page in pages]
    seconds = time.process_time() - start
    return _score(pages, texts), 1000 * seconds / max(1, len(pages))


def _text_or_empty(extract: Extract, page: GoldPage) -> str:
    try:
        return extract(page)
    except Exception:  # a failure of an extractor counts as an empty text
        return ""


def _score(pages: Iterable[GoldPage], texts: Iterable[str]) -> SetScore:
    return score_set(texts, (page.text for page in pages))


def _without_recurring(pages: list[GoldPage], texts: list[str]) -> list[str]:
    """Return the texts without lines that recur on a site, as ``scrapy extract --learn`` does."""
    sites: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for page, text in zip(pages, texts, strict=True):
        sites[page.site][page.key] = text
    cuts = {site: learn_cuts(bodies, group_copies(bodies)) for site, bodies in sites.items()}
    return [without_lines(text, cuts[page.site]) for page, text in zip(pages, texts, strict=True)]


def _installed(label: str) -> bool:
    package = _PACKAGES.get(label)
    try:
        return package is None or bool(version(package))
    except PackageNotFoundError:
        print(f"{label}: not installed, left out")
        return False


def _report(rows: Rows, sets: dict[str, list[GoldPage]]) -> str:
    lines = [
        "# Article text and facts\n",
        machine(("trafilatura",)),
        "\nF1 of average precision and average recall over word 4-grams; *exact*: equal bags;"
        " ms: CPU a page. See `benchmarks/extraction/scoring.py` and `docs/extraction.md`. The"
        " model was fitted on these pages except those of `regional`, so only the rows"
        " *leaving … lines* compare with other extractors.\n",
    ]
    names = [name for name in SETS if sets[name]]
    lines.append("| | " + " | ".join(f"{name} ({len(sets[name])} pages)" for name in names) + " |")
    lines.append("|---" * (len(names) + 1) + "|")
    lines += _table(rows, names, _scores)
    lines.append("\n## Pages that went wrong\n")
    lines.append("Pages with an F1 under .5 / under .8 / without any text (refused).\n")
    lines.append("| | " + " | ".join(names) + " |")
    lines.append("|---" * (len(names) + 1) + "|")
    lines += _table(rows, names, _counts)
    lines.append("\n## Time\n")
    lines += [_time_line(name, sets[name]) for name in TIMED if sets[name]]
    if sets["newspapers"]:
        shares = fact_shares([(page, read(page)) for page in sets["newspapers"]])
        lines.append("\n## Facts, newspapers\n")
        lines += [f"- {fact}: {share:.3f}" for fact, share in shares.items()]
    return "\n".join(lines) + "\n"


def _table(rows: Rows, names: list[str], cell: Callable[[Row], str]) -> list[str]:
    """Return a line for each extractor; ``cell`` formats a row of ``Rows`` for one set."""
    lines = []
    for label in (*_HELD_OUT, *EXTRACTORS):
        if measured := rows.measured.get(label):
            cells = [cell(measured[name]) if name in measured else "" for name in names]
            lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return lines


def _time_line(name: str, pages: list[GoldPage]) -> str:
    """Return a line with the CPU time of Svodka and of trafilatura.

    Both read each page in turn. The times are medians of the rounds. Svodka reads the text and all
    facts, trafilatura the text and its metadata.
    """
    extractors = (svodka, EXTRACTORS["trafilatura fast + metadata"])
    svodka_ms, trafilatura_ms = [], []  # milliseconds a page in each round
    for round_number in range(_ROUNDS + 1):
        seconds = [0.0, 0.0]
        for page in pages:
            for index, extract in enumerate(extractors):
                start = time.process_time()
                _text_or_empty(extract, page)
                seconds[index] += time.process_time() - start
        if round_number:  # the first round fills caches
            svodka_ms.append(1000 * seconds[0] / len(pages))
            trafilatura_ms.append(1000 * seconds[1] / len(pages))
    ratio = median(
        own_ms / other_ms for own_ms, other_ms in zip(svodka_ms, trafilatura_ms, strict=True)
    )
    return (
        f"- {name}: text and all facts {median(svodka_ms):.1f} ms CPU a page, trafilatura fast +"
        f" metadata {median(trafilatura_ms):.1f} ms, in turn in one process: {ratio:.2f} times"
    )


def _scores(row: Row) -> str:
    f1 = Score(row.precision, row.recall, row.exact).f1
    time_text = f", {row.ms:.0f} ms" if row.ms else ""
    return (
        f"**{f1:.3f}** (P {row.precision:.3f} R {row.recall:.3f}, exact {row.exact:.2f}{time_text})"
    )


def _counts(row: Row) -> str:
    return f"{row.under_half} / {row.under_four_fifths} / {row.without_text}"


if __name__ == "__main__":
    main()
