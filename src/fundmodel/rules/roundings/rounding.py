"""Rounding as a provision: never implicit, with every tie and every residual told."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import ClassVar, Final

import attrs
import numpy as np

from fundmodel.apportion import Mixed, Rounding, Tie, round_each, round_to_sum
from fundmodel.claims import Portion, PortionKind
from fundmodel.errors import InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import IntArray
from fundmodel.rules.roundings.breaches import with_breaches
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["Round", "exact_unit"]

MOST_DIGITS: Final = 40
_PLAIN: Final = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}(?:\.[0-9]{{1,{MOST_DIGITS}}})?")


def exact_unit(to: str | int | Decimal) -> Decimal:
    """
    Tidy a unit to round to.

    Raises:
        InvalidModelError: It is no positive number, or not exact.
    """
    plain = isinstance(to, str) and _PLAIN.fullmatch(to)
    if plain or (isinstance(to, int | Decimal) and not isinstance(to, bool)):
        size = Decimal(to)
        if size.is_finite() and size > 0 and abs(size.adjusted()) <= MOST_DIGITS:
            # Written out: 1E+2 is the same number, and nothing to show a reader.
            return Decimal(f"{size:f}")
    raise InvalidModelError(
        "this is no unit to round to",
        where="round.to",
        # As it is: Python refuses to write a hostile integer out.
        got=to if isinstance(to, int) else repr(to),
        expected='a positive decimal as text, for example "1.00"',
        mend='write Round("0.01") for cents; floats are not exact',
    )


@attrs.frozen(field_transformer=of_model)
class Round:
    """
    Round the claims to a unit, so that they can be paid.

    Without `each` the sum is preserved: everybody gets the whole units of the
    exact claim, and the units left over go one by one to the largest
    remainders, ties in the order of the roster. With `each`, every claim is
    rounded on its own, and the sum may change. Either way, what the sum lacks
    or has too much is a residual.

    A minimum or maximum before it that is no multiple of the unit may be missed by
    less than a unit; the explanation then says so.

    A row that stands for all others is not rounded, because those behind it
    are rounded one by one.

    >>> Round("0.10").to
    Decimal('0.10')

    Attributes:
        to: The unit in major units, for example ``"0.01"`` or ``"1.00"``.

        each: How each claim is rounded on its own; `None` preserves the sum.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.WHOLE})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    to: Decimal = attrs.field(converter=exact_unit)
    each: Rounding | None = attrs.field(default=None, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def describe(self) -> Sentence:
        """Say to what and how it is rounded."""
        if self.each is None:
            return sentence("rounded to {unit}, so that the sum is kept", unit=self.to)
        return sentence(
            "rounded {how} to {unit}, each on its own",
            how=self._how(),
            unit=self.to,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Round, and put the difference elsewhere as a residual.

        Raises:
            DataLackingError: The sum should be preserved, and a row stands for
                others whose remainders are unknown.

            InvalidModelError: The unit is no whole number of smallest units.
        """
        del facts
        step = state.unit.steps(self.to)
        rounded, ties = self._rounded(state, step)
        amounts = Mixed.where(
            state.remainder[np.newaxis, :], state.amounts, Mixed.of(rounded)
        )
        residual = Portion(
            kind=PortionKind.RESIDUAL,
            amount=state.amounts.sum() - amounts.sum(),
            step=step,
            source=self.source,
        )
        return state.becomes(
            amounts=amounts, elsewhere=(*state.elsewhere, residual), ties=ties
        )

    def _rounded(self, state: State, step: int) -> tuple[IntArray, tuple[Tie, ...]]:
        if self.each is not None:
            return round_each(state.amounts, unit=step, rounding=self.each), ()
        if state.remainder.any():
            raise state.lacks(
                sentence(
                    "the largest remainders cannot be told while some are unknown"
                ),
                got=sentence("a row that stands for all others"),
                expected=sentence("one row per recipient"),
                mend="take a roster that names everybody, or round each on its own",
            )
        rounded = round_to_sum(state.amounts, unit=step)
        return rounded.amounts, rounded.ties

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say from what to what, how, whether a tie was decided or a bound broken."""
        if step.after.remainder[who]:
            return sentence("not rounded: those behind this row are rounded one by one")
        said = sentence(
            "{before} rounded {how} to {unit}: {after}",
            before=step.before.amount(who, scenario),
            how=self._how(),
            unit=self._unit(step.after),
            after=step.after.amount(who, scenario),
        )
        for tie in step.after.ties:
            if tie.scenario == scenario and who in tie.tied:
                said = _with_tie(said, tie, who)
                break
        size = step.after.unit.steps(self.to)
        return with_breaches(said, step, (who, scenario), size)

    def _unit(self, state: State) -> object:
        step = state.unit.steps(self.to)
        if step == 1 and not state.unit.is_money:
            return sentence("whole {unit}", unit=state.unit.name)
        return state.measured(step)

    def _how(self) -> Sentence:
        match self.each:
            case Rounding.HALF_UP:
                return sentence("half up")
            case Rounding.HALF_EVEN:
                return sentence("half to even")
            case Rounding.DOWN:
                return sentence("down")
            case Rounding.UP:
                return sentence("up")
            case _:
                return sentence("by largest remainder")


def _with_tie(said: Sentence, tie: Tie, who: int) -> Sentence:
    counts = {"count": len(tie.tied), "given": len(tie.given)}
    if who in tie.given:
        return sentence(
            "{said} (a tie: {count} had the same remainder, enough was left for "
            "{given}; the order of the roster decided for this one)",
            said=said,
            **counts,
        )
    return sentence(
        "{said} (a tie: {count} had the same remainder, enough was left for "
        "{given}; the order of the roster decided against this one)",
        said=said,
        **counts,
    )
