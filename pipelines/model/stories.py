"""The values of the copy detection: articles as story members, their features, edges, stories."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipelines.model.outcomes import Relation

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Bucket = tuple[int, int]  # band, value
Days = tuple[int, int]  # first and last, both included
SENTENCE_BAND = 255  # the pseudo-band of sentence templates, beside those of the signature


@dataclass(frozen=True, slots=True)
class MinHashScheme:
    """The hash scheme of signatures, stored beside each; those of two schemes can't be compared."""

    name: str = "affine32"
    seed: int = 1
    num_perm: int = 128


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
    owner: str = ""  # of the source, else the source itself
    region: str = ""
    date_published: str | None = None  # a bare YYYY-MM-DD when only the day is known
    date_first_seen: str = ""
    canonical_url: str | None = None
    credit_text: str | None = None
    is_based_on: str | None = None
    group_copies: bool = True
    tie: str = ""  # decides between equal times; the hash of the URL unless given

    @property
    def rank(self) -> str:
        """Text that sorts articles by publication.

        A minute-exact time comes before a bare day, which sorts by when it was first seen on that
        day; an undated article stands where it was first seen, after the dated ones of that day.
        """
        published = self.date_published
        if published and len(published) > len("2026-01-31"):
            when = f"{published[:10]} 0 {published}"
        elif published:
            when = f"{published} 1 {self.date_first_seen}"
        else:
            when = f"{self.date_first_seen[:10] or '9999-12-31'} 2 {self.date_first_seen}"
        return f"{when} {self.tie or url_hash(self.url)}"

    @property
    def day(self) -> int:
        """The day of publication, else of first sight, counted from 1970-01-01; 0 if unknown."""
        text = (self.date_published or self.date_first_seen)[:10]
        try:
            return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()
        except ValueError:
            return 0


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """The part of ``Features`` that the text alone decides; another process can compute it."""

    signature: "npt.NDArray[np.uint32]"
    templates: tuple[int, ...]  # of its sentences, ascending, each once
    shingle_count: int


@dataclass(frozen=True, slots=True)
class Features:
    """What the index keeps of one article."""

    signature: "npt.NDArray[np.uint32]"
    templates: tuple[int, ...]  # of its sentences
    shingle_count: int  # 0: an article that is not grouped
    day: int
    rank: str
    buckets: tuple[Bucket, ...] = ()  # of the signature's bands

    @property
    def key(self) -> int:
        """The first signature value, which copies tend to share and unlike texts don't; common
        sentences are counted by it."""
        return int(self.signature[0])

    @property
    def all_buckets(self) -> tuple[Bucket, ...]:
        return self.buckets + tuple((SENTENCE_BAND, template) for template in self.templates)


@dataclass(frozen=True, slots=True)
class Edge:
    """A verified match of two articles, ``article_id`` < ``other_id``.

    The shares are those of each article's distinctive shingles that the other has.
    """

    article_id: int
    other_id: int
    jaccard: float
    containment: float
    relation: Relation  # of the later to the earlier
    share: float
    other_share: float

    @property
    def ends(self) -> tuple[int, int]:
        return self.article_id, self.other_id

    def other_end(self, article_id: int) -> int:
        return self.other_id if article_id == self.article_id else self.article_id

    def share_of(self, article_id: int) -> float:
        return self.share if article_id == self.article_id else self.other_share


@dataclass(frozen=True, slots=True)
class Story:
    """One story: its canonical article and the relation of each member to it."""

    id: str
    canonical_id: int
    relations: Mapping[int, Relation]


def url_hash(url: str) -> str:
    """Return 16 hexadecimal digits that stand for a URL."""
    return blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
