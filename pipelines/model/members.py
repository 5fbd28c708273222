"""The columns of arrays whose rows are members of buckets, or positions in buckets."""

from enum import IntEnum


class MemberColumn(IntEnum):
    """The columns of a member, which is an article in one of its buckets.

    The band and the value name the bucket, whose members are sorted by day and order. A position is
    where an article would be: it has all columns but the last.
    """

    BAND = 0
    VALUE = 1
    DAY = 2
    ORDER = 3
    ID = 4
