"""The thresholds of events, each with its measurement.

They were measured on 111 labelled pairs of Russian news, and on the edges among 1,087 real texts;
see ``benchmarks/results/events.md``.
"""

from dataclasses import dataclass

# Raised with each change of a rule or a limit that alters the events of the same stories. So the
# next run computes all stored events again, in SQLite and PostgreSQL.
RULES_VERSION = 1
_SECONDS_AN_HOUR = 3600
SECONDS_A_DAY = 86_400


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
    # A stem that more stories have, of a day and the days around it within the window, is no
    # evidence. So many reports of one template cost 3 ms each, and 400 of them less than 1 ms; it
    # was 24 ms without the limit. With a limit of 8 among 1,066 real texts, which is the same share
    # as 75 among 10,000 stories, 6 of 108 edges are lost, and with 15 one.
    max_key_stories: int = 75
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

    @property
    def window_seconds(self) -> int:
        return self.window_hours * _SECONDS_AN_HOUR

    @property
    def window_days(self) -> int:
        """Return how many days two stories within the window can be apart."""
        return -(-self.window_seconds // SECONDS_A_DAY)


DEFAULTS = EventThresholds()
