"""Makes the table of stems that events use: how many real Russian news texts contain each stem.

The table has counts only, and no stem of fewer than MIN_TEXTS texts, so that no text can be
restored from it. The texts of the labelled pairs of events are left out, since these pairs measure
the result. A table that is in use never changes, so a new table gets the next number in its name.
"""

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.command_line import argument_parser, shared_data
from pipelines.events.stems import sentences

MIN_TEXTS = 3  # a stem in fewer texts is left out, and has the weight of an unknown stem
_RUSSIAN_WORDS = frozenset(["что", "для", "или", "если", "чтобы", "которые", "это", "также"])
MAX_WORDS = 150  # of each text; longer texts would count for more
_START_CHARS = 100  # of a text, which identify it


def main() -> None:
    parser = argument_parser(__doc__, __file__)
    parser.add_argument("target", type=Path, help="the file to write, such as stem_weights_2.txt")
    target = parser.parse_args().target
    measured_starts = {text[:_START_CHARS] for text in _measured_texts()}
    text_of_start = {
        text[:_START_CHARS]: text
        for text in _texts()
        if _is_russian(text) and text[:_START_CHARS] not in measured_starts
    }
    counts: Counter[str] = Counter()
    for text in text_of_start.values():
        stems = [word.stem for words in sentences(text) for word in words]
        counts.update(set(stems[:MAX_WORDS]))
    target.write_text(table(counts, len(text_of_start)), "utf-8")
    print(f"{len(text_of_start)} texts")


def table(counts: Counter[str], text_count: int) -> str:
    """Return the lines of the table: the number of texts, then each count with its stems."""
    by_count: defaultdict[int, list[str]] = defaultdict(list)
    for stem, count in counts.items():
        if count >= MIN_TEXTS and stem.isalpha():
            by_count[count].append(stem)
    head = "# The number of texts, then how many of them hold each stem of a line."
    lines = [f"{count} {' '.join(sorted(stems))}" for count, stems in sorted(by_count.items())]
    return "\n".join([head, str(text_count), *lines]) + "\n"


def _is_russian(text: str) -> bool:
    """Return whether a text has words that Russian has and similar languages do not have."""
    return not _RUSSIAN_WORDS.isdisjoint(text.lower().split())


def _measured_texts() -> Iterator[str]:
    for pair in json.loads(shared_data("events/pairs.json").read_text("utf-8")):
        yield from (pair[side]["text"] for side in "ab")


def _texts() -> Iterator[str]:
    for name in ("dedup/russian-news.jsonl.gz", "search/documents.jsonl.gz"):
        lines = gzip.decompress(shared_data(name).read_bytes()).decode("utf-8").splitlines()
        yield from (json.loads(line)["article_body"] for line in lines)
    for name in ("extraction/russian.json", "extraction/regional.json"):
        pages = json.loads(shared_data(name).read_text("utf-8"))
        yield from (page["articleBody"] for page in pages.values())


if __name__ == "__main__":
    main()
