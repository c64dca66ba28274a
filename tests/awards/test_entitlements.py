"""Tests of awards by law: the whole allocation, to the cent, and no more."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.applications import Applications
from fundmodel.apportion import Rounding
from fundmodel.awards import AwardBasis, awarded_by_law
from fundmodel.errors import AwardError
from fundmodel.facts import Facts
from fundmodel.natures import LegalNature
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import AllocationRule, Requested, Round, Share
from fundmodel.sources import Source

from .conftest import HEADS, LAW, asked, euros

DAY = date(2018, 12, 10)


def program_by_law(program, rule):
    """Give a program whose only part divides by law."""
    lump_sum = program.part("lump-sum")
    part = attrs.evolve(
        program.part("care"),
        legal_nature=LegalNature.STATUTORY_TRANSFER,
        budgets=lump_sum.budgets,
        rule=rule,
    )
    return attrs.evolve(program, parts=[part])


class TestAwardedByLaw:
    def test_who_has_what(self, allocation):
        """Whoever is allotted something has an award of just that."""
        awards = awarded_by_law(allocation, day=DAY, part="lump-sum")

        assert {"a": euros("66.67"), "b": euros("33.33")} == {
            award.recipient: award.amount for award in awards
        }

    def test_what_it_says(self, allocation):
        """An award by law has the day and the source of the law."""
        award = awarded_by_law(allocation.part("lump-sum"), day=DAY).award_at(0)

        assert "lump-sum-2018-a" == award.id
        assert AwardBasis.LAW is award.basis
        assert DAY == award.effective
        assert LAW == award.source
        assert award.period is None

    def test_another_source(self, allocation):
        """The caller may name the law."""
        law = Source(title="FAG", place="§ 33")
        awards = awarded_by_law(allocation, day=DAY, part="lump-sum", source=law)

        assert law == awards.award_at(0).source

    def test_no_source(self, program, towns):
        """Where nobody cites the law, no award does."""
        rule = AllocationRule(Share(by="heads"), Round(1))
        done = allocate(program_by_law(program, rule), towns, year=2018)

        assert awarded_by_law(done, day=DAY).award_at(0).source is None

    @settings(max_examples=25)
    @given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
    def test_nothing_is_lost(self, program, heads):
        """All awards together are what was allotted, to the cent."""
        roster = Roster.from_records(
            [
                {"id": f"t{n}", "name": f"T{n}", "heads": count}
                for n, count in enumerate(heads)
            ],
            id="towns",
            indicators=[HEADS],
        )
        done = allocate(program, roster, year=2018, parts=["lump-sum"])
        awards = awarded_by_law(done, day=DAY)

        assert done.part().distribution.allotted.money == awards.amount
        assert awards.amount == sum((award.amount for award in awards), start=euros(0))

    def test_applications(self, program, towns):
        """Where applications share, the awards are those of the applicants."""
        rule = AllocationRule(Requested(), Round(1))
        applications = Applications.of(
            [asked("A-1", "b", 40), asked("A-2", "b", 50)], id="call"
        )
        done = allocate(
            program_by_law(program, rule),
            towns,
            year=2018,
            facts=Facts(applications=applications),
        )
        awards = awarded_by_law(done, day=DAY)

        assert ("b", "b") == awards.recipients
        assert ("care-2018-A-1", "care-2018-A-2") == awards.ids

    def test_envelope(self, allocation):
        """An envelope is no award: that takes a decision."""
        with pytest.raises(AwardError) as caught:
            awarded_by_law(allocation, day=DAY, part="care")

        assert (
            "part 'care', 2018: no law gives this money without a decision\n"
            "  got: indicative_envelope\n"
            "  expected: entitlement\n"
            "  mend: decide on an application: decide(application, allotment, …)"
        ) == str(caught.value)

    def test_all_others(self, program):
        """A row that stands for all others has no awards one by one."""
        roster = Roster.from_records(
            [
                {"id": "a", "name": "Aue", "kind": "town", "heads": 2},
                {"id": "rest", "name": "Others", "kind": "remainder", "heads": 1},
            ],
            id="some",
            indicators=[HEADS],
            coverage=Coverage.REMAINDER,
        )
        rule = AllocationRule(Share(by="heads"), Round("0.01", each=Rounding.HALF_UP))
        done = allocate(program_by_law(program, rule), roster, year=2018)
        with pytest.raises(AwardError, match="a row stands for all others") as caught:
            awarded_by_law(done, day=DAY)

        assert "rest" == caught.value.got

    def test_no_money(self, allocation, towns):
        """Posts are no money, so they are no award."""
        rule = AllocationRule(Share(by="heads"), Round(1))
        posts = rule.apply(9, towns, unit="posts")
        done = attrs.evolve(allocation.part("lump-sum"), distribution=posts)
        with pytest.raises(AwardError) as caught:
            awarded_by_law(done, day=DAY)

        assert (
            "part 'lump-sum', 2018: what was divided is no money\n"
            "  got: posts\n"
            "  expected: an amount in a currency\n"
            "  mend: award what the units cost"
        ) == str(caught.value)
