"""Suggests the regions that a text is about, by the places in its headline, lead and body.

A mention in the headline counts three times, and a mention in the lead twice. A region without
mentions in headline and lead is not suggested. A name that may mean something else (Киров, Мирный)
counts only after «в» or «город», or if the text names its region elsewhere.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.regions.mentions import Mention, mentions
from pipelines.regions.tokens import Part

MAX_CHARS = 20_000  # of the body; they take a few milliseconds, and the rest is not read
MAX_REGIONS = 3  # a text about more regions is about the country
MIN_SCORE = 2.0  # of a suggested region: the score of one mention in the lead
MIN_SHARE = 0.4  # of the highest score, which a suggested region has at least
_WEIGHTS = {Part.HEADLINE: 3.0, Part.LEAD: 2.0, Part.TEXT: 1.0}
_MAX_COUNTED = {Part.HEADLINE: 2, Part.LEAD: 2, Part.TEXT: 3}  # mentions of one region


@dataclass(frozen=True, slots=True)
class SuggestedRegion:
    """A region that a text is about, with the mentions that show it."""

    code: str  # ISO 3166-2
    score: float
    mentions: tuple[Mention, ...]

    @property
    def evidence(self) -> str:
        """Return the mentions as a text such as ``headline: Пензе; text: Кузнецк, Пензы``."""
        texts_by_part: dict[Part, dict[str, None]] = {part: {} for part in Part}
        for mention in self.mentions:
            texts_by_part[mention.part][mention.text] = None
        return "; ".join(
            f"{part}: {', '.join(texts)}" for part, texts in texts_by_part.items() if texts
        )


def suggest_regions(headline: str, body: str) -> tuple[SuggestedRegion, ...]:
    """Return the regions that a Russian text is about, the most mentioned first; mostly one."""
    by_region: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions(headline, _beginning(body)):
        by_region[mention.region].append(mention)
    parts = {code: {mention.part for mention in mentioned} for code, mentioned in by_region.items()}
    scores = {code: _score(mentioned) for code, mentioned in by_region.items()}
    min_score = max(MIN_SCORE, MIN_SHARE * max(scores.values(), default=0.0))
    only_in_text = {Part.TEXT}
    codes = [
        code for code in by_region if scores[code] >= min_score and parts[code] != only_in_text
    ]
    if len(codes) > MAX_REGIONS:
        codes = [code for code in codes if Part.HEADLINE in parts[code]]
    if len(codes) > MAX_REGIONS:
        return ()
    codes.sort(key=lambda code: (-scores[code], code))
    return tuple(SuggestedRegion(code, scores[code], tuple(by_region[code])) for code in codes)


def _beginning(body: str) -> str:
    """Return the part of the body that is read; it ends with a whole word."""
    return body if len(body) <= MAX_CHARS else body[:MAX_CHARS].rpartition(" ")[0]


def _score(mentioned: Sequence[Mention]) -> float:
    """Return the sum of the largest weights of the mentions in each part."""
    total = 0.0
    for part, max_counted in _MAX_COUNTED.items():
        weights = sorted(
            (mention.weight for mention in mentioned if mention.part is part), reverse=True
        )
        total += _WEIGHTS[part] * sum(weights[:max_counted])
    return total
