from __future__ import annotations

from fractions import Fraction
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundmodel.apportion.kernels.divisors import jumps, masses, scenarios, steps
from fundmodel.apportion.kernels.divisors.multipliers import shares
from fundmodel.apportion.kernels.divisors.signposts import (
    ADAMS,
    DEAN,
    DHONDT,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
)
from fundmodel.apportion.problems import Problem

METHODS = {
    "dhondt": DHONDT,
    "sainte-lague": SAINTE_LAGUE,
    "modified": MODIFIED_SAINTE_LAGUE,
    "adams": ADAMS,
    "huntington-hill": HUNTINGTON_HILL,
    "dean": DEAN,
}
DIVISORS = {
    "dhondt": lambda s: Fraction(s + 1),
    "sainte-lague": lambda s: s + Fraction(1, 2),
    "modified": lambda s: s + Fraction(1, 2) if s else Fraction(7, 10),
    "adams": Fraction,
    "huntington-hill": lambda s: Fraction(s * (s + 1)),
    "dean": lambda s: Fraction(2 * s * (s + 1), 2 * s + 1),
}
NAMES = st.sampled_from(list(METHODS))


def power(name):
    """Huntington-Hill compares squares."""
    return 2 if name == "huntington-hill" else 1


def array(values):
    """Make an array, or nothing of nothing."""
    return None if values is None else np.array(values)


def problem(total, weights, lower=None, upper=None, order=None):
    """Make a problem of one row."""
    return Problem(
        totals=np.array([total]),
        weights=np.array([weights]),
        lower=None if lower is None else np.array([lower]),
        upper=None if upper is None else np.array([upper]),
        order=None if order is None else np.array([order]),
    )


def by_steps(name, total, weights, **others):
    """Divide by Python's own numbers."""
    return steps.divide(total, weights, METHODS[name], **others)


def by_jumps(name, total, weights, *, chunk=jumps.CHUNK, **others):
    """Divide by passes over the row."""
    arrays = {key: array(values) for key, values in others.items()}
    found = jumps.divide(total, np.array(weights), METHODS[name], chunk=chunk, **arrays)
    return None if found is None else found.tolist()


def by_scenarios(name, total, weights, **others):
    """Divide a block of one row; what is left open by steps."""
    arrays = {
        key: None if values is None else np.array([values])
        for key, values in others.items()
    }
    found, still_open = scenarios.divide(
        np.array([total]), np.array([weights]), METHODS[name], **arrays
    )
    if still_open.size:
        return by_steps(name, total, weights, **others)
    return found[0].tolist()


FORMS = pytest.mark.parametrize("divide", [by_steps, by_jumps, by_scenarios])

WEIGHTS = st.one_of(
    st.lists(st.integers(0, 4), min_size=1, max_size=12),
    st.lists(st.integers(0, 30), min_size=1, max_size=8),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
    st.lists(st.sampled_from([0, 1, 7, 10**12]), min_size=1, max_size=6),
    st.lists(st.integers(2**60, 2**60 + 3), min_size=1, max_size=4),
).filter(any)


@st.composite
def plain(draw):
    """A total and weights; often such that many are tied."""
    weights = draw(WEIGHTS)
    whole = sum(weights)
    assume(whole < 2**20 or len(weights) < 6)
    near = st.builds(
        lambda times, more: max(0, times * whole + more),
        st.integers(0, 2),
        st.integers(-1, 1),
    )
    few = st.one_of(st.integers(0, 40), st.just(len(weights)), st.just(whole // 2))
    total = draw(few if whole > 50 else st.one_of(few, near))
    return min(total, 150), weights


@st.composite
def bounded(draw):
    """A total, weights, bounds that can be met, and keys."""
    _, weights = draw(plain())
    each = st.lists(
        st.one_of(st.just(0), st.integers(0, 9)),
        min_size=len(weights),
        max_size=len(weights),
    )
    lower, more = draw(each), draw(each)
    upper = [least + extra for least, extra in zip(lower, more, strict=True)]
    room = sum(extra for extra, weight in zip(more, weights, strict=True) if weight)
    tight = st.sampled_from([0, room])
    total = sum(lower) + draw(st.one_of(tight, st.integers(0, room)))
    order = draw(st.one_of(st.none(), each))
    if draw(st.booleans()):
        upper = None
    return total, weights, {"lower": lower, "upper": upper, "order": order}


class TestForms:
    @FORMS
    @given(NAMES, plain())
    def test_units_go_to_the_smallest_quotients(
        self, seat_by_seat, divide, name, drawn
    ):
        """
        Every form gives what handing out unit by unit gives.
        """
        total, weights = drawn

        slow = seat_by_seat(total, weights, DIVISORS[name], power=power(name))
        assert slow == divide(name, total, weights)

    @FORMS
    @given(NAMES, bounded())
    def test_bounds_and_keys(self, seat_by_seat, divide, name, drawn):
        """
        Units begin at the minimum and end at the maximum, ties are decided by keys.
        """
        total, weights, others = drawn

        slow = seat_by_seat(total, weights, DIVISORS[name], power=power(name), **others)
        assert slow == divide(name, total, weights, **others)

    @given(NAMES, bounded(), st.integers(1, 13))
    def test_chunks_change_nothing(self, name, drawn, chunk):
        """
        The size of the chunks is for speed only.
        """
        total, weights, others = drawn

        whole = by_jumps(name, total, weights, **others)
        assert whole == by_jumps(name, total, weights, chunk=chunk, **others)

    @given(NAMES, bounded(), st.sampled_from([0, 2]), st.sampled_from([1, 3, 99]))
    def test_claims_may_be_settled_in_masses(self, name, drawn, few, kinds):
        """
        How many claims are looked at one by one is for speed only.
        """
        total, weights, others = drawn

        with (
            mock.patch.object(jumps, "FEW", few),
            mock.patch.object(jumps, "TURNS", few),
            mock.patch.object(masses, "MOST_KINDS", kinds),
        ):
            found = by_jumps(name, total, weights, **others)

        assert by_steps(name, total, weights, **others) == found

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(40))
    def test_a_great_many_rows(self, seed):
        """
        All forms agree, also for larger numbers and longer rows.
        """
        for name, total, weights, others in random_rows(seed, count=100):
            slow = by_steps(name, total, weights, **others)
            fast = by_jumps(name, total, weights, **others)

            assert fast in (slow, None)
            assert slow == by_scenarios(name, total, weights, **others)

    def test_many_rows(self):
        """
        All forms agree, also for larger numbers and longer rows.
        """
        for name, total, weights, others in random_rows(7, count=100):
            slow = by_steps(name, total, weights, **others)
            fast = by_jumps(name, total, weights, **others)

            assert fast in (slow, None)
            assert slow == by_scenarios(name, total, weights, **others)


def random_rows(seed, *, count):
    """Make rows of many kinds, with and without bounds."""
    rng = np.random.default_rng(seed)
    for turn in range(count):
        n = int(rng.integers(1, 300))
        kinds = [
            rng.integers(0, 4, n),
            rng.integers(1, 10**6, n),
            rng.lognormal(8, 2, n).astype(np.int64),
            np.full(n, 5),
            2**58 // n - rng.integers(0, 5, n),
            rng.choice([0, 1, 7, 10**12 // n], n),
        ]
        weights = [*kinds[turn % 6].tolist(), 1]
        whole = sum(weights)
        total = [n, 3 * n + 1, 10**11, 10**18, whole // 2 % 10**18][turn % 5]
        others = {}
        if rng.integers(2):
            quotas = [total * weight // whole for weight in weights]
            others["lower"] = [q // 2 * int(rng.integers(2)) for q in quotas]
            others["upper"] = [*(q + int(rng.integers(9)) for q in quotas[:-1]), total]
        if rng.integers(2):
            others["order"] = rng.integers(-2, 3, n + 1).tolist()
        yield list(METHODS)[int(rng.integers(6))], total, weights, others


class TestShares:
    @given(NAMES, st.lists(bounded(), min_size=1, max_size=12))
    def test_a_batch_is_like_one_by_one(self, name, drawn):
        """
        Rows divided together get what they get alone.
        """
        n = max(len(weights) for _, weights, _ in drawn)

        def padded(rows):
            filled = [[*row, *[0] * (n - len(row))] for row in rows]
            return np.array(filled)

        batch = Problem(
            totals=np.array([total for total, _, _ in drawn]),
            weights=padded(weights for _, weights, _ in drawn),
            lower=padded(others["lower"] for _, _, others in drawn),
            upper=padded(
                others["upper"] or [total] * len(weights)
                for total, weights, others in drawn
            ),
        )
        alone = [
            steps.divide(
                total,
                weights,
                METHODS[name],
                lower=others["lower"],
                upper=others["upper"],
            )
            for total, weights, others in drawn
        ]
        assert padded(alone).tolist() == shares(batch, METHODS[name]).tolist()

    @given(NAMES, WEIGHTS, st.integers(0, 12))
    def test_scenarios_may_share_weights_and_keys(self, name, weights, totals):
        """
        One row of weights, bounds and keys serves all scenarios.
        """
        order = list(range(len(weights)))[::-1]
        batch = Problem(
            totals=np.arange(totals),
            weights=np.array([weights]),
            lower=np.zeros((1, 1), dtype=np.int64),
            upper=np.full((1, 1), 2**62),
            order=np.array([order]),
        )

        assert [
            steps.divide(total, weights, METHODS[name], order=order)
            for total in range(totals)
        ] == shares(batch, METHODS[name]).tolist()

    @given(NAMES, WEIGHTS, st.integers(0, 2**80), st.integers(0, 3))
    def test_more_to_share_is_never_less_for_anybody(self, name, weights, total, more):
        """
        House monotonicity: divisor methods know no Alabama paradox.
        """
        before = shares(problem(total, weights), METHODS[name])[0].tolist()
        after = shares(problem(total + more, weights), METHODS[name])[0].tolist()

        assert total + more == sum(after)
        assert all(b <= a for b, a in zip(before, after, strict=True))

    @given(NAMES, WEIGHTS, st.integers(0, 2**70), st.integers(1, 9), st.data())
    def test_a_grown_weight_never_loses_to_others(
        self, name, weights, total, more, data
    ):
        """
        Population monotonicity: who alone grows does not lose, and nobody else gains.
        """
        who = data.draw(st.integers(0, len(weights) - 1))
        grown = list(weights)
        grown[who] += more
        before = shares(problem(total, weights), METHODS[name])[0].tolist()
        after = shares(problem(total, grown), METHODS[name])[0].tolist()

        assert before[who] <= after[who]
        assert all(
            a <= b
            for i, (b, a) in enumerate(zip(before, after, strict=True))
            if i != who
        )

    @pytest.mark.parametrize("name", METHODS)
    @pytest.mark.parametrize("count", [3, 70])
    def test_numbers_beyond_64_bits(self, name, count):
        """
        Totals, weights, bounds and keys may have any size.
        """
        large = 2**70
        drawn = Problem(
            totals=np.array([large * count, 1], dtype=object),
            weights=np.array([[large] * count], dtype=object),
            upper=np.array([[2**90] * count], dtype=object),
            order=np.array([[large - i for i in range(count)]], dtype=object),
        )

        assert [[large] * count, [0] * (count - 1) + [1]] == shares(
            drawn, METHODS[name]
        ).tolist()

    def test_large_bounds_do_not_slow_down(self):
        """
        A maximum beyond 64 bits is as good as none.
        """
        drawn = Problem(
            totals=np.full(9, 7),
            weights=np.arange(1, 101)[np.newaxis],
            upper=np.full((1, 100), 2**90, dtype=object),
        )

        found = shares(drawn, SAINTE_LAGUE)

        assert np.int64 == found.dtype
        assert [7] * 9 == found.sum(axis=-1).tolist()

    def test_long_rows(self):
        """
        Rows that are too long for a block are divided one by one.
        """
        n = scenarios.LONGEST + 1
        drawn = Problem(totals=np.arange(9), weights=np.ones((1, n), dtype=np.int64))

        found = shares(drawn, ADAMS)

        assert [[1] * total + [0] * (n - total) for total in range(9)] == found.tolist()
