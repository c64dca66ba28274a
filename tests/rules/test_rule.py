"""Tests of `fundmodel.rules.rule`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    InvalidDataError,
    InvalidModelError,
    MoneyError,
    OverdrawnError,
    UnroundedError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    EqualShares,
    FixedTable,
    RatePerUnit,
    Residual,
    ResidualTo,
    Round,
    Share,
)
from fundmodel.sources import Source
from fundmodel.steps import State
from fundmodel.testing import rules
from fundmodel.units import Unit

STATES = Roster.from_records(
    [
        {"id": "06", "name": "California", "population": 39},
        {"id": "48", "name": "Texas", "population": 29},
        {"id": "50", "name": "Vermont", "population": 1},
    ],
    id="states",
    indicators=[Indicator(id="population")],
)
SHARE, CENT = Share(by="population"), Round("0.01")


class TestNorthStar:
    def test_divides_dollars_without_a_program(self):
        """
        A rule divides money of any currency among the recipients of a roster.
        """
        rule = AllocationRule(Share(by="population"), Round("0.10"))
        done = rule.apply(Money.of(23_785_000_000, "USD"), STATES)

        assert Money.of("13443695652.20", "USD") == done.amount("06")
        assert Money.of(23_785_000_000, "USD") == sum(
            done.amount(id_) for id_ in STATES.ids
        )

    def test_divides_seats_without_a_program(self):
        """
        The same rule divides whole units such as seats.
        """
        rule = AllocationRule(Share(by="population"), Round(1))
        done = rule.apply(435, STATES, unit="seats")

        assert [246, 183, 6] == [done.amount(id_) for id_ in STATES.ids]
        assert "= 246 seats" in str(done.explain("06"))


class TestAllocationRule:
    def test_keeps_its_provisions_in_order(self):
        """
        The order is data; source and day are named after the provisions.
        """
        law = Source(title="Law")
        rule = AllocationRule(SHARE, CENT, source=law, known_since=date(2017, 1, 1))

        assert (SHARE, CENT) == rule.provisions
        assert law == rule.source
        assert date(2017, 1, 1) == rule.known_since

    @given(rules())
    def test_is_a_value(self, rule):
        """
        Rules with the same provisions, source and day are equal.
        """
        again = AllocationRule(
            *rule.provisions, source=rule.source, known_since=rule.known_since
        )

        assert again == rule
        assert hash(again) == hash(rule)

    def test_takes_the_key_date_from_the_year(self):
        """
        A day of the budget year is one as soon as the year is named.
        """
        day = date(2017, 9, 15)
        roster = Roster.from_records(
            [{"id": "a", "heads": 1}],
            id="one",
            indicators=[Indicator(id="heads", key_date=day)],
        )
        rule = AllocationRule(
            Share(by="heads", key_date=KeyDate.yearly(month=9, day=15)), CENT
        )
        done = rule.apply(Money.of(1, "EUR"), roster, year=BudgetYear.calendar(2017))

        assert 100 == done.amounts[0]

    @pytest.mark.parametrize("total", [1.5, True, "10"], ids=repr)
    def test_divides_whole_numbers_only(self, total):
        """
        Floats and text are no pots.
        """
        with pytest.raises(InvalidDataError, match="no whole number"):
            AllocationRule(SHARE, Round(1)).apply(total, STATES, unit="seats")

    @given(rules())
    def test_can_be_changed_like_any_value(self, rule):
        """
        Attrs gives provisions by name; listed or named, the rule is the same.
        """
        cited = attrs.evolve(rule, source=Source(title="Another law"))

        assert cited == AllocationRule(
            provisions=rule.provisions,
            source=Source(title="Another law"),
            known_since=rule.known_since,
        )
        assert rule == attrs.evolve(cited, source=rule.source)
        assert (CENT,) == attrs.evolve(rule, provisions=[SHARE, CENT]).provisions[1:]

    @pytest.mark.parametrize(
        ("provisions", "expected"),
        [
            ([SHARE, CENT], True),
            ([EqualShares(), CENT], True),
            ([RatePerUnit(rate=1, by="population"), SHARE, CENT], False),
            ([FixedTable(table="t")], False),
            ([Eligible(kinds=("town",))], False),
        ],
    )
    def test_says_whether_it_needs_a_pot(self, provisions, expected):
        """
        Rates and tables give something without a pot, shares do not.
        """
        assert expected is AllocationRule(*provisions).only_shares


class TestOrder:
    def test_a_rule_has_a_provision(self):
        """
        An empty rule divides nothing.
        """
        with pytest.raises(InvalidModelError) as caught:
            AllocationRule()

        assert (
            "rule: a rule has no provision\n"
            '  expected: at least one, for example Share(by="population")\n'
            "  mend: add provisions, or leave the rule out"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("provisions", "where", "lacking"),
        [
            ((CENT,), "provision 1 (Round)", "amounts"),
            ((Eligible(kinds=("a",)), CENT), "provision 2 (Round)", "amounts"),
            (
                (SHARE, Residual(to=ResidualTo.LARGEST)),
                "provision 2 (Residual)",
                "whole amounts",
            ),
        ],
    )
    def test_what_a_provision_needs_stands_before_it(self, provisions, where, lacking):
        """
        Nothing is rounded before it was shared, and nothing left over before that.
        """
        with pytest.raises(InvalidModelError) as caught:
            AllocationRule(*provisions)

        assert (
            f"{where}: a provision needs {lacking}, and none before it gives them\n"
            f"  expected: a provision before it that gives {lacking}\n"
            "  mend: put the provision that shares, pays a rate or rounds in front"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        "first",
        [
            SHARE,
            EqualShares(),
            RatePerUnit(rate=1, by="population"),
            FixedTable(table="x"),
        ],
    )
    def test_who_may_claim_is_said_first(self, first):
        """
        Whoever has an amount already cannot be left out without it.
        """
        with pytest.raises(InvalidModelError) as caught:
            AllocationRule(first, Eligible(kinds=("state",)))

        assert (
            "provision 2 (Eligible): "
            "a provision must stand before others give amounts\n"
            "  expected: its place before the provisions that give amounts\n"
            "  mend: move it to the front"
        ) == str(caught.value)


class TestBatch:
    RULE = AllocationRule(SHARE, CENT)

    def test_divides_each_total_as_if_alone(self):
        """
        One call, and the same cents as one after the other.
        """
        totals = [Money.of(amount, "EUR") for amount in (100, 0, 12)]

        assert [
            self.RULE.apply(total, STATES).amounts.tolist() for total in totals
        ] == self.RULE.batch(totals, STATES).tolist()

    def test_needs_totals_of_one_unit(self):
        """
        Nothing to divide, and money of two currencies, are refused.
        """
        with pytest.raises(AllocationError, match="there is nothing to divide"):
            self.RULE.batch([], STATES)
        with pytest.raises(MoneyError):
            self.RULE.batch([Money.of(1, "EUR"), Money.of(1, "USD")], STATES)


class TestRun:
    def test_gives_the_amounts_of_the_steps(self):
        """
        Whoever keeps no step has the same amounts, for all scenarios at once.
        """
        rule = AllocationRule(SHARE, CENT)
        pots = [10_000, 1, 0]
        start = State.start(Mixed.of(pots), STATES, unit=Unit.money("EUR"))
        end = rule.run(start, Facts())

        assert [
            rule.apply(Money.from_minor(pot, "EUR"), STATES).amounts.tolist()
            for pot in pots
        ] == end.amounts.floor().tolist()

    def test_checks_the_end(self):
        """
        Fractions of a cent are refused here as well.
        """
        start = AllocationRule(SHARE).begin(Money.of(1, "EUR"), STATES)
        with pytest.raises(UnroundedError):
            AllocationRule(SHARE).run(start, Facts())


class TestEnd:
    def test_fractions_of_a_cent_are_refused(self):
        """
        Rounding is never implicit.
        """
        with pytest.raises(UnroundedError) as caught:
            AllocationRule(SHARE).apply(Money.of(1, "EUR"), STATES)

        assert (
            "roster 'states': California (06), Texas (48), Vermont (50): "
            "the rule ends with fractions of the smallest unit\n"
            "  got: 0.565217… EUR\n"
            "  expected: whole smallest units\n"
            '  mend: add a rounding at the end, for example Round("0.01")'
        ) == str(caught.value)

    def test_whole_shares_need_no_rounding(self):
        """
        What comes out whole was not rounded and need not be.
        """
        done = AllocationRule(SHARE).apply(69, STATES, unit="seats")

        assert [39, 29, 1] == done.amounts.tolist()

    def test_sharing_after_rounding_is_not_rounded(self):
        """
        What is shared last is rounded last.
        """
        rule = AllocationRule(FixedTable(amounts={"06": 1}), Round(1), SHARE)
        with pytest.raises(UnroundedError):
            rule.apply(5, STATES, unit="seats")

    @pytest.mark.parametrize("share", [SHARE, EqualShares()], ids=["by", "equal"])
    @pytest.mark.parametrize("open_ended", [False, True])
    def test_what_lacks_is_not_shared(self, share, open_ended):
        """
        Sharing after a claim above the pot would take money from everybody.
        """
        rule = AllocationRule(FixedTable(amounts={"06": 7}), share, Round(1))
        state = State.start(
            Mixed.of([9, 5]), STATES, unit=Unit(name="seats"), open_ended=open_ended
        )
        with pytest.raises(OverdrawnError) as caught:
            rule.distribute(state, Facts())

        assert (
            "roster 'states': "
            "nothing is left to share: the claims exceed the pot by 2 seats\n"
            "  got: -2 seats\n"
            "  expected: what earlier provisions left of the pot, zero or more\n"
            "  mend: raise the budget, lower the rate, or share nothing after it"
        ) == str(caught.value)

    def test_an_overdrawn_scenario_is_told(self):
        """
        In a batch the first scenario without enough money is named by its amount.
        """
        rule = AllocationRule(FixedTable(amounts={"06": 7}))
        state = State.start(Mixed.of([9, 5]), STATES, unit=Unit(name="seats"))
        with pytest.raises(OverdrawnError, match="exceed the pot by 2 seats"):
            rule.distribute(state, Facts())

    def test_two_currencies_do_not_meet(self):
        """
        A rate in euros pays nothing out of dollars.
        """
        rule = AllocationRule(
            RatePerUnit(rate=Money.of(1, "EUR"), by="population"), CENT
        )
        with pytest.raises(MoneyError) as caught:
            rule.apply(Money.of(100, "USD"), STATES)

        assert (
            "an amount is in another unit than the pot\n"
            "  got: 1.00 EUR\n"
            "  expected: an amount in USD\n"
            "  mend: convert it before, with rate, date and source"
        ) == str(caught.value)


class TestNoProvision:
    def test_is_refused(self):
        """
        A rule is made of provisions, given one by one.
        """
        with pytest.raises(InvalidModelError, match="this is no provision"):
            AllocationRule([Round("0.01")])
