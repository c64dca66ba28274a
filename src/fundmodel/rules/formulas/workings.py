"""Workings: what a formula gave for each claimant, and from what, for explanations."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Protocol, TypeVar, runtime_checkable

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.apportion.integers import (
    Booleans,
)
from fundmodel.claims import said_of
from fundmodel.errors import (
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column
from fundmodel.sentences import (
    DIGITS_SHOWN,
    Count,
    Language,
    Sentence,
    Text,
    exact_number,
    sentence,
)
from fundmodel.shares import exact_ratio
from fundmodel.steps import State

__all__ = ["Formula", "Ratio", "Working"]

T = TypeVar("T")

Number = int | Fraction | Decimal | str
"""An exact number; text may be a quotient, or have a percent sign."""


@runtime_checkable
class Formula(Protocol):
    """A number for each claimant, by which a pot can be shared (Rechenformel)."""

    stands_alone: ClassVar[bool]
    """Whether it needs no brackets within a longer sentence."""

    @property
    def name(self) -> Text | None:
        """What the law calls it, for sentences."""
        ...

    def describe(self) -> Sentence:
        """Say in words how the number is made."""
        ...

    def work(self, state: State, facts: Facts) -> Working:
        """Work it out for all claimants at once; values are never negative."""
        ...

    def explain(self, working: Working, who: int, scenario: int) -> Sentence:
        """Say how the number of one claimant came about."""
        ...


@attrs.frozen(kw_only=True, eq=False)
class Working:
    """
    What a formula gave, with what it was made of.

    Attributes:
        formula: What was worked out.

        values: The number of each claimant, exact, shape ``(1, n)`` or ``(s, n)``;
            of no meaning for whoever may not claim.

        inner: What it was made of.

        totals: Sums or averages that it used, each of shape ``(1,)`` or ``(s,)``.

        column: The column that the values stand in, if it was one.

        listed: Whom the list has that they were looked up in, shape ``(n,)``; `None`
            if it was no list.
    """

    formula: Formula
    values: Mixed
    inner: tuple[Working, ...] = ()
    totals: tuple[Mixed, ...] = ()
    column: Column | None = None
    listed: Booleans | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns that went into it."""
        own = () if self.column is None else (self.column,)
        return (*own, *(c for one in self.inner for c in one.columns))

    def value(self, who: int, scenario: int) -> Count:
        """Give one value for printing; a small one of a sensitive indicator hides."""
        row = scenario if self.values.shape[0] > 1 else 0
        return Count(self.values.fraction(row, who), sensitive=self._is_sensitive)

    def total(self, place: int, scenario: int) -> Count:
        """Give one of the totals of what it was made of, for printing."""
        total = self.totals[place]
        return Count(total.fraction(scenario if total.shape[0] > 1 else 0))

    @property
    def _is_sensitive(self) -> bool:
        return self.column is not None and self.column.indicator.sensitive

    def said(self, who: int, scenario: int) -> Sentence:
        """Say how a value came about, with the name of the formula if it has one."""
        how = self.formula.explain(self, who, scenario)
        if self.formula.name is None or self.formula.stands_alone:
            return how
        return sentence("{name}: {how}", name=self.formula.name, how=how)

    def inside(self, who: int, scenario: int) -> Sentence:
        """Say it as a part of a longer sentence: in brackets, unless it is short."""
        said = self.said(who, scenario)
        return said if self.formula.stands_alone else sentence("({said})", said=said)


@attrs.frozen
class Ratio:
    """
    A number of a formula as laws write it: as a decimal, or as 2/3.

    Attributes:
        number: Exactly.
    """

    number: Fraction

    def render(self, language: Language) -> str:
        """Give the decimal if it is short, else numerator and denominator."""
        if (self.number * 10**DIGITS_SHOWN).denominator == 1:
            return exact_number(self.number, language)
        above, below = self.number.numerator, self.number.denominator
        return f"{exact_number(above, language)}/{exact_number(below, language)}"

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


def described(formula: Formula) -> Sentence:
    """Say in words how a number is made, as a part of a longer sentence."""
    if formula.stands_alone:
        return formula.describe()
    if formula.name is not None:
        return sentence("{name}", name=formula.name)
    return sentence("({said})", said=formula.describe())


def chained(said: list[Sentence]) -> Sentence:
    """Say a sum."""
    chain = said[0]
    for further in said[1:]:
        chain = sentence("{first} + {second}", first=chain, second=further)
    return chain


def equals(how: Sentence, working: Working, who: int, scenario: int) -> Sentence:
    """Say what a calculation comes to."""
    return sentence("{how} = {value}", how=how, value=working.value(who, scenario))


def ratio(given: Number) -> Fraction:
    """Give an exact number of a formula; floats are refused."""
    return exact_ratio(given, where="formula")


def ratio_or_none(given: Number | None) -> Fraction | None:
    """Give an exact number of a formula, where there is one."""
    return None if given is None else ratio(given)


def not_negative(
    owner: object, attribute: attrs.Attribute[Fraction], given: Fraction
) -> None:
    """
    Refuse a negative number; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is below zero.
    """
    if given < 0:
        raise _too_small(owner, attribute.name, given, "zero or more")


def above_zero(
    owner: object, attribute: attrs.Attribute[Fraction], given: Fraction
) -> None:
    """
    Refuse what is not above zero; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is zero or less.
    """
    if given <= 0:
        raise _too_small(owner, attribute.name, given, "a number above zero")


def _too_small(
    owner: object, name: str, given: Fraction, expected: str
) -> InvalidModelError:
    return InvalidModelError(
        "a number of a formula is too small",
        where=f"{type(owner).__name__}.{name}",
        got=given,
        expected=expected,
        mend="check the number; what is taken off needs a Shortfall",
    )


def not_empty(owner: object, attribute: attrs.Attribute[T], given: T) -> None:
    """
    Refuse an empty list; attrs calls it as a validator.

    Raises:
        InvalidModelError: There is nothing in it.
    """
    if not given:
        raise InvalidModelError(
            "a formula is made of nothing",
            where=f"{type(owner).__name__}.{attribute.name}",
            expected="at least one item",
            mend="name what it is made of",
        )


def check_all_are_named(formula: Formula, state: State) -> None:
    """
    Refuse rows that stand for others where each body needs a number of its own.

    Raises:
        DataLackingError: There is such a row.
    """
    if (state.eligible & state.remainder).any():
        raise state.lacks(
            sentence(
                "{formula}: this cannot be worked out for many recipients in one row",
                formula=described(formula),
            ),
            got=sentence("a row that stands for all others"),
            expected=sentence("one row per recipient"),
            mend="take a roster that names everybody",
        )


def check_each(
    state: State, at_fault: Booleans, what: str, *, expected: str, mend: str
) -> None:
    """
    Refuse values that an eligible claimant must not have.

    Args:
        state: Who is eligible.

        at_fault: Whose value is at fault, shape ``(1, n)`` or ``(s, n)``.

        what: What is wrong with it.

        expected: What would be needed.

        mend: What to do now.

    Raises:
        InvalidDataError: An eligible claimant has such a value.
    """
    faulty = (state.eligible & at_fault).any(axis=0)
    if faulty.any():
        positions = tuple(np.flatnonzero(faulty).tolist())
        raise InvalidDataError(
            what,
            where=f"roster {state.roster.id!r}: {said_of(state.names(positions))}",
            expected=expected,
            mend=mend,
        )


def check_totals(formula: Formula, total: Mixed, state: State) -> None:
    """
    Refuse a total of zero, of which nobody has a share.

    Raises:
        NothingToShareByError: All values are zero.
    """
    if (total.equals(Mixed.zeros(total.shape))).any():
        raise NothingToShareByError(
            "nobody has anything of what a formula divides by",
            where=f"roster {state.roster.id!r}: {described(formula)}",
            got="a sum of 0",
            expected="at least one eligible recipient with a value above 0",
            mend="check who is eligible, and whether the column is the right one",
        )
