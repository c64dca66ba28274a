from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.apportion import integers

EDGES = st.sampled_from(
    [edge + offset for edge in (0, 2**31, 2**62, 2**63, 2**64) for offset in (-1, 0, 1)]
)
NUMBERS = st.one_of(st.integers(-20, 20), EDGES, EDGES.map(lambda edge: -edge))
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=4)
POSITIVE_PAIRS = st.lists(
    st.tuples(NUMBERS, st.one_of(st.integers(1, 20), EDGES.map(lambda e: abs(e) + 1))),
    min_size=1,
    max_size=4,
)


def columns(pairs):
    """Give the first and the second of each pair as arrays."""
    return tuple(
        integers.narrowed(integers.objects(column, (len(pairs),)))
        for column in zip(*pairs, strict=True)
    )


def dtype_of(numbers):
    """Say which dtype these numbers need."""
    fits = all(abs(one) < 2**63 for one in numbers)
    return np.dtype(np.int64 if fits else object)


class TestArithmetic:
    @given(PAIRS)
    def test_nothing_overflows(self, pairs):
        """
        Sums, differences and products are those of Python integers.
        """
        a, b = columns(pairs)

        assert [x + y for x, y in pairs] == integers.add(a, b).tolist()
        assert [x - y for x, y in pairs] == integers.subtract(a, b).tolist()
        assert [x * y for x, y in pairs] == integers.multiply(a, b).tolist()

    @given(PAIRS)
    def test_what_fits_64_bits_comes_back_as_int64(self, pairs):
        """
        Python integers are used only where a value needs them.
        """
        a, b = columns(pairs)

        assert dtype_of([x + y for x, y in pairs]) == integers.add(a, b).dtype
        assert dtype_of([x * y for x, y in pairs]) == integers.multiply(a, b).dtype

    @given(POSITIVE_PAIRS)
    def test_division_rounds_down(self, pairs):
        """
        Quotient and remainder are those of divmod, so remainders are not negative.
        """
        quotient, rest = integers.divide(*columns(pairs))

        assert [x // y for x, y in pairs] == quotient.tolist()
        assert [x % y for x, y in pairs] == rest.tolist()

    @given(POSITIVE_PAIRS)
    def test_the_common_divisor_is_the_greatest(self, pairs):
        """
        The divisor is that of math.gcd.
        """
        a, b = columns([(abs(x), y) for x, y in pairs])

        assert [math.gcd(x, y) for x, y in pairs] == integers.divisor(a, b).tolist()

    @given(st.lists(NUMBERS, min_size=1, max_size=5))
    def test_sums_do_not_overflow(self, numbers):
        """
        Sums and running sums over the last axis are exact.
        """
        (row,) = columns([(one,) for one in numbers])
        expected = [sum(numbers[:end]) for end in range(len(numbers) + 1)]

        assert [sum(numbers)] == integers.total(row[np.newaxis]).tolist()
        assert expected == integers.running(row).tolist()


class TestMagnitude:
    def test_an_empty_array_has_none(self):
        """
        The largest of no numbers counts as 0.
        """
        assert integers.magnitude(np.zeros(0, dtype=np.int64)) == 0

    def test_the_smallest_int64_has_no_positive_twin(self):
        """
        The magnitude of -2**63 is a Python integer.
        """
        assert integers.magnitude(np.array([-(2**63)])) == 2**63
