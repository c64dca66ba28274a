"""Tests of `fundmodel.standings` and `fundmodel.limits`."""

from __future__ import annotations

import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.limits import Groups, Limit
from fundmodel.standings import GroupLine, LineSums, Waterline

GROUPS = Groups(index=np.array([0, 1, 0, -1]), names=("north", "south"))
SHARES = Mixed.of([[10, 20, 30, 40]])


def line(held=(0, 0), free=(True, True, True, True)):
    """Make a line of four claimants that rise by 1, 2, 3 and 4 from 5 each."""
    inside = np.array([free])
    at_bound = GROUPS.members(np.array([held]) != 0)
    return Waterline(
        offset=Mixed.of([[5]]),
        slope=Mixed.of([[1, 2, 3, 4]]),
        amounts=SHARES,
        free=inside & ~at_bound,
        grouped=GroupLine(
            groups=GROUPS,
            held=np.array([held]),
            free=inside,
            was=Mixed.of([[1, 1, 1, 1]]),
            after=GROUPS.totals(SHARES),
        ),
    )


class TestGroups:
    def test_have_totals(self):
        """
        Whoever is in no group is left out.
        """
        assert [[40, 20]] == GROUPS.totals(SHARES).whole.tolist()
        assert 2 == len(GROUPS)

    def test_have_members(self):
        """
        Chosen groups give their members, and members their groups.
        """
        assert [[True, False, True, False]] == GROUPS.members(
            np.array([[True, False]])
        ).tolist()
        assert [[True, False]] == GROUPS.any(
            np.array([[True, False, False, True]])
        ).tolist()


class TestGroupLine:
    def test_says_where_a_group_stands(self):
        """
        At a most, at a least, or at no bound.
        """
        grouped = line(held=(1, -1)).grouped

        assert [Limit.MOST, Limit.LEAST, Limit.MOST, None] == [
            grouped.held_at(i) for i in range(4)
        ]
        assert [[2, 1]] == grouped.before.whole.tolist()


class TestWaterline:
    def test_adds_up_those_at_bounds_and_the_others(self):
        """
        What is shared, what those at bounds have, and by what the others share.
        """
        whole = line(free=(True, False, True, True))

        assert LineSums(100, 20, 1, 15, 8) == whole.sums(0)
        assert [100, 20, 15] == [
            one.fraction(0) for one in (whole.shared, whole.held, whole.free_offset)
        ]
        assert [True, False] == [whole.moves(i) for i in (0, 1)]

    def test_adds_up_a_group_that_is_held(self):
        """
        Its members share what the group has; all others share the rest.
        """
        held = line(held=(1, 0), free=(True, True, False, True))

        assert LineSums(40, 30, 1, 5, 1) == held.sums(0)
        assert LineSums(100, 40, 2, 10, 6) == held.sums(1) == held.sums(3)
        assert held.moves(0)

    def test_may_have_no_groups(self):
        """
        Most rules bound no groups.
        """
        free = np.array([[True, True, True, False]])
        plain = Waterline(
            offset=Mixed.of([[5]]),
            slope=Mixed.of([[1, 2, 3, 4]]),
            amounts=SHARES,
            free=free,
        )

        assert LineSums(100, 40, 1, 15, 6) == plain.sums(0)
        assert not plain.moves(3)
