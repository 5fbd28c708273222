"""Counts the outcomes of a run, for each source and in total."""

from collections import Counter, defaultdict

from pipelines.model import Outcome


class Tally:
    """The number of visits to URLs with each outcome, by source."""

    def __init__(self) -> None:
        self.by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def count(self, source_id: str, outcome: Outcome) -> None:
        """Count the outcome of one visit."""
        self.by_source[source_id][outcome] += 1

    def total(self) -> Counter[str]:
        """Return the counts of all sources together."""
        return sum(self.by_source.values(), Counter())
