"""Selects the members of buckets that are nearest to given positions."""

import numpy as np
import numpy.typing as npt

from pipelines.model import MemberColumn
from storage.stories.band_runs import Members

_VALUE, _DAY, _ORDER = MemberColumn.VALUE, MemberColumn.DAY, MemberColumn.ORDER


def nearest_members(
    members: Members, positions: npt.NDArray[np.int64], max_members: int
) -> Members:
    """Return the members near positions, given all members of the buckets of one band.

    A position is a row of band, value, day and order. Near it are the ``max_members`` members that
    directly precede it, the member that is there, and the ``max_members`` that directly follow.
    """
    if not len(members):
        return members
    # ``lexsort`` sorts by its last column first: by value, then by day, then by order.
    members = members[np.lexsort((members[:, _ORDER], members[:, _DAY], members[:, _VALUE]))]
    places = _places(members, positions)  # the number of members before each position
    first = np.searchsorted(members[:, _VALUE], positions[:, _VALUE])
    end = np.searchsorted(members[:, _VALUE], positions[:, _VALUE], side="right")
    # Ranges begin and end at these places; a member is in as many ranges as have begun, less those
    # that have ended.
    changes = np.zeros(len(members) + 1, np.int64)
    np.add.at(changes, np.maximum(places - max_members, first), 1)
    np.add.at(changes, np.minimum(places + max_members + 1, end), -1)
    return members[np.cumsum(changes)[:-1] > 0]


def _places(members: Members, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return for each position the number of members before it. The members must be sorted.

    A member that is at the position is not before it.
    """
    columns = [
        np.concatenate([members[:, column], positions[:, column]])
        for column in (_ORDER, _DAY, _VALUE)
    ]
    is_member = np.arange(len(columns[0])) < len(members)
    order = np.lexsort((is_member, *columns))  # a position comes before the member that is there
    members_before = np.empty(len(order), np.int64)
    members_before[order] = np.cumsum(is_member[order])
    return members_before[len(members) :]
