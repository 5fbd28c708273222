"""Every threshold of the copy detection, with the measurement behind it.

Measured on 4,798 labelled pairs made from real Russian news; see docs/dedup.md and benchmarks/.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The configuration of the copy detection; the defaults are the measured ones."""

    # Candidates. 64 bands of 2 rows find a pair of resemblance .3 with probability .998, .2: .93.
    band_rows: int = 2
    # A day's bucket pairs its first members with all others; the rest of a copied story is reached
    # through them. Templates fill buckets by the thousand, stories by the dozen.
    max_first_members: int = 16
    # Copies appear within days; what recurs later is a template or an anniversary. None: no limit.
    window_days: int | None = 14
    # A sentence of this many unlike texts is boilerplate or a template. At 16, 97 of 13,467
    # sentences go, and no copied story loses more than 4 % of its words.
    min_common_texts: int = 16

    # Pairs below are not compared further: 2 % of true copies with a quarter reworded have .37.
    min_containment: float = 0.2
    # Of the shingles that are not common: 1 % of true copies lie below .4, and all of those share
    # nine words in ten; of pairs that share a background paragraph none passes both.
    containment: float = 0.4
    word_containment: float = 0.65
    reworded_containment: float = 0.25
    reworded_word_containment: float = 0.85
    # A text cut in the middle has .5 of its words left; its first words are enough of a sign.
    opening_words: int = 16
    opening_word_containment: float = 0.5
    # A text with fewer shingles of its own is short: other limits apply.
    short_text: int = 20
    short_containment: float = 0.8
    short_reworded_containment: float = 0.4
    short_word_containment: float = 0.88
    # A body with fewer words of its own is a stub: the headlines must agree, too.
    stub_words: int = 15
    # A longer body of up to so many words, such as what a paywall says, is one if neither headline
    # has a word of it or of the other headline.
    long_stub_words: int = 30
    # With so many shingles beside its background paragraph, a text's news is compared alone.
    news_shingles: int = 8
    # Two texts with a core each that the other lacks share a frame only.
    core_stretch: int = 8
    core_share: float = 0.5

    # Slots: numbers, dates and names inside a replaced stretch of up to this many words.
    slot_stretch: int = 8
    # Conflicts for each hundred shared words. Look-alikes have 1.5 or more, 99 % of copies 0;
    # one corrected figure in a long text is an update, not another event.
    slot_density: float = 0.8

    # A surname that differs by one letter in one place of so many shared words is misspelt, if the
    # first name or the office beside it is the same.
    misprint_words: int = 100

    # Relations: an excerpt has less than this share of the original's words …
    excerpt_share: float = 0.75
    # … and an update adds more than this share of its own, and more than a call to subscribe.
    update_share: float = 0.3
    update_shingles: int = 40
    # A match is a part of a roundup when it covers no more than this share of the roundup. A part
    # that holds this share of others is a roundup itself.
    part_size: float = 0.8
    part_containment: float = 0.4
    # Two texts of which each has this share of the other are printed alike.
    copy_share: float = 0.8
    # Two parts are disjoint when they share less than this of the smaller one.
    part_overlap: float = 0.1


DEFAULTS = Thresholds()
