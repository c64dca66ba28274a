"""
Others that divide a total, and forms that people write for themselves.

The forms are here; the packages are optional and listed in peers.txt. Whatever a
package wants as input is made ready before the time is taken.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from fundmodel.apportion import largest_remainder, sainte_lague
from proofs import Integers, exact

# Modules of packages that may not be installed, and their results, have no types
# here.
Answer = Any
Ready = Callable[[], Answer]


@attrs.frozen
class Peer:
    """
    Something that divides a total.

    Attributes:
        name: What it is called in tables.

        prepare: Takes total and weights, gives the call to be timed.

        module: The module to import; empty for a form that is written here.

        is_exact: Whether it claims to compute without floats.
    """

    name: str
    prepare: Callable[[int, list[int]], Ready]
    module: str = ""
    is_exact: bool = False

    @property
    def is_here(self) -> bool:
        """Whether it can be used."""
        return not self.module or importlib.util.find_spec(self.module) is not None


def shares(answer: Answer, count: int) -> list[int | None]:
    """Read what a peer gave; `None` for those between whom it left a tie open."""
    if isinstance(answer, dict):
        # Votelib has the tied ones as a set among the keys.
        sets = [key for key in answer if not isinstance(key, int)]
        tied = frozenset().union(*sets)
        return [None if p in tied else answer.get(p, 0) for p in range(count)]
    values = answer.tolist() if hasattr(answer, "tolist") else answer
    return [int(value) for value in values]


# Forms with floats


def float_argsort(total: int, weights: Integers) -> Integers:
    """Floor in float64, then the largest remainders by a stable sort."""
    quotas = weights * (total / weights.sum())
    units = np.floor(quotas)
    left_over = int(total - units.sum())
    order = np.argsort(units - quotas, kind="stable")
    result = units.astype(np.int64)
    result[order[:left_over]] += 1
    return result


def float_argsort_rows(totals: Integers, weights: Integers) -> Integers:
    """Divide many rows, with the rank of each remainder in its row."""
    quotas = weights * (totals / weights.sum(axis=1))[:, np.newaxis]
    units = np.floor(quotas)
    left_over = totals - units.sum(axis=1)
    order = np.argsort(units - quotas, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    result = units.astype(np.int64)
    result += rank < left_over[:, np.newaxis]
    return result


def _arrays(total: int, weights: list[int]) -> Ready:
    array = np.array(weights)
    return lambda: float_argsort(total, array)


def _pandas(total: int, weights: list[int]) -> Ready:
    pandas = importlib.import_module("pandas")
    column = pandas.Series(weights)

    def divide() -> Answer:
        euros = column * (total / 100 / column.sum())
        rounded = euros.round(2)
        missing = round(total - 100 * rounded.sum())
        places = (euros - rounded).sort_values(ascending=missing < 0)
        rounded[places.index[: abs(missing)]] += math.copysign(0.01, missing)
        return (rounded * 100).round().astype("int64")

    return divide


# Exact forms, written out


def _fractions(total: int, weights: list[int]) -> Ready:
    def divide() -> list[int]:
        scale = sum(weights)
        quotas = [Fraction(total * weight, scale) for weight in weights]
        return _finish(total, quotas)

    return divide


def _decimals(total: int, weights: list[int]) -> Ready:
    def divide() -> list[int]:
        with localcontext() as context:
            context.prec = 50
            scale = Decimal(sum(weights))
            quotas = [Decimal(total) * weight / scale for weight in weights]
            return _finish(total, quotas)

    return divide


def _finish(total: int, quotas: Sequence[Fraction] | Sequence[Decimal]) -> list[int]:
    units = [math.floor(quota) for quota in quotas]
    rests = [quota - unit for quota, unit in zip(quotas, units, strict=True)]
    ranked = sorted(range(len(rests)), key=rests.__getitem__, reverse=True)
    for winner in ranked[: total - sum(units)]:
        units[winner] += 1
    return units


# Packages


def _apportionment(method: str, *, fractions: bool) -> Callable[..., Ready]:
    def prepare(total: int, weights: list[int]) -> Ready:
        compute = importlib.import_module("apportionment.methods").compute
        # Without names of parties it refuses more than 52.
        names = [str(position) for position in range(len(weights))]
        return lambda: compute(
            method, weights, total, fractions=fractions, parties=names
        )

    return prepare


def _apportionpy(method: str) -> Callable[..., Ready]:
    def prepare(total: int, weights: list[int]) -> Ready:
        apportion = importlib.import_module("apportionpy.apportionment").Apportion
        return lambda: apportion(total, weights, method).fair_shares

    return prepare


def _iteround(total: int, weights: list[int]) -> Ready:
    saferound = importlib.import_module("iteround").saferound

    def divide() -> Answer:
        scale = total / sum(weights)
        quotas = [weight * scale for weight in weights]
        return saferound(quotas, 0, topline=float(total))

    return divide


def _largest_remainder(total: int, weights: list[int]) -> Ready:
    package = importlib.import_module("largest_remainder").LargestRemainder
    return lambda: package.round(weights, total=total)


def _votelib(kind: str, argument: str) -> Callable[..., Ready]:
    def prepare(total: int, weights: list[int]) -> Ready:
        module = importlib.import_module("votelib.evaluate.proportional")
        evaluator = getattr(module, kind)(argument)
        votes = dict(enumerate(weights))
        return lambda: evaluator.evaluate(votes, total)

    return prepare


# Ours


def _own(total: int, weights: list[int]) -> Ready:
    array = np.array(weights)
    return lambda: largest_remainder(total, array)


def _own_list(total: int, weights: list[int]) -> Ready:
    return lambda: largest_remainder(total, weights)


def _own_divisors(total: int, weights: list[int]) -> Ready:
    return lambda: sainte_lague(total, weights)


OWN = Peer("fundmodel", _own, is_exact=True)
OWN_LIST = Peer("fundmodel", _own_list, is_exact=True)
PYTHON = Peer(
    "Python integers, written out", lambda t, w: lambda: exact(t, w), is_exact=True
)
FLOAT = Peer("NumPy float64, floor and argsort", _arrays)
VOTELIB = Peer(
    "votelib",
    _votelib("LargestRemainder", "hare"),
    module="votelib",
    is_exact=True,
)
PACKAGES = (
    VOTELIB,
    Peer(
        "apportionment",
        _apportionment("largest_remainder", fractions=False),
        module="apportionment",
    ),
    Peer(
        "apportionment, fractions",
        _apportionment("largest_remainder", fractions=True),
        module="apportionment",
        is_exact=True,
    ),
    Peer("apportionpy", _apportionpy("HAMILTON"), module="apportionpy"),
    Peer("iteround", _iteround, module="iteround"),
    Peer("largest-remainder", _largest_remainder, module="largest_remainder"),
)
LARGEST_REMAINDER = (
    OWN,
    PYTHON,
    FLOAT,
    Peer("pandas, round and fix up", _pandas, module="pandas"),
    Peer("Decimal with 50 digits", _decimals, is_exact=True),
    Peer("Fraction", _fractions, is_exact=True),
    *PACKAGES,
)
SAINTE_LAGUE = (
    Peer("fundmodel", _own_divisors, is_exact=True),
    Peer(
        "votelib",
        _votelib("HighestAverages", "sainte_lague"),
        module="votelib",
        is_exact=True,
    ),
    Peer(
        "apportionment",
        _apportionment("saintelague", fractions=False),
        module="apportionment",
    ),
    Peer(
        "apportionment, fractions",
        _apportionment("saintelague", fractions=True),
        module="apportionment",
        is_exact=True,
    ),
    Peer("apportionpy", _apportionpy("WEBSTER"), module="apportionpy"),
)
