"""Parts of a program: groups, strands, measures and lump sums, each with its budget."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.conditions import Eligible, kinds_of
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import KeyDate
from fundmodel.rules import AllocationRule, RatePerUnit, Residual, Round, Share, StandIn
from fundmodel.sentences import Text, check_printable
from fundmodel.sources import Basis
from fundmodel.steps import Provision
from fundmodel.yardsticks import stand_ins

__all__ = [
    "LegalBasis",
    "LumpSum",
    "Measure",
    "Part",
    "PartGroup",
    "PlannedResult",
    "Strand",
    "YearBudget",
]


def _not_negative(
    budget: YearBudget, _: attrs.Attribute[Money], amount: object
) -> None:
    if not isinstance(amount, Money):
        raise InvalidModelError(
            "the budget is no amount of money",
            where=f"budget {budget.year}",
            got=repr(amount),
            expected="Money",
            mend='write Money.of("12.50", "EUR"); floats cannot hold cents exactly',
        )
    if amount.is_negative:
        raise InvalidModelError(
            "the budget is negative",
            where=f"budget {budget.year}",
            got=amount,
            expected="zero or more",
            mend="model money flowing back as a settlement, not as a budget",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class YearBudget:
    """
    What may be spent in one budget year (Haushaltsansatz).

    Attributes:
        year: Label of the budget year.

        amount: The money.

        source: Where the figure comes from; `None` takes that of the part.

        known_since: The day from which the figure could be known.
    """

    year: str
    amount: Money = attrs.field(validator=_not_negative, metadata={"checked": False})
    source: Basis = None
    known_since: date | None = None


@attrs.frozen(kw_only=True, field_transformer=of_model)
class LegalBasis:
    """
    A law, directive or agreement that a program or a part rests on.

    Attributes:
        title: What it is called.

        source: Where it can be read.
    """

    title: Text
    source: Basis = None


@attrs.frozen(kw_only=True, field_transformer=of_model)
class PlannedResult:
    """
    What the money is meant to achieve, for example "about 1,000 posts".

    Attributes:
        what: What is planned.

        number: How many.

        approximate: Whether the number was given as "about".

        source: Where that was said.

        known_since: The day from which it could be known.
    """

    what: Text
    number: int | None = None
    approximate: bool = False
    source: Basis = None
    known_since: date | None = None


def _valid_id(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    check_printable(value, where=attribute.name)
    if not value.strip() or value != value.strip():
        raise InvalidModelError(
            "an id is empty or begins or ends with a blank",
            where=attribute.name,
            got=repr(value),
            expected='a short name such as "school-social-work"',
            mend="write it without blanks",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Part:
    """
    What every part of a program has.

    Attributes:
        id: Short and unique in the program.

        name: What it is called.

        legal_nature: Statutory transfer, grant, contract or internal.

        parent: Id of the part that it belongs to; `None` for the program.

        budgets: One for each year; a part without one is open inside its
            parent's.

        rule: How the budget is divided, all of it, whatever parts are below;
            `None` while nobody has said.

        open_ended: Whether need, not a budget, sets the amount.

        purpose: What the money is for.

        target_group: Whom it is meant to reach.

        planned_results: What it is meant to achieve.

        legal_bases: What it rests on.

        granting_body: Who decides on applications, or pays.

        payment_plan: When which part of each award is paid; `None` if nobody has
            said.

        source: Where the part is set up; also that of its budgets.

        known_since: The day from which the part could be known.
    """

    id: str = attrs.field(validator=_valid_id)
    name: Text
    legal_nature: LegalNature
    parent: str | None = None
    budgets: tuple[YearBudget, ...] = attrs.field(
        default=(), converter=tuple[YearBudget, ...]
    )
    rule: AllocationRule | None = None
    open_ended: bool = False
    purpose: Text | None = None
    target_group: Text | None = None
    planned_results: tuple[PlannedResult, ...] = attrs.field(
        default=(), converter=tuple[PlannedResult, ...]
    )
    legal_bases: tuple[LegalBasis, ...] = attrs.field(
        default=(), converter=tuple[LegalBasis, ...]
    )
    granting_body: Text | None = None
    payment_plan: PaymentPlan | None = None
    source: Basis = None
    known_since: date | None = None

    def __attrs_post_init__(self) -> None:
        years = [budget.year for budget in self.budgets]
        if len(set(years)) < len(years):
            raise InvalidModelError(
                "a year has two budgets",
                where=f"part {self.id!r}",
                got=", ".join(years),
                expected="one budget a year",
                mend="add them up, or split the part",
            )

    def budget(self, year: str) -> YearBudget | None:
        """Give the budget of a year, or `None` where it has none of its own."""
        return next((b for b in self.budgets if b.year == year), None)

    def as_of(self, day: date) -> Part:
        """Give the part with what could be known on that day."""
        rule = self.rule
        if rule is not None and _later(rule.known_since, day):
            rule = None
        return attrs.evolve(
            self,
            budgets=[b for b in self.budgets if not _later(b.known_since, day)],
            planned_results=[
                r for r in self.planned_results if not _later(r.known_since, day)
            ],
            rule=rule,
        )


def _later(known_since: date | None, day: date) -> bool:
    return known_since is not None and known_since > day


@attrs.frozen(kw_only=True)
class PartGroup(Part):
    """A bracket around parts that share a budget, for example "four strands"."""


@attrs.frozen(kw_only=True)
class Strand(Part):
    """A part with a purpose and a rule of its own (Förderstrang)."""


@attrs.frozen(kw_only=True)
class Measure(Part):
    """What a strand pays for (Maßnahme)."""


def _rule_of(lump_sum: LumpSum) -> AllocationRule:
    """Write the rule that a lump sum stands for."""
    provisions: list[Provision] = []
    if lump_sum.recipients:
        kinds = lump_sum.recipients
        provisions.append(
            Eligible(kinds=kinds, name=lump_sum.recipients_name, source=lump_sum.source)
        )
    accepts = lump_sum.accepts
    if lump_sum.rate is None:
        provisions.append(
            Share(
                by=lump_sum.per,
                name=lump_sum.per_name,
                key_date=lump_sum.key_date,
                accepts=accepts,
                source=lump_sum.source,
            )
        )
    else:
        provisions.append(
            RatePerUnit(
                rate=lump_sum.rate,
                by=lump_sum.per,
                name=lump_sum.per_name,
                key_date=lump_sum.key_date,
                accepts=accepts,
                source=lump_sum.source,
            )
        )
    provisions.append(lump_sum.rounding)
    if lump_sum.residual is not None:
        provisions.append(lump_sum.residual)
    return AllocationRule(*provisions, source=lump_sum.source)


@attrs.frozen(kw_only=True, field_transformer=of_model)
class LumpSum(Part):
    """
    A part paid per unit of an indicator (Kopfpauschale).

    Either a fixed pot is divided by the units, as in § 29d Abs. 1 FAG
    Baden-Württemberg, or each unit has a fixed rate.

    Attributes:
        per: Id of the indicator that is counted.

        per_name: How the indicator is called in a sentence.

        key_date: The day that counts.

        rate: A fixed rate for each unit; `None` divides the budget.

        recipients: Kinds of recipients who count; empty for all.

        recipients_name: How these kinds are called in a sentence.

        accepts: Which figures may stand in for final ones of the key date.

        rounding: How amounts are rounded.

        residual: Where the rounding residual goes.

        rule: Follows from the above.
    """

    per: str
    per_name: Text | None = None
    key_date: KeyDate | None = None
    rate: Money | None = None
    recipients: tuple[str, ...] = attrs.field(default=(), converter=kinds_of)
    recipients_name: Text | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    rounding: Round
    residual: Residual | None = None
    rule: AllocationRule = attrs.field(
        init=False,
        default=attrs.Factory(_rule_of, takes_self=True),
        metadata={"hash": False},
    )

    def as_of(self, day: date) -> Part:
        """Give the lump sum with what could be known on that day."""
        return attrs.evolve(
            self,
            budgets=[b for b in self.budgets if not _later(b.known_since, day)],
            planned_results=[
                r for r in self.planned_results if not _later(r.known_since, day)
            ],
        )
