"""The thresholds of the copy detection, each with its measurement.

They were measured on 4,798 labelled pairs made from real Russian news; see docs/dedup.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The configuration of the copy detection; the defaults are the measured ones."""

    # 64 bands of 2 rows find a pair of resemblance .3 with probability .998, one of .2 with .93.
    band_rows: int = 2
    # Of a bucket and day, only this many first members are paired with all others; the articles of
    # one story are connected through them. A template fills a bucket with thousands of articles, a
    # story with dozens.
    max_first_members: int = 16
    # Copies appear within days; a later similar text is of a template or an anniversary.
    # None means no limit.
    window_days: int | None = 14
    # A sentence that stands in this many unlike texts is common and no evidence. At 16, 97 of
    # 13,467 sentences are common, and no copied story loses more than 4 % of its words.
    min_common_texts: int = 16

    # A pair of less containment is not compared further. Of true copies with a quarter of their
    # words changed, 2 % have .37 or less.
    min_containment: float = 0.2
    # Containment of shingles outside common sentences, and of words. 1 % of true copies have a
    # containment below .4, and these share nine words in ten. No pair that only shares a
    # background paragraph passes both limits.
    containment: float = 0.4
    word_containment: float = 0.65
    reworded_containment: float = 0.25
    reworded_word_containment: float = 0.85
    # A text that was cut has about half of its words left; its first words then decide.
    opening_words: int = 16
    opening_word_containment: float = 0.5
    # For a text with fewer shingles outside common sentences these other limits apply.
    short_text: int = 20
    short_containment: float = 0.8
    short_reworded_containment: float = 0.4
    short_word_containment: float = 0.88
    # A body with fewer words outside common sentences is a stub: the headlines must agree as well.
    stub_words: int = 15
    # A body of up to so many words, such as the sentence of a paywall, is also a stub if the
    # headlines share no word with each other or with the body.
    long_stub_words: int = 30
    # A text with so many shingles outside its background passages is compared without them.
    news_shingles: int = 8
    # Texts of which each has a core (this many words, and this share) that the other lacks share
    # only a frame of stock sentences.
    core_stretch: int = 8
    core_share: float = 0.5

    # Numbers, dates and names conflict inside a replaced stretch of up to this many words.
    slot_stretch: int = 8
    # Conflicts that are allowed for each hundred shared words, since an update may correct a
    # figure. Look-alikes have 1.5 or more, and 99 % of copies have none.
    slot_density: float = 0.8

    # A surname that differs by one letter in one place is taken for misspelt if the texts share so
    # many words and the first name or office beside the surname is the same.
    misprint_words: int = 100

    # An excerpt has less than this share of the original's shingles.
    excerpt_share: float = 0.75
    # An update adds more than this share of its own, and more shingles than a call to subscribe.
    update_share: float = 0.3
    update_shingles: int = 40
    # A part of a roundup covers no more than this share of the roundup. A part that holds
    # ``part_containment`` of other parts is itself a roundup.
    part_size: float = 0.8
    part_containment: float = 0.4
    # Two texts are printed alike if each has this share of the other.
    copy_share: float = 0.8
    # Two parts are disjoint if they share less than this of the smaller one.
    part_overlap: float = 0.1


DEFAULTS = Thresholds()
