"""Measures families of hard cases: house styles and their look-alikes, excerpts, roundups, stubs.

``python -m benchmarks.stories.bench_dedup_families`` writes its section of
``benchmarks/results/dedup.md``. Real texts are those of the folder in SVODKA_SHARED, if it
exists; all edits and all other texts are generated with seeds. A run takes about three minutes of
processor time.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.command_line import argument_parser
from benchmarks.stories.dedup_house_style import STYLES, Edit, publication_day
from benchmarks.stories.dedup_kinds import KINDS, Case
from benchmarks.stories.dedup_languages import PUBLISHED, styled_pairs
from benchmarks.stories.dedup_report import write_section
from benchmarks.stories.dedup_spread import (
    found_roundups,
    roundups,
    sentences,
    shared_texts,
    spread,
    whole_share,
)
from pipelines.copies.compared_text import ComparedText
from pipelines.copies.match import edge_between
from pipelines.copies.thresholds import DEFAULTS
from pipelines.model import Relation, StoryMember
from pipelines.stories.grouping import group

_SEED = 5
_MIN_WORDS = 25  # of a text; a shorter text may be a stub
_MAX_SHORT_WORDS = 100  # of the beginning of a text; in so short a text one other value decides
_CASES_A_KIND = 60
# (outlets, stories) of each row of the table of stories that many outlets print
_SPREADS = ((5, 200), (10, 100), (20, 100))
_ROUNDUP_TEXTS = 330  # real texts of which roundups are made


@dataclass(frozen=True, slots=True)
class Rate:
    """How many pairs of a kind were decided wrongly."""

    wrong: int
    total: int

    def __str__(self) -> str:
        return f"{self.wrong} of {self.total:,}" if self.total else "–"


def beginning(text: str) -> str:
    """Return the first sentences of a text, about ``_MAX_SHORT_WORDS`` words."""
    first_sentences: list[str] = []
    words = 0
    for sentence in sentences(text):
        words += len(sentence.split())
        if first_sentences and words > _MAX_SHORT_WORDS:
            break
        first_sentences.append(sentence)
    return " ".join(first_sentences)


def are_copies(text: str, other_text: str, day: date) -> bool:
    """Return whether two texts published on one day are matched as copies."""
    one, other = (
        StoryMember(number, f"https://{number}.example/", body, date_published=day.isoformat())
        for number, body in enumerate((text, other_text))
    )
    edge = edge_between(one, other, ComparedText, frozenset(), DEFAULTS)
    return edge is not None and edge.is_of_copies


def style_rate(texts: Sequence[str], edit: Edit, *, same: bool) -> Rate:
    """Return for how many texts the edited form is decided wrongly.

    ``same`` is True if text and edited form are copies, and False if a value was changed.
    """
    rng = random.Random(_SEED)
    wrong = total = 0
    for text in texts:
        day = publication_day(text, rng)
        edited = edit(text, rng, day)
        if edited != text:
            total += 1
            if are_copies(text, edited, day) != same:
                wrong += 1
    return Rate(wrong, total)


def style_rows(texts: Sequence[str]) -> Iterator[str]:
    """Yield the table of house styles: a row for each, and a row with their sums."""
    beginnings = map(beginning, texts)
    short = [text for text in beginnings if len(text.split()) <= _MAX_SHORT_WORDS]
    yield "| kind of house style | texts split | beginnings split | look-alikes merged |"
    yield "|---|---|---|---|"
    sums = [Counter[str](), Counter[str](), Counter[str]()]
    for name, style in STYLES.items():
        rates = [
            style_rate(texts, style.same, same=True),
            style_rate(short, style.same, same=True),
            style_rate(short, style.other, same=False) if style.other else Rate(0, 0),
        ]
        for total, rate in zip(sums, rates, strict=True):
            total.update(wrong=rate.wrong, total=rate.total)
        yield f"| {name} | {' | '.join(map(str, rates))} |"
    all_rates = [Rate(total["wrong"], total["total"]) for total in sums]
    yield f"| all | {' | '.join(map(str, all_rates))} |"


def language_rows() -> Iterator[str]:
    """Yield the table of reports by language."""
    # Pairs by language, whether they are copies, and whether they are matched.
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for pair in styled_pairs():
        counts[pair.language, pair.same, are_copies(pair.one, pair.other, PUBLISHED)] += 1
    yield "| reports of our own by language | split | look-alikes merged |"
    yield "|---|---|---|"
    for language in dict.fromkeys(language for language, _, _ in counts):
        split, whole = counts[language, True, False], counts[language, True, True]
        merged, apart = counts[language, False, True], counts[language, False, False]
        yield f"| {language} | {Rate(split, split + whole)} | {Rate(merged, merged + apart)} |"


def is_right(case: Case) -> bool:
    """Return whether the articles of a case, grouped alone, form the expected stories."""
    articles = [
        StoryMember(
            number, f"https://outlet-{number}.example/", piece.text, piece.headline,
            source_id=f"outlet-{number}", date_published=f"2026-03-01T{piece.hour:02}:00:00Z",
        )
        for number, piece in enumerate(case.pieces)
    ]  # fmt: skip
    grouped = list(group(articles))
    stories: dict[str, set[int]] = {}
    for grouped_article in grouped:
        stories.setdefault(grouped_article.story, set()).add(grouped_article.article.id)
    in_groups = frozenset[int]().union(*case.groups)
    alone = [{number} for number in range(len(articles)) if number not in in_groups]
    if not all(expected in stories.values() for expected in (*case.groups, *alone)):
        return False
    return case.roundup is None or grouped[case.roundup].relation is Relation.ROUNDUP


def kind_rows() -> Iterator[str]:
    """Yield the table of the sets of articles, a row for each kind."""
    yield "| sets of articles | right |"
    yield "|---|---|"
    for name, make in KINDS.items():
        right = [is_right(case) for case in make(_CASES_A_KIND, random.Random(_SEED))]
        yield f"| {name} | {sum(right)} of {len(right)} |"


def spread_rows(texts: Sequence[str]) -> Iterator[str]:
    """Yield the tables of real texts that many outlets print, and of roundups of real texts."""
    yield "| stories of real texts that 40 % of the outlets cut anywhere | whole |"
    yield "|---|---|"
    rng = random.Random(3)
    mixed = rng.sample(texts, len(texts))
    for outlets, count in _SPREADS:
        stories = list(spread(mixed[:count], outlets, rng))
        yield f"| {count} stories of {outlets} outlets | {whole_share(stories, dated=True):.3f} |"
    yield ""
    yield "| roundups of three real texts | found | stories merged |"
    yield "|---|---|---|"
    for stock, name in ((False, "parts cut"), (True, "parts cut, a stock sentence shared")):
        cases = list(roundups(mixed[:_ROUNDUP_TEXTS], rng, stock=stock))
        share, merged = found_roundups(cases, dated=True)
        yield f"| {len(cases)}, {name} | {share:.3f} | {merged} |"


def main() -> None:
    argument_parser(__doc__, __file__).parse_args()
    texts = list(dict.fromkeys(shared_texts(_MIN_WORDS)))
    lines = [*language_rows(), "", *kind_rows(), ""]
    if texts:
        all_texts = list(dict.fromkeys(shared_texts()))
        lines = [*style_rows(texts), "", *lines, *spread_rows(all_texts), ""]
    write_section("Quality: families", ("rapidfuzz",), lines)


if __name__ == "__main__":
    main()
