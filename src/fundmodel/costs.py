"""Cost plans: what something costs, what of it counts, and who else pays for it."""

from __future__ import annotations

import enum
import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, Self

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.errors import AllocationError, InvalidDataError
from fundmodel.fields import of_data
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.sentences import Sentence, Text, check_printable, sentence
from fundmodel.shares import exact_ratio
from fundmodel.sources import Basis
from fundmodel.units import Amount, Unit

__all__ = [
    "CostFigures",
    "CostItem",
    "CostPlan",
    "CostPlans",
    "Funds",
    "FundsKind",
    "plans_of",
]


class FundsKind(enum.Enum):
    """Where money besides the grant comes from (Deckungsmittel)."""

    OWN = "own"
    """The claimant's own money (Eigenmittel, Eigenanteil)."""

    INCOME = "income"
    """What the project itself earns (Einnahmen)."""

    PUBLIC = "public"
    """Grants of other public funders (Zuwendungen anderer öffentlicher Geber)."""

    PRIVATE = "private"
    """Donations, sponsors, foundations (Leistungen Dritter)."""

    def describe(self) -> Sentence:
        """Give its name."""
        return {
            FundsKind.OWN: sentence("own contribution"),
            FundsKind.INCOME: sentence("income"),
            FundsKind.PUBLIC: sentence("other public funds"),
            FundsKind.PRIVATE: sentence("private funds"),
        }[self]


def _recoverable(value: Money | Fraction | Decimal | int | str) -> Money | Fraction:
    return value if isinstance(value, Money) else exact_ratio(value, where="tax")


def _not_negative_if_any(
    _: object, attribute: attrs.Attribute[Money | None], amount: Money | None
) -> None:
    if amount is not None:
        _refuse_negative(amount, where=attribute.name)


def _not_negative(_: object, attribute: attrs.Attribute[Money], amount: Money) -> None:
    _refuse_negative(amount, where=attribute.name)


def _refuse_negative(amount: Money, *, where: str) -> None:
    if amount.is_negative:
        raise InvalidDataError(
            "an amount of a cost plan is negative",
            where=where,
            got=amount,
            expected="zero or more",
            mend="enter what reduces costs as income",
        )


def _a_name(_: object, attribute: attrs.Attribute[str], name: str) -> None:
    if not name.strip():
        raise InvalidDataError(
            "a name in a cost plan is empty",
            where=attribute.name,
            expected="what is bought, who pays, or the id of the claimant",
            mend="fill it in",
        )
    check_printable(name, where=attribute.name)


@attrs.frozen(kw_only=True, field_transformer=of_data)
class CostItem:
    """
    One item of a cost plan (Ausgabenposition).

    Tax that the claimant gets back from the tax office is no cost to anybody, and
    so it does not count (§ 15 UStG, Vorsteuerabzug).

    >>> item = CostItem(
    ...     name="van",
    ...     net=Money.of(20_000, "EUR"),
    ...     tax=Money.of(3_800, "EUR"),
    ...     recoverable="25 %",
    ... )
    >>> print(item.eligible_costs)
    22,850.00 EUR

    Attributes:
        name: What is paid for.

        net: The price without tax.

        tax: Value added tax on it; `None` if there is none.

        recoverable: What of the tax can be deducted: a share of it, such as ``"25 %"``,
            or an amount.

        ineligible: Why the item does not count (nicht zuwendungsfähig); `None` if it
            does.
    """

    name: str = attrs.field(validator=_a_name)
    net: Money = attrs.field(validator=_not_negative)
    tax: Money | None = attrs.field(default=None, validator=_not_negative_if_any)
    recoverable: Money | Fraction = attrs.field(
        default=Fraction(0), converter=_recoverable
    )
    ineligible: Text | None = None

    def __attrs_post_init__(self) -> None:
        amounts = (self.net, self.tax, self.recoverable)
        _one_currency(
            (a for a in amounts if isinstance(a, Money)), where=f"item {self.name!r}"
        )
        if not 0 <= self.deductible <= (self.tax.minor if self.tax else 0):
            raise InvalidDataError(
                "more tax can be deducted than there is, or less than nothing",
                where=f"item {self.name!r}",
                got=self.recoverable,
                expected="a share from 0 % to 100 %, or an amount up to the tax of "
                f"{self.tax or 0}",
                mend="give the tax itself as `tax`, and what can be deducted of it as "
                "`recoverable`",
            )

    @property
    def gross(self) -> Money:
        """The price with tax."""
        return self.net if self.tax is None else self.net + self.tax

    @property
    def deductible(self) -> Fraction:
        """Tax that can be deducted, in smallest units."""
        if isinstance(self.recoverable, Money):
            return Fraction(self.recoverable.minor)
        return self.recoverable * (self.tax.minor if self.tax else 0)

    @property
    def eligible_costs(self) -> Amount:
        """What counts: net and the tax that stays, or nothing."""
        counts = self.gross.minor - self.deductible if self.ineligible is None else 0
        return Amount(count=Fraction(counts), unit=Unit.money(self.net.currency))


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Funds:
    """
    Money besides the grant, which pays for eligible costs (Deckungsmittel).

    Attributes:
        name: Whose money it is, or what earns it.

        kind: Own, earned, of other public funders, or private.

        amount: How much.
    """

    name: str = attrs.field(validator=_a_name)
    kind: FundsKind
    amount: Money = attrs.field(validator=_not_negative)


def _some(
    _: object,
    attribute: attrs.Attribute[tuple[CostItem, ...]],
    items: tuple[CostItem, ...],
) -> None:
    if not items:
        raise InvalidDataError(
            "a cost plan has no cost",
            where=attribute.name,
            expected="at least one item",
            mend="list what is paid for, or leave the plan out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_data)
class CostPlan:
    """
    What a claimant plans to spend, and who else pays (Finanzierungsplan).

    The grant that is computed from the plan is not among its funds. Costs that do
    not count are paid with other money, which is not among them either.

    Attributes:
        claimant: Id of the recipient or of the application that it belongs to.

        items: What is paid for.

        funds: Money besides the grant.

        source: Where the figures come from.
    """

    claimant: str = attrs.field(validator=_a_name)
    items: tuple[CostItem, ...] = attrs.field(
        converter=tuple[CostItem, ...], validator=_some
    )
    funds: tuple[Funds, ...] = attrs.field(default=(), converter=tuple[Funds, ...])
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        amounts = [item.net for item in self.items]
        amounts += [one.amount for one in self.funds]
        _one_currency(amounts, where=f"cost plan of {self.claimant!r}")

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.items[0].net.currency

    @property
    def eligible_costs(self) -> Amount:
        """Costs that count, exactly (zuwendungsfähige Ausgaben)."""
        counted = sum(item.eligible_costs.count for item in self.items)
        return Amount(count=Fraction(counted), unit=Unit.money(self.currency))

    def funds_of(self, *kinds: FundsKind) -> Money:
        """Give the funds of some kinds together."""
        amounts = (one.amount for one in self.funds if one.kind in kinds)
        return sum(amounts, start=Money.zero(self.currency))


def _one_currency(amounts: Iterable[Money], *, where: str) -> None:
    found = sorted({amount.currency for amount in amounts})
    if len(found) > 1:
        raise InvalidDataError(
            "amounts of cost plans are in more than one currency",
            where=where,
            got=", ".join(found),
            expected="one currency",
            mend="convert them before, with rate, date and source",
        )


@attrs.frozen(field_transformer=of_data)
class CostPlans:
    """
    The cost plans of all claimants.

    Attributes:
        plans: At most one for each claimant, all in one currency.
    """

    plans: tuple[CostPlan, ...] = attrs.field(
        default=(), converter=tuple[CostPlan, ...]
    )

    def __attrs_post_init__(self) -> None:
        counts = Counter(plan.claimant for plan in self.plans)
        twice = [claimant for claimant, count in counts.items() if count > 1]
        if twice:
            raise InvalidDataError(
                "a claimant has more than one cost plan",
                where="cost plans",
                got=", ".join(twice),
                expected="one plan for each recipient or application",
                mend="put the items into one plan, or give each application its id",
            )
        _one_currency((plan.items[0].net for plan in self.plans), where="cost plans")

    @functools.cached_property
    def figures(self) -> CostFigures:
        """
        Their sums.

        Raises:
            AllocationError: There are none.
        """
        if self.plans:
            return CostFigures.of(self.plans)
        raise AllocationError(
            "a provision pays by cost plans, and none were given",
            where="facts",
            got="no cost plans",
            expected="a cost plan for each claimant",
            mend="give them: allocate(..., facts=Facts(cost_plans=plans)); on the "
            "command line: --cost-plans FILE",
        )

    @property
    def currency(self) -> str:
        """
        The currency of all plans.

        Raises:
            AllocationError: There are none.
        """
        _ = self.figures
        return self.plans[0].currency


def plans_of(plans: CostPlans | Iterable[CostPlan]) -> CostPlans:
    """Take plans one by one, or put together already."""
    return plans if isinstance(plans, CostPlans) else CostPlans(plans)


@attrs.frozen(kw_only=True, eq=False)
class CostFigures:
    """
    The sums of many cost plans as arrays, in smallest units, each ``(1, n)``.

    Attributes:
        claimants: Whose plans they are, shape ``(n,)``.

        costs: All costs with tax.

        deductible: Tax in them that can be deducted.

        ineligible: What else does not count.

        own: Own money.

        income: What is earned.

        public: Grants of other public funders.

        private: Other private money.
    """

    claimants: tuple[str, ...]
    costs: Mixed
    deductible: Mixed
    ineligible: Mixed
    own: Mixed
    income: Mixed
    public: Mixed
    private: Mixed

    @classmethod
    def of(cls, plans: Iterable[CostPlan]) -> Self:
        """Add up the items and funds of each plan; there is at least one."""
        plans = tuple(plans)
        columns = zip(*map(_sums, plans), strict=True)
        sums = (Mixed.from_fractions([list(column)]) for column in columns)
        claimants = tuple(plan.claimant for plan in plans)
        return cls(claimants=claimants, **dict(zip(_COLUMNS, sums, strict=True)))

    @property
    def eligible(self) -> Mixed:
        """Costs that count."""
        return self.costs - self.deductible - self.ineligible

    def funds(self, kind: FundsKind) -> Mixed:
        """Give the funds of one kind."""
        return {
            FundsKind.OWN: self.own,
            FundsKind.INCOME: self.income,
            FundsKind.PUBLIC: self.public,
            FundsKind.PRIVATE: self.private,
        }[kind]

    @property
    def of_others(self) -> Mixed:
        """All funds that are not the claimant's own."""
        return self.income + self.public + self.private

    def aligned(self, ids: tuple[str, ...]) -> tuple[CostFigures, BoolArray]:
        """
        Give the figures in another order of claimants, and who has any.

        Returns:
            Figures, zero for whoever has no plan, and a mask of shape ``(n,)``.
        """
        if ids == self.claimants:
            return self, np.ones(len(ids), dtype=np.bool_)
        row_of = {id_: row for row, id_ in enumerate(self.claimants)}
        rows = np.fromiter((row_of.get(id_, -1) for id_ in ids), dtype=np.int64)
        planned: BoolArray = rows >= 0
        nothing, mask = Mixed.zeros((1, 1)), planned[np.newaxis, :]
        sums = {
            name: Mixed.where(mask, getattr(self, name).take(rows), nothing)
            for name in _COLUMNS
        }
        return CostFigures(claimants=ids, **sums), planned


_COLUMNS: Final = (
    "costs",
    "deductible",
    "ineligible",
    "own",
    "income",
    "public",
    "private",
)


def _sums(plan: CostPlan) -> Iterator[int | Fraction]:
    """Add up one plan, in the order of the columns."""
    taxes = [item.deductible if item.recoverable else 0 for item in plan.items]
    costs = [
        item.net.minor + (item.tax.minor if item.tax else 0) for item in plan.items
    ]
    yield sum(costs)
    yield sum(taxes)
    yield sum(
        cost - tax
        for item, cost, tax in zip(plan.items, costs, taxes, strict=True)
        if item.ineligible is not None
    )
    for kind in FundsKind:
        yield sum(funds.amount.minor for funds in plan.funds if funds.kind is kind)
