"""The lines of a proof beside those of the plan: what counts, and what does not."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import attrs

from fundmodel.costs import CostItem, CostPlan
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.proofs.submitted import Disallowance, ProofOfUse
from fundmodel.proofs.terms import TOTAL, ProofTerms
from fundmodel.proofs.tolerances import Excess, Limits, excesses
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.sources import Basis

__all__ = ["Deduction", "Line", "Offset", "Reason", "compared", "tolerated"]


class Reason(enum.Enum):
    """Why something that was spent is not recognised."""

    TAX = "tax"
    """Tax that is deducted is no cost."""

    INELIGIBLE = "ineligible"
    """The recipient itself says that it does not count."""

    PERIOD = "period"
    """It was spent before the start, or after the end."""

    DISALLOWED = "disallowed"
    """The examiner does not accept it."""

    ABOVE_TOLERANCE = "above-tolerance"
    """The line exceeds its plan by more than its tolerance."""

    NOT_OFFSET = "not-offset"
    """The excess is not offset by savings in other lines."""

    TOTAL = "total"
    """The total of the plan is exceeded."""


BEFORE_TOLERANCES = (Reason.TAX, Reason.INELIGIBLE)
"""What nobody claimed; the rest was claimed and is not recognised."""

NOT_ACCEPTED = (Reason.PERIOD, Reason.DISALLOWED)
"""What was spent and is not accepted, whatever the plan allows."""


@attrs.frozen(kw_only=True)
class Deduction:
    """
    An amount of a line that is not recognised.

    Attributes:
        reason: Why.

        amount: How much.

        said: The reason in words.

        source: The provision.
    """

    reason: Reason
    amount: Money
    said: Sentence | Text
    source: Basis = None


@attrs.frozen(kw_only=True)
class Offset:
    """
    A part of an excess that another line saved (Ausgleich durch Einsparung).

    Saved is what was not spent; what an examiner takes out was spent.

    Attributes:
        line: The line that saved.

        amount: How much of it was used.
    """

    line: str
    amount: Money


@attrs.frozen(kw_only=True)
class Line:
    """
    One line of the plan with what was spent on it (Einzelansatz).

    Attributes:
        name: What it is called.

        is_planned: Whether it stands in the plan.

        planned: What was planned and counts, rounded to whole smallest units.

        actual: What was spent, with tax.

        allowed_excess: By how much it may exceed; `None` where nothing limits it.

        offsets: What of its excess other lines saved.

        at_own_cost: What of its excess the recipient bears, as the total allows.

        deductions: What is not recognised, with reasons.
    """

    name: str
    is_planned: bool
    planned: Money
    actual: Money
    allowed_excess: Money | None = None
    offsets: tuple[Offset, ...] = ()
    at_own_cost: Money
    deductions: tuple[Deduction, ...] = ()

    @property
    def not_recognised(self) -> Money:
        """What does not count."""
        return self.deducted(*Reason)

    @property
    def recognised(self) -> Money:
        """What counts (anerkannte Ausgaben)."""
        return self.actual - self.not_recognised

    @property
    def claimed(self) -> Money:
        """What the recipient says counts."""
        return self.actual - self.deducted(*BEFORE_TOLERANCES)

    @property
    def counted(self) -> Money:
        """What counts before the plan is looked at."""
        tolerances = (Reason.ABOVE_TOLERANCE, Reason.NOT_OFFSET, Reason.TOTAL)
        return self.recognised + self.deducted(*tolerances)

    @property
    def deviation(self) -> Money:
        """By how much what counts exceeds the plan; negative where less counts."""
        return self.counted - self.planned

    @property
    def saved(self) -> Money:
        """What was planned and not spent; it alone offsets other lines."""
        return max(self.planned - self.claimed, Money.zero(self.actual.currency))

    def deducted(self, *reasons: Reason) -> Money:
        """Give what is not recognised for some reasons."""
        amounts = (one.amount for one in self.deductions if one.reason in reasons)
        return sum(amounts, start=Money.zero(self.actual.currency))


def in_whole(item: CostItem) -> int:
    """Give the eligible costs of an item, rounded half up to smallest units."""
    return math.floor(item.eligible_costs.count + Fraction(1, 2))


def compared(
    proof: ProofOfUse,
    plan: CostPlan,
    disallowances: Sequence[Disallowance],
    period: Period | None,
) -> tuple[Line, ...]:
    """
    Put what was spent beside what was planned, line by line, sorted by name.

    Raises:
        InvalidDataError: More of a line is disallowed than counts, or of a line
            that does not exist.
    """
    names = {item.name for item in plan.items}
    all_names = names | {one.item.name for one in proof.items}
    _check_known(disallowances, all_names)
    lines: list[Line] = []
    for name in sorted(all_names):
        planned = sum(in_whole(item) for item in plan.items if item.name == name)
        spent = [one for one in proof.items if one.item.name == name]
        actual = sum(one.item.gross.minor for one in spent)
        found = Line(
            name=name,
            is_planned=name in names,
            planned=Money.from_minor(planned, plan.currency),
            actual=Money.from_minor(actual, plan.currency),
            at_own_cost=Money.zero(plan.currency),
            deductions=tuple(
                one
                for item in spent
                for one in _of_item(item.item, item.period, proof, period)
            ),
        )
        ours = [one for one in disallowances if one.line == name]
        lines.append(_without(found, ours))
    return tuple(lines)


def _check_known(disallowances: Iterable[Disallowance], names: set[str]) -> None:
    for one in disallowances:
        if one.line not in names:
            raise InvalidDataError(
                "an amount is disallowed of a line that does not exist",
                where=f"disallowance of {one.amount}",
                got=one.line,
                expected=", ".join(sorted(names)),
                mend="write the name of the line as in the plan or the proof",
            )


def _of_item(
    item: CostItem, spent: Period | None, proof: ProofOfUse, period: Period | None
) -> Iterator[Deduction]:
    """Say what of an item does not count, before anybody looks at the plan."""
    currency = item.net.currency
    eligible = in_whole(item)
    if item.ineligible is not None:
        yield Deduction(
            reason=Reason.INELIGIBLE,
            amount=item.gross,
            said=sentence("does not count: {reason}", reason=item.ineligible),
        )
        return
    if item.gross.minor > eligible:
        yield Deduction(
            reason=Reason.TAX,
            amount=Money.from_minor(item.gross.minor - eligible, currency),
            said=sentence("tax that is deducted"),
        )
    when = spent or proof.period
    if eligible and period is not None and not period.overlaps(when):
        said = (
            sentence("spent before the start on {day}", day=period.first)
            if when.last < period.first
            else sentence("spent after the end on {day}", day=period.last)
        )
        yield Deduction(
            reason=Reason.PERIOD, amount=Money.from_minor(eligible, currency), said=said
        )


def _without(line: Line, disallowances: Sequence[Disallowance]) -> Line:
    more = tuple(
        Deduction(
            reason=Reason.DISALLOWED,
            amount=one.amount,
            said=one.reason,
            source=one.source,
        )
        for one in disallowances
    )
    found = attrs.evolve(line, deductions=(*line.deductions, *more))
    if found.recognised.is_negative:
        raise InvalidDataError(
            "more of a line is disallowed than counts",
            where=f"line {line.name!r}",
            got=found.deducted(Reason.DISALLOWED),
            expected=f"at most {line.recognised}",
            mend="lower the disallowance, or take out what was not claimed",
        )
    return found


def tolerated(lines: Sequence[Line], terms: ProofTerms) -> tuple[Line, ...]:
    """Say of each line what of its excess is recognised."""
    planned = [line.planned.minor for line in lines]
    binds = terms.total_binding or (
        terms.offset_needed and terms.line_tolerance is not None
    )
    total = terms.total_tolerance if binds and not terms.is_open(TOTAL) else None
    limits = Limits.of(planned, terms.line_tolerance, total)
    found = excesses(
        planned,
        [line.counted.minor for line in lines],
        [line.saved.minor for line in lines],
        limits,
    )
    return tuple(
        _with_excess(line, excess, most, lines, terms)
        for line, excess, most in zip(lines, found, limits.lines, strict=True)
    )


def _with_excess(
    line: Line,
    excess: Excess,
    most: int | None,
    lines: Sequence[Line],
    terms: ProofTerms,
) -> Line:
    def money(minor: int) -> Money:
        return Money.from_minor(minor, line.actual.currency)

    return attrs.evolve(
        line,
        allowed_excess=None if most is None else money(most),
        offsets=tuple(
            Offset(line=lines[index].name, amount=money(part))
            for index, part in excess.offset
        ),
        at_own_cost=money(excess.own),
        deductions=(
            *line.deductions,
            *(
                Deduction(
                    reason=reason, amount=money(part), said=said, source=terms.source
                )
                for reason, part, said in _cuts(excess, terms)
                if part
            ),
        ),
    )


def _cuts(excess: Excess, terms: ProofTerms) -> Iterator[tuple[Reason, int, Sentence]]:
    above = sentence("above the tolerance of the line")
    yield Reason.ABOVE_TOLERANCE, excess.above, above
    if terms.offset_needed and terms.line_tolerance is not None:
        said = sentence("not offset by savings in other lines")
        yield Reason.NOT_OFFSET, excess.cut, said
    else:
        said = sentence("the total of the plan is exceeded")
        yield Reason.TOTAL, excess.cut, said
