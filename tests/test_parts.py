"""Tests of `fundmodel.parts`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.conditions import Eligible
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import (
    LumpSum,
    Measure,
    PartGroup,
    PlannedResult,
    Strand,
    YearBudget,
)
from fundmodel.periods import KeyDate
from fundmodel.rules import (
    AllocationRule,
    RatePerUnit,
    Residual,
    Round,
    Share,
    StandIn,
)
from fundmodel.sentences import Text
from fundmodel.sources import Source

EARLY, LATE = date(2017, 3, 31), date(2017, 12, 31)
MILLION = Money.of(1_000_000, "EUR")
LAW = Source(title="Law")
RULE = AllocationRule(Share(by="heads"), Round("0.01"))
COMMON = {"id": "s", "name": Text("s"), "legal_nature": LegalNature.GRANT}


class TestYearBudget:
    def test_is_not_negative(self):
        """
        Money that flows back is no budget.
        """
        with pytest.raises(InvalidModelError) as caught:
            YearBudget(year="2017", amount=Money.of(-1, "EUR"))

        assert (
            "budget 2017: the budget is negative\n"
            "  got: -1.00 EUR\n"
            "  expected: zero or more\n"
            "  mend: model money flowing back as a settlement, not as a budget"
        ) == str(caught.value)


class TestPart:
    @pytest.mark.parametrize("kind", [PartGroup, Strand, Measure])
    def test_may_say_little(self, kind):
        """
        A part needs neither budget nor rule; it is open then.
        """
        part = kind(**COMMON)

        assert part.rule is None
        assert part.budget("2017") is None
        assert part.parent is None

    def test_has_one_budget_a_year(self):
        """
        Budgets are found by year, and a year has one.
        """
        budget = YearBudget(year="2017", amount=MILLION)
        assert budget == Strand(**COMMON, budgets=[budget]).budget("2017")

        with pytest.raises(InvalidModelError) as caught:
            Strand(**COMMON, budgets=[budget, budget])

        assert (
            "part 's': a year has two budgets\n"
            "  got: 2017, 2017\n"
            "  expected: one budget a year\n"
            "  mend: add them up, or split the part"
        ) == str(caught.value)

    @pytest.mark.parametrize("id_", ["", " ", " s", "s "])
    def test_has_a_tidy_id(self, id_):
        """
        Blanks at the ends of an id cannot be seen.
        """
        with pytest.raises(InvalidModelError) as caught:
            Strand(**COMMON | {"id": id_})

        assert (
            "id: an id is empty or begins or ends with a blank\n"
            f"  got: {id_!r}\n"
            '  expected: a short name such as "school-social-work"\n'
            "  mend: write it without blanks"
        ) == str(caught.value)

    def test_has_a_visible_id(self):
        """
        Control characters are refused in ids.
        """
        with pytest.raises(InvalidDataError, match="id: a name contains a control"):
            Strand(**COMMON | {"id": "a\x07b"})

    @pytest.mark.parametrize(("day", "is_known"), [(EARLY, False), (LATE, True)])
    def test_as_of_a_day_has_what_was_known(self, day, is_known):
        """
        Budgets, results and rules that came later are left out.
        """
        known = {"known_since": LATE}
        part = Strand(
            **COMMON,
            budgets=[YearBudget(year="2017", amount=MILLION, **known)],
            planned_results=[PlannedResult(what=Text("posts"), number=1000, **known)],
            rule=AllocationRule(*RULE.provisions, **known),
        )
        then = part.as_of(day)

        assert is_known == (then.budget("2017") is not None)
        assert is_known == bool(then.planned_results)
        assert is_known == (then.rule is not None)

    def test_without_days_everything_was_known(self):
        """
        What has no day was always known.
        """
        part = Strand(
            **COMMON, rule=RULE, budgets=[YearBudget(year="2017", amount=MILLION)]
        )

        assert part == part.as_of(EARLY)
        assert Strand(**COMMON) == Strand(**COMMON).as_of(EARLY)


class TestLumpSum:
    PLAIN = LumpSum(**COMMON, per="heads", rounding=Round("0.01"))

    def test_divides_its_budget_by_heads(self):
        """
        Without a rate the budget is shared.
        """
        assert AllocationRule(Share(by="heads"), Round("0.01")) == self.PLAIN.rule

    def test_writes_its_whole_rule(self):
        """
        Recipients, key date, stand-ins and residual stand in the rule, cited.
        """
        fund = Residual(destination=Text("reserve"))
        key_date = KeyDate(LATE)
        more = {"key_date": key_date, "accepts": frozenset({StandIn.EARLIER})}
        lump_sum = attrs.evolve(
            self.PLAIN,
            recipients=["town"],
            recipients_name=Text("towns"),
            per_name=Text("refugees"),
            residual=fund,
            source=LAW,
            **more,
        )

        assert lump_sum.rule == AllocationRule(
            Eligible(kinds=("town",), name=Text("towns"), source=LAW),
            Share(by="heads", name=Text("refugees"), source=LAW, **more),
            Round("0.01"),
            fund,
            source=LAW,
        )

    def test_may_pay_a_rate(self):
        """
        With a rate each unit brings the same, whatever the budget.
        """
        rate = Money.of(1125, "EUR")
        paid = attrs.evolve(self.PLAIN, rate=rate)

        assert RatePerUnit(rate=rate, by="heads") == paid.rule.provisions[0]

    @pytest.mark.parametrize(("day", "is_known"), [(EARLY, False), (LATE, True)])
    def test_as_of_a_day_has_what_was_known(self, day, is_known):
        """
        Its rule follows from the lump sum and is known with it.
        """
        lump_sum = attrs.evolve(
            self.PLAIN,
            budgets=[YearBudget(year="2017", amount=MILLION, known_since=LATE)],
            planned_results=[PlannedResult(what=Text("posts"), known_since=LATE)],
        )
        then = lump_sum.as_of(day)

        assert is_known == (then.budget("2017") is not None)
        assert is_known == bool(then.planned_results)
        assert lump_sum.rule == then.rule


class TestBudgetsOfTheWrongKind:
    def test_are_refused(self):
        """
        A float is no money, here as everywhere.
        """
        with pytest.raises(InvalidModelError, match="no amount of money") as caught:
            YearBudget(year="2017", amount=1.5)

        assert "floats cannot hold cents exactly" in str(caught.value)
