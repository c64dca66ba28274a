"""Tests of the strategies of `fundmodel.testing`."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import fundmodel.testing
from fundmodel.conditions import Eligible
from fundmodel.io.kinds import CHANGES
from fundmodel.money import Money
from fundmodel.parts import LumpSum, Measure, PartGroup, Strand
from fundmodel.recipients import REMAINDER, Coverage
from fundmodel.rules import EqualShares, FixedTable, RatePerUnit, Residual, Round, Share
from fundmodel.sentences import Language
from fundmodel.sources import Assumption, Source
from fundmodel.testing import (
    KINDS,
    allocations,
    assumptions,
    bases,
    budget_years,
    days,
    divisions,
    ids,
    indicators,
    monies,
    names,
    programs,
    rosters,
    rules,
    sources,
    texts,
)

SOME = settings(max_examples=40)


def occurs(strategy, condition):
    """Look for an example; the simplest one is not needed."""
    quick = settings(max_examples=1000, phases=[Phase.generate], derandomize=True)
    return find(strategy, condition, settings=quick)


def test_public_names_exist():
    """
    Everything that is promised can be imported.
    """
    assert all(hasattr(fundmodel.testing, name) for name in fundmodel.testing.__all__)


class TestMonies:
    @given(monies("JPY", least=-5, most=7))
    def test_keep_currency_and_bounds(self, money):
        """
        Amounts are of the currency and between the bounds named.
        """
        assert "JPY" == money.currency
        assert -5 <= money.minor <= 7

    def test_may_draw_the_currency(self):
        """
        Without a currency several occur.
        """
        assert occurs(monies(None), lambda money: money.currency == "KWD")

    @given(st.lists(monies()))
    def test_can_be_added_by_default(self, amounts):
        """
        All amounts are in euros unless said otherwise.
        """
        assert sum(m.minor for m in amounts) == sum(amounts, Money.zero("EUR")).minor


class TestWords:
    @given(ids(), names(), texts(), days(), indicators())
    def test_are_valid(self, id_, name, text, day, indicator):
        """
        Ids, names and texts are printable and tidy.
        """
        assert id_ == id_.strip() != ""
        assert name == name.strip() != ""
        assert name.isprintable()
        assert text.render(Language.GERMAN)
        assert day.year
        assert indicator.id

    def test_hold_awkward_ones(self):
        """
        Leading zeros and formulas occur.
        """
        assert occurs(ids(), lambda id_: id_.startswith("0"))
        assert occurs(names(), lambda name: name.startswith("="))

    @given(sources(), assumptions())
    def test_sources_can_be_cited(self, source, assumption):
        """
        Every source and assumption says something.
        """
        assert str(source)
        assert str(assumption)

    @pytest.mark.parametrize("kind", [Source, Assumption, type(None)])
    def test_a_figure_rests_on_anything(self, kind):
        """
        A basis is a source, an assumption or nothing.
        """
        assert kind is type(occurs(bases(), lambda basis: isinstance(basis, kind)))


class TestRosters:
    @SOME
    @given(rosters(least=2, most=3))
    def test_keep_their_size(self, roster):
        """
        As many are named as were asked for, and nobody else.
        """
        assert 2 <= len(roster) <= 3
        assert REMAINDER not in roster.kinds

    @SOME
    @given(rosters(remainder=None, gaps=True))
    def test_can_always_be_shared_by(self, roster):
        """
        Somebody of the first kind has a value above zero.
        """
        (column,) = roster.columns
        assert any(
            kind == KINDS[0] and column.value(i) for i, kind in enumerate(roster.kinds)
        )

    @SOME
    @given(rosters(remainder=True, values=st.just(3)))
    def test_may_have_rows_for_all_others(self, roster):
        """
        Where asked for, there is such a row, and the coverage says so.
        """
        assert Coverage.REMAINDER is roster.coverage
        assert {3} == set(roster.columns[0].values.tolist())

    def test_may_have_gaps(self):
        """
        Recipients of the second kind may lack values.
        """
        assert occurs(rosters(gaps=True), lambda r: not r.columns[0].valid.all())

    @SOME
    @given(st.data(), st.lists(indicators(), min_size=1, max_size=3))
    def test_have_the_indicators_asked_for(self, data, wanted):
        """
        One column for each indicator.
        """
        unique = list({(one.id, one.key_date): one for one in wanted}.values())
        roster = data.draw(rosters(indicators=unique))

        assert unique == [column.indicator for column in roster.columns]


class TestRules:
    @pytest.mark.parametrize(
        "kind", [Eligible, Share, EqualShares, RatePerUnit, FixedTable, Residual]
    )
    def test_hold_every_provision(self, kind):
        """
        All provisions occur, in an order that is admitted.
        """
        rule = occurs(
            rules(), lambda rule: any(isinstance(p, kind) for p in rule.provisions)
        )

        assert any(isinstance(p, Round) for p in rule.provisions)

    @SOME
    @given(rules(fixed=False))
    def test_share_the_whole_pot_without_fixed_amounts(self, rule):
        """
        Rates and tables can be left out.
        """
        fixed = RatePerUnit | FixedTable
        assert not any(isinstance(p, fixed) for p in rule.provisions)

    @SOME
    @given(rules(rest=False))
    def test_may_leave_the_rest_alone(self, rule):
        """
        What rates and tables leave is shared only where asked for.
        """
        fixed = any(isinstance(p, RatePerUnit | FixedTable) for p in rule.provisions)
        shares = any(isinstance(p, Share | EqualShares) for p in rule.provisions)
        assert fixed is not shares

    @pytest.mark.parametrize("kind", [Money, int])
    def test_divisions_are_of_money_and_of_other_units(self, kind):
        """
        Euros are divided, and seats.
        """
        assert occurs(divisions(), lambda division: isinstance(division.total, kind))


class TestPrograms:
    @pytest.mark.parametrize("kind", [PartGroup, Strand, Measure, LumpSum])
    def test_hold_every_kind_of_part(self, kind):
        """
        Groups, strands, measures and lump sums occur.
        """
        assert occurs(programs(), lambda p: any(isinstance(x, kind) for x in p.parts))

    @pytest.mark.parametrize("kind", list(CHANGES.values()))
    def test_hold_every_kind_of_change(self, kind):
        """
        Where amendments are asked for, all changes occur in them.
        """

        def has(program):
            changes = (c for a in program.amendments for c in a.changes)
            return any(isinstance(change, kind) for change in changes)

        assert occurs(programs(amendments=True), has)

    @SOME
    @given(programs())
    def test_have_amendments_only_where_asked_for(self, program):
        """
        Without being asked, programs stay as they are.
        """
        assert () == program.amendments

    def test_may_be_deep(self):
        """
        Parts stand below parts below parts.
        """
        assert occurs(programs(), lambda p: any(depth > 1 for depth, _ in p.walk()))

    @SOME
    @given(programs(currency="USD", most=2))
    def test_keep_what_was_asked_for(self, program):
        """
        Currency and number of parts are the caller's.
        """
        assert "USD" == program.currency
        assert len(program.parts) <= 2

    @given(budget_years(most=4))
    def test_years_follow_one_another(self, years):
        """
        Budget years do not overlap, whatever month they begin with.
        """
        assert 1 <= len(years) <= 4
        for one, next_one in itertools.pairwise(years):
            assert not one.period.overlaps(next_one.period)
            assert 1 == next_one.period.first.toordinal() - one.period.last.toordinal()

    def test_years_may_begin_in_april(self):
        """
        Not every budget year is a calendar year.
        """
        assert occurs(budget_years(), lambda years: years[0].period.first.month == 4)

    @SOME
    @given(allocations(share=1))
    def test_allocations_keep_the_share(self, allocation):
        """
        The whole budget is allocated where that is asked for.
        """
        assert 1 == allocation.share
