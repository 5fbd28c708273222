"""The thresholds of the copy detection, each with its measurement.

They were measured on 4,798 labelled pairs made from real Russian news; see docs/dedup.md.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The configuration of the copy detection; the defaults are the measured ones."""

    # Rows of the signature in one band. With 64 bands of 2 rows, two texts share a bucket with
    # probability .998 if their resemblance is .3, and with .93 if it is .2.
    band_rows: int = 2
    # An article is paired with this many members of a bucket that were published before it, and
    # with this many that were published after it; the articles of one story are connected through
    # each other. Reports made from one template can fill a bucket with thousands of articles, a
    # story with dozens. A report that shares buckets with 5,000 earlier ones is paired with 290.
    max_neighbours: int = 16
    # A story ends this many days after its first article, since copies appear within days. A later
    # similar text comes from the same template or tells of an anniversary. None means no limit.
    window_days: int | None = 14
    # A sentence in at least this many different texts is common, so it is no evidence. With this
    # limit 97 of 13,467 sentences are common, and no copied story loses more than 4 % of its words.
    min_common_texts: int = 16

    # A pair with less containment is not compared further. Of the true copies with a quarter of
    # their words changed, 2 % have .37 or less.
    min_containment: float = 0.2
    # Copies have at least these two values: the containment of shingles outside common sentences,
    # and that of words. No pair that only shares a background paragraph has both.
    containment: float = 0.4
    word_containment: float = 0.65
    # A reworded copy has at least these two. 1 % of true copies have a containment of shingles
    # below .4, and these share nine words in ten.
    reworded_containment: float = 0.25
    reworded_word_containment: float = 0.85
    # A text whose end was cut off has about half of the words. It is a copy with the lower
    # containment of words if its first ``opening_words`` are in the other text.
    opening_words: int = 16
    opening_word_containment: float = 0.5
    # Two texts that are no copies may be a roundup and one of its items. One of them then holds the
    # first ``opening_words`` of the other, and they share at least this many distinctive shingles.
    beginning_shingles: int = 20
    # A text with fewer shingles than this outside common sentences is short. The next three limits
    # apply to it instead of those above.
    short_text: int = 20
    short_containment: float = 0.8
    short_reworded_containment: float = 0.4
    short_word_containment: float = 0.88
    # A body with fewer words than this outside common sentences is a stub: bodies are no evidence
    # then, and the headlines must agree.
    stub_words: int = 15
    # A body of up to this many words is a stub, too, if the headlines share no word with each other
    # or with the body. An example is the sentence of a paywall.
    long_stub_words: int = 30
    # Texts that begin differently and share up to this many words are no copies if no word of a
    # headline is among the shared words. Of 1,031 real texts without their first sentence, 1.5 %
    # have no word of their headline, or 11 % if they have fewer than 66 words.
    unrelated_words: int = 120
    # A text with at least this many shingles outside its background passages is compared without
    # these passages.
    news_shingles: int = 8
    # Two texts share only a frame of stock sentences if each has a core of its own. A core consists
    # of stretches of more than ``core_stretch`` words that the other text does not have. Together
    # they have at least ``core_share`` of the number of shared words.
    core_stretch: int = 8
    core_share: float = 0.5

    # Numbers, dates and names conflict only inside a replaced stretch of up to this many words.
    slot_stretch: int = 8
    # This many conflicts are allowed for each hundred shared words, since an update may correct a
    # figure. Reports from one template have 1.5 or more, and 99 % of copies have none.
    slot_density: float = 0.8

    # A name that differs by one letter in one place is taken for a misprint on two conditions. The
    # word beside the name, an office or the other name of the person, is the same in both texts.
    # And the texts share at least ``misprint_words`` words, or only ``named_misprint_words`` if
    # this word is the other name of the person.
    misprint_words: int = 100
    named_misprint_words: int = 30

    # An excerpt has less than this share of the original's number of shingles.
    excerpt_share: float = 0.75
    # More than this share of an update is new, and more than this many of its shingles. A call to
    # subscribe at the end of an article adds fewer.
    update_share: float = 0.3
    update_shingles: int = 40
    # A part of a roundup covers no more than this share of the roundup.
    part_size: float = 0.8
    # An article that alone connects two stories is kept out of both if one of them covers less than
    # this share of the article.
    bridge_share: float = 0.5
    # A part that holds at least this share of each of several other parts is itself a roundup. An
    # update holds more than this share of the original.
    part_containment: float = 0.4
    # An article prints another one nearly unchanged if each has at least this share of the other.
    copy_share: float = 0.8
    # Two parts are disjoint if they share less than this share of the smaller one.
    part_overlap: float = 0.1


DEFAULTS = Thresholds()
