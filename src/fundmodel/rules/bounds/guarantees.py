"""Guarantees: what each had last time, held harmless or kept in a corridor."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs

from fundmodel.claims import Bound, Limit
from fundmodel.conditions import kinds_of
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.periods import KeyDate
from fundmodel.rules.bounds.funding import (
    Funding,
    Shortage,
    explained,
    raised,
    with_funding,
    with_kinds,
    with_shortage,
)
from fundmodel.rules.bounds.heights import (
    Height,
    ratio,
    ratio_or_none,
    share_of_last_time,
    share_of_last_time_if_any,
    whom,
)
from fundmodel.rules.bounds.previous import Banded, OfPrevious, Previous
from fundmodel.rules.bounds.settling import bounded
from fundmodel.rules.bounds.verdicts import verdict
from fundmodel.rules.drawing import check_one_table, drawn
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["Band", "Corridor", "HoldHarmless"]


def _least(given: Fraction | Decimal | int | str) -> Fraction:
    return exact_ratio(given, where="from_value")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Band:
    """
    A class of recipients, by a value, with the share that it is guaranteed.

    Attributes:
        from_value: The least value of the class; the next class ends it.

        share: Which share of last time's amount, such as ``"90 %"``.
    """

    from_value: Fraction = attrs.field(converter=_least)
    share: Fraction = attrs.field(converter=ratio, validator=share_of_last_time)


def _bands(bands: Iterable[Band]) -> tuple[Band, ...]:
    return tuple(bands)


def _rising(
    _: object, attribute: attrs.Attribute[tuple[Band, ...]], bands: tuple[Band, ...]
) -> None:
    values = [band.from_value for band in bands]
    if any(b <= a for a, b in itertools.pairwise(values)):
        raise InvalidModelError(
            "classes are not in order",
            where=attribute.name,
            got=", ".join(str(value) for value in values),
            expected="the class of the lowest values first, each once",
            mend="sort them",
        )


@attrs.frozen(field_transformer=of_model)
class HoldHarmless:
    """
    Give nobody less than a share of what it had last time (Besitzstandswahrung).

    The share is the same for all, or depends on a class. Example: grants to school
    districts in the USA under Title I, Part A are guaranteed 85, 90 or 95 per cent
    of the year before, by the percentage of poor children: below 15, from 15 and
    from 30 per cent on (20 U.S.C. 6332(c)).

    >>> HoldHarmless("95 %").at
    Fraction(19, 20)
    >>> by_need = HoldHarmless(
    ...     by="poor_children",
    ...     bands=[
    ...         Band(from_value=0, share="85 %"),
    ...         Band(from_value=15, share="90 %"),
    ...         Band(from_value=30, share="95 %"),
    ...     ],
    ... )
    >>> len(by_need.bands)
    3

    Attributes:
        at: The share, such as ``"95 %"``; 100 % if nothing is said.

        by: Or the id of the indicator that classes go by.

        bands: The classes, that of the lowest values first.

        key_date: The day for which the indicator must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        part: Or the id of another part of the program, of whose amounts it is a share.

        partial_table: Whether that table may lack recipients, who then have no
            guarantee, and list others.

        kinds: Whom it is for; empty for everybody who is eligible.

        funding: Who pays.

        if_short: What happens if there is too little for all guarantees.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    at: Fraction | None = attrs.field(
        default=None, converter=ratio_or_none, validator=share_of_last_time_if_any
    )
    by: str | None = attrs.field(default=None, kw_only=True)
    bands: tuple[Band, ...] = attrs.field(
        default=(), converter=_bands, validator=_rising, kw_only=True
    )
    key_date: KeyDate | None = attrs.field(default=None, kw_only=True)
    accepts: frozenset[StandIn] = attrs.field(
        default=frozenset(), converter=stand_ins, kw_only=True
    )
    name: Text | None = attrs.field(default=None, kw_only=True)
    table: str | None = attrs.field(default=None, kw_only=True)
    part: str | None = attrs.field(default=None, kw_only=True)
    partial_table: bool = attrs.field(default=False, kw_only=True)
    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of, kw_only=True)
    funding: Funding = attrs.field(default=Funding.POT, kw_only=True)
    if_short: Shortage = attrs.field(default=Shortage.REFUSED, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        check_one_table(self.table, self.part, where="hold harmless")
        by_class = self.by is not None
        of_class = (self.key_date, self.name, *self.accepts, *self.bands)
        if (
            by_class != bool(self.bands)
            or (by_class and self.at is not None)
            or (not by_class and any(of_class))
        ):
            raise InvalidModelError(
                "a guarantee is one share for all, or one for each class",
                where="hold harmless",
                got=f"at {self.at}, by {self.by}, {len(self.bands)} classes",
                expected="at alone, or by with bands",
                mend='write at = "95 %", or by = an indicator and bands = the classes',
            )

    @property
    def draws_on(self) -> frozenset[str]:
        """The part of whose amounts it is a share."""
        return drawn(self.part)

    @property
    def _height(self) -> Height:
        previous = Previous(
            table=self.table, partial=self.partial_table, part=self.part
        )
        if self.by is None:
            share = Fraction(1) if self.at is None else self.at
            return OfPrevious(share=share, previous=previous)
        yardstick = Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )
        bands = tuple((band.from_value, band.share) for band in self.bands)
        return Banded(bands=bands, yardstick=yardstick, previous=previous)

    def describe(self) -> Sentence:
        """Say what is guaranteed, to whom, and who pays."""
        height = self._height.describe()
        said = with_kinds(sentence("guaranteed is {height}", height=height), self.kinds)
        return with_shortage(with_funding(said, self.funding), self.if_short)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say what is guaranteed to one recipient."""
        height = self._height.explain(bound, who, scenario)
        return sentence("the guarantee ({height})", height=height)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Raise whoever has less than is guaranteed.

        Raises:
            DataLackingError: A row stands for others, or the roster lacks the
                indicator or recipients of the kinds named.

            AllocationError: A claim is negative, or the table of last time does not
                fit.

            BoundsError: There is too little for all guarantees, or one is above a
                maximum.
        """
        measured = self._height.measure(state, facts, whom(state, self.kinds))
        bound = measured.bound(
            self, Limit.LEAST, state, gives_way=self.if_short is Shortage.REDUCED
        )
        return raised(state, bound, self.funding)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did: raised, paid for others, or nothing."""
        said = verdict(self, step, who, scenario)
        return explained(said, self.funding, step, (who, scenario))


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Corridor:
    """
    Let nobody grow or shrink by more than a part of last time (Kappungskorridor).

    Example: general purpose grants in Victoria, Australia, of 2024-25 stood between
    102 and 110 per cent of those of the year before, for councils above the minimum
    (Victoria Local Government Grants Commission, annual allocation report 2024-25).

    >>> Corridor(least="102 %", most="110 %").most
    Fraction(11, 10)

    Attributes:
        least: Share of last time's amount that each gets at least.

        most: Share of last time's amount that each gets at most.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        part: Or the id of another part of the program, of whose amounts it is a share.

        partial_table: Whether that table may lack recipients, who then are not
            bound, and list others.

        kinds: Whom it is for; empty for everybody who is eligible.

        if_short: What happens if there is too little for the least of all.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    least: Fraction = attrs.field(converter=ratio, validator=share_of_last_time)
    most: Fraction = attrs.field(converter=ratio, validator=share_of_last_time)
    table: str | None = None
    part: str | None = None
    partial_table: bool = False
    kinds: tuple[str, ...] = attrs.field(default=(), converter=kinds_of)
    if_short: Shortage = Shortage.REFUSED
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        check_one_table(self.table, self.part, where="corridor")
        if self.least > self.most:
            raise InvalidModelError(
                "a corridor has its ends swapped",
                where="corridor",
                got=f"from {PerCent(self.least)} to {PerCent(self.most)}",
                expected="a least that is no more than the most",
                mend="swap them",
            )

    @property
    def draws_on(self) -> frozenset[str]:
        """The part of whose amounts it is a share."""
        return drawn(self.part)

    @property
    def _previous(self) -> Previous:
        return Previous(table=self.table, partial=self.partial_table, part=self.part)

    def _end(self, limit: Limit) -> OfPrevious:
        share = self.least if limit is Limit.LEAST else self.most
        return OfPrevious(share=share, previous=self._previous)

    def describe(self) -> Sentence:
        """Say between what and what."""
        said = sentence(
            "between {least} and {most} of {amount}",
            least=PerCent(self.least),
            most=PerCent(self.most),
            amount=self._previous.describe(),
        )
        return with_shortage(with_kinds(said, self.kinds), self.if_short)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high an end is for one recipient."""
        height = self._end(bound.limit).explain(bound, who, scenario)
        if bound.limit is Limit.LEAST:
            return sentence("the lower end of the corridor ({height})", height=height)
        return sentence("the upper end of the corridor ({height})", height=height)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Raise whoever has less than the least, and cut whoever has more than the most.

        Raises:
            DataLackingError: A row stands for others, or nobody is of a kind named.

            AllocationError: A claim is negative, or the table of last time does not
                fit.

            BoundsError: There is too little for all, or another bound crosses.
        """
        who = whom(state, self.kinds)
        gives_way = self.if_short is Shortage.REDUCED
        ends = [
            self._end(limit)
            .measure(state, facts, who)
            .bound(self, limit, state, gives_way=gives_way)
            for limit in Limit
        ]
        return bounded(state, *ends)

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did: raised, cut, moved with the others, or nothing."""
        return verdict(self, step, who, scenario)
