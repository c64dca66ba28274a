"""Tests of `fundmodel.rules.selection.selections`."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.rules.selection.selections import LastProject, Line, dense, in_order

CLAIMS = st.lists(st.integers(1, 9), max_size=6)
POTS = st.lists(st.integers(-3, 25), min_size=1, max_size=3)
LASTS = st.sampled_from(LastProject)


def line(claims, there, last, step=1):
    """Make a line with the same claims in each scenario."""
    return Line(
        claims=np.array([claims] * len(there), dtype=np.int64).reshape(
            len(there), len(claims)
        ),
        there=np.array(there),
        last=last,
        step=step,
    )


def granted(claims, left, last, step=1):
    """Fund one by one, as a person would."""
    left, done, ended = max(left, 0), [], False
    for claim in claims:
        amount = claim if claim <= left and not ended else 0
        if not amount and last is not LastProject.SKIPPED:
            if last is LastProject.PART_FUNDED and not ended:
                amount = left // step * step
            ended = True
        done.append(amount)
        left -= amount
    return done


def matters(before, group, left, last, step):
    """Tell whether another order in a group gives somebody in it another amount."""
    results = set()
    for order in itertools.permutations(range(len(group))):
        done = granted([*before, *(group[i] for i in order)], left, last, step)
        mine = dict(zip(order, done[len(before) :], strict=True))
        results.add(tuple(mine[i] for i in range(len(group))))
    return len(results) > 1


class TestDense:
    def test_keeps_the_order_and_the_shape(self):
        """
        Equal values have equal codes, also beyond 64 bits.
        """
        values = np.array([[10**30, 2], [2, 5]], dtype=object)

        assert [[2, 0], [0, 1]] == dense(values).tolist()


class TestInOrder:
    def test_sorts_by_the_first_code_then_by_the_second(self):
        """
        Who is not ranked is last, and equals stay as they are.
        """
        codes = (np.array([[1, 0, 1, 1, 1]]), np.array([[5, 7, 4, 4, 0]]))
        ranked = np.array([[True, True, True, True, False]])

        assert [[1, 2, 3, 0, 4]] == in_order(codes, ranked).tolist()


class TestLine:
    @given(CLAIMS, POTS, LASTS, st.sampled_from([1, 2, 5]))
    def test_grants_what_a_person_would(self, claims, there, last, step):
        """
        All scenarios at once are one after the other by hand.
        """
        done = line(claims, there, last, step).granted()

        assert [granted(claims, pot, last, step) for pot in there] == done.tolist()

    @pytest.mark.parametrize("last", LastProject)
    def test_goes_beyond_64_bits(self, last):
        """
        Sums that leave 64 bits stay exact.
        """
        claims = [2**62, 2**62, 2**62]
        pot = 2**63 + 5
        done = Line(claims=np.array([claims]), there=np.array([pot]), last=last)

        assert [granted(claims, pot, last)] == done.granted().tolist()

    @given(
        st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=3), max_size=3),
        st.integers(-1, 25),
        LASTS,
        st.sampled_from([1, 2, 5]),
    )
    def test_knows_where_the_order_of_equals_matters(self, groups, pot, last, step):
        """
        A group is contested exactly if another order in it moves money in it.
        """
        claims = list(itertools.chain(*groups))
        starts = np.array(
            [[i == 0 for group in groups for i in range(len(group))]], dtype=np.bool_
        )
        one = line(claims, [pot], last, step)
        contested = one.contested(one.granted(), starts)[0].tolist()
        before = []
        for group in groups:
            expected = matters(before, group, pot, last, step)
            assert [expected] * len(group) == contested[
                len(before) : len(before) + len(group)
            ]
            if expected:
                # What comes after depends on the order, so there is nothing to tell.
                break
            before += group

    def test_gives_equals_the_same_place(self):
        """
        Places are counted by rank, and shared by equals.
        """
        one = line([1, 1, 1, 1], [0], LastProject.STOPPED)
        starts = np.array([[True, False, False, True]])
        which = np.array([[False, True, True, True]])

        assert [[1, 1, 1, 3]] == one.places(which, starts).tolist()
