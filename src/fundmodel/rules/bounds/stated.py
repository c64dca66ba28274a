"""How high a bound is, as a rule states it: one way of several."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

import attrs

from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.rules.bounds.computed import Computed
from fundmodel.rules.bounds.heights import (
    FixedHeight,
    Height,
    OfPot,
    Rated,
    exact_height,
    no_negative_share_if_any,
    not_negative,
    ratio_or_none,
    share_of_last_time_if_any,
)
from fundmodel.rules.bounds.previous import OfPrevious, Previous
from fundmodel.rules.drawing import check_one_table, drawn
from fundmodel.rules.formulas.bases import Base, base_or_none
from fundmodel.rules.formulas.workings import Formula
from fundmodel.sentences import Text
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["Stated"]


@attrs.frozen(field_transformer=of_model)
class Stated:
    """
    What every bound has that says how high it is.

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided; for
            each, or for each unit of `per`.

        per: Id of an indicator, or a formula; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        share: Or a share of the pot and all claims together, such as ``"0.5 %"``.

        of_previous: Or a share of what each had last time, such as ``"95 %"``.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        part: Or the id of another part of the program, of whose amounts it is a share.

        partial_table: Whether that table may lack recipients, who then have no such
            bound, and list others.
    """

    called: ClassVar[str] = "bound"

    amount: Money | Fraction | None = attrs.field(
        default=None, converter=exact_height, validator=not_negative
    )
    per: str | Formula | None = attrs.field(
        default=None, converter=base_or_none, kw_only=True
    )
    key_date: KeyDate | None = attrs.field(default=None, kw_only=True)
    accepts: frozenset[StandIn] = attrs.field(
        default=frozenset(), converter=stand_ins, kw_only=True
    )
    name: Text | None = attrs.field(default=None, kw_only=True)
    share: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=no_negative_share_if_any,
        kw_only=True,
    )
    of_previous: Fraction | None = attrs.field(
        default=None,
        converter=ratio_or_none,
        validator=share_of_last_time_if_any,
        kw_only=True,
    )
    table: str | None = attrs.field(default=None, kw_only=True)
    part: str | None = attrs.field(default=None, kw_only=True)
    partial_table: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self._check_height()

    @property
    def draws_on(self) -> frozenset[str]:
        """The part of whose amounts it is a share."""
        return drawn(self.part)

    @property
    def height(self) -> Height:
        """How high it is, by the fields that are given."""
        if self.share is not None:
            return OfPot(share=self.share)
        if self.of_previous is not None:
            previous = Previous(
                table=self.table, partial=self.partial_table, part=self.part
            )
            return OfPrevious(share=self.of_previous, previous=previous)
        amount = Fraction(0) if self.amount is None else self.amount
        if self.per is None:
            return FixedHeight(amount=amount)
        if not isinstance(self.per, str):
            return Computed(rate=amount, formula=self.per)
        yardstick = Yardstick(
            by=self.per, key_date=self.key_date, accepts=self.accepts, name=self.name
        )
        return Rated(rate=amount, yardstick=yardstick)

    def _check_height(self) -> None:
        """Make sure that it says in exactly one way how high it is."""
        ways = {
            "amount": self.amount,
            "share": self.share,
            "of_previous": self.of_previous,
        }
        named = [way for way, value in ways.items() if value is not None]
        if len(named) != 1:
            raise InvalidModelError(
                "a bound says in one way how high it is",
                where=self.called,
                got=" and ".join(named) or "nothing",
                expected="one of " + ", ".join(ways),
                mend="keep one of them; two bounds are two provisions"
                if named
                else 'say how high it is, for example share = "0.5 %"',
            )
        check_one_table(self.table, self.part, where=self.called)
        self._check_fields(named[0])

    def _check_fields(self, way: str) -> None:
        of_indicator = (self.key_date, self.name, *self.accepts)
        if self.per is not None:
            Base(self.per, (self.key_date, self.accepts, self.name)).check(self.called)
        of_table = (self.table, self.part, self.partial_table or None)
        wrong = {
            "per": way != "amount" and self.per is not None,
            "key_date, accepts or name": self.per is None and any(of_indicator),
            "table, part or partial_table": way != "of_previous" and any(of_table),
        }
        for fields, is_wrong in wrong.items():
            if is_wrong:
                raise InvalidModelError(
                    "a field says nothing about this bound",
                    where=self.called,
                    got=fields,
                    expected="per with an amount, key_date with per, table or part "
                    "with of_previous",
                    mend="leave it out",
                )
