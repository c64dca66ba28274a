"""Tests of `fundmodel.proofs.examination`, its lines, objections and note."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Rounding
from fundmodel.awards import Award, AwardAmendment
from fundmodel.costs import CostItem, CostPlan, Funds, FundsKind
from fundmodel.due_dates import Span
from fundmodel.errors import InvalidDataError, MoneyError
from fundmodel.jurisdictions import load_profile
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.proofs import (
    Disallowance,
    ObjectionCode,
    ProofOfUse,
    ProofTerms,
    Reason,
    Spending,
    examine,
)
from fundmodel.rules import (
    DeficitFinancing,
    FixedAmountFinancing,
    FullFinancing,
    PercentageFinancing,
)
from fundmodel.sentences import Text
from fundmodel.sources import Source

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
EARLIER = Period(date(2025, 11, 1), date(2025, 11, 30))
LATER = Period(date(2027, 1, 1), date(2027, 1, 31))
BOTH = Period(date(2025, 12, 1), date(2026, 1, 31))
ANBEST = Source(title="ANBest-P", place="no. 1.2")
TERMS = ProofTerms(line_tolerance="20 %", source=ANBEST)
HALF = PercentageFinancing(rate="50 %")
KINDS = (HALF, DeficitFinancing(), FullFinancing())


def euros(amount):
    """Give money."""
    return Money.of(amount, "EUR")


def items(**amounts):
    """Give cost items."""
    return [CostItem(name=name, net=euros(net)) for name, net in amounts.items()]


def own(amount):
    """Give own money."""
    return Funds(name="own", kind=FundsKind.OWN, amount=euros(amount))


PLAN = CostPlan(claimant="town", items=items(staff=60, rooms=40), funds=[own(50)])


def proof(*spending, **more):
    """Give a proof of use."""
    fields = {
        "id": "p",
        "award": "a",
        "submitted": date(2027, 3, 1),
        "items": spending,
        "funds": [own(50)],
        "period": YEAR,
        "has_report": True,
    }
    return ProofOfUse(**{**fields, **more})


def spent(**amounts):
    """Give a proof of what was spent on each line."""
    return proof(*items(**amounts))


def found(given_proof, plan=PLAN, financing=HALF, **more):
    """Examine a proof of half of 100 EUR."""
    fields = {"awarded": euros(50), "terms": TERMS}
    return examine(given_proof, plan, financing, **{**fields, **more})


def codes(examination):
    """Give what objections are about, and of what."""
    return [(one.code, str(one.subject)) for one in examination.objections]


class TestGrant:
    def test_what_was_planned_and_spent_gives_the_award(self):
        """
        A proof like its plan has no objection, and the award is due.
        """
        result = found(spent(staff=60, rooms=40))

        assert result.finally_granted == euros(50)
        assert result.objections == ()

    @pytest.mark.parametrize(
        ("financing", "due"),
        [(HALF, 45), (DeficitFinancing(), 40), (FullFinancing(), 40)],
    )
    def test_savings_reduce_the_grant_by_its_kind(self, financing, due):
        """
        Lower costs reduce a share in proportion, and a gap in full.
        """
        result = found(spent(staff=50, rooms=40), financing=financing)

        assert result.finally_granted == euros(due)
        assert result.reduction == euros(50 - due)

    def test_more_means_reduce_the_grant(self):
        """
        A grant of others that nobody planned relieves everybody in proportion.
        """
        more = Funds(name="district", kind=FundsKind.PUBLIC, amount=euros(10))
        result = found(proof(*items(staff=60, rooms=40), funds=[own(50), more]))

        assert result.finally_granted == euros(45)

    def test_own_money_for_what_is_not_recognised_is_no_means(self):
        """
        Higher costs that do not count, paid with own money, reduce nothing.
        """
        result = found(proof(*items(staff=80, rooms=40), funds=[own(70)]))

        assert result.recognised == euros(100)
        assert result.finally_granted == euros(50)

    def test_no_more_own_money_is_taken_out_than_there_is(self):
        """
        Own money does not fall below zero.
        """
        result = found(proof(*items(other=80), funds=[own(50)]))

        assert result.finally_granted == euros(0)

    def test_nothing_spent_leaves_no_grant(self):
        """
        A proof without costs leaves nothing of the grant.
        """
        assert found(proof()).finally_granted == euros(0)

    def test_small_changes_may_stay(self):
        """
        With a limit for small changes, a small saving reduces nothing.
        """
        result = found(spent(staff=59, rooms=40), de_minimis=euros(1))

        assert result.finally_granted == euros(50)

    def test_the_grant_is_rounded_as_asked(self):
        """
        Parts of a cent are rounded by the rule that is named.
        """
        given_proof = spent(staff="59.99", rooms=40)

        assert found(given_proof).finally_granted == euros("50.00")
        assert found(given_proof, rounding=Rounding.DOWN).finally_granted == euros(
            "49.99"
        )

    def test_an_award_counts_after_its_amendments(self):
        """
        An award gives amount and period, as they are after its amendments.
        """
        award = Award(
            id="a",
            recipient="town",
            part="housing",
            amounts={"2026": euros(40)},
            decided=date(2025, 12, 1),
            period=YEAR,
            amendments=[
                AwardAmendment(
                    id="1", decided=date(2026, 6, 1), amounts={"2026": euros(50)}
                )
            ],
        )
        result = found(spent(staff=60, rooms=40), awarded=award)

        assert result.awarded == euros(50)
        assert all("granted" not in str(one) for one in result.unexamined)

    def test_the_proof_is_about_the_award(self):
        """
        A proof of another award is refused.
        """
        award = Award(
            id="b",
            recipient="town",
            part="housing",
            amounts={"2026": euros(50)},
            decided=date(2025, 12, 1),
        )
        with pytest.raises(InvalidDataError) as error:
            found(spent(staff=60), awarded=award)

        assert str(error.value) == (
            "proof of use 'p': the proof is about another award\n"
            "  got: a\n"
            "  expected: b\n"
            "  mend: examine it with the award that it names"
        )

    def test_there_is_one_currency(self):
        """
        A grant in another currency than its plan is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            found(spent(staff=60), awarded=Money.of(50, "USD"))

        assert str(error.value) == (
            "proof of use 'p': a proof, its plan and its grant are in more than one "
            "currency\n"
            "  got: EUR, USD\n"
            "  expected: one currency\n"
            "  mend: convert them before, with rate, date and source"
        )

    def test_no_more_is_granted_than_costs(self):
        """
        A grant above the costs of its plan is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            found(spent(staff=60), awarded=euros(101))

        assert str(error.value) == (
            "proof of use 'p': more was granted than there are costs to grant it for\n"
            "  got: 101.00 EUR\n"
            "  expected: at most 100.00 EUR\n"
            "  mend: give the plan that the grant was computed from"
        )


class TestLines:
    def test_an_excess_is_offset_by_name(self):
        """
        A line that exceeds says which lines saved for it.
        """
        line = found(spent(staff=66, rooms=34)).line("staff")

        assert line.deviation == euros(6)
        assert line.allowed_excess == euros(12)
        assert [(one.line, one.amount) for one in line.offsets] == [("rooms", euros(6))]
        assert line.recognised == euros(66)

    def test_what_is_above_the_tolerance_is_cut(self):
        """
        More than 20 % above the plan of a line is not recognised.
        """
        result = found(spent(staff=75, rooms=10))
        line = result.line("staff")

        assert line.deducted(Reason.ABOVE_TOLERANCE) == euros(3)
        assert line.recognised == euros(72)
        assert codes(result) == [(ObjectionCode.LINE, "staff")]

    def test_what_nobody_saved_is_cut(self):
        """
        Within the tolerance, what is not offset is not recognised.
        """
        line = found(spent(staff=66, rooms=40)).line("staff")

        assert line.deducted(Reason.NOT_OFFSET) == euros(6)
        assert line.recognised == euros(60)

    def test_the_total_may_exceed_at_own_cost(self):
        """
        In Schleswig-Holstein 10 % of the total may be exceeded at own cost.
        """
        terms = ProofTerms.of(load_profile("de-sh"), date(2026, 12, 1))
        result = found(proof(*items(staff=72, rooms=40), funds=[own(62)]), terms=terms)

        assert result.line("staff").at_own_cost == euros(10)
        assert result.recognised == euros(110)
        assert result.finally_granted == euros(50)
        assert codes(result) == [(ObjectionCode.LINE, "staff")]

    def test_lines_that_do_not_bind_are_held_by_the_total(self):
        """
        Without a tolerance for lines only the total of the plan binds.
        """
        result = found(spent(staff=90, rooms=20), terms=ProofTerms())
        line = result.line("staff")

        assert line.allowed_excess is None
        assert line.deducted(Reason.TOTAL) == euros(10)
        assert codes(result) == [(ObjectionCode.TOTAL, "staff")]
        assert str(result.unexamined[0]) == (
            "lines of the plan: not applicable, because they do not bind"
        )

    def test_nothing_binds_if_the_terms_say_so(self):
        """
        Where neither lines nor the total bind, every excess is recognised.
        """
        terms = ProofTerms(total_binding=False)

        assert found(spent(staff=90, rooms=40), terms=terms).recognised == euros(130)

    def test_an_excess_may_need_no_offset(self):
        """
        Where no offset is needed, the tolerance of the line is all.
        """
        terms = attrs.evolve(TERMS, offset_needed=False, total_binding=False)

        assert found(spent(staff=75, rooms=40), terms=terms).recognised == euros(112)

    def test_an_open_tolerance_cuts_nothing(self):
        """
        Where tolerances are open nothing is cut, and both are objections.
        """
        terms = ProofTerms.of(load_profile("de"), date(2026, 12, 1))
        result = found(spent(staff=90, rooms=40), terms=terms)

        assert result.not_recognised == euros(0)
        assert codes(result) == [
            (ObjectionCode.OPEN, "staff"),
            (ObjectionCode.OPEN, "total of the plan"),
        ]
        assert any("(20 %)" in str(one) for one in result.unexamined)

    def test_open_figures_that_are_not_needed_are_no_objection(self):
        """
        Where nothing exceeds, an open tolerance decides nothing.
        """
        terms = ProofTerms.of(load_profile("de"), date(2026, 12, 1))

        assert found(spent(staff=60, rooms=40), terms=terms).objections == ()

    def test_an_open_figure_may_lack_a_note(self):
        """
        What is open is named, with a note or without.
        """
        terms = ProofTerms.of(load_profile("de"), date(2026, 12, 1))
        bare = attrs.evolve(
            terms, open=[attrs.evolve(one, note=None) for one in terms.open]
        )
        result = found(spent(staff=60, rooms=40), terms=bare)

        assert str(result.unexamined[0]) == (
            "a line of the financing plan may be exceeded, if offset, by: open"
        )

    def test_a_line_that_nobody_planned_is_listed(self):
        """
        What is not in the plan is an objection, and not recognised.
        """
        result = found(spent(staff=60, rooms=30, party=10))

        assert result.line("party").recognised == euros(0)
        assert codes(result) == [
            (ObjectionCode.NOT_PLANNED, "party"),
            (ObjectionCode.LINE, "party"),
        ]

    def test_there_is_no_other_line(self):
        """
        A line that neither plan nor proof has is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            found(spent(staff=60)).line("travel")

        assert str(error.value) == (
            "proof of use 'p': there is no line of this name\n"
            "  got: travel\n"
            "  expected: rooms, staff\n"
            "  mend: write the name as in the plan or the proof"
        )

    def test_tax_and_what_does_not_count_are_told_apart(self):
        """
        Deductible tax and ineligible items are spent and not recognised.
        """
        taxed = CostItem(
            name="rooms", net=euros(30), tax=euros("5.70"), recoverable="50 %"
        )
        gift = CostItem(name="staff", net=euros(5), ineligible=Text("gift"))
        result = found(proof(*items(staff=60), taxed, gift))

        assert result.line("rooms").deducted(Reason.TAX) == euros("2.85")
        assert result.line("rooms").recognised == euros("32.85")
        assert result.line("staff").deducted(Reason.INELIGIBLE) == euros(5)
        assert result.line("staff").claimed == euros(60)
        assert result.objections == ()

    def test_plan_and_proof_are_rounded_alike(self):
        """
        Parts of a cent of tax reduce nothing, as plan and proof are rounded alike.
        """
        item = CostItem(
            name="van", net=euros(100), tax=euros("0.05"), recoverable="1/3"
        )
        plan = CostPlan(claimant="town", items=[item], funds=[own(50)])

        assert found(proof(item), plan).finally_granted == euros(50)


class TestDisallowances:
    def test_an_examiner_takes_out_an_amount(self):
        """
        What is disallowed is not recognised, with its reason and provision.
        """
        cut = Disallowance(
            line="staff", amount=euros(10), reason="no receipts", source=ANBEST
        )
        result = found(spent(staff=60, rooms=40), disallowances=[cut])

        assert result.recognised == euros(90)
        assert result.finally_granted == euros(45)
        assert [str(one) for one in result.objections] == [
            "staff: 10.00 EUR not recognised: no receipts [ANBest-P, no. 1.2]"
        ]

    def test_no_more_is_disallowed_than_counts(self):
        """
        A disallowance above the line is refused.
        """
        cut = Disallowance(line="staff", amount=euros(61), reason="x")

        with pytest.raises(InvalidDataError) as error:
            found(spent(staff=60, rooms=40), disallowances=[cut])

        assert str(error.value) == (
            "line 'staff': more of a line is disallowed than counts\n"
            "  got: 61.00 EUR\n"
            "  expected: at most 60.00 EUR\n"
            "  mend: lower the disallowance, or take out what was not claimed"
        )

    def test_a_line_that_does_not_exist_is_refused(self):
        """
        A disallowance names a line of plan or proof.
        """
        cut = Disallowance(line="travel", amount=euros(1), reason="x")

        with pytest.raises(InvalidDataError) as error:
            found(spent(staff=60), disallowances=[cut])

        assert str(error.value) == (
            "disallowance of 1.00 EUR: an amount is disallowed of a line that does not "
            "exist\n"
            "  got: travel\n"
            "  expected: rooms, staff\n"
            "  mend: write the name of the line as in the plan or the proof"
        )

    def test_a_disallowance_is_in_the_same_currency(self):
        """
        A disallowance in another currency is refused.
        """
        cut = Disallowance(line="staff", amount=Money.of(1, "USD"), reason="x")

        with pytest.raises(MoneyError, match="EUR and USD"):
            found(spent(staff=60), disallowances=[cut])

    def test_what_is_disallowed_was_not_saved(self):
        """
        An amount that is taken out of a line offsets nothing in another one.
        """
        cut = Disallowance(line="rooms", amount=euros(10), reason="no receipts")
        given_proof = proof(*items(staff=66, rooms=38), funds=[own(54)])
        result = found(given_proof, disallowances=[cut])

        assert result.line("rooms").saved == euros(2)
        assert [(one.line, one.amount) for one in result.line("staff").offsets] == [
            ("rooms", euros(2))
        ]
        assert result.line("staff").recognised == euros(62)
        assert result.recognised == euros(90)

    def test_what_lies_outside_the_period_was_not_saved(self):
        """
        What was spent before the start offsets nothing in another line.
        """
        early = Spending(item=items(rooms=10)[0], period=EARLIER)
        result = found(proof(early, *items(staff=66, rooms=30)), period=YEAR)

        assert result.line("rooms").saved == euros(0)
        assert result.line("staff").recognised == euros(60)

    def test_what_is_disallowed_lifts_no_total(self):
        """
        Where only the total binds, what is disallowed makes no room in it either.
        """
        cut = Disallowance(line="rooms", amount=euros(10), reason="no receipts")
        given_proof = spent(staff=70, rooms=40)
        result = found(given_proof, terms=ProofTerms(), disallowances=[cut])

        assert result.recognised == euros(90)

    def test_an_open_total_is_not_offset_by_what_is_disallowed(self):
        """
        What is disallowed hides no excess of a total whose tolerance is open.
        """
        terms = ProofTerms.of(load_profile("de"), date(2026, 12, 1))
        cut = Disallowance(line="rooms", amount=euros(10), reason="no receipts")
        result = found(spent(staff=70, rooms=40), terms=terms, disallowances=[cut])

        assert codes(result)[-1] == (ObjectionCode.OPEN, "total of the plan")

    @pytest.mark.parametrize(
        ("cut", "others", "mine", "due"),
        [(20, 0, 40, 48), (0, 20, 40, 48), (20, 20, 40, 36), (0, 20, 20, 48)],
    )
    def test_new_money_is_seen_behind_what_is_disallowed(self, cut, others, mine, due):
        """
        Lower costs and new money of others both reduce a share, whoever paid what.
        """
        plan = CostPlan(
            claimant="town", items=items(staff=60, rooms=40), funds=[own(40)]
        )
        gift = Funds(name="gift", kind=FundsKind.PRIVATE, amount=euros(others))
        cuts = [Disallowance(line="rooms", amount=euros(20), reason="x")] if cut else []
        result = found(
            proof(*items(staff=60, rooms=40), funds=[own(mine), gift]),
            plan,
            PercentageFinancing(rate="60 %"),
            awarded=euros(60),
            disallowances=cuts,
        )

        assert result.finally_granted == euros(due)

    def test_a_limit_for_small_changes_is_not_for_what_is_disallowed(self):
        """
        A small saving stays, and what is disallowed reduces the grant all the same.
        """
        cut = Disallowance(line="staff", amount=euros(10), reason="no receipts")
        result = found(
            spent(staff=59, rooms=40), disallowances=[cut], de_minimis=euros(500)
        )

        assert result.finally_granted == euros(45)
        assert str(result.steps[-1]) == (
            "0.50 EUR stay, as neither costs nor means changed by more than 500.00 EUR "
            "apart from what was not accepted"
        )

    def test_a_limit_does_not_spare_what_lies_outside_the_period(self):
        """
        What was spent outside the period reduces the grant, however small it is.
        """
        early = Spending(item=items(rooms=10)[0], period=EARLIER)
        result = found(
            proof(early, *items(staff=60, rooms=30)),
            period=YEAR,
            de_minimis=euros(500),
        )

        assert result.finally_granted == euros(45)

    def test_a_limit_is_not_negative(self):
        """
        A negative limit for small changes is refused.
        """
        with pytest.raises(InvalidDataError, match="limit is negative"):
            found(spent(staff=60, rooms=40), de_minimis=euros(-1))


class TestSeveralProofs:
    PLAN = CostPlan(claimant="town", items=items(staff=200))
    EACH = FixedAmountFinancing(amount=euros(64), per="posts")

    def person(self, id, units=1, **more):
        """Give a proof for one funded person."""
        fields = {"id": id, "funds": (), "units": units}
        return proof(*items(staff=100), **{**fields, **more})

    def examined(self, *proofs, **more):
        """Examine proofs for persons together."""
        *earlier, last = proofs
        return found(
            last, self.PLAN, self.EACH, awarded=euros(128), earlier=earlier, **more
        )

    def test_persons_are_counted_together(self):
        """
        Two persons with a proof each keep the grant for two posts.
        """
        alone = self.examined(self.person("1"))
        both = self.examined(self.person("1"), self.person("2"))

        assert alone.finally_granted == euros(64)
        assert both.finally_granted == euros(128)
        assert both.actual == euros(200)
        assert both.objections == ()

    def test_units_are_counted_in_every_proof(self):
        """
        A proof without units is an objection, and then nothing is cut for units.
        """
        result = self.examined(self.person("1", units=None), self.person("2"))

        assert result.finally_granted == euros(128)
        assert codes(result) == [(ObjectionCode.UNITS, "1")]

    def test_units_that_lack_in_all_are_not_paid(self):
        """
        What all proofs delivered together is what is paid for.
        """
        result = self.examined(self.person("1"), self.person("2", units="1/2"))

        assert result.finally_granted == euros(96)
        assert codes(result) == [(ObjectionCode.UNITS, "2")]

    def test_one_report_will_do(self):
        """
        A report with one of the proofs is a report for the award.
        """
        result = self.examined(
            self.person("1", has_report=False), self.person("2", has_report=True)
        )
        neither = self.examined(
            self.person("1", has_report=False), self.person("2", has_report=False)
        )

        assert result.objections == ()
        assert codes(neither) == [(ObjectionCode.NO_REPORT, "2")]

    def test_savings_of_one_year_offset_another(self):
        """
        An interim proof is added to the last one, and the grant is reduced once.
        """
        interim = proof(*items(staff=36, rooms=10), id="i", funds=[own(20)])
        last = proof(*items(staff=30, rooms=20), funds=[own(30)])
        result = found(last, earlier=[interim])

        assert result.line("staff").recognised == euros(66)
        assert result.recognised == euros(96)
        assert result.finally_granted == euros(48)
        assert result.earlier == (interim,)

    def test_times_are_those_of_each_proof(self):
        """
        What an earlier proof spent lies in its own time, inside the period or not.
        """
        early = proof(*items(rooms=10), id="e", period=EARLIER, funds=())
        result = found(spent(staff=60, rooms=30), earlier=[early], period=YEAR)

        assert result.line("rooms").deducted(Reason.PERIOD) == euros(10)

    def test_each_proof_may_be_late(self):
        """
        Every proof that came after the due day is an objection.
        """
        late = self.person("1", submitted=date(2027, 4, 1))
        terms = attrs.evolve(TERMS, due=date(2027, 3, 31))
        result = self.examined(late, self.person("2"), terms=terms, holidays=())

        assert codes(result) == [(ObjectionCode.LATE, "1")]

    def test_the_note_names_them(self):
        """
        The note says which proofs were examined together.
        """
        result = self.examined(
            self.person("2", submitted=date(2027, 2, 2)),
            self.person("1", submitted=date(2027, 2, 1)),
            self.person("3", units=0),
        )

        assert str(result).splitlines()[:3] == [
            "proof of use 3 for award a, submitted on 1 March 2027",
            "  together with proof of use 1, submitted on 1 February 2027",
            "  together with proof of use 2, submitted on 2 February 2027",
        ]

    def test_they_are_of_one_award(self):
        """
        An earlier proof of another award is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            self.examined(self.person("1", award="b"), self.person("2"))

        assert str(error.value) == (
            "proof of use '1': an earlier proof is about another award\n"
            "  got: b\n"
            "  expected: a\n"
            "  mend: examine together only proofs of one award"
        )

    def test_none_is_there_twice(self):
        """
        The same proof is not counted twice.
        """
        with pytest.raises(InvalidDataError) as error:
            self.examined(self.person("1"), self.person("1"))

        assert str(error.value) == (
            "award 'a': the same proof is examined twice\n"
            "  got: 1\n"
            "  expected: each proof once, with an id of its own\n"
            "  mend: leave it out of the earlier ones, or give each proof its own id"
        )


class TestDates:
    def test_what_is_spent_outside_the_period_does_not_count(self):
        """
        Costs before the start and after the end are not recognised.
        """
        early, late = (
            Spending(item=item, period=when)
            for item, when in zip(
                items(staff=10, rooms=4), (EARLIER, LATER), strict=True
            )
        )
        result = found(proof(early, late, *items(staff=50, rooms=36)), period=YEAR)

        assert result.recognised == euros(86)
        assert [str(one.said) for one in result.objections] == [
            "4.00 EUR not recognised: spent after the end on 31 December 2026",
            "10.00 EUR not recognised: spent before the start on 1 January 2026",
        ]

    def test_what_lies_partly_outside_is_an_objection(self):
        """
        A time that lies partly in the period is objected to, and nothing is cut.
        """
        item = Spending(item=items(staff=60)[0], period=BOTH)
        result = found(proof(item, period=BOTH), period=YEAR)

        assert result.recognised == euros(60)
        assert codes(result) == [
            (ObjectionCode.PERIOD, "p"),
            (ObjectionCode.PERIOD, "staff"),
        ]

    def test_what_does_not_count_has_no_time(self):
        """
        What does not count anyway is not cut again for its time.
        """
        free = Spending(item=items(staff=0)[0], period=EARLIER)

        assert found(proof(free), period=YEAR).objections == ()

    @pytest.mark.parametrize(
        ("day", "holidays", "is_late"),
        [
            (date(2027, 3, 31), (), False),
            (date(2027, 3, 31), None, False),
            (date(2027, 4, 1), (), True),
            (date(2027, 4, 1), None, False),
            (date(2027, 5, 2), None, True),
            (date(2027, 4, 1), {date(2027, 3, 31)}, False),
        ],
    )
    def test_a_proof_may_be_late(self, day, holidays, is_late):
        """
        A proof after the due day is late; a holiday moves that day.
        """
        terms = attrs.evolve(TERMS, due=Span(months=3))
        given_proof = attrs.evolve(spent(staff=60, rooms=40), submitted=day)
        result = found(given_proof, terms=terms, holidays=holidays)

        assert bool(result.objections_of(ObjectionCode.LATE)) is is_late

    def test_lateness_is_not_examined_without_holidays(self):
        """
        Where it depends on holidays that nobody named, the examination says so.
        """
        terms = attrs.evolve(TERMS, due=Span(months=3))
        given_proof = attrs.evolve(
            spent(staff=60, rooms=40), submitted=date(2027, 4, 1)
        )
        result = found(given_proof, terms=terms, period=YEAR)

        assert [str(one) for one in result.unexamined] == [
            (
                "whether proof p is late: not examined, because it was submitted on "
                "1 April 2027 and due on 31 March 2027 or the next working day, and "
                "nobody says which days are holidays"
            )
        ]
        fixed = attrs.evolve(terms, moves=False)
        assert codes(found(given_proof, terms=fixed)) == [(ObjectionCode.LATE, "p")]

    def test_a_proof_may_be_early(self):
        """
        A proof that came before its own time was over is objected to.
        """
        given_proof = attrs.evolve(
            spent(staff=60, rooms=40), submitted=date(2026, 12, 30)
        )
        result = found(given_proof, period=YEAR)

        assert [str(one) for one in result.objections] == [
            (
                "p: submitted on 30 December 2026, before the time that it is about "
                "ends on 31 December 2026; nobody knows yet what is spent until then "
                "[ANBest-P, no. 1.2]"
            )
        ]
        last_day = attrs.evolve(given_proof, submitted=date(2026, 12, 31))
        assert found(last_day, period=YEAR).objections == ()

    def test_a_proof_may_end_before_the_period(self):
        """
        What may still be spent after an interim proof was not examined.
        """
        given_proof = attrs.evolve(
            spent(staff=60, rooms=40),
            submitted=date(2026, 8, 1),
            period=Period(date(2026, 1, 1), date(2026, 6, 30)),
        )
        result = found(given_proof, period=YEAR)

        assert result.objections == ()
        assert str(result.unexamined[-1]) == (
            "what is spent until 31 December 2026, when the period ends: the proof was "
            "submitted on 1 August 2026"
        )

    def test_a_missing_report_is_an_objection(self):
        """
        A proof without a report on what was achieved is objected to.
        """
        given_proof = attrs.evolve(spent(staff=60, rooms=40), has_report=False)

        assert codes(found(given_proof)) == [(ObjectionCode.NO_REPORT, "p")]


class TestFixedAmounts:
    FIXED = FixedAmountFinancing(amount=euros(50))
    EACH = FixedAmountFinancing(amount=euros(25), per="posts", source=ANBEST)

    def test_lines_are_not_examined(self):
        """
        Where a fixed amount was granted, lines and total do not bind.
        """
        result = found(spent(staff=200, party=10), financing=self.FIXED)

        assert result.recognised == euros(210)
        assert result.finally_granted == euros(50)
        assert codes(result) == [(ObjectionCode.NOT_PLANNED, "party")]
        assert str(result.unexamined[0]) == (
            "lines and total of the plan: not applicable, because a fixed amount was "
            "granted"
        )

    @pytest.mark.parametrize(("costs", "due"), [(70, 50), (50, 50), (40, 40)])
    def test_it_stays_while_costs_are_no_lower(self, costs, due):
        """
        A fixed amount is no higher than the costs that are recognised.
        """
        result = found(spent(staff=costs), financing=self.FIXED)

        assert result.finally_granted == euros(due)

    @pytest.mark.parametrize(
        ("units", "due", "objections"),
        [
            ("2", "50", []),
            ("3", "50", []),
            ("1.75", "43.75", [(ObjectionCode.UNITS, "p")]),
            (None, "50", [(ObjectionCode.UNITS, "p")]),
        ],
    )
    def test_units_that_were_not_delivered_are_not_paid(self, units, due, objections):
        """
        An amount for each unit is paid for the units that were delivered.
        """
        given_proof = proof(*items(staff=60, rooms=40), units=units)
        result = found(given_proof, financing=self.EACH)

        assert result.finally_granted == euros(due)
        assert codes(result) == objections

    def test_units_that_nobody_pays_for_are_not_ignored(self):
        """
        Units are an objection where the grant is not for each.
        """
        given_proof = proof(*items(staff=60, rooms=40), units=2)

        assert codes(found(given_proof)) == [(ObjectionCode.UNITS, "p")]


class TestNote:
    def test_the_note_adds_up(self):
        """
        The note shows each line, the grant, objections and what is open.
        """
        cut = Disallowance(line="rooms", amount=euros(1), reason="no receipts")
        result = found(
            proof(*items(staff=75, rooms=31, party=4), funds=[own(60)]),
            terms=attrs.evolve(TERMS, total_tolerance="1 %", due=date(2027, 3, 1)),
            disallowances=[cut],
            period=YEAR,
        )

        assert str(result) == (
            "proof of use p for award a, submitted on 1 March 2027\n"
            "  party: 0.00 EUR planned; 0.00 EUR recognised + 4.00 EUR not recognised "
            "= 4.00 EUR spent\n"
            "    not in the financing plan\n"
            "    4.00 EUR more than planned, 0.00 EUR allowed\n"
            "    4.00 EUR not recognised: above the tolerance of the line [ANBest-P, "
            "no. 1.2]\n"
            "  rooms: 40.00 EUR planned; 30.00 EUR recognised + 1.00 EUR not "
            "recognised = 31.00 EUR spent\n"
            "    9.00 EUR saved\n"
            "    1.00 EUR not recognised: no receipts\n"
            "  staff: 60.00 EUR planned; 70.00 EUR recognised + 5.00 EUR not "
            "recognised = 75.00 EUR spent\n"
            "    15.00 EUR more than planned, 12.00 EUR allowed\n"
            "    9.00 EUR offset by savings in rooms\n"
            "    1.00 EUR at own cost, within the tolerance of the total\n"
            "    3.00 EUR not recognised: above the tolerance of the line [ANBest-P, "
            "no. 1.2]\n"
            "    2.00 EUR not recognised: not offset by savings in other lines "
            "[ANBest-P, no. 1.2]\n"
            "total: 100.00 EUR planned; 100.00 EUR recognised + 10.00 EUR not "
            "recognised = 110.00 EUR spent\n"
            "what this does to the grant:\n"
            "  1. 10.00 EUR was claimed and is not recognised; own money that paid for "
            "it is no means\n"
            "  2. eligible costs: 100.00 EUR planned, 100.00 EUR in the end\n"
            "  3. means besides the grant: 50.00 EUR planned, 50.00 EUR in the end\n"
            "  4. there is no less to finance, so the grant stays\n"
            "50.00 EUR finally granted + 0.00 EUR reduction = 50.00 EUR awarded\n"
            "objections:\n"
            "  - party: 4.00 EUR was spent on what is not in the financing plan "
            "[ANBest-P, no. 1.2]\n"
            "  - party: 4.00 EUR not recognised: above the tolerance of the line "
            "[ANBest-P, no. 1.2]\n"
            "  - rooms: 1.00 EUR not recognised: no receipts\n"
            "  - staff: 3.00 EUR not recognised: above the tolerance of the line "
            "[ANBest-P, no. 1.2]\n"
            "  - staff: 2.00 EUR not recognised: not offset by savings in other lines "
            "[ANBest-P, no. 1.2]"
        )

    def test_the_note_is_german_too(self):
        """
        The same note can be read in German.
        """
        told = found(spent(staff=90, rooms=40), terms=ProofTerms()).text("de")

        assert told.splitlines()[:4] == [
            "Verwendungsnachweis p zum Bescheid a, vorgelegt am 1. März 2027",
            (
                "  rooms: 40,00 EUR geplant; 40,00 EUR anerkannt + 0,00 EUR nicht "
                "anerkannt = 40,00 EUR ausgegeben"
            ),
            (
                "  staff: 60,00 EUR geplant; 60,00 EUR anerkannt + 30,00 EUR nicht "
                "anerkannt = 90,00 EUR ausgegeben"
            ),
            "    30,00 EUR mehr als geplant",
        ]

    def test_a_note_without_objections_has_no_such_heading(self):
        """
        Where nothing is objected to and all was examined, the note ends with the grant.
        """
        terms = attrs.evolve(TERMS, due=date(2027, 3, 1))
        result = found(spent(staff=60, rooms=40), terms=terms, period=YEAR)

        assert result.text().splitlines()[-1] == (
            "50.00 EUR finally granted + 0.00 EUR reduction = 50.00 EUR awarded"
        )

    def test_payments_are_used_repaid_or_due(self):
        """
        What was paid is used up to what is due, and the rest is to be repaid.
        """
        result = found(spent(staff=50, rooms=40))

        assert result.used(euros(50)) == result.finally_granted == euros(45)
        assert result.to_repay(euros(50)) == euros(5)
        assert result.to_pay(euros(50)) == euros(0)
        assert result.to_repay(euros(40)) == euros(0)
        assert result.to_pay(euros(40)) == euros(5)


class TestPublished:
    def test_the_example_of_getting_involved(self):
        """
        A published proof: 875 EUR granted, 849.50 EUR used, 25.50 EUR left.

        http://de.getting-involved.net/wiki/Verwendungsnachweis; what was planned for
        a line is the sum of its grant and the money of others.
        """
        others = [
            Funds(name="participants", kind=FundsKind.INCOME, amount=euros(100)),
            Funds(name="in kind", kind=FundsKind.PRIVATE, amount=euros(230)),
            Funds(name="others", kind=FundsKind.PRIVATE, amount=euros(70)),
        ]
        plan = CostPlan(
            claimant="project",
            items=items(
                rent=250, board=750, copies=50, phone=100, adverts=75, other=50
            ),
            funds=others,
        )
        given_proof = proof(
            *items(rent=224, board=762, copies=50, phone="98.50", adverts=85, other=30),
            funds=others,
        )
        result = found(given_proof, plan, DeficitFinancing(), awarded=euros(875))

        assert result.actual == result.recognised == euros("1249.50")
        assert result.finally_granted == euros("849.50")
        assert result.reduction == euros("25.50")


NAMES = ("a", "b", "c", "d")
CENTS = st.integers(0, 20_000)


@st.composite
def cases(draw):
    """Draw a plan, a proof, an award, terms and a kind of financing."""
    planned = [
        CostItem(name=name, net=Money.from_minor(draw(st.integers(1, 20_000)), "EUR"))
        for name in NAMES[: draw(st.integers(1, 3))]
    ]
    total = sum(item.net.minor for item in planned)
    mine = draw(st.integers(0, total))
    plan = CostPlan(
        claimant="town",
        items=planned,
        funds=[
            Funds(name="o", kind=FundsKind.OWN, amount=Money.from_minor(mine, "EUR"))
        ],
    )
    kinds = st.sampled_from(list(FundsKind))
    funds = [
        Funds(name="f", kind=kind, amount=Money.from_minor(amount, "EUR"))
        for kind, amount in draw(st.lists(st.tuples(kinds, CENTS), max_size=3))
    ]
    spending = [
        CostItem(
            name=name,
            net=Money.from_minor(net, "EUR"),
            tax=Money.from_minor(tax, "EUR"),
            recoverable=share,
        )
        for name, net, tax, share in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(NAMES),
                    CENTS,
                    st.integers(0, 500),
                    st.fractions(0, 1, max_denominator=7),
                ),
                max_size=5,
            )
        )
    ]
    shares = st.fractions(0, 1, max_denominator=10)
    terms = ProofTerms(
        line_tolerance=draw(st.none() | shares),
        offset_needed=draw(st.booleans()),
        total_binding=draw(st.booleans()),
        total_tolerance=draw(shares),
    )
    awarded = Money.from_minor(total - mine, "EUR")
    fixed = [FixedAmountFinancing(amount=awarded)] if awarded.minor else []
    kind = draw(st.sampled_from([*KINDS, *fixed]))
    return proof(*spending, funds=funds), plan, kind, awarded, terms


def examined(case, *disallowances):
    """Examine a drawn case."""
    given_proof, plan, kind, awarded, terms = case
    return examine(
        given_proof,
        plan,
        kind,
        awarded=awarded,
        terms=terms,
        disallowances=disallowances,
    )


class TestProperties:
    @settings(max_examples=40)
    @given(cases())
    def test_everything_adds_up(self, case):
        """
        Recognised and not add up to what was spent, grant and cut to the award.
        """
        result = examined(case)

        assert result.recognised + result.not_recognised == result.actual
        assert result.finally_granted + result.reduction == result.awarded
        for line in result.lines:
            assert line.recognised + line.not_recognised == line.actual
            assert not line.recognised.is_negative

    @settings(max_examples=40)
    @given(cases())
    def test_no_more_is_due_than_awarded_or_recognised(self, case):
        """
        The grant that is due exceeds neither the award nor what is recognised.
        """
        result = examined(case)

        assert euros(0) <= result.finally_granted
        assert result.finally_granted <= min(result.awarded, result.recognised)

    @settings(max_examples=40)
    @given(cases(), st.data())
    def test_more_that_is_recognised_never_gives_less(self, case, data):
        """
        An amount that is not disallowed never lowers the grant.
        """
        result = examined(case)
        lines = [line for line in result.lines if line.counted.minor]
        if not lines:
            return
        line = data.draw(st.sampled_from(lines))
        more = data.draw(st.integers(1, line.counted.minor))
        less = data.draw(st.integers(1, more))
        low, high = (
            examined(
                case,
                Disallowance(
                    line=line.name, amount=Money.from_minor(amount, "EUR"), reason="x"
                ),
            )
            for amount in (more, less)
        )

        assert low.recognised <= high.recognised <= result.recognised
        assert low.finally_granted <= high.finally_granted <= result.finally_granted

    @settings(max_examples=40)
    @given(cases(), st.randoms(use_true_random=False))
    def test_the_order_of_lines_does_not_matter(self, case, random):
        """
        Plan and proof in another order give the same lines and the same grant.
        """
        given_proof, plan, kind, awarded, terms = case
        planned, spending = list(plan.items), list(given_proof.items)
        random.shuffle(planned)
        random.shuffle(spending)
        other = examine(
            attrs.evolve(given_proof, items=spending),
            attrs.evolve(plan, items=planned),
            kind,
            awarded=awarded,
            terms=terms,
        )
        result = examined(case)

        assert other.finally_granted == result.finally_granted
        assert [(one.name, one.recognised, one.offsets) for one in other.lines] == [
            (one.name, one.recognised, one.offsets) for one in result.lines
        ]

    @settings(max_examples=40)
    @given(cases())
    def test_offsets_never_exceed_savings(self, case):
        """
        What is offset by a line is no more than it saved.
        """
        result = examined(case)
        for line in result.lines:
            taken = sum(
                offset.amount.minor
                for other in result.lines
                for offset in other.offsets
                if offset.line == line.name
            )

            assert taken <= line.saved.minor

    @given(st.integers(5_000, 50_000), st.integers(1, 5_000))
    def test_a_fixed_amount_stays_while_costs_are_above(self, costs, fixed):
        """
        A fixed amount is untouched by whatever costs are not below it.
        """
        amount = Money.from_minor(fixed, "EUR")
        result = found(
            spent(staff=Money.from_minor(costs, "EUR").major),
            financing=FixedAmountFinancing(amount=amount),
            awarded=amount,
        )

        assert result.finally_granted == amount
        assert Fraction(result.reduction.minor) == 0
