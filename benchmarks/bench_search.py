"""Measures which share of the relevant articles the search page finds for each form of a name.

``python -m benchmarks.bench_search`` writes ``results/search.md``. The texts and queries are in the
folder ``search`` of the shared data (``SVODKA_SHARED``). Each query is sent to the search page, and
all pages of its results are read. Recall and precision are averaged over the queries.
"""

import asyncio
import gzip
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from benchmarks.command_line import argument_parser, shared_data
from benchmarks.machine import machine
from benchmarks.site import site_of
from pipelines.model import Source
from storage.crawl.sources import save_sources
from storage.database.sqlite import open_database, transaction
from storage.search.indexing import index_pending

RESULTS = Path(__file__).parent / "results" / "search.md"
MAX_PAGES = 20  # pages of results that are read for one query
SEEN_AT = "2026-03-01T12:00:00Z"
_RESULT = re.compile(r'<h3[^>]*>\s*<a href="/article/(\d+)"')


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A query, with the ids of the relevant documents and of those that the page showed."""

    query: str
    relevant: frozenset[str]
    found: frozenset[str]

    @property
    def recall(self) -> float:
        """Return the share of the relevant documents that were found."""
        return len(self.found & self.relevant) / len(self.relevant)

    @property
    def precision(self) -> float:
        """Return the share of the found documents that are relevant; 1 if none was found."""
        return len(self.found & self.relevant) / len(self.found) if self.found else 1.0


def main() -> None:
    argument_parser(__doc__, __file__).parse_args()
    folder = shared_data("search")
    queries = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    with gzip.open(folder / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "news.db"
        store_documents(database, documents)
        results = asyncio.run(run_queries(database, documents, queries))
    RESULTS.write_text(report(results, len(documents)), encoding="utf-8")
    print(RESULTS.read_text(encoding="utf-8"))


def store_documents(database: Path, documents: list[dict[str, str]]) -> None:
    """Store the documents as articles whose ids are their positions in the list."""
    db = open_database(database)
    source = Source("bench", "Bench", "https://bench.example/", "RU-PNZ", "Europe/Moscow")
    with transaction(db):
        save_sources(db, [source])
        db.table("articles").insert_all(
            {"id": number, "source_id": source.id, "url": f"https://bench.example/{number}",
             "headline": document["headline"], "article_body": document["article_body"],
             "date_first_seen": SEEN_AT, "date_last_seen": SEEN_AT, "in_language": "ru",
             "word_count": 1}
            for number, document in enumerate(documents)
        )  # fmt: skip
        index_pending(db)
    db.close()


async def run_queries(
    database: Path, documents: list[dict[str, str]], queries: list[dict[str, object]]
) -> list[QueryResult]:
    """Send each query to the search page and read all pages of results.

    A query has the text ``query`` and the list ``relevant`` of the ids of documents.
    """
    site = site_of(database)
    results = []
    for labelled_query in queries:
        query = str(labelled_query["query"])
        relevant = labelled_query["relevant"]
        assert isinstance(relevant, list)
        article_ids: set[int] = set()
        for page in range(1, MAX_PAGES + 1):
            answer = await site.client.get(f"/search?q={quote(query)}&page={page}")
            assert answer.status_code == 200, (query, answer.status_code)
            article_ids |= set(map(int, _RESULT.findall(answer.text)))
            if 'rel="next"' not in answer.text:
                break
        found = frozenset(documents[article_id]["id"] for article_id in article_ids)
        results.append(QueryResult(query, frozenset(relevant), found))
    return results


def report(results: list[QueryResult], document_count: int) -> str:
    """Return the page of results, in Markdown."""
    count = len(results)
    recall = sum(result.recall for result in results) / count
    precision = sum(result.precision for result in results) / count
    complete = [result.query for result in results if result.relevant <= result.found]
    incomplete = sorted({result.query for result in results} - set(complete))
    return "\n".join([
        "# Search: every form of a name", "", machine(("datasette", "rumorph", "PyStemmer")), "",
        f"{count} queries over {document_count} texts, through the search page; means over"
        " queries.", "",
        "| recall | precision | everything found |", "|---:|---:|---:|",
        f"| {recall:.3f} | {precision:.3f} | {len(complete) / count:.1%} |", "",
        f"Not everything was found for: {', '.join(incomplete)}.", "",
        "Again: `python -m benchmarks.bench_search`.", "",
    ])  # fmt: skip


if __name__ == "__main__":
    main()
