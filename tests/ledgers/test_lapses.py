"""What lapses with its budget year, and until when it can be carried over."""

from __future__ import annotations

from datetime import date

import attrs

from fundmodel.calendars import EventKind
from fundmodel.ledgers import (
    BudgetTerms,
    Dimension,
    Entry,
    EntryKind,
    Ledger,
    lapse_events,
    lapsing,
)
from fundmodel.money import Money
from fundmodel.periods import BudgetYear, Period
from fundmodel.sentences import Language, Text
from fundmodel.sources import Source

BHO = Source(title="Bundeshaushaltsordnung", place="§ 45")
TERMS = BudgetTerms(
    years=[BudgetYear.calendar(year) for year in (2018, 2019, 2020, 2021)],
    carry_over_years=2,
    open_days=10,
    source=BHO,
)


def entry(id, kind, day, year, amount, **given):
    """Book for care, to town a if to anybody."""
    usual = {"recipient": "a"} if kind.has_recipient else {}
    return Entry(
        **{
            "id": id,
            "kind": kind,
            "day": day,
            "year": year,
            "amount": Money.of(amount, "EUR"),
            "part": "care",
            **usual,
            **given,
        }
    )


LEDGER = Ledger(currency="EUR", terms=TERMS).book(
    entry("b", EntryKind.APPROPRIATION, date(2018, 1, 1), 2018, 100),
    entry("c", EntryKind.COMMITMENT, date(2018, 2, 1), 2018, 40),
    entry("f", EntryKind.FREEZE, date(2018, 2, 1), 2018, 10),
    entry("p", EntryKind.PAYMENT, date(2018, 3, 1), 2018, 30),
    entry("v", EntryKind.AUTHORITY, date(2018, 1, 1), 2019, 70),
    entry("a", EntryKind.FORWARD_COMMITMENT, date(2018, 2, 1), 2019, 60),
)


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


class TestLapsing:
    def test_tells_what_is_left(self):
        """
        What is available, frozen or promised and not paid lapses at the end of the
        year (§ 45 Abs. 1 BHO), and may go to the second-next year (Abs. 2).
        """
        (lapse,) = lapsing(LEDGER, date(2018, 6, 1))

        assert ("2018", "2018") == (lapse.year, lapse.origin)
        assert (euros(50), euros(10), euros(10)) == (
            lapse.available,
            lapse.frozen,
            lapse.committed,
        )
        assert euros(70) == lapse.amount
        assert (date(2018, 12, 31), date(2019, 1, 10)) == (lapse.ends, lapse.closes)
        assert ("2020", date(2020, 12, 31)) == (
            lapse.carry_over_to,
            lapse.carry_over_until,
        )
        assert not lapse.is_overdue
        assert BHO is lapse.source

    def test_promises_without_a_budget_are_no_money(self):
        """
        What was committed in advance lapses only once a budget covers it.
        """
        covered = LEDGER.book(
            entry("b19", EntryKind.APPROPRIATION, date(2019, 1, 1), 2019, 60),
            entry("o19", EntryKind.COVER, date(2019, 1, 1), 2019, 60),
        )

        assert ["2018"] == [at.year for at in lapsing(covered, date(2018, 12, 31))]
        late, lapse = lapsing(covered, date(2019, 1, 1))
        assert (True, False) == (late.is_overdue, lapse.is_overdue)
        assert ("2019", euros(60)) == (lapse.year, lapse.committed)

    def test_counts_from_the_year_that_granted(self):
        """
        Money that was carried over keeps its year; at the end of the second-next year
        nothing can be carried over.
        """
        carried = LEDGER.book(
            *(
                entry(
                    f"k{year}",
                    EntryKind.CARRY_OVER,
                    date(year, 12, 31),
                    year,
                    50,
                    to_year=year + 1,
                    origin=2018,
                )
                for year in (2018, 2019)
            )
        )
        *_, last = lapsing(carried, date(2020, 1, 1))

        assert ("2020", "2018") == (last.year, last.origin)
        assert not last.may_be_carried_over
        assert (None, None) == (last.carry_over_to, last.carry_over_until)
        assert str(last) == (
            "31 December 2020: 50.00 EUR of budget year 2020 lapse; no carry-over is "
            "possible"
        )

    def test_behind_the_years_of_the_ledger(self):
        """
        The ledger does not say when a year ends that it lacks.
        """
        later = LEDGER.book(
            entry("b20", EntryKind.APPROPRIATION, date(2018, 1, 1), 2020, 5)
        )
        lapse = lapsing(later, date(2018, 6, 1))[-1]

        assert lapse.may_be_carried_over
        assert lapse.carry_over_to is None
        assert str(lapse).endswith("budget year 2020 lapse unless carried over")

    def test_without_a_limit_nothing_is_carried_over(self):
        """
        Where nobody says for how long, it cannot be.
        """
        terms = attrs.evolve(TERMS, carry_over_years=None)
        (lapse,) = lapsing(attrs.evolve(LEDGER, terms=terms), date(2018, 6, 1))

        assert not lapse.may_be_carried_over

    def test_can_be_told_apart(self):
        """
        Lines, parts and sources of funds are named, if there are any.
        """
        (lapse,) = lapsing(LEDGER, date(2018, 6, 1), Dimension.LINE, Dimension.FUNDS)

        assert (("care", None), (Dimension.LINE, Dimension.FUNDS)) == (
            lapse.cell,
            lapse.by,
        )
        assert str(lapse) == (
            "31 December 2018: 70.00 EUR of budget year 2018 lapse (budget line care) "
            "unless carried over, at most to 2020"
        )


class TestLapseEvents:
    def test_are_deadlines_that_never_move(self):
        """
        A budget year ends on its last day, working day or not.
        """
        (event,) = lapse_events(lapsing(LEDGER, date(2018, 6, 1)))

        assert (date(2018, 12, 31), EventKind.DEADLINE) == (event.day, event.kind)
        assert not event.moves
        assert BHO is event.source
        assert event.what.render(Language.GERMAN) == (
            "70,00 EUR des Haushaltsjahres 2018 verfallen, wenn sie nicht übertragen "
            "werden, längstens nach 2020"
        )

    def test_have_a_key_that_stays(self):
        """
        Whatever the amount: the years, and what tells the money apart.
        """
        lapses = lapsing(LEDGER, date(2018, 6, 1), Dimension.LINE, Dimension.FUNDS)
        (event,) = lapse_events(lapses, about="muster", who=Text("Land"))

        assert ("muster", "lapse/2018/2018/line=care") == (event.about, event.key)
        assert Text("Land") == event.who

    def test_of_some_days(self):
        """
        What lies outside the days that are asked for is left out.
        """
        lapses = lapsing(LEDGER, date(2018, 6, 1))

        assert () == lapse_events(lapses, Period(date(2019, 1, 1), date(2019, 12, 31)))
        assert 1 == len(lapse_events(lapses, BudgetYear.calendar(2018).period))
