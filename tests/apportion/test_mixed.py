from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidDataError

DENS = st.sampled_from(
    [1, 1, 2, 3, 4, 10, 72_857, 2**31 - 1, 2**61 - 1, 2**62, 2**63 - 1, 2**64 + 13]
)
WHOLES = st.one_of(
    st.integers(-9, 9),
    st.integers(-(2**63), 2**63),
    st.sampled_from([2**62, 2**63 - 1, -(2**63) + 1, -(2**63), 2**64, -(2**70)]),
)
FRACTIONS = st.builds(
    lambda whole, den, part: whole + Fraction(den * part // 9, den),
    WHOLES,
    DENS,
    st.integers(0, 8),
)
RATES = st.one_of(WHOLES, FRACTIONS, st.fractions(max_denominator=100))


def grids(s, n, elements=FRACTIONS):
    """Draw rows of numbers."""
    row = st.lists(elements, min_size=n, max_size=n)
    return st.lists(row, min_size=s, max_size=s)


def one_by_one(grid):
    """Give every element the denominator that it has alone."""
    shape = (len(grid), len(grid[0]))
    flat = [one for row in grid for one in row]

    def part(values):
        return np.array(values, dtype=object).reshape(shape)

    return Mixed(
        whole=part([math.floor(one) for one in flat]),
        rem=part([one.numerator % one.denominator for one in flat]),
        den=part([one.denominator for one in flat]),
    )


FORMS = st.sampled_from([Mixed.from_fractions, one_by_one])


@st.composite
def pairs(draw):
    """Two grids that go together, with both forms."""
    s, n = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    first = draw(grids(s, n))
    second = draw(st.one_of(grids(s, n), grids(s, 1), grids(1, n), grids(1, 1)))
    form_a, form_b = draw(FORMS), draw(FORMS)
    near = draw(st.booleans())
    if near and len(second) == s and len(second[0]) == n:
        # Equal whole parts, so that the fractions decide.
        second = [
            [math.floor(a) + b % 1 for a, b in zip(x, y, strict=True)]
            for x, y in zip(first, second, strict=True)
        ]
    a, b = form_a(first), form_b(second)
    spread = [
        [second[i % len(second)][j % len(second[0])] for j in range(n)]
        for i in range(s)
    ]
    return a, b, first, spread


SINGLES = st.tuples(st.integers(1, 3), st.integers(1, 4)).flatmap(
    lambda shape: grids(*shape)
)


def each(a, b, operation):
    """Do something with the elements of two grids, one by one."""
    return [
        [operation(x, y) for x, y in zip(row, other, strict=True)]
        for row, other in zip(a, b, strict=True)
    ]


def is_sound(mixed):
    """Tell whether the arrays are read-only, whole, and int64 where they fit."""
    parts = (mixed.whole, mixed.rem, mixed.den)
    return (
        all(not part.flags.writeable for part in parts)
        and all(part.dtype in (np.int64, object) for part in parts)
        and all({int} >= set(map(type, part.ravel().tolist())) for part in parts)
        and all(
            part.dtype == np.int64
            for part in parts
            if all(abs(one) < 2**63 for one in part.ravel().tolist())
        )
    )


class TestMaking:
    @given(SINGLES, FORMS)
    def test_fractions_come_back(self, grid, form):
        """
        What goes in comes out.
        """
        mixed = form(grid)

        assert grid == mixed.fractions().tolist()
        assert is_sound(mixed)

    @given(st.lists(FRACTIONS, min_size=1, max_size=5))
    def test_one_axis_is_for_scenarios(self, row):
        """
        A flat list gives one number for each scenario.
        """
        mixed = Mixed.from_fractions(row)

        assert (len(row),) == mixed.shape
        assert row == mixed.fractions().tolist()

    @given(grids(2, 3, WHOLES))
    def test_whole_numbers_have_no_fraction(self, grid):
        """
        Whole numbers have the denominator 1.
        """
        mixed = Mixed.of(grid)

        assert grid == mixed.floor().tolist()
        assert mixed.is_whole.all()
        assert is_sound(mixed)

    def test_numbers_of_numpy_become_python_integers(self):
        """
        A fraction made of numpy's numbers does not overflow.
        """
        large = np.int64(2**62)
        mixed = Mixed.from_fractions([[Fraction(large, np.int64(3)), large, 2**70]])

        assert is_sound(mixed)
        assert mixed.sum().fraction(0) == Fraction(2**62, 3) + 2**62 + 2**70
        assert Mixed.of([2]).scale(Fraction(large, np.int64(3))).fraction(0) == (
            Fraction(2**63, 3)
        )

    def test_zeros_are_zero(self):
        """
        Zeros are made for both shapes, also for nobody.
        """
        assert Mixed.zeros((1, 2)).fractions().tolist() == [[0, 0]]
        assert Mixed.zeros((2,)).fractions().tolist() == [0, 0]
        assert Mixed.zeros((2, 0)).shape == (2, 0)

    def test_the_caller_keeps_their_array(self):
        """
        A later change of the array given does not change the numbers.
        """
        numbers = np.array([1, 2])
        mixed = Mixed.of(numbers)
        numbers[0] = 9

        assert mixed.floor().tolist() == [1, 2]

    def test_a_float_is_no_fraction(self):
        """
        Only whole numbers and fractions are exact.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed.from_fractions([[Fraction(1, 2), 0.5]])

        assert str(caught.value) == (
            "mixed[0, 1]: this is no whole number\n"
            "  got: 0.5\n"
            "  expected: whole numbers, as int or as an integer array\n"
            "  mend: count in the smallest unit, for example in cents; floats, "
            "booleans and text are not taken for numbers"
        )

    @pytest.mark.parametrize(
        ("rem", "den"),
        [
            ([[1]], [[2]]),
            ([[1, 0]], [2]),
            ([[1, 0]], [[2, 2, 2]]),
            ([[1, 0]], [[2], [2]]),
        ],
    )
    def test_parts_of_other_shapes_are_refused(self, rem, den):
        """
        Whole and rem have one shape, and den broadcasts to it.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed(whole=[[1, 2]], rem=rem, den=den)

        assert str(caught.value) == (
            "mixed: the parts of mixed numbers have different shapes\n"
            f"  got: (1, 2), {np.shape(rem)}, {np.shape(den)}\n"
            "  expected: whole and rem of one shape, den broadcasting to it\n"
            "  mend: use Mixed.of or Mixed.from_fractions"
        )

    @pytest.mark.parametrize(("rem", "den"), [([-1], [2]), ([2], [2]), ([0], [0])])
    def test_improper_fractions_are_refused(self, rem, den):
        """
        The fraction is not negative and less than 1.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed(whole=[1], rem=rem, den=den)

        assert str(caught.value) == (
            "mixed: a fraction is negative, or 1 or more\n"
            "  expected: 0 <= rem < den\n"
            "  mend: use Mixed.from_fractions"
        )


class TestReading:
    @given(SINGLES, FORMS)
    def test_floor_rounds_down(self, grid, form):
        """
        The floor of -1/3 is -1.
        """
        mixed = form(grid)

        assert [
            [math.floor(one) for one in row] for row in grid
        ] == mixed.floor().tolist()
        assert [[one.denominator == 1 for one in row] for row in grid] == (
            mixed.is_whole.tolist()
        )
        assert grid[0][-1] == mixed.fraction(0, -1)


class TestComputing:
    @given(pairs())
    def test_sums_and_differences_are_exact(self, drawn):
        """
        Adding and subtracting are those of fractions.
        """
        a, b, first, second = drawn
        added, taken = a + b, a - b

        assert each(first, second, lambda x, y: x + y) == added.fractions().tolist()
        assert each(first, second, lambda x, y: x - y) == taken.fractions().tolist()
        assert is_sound(added)
        assert is_sound(taken)

    @given(SINGLES, FORMS)
    def test_the_negative_mirrors(self, grid, form):
        """
        Minus a number is that of fractions, and minus minus is the number.
        """
        mixed = form(grid)
        minus = -mixed

        assert [[-one for one in row] for row in grid] == minus.fractions().tolist()
        assert (-minus).equals(mixed).all()

    @given(SINGLES, FORMS, RATES)
    def test_scaling_is_exact(self, grid, form, rate):
        """
        Scaling by a rational number multiplies every number.
        """
        scaled = form(grid).scale(rate)

        assert [[one * rate for one in row] for row in grid] == (
            scaled.fractions().tolist()
        )
        assert is_sound(scaled)

    @given(st.data())
    def test_scaling_by_arrays_is_elementwise(self, data):
        """
        Factors may stand for recipients, for scenarios or for each number.
        """
        s, n = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
        grid = data.draw(grids(s, n))
        rows, columns = data.draw(st.sampled_from([(s, n), (s, 1), (1, n)]))
        factors = data.draw(grids(rows, columns, WHOLES))
        mixed = data.draw(FORMS)(grid)
        found = mixed.scale(np.array(factors, dtype=object))
        expected = [
            [grid[i][j] * factors[i % rows][j % columns] for j in range(n)]
            for i in range(s)
        ]

        assert expected == found.fractions().tolist()
        assert is_sound(found)

    def test_factors_may_have_one_axis(self):
        """
        Factors of shape (n,) go with every scenario.
        """
        column = Mixed.from_fractions([[Fraction(1, 2)], [Fraction(1, 3)]])

        assert [[1, Fraction(3, 2)], [Fraction(2, 3), 1]] == (
            column.scale(np.array([2, 3])).fractions().tolist()
        )
        assert Mixed.from_fractions([Fraction(1, 2)]).scale(np.int8(2)).floor() == [1]

    def test_a_rate_that_is_undone_leaves_no_trace(self):
        """
        Denominators do not grow there and back.
        """
        mixed = Mixed.from_fractions([[Fraction(1, 72_857)]])
        again = mixed.scale(Fraction(1, 100)).scale(Fraction(100))

        assert again.den.tolist() == [[72_857]]

    @pytest.mark.parametrize("rate", [0.5, True, "1/2", None])
    def test_other_rates_are_refused(self, rate):
        """
        A rate is a whole number or a fraction.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed.of([1]).scale(rate)

        assert "scale: this is no whole number" in str(caught.value)
        assert f"got: {rate!r}" in str(caught.value)

    def test_an_array_of_floats_is_refused(self):
        """
        Factors are whole numbers.
        """
        with pytest.raises(InvalidDataError, match=r"scale\[0\]: this is no whole"):
            Mixed.of([1]).scale(np.array([0.5]))

    def test_numpy_keeps_its_hands_off(self):
        """
        An array plus mixed numbers is an error, not an array of objects.
        """
        with pytest.raises(TypeError):
            np.array([1, 2]) + Mixed.of([1, 2])


class TestSum:
    @given(SINGLES, FORMS)
    def test_it_adds_up_over_recipients(self, grid, form):
        """
        Each scenario has its own exact sum.
        """
        added = form(grid).sum()

        assert [sum(row) for row in grid] == added.fractions().tolist()
        assert is_sound(added)

    @given(SINGLES, FORMS, st.data())
    def test_a_mask_says_who_counts(self, grid, form, data):
        """
        Only those where the mask is true are added.
        """
        n = len(grid[0])
        mask = data.draw(st.lists(st.booleans(), min_size=n, max_size=n))
        expected = [
            sum((x for x, m in zip(row, mask, strict=True) if m), start=Fraction(0))
            for row in grid
        ]

        assert expected == form(grid).sum(where=np.array(mask)).fractions().tolist()

    def test_nobody_has_nothing(self):
        """
        The sum over nobody is zero.
        """
        assert Mixed.zeros((2, 0)).sum().fractions().tolist() == [0, 0]
        assert Mixed.from_fractions([[]]).sum().fractions().tolist() == [0]

    def test_one_axis_has_nobody_to_add(self):
        """
        Numbers by scenario are not added.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed.of([1, 2]).sum()

        assert str(caught.value) == (
            "arrays: the shapes do not go together\n"
            "  got: (2,)\n"
            "  expected: numbers of shape (s, n)\n"
            "  mend: give recipients along the last axis, (n,) or (s, n); one number "
            "for each scenario becomes a column (s, 1)"
        )


class TestGather:
    @given(SINGLES, FORMS, st.data())
    def test_it_adds_up_by_group(self, grid, form, data):
        """
        Each group gets the exact sum of its members; groups may be empty.
        """
        n, count = len(grid[0]), data.draw(st.integers(1, 4))
        group = st.integers(0, count - 1)
        groups = data.draw(st.lists(group, min_size=n, max_size=n))
        gathered = form(grid).gather(np.array(groups), count)
        expected = [
            [
                sum(
                    (x for x, g in zip(row, groups, strict=True) if g == k), Fraction(0)
                )
                for k in range(count)
            ]
            for row in grid
        ]

        assert expected == gathered.fractions().tolist()
        assert is_sound(gathered)

    def test_who_has_nothing_may_be_nowhere(self):
        """
        Group -1 is left out.
        """
        mixed = Mixed.of([[5, 0, 7]])

        assert mixed.gather(np.array([0, -1, 0]), 1).floor().tolist() == [[12]]

    @pytest.mark.parametrize(
        ("groups", "what", "where", "got"),
        [
            ([0, 2, 0], "there is no such group", "groups[1]", "2"),
            ([0, -2, 0], "there is no such group", "groups[1]", "-2"),
            ([0, 0, -1], "an amount in no group would be lost", "groups[2]", "-1"),
        ],
    )
    def test_nothing_is_lost(self, groups, what, where, got):
        """
        An amount must belong to a group that exists.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed.of([[5, 0, 0], [5, 0, 7]]).gather(np.array(groups), 2)

        assert str(caught.value) == (
            f"{where}: {what}\n"
            f"  got: {got}\n"
            "  expected: 0 to 1, or -1 where all amounts are zero\n"
            "  mend: give the group of each recipient, counted from zero"
        )

    def test_everybody_has_a_group(self):
        """
        There is one group for each recipient.
        """
        with pytest.raises(InvalidDataError, match=r"expected: groups of shape \(n,\)"):
            Mixed.of([[5, 0, 0]]).gather(np.array([0, 0]), 1)


class TestChoosing:
    @given(pairs(), st.data())
    def test_where_chooses_elementwise(self, drawn, data):
        """
        A mask chooses between two numbers whatever their denominators are.
        """
        a, b, first, second = drawn
        mask = data.draw(grids(len(first), len(first[0]), st.booleans()))
        chosen = Mixed.where(np.array(mask), a, b)
        expected = [
            [x if m else y for m, x, y in zip(*rows, strict=True)]
            for rows in zip(mask, first, second, strict=True)
        ]

        assert expected == chosen.fractions().tolist()
        assert is_sound(chosen)

    def test_a_mask_may_stand_for_all_scenarios(self):
        """
        A mask of shape (n,) or (1, n) goes with every scenario.
        """
        a, b = Mixed.of([[1, 2], [3, 4]]), Mixed.from_fractions([[Fraction(1, 2)]])
        mask = np.array([True, False])

        assert [[1, Fraction(1, 2)], [3, Fraction(1, 2)]] == (
            Mixed.where(mask, a, b).fractions().tolist()
        )
        assert Mixed.where(mask[np.newaxis], a, b).equals(Mixed.where(mask, a, b)).all()

    def test_positions_are_no_mask(self):
        """
        A mask holds booleans.
        """
        with pytest.raises(InvalidDataError) as caught:
            Mixed.where(
                np.array([0, 1], dtype=np.int64), Mixed.of([1, 2]), Mixed.of([3, 4])
            )

        assert str(caught.value) == (
            "mask: a mask holds something else than booleans\n"
            "  got: an array of int64\n"
            "  expected: an array of bool\n"
            "  mend: compare first, for example `weights > 0`"
        )

    @given(pairs())
    def test_the_smaller_and_the_larger(self, drawn):
        """
        Minimum and maximum are those of fractions.
        """
        a, b, first, second = drawn

        assert each(first, second, min) == Mixed.minimum(a, b).fractions().tolist()
        assert each(first, second, max) == Mixed.maximum(a, b).fractions().tolist()

    @given(SINGLES, FORMS, st.data())
    def test_taking_keeps_the_numbers(self, grid, form, data):
        """
        Some are taken along the last axis, in the order asked for.
        """
        indices = data.draw(st.lists(st.integers(0, len(grid[0]) - 1), max_size=5))
        taken = form(grid).take(np.array(indices, dtype=np.int64))

        assert [[row[i] for i in indices] for row in grid] == taken.fractions().tolist()
        assert is_sound(taken)

    def test_a_column_goes_with_recipients(self):
        """
        One number for each scenario becomes a column, whatever the denominators.
        """
        row = [Fraction(1, 2), Fraction(1, 3)]
        own = Mixed(whole=[0, 0], rem=[1, 1], den=[2, 3])

        assert [[one] for one in row] == own.column().fractions().tolist()
        assert [[one] for one in row] == (
            Mixed.from_fractions(row).column().fractions().tolist()
        )

    def test_a_table_is_no_column(self):
        """
        Only numbers by scenario become a column.
        """
        with pytest.raises(
            InvalidDataError, match=r"expected: numbers of shape \(s,\)"
        ):
            Mixed.of([[1]]).column()


class TestComparing:
    @given(pairs())
    def test_comparisons_are_exact(self, drawn):
        """
        Less, equal and less or equal are those of fractions.
        """
        a, b, first, second = drawn

        assert each(first, second, lambda x, y: x < y) == a.less(b).tolist()
        assert each(first, second, lambda x, y: x == y) == a.equals(b).tolist()
        assert each(first, second, lambda x, y: x <= y) == a.less_equal(b).tolist()

    @given(SINGLES)
    def test_the_form_does_not_matter(self, grid):
        """
        Numbers are equal whatever their denominators are.
        """
        a, b = Mixed.from_fractions(grid), one_by_one(grid)

        assert a.equals(b).all()
        assert not a.less(b).any()

    @pytest.mark.parametrize(
        "shapes", [((2,), (2, 2)), ((2, 2), (2,)), ((2, 2), (2, 3))]
    )
    def test_scenarios_are_not_taken_for_recipients(self, shapes):
        """
        Numbers by scenario do not go with a table before they are a column.
        """
        a, b = (Mixed.zeros(shape) for shape in shapes)

        for operation in (
            lambda: a + b,
            lambda: a - b,
            lambda: a.less(b),
            lambda: Mixed.where(np.array([True]), a, b),
        ):
            with pytest.raises(InvalidDataError, match="shapes do not go together"):
                operation()
