"""Tests of `fundmodel.deadlines`."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel import catalog
from fundmodel.awards import Award
from fundmodel.bodies import Recipient
from fundmodel.calendars import EventKind, to_icalendar
from fundmodel.conditions import EligibleApplied
from fundmodel.deadlines import recipient_events
from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.jurisdictions import load_profile
from fundmodel.money import Money
from fundmodel.payment_plans import MilestoneReached, PaymentPlan, ProvenUse, Tranche
from fundmodel.periods import KeyDate, Period
from fundmodel.proofs import ProofTerms
from fundmodel.repayments import RepaymentCase, RepaymentDecision, RepaymentGround
from fundmodel.sentences import Text

PART = "integrationsmanagement"
DE = load_profile("de")
TOWN = Recipient(id="08317152", name="Kappel-Grafenhausen", kind="municipality")
TERMS = ProofTerms(due=Span(months=3))
PLAN = PaymentPlan(
    tranches=[Tranche(id="first", due=MilestoneReached(id="staff"))],
    drawdown=Span(months=2),
)
AWARD = Award(
    id="Z-1",
    recipient=TOWN.id,
    part=PART,
    amounts={"2017": Money.of(31_955, "EUR")},
    decided=date(2017, 9, 4),
    period=Period(date(2018, 1, 1), date(2019, 12, 31)),
)
OTHER = attrs.evolve(AWARD, id="Z-2", recipient="08116033")
CASE = RepaymentCase(
    id="R-1",
    recipient=TOWN.id,
    award="Z-1",
    ground=RepaymentGround.REVOCATION,
    invalid_from=date(2018, 1, 29),
    known_since=date(2018, 1, 5),
    facts=Text("not used"),
)
DECISION = RepaymentDecision(
    case=CASE,
    amount=Money.of(6_481, "EUR"),
    decided=date(2018, 2, 12),
    announced=date(2018, 2, 15),
    discretion=Text("weighed"),
    due=Deadline(date(2018, 3, 15), moves=True),
)


@pytest.fixture(scope="module")
def pakt():
    """Give the Pakt as announced, with an assumed deadline for applications."""
    program = catalog.load("pakt-fuer-integration", as_of=date(2017, 7, 24))
    part = program.part(PART)
    closes = EligibleApplied(deadline=KeyDate(date(2017, 9, 1)))
    rule = attrs.evolve(part.rule, provisions=(closes, *part.rule.provisions))
    parts = [
        attrs.evolve(one, rule=rule) if one.id == PART else one for one in program.parts
    ]
    return attrs.evolve(program, parts=parts)


def keys(events):
    """Give what each event is about, with its key and day."""
    return [(one.about, one.key, str(one.day)) for one in events]


class TestRecipientEvents:
    def test_of_the_pakt(self, pakt):
        """
        Application, key dates, tranche, use, proof, repayment and limitation.
        """
        events = recipient_events(
            pakt,
            TOWN,
            awards=[AWARD, OTHER],
            plans={"Z-1": PLAN},
            reached={"Z-1": {"staff": date(2018, 1, 2)}},
            proven={"Z-1": [ProvenUse(day=date(2018, 5, 1), amount=AWARD.amount)]},
            terms=TERMS,
            cases=[CASE, attrs.evolve(CASE, id="R-2", recipient=OTHER.recipient)],
            decisions=[
                DECISION,
                attrs.evolve(
                    DECISION,
                    case=attrs.evolve(CASE, id="R-3", recipient=OTHER.recipient),
                ),
            ],
            jurisdiction=DE,
        )
        own = [one for one in keys(events) if one[0] in {"Z-1", "R-1"}]
        program = [one for one in keys(events) if one not in own]
        part = f"{pakt.id}/{PART}"

        assert [
            ("Z-1", "milestone/staff", "2018-01-02"),
            ("Z-1", "payment/first", "2018-01-02"),
            ("Z-1", "use/first", "2018-03-02"),
            ("R-1", "repayment-due", "2018-03-15"),
            ("R-1", "repayment-decision", "2019-01-05"),
            ("Z-1", "proof-due", "2020-03-31"),
            ("R-1", "repayment-limitation", "2021-12-31"),
        ] == own
        assert (part, "application-deadline", "2017-09-01") in program
        assert (part, "key-date", "2017-09-15") in program
        assert (pakt.id, "program-ends", "2018-12-31") in program
        assert {Text(TOWN.name), None} == {one.who for one in events}
        assert sorted(one.day for one in events) == [one.day for one in events]
        assert () == events.open
        assert len(events) == to_icalendar(events).count("BEGIN:VEVENT")

    def test_an_identifier_stays_from_case_to_decision(self, pakt):
        """
        The deadline for the decision is the same before and after it.
        """
        files = [
            to_icalendar(
                [
                    one
                    for one in recipient_events(pakt, TOWN, jurisdiction=DE, **matter)
                    if one.key == "repayment-decision"
                ]
            )
            for matter in ({"cases": [CASE]}, {"decisions": [DECISION]})
        ]
        before, after = (
            {line for line in text.split("\r\n") if line.startswith("UID:")}
            for text in files
        )

        assert before == after
        assert files[0] != files[1]

    def test_two_awards_are_two_proofs(self, pakt):
        """
        The same day of two awards is two events, each with its own terms.
        """
        second = attrs.evolve(AWARD, id="Z-4")
        events = recipient_events(
            pakt, TOWN, awards=[AWARD, second], terms={"Z-1": TERMS, "Z-4": TERMS}
        )

        assert {"Z-1", "Z-4"} == {one.about for one in events if one.key == "proof-due"}

    def test_the_plan_of_the_part_counts(self, pakt):
        """
        An award is paid by its part's plan, and the days are not given twice.
        """
        plan = PaymentPlan(tranches=[Tranche(id="first", due=date(2017, 10, 2))])
        program = attrs.evolve(
            pakt,
            parts=[
                attrs.evolve(one, payment_plan=plan) if one.id == PART else one
                for one in pakt.parts
            ],
        )
        before, after = (
            [
                one.about
                for one in recipient_events(program, TOWN, awards=awards)
                if one.kind is EventKind.INSTALMENT
            ]
            for awards in ([OTHER], [AWARD])
        )

        assert [f"{pakt.id}/{PART}"] == before
        assert ["Z-1"] == after

    def test_a_proof_may_be_due_on_a_day(self, pakt):
        """
        Then an award needs no period; else it is missed by name.
        """
        timeless = attrs.evolve(AWARD, period=None)
        day = ProofTerms(due=date(2020, 3, 31))
        events = recipient_events(pakt, TOWN, awards=[timeless], terms=day)

        assert ("Z-1", "proof-due", "2020-03-31") in keys(events)

        with pytest.raises(InvalidDataError, match="there is no period"):
            recipient_events(pakt, TOWN, awards=[timeless], terms=TERMS)

    def test_names_what_is_open(self, pakt):
        """
        A Land whose periods nobody could look up hides no deadline.
        """
        events = recipient_events(
            pakt, TOWN, cases=[CASE], jurisdiction=load_profile("de-bw")
        )

        assert 1 <= len(events.open)

    def test_somebody_says_whose_periods_hold(self, pakt):
        """
        No jurisdiction is taken for granted.
        """
        with pytest.raises(InvalidDataError) as caught:
            recipient_events(pakt, TOWN, cases=[CASE])

        assert str(caught.value) == (
            "repayment 'R-1': nobody says whose periods hold for a repayment\n"
            "  expected: a jurisdiction\n"
            '  mend: pass jurisdiction=load_profile("de"), or another'
        )

    def test_an_award_is_of_the_program(self, pakt):
        """
        An award of an unknown part is refused.
        """
        with pytest.raises(InvalidModelError, match="no part of this name"):
            recipient_events(pakt, TOWN, awards=[attrs.evolve(AWARD, part="else")])
