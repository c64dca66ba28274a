"""Tests of `fundmodel.rules.keys.composed`: what holds for every formula."""

from __future__ import annotations

import functools
import math
import operator
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.errors import InvalidModelError, NothingToShareByError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.io.config import format_program, parse_program
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Average,
    Between,
    Figure,
    Formula,
    Limited,
    Negative,
    Product,
    Quotient,
    RescaledToAverage,
    Round,
    Rounded,
    Rounding,
    ShareByFormula,
    Shortfall,
    SizeClass,
    SizeClasses,
    Term,
    WeightedShares,
    WeightedSum,
)
from fundmodel.sentences import Count, Text
from fundmodel.steps import State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit
from fundmodel.yardsticks import Yardstick

SOME = settings(max_examples=60)
COLUMNS = ("x", "y")
STEPS = (SizeClass(0, 1), SizeClass(10, "1.25"), SizeClass(100, 2))

small = st.fractions(0, 5, max_denominator=12)
positive = st.fractions("1/12", 5, max_denominator=12)


def of_two(inner):
    """Draw formulas that are made of others."""
    terms = st.lists(st.builds(Term, positive, inner), min_size=1, max_size=3)
    of = st.lists(inner, min_size=1, max_size=2)
    return st.one_of(
        st.builds(WeightedSum, of=terms, plus=small),
        terms.map(
            lambda some: WeightedShares(of=some, base=sum(t.weight for t in some))
        ),
        st.builds(Product, of=of),
        st.builds(Average, of=of),
        st.builds(
            Quotient, of=inner, by=st.builds(WeightedSum, of=terms, plus=positive)
        ),
        st.builds(
            Shortfall, need=inner, strength=inner, negative=st.just(Negative.ZERO)
        ),
        st.builds(
            SizeClasses,
            of=inner,
            classes=st.just(STEPS),
            between=st.sampled_from((Between.LOWER, Between.LINEAR)),
        ),
        st.builds(Rounded, of=inner, to=st.sampled_from(("0.1", "1", "5"))),
        st.builds(Limited, of=inner, least=small, most=st.just(Fraction(6))),
        st.builds(
            RescaledToAverage, of=inner, average=positive, weighted_by=st.none() | inner
        ),
    )


formulas = st.recursive(
    st.sampled_from([Figure(by=one) for one in COLUMNS]), of_two, max_leaves=4
)


@st.composite
def rosters(draw, least=1, most=4):
    """Draw rosters with two columns, one of them with decimals."""
    n = draw(st.integers(least, most))
    numbers = st.lists(st.integers(1, 500), min_size=n, max_size=n)
    y = [Decimal(one) / 4 for one in draw(numbers)]
    return Roster(
        id="some",
        ids=[f"id{i}" for i in range(n)],
        names=[f"Name {i}" for i in range(n)],
        kinds=["town"] * n,
        columns=[
            Column.of(Indicator(id="x"), draw(numbers)),
            Column.of(Indicator(id="y"), y),
        ],
    )


@functools.singledispatch
def worked(formula, _):
    """Work a formula out slowly; *of* gives the numbers that it is made of."""
    raise AssertionError(formula)


@attrs.frozen
class Slow:
    """The slow way, one recipient after the other."""

    roster: Roster

    def of(self, formula):
        """Give the number of each."""
        return worked(formula, self)

    def each(self, compute, *inner):
        """Compute with the numbers of each."""
        return [compute(*some) for some in zip(*map(self.of, inner), strict=True)]


@worked.register
def _(formula: Figure, slow):
    (column,) = slow.roster.columns_of(formula.by)
    return [column.value(i) for i in range(len(slow.roster))]


@worked.register
def _(formula: WeightedSum, slow):
    weights = [term.weight for term in formula.of]
    return slow.each(
        lambda *some: formula.plus + sum(map(operator.mul, weights, some)),
        *(term.of for term in formula.of),
    )


@worked.register
def _(formula: WeightedShares, slow):
    weights = [term.weight / formula.base for term in formula.of]
    totals = [sum(slow.of(term.of)) for term in formula.of]
    return slow.each(
        lambda *some: sum(
            w * v / t for w, v, t in zip(weights, some, totals, strict=True)
        ),
        *(term.of for term in formula.of),
    )


@worked.register
def _(formula: Product, slow):
    return slow.each(lambda *some: math.prod(some), *formula.of)


@worked.register
def _(formula: Average, slow):
    return slow.each(lambda *some: Fraction(sum(some)) / len(some), *formula.of)


@worked.register
def _(formula: Quotient, slow):
    return slow.each(operator.truediv, formula.of, formula.by)


@worked.register
def _(formula: Shortfall, slow):
    return slow.each(lambda a, b: max(0, a - b), formula.need, formula.strength)


@worked.register
def _(formula: SizeClasses, slow):
    return slow.each(lambda size: weight(size, formula.between), formula.of)


@worked.register
def _(formula: Rounded, slow):
    unit = Fraction(formula.to)
    return slow.each(lambda one: half_up(one / unit) * unit, formula.of)


@worked.register
def _(formula: Limited, slow):
    return slow.each(lambda one: min(max(one, formula.least), formula.most), formula.of)


@worked.register
def _(formula: RescaledToAverage, slow):
    counts = [1] * len(slow.roster)
    if formula.weighted_by is not None:
        counts = slow.of(formula.weighted_by)
    values = slow.of(formula.of)
    total = sum(map(operator.mul, values, counts))
    return [one * formula.average * sum(counts) / total for one in values]


def half_up(number):
    """Round to a whole number."""
    return (number + Fraction(1, 2)) // 1


def weight(size, between):
    """Look a weight up."""
    at = max(i for i, one in enumerate(STEPS) if one.size <= size)
    low = STEPS[at]
    if between is Between.LOWER or at + 1 == len(STEPS):
        return low.weight
    high = STEPS[at + 1]
    part = (size - low.size) / (high.size - low.size)
    return low.weight + part * (high.weight - low.weight)


def applied(formula, roster, pot=10**6):
    """Share a pot of seats by a formula; `None` where there is nothing to share by."""
    rule = AllocationRule(ShareByFormula(formula=formula), Round(1))
    try:
        return rule.apply(pot, roster, unit="seats")
    except NothingToShareByError:
        return None


class TestEveryFormula:
    @SOME
    @given(formulas, rosters())
    def test_agrees_with_fractions(self, formula, roster):
        """
        All at once gives what one after the other gives, exactly.
        """
        done = applied(formula, roster)
        if done is None:
            return
        expected = Slow(roster).of(formula)
        working = done.steps[0].after.key.working

        assert expected == [working.value(i, 0).value for i in range(len(roster))]

    @SOME
    @given(formulas, rosters(), st.integers(0, 10**12))
    def test_conserves_and_explains(self, formula, roster, pot):
        """
        Nothing is lost, and the figures of every sentence give the amount.
        """
        done = applied(formula, roster, pot)
        if done is None:
            return

        assert_conserved(done)
        for id_ in roster.ids:
            explanation = done.explain(id_)
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)

    @SOME
    @given(formulas, rosters(), st.integers(0, 10**12))
    def test_shares_in_proportion(self, formula, roster, pot):
        """
        Everybody's part of the pot is its part of all numbers.
        """
        done = applied(formula, roster, pot)
        if done is None:
            return
        numbers = Slow(roster).of(formula)
        after = done.steps[0].after

        assert [pot * number / sum(numbers) for number in numbers] == [
            after.amounts.fraction(0, i) for i in range(len(roster))
        ]

    @SOME
    @given(formulas, rosters(least=2), st.data())
    def test_knows_no_order(self, formula, roster, data):
        """
        In another order everybody has the same number.
        """
        order = data.draw(st.permutations(range(len(roster))))
        other = attrs.evolve(
            roster,
            ids=[roster.ids[i] for i in order],
            names=[roster.names[i] for i in order],
            columns=[
                Column.of(c.indicator, [decimal(c, i) for i in order])
                for c in roster.columns
            ],
        )
        one, two = applied(formula, roster), applied(formula, other)
        if one is None:
            assert two is None
            return
        numbers = [
            {
                id_: done.steps[0].after.amounts.fraction(0, i)
                for i, id_ in enumerate(done.roster.ids)
            }
            for done in (one, two)
        ]

        assert numbers[0] == numbers[1]

    @SOME
    @given(formulas, rosters(least=2), st.data())
    def test_a_batch_is_one_by_one(self, formula, roster, data):
        """
        Scenarios in which others may claim give what each gives alone.
        """
        n = len(roster)
        someone = st.lists(st.booleans(), min_size=n, max_size=n).filter(any)
        eligible = np.array(data.draw(st.lists(someone, min_size=1, max_size=3)))
        pots = [10**6 + 7 * s for s in range(len(eligible))]
        provision = ShareByFormula(formula=formula)
        batch = outcome(provision, roster, pots, eligible)
        alone = [
            outcome(provision, roster, pots[s : s + 1], eligible[s : s + 1])
            for s in range(len(pots))
        ]
        if batch is None:
            assert None in alone
            return

        assert batch == [row for one in alone for row in one]

    @SOME
    @given(formulas)
    def test_survives_files(self, formula):
        """
        A program with the formula is read as it was written.
        """
        text = PROGRAM + format_formula(formula)
        program = parse_program(text)
        (provision, _) = program.parts[0].rule.provisions

        assert formula == provision.formula
        assert program == parse_program(format_program(program))

    @SOME
    @given(formulas)
    def test_names_its_columns(self, formula):
        """
        The columns that a formula counts by are found, each once.
        """
        yardsticks = ShareByFormula(formula=formula).yardsticks

        assert len(set(yardsticks)) == len(yardsticks)
        assert {one.by for one in yardsticks} <= set(COLUMNS)
        assert all(isinstance(one, Yardstick) for one in yardsticks)


def decimal(column, i):
    """Give one value of a column as a decimal."""
    return Decimal(int(column.values[i])).scaleb(-column.decimals)


def outcome(provision, roster, pots, eligible):
    """Give the exact amounts of a batch; `None` where a scenario has no key."""
    state = State.start(Mixed.of(pots), roster, unit=Unit(name="seats"))
    state = state.becomes(
        eligible=eligible, reason=np.where(eligible, -1, 0), reasons=("no",)
    )
    try:
        after = provision.apply(state, Facts())
    except NothingToShareByError:
        return None
    return after.amounts.fractions().tolist()


PROGRAM = """
id = "p"
name = "P"
currency = "EUR"
years = [2021]

[[parts]]
id = "x"
kind = "strand"
name = "X"
legal_nature = "statutory_transfer"
budget = { 2021 = "900.00" }

[[parts.provisions]]
kind = "share_by_formula"
formula = """


def format_formula(formula):
    """Write a formula by hand, as an inline table, with a rounding after it."""
    return inline(formula) + '\n\n[[parts.provisions]]\nkind = "round"\nto = "0.01"\n'


KINDS = {
    WeightedSum: "weighted_sum",
    WeightedShares: "weighted_shares",
    Product: "product",
    Average: "average",
    Quotient: "quotient",
    Shortfall: "shortfall",
    SizeClasses: "size_classes",
    Rounded: "rounded",
    Limited: "limited",
    RescaledToAverage: "rescaled_to_average",
}


def inline(value):
    """Write a value of a formula as TOML."""
    match value:
        case Figure(by=by):
            return f'"{by}"'
        case tuple():
            return "[" + ", ".join(map(inline, value)) + "]"
        case Fraction() | Decimal():
            return f'"{value}"'
        case Negative() | Between() | Rounding():
            return f'"{value.value}"'
    fields = {
        field.name: getattr(value, field.name) for field in attrs.fields(type(value))
    }
    pairs = [f"{k} = {inline(v)}" for k, v in fields.items() if v is not None]
    if type(value) in KINDS:
        pairs.insert(0, f'kind = "{KINDS[type(value)]}"')
    return "{ " + ", ".join(pairs) + " }"


class TestShareByFormula:
    ROSTER = Roster(
        id="two",
        ids=["a", "b"],
        names=["A", "B"],
        kinds=["town", "town"],
        columns=[
            Column.of(Indicator(id="few", sensitive=True), [4, 30]),
            Column.of(Indicator(id="many"), [10, 20]),
        ],
    )

    def test_takes_an_id_for_its_figure(self):
        """
        A formula can be a single figure.
        """
        provision = ShareByFormula(formula="many")

        assert Figure(by="many") == provision.formula
        assert "shared in proportion to many" == str(provision.describe())

    def test_describes_a_formula_with_its_name(self):
        """
        The name that the law has goes before the formula.
        """
        formula = WeightedSum(of=[Term(2, "many")], name=Text("points"))

        assert "shared in proportion to points: 2 x many" == str(
            ShareByFormula(formula=formula).describe()
        )

    def test_refuses_what_is_no_formula(self):
        """
        A number shares nothing.
        """
        with pytest.raises(InvalidModelError, match=r"ShareByFormula\.formula holds"):
            ShareByFormula(formula=7)

    def test_hides_small_sensitive_counts_and_warns(self):
        """
        A sensitive count below ten is not printed, and that amounts reveal it is said.
        """
        formula = WeightedShares(of=[Term("1/2", "few"), Term("1/2", "many")])
        rule = AllocationRule(ShareByFormula(formula=formula), Round("0.01"))
        text = str(rule.apply(Money.of(100, "EUR"), self.ROSTER).explain("a"))

        assert "0.5 x <10 units (few) / 34 + 0.5 x 10 units (many) / 30" in text
        assert "! few: the count is not shown because it is small" in text
        assert "! many" not in text

    def test_counts_by_nothing_of_its_own(self):
        """
        One unit of nothing in particular brings no rate.
        """
        rule = AllocationRule(ShareByFormula(formula="many"), Round("0.01"))
        done = rule.apply(Money.of(100, "EUR"), self.ROSTER)

        assert () == done.unit_rates
        assert Count(30) == done.steps[0].after.key.sum(0)

    def test_formulas_are_formulas(self):
        """
        What an own formula has to have is written down as a protocol.
        """
        assert isinstance(Figure(by="many"), Formula)
        assert not isinstance(Round(1), Formula)

    def test_takes_a_correction_back(self):
        """
        A negative pot is shared in the same proportions.
        """
        done = AllocationRule(ShareByFormula(formula="many"), Round(1)).apply(
            -30, self.ROSTER, unit="seats"
        )

        assert [-10, -20] == done.amounts.tolist()

    def test_of_nothing_is_refused(self):
        """
        A formula that gives everybody zero is no key.
        """
        zero = Shortfall(need="many", strength="many")
        rule = AllocationRule(ShareByFormula(formula=zero), Round(1))
        with pytest.raises(NothingToShareByError, match="roster 'two': nobody"):
            rule.apply(30, self.ROSTER, unit="seats")
