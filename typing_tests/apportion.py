"""Lists give lists and arrays give arrays, as type checkers see it."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_type

import numpy as np

from fundmodel.apportion import Method, detailed, each, grouped, sainte_lague
from fundmodel.apportion.integers import Integers

assert_type(sainte_lague(10, [1, 2, 3]), list[int])
assert_type(sainte_lague(10, [Decimal("0.5"), 1], minimum=1), list[int])
assert_type(sainte_lague([10, 20], [1, 2, 3]), list[list[int]])
assert_type(sainte_lague(10, np.array([1, 2, 3])), Integers)
assert_type(each(10, [1, 2, 3], unit=5), list[int])
assert_type(grouped([10], [1, 2], [0, 2]), list[int])

method: Method = each
assert_type(detailed(method, 10, [1, 2]).residual, Integers)
