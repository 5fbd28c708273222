"""Counts of how the looks at URLs ended, for each source and in total."""

from collections import Counter, defaultdict

from pipelines.model import Outcome


class Tally:
    """Outcomes counted once each, by source; the totals of a run are their sum."""

    def __init__(self) -> None:
        self.by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, source_id: str, outcome: Outcome) -> None:
        self.by_source[source_id][outcome] += 1

    def total(self) -> Counter[str]:
        return sum(self.by_source.values(), Counter())
