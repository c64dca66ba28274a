"""Tests of `fundmodel.true_ups`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fundmodel import catalog
from fundmodel.allocation import allocate
from fundmodel.allotments import OpenReason
from fundmodel.apportion import Rounding
from fundmodel.errors import AllocationError
from fundmodel.indicators import Column, Indicator
from fundmodel.jurisdictions import load_profile
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, RatePerUnit, Round, Share
from fundmodel.sentences import Text
from fundmodel.true_ups import true_up
from fundmodel.vintages import ReportingWindow

KEY_DATE = date(2017, 9, 15)
REPORTED, PAID = date(2017, 10, 15), date(2017, 12, 10)
CORRECTED, FROZEN = date(2017, 12, 20), date(2017, 12, 31)
PERSONS = "persons_in_follow_up_accommodation"


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def strand(id, rule, *amounts):
    """Make a part with the budget of each year, from 2017."""
    budgets = [
        YearBudget(year=str(year), amount=amount)
        for year, amount in enumerate(amounts or [eur("1000.00")], start=2017)
    ]
    return Strand(
        id=id,
        name=Text(id),
        rule=rule,
        legal_nature=LegalNature.STATUTORY_TRANSFER,
        budgets=budgets,
    )


def program(*parts, **more):
    """Make a program of 2017; it is invented."""
    more = {"id": "invented", "name": Text("Invented"), "currency": "EUR"} | more
    return Program(years=[BudgetYear.calendar(2017)], parts=parts, **more)


POT = AllocationRule(
    Share(by="heads", key_date=KeyDate.yearly(month=9, day=15)),
    Round("0.01"),
)
PROGRAM = program(strand("pot", POT))


def towns(heads, ids="abcdefgh", id="heads", known_since=REPORTED):
    """Make a roster of heads reported by 15 October."""
    ids = list(ids[: len(heads)])
    indicator = Indicator(id=id, key_date=KEY_DATE, known_since=known_since)
    return Roster(
        id="towns",
        ids=ids,
        names=[each.upper() for each in ids],
        kinds=["town"] * len(ids),
        columns=[Column.of(indicator, heads)],
    )


def given_out(roster, day=None, case=PROGRAM, **more):
    """Allocate 2017 as decided on a day."""
    return allocate(case, roster, year=2017, as_of=day, **more)


def corrected(roster, values, day=CORRECTED):
    """Correct heads."""
    return roster.corrected("heads", values, known_since=day, reason="counted twice")


class TestThePakt:
    def test_a_correction_after_the_payment(self):
        """
        § 29d FAG: one head less in December gives everybody another amount.

        When heads were reported is assumed; the correction is invented.
        """
        pakt = catalog.load("pakt-fuer-integration")
        heads = catalog.roster("pakt-fuer-integration", "heads-2017-09-15")
        (column,) = heads.columns
        reported = attrs.evolve(column.indicator, known_since=REPORTED)
        heads = heads.with_columns(attrs.evolve(column, indicator=reported))
        window = ReportingWindow.of_profile(load_profile("de-bw"), KEY_DATE)
        heads = heads.corrected(
            PERSONS,
            {"08226082": 84},
            known_since=CORRECTED,
            reason="counted twice",
            window=window.in_year(BudgetYear.calendar(2017)),
        )
        paid, now = (
            allocate(pakt, heads, year=2017, parts=["kopfpauschale"], as_of=day)
            for day in (PAID, FROZEN)
        )
        done = true_up(paid, now)
        change = int(84 - column.value(heads.position("08226082")))

        assert -1 == change
        assert 44 == len(done.ids) == len(paid.roster)
        assert done.amount("08226082").count < 0 < done.amount("08211000").count
        assert all(count > 0 for id_, count in differences(done) if id_ != "08226082")
        assert done.is_fixed_pot
        assert done.adds_up
        assert 0 == done.total.count + done.rest.count
        assert (
            Fraction(90_000_000_00, 72_857 - 1)
            == now.part().distribution.unit_rates[0].amount.count
        )


def differences(done):
    """Pair ids with differences."""
    return zip(done.ids, done.difference.tolist(), strict=True)


class TestTrueUp:
    def test_shows_everybody(self):
        """
        Whose heads did not change gets another amount too, and a sentence says why.
        """
        roster = corrected(towns([10, 20, 70]), {"c": 50})
        done = true_up(given_out(roster, PAID), given_out(roster, FROZEN))

        assert (
            "pot, 2017\n"
            "1,000.00 EUR are divided both times, by 100 units then and by 80 now, "
            "so that each brings 12.50 EUR instead of 10.00 EUR to everybody\n"
            "A (a): 100.00 EUR before, 125.00 EUR now, 25.00 EUR\n"
            "B (b): 200.00 EUR before, 250.00 EUR now, 50.00 EUR\n"
            "C (c): 700.00 EUR before, 625.00 EUR now, -75.00 EUR\n"
            "all recipients: 0.00 EUR; to nobody: 0.00 EUR"
        ) == done.text()
        assert "pot, 2017: 3 of 3 amounts differ, 0.00 EUR in all" == str(done)
        assert repr(done).startswith("<TrueUp of pot, 2017: 3 of 3")
        assert "zuvor 100,00 EUR" in done.text("de").replace("\N{NO-BREAK SPACE}", " ")

    def test_gives_columns(self):
        """
        Plain arrays, one entry per recipient, in cents.
        """
        roster = corrected(towns([10, 30]), {"a": 30})
        columns = true_up(given_out(roster, PAID), given_out(roster, FROZEN)).columns()

        assert ("a", "b") == columns["id"]
        assert ("A", "B") == columns["name"]
        assert [250_00, 750_00] == columns["before"].tolist()
        assert [500_00, 500_00] == columns["after"].tolist()
        assert [250_00, -250_00] == columns["difference"].tolist()

    def test_who_appears_and_disappears(self):
        """
        Whoever is on one roster only is shown with zero on the other side.
        """
        before, after = towns([10, 30], "ab"), towns([10, 30], "ac")
        done = true_up(given_out(before), given_out(after))

        assert ("a", "b", "c") == done.ids
        assert [False, False, True] == done.appeared.tolist()
        assert [False, True, False] == done.disappeared.tolist()
        assert [0, -750_00, 750_00] == done.difference.tolist()
        assert "; was not on the roster before\n" in done.text()
        assert "; is no longer on the roster\n" in done.text()

    def test_a_pot_that_changed(self):
        """
        Another budget is no correction of figures, and is said first.
        """
        more = program(strand("pot", POT, eur("1100.00")))
        roster = towns([1, 1])
        done = true_up(given_out(roster), given_out(roster, case=more))

        assert "the pot changed from 1,000.00 EUR to 1,100.00 EUR" == str(done.why())
        assert not done.is_fixed_pot
        assert done.adds_up
        assert 100_00 == done.total.count

    def test_without_one_rate_the_pot_explains_enough(self):
        """
        Where amounts follow from no single indicator, the fixed pot is the reason.
        """
        homes = AllocationRule(Share(by="homes"), POT.provisions[1])
        other = program(strand("pot", homes))
        done = true_up(
            given_out(towns([1, 2])),
            given_out(towns([2, 1], id="homes"), case=other),
        )

        assert (
            "1,000.00 EUR are divided both times: what some get more, others get less"
        ) == str(done.why())

    def test_what_goes_to_nobody_is_shown(self):
        """
        Amounts rounded each on its own leave a rest, which belongs to the sum.
        """
        each = AllocationRule(POT.provisions[0], Round("1.00", each=Rounding.DOWN))
        roster = corrected(towns([1, 1, 1]), {"a": 2})
        done = true_up(
            *(
                given_out(roster, day, program(strand("pot", each)))
                for day in (PAID, FROZEN)
            )
        )

        assert (1_00, -1_00) == (done.total.count, done.rest.count)
        assert done.adds_up

    def test_of_an_open_end(self):
        """
        A fixed rate has no pot: a correction changes one amount, and what is paid.
        """
        rule = AllocationRule(RatePerUnit(rate=eur("10.00"), by="heads"), Round("0.01"))
        roster = towns([1, 2, 3])
        now = towns([1, 2, 4])
        rate = program(strand("pot", rule))
        done = true_up(given_out(roster, case=rate), given_out(now, case=rate))

        assert [0, 0, 10_00] == done.difference.tolist()
        assert done.adds_up


class TestProperties:
    heads = st.lists(st.integers(1, 500), min_size=2, max_size=8)

    @settings(max_examples=40)
    @given(heads, st.integers(0, 1), st.integers(0, 1000))
    def test_true_ups_of_a_fixed_pot_add_up_to_zero(self, heads, who, value):
        """
        What some get, others give, to the cent.
        """
        assume(value != heads[who])
        roster = corrected(towns(heads), {"ab"[who]: value})
        done = true_up(given_out(roster, PAID), given_out(roster, FROZEN))

        assert 0 == sum(done.difference.tolist()) == done.total.count
        assert 0 == done.rest.count
        assert done.adds_up

    @settings(max_examples=40)
    @given(heads, st.integers(0, 1000))
    def test_correcting_back_gives_the_old_amounts(self, heads, value):
        """
        The figures decide, not how often they were corrected.
        """
        assume(value != heads[0])
        once = corrected(towns(heads), {"a": value})
        back = corrected(once, {"a": heads[0]}, date(2017, 12, 22))
        done = true_up(given_out(back, PAID), given_out(back, FROZEN))

        assert not done.difference.any()


class TestDecisionDate:
    ROSTER = corrected(towns([10, 30]), {"a": 30})

    def test_reads_the_roster_as_known_on_it(self):
        """
        A payment of 10 December is made on what was known then.
        """
        assert 250_00 == amount(given_out(self.ROSTER, PAID))
        assert 250_00 == amount(given_out(self.ROSTER, date(2017, 12, 19)))
        assert 500_00 == amount(given_out(self.ROSTER, CORRECTED))

    def test_without_a_day_the_part_stays_open(self):
        """
        Of several vintages none is taken silently.
        """
        (part,) = given_out(self.ROSTER).open_parts

        assert OpenReason.SEVERAL_VINTAGES is part.reason
        assert "roster.as_of(known_on=day)" in part.mend

    @pytest.mark.parametrize("roster", [ROSTER, towns([10, 30])])
    def test_what_was_not_known_does_not_count(self, roster):
        """
        Before a figure is known the part stays open, with one vintage or several.
        """
        (part,) = given_out(roster, date(2017, 10, 14)).open_parts

        assert OpenReason.NO_DATA is part.reason
        assert (
            "on 14 October 2017 these figures were not known yet: "
            "heads (15 October 2017)"
        ) == str(part.said)
        assert "take a later day of the decision" in part.mend

    def test_what_was_known_counts(self):
        """
        A roster of which all was known is read as it is, as without a day.
        """
        roster, always = towns([10, 30]), towns([10, 30], known_since=None)

        assert roster is given_out(roster, REPORTED).roster
        assert always is given_out(always, date(2017, 1, 1)).roster
        assert not given_out(roster).open_parts

    def test_what_the_roster_never_had_is_lacking(self):
        """
        It is not the day that keeps a part open, where the figure is not there at all.
        """
        roster = towns([10, 30], id="beds")
        (part,) = given_out(roster, date(2017, 9, 30)).open_parts

        assert "the roster lacks the indicator that the rule counts by" in str(
            part.said
        )

    def test_a_fault_of_later_figures_is_not_told_yet(self):
        """
        What is wrong with a figure that was not known is no matter of that day.
        """
        roster = towns([10, -30])
        (part,) = given_out(roster, date(2017, 9, 30)).open_parts

        assert "these figures were not known yet" in str(part.said)


def amount(allocation):
    """Give what the first town gets, in cents."""
    return int(allocation.part().distribution.amounts[0])


class TestFaults:
    def test_the_later_one_stands_last(self):
        """
        What was decided later, or knew a later vintage, is compared with the earlier.
        """
        roster = corrected(towns([10, 30]), {"a": 30})
        paid, now = given_out(roster, PAID), given_out(roster, FROZEN)
        known = given_out(roster.as_of(known_on=FROZEN))
        with pytest.raises(AllocationError) as caught:
            true_up(now, paid)
        with pytest.raises(AllocationError) as vintages:
            true_up(known, paid)

        assert (
            "the later allocation stands first\n"
            "  got: as of 2017-12-31, then as of 2017-12-10\n"
            "  expected: first the allocation by which was paid, then the later one\n"
            "  mend: exchange them: true_up(before, after)"
        ) in str(caught.value)
        assert "'heads' known since 2017-12-20, then known since 2017-10-15" in str(
            vintages.value
        )

    @pytest.mark.parametrize(
        ("case", "more", "what", "got"),
        [
            (program(strand("pot", POT), id="other"), {}, "program", "'invented'"),
            (program(strand("other", POT)), {}, "part", "'pot' before, 'other' now"),
        ],
    )
    def test_compares_only_the_same(self, case, more, what, got):
        """
        Another program, part, year or currency has no true-up.
        """
        roster = towns([1, 1])
        with pytest.raises(AllocationError) as caught:
            true_up(given_out(roster), given_out(roster, case=case, **more))

        message = str(caught.value)
        assert f"two allocations of another {what} have no true-up" in message
        assert got in message

    def test_compares_only_one_year(self):
        """
        The same part of another year is not a correction.
        """
        years = [BudgetYear.calendar(2017), BudgetYear.calendar(2018)]
        rule = AllocationRule(Share(by="heads"), POT.provisions[1])
        part = strand("pot", rule, eur(10), eur(10))
        both = attrs.evolve(PROGRAM, years=years, parts=[part])
        one, other = (allocate(both, towns([1]), year=year) for year in (2017, 2018))
        with pytest.raises(AllocationError) as caught:
            true_up(one, other)

        assert (
            "invented, 2017, 100 %, towns; invented, 2018, 100 %, towns: "
            "two allocations of another year have no true-up\n"
            "  got: '2017' before, '2018' now\n"
            "  expected: the same year\n"
            "  mend: allocate the same part of the same year again"
        ) == str(caught.value).replace("\N{NO-BREAK SPACE}", " ")

    def test_compares_only_one_currency(self):
        """
        Francs and euros have no difference.
        """
        part = strand("pot", POT, Money.of("1000.00", "CHF"))
        francs = program(part, currency="CHF")
        roster = towns([1])
        with pytest.raises(AllocationError, match="of another unit have no true-up"):
            true_up(given_out(roster), given_out(roster, case=francs))

    def test_knows_who_shared(self):
        """
        Whoever is in neither allocation has no true-up.
        """
        done = true_up(given_out(towns([1])), given_out(towns([1])))
        with pytest.raises(AllocationError) as caught:
            done.amount("z")

        assert (
            "part 'pot', 2017: nobody with this id shared, before or after\n"
            "  got: z\n"
            "  expected: one of 1 ids\n"
            "  mend: look it up in `ids`"
        ) == str(caught.value)
