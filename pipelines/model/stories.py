"""The values of copy detection: the members of stories, their features, edges, and stories."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipelines.model.outcomes import Relation

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Bucket = tuple[int, int]  # the number of a band, and the value that articles of a bucket share
Days = tuple[int, int]  # the first and the last day, both included, counted from 1970-01-01
# A mark of a state of the index of copies: the number of the last change, and who made it.
IndexVersion = tuple[int, int]
# The band number of the buckets that sentence templates form. The bands of signatures are numbered
# from 0 and are fewer than this number.
SENTENCE_BAND = 255
# The number of bits of ``publication_order``: the minutes, and the hash below them.
_MINUTE_BITS, _HASH_BITS = 26, 33
ORDER_BITS = _MINUTE_BITS + _HASH_BITS
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class MinHashScheme:
    """The hash functions of a MinHash signature.

    Signatures can be compared only if they have the same scheme, so it is stored with each one.
    """

    name: str = "affine32-folded"  # the hash functions affine32 of datasketch, over folded words
    seed: int = 1
    num_perm: int = 128  # the number of hash functions, and of values in a signature


MINHASH = MinHashScheme()


@dataclass(frozen=True, slots=True)
class StoryMember:
    """The facts of one article that decide its story; times are UTC ISO 8601 text."""

    id: int
    url: str
    text: str
    headline: str = ""
    source_id: str = ""
    source_name: str = ""
    owner: str = ""  # the owner of the source, or the source itself if it names no owner
    region: str = ""
    date_published: str | None = None  # a bare YYYY-MM-DD when only the day is known
    date_first_seen: str = ""
    canonical_url: str | None = None
    credit_text: str | None = None
    is_based_on: str | None = None
    group_copies: bool = True
    is_pruned: bool = False  # whether the text was deleted because of its age
    tiebreaker: str = ""  # sorts articles of equal times; the hash of the URL is used if empty

    @property
    def rank(self) -> str:
        """Return a text whose alphabetical order is the order of publication.

        On each day, articles with a time of publication come first, in the order of that time.
        Articles of which only the day is known follow, in the order in which they were first seen.
        Articles without a date come last, on the day on which they were first seen.
        """
        published = self.date_published
        if published and len(published) > len("2026-01-31"):
            when = f"{published[:10]} 0 {published}"
        elif published:
            when = f"{published} 1 {self.date_first_seen}"
        else:
            when = f"{self.date_first_seen[:10] or '9999-12-31'} 2 {self.date_first_seen}"
        return f"{when} {self.tiebreaker or url_hash(self.url)}"

    @property
    def day(self) -> int:
        """Return the day of publication, or else the day on which the article was first seen.

        Days are counted from 1970-01-01; 0 means that both days are unknown.
        """
        text = (self.date_published or self.date_first_seen)[:10]
        try:
            return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()
        except ValueError:
            return 0


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """The features of an article that depend on its text alone, so that a worker computes them."""

    signature: "npt.NDArray[np.uint32]"
    templates: tuple[int, ...]  # hashes of its sentence templates, ascending, without repeats
    shingle_count: int  # of distinct shingles
    word_count: int = 0
    # The sentences with numbers, as ``pipelines.copies.filled_sentences`` packs them; None if they
    # are not known or if there are none.
    filled: "npt.NDArray[np.int64] | None" = None


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one article, as the index of stories keeps them."""

    signature: "npt.NDArray[np.uint32]"
    templates: tuple[int, ...]  # hashes of its sentence templates
    shingle_count: int  # of distinct shingles; 0 if the article is not grouped
    day: int  # as StoryMember.day
    rank: str  # as StoryMember.rank
    word_count: int = 0
    filled: "npt.NDArray[np.int64] | None" = None  # as TextFeatures.filled
    buckets: tuple[Bucket, ...] = ()  # one for each band of the signature

    @property
    def order(self) -> int:
        """Return the number that sorts the members of a bucket on one day."""
        return publication_order(self.rank, self.day)

    @property
    def first_hash(self) -> int:
        """Return the first value of the signature.

        Copies often have an equal first value, and different texts rarely have. So the number of
        distinct first values is the number of texts without their copies.
        """
        return int(self.signature[0])

    @property
    def all_buckets(self) -> tuple[Bucket, ...]:
        """Return the buckets of the signature's bands and those of the sentence templates."""
        return self.buckets + tuple((SENTENCE_BAND, template) for template in self.templates)


@dataclass(frozen=True, slots=True)
class Edge:
    """A verified match of two articles, where ``article_id`` < ``other_id``.

    ``jaccard`` is the resemblance of the articles, and ``containment`` their containment; both
    count all shingles. ``share`` is the part, from 0 to 1, of the distinctive shingles of
    ``article_id`` that ``other_id`` also has. ``other_share`` is the same with the articles
    exchanged. Shingles are distinctive if they are not within common sentences.

    If the relation is ROUNDUP, one of the articles holds the beginning of the other and may be a
    roundup. With any other relation the articles are copies.
    """

    article_id: int
    other_id: int
    jaccard: float
    containment: float
    relation: Relation  # of the article published later to the other one
    share: float
    other_share: float

    @property
    def is_of_copies(self) -> bool:
        """Return whether the articles are copies."""
        return self.relation is not Relation.ROUNDUP

    @property
    def ends(self) -> tuple[int, int]:
        """Return the ids of the two articles, the smaller one first."""
        return self.article_id, self.other_id

    def other_end(self, article_id: int) -> int:
        """Return the id of the article that is matched with this one."""
        return self.other_id if article_id == self.article_id else self.article_id

    def share_of(self, article_id: int) -> float:
        """Return the share of this article's distinctive shingles that the other one has."""
        return self.share if article_id == self.article_id else self.other_share


def nearest_edge(article_id: int, edges: Iterable[Edge], ranks: Mapping[int, str]) -> Edge | None:
    """Return the edge to the member that shares the most with an article; None if it has no edge.

    Earlier members are preferred to later members, because an article copies a text that exists.
    ``edges`` are the edges among the members of one story; ``ranks`` sort the members by
    publication.
    """

    def rank_of_other(edge: Edge) -> str:
        return ranks[edge.other_end(article_id)]

    def nearest_first(edge: Edge) -> tuple[float, float, str]:
        return -edge.jaccard, -edge.share_of(article_id), rank_of_other(edge)

    edges_to_copies = [edge for edge in edges if edge.is_of_copies and article_id in edge.ends]
    to_earlier = [edge for edge in edges_to_copies if rank_of_other(edge) < ranks[article_id]]
    return min(to_earlier or edges_to_copies, key=nearest_first, default=None)


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its canonical article and the relation of each member to it."""

    id: str
    canonical_id: int
    relations: Mapping[int, Relation]


def publication_order(rank: str, day: int) -> int:
    """Return a number of ``ORDER_BITS`` bits that sorts the articles of one day by publication.

    ``rank`` is that of ``StoryMember``. The high bits are the minutes from the beginning of ``day``
    to the time in the rank: that of publication or, if only the day is known, the time when the
    article was first seen. The low bits are a hash of the rank, so two articles of one minute have
    the same number with a probability of 2^-33.
    """
    parts = rank.split(" ")  # «day number time tiebreaker», of which the last ones may be missing
    time = parts[2] if len(parts) > 2 else ""
    try:
        moment = datetime.fromisoformat(time[: len("2026-01-31T00:00")])
    except ValueError:  # empty: neither the publication nor the first visit has a known time
        minutes = 0
    else:
        days_later = moment.toordinal() - date(1970, 1, 1).toordinal() - day
        minutes = days_later * _MINUTES_A_DAY + moment.hour * 60 + moment.minute
    digest = blake2b(rank.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    rank_hash = int.from_bytes(digest, "big") >> 64 - _HASH_BITS
    high_bits = min(max(minutes, 0), (1 << _MINUTE_BITS) - 1)
    return high_bits << _HASH_BITS | rank_hash


def url_hash(url: str) -> str:
    """Return a hash of a URL, of 64 bits, as 16 hexadecimal digits."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
