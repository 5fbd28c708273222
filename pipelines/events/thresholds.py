"""The thresholds of events, each with its measurement.

They were measured on 111 labelled pairs of Russian news, and on the edges among 1,087 real texts;
see ``benchmarks/results/events.md``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventThresholds:
    """The configuration of events; the defaults are the measured ones."""

    # Only so many words of a text are read after its headline: news begins with what happened, and
    # its end repeats the background.
    lead_stems: int = 60
    headline_weight: int = 2  # how often a word of the headline counts
    # Only so many of the heaviest stems of a text find its candidates, and two must be shared.
    key_stems: int = 25
    min_shared_keys: int = 2
    # The shared ones must make up so much of the cosine, by which 19 of 20 candidates are dropped.
    # Of 110 pairs about one event the least has .18, the next .26.
    min_key_cosine: float = 0.15
    # Reports of one event appear within days. Reports of a series are often a week apart.
    window_hours: int = 72
    # Two stories are about one event if their vectors have this cosine, or the lower one if they
    # also share a rare name.
    # By these limits 92 of 108 edges among real texts are right; by .5 and .35 it is 103 of
    # 135.
    min_cosine: float = 0.54
    min_named_cosine: float = 0.42
    # Texts that share so many shingles and differ in numbers, dates or names are one template. Of
    # 94 pairs about one event, one has .73 (two counts of one election), the others less than this.
    min_template_containment: float = 0.3
    # A text of which less than this share of words is in the table is in another language, where
    # common words would count as rare ones. Russian texts have .6 or more, Ukrainian ones about .3.
    min_known_share: float = 0.55


DEFAULTS = EventThresholds()
