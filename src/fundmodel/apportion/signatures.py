"""Signatures: how a method of apportionment is called."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeAlias, overload

from fundmodel.apportion.families import Family
from fundmodel.apportion.integers import Integers
from fundmodel.apportion.rounding import Rounding

__all__ = ["Bound", "Each", "Keys", "Method", "Rows", "Totals", "Weight"]

Weight: TypeAlias = int | Decimal | Fraction
Totals: TypeAlias = int | Sequence[int] | Integers
Rows: TypeAlias = Sequence[Weight] | Sequence[Sequence[Weight]] | Integers
Bound: TypeAlias = int | Sequence[int] | Sequence[Sequence[int]] | Integers | None
Keys: TypeAlias = Sequence[int] | Sequence[Sequence[int]] | Integers | None


class Method(Protocol):
    """
    A method of apportionment: divides a total by weights into whole units.

    Lists give lists, arrays give arrays; one total and weights of shape ``(n,)``
    give shares of shape ``(n,)``, everything else ``(s, n)``.
    """

    @property
    def __name__(self) -> str:
        """What the method is called."""
        ...

    @property
    def family(self) -> Family:
        """What does the work, and tells why."""
        ...

    @overload
    def __call__(
        self,
        total: int,
        weights: Sequence[Weight],
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
    ) -> list[int]: ...
    @overload
    def __call__(
        self,
        total: Sequence[int] | Integers,
        weights: Sequence[Weight],
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
    ) -> list[list[int]]: ...
    @overload
    def __call__(
        self,
        total: Totals,
        weights: Sequence[Sequence[Weight]],
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
    ) -> list[list[int]]: ...
    @overload
    def __call__(
        self,
        total: Totals,
        weights: Integers,
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
    ) -> Integers: ...


class Each(Method, Protocol):
    """The method that rounds every share on its own, in a manner of choice."""

    @overload
    def __call__(
        self,
        total: int,
        weights: Sequence[Weight],
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
        rounding: Rounding = Rounding.HALF_UP,
        unit: int = 1,
    ) -> list[int]: ...
    @overload
    def __call__(
        self,
        total: Sequence[int] | Integers,
        weights: Sequence[Weight],
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
        rounding: Rounding = Rounding.HALF_UP,
        unit: int = 1,
    ) -> list[list[int]]: ...
    @overload
    def __call__(
        self,
        total: Totals,
        weights: Sequence[Sequence[Weight]],
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
        rounding: Rounding = Rounding.HALF_UP,
        unit: int = 1,
    ) -> list[list[int]]: ...
    @overload
    def __call__(
        self,
        total: Totals,
        weights: Integers,
        *,
        minimum: Bound = None,
        maximum: Bound = None,
        order: Keys = None,
        rounding: Rounding = Rounding.HALF_UP,
        unit: int = 1,
    ) -> Integers: ...
