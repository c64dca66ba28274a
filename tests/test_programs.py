"""Tests of `fundmodel.programs`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.changes import AddPart, Amendment, SetBudget
from fundmodel.due_dates import Instalments, Span
from fundmodel.errors import InvalidModelError, MoneyError
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import PartGroup, Strand, YearBudget
from fundmodel.payment_plans import (
    AfterAward,
    MilestoneReached,
    PaymentPlan,
    Tranche,
)
from fundmodel.periods import BudgetYear, Period
from fundmodel.programs import Program
from fundmodel.rules import AllocationRule, Round, Share
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.testing import days, programs

SOME = settings(max_examples=40)
EARLY, LATE = date(2017, 3, 31), date(2017, 12, 31)


def part(id_, amount=None, *, parent=None, kind=Strand, **more):
    """Make a part, with a budget of so many euros in 2017 if there is one."""
    budgets = [] if amount is None else [budget(amount)]
    more = {"legal_nature": LegalNature.GRANT, "budgets": budgets} | more
    return kind(id=id_, name=Text(id_.title()), parent=parent, **more)


def budget(amount, year="2017", **more):
    """Make a budget of so many euros."""
    return YearBudget(year=year, amount=Money.of(amount, "EUR"), **more)


def program(*parts, **more):
    """Make a program of these parts for 2017 and 2018."""
    years = [BudgetYear.calendar(2017), BudgetYear.calendar(2018)]
    return Program(
        **{"id": "fund", "name": Text("Fund"), "currency": "EUR", "years": years}
        | {"parts": parts}
        | more
    )


FUND = program(
    part("strands", 70, kind=PartGroup),
    part("one", 30, parent="strands"),
    part("two", parent="strands"),
    part("inner", 15, parent="two"),
    part("bare"),
    budgets=[budget(100)],
)


class TestProgram:
    def test_finds_parts_and_years(self):
        """
        Parts are found by id, years by label.
        """
        assert "Two" == str(FUND.part("two").name)
        assert BudgetYear.calendar(2017) == FUND.year(2017) == FUND.year("2017")

    def test_walks_down_the_tree(self):
        """
        Every part comes before its children, with its depth.
        """
        assert [
            (0, "strands"),
            (1, "one"),
            (1, "two"),
            (2, "inner"),
            (0, "bare"),
        ] == [(depth, one.id) for depth, one in FUND.walk()]

    def test_a_part_without_budget_is_open_inside_another(self):
        """
        The nearest part above that has a budget covers it.
        """
        assert "strands" == FUND.covered_by("two", "2017").id
        assert "strands" == FUND.covered_by("inner", "2017").id
        assert FUND.covered_by("two", "2018") is None
        assert FUND.covered_by("bare", "2017") is None

    def test_tells_what_is_not_spoken_for(self):
        """
        A shortfall of the parts below is a named open remainder.
        """
        assert Money.of(30, "EUR") == FUND.open_remainder("2017")
        assert Money.of(25, "EUR") == FUND.open_remainder("2017", "strands")
        assert FUND.open_remainder("2018") is None
        assert FUND.open_remainder("2017", "one") is None

    @SOME
    @given(programs())
    def test_parts_fit_into_what_they_are_in(self, drawn):
        """
        No budget is exceeded by the parts below it.
        """
        for year in drawn.years:
            for one in (None, *(p.id for p in drawn.parts)):
                left = drawn.open_remainder(year.label, one)
                assert left is None or not left.is_negative

    @SOME
    @given(programs(), days(), days())
    def test_as_of_a_day_is_a_program(self, drawn, one, two):
        """
        What could be known on a day is a valid program, and less on earlier days.
        """
        earlier, later = sorted([one, two])
        then = drawn.as_of(earlier)

        assert then == then.as_of(earlier)
        assert then == drawn.as_of(later).as_of(earlier)
        assert {p.id for p in then.parts} <= {p.id for p in drawn.as_of(later).parts}

    @SOME
    @given(programs())
    def test_hashes_what_it_holds(self, drawn):
        """
        Equal programs have one hash, another id gives another one.
        """
        assert drawn.content_hash == attrs.evolve(drawn).content_hash
        other = attrs.evolve(drawn, id=f"{drawn.id}x")
        assert drawn.content_hash != other.content_hash

    def test_as_of_leaves_out_what_came_later(self):
        """
        A part goes with everything below it, a budget leaves its part open.
        """
        split = program(
            part("strands", 70),
            part("one", parent="strands", budgets=[budget(30, known_since=LATE)]),
            part("new", known_since=LATE),
            part("inner", 5, parent="new"),
            budgets=[budget(100, known_since=LATE)],
        )
        then = split.as_of(EARLY)

        assert ["strands", "one"] == [p.id for p in then.parts]
        assert then.budget("2017", "one") is None
        assert then.budget("2017") is None
        assert split == split.as_of(LATE)


class TestText:
    def test_shows_the_tree(self):
        """
        Parts, budgets with their sources, open remainders and rules in words.
        """
        law = Source(title="Law")
        shown = program(
            part("strands", 70, kind=PartGroup),
            part(
                "one",
                30,
                parent="strands",
                source=law,
                rule=AllocationRule(Share(by="heads", source=law), Round(1)),
            ),
            part("two", parent="strands"),
            part("need", open_ended=True),
            years=[BudgetYear.calendar(2017)],
        )

        assert (
            "Fund (fund)\n"
            "  2017: no budget known\n"
            "  Strands (strands), grant\n"
            "    2017: 70.00 EUR\n"
            "      of which open: 40.00 EUR\n"
            "    One (one), grant\n"
            "      2017: 30.00 EUR [Law]\n"
            "      - shared in proportion to heads [Law]\n"
            "      - rounded to 1, so that the sum is kept\n"
            "    Two (two), grant\n"
            "      2017: open inside Strands\n"
            "  Need (need), grant\n"
            "    2017: open-ended, by need"
        ) == str(shown)

    def test_lists_amendments(self):
        """
        Amendments come after the parts, in the order of time, with their changes.
        """
        law = Source(title="Law")
        amended = attrs.evolve(
            program(part("one", 30), years=[BudgetYear.calendar(2017)]),
            amendments=[
                to(20, LATE),
                to(40, EARLY, title=Text("More"), source=law, note=Text("For one.")),
            ],
        )

        assert (
            "  One (one), grant\n"
            "    2017: 30.00 EUR\n"
            "  Amendment, from 31 March 2017: More [Law]\n"
            "    For one.\n"
            "    - budget 2017 of one: 40.00 EUR\n"
            "  Amendment, from 31 December 2017\n"
            "    - budget 2017 of one: 20.00 EUR"
        ) == str(amended).partition("known\n")[2]
        assert "  Änderung, ab 31. März 2017: More [Law]\n" in amended.text("de")

    @SOME
    @given(programs())
    def test_names_every_part(self, drawn):
        """
        Nothing is left out of the tree.
        """
        shown = drawn.text("en")

        assert all(f"({one.id})" in shown for one in drawn.parts)


def to(amount, day, part="one", **more):
    """Amend the budget of a part in 2017."""
    change = SetBudget(part=part, year="2017", amount=Money.of(amount, "EUR"))
    return Amendment(day=day, changes=[change], **more)


class TestAmendments:
    FUND = attrs.evolve(
        FUND, amendments=[to(40, date(2017, 7, 1)), to(20, date(2017, 4, 1))]
    )

    @pytest.mark.parametrize(
        ("day", "euros"),
        [
            (date(2017, 3, 31), 30),
            (date(2017, 4, 1), 20),
            (date(2017, 6, 30), 20),
            (date(2017, 7, 1), 40),
            (date(2099, 1, 1), 40),
        ],
    )
    def test_hold_from_their_days(self, day, euros):
        """
        The version of a day has all amendments up to it, in the order of time.
        """
        for version in (self.FUND.as_of(day), self.FUND.after(day)):
            assert Money.of(euros, "EUR") == version.budget("2017", "one").amount
            assert () == version.amendments

    def test_what_is_written_first_stays(self):
        """
        The program itself is that before all amendments.
        """
        assert FUND.parts == self.FUND.parts
        assert FUND == FUND.amended()
        assert FUND.content_hash != self.FUND.content_hash

    def test_what_became_known_later_is_left_out_of_a_version(self):
        """
        An amendment may hold before anybody knew of a part of it.
        """
        new = part("new", known_since=LATE)
        amended = attrs.evolve(
            FUND, amendments=[Amendment(day=EARLY, changes=[AddPart(part=new)])]
        )

        assert "new" in [p.id for p in amended.after(EARLY).parts]
        assert "new" not in [p.id for p in amended.as_of(EARLY).parts]
        assert "new" in [p.id for p in amended.as_of(LATE).parts]

    def test_changes_of_one_amendment_hold_as_they_are_listed(self):
        """
        Within an amendment, a change may build on another; between two it may not.
        """
        day = date(2017, 4, 1)
        add, budget = AddPart(part=part("new")), to(10, day, "new")
        both = Amendment(day=day, changes=[add, *budget.changes])
        amended = attrs.evolve(FUND, amendments=[both])

        assert Money.of(10, "EUR") == amended.after(day).budget("2017", "new").amount
        with pytest.raises(InvalidModelError, match="their order would decide"):
            attrs.evolve(FUND, amendments=[Amendment(day=day, changes=[add]), budget])

    def test_give_versions(self):
        """
        Before all of them, and after each day that has some.
        """
        budgets = [v.budget("2017", "one").amount for v in self.FUND.versions()]

        assert [30, 20, 40] == [amount.major for amount in budgets]
        assert [FUND] == list(FUND.versions())

    @SOME
    @given(programs(amendments=True), days(), days())
    def test_versions_change_on_days_that_say_so(self, drawn, one, two):
        """
        Between two days on which nothing begins to hold and nothing becomes known,
        the version is the same: as_of is a step function of time.
        """
        earlier, later = sorted([one, two])
        steps = {day for day in days_of(drawn) if day <= later}
        last = max(steps, default=date.min)

        assert drawn.as_of(last) == drawn.as_of(later)
        assert last > earlier or drawn.as_of(earlier) == drawn.as_of(later)

    @SOME
    @given(programs(amendments=True), st.randoms())
    def test_of_several_days_may_be_listed_in_any_order(self, drawn, random):
        """
        The day decides, not the place in the list.
        """
        dated = {amendment.day: amendment for amendment in drawn.amendments}
        try:
            tidy = attrs.evolve(drawn, amendments=list(dated.values()))
        except InvalidModelError:
            # One of a day built on another of it.
            return
        shuffled = list(tidy.amendments)
        random.shuffle(shuffled)
        other = attrs.evolve(tidy, amendments=shuffled)

        assert list(tidy.versions()) == list(other.versions())

    @SOME
    @given(programs(amendments=True))
    def test_the_last_version_has_all(self, drawn):
        """
        After the last day, nothing is left to come.
        """
        last = max((a.day for a in drawn.amendments), default=LATE)
        *_, latest = drawn.versions()

        assert drawn.amended() == drawn.after(last) == latest
        assert drawn.amended() == drawn.amended().amended()


def days_of(program):
    """Give all days on which something begins to hold or becomes known."""
    found = {amendment.day for amendment in program.amendments}
    for version in program.versions():
        found |= {b.known_since for b in version.budgets}
        for one in version.parts:
            found.add(one.known_since)
            found.add(one.rule.known_since if one.rule else None)
            found |= {b.known_since for b in one.budgets}
            found |= {result.known_since for result in one.planned_results}
    return found - {None}


def fault(*parts, **more):
    """Give the message for a program that cannot exist."""
    with pytest.raises(InvalidModelError) as caught:
        program(*parts, **more)
    return str(caught.value)


class TestFaults:
    @pytest.mark.parametrize(
        ("asked", "mend"), [("tow", "did you mean 'two'?"), ("x", "take one of these")]
    )
    def test_an_unknown_part_is_named(self, asked, mend):
        """
        The nearest id is offered, and all ids are listed.
        """
        with pytest.raises(InvalidModelError) as caught:
            FUND.part(asked)

        assert (
            "program 'fund': the program has no part of this name\n"
            f"  got: {asked}\n"
            "  expected: strands, one, two, inner, bare\n"
            f"  mend: {mend}"
        ) == str(caught.value)

    def test_a_program_without_parts_says_so(self):
        """
        There is nothing to choose from.
        """
        with pytest.raises(InvalidModelError, match="expected: a program with parts"):
            program().part("x")

    def test_a_year_outside_the_program_is_named(self):
        """
        The message lists the budget years.
        """
        with pytest.raises(InvalidModelError) as caught:
            FUND.year(2019)

        assert (
            "program 'fund': the year is outside the program\n"
            "  got: 2019\n"
            "  expected: 2017, 2018\n"
            "  mend: take one of its budget years"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("years", "got"),
        [([], "none"), ([BudgetYear.calendar(2017)] * 2, "2017, 2017")],
    )
    def test_years_have_their_own_labels(self, years, got):
        """
        There is at least one year, and none twice.
        """
        assert (
            "program 'fund': a program needs budget years, each with its own label\n"
            f"  got: {got}\n"
            "  expected: for example 2017 and 2018\n"
            "  mend: list each budget year once"
        ) == fault(years=years)

    def test_ids_are_unique(self):
        """
        All ids that stand twice are named.
        """
        assert (
            "program 'fund': an id stands more than once\n"
            "  got: a, b\n"
            "  expected: each part with its own id\n"
            "  mend: rename one of them"
        ) == fault(part("a"), part("b"), part("c"), part("b"), part("a"))

    @pytest.mark.parametrize(
        ("parent", "mend"),
        [("strnds", "did you mean 'strands'?"), ("x", "add the parent")],
    )
    def test_parents_exist(self, parent, mend):
        """
        A misspelt parent is recognised.
        """
        assert (
            "part 'one': a part names a parent that does not exist\n"
            f"  got: {parent}\n"
            "  expected: the id of another part\n"
            f"  mend: {mend}"
        ) == fault(part("strands"), part("one", parent=parent))

    @pytest.mark.parametrize(
        "parts",
        [
            [part("a", parent="a")],
            [part("a", parent="b"), part("b", parent="a")],
            [part("p0"), *(part(f"p{i}", parent=f"p{i - 1}") for i in range(1, 999))],
        ],
    )
    def test_parts_form_a_tree(self, parts):
        """
        Circles and a thousand levels are refused.
        """
        message = fault(*parts)

        assert "parts form a circle, or are nested too deep\n" in message
        assert message.endswith(
            "  got: more than 20 levels above it\n"
            "  expected: a tree of at most 20 levels\n"
            "  mend: check the parents"
        )

    def test_budgets_are_for_years_of_the_program(self):
        """
        A budget for another year would never be found.
        """
        assert (
            "part 'a': a budget is for a year outside the program\n"
            "  got: 2019\n"
            "  expected: 2017, 2018\n"
            "  mend: add the year to the program, or correct the budget"
        ) == fault(part("a", budgets=[budget(1, "2019")]))

    def test_the_program_has_one_budget_a_year(self):
        """
        Two budgets of one year are not added up in silence.
        """
        assert fault(budgets=[budget(1), budget(2)]).startswith(
            "program 'fund': a year has two budgets\n  got: 2017, 2017\n"
        )

    @pytest.mark.parametrize(
        ("more", "where"),
        [
            ({"parts": [part("a", 1)]}, "part 'a', budget 2017"),
            ({"budgets": [budget(1)]}, "program, budget 2017"),
        ],
    )
    def test_budgets_are_in_one_currency(self, more, where):
        """
        A program has one currency.
        """
        assert (
            f"{where}: a budget is in another currency than the program\n"
            "  got: 1.00 EUR\n"
            "  expected: USD\n"
            "  mend: convert it at the edge, with rate, date and source"
        ) == fault(currency="USD", **more)

    def test_the_currency_exists(self):
        """
        A currency nobody knows is refused.
        """
        with pytest.raises(MoneyError, match="this currency is unknown"):
            program(currency="EUX")

    @pytest.mark.parametrize(
        ("parts", "more", "message"),
        [
            (
                [part("g", 10), part("a", 6, parent="g"), part("b", 5, parent="g")],
                {},
                "part 'g', budget 2017|a 6.00 EUR + b 5.00 EUR",
            ),
            (
                [part("a", 11)],
                {"budgets": [budget(10)]},
                "program, budget 2017|a 11.00 EUR",
            ),
        ],
    )
    def test_a_child_does_not_exceed_its_parent(self, parts, more, message):
        """
        The message names the parts that are too large together.
        """
        where, _, got = message.partition("|")

        assert (
            f"{where}: the parts exceed what they are in by 1.00 EUR\n"
            f"  got: {got}\n"
            "  expected: at most 10.00 EUR\n"
            "  mend: correct one of these budgets"
        ) == fault(*parts, **more)

    def test_a_grandchild_counts_where_its_parent_has_no_budget(self):
        """
        The message names the part that has the budget, on whatever level.
        """
        message = fault(
            part("g", 10), part("m", parent="g"), part("deep", 11, parent="m")
        )

        assert message.startswith(
            "part 'g', budget 2017: the parts exceed what they are in by 1.00 EUR\n"
        )
        assert "deep 11.00 EUR" in message


class TestAmendmentFaults:
    PERIOD = Period(date(2017, 1, 1), date(2018, 12, 31))

    def test_not_before_the_program(self):
        """
        What held from the beginning belongs into the program itself.
        """
        assert (
            "program 'fund', amendment of 2016-12-31: an amendment is dated before the "
            "program\n"
            "  got: 2016-12-31\n"
            "  expected: 2017-01-01 or later\n"
            "  mend: correct the day, or write what it says into the program itself"
        ) == fault(
            part("one", 30), period=self.PERIOD, amendments=[to(1, date(2016, 12, 31))]
        )

    def test_on_the_first_day(self):
        """
        The first day of the program is not before it.
        """
        first = self.PERIOD.first
        begun = program(part("one", 30), period=self.PERIOD, amendments=[to(1, first)])

        assert Money.of(1, "EUR") == begun.amended().budget("2017", "one").amount

    def test_are_not_countless(self):
        """
        A hostile file must not cost time.
        """
        amendments = [
            to(1, date.fromordinal(first)) for first in range(730_000, 730_501)
        ]

        assert (
            "program 'fund': a program has too many amendments\n"
            "  got: 501\n"
            "  expected: at most 500\n"
        ) in fault(part("one", 30), amendments=amendments)
        most = program(part("one", 30), amendments=amendments[1:])
        assert 501 == len(list(most.versions()))

    def test_do_not_contradict_each_other(self):
        """
        Otherwise the order of a file would decide about money.
        """
        message = fault(part("one", 30), amendments=[to(1, EARLY), to(2, EARLY)])

        assert message.startswith(
            "amendments of 2017-03-31: amendments contradict each other: "
        )
        assert "  got: 2 x budget 2017 of one\n" in message

    def test_the_day_is_named_after_which_sums_do_not_hold(self):
        """
        A version that does not hold together is no version.
        """
        amendments = [to(11, LATE), to(9, EARLY)]
        message = fault(part("one", 5), budgets=[budget(10)], amendments=amendments)

        assert (
            "after the amendment of 2017-12-31, program, budget 2017: the parts exceed "
            "what they are in by 1.00 EUR\n"
            "  got: one 11.00 EUR\n"
            "  expected: at most 10.00 EUR\n"
            "  mend: correct one of these budgets"
        ) == message

    def test_the_part_is_there_on_that_day(self):
        """
        An amendment does not change a part that is added later.
        """
        later = Amendment(day=LATE, changes=[AddPart(part=part("new"))])
        message = fault(part("one"), amendments=[later, to(1, EARLY, "new")])

        assert message.startswith(
            "amendment of 2017-03-31, change 1, part 'new': a change names a part that "
            "there is not at that time\n"
        )


SHARES = PaymentPlan(
    tranches=[
        Tranche(
            id="first",
            fixed=Money.of(1000, "EUR"),
            due=AfterAward(span=Span(weeks=2)),
        ),
        Tranche(id="last", due=MilestoneReached(id="roof")),
    ],
    retention="10 %",
    source=Source(title="Directive"),
)


class TestPaymentPlans:
    def test_stands_in_the_tree(self):
        """
        The tree says in one line how the awards of a part are paid.
        """
        shown = str(program(part("care", payment_plan=SHARES)))

        assert shown.endswith(
            "    - paid in tranches: first: 1,000.00 EUR (2 weeks after the award), "
            "last: the rest (after milestone roof); "
            "10 % held back until the complete proof of use [Directive]"
        )

    def test_a_program_without_one_has_the_hash_it_had(self):
        """
        A plan that there is not leaves the content hash as it was.
        """
        plain = program(part("care"))
        planned = program(part("care", payment_plan=SHARES))

        assert plain.content_hash == program(part("care")).content_hash
        assert plain.content_hash != planned.content_hash

    @pytest.mark.parametrize(
        ("plan", "said"),
        [
            (
                attrs.evolve(SHARES, retention=Money.of(5, "USD")),
                (
                    "part 'care', payment plan: an amount of a payment plan is in "
                    "another currency than the program\n  got: 5.00 USD\n  "
                    "expected: EUR"
                ),
            ),
            (
                attrs.evolve(SHARES, unit=Decimal("0.001")),
                "part 'care', payment plan, unit: amounts cannot be rounded to this",
            ),
            (
                PaymentPlan(instalments=Instalments(months=[3], day=10)),
                (
                    "part 'care', payment plan: no instalment falls into the time of "
                    "the program\n  got: 10 March\n  expected: a day in"
                ),
            ),
        ],
    )
    def test_fits_the_program(self, plan, said):
        """
        Amounts, unit and days fit currency and period.
        """
        half = Period(date(2017, 7, 1), date(2017, 12, 31))
        with pytest.raises(InvalidModelError) as caught:
            program(part("care", payment_plan=plan), period=half)

        assert said in str(caught.value)

    def test_days_may_fall_into_any_year(self):
        """
        Without a period, the budget years count; a long period has each day.
        """
        plan = PaymentPlan(instalments=Instalments(months=[3], day=10))
        paid = part("care", payment_plan=plan)
        ten = Period(date(2017, 7, 1), date(2027, 1, 31))

        assert program(paid).part("care").payment_plan == plan
        assert program(paid, period=ten).part("care").payment_plan == plan


class TestAsOfNoDay:
    def test_is_refused(self):
        """
        A day is a date, not text that looks like one.
        """
        program = Program(
            id="fund",
            name=Text("Fund"),
            currency="EUR",
            years=[BudgetYear.calendar(2026)],
        )

        for wrong in ("2017-03-31", datetime(2017, 3, 31, tzinfo=UTC)):
            with pytest.raises(InvalidModelError, match="this is no day"):
                program.as_of(wrong)
