"""Tests of `fundmodel.revisions`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel.changes import (
    AddPart,
    AddProvision,
    AddYear,
    Amendment,
    RemovePart,
    ReplaceProvision,
    SetBudget,
    SetKeyDate,
    SetPaymentPlan,
    SetPeriod,
)
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LumpSum, Measure, PartGroup, Strand, YearBudget
from fundmodel.payment_plans import PaymentPlan, Tranche
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.revisions import FIELDS, TOLD_OF_PROGRAMS, differences
from fundmodel.rules import AllocationRule, EqualShares, Minimum, Round, Share
from fundmodel.sentences import Language, Text
from fundmodel.sources import Source

DAY = date(2025, 7, 1)
LAW = Source(title="Supplementary budget")
COURSES = Strand(
    id="courses",
    name=Text("Courses"),
    legal_nature=LegalNature.GRANT,
    budgets=[YearBudget(year="2025", amount=Money.of(60, "EUR"))],
    rule=AllocationRule(Share(by="heads"), Round("0.01")),
)


@pytest.fixture
def program():
    """Give a program with one strand."""
    return Program(
        id="musterfonds",
        name=Text("Musterfonds"),
        currency="EUR",
        years=[BudgetYear.calendar(2025)],
        period=Period(date(2025, 1, 1), date(2025, 12, 31)),
        budgets=[YearBudget(year="2025", amount=Money.of(100, "EUR"))],
        parts=[COURSES],
    )


def told(program, *changes, language=Language.ENGLISH):
    """Give what an amendment makes otherwise."""
    amended = attrs.evolve(program, amendments=[Amendment(day=DAY, changes=changes)])
    return [d.said.render(language) for d in differences(program, amended.amended())]


class TestDifferences:
    def test_a_version_has_none_from_itself(self, program):
        """
        Nothing is told where nothing changed.
        """
        assert () == differences(program, program)

    def test_tells_budgets(self, program):
        """
        Both figures stand side by side.
        """
        more = SetBudget(part="courses", year="2025", amount=Money.of(80, "EUR"))
        whole = SetBudget(year="2025", amount=Money.of(120, "EUR"))

        assert [
            "budget 2025: 100.00 EUR -> 120.00 EUR",
            "Courses: budget 2025: 60.00 EUR -> 80.00 EUR",
        ] == told(program, more, whole)

    def test_tells_it_in_german(self, program):
        """
        In German too.
        """
        more = SetBudget(part="courses", year="2025", amount=Money.of(80, "EUR"))

        assert ["Courses: Haushaltsansatz 2025: 60,00 EUR -> 80,00 EUR"] == told(
            program, more, language=Language.GERMAN
        )

    def test_tells_time(self, program):
        """
        A new year has budgets that were not there before.
        """
        changes = (
            AddYear(year=BudgetYear.calendar(2026)),
            SetPeriod(period=Period(date(2025, 1, 1), date(2026, 12, 31))),
            SetBudget(part="courses", year="2026", amount=Money.of(50, "EUR")),
        )

        assert [
            (
                "period: 1 January 2025 to 31 December 2025 -> "
                "1 January 2025 to 31 December 2026"
            ),
            "a new budget year: 2026",
            "Courses: budget 2026: 50.00 EUR, which is new",
        ] == told(program, *changes)

    def test_tells_what_is_gone(self, program):
        """
        Read the other way round, years, budgets and parts end.
        """
        longer = attrs.evolve(
            program,
            years=[*program.years, BudgetYear.calendar(2026)],
            budgets=[
                *program.budgets,
                YearBudget(year="2026", amount=Money.of(5, "EUR")),
            ],
            parts=[
                *program.parts,
                attrs.evolve(COURSES, id="more", name=Text("More"), budgets=[]),
            ],
            id="musterfonds-2",
        )

        assert [
            "id: musterfonds-2 -> musterfonds",
            "no budget year any more: 2026",
            "budget 2026: 5.00 EUR before, none any more",
            "More: the part ends",
        ] == [str(one) for one in differences(longer, program)]

    def test_tells_parts(self, program):
        """
        A new part comes with its budgets, a removed one without.
        """
        tools = attrs.evolve(COURSES, id="tools", name=Text("Tools"))

        assert [
            "Tools: a new part (tools)",
            "Tools: budget 2025: 60.00 EUR, which is new",
            "Courses: the part ends",
        ] == told(program, AddPart(part=tools), RemovePart(part="courses"))

    def test_tells_rules(self, program):
        """
        Provisions are told by number, those that stay are not.
        """
        least = Minimum(Money.of(5, "EUR"), source=LAW)
        add = AddProvision(part="courses", provision=least, number=2)
        replace = ReplaceProvision(part="courses", number=1, provision=EqualShares())

        assert ["Courses: provision 2 is new: at least 5.00 EUR each"] == told(
            program, add
        )
        assert 2 == len(told(program, replace))
        assert (
            "none any more: shared in proportion to heads" in told(program, replace)[0]
        )

    def test_tells_who_says_so(self, program):
        """
        A difference names the source of the later version.
        """
        least = Minimum(Money.of(5, "EUR"), source=LAW)
        more = SetBudget(
            part="courses", year="2025", amount=Money.of(80, "EUR"), source=LAW
        )
        add = AddProvision(part="courses", provision=least, number=2)
        amended = attrs.evolve(
            program, amendments=[Amendment(day=DAY, changes=[more, add])]
        ).amended()

        assert [LAW, LAW] == [one.source for one in differences(program, amended)]
        assert ["courses"] * 2 == [one.part for one in differences(program, amended)]

    def test_tells_other_fields(self, program):
        """
        A field is told by its name, a plain one with its values.
        """
        other = attrs.evolve(COURSES, purpose=Text("German"), open_ended=True)
        after = attrs.evolve(program, parts=[other])
        dated = SetKeyDate(part="courses", key_date=KeyDate(date(2025, 9, 15)))

        assert [
            "Courses: open-ended: no -> yes",
            "Courses: purpose is otherwise",
        ] == [str(one) for one in differences(program, after)]
        assert [
            "Courses: ohne Obergrenze: nein -> ja",
            "Courses: Zweck ist anders",
        ] == [one.said.render(Language.GERMAN) for one in differences(program, after)]
        assert 2 == len(told(program, dated))

    def test_every_field_has_a_name(self):
        """
        No field of a program or a part is told by its name in the code.
        """
        kinds = Program, PartGroup, Measure, Strand, LumpSum
        fields = {field.name for kind in kinds for field in attrs.fields(kind)}

        assert set() == fields - FIELDS.keys() - {"budgets", "rule"} - TOLD_OF_PROGRAMS

    def test_tells_another_kind(self, program):
        """
        A strand that becomes a measure is told, whatever else stays.
        """
        measure = Measure(
            id="courses",
            name=COURSES.name,
            legal_nature=COURSES.legal_nature,
            budgets=COURSES.budgets,
            rule=COURSES.rule,
        )
        after = attrs.evolve(program, parts=[measure])

        assert ["Courses: it is of another kind"] == [
            str(one) for one in differences(program, after)
        ]


class TestPaymentPlans:
    PLAN = PaymentPlan(tranches=[Tranche(id="all", due=date(2025, 5, 2))], source=LAW)

    def test_a_plan_that_changed_is_told(self, program):
        """
        The plan before and the new one stand in words, with what says so.
        """
        later = PaymentPlan(tranches=[Tranche(id="all", due=date(2025, 9, 2))])
        before = attrs.evolve(
            program, parts=[attrs.evolve(COURSES, payment_plan=self.PLAN)]
        )

        assert told(before, SetPaymentPlan(part="courses", payment_plan=later)) == [
            (
                "Courses: payment plan before, none any more: paid in tranches: "
                "all: the rest (2 May 2025)"
            ),
            (
                "Courses: payment plan that is new: paid in tranches: "
                "all: the rest (2 September 2025)"
            ),
        ]

    def test_a_plan_that_is_new_or_ends_is_told(self, program):
        """
        What there was not before is new; what there is no more ended.
        """
        with_plan = attrs.evolve(
            program, parts=[attrs.evolve(COURSES, payment_plan=self.PLAN)]
        )
        (new,) = differences(program, with_plan)
        (gone,) = differences(with_plan, program)

        assert str(new).startswith("Courses: payment plan that is new: paid in")
        assert new.source == LAW
        assert str(gone).startswith("Courses: payment plan before, none any more")

    def test_what_the_words_do_not_tell_is_otherwise(self, program):
        """
        A plan that reads alike and differs is told, too.
        """
        with_plan, other = (
            attrs.evolve(program, parts=[attrs.evolve(COURSES, payment_plan=plan)])
            for plan in (self.PLAN, attrs.evolve(self.PLAN, moves=False))
        )

        assert [str(one) for one in differences(with_plan, other)] == [
            "Courses: payment plan is otherwise"
        ]
