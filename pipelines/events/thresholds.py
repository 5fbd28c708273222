"""The thresholds of events, each with its measurement.

They were measured on 111 labelled pairs of Russian news, and on the edges among 1,087 real texts;
see ``benchmarks/results/events.md``.
"""

import math
from dataclasses import dataclass

# Raise this number with each change of a rule or limit that alters events. The next run then
# computes all stored events again.
RULES_VERSION = 2
_SECONDS_AN_HOUR = 3600
SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class EventThresholds:
    """The configuration of events; the defaults are the measured ones."""

    # Stems with a weight that are taken from the beginning of a text. News begins with the event;
    # later sentences repeat the background.
    lead_stems: int = 60
    headline_weight: int = 2  # how many times a word of the headline is counted
    # The keys of a story are its heaviest stems, at most ``key_stems`` of them. Two stories are
    # candidates if they share at least ``min_shared_keys`` keys.
    key_stems: int = 25
    min_shared_keys: int = 2
    # The cosine of the shared keys of two candidates must be at least this; 19 of 20 pairs have
    # less. Of 110 pairs about one event, the lowest such cosine is .18, the next .26.
    min_key_cosine: float = 0.15
    # If more stories than this share a key within the window around a day, the key is no evidence
    # on this day. A report among 75 of one template takes 3 ms, and one among 400 less than 1 ms;
    # without the limit it took 24 ms. Among 1,066 real texts a limit of 8, the same share as 75 of
    # 10,000 stories, loses 6 of 108 edges; a limit of 15 loses one.
    max_key_stories: int = 75
    # Reports of one event appear within days. Reports of a series are often a week apart.
    window_hours: int = 72
    # Two stories are about one event if the cosine of their vectors is at least ``min_cosine``, or
    # ``min_named_cosine`` if they also share a rare name. With these limits 92 of 108 edges among
    # real texts are right; with .5 and .35 they are 103 of 135.
    min_cosine: float = 0.54
    min_named_cosine: float = 0.42
    # Two texts that differ in numbers, dates or names are of one template if they share this part
    # of the shorter text's shingles. Of 94 such pairs about one event, one pair shares .73 (two
    # counts of one election); the others share less than the limit.
    min_template_containment: float = 0.3
    # This share of a text's words must be in the table of stems. A text with a lower share is in
    # another language, whose common words would count as rare. Russian texts have .6 or more,
    # Ukrainian texts about .3.
    min_known_share: float = 0.55

    @property
    def window_seconds(self) -> int:
        return self.window_hours * _SECONDS_AN_HOUR

    @property
    def window_days(self) -> int:
        """Return how many days two stories within the window can be apart."""
        return math.ceil(self.window_seconds / SECONDS_A_DAY)


DEFAULTS = EventThresholds()
