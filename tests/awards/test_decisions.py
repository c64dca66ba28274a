"""Tests of decisions: granted within the envelope, refused with a reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.allocation import allocate
from fundmodel.applications import Applications
from fundmodel.awards import (
    AwardAmendment,
    AwardBasis,
    Awards,
    AwardTerms,
    Envelope,
    amend,
    decide,
    granted,
)
from fundmodel.errors import (
    AwardError,
    DecisionDayError,
    EnvelopeError,
    InvalidDataError,
)
from fundmodel.facts import Facts
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.rules import AllocationRule, Requested, Round
from fundmodel.sentences import Language, Text

from .conftest import asked, euros

ENVELOPE = Envelope(part="care", recipient="a", years=["2018"], amount=euros(100_000))
NO_MONEY = Text("the plan says nothing about posts")


def decided(amounts=60_000, application=None, envelope=ENVELOPE, **given: Any):
    """Decide on the application of town a."""
    usual = {"id": "Z-1", "decided": date(2018, 4, 16)}
    if isinstance(amounts, int):
        amounts = euros(amounts)
    return decide(application or asked(), envelope, amounts, **usual | given)


class TestDecide:
    def test_granted(self, allocation):
        """A decision within the envelope makes an award with all that it says."""
        period = Period(date(2018, 5, 1), date(2019, 4, 30))
        decision = decided(
            envelope=allocation.allotment("a", "care"),
            announced=date(2018, 4, 19),
            period=period,
        )
        award = decision.award

        assert not decision.is_refusal
        assert ("Z-1", "a", "care", "A-1") == (
            award.id,
            award.recipient,
            award.part,
            award.application,
        )
        assert euros(60_000) == award.of_year(2018) == award.amount
        assert AwardBasis.DECISION is award.basis
        assert (date(2018, 4, 19), period) == (award.effective, award.period)
        assert str(award) == str(decision)

    def test_refused(self):
        """A refusal is kept, with its reason and without an award."""
        decision = decided(None, reason=NO_MONEY)

        assert decision.is_refusal
        assert (
            "Z-1: a, care, abgelehnt am 16. April 2018: "
            "the plan says nothing about posts"
        ) == decision.render(Language.GERMAN)

    def test_refused_without_reason(self):
        """A refusal has a reason."""
        with pytest.raises(AwardError, match="a refusal has no reason"):
            decided(None)

    def test_later_years(self):
        """An envelope of one year may be granted out of later ones too."""
        decision = decided({"2018": euros(60_000), "2019": euros(40_000)})

        assert euros(100_000) == decision.award.amount

    def test_two_years(self, program, towns, allocation):
        """The allotments of two years are one envelope."""
        later = allocate(program, towns, year=2019)
        envelope = Envelope.of(
            [done.allotment("a", "care") for done in (allocation, later)]
        )
        with pytest.raises(AwardError, match="out of which budget year"):
            decided(envelope=envelope)

        assert "120,000.00 EUR for a in care, 2018, 2019" == str(envelope)
        assert decided({"2019": euros(90_000)}, envelope=envelope).award is not None

    @pytest.mark.parametrize("year", ["20l8", "2018/19", "a"])
    def test_a_year_is_written_like_those_of_the_envelope(self, year):
        """Without a program, a slip in a label shows by its form."""
        with pytest.raises(AwardError) as caught:
            decided({year: euros(5)})

        assert (
            "decision 'Z-1' on application 'A-1': there is no such budget year to "
            "grant money out of\n"
            f"  got: {year}\n"
            "  expected: a label like 2018\n"
            "  mend: correct the label, or add the year to the program"
        ) == str(caught.value)

    def test_not_out_of_an_earlier_year(self, program):
        """What was allotted for a year is not granted out of the one before."""
        for terms in (None, AwardTerms(program=program)):
            envelope = attrs.evolve(ENVELOPE, years=["2019"])
            with pytest.raises(AwardError, match="out of a budget year before its"):
                decided({"2018": euros(5)}, envelope=envelope, terms=terms)

    def test_a_year_is_one_of_the_program(self, program):
        """With a program, its years count, for the envelope too."""
        terms = AwardTerms(program=program)
        with pytest.raises(AwardError, match="got: 2099"):
            decided({"2099": euros(5)}, terms=terms)
        with pytest.raises(AwardError, match="got: 2017"):
            decided(envelope=attrs.evolve(ENVELOPE, years=["2017"]), terms=terms)

    def test_not_after_the_program_ended(self, program):
        """On the last day of the program a decision is in time, later it is not."""
        ended = attrs.evolve(
            program, period=Period(date(2018, 1, 1), date(2019, 6, 30))
        )
        terms = AwardTerms(program=ended)

        assert decided(decided=date(2019, 6, 30), terms=terms).award is not None
        with pytest.raises(DecisionDayError) as caught:
            decided(decided=date(2019, 7, 1), terms=terms)

        assert (
            "decision 'Z-1' on application 'A-1': a decision is dated after the "
            "program ended\n"
            "  got: 2019-07-01\n"
            "  expected: 2019-06-30 or earlier\n"
            "  mend: correct the day, or add the amendment that prolonged the program"
        ) == str(caught.value)

    def test_an_application_is_granted_once(self):
        """Another envelope does not make another application of it."""
        other = attrs.evolve(ENVELOPE, years=["2019"])
        with pytest.raises(AwardError, match="the application was granted already"):
            decided(id="Z-2", envelope=other, earlier=[decided()])

    def test_each_decision_has_an_id_of_its_own(self):
        """The file number of an earlier decision is taken."""
        with pytest.raises(AwardError, match="an earlier decision has the same id"):
            decided(5, asked("A-2"), earlier=[decided()])

    def test_a_time_is_no_day(self):
        """The day of the decision is a day."""
        with pytest.raises(InvalidDataError, match="this is not a calendar day"):
            decided(decided=datetime(2018, 4, 16, 9, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"amount": euros(-200)}, "an envelope is negative"),
            ({"years": []}, "an envelope is not of one or more budget years"),
            ({"years": ["2018", "2018"]}, "an envelope is not of one or more"),
            ({"years": [" "]}, "an envelope is not of one or more budget years"),
        ],
    )
    def test_an_envelope_holds_together(self, given, message):
        """It has years, each once, and is not negative."""
        with pytest.raises(InvalidDataError, match=message):
            attrs.evolve(ENVELOPE, **given)

    def test_contract(self):
        """The basis may be a contract."""
        assert AwardBasis.CONTRACT is decided(basis=AwardBasis.CONTRACT).award.basis

    def test_no_money(self):
        """What is no amount of money is refused."""
        with pytest.raises(InvalidDataError, match="this is no amount of money"):
            decided("5")

    def test_announced_too_early(self):
        """Nobody learns of a refusal before it is made."""
        with pytest.raises(InvalidDataError, match="announced before it was made"):
            decided(None, reason=NO_MONEY, announced=date(2018, 4, 1))


class TestBounds:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            (
                {"amounts": 100_001, "application": asked(requested=200_000)},
                (
                    "decision 'Z-1' on application 'A-1', part 'care', recipient 'a': "
                    "more would be granted than the envelope has\n"
                    "  got: 100,001.00 EUR\n"
                    "  expected: at most 100,000.00 EUR: the envelope is "
                    "100,000.00 EUR\n"
                    "  mend: grant less, or allot more first"
                ),
            ),
            (
                {"amounts": 60_000, "application": asked(requested=50_000)},
                (
                    "decision 'Z-1' on application 'A-1': more would be granted "
                    "than was "
                    "asked for\n"
                    "  got: 60,000.00 EUR\n"
                    "  expected: at most 50,000.00 EUR\n"
                    "  mend: grant less; nobody is given what he did not ask for"
                ),
            ),
            (
                {"application": asked(applicant="b")},
                (
                    "decision 'Z-1' on application 'A-1': the envelope is another "
                    "recipient's\n"
                    "  got: a\n"
                    "  expected: b\n"
                    "  mend: take the allotment of the applicant"
                ),
            ),
            (
                {"amounts": 0},
                (
                    "decision 'Z-1' on application 'A-1': a decision grants nothing\n"
                    "  got: 0.00 EUR\n"
                    "  expected: more than zero\n"
                    "  mend: refuse the application with amounts None and a reason"
                ),
            ),
            (
                {
                    "amounts": 2_500,
                    "terms": AwardTerms(more_than=euros(2_500)),
                },
                (
                    "decision 'Z-1' on application 'A-1': an award is too small\n"
                    "  got: 2,500.00 EUR\n"
                    "  expected: more than 2,500.00 EUR\n"
                    "  mend: refuse the application, or say where the directive "
                    "allows it"
                ),
            ),
            (
                {"amounts": Money.of(5, "USD")},
                (
                    "decision 'Z-1' on application 'A-1': a decision is in another "
                    "currency than what it is held to\n"
                    "  got: USD\n"
                    "  expected: EUR\n"
                    "  mend: convert it before, with rate, date and source"
                ),
            ),
            (
                {"amounts": 5, "application": attrs.evolve(asked(), requested=7)},
                (
                    "decision 'Z-1' on application 'A-1': a decision is in another "
                    "currency than what it is held to\n"
                    "  got: EUR\n"
                    "  expected: whole numbers\n"
                    "  mend: convert it before, with rate, date and source"
                ),
            ),
        ],
    )
    def test_refused(self, given, message):
        """What goes beyond envelope, request, minimum or currency is refused."""
        with pytest.raises(AwardError) as caught:
            decided(**given)

        assert message == str(caught.value)

    def test_minimum(self):
        """An award of a cent more than the minimum will do."""
        terms = AwardTerms(more_than=euros(2_500))
        decision = decided({"2018": euros("2500.01")}, terms=terms)

        assert euros("2500.01") == decision.award.amount

    def test_not_on_the_roster(self, towns):
        """Whoever is granted money is on the roster."""
        stranger = attrs.evolve(ENVELOPE, recipient="z")
        with pytest.raises(AwardError) as caught:
            decided(
                application=asked(applicant="z"),
                envelope=stranger,
                terms=AwardTerms(roster=towns),
            )

        assert (
            "decision 'Z-1' on application 'A-1', roster 'towns': the applicant is "
            "not on the roster\n"
            "  got: z\n"
            "  expected: one of 3 ids\n"
            "  mend: look it up in the roster"
        ) == str(caught.value)
        assert decided(terms=AwardTerms(roster=towns)).award is not None

    @settings(max_examples=40)
    @given(st.lists(st.integers(1, 60_000), max_size=6))
    def test_cumulative(self, amounts):
        """All decisions out of one envelope together never grant more than it has."""
        earlier = []
        left = 100_000
        for number, amount in enumerate(amounts):
            given = {
                "application": asked(f"A-{number}"),
                "id": f"Z-{number}",
                "earlier": earlier,
            }
            if amount > left:
                with pytest.raises(EnvelopeError):
                    decided(amount, **given)
            else:
                earlier.append(decided(amount, **given))
                left -= amount

        assert euros(100_000 - left) == granted(earlier, currency="EUR").amount

    def test_says_the_sums(self):
        """The refusal names what was granted before, and what is left."""
        first = decided(70_000)
        with pytest.raises(EnvelopeError) as caught:
            decided(40_000, asked("A-2"), id="Z-2", earlier=[first])

        assert "40,000.00 EUR, after 70,000.00 EUR granted before" == caught.value.got
        assert (
            "at most 30,000.00 EUR: the envelope is 100,000.00 EUR"
            == caught.value.expected
        )

    def test_overdrawn_before(self):
        """Where earlier awards exceed the envelope already, nothing is left."""
        final = attrs.evolve(ENVELOPE, amount=euros(50_000))
        with pytest.raises(EnvelopeError) as caught:
            decided(1, asked("A-2"), final, id="Z-2", earlier=[decided(70_000)])

        assert "at most 0.00 EUR: the envelope is 50,000.00 EUR" == (
            caught.value.expected
        )

    @pytest.mark.parametrize(
        "other",
        [
            attrs.evolve(ENVELOPE, years=["2017"]),
            attrs.evolve(ENVELOPE, part="work"),
        ],
    )
    def test_other_envelopes(self, other):
        """What was granted out of another envelope does not count."""
        first = decided(70_000, envelope=other)
        refusal = decided(None, asked("A-3"), id="Z-3", reason=NO_MONEY)
        second = decided(100_000, asked("A-2"), id="Z-2", earlier=[first, refusal])

        assert euros(100_000) == second.award.amount

    def test_granted_twice(self):
        """An application is granted once; what comes later is an amendment."""
        with pytest.raises(AwardError, match="the application was granted already"):
            decided(5, id="Z-2", earlier=[decided(5)])

    def test_granted_after_refusal(self):
        """What was refused may be granted later."""
        refusal = decided(None, reason=NO_MONEY)
        decision = decided(5, id="Z-2", earlier=[refusal])

        assert not decision.is_refusal

    def test_envelope_of_an_application(self, program, towns):
        """Where applications share, the allotment is for that application alone."""
        part = attrs.evolve(
            program.part("care"),
            rule=AllocationRule(Requested(), Round(1)),
        )
        applications = [asked("A-1", "a", 40_000), asked("A-2", "a", 50_000)]
        done = allocate(
            attrs.evolve(program, parts=[part]),
            towns,
            year=2018,
            facts=Facts(applications=Applications.of(applications, id="call")),
        )
        allotment = done.allotment("A-1")
        decision = decided(40_000, applications[0], allotment)

        assert "a" == decision.award.recipient
        with pytest.raises(AwardError, match="the allotment is for another"):
            decided(40_000, applications[1], allotment)


class TestDays:
    @pytest.mark.parametrize(
        ("day", "message"),
        [
            (
                date(2018, 2, 28),
                (
                    "decision 'Z-1' on application 'A-1': a decision is dated "
                    "before the "
                    "application was received\n"
                    "  got: 2018-02-28\n"
                    "  expected: 2018-03-01 or later\n"
                    "  mend: correct one of the two days"
                ),
            ),
        ],
    )
    def test_before_the_application(self, day, message):
        """Nobody decides on what was not received; a refusal neither."""
        for also in ({}, {"amounts": None, "reason": NO_MONEY}):
            with pytest.raises(DecisionDayError) as caught:
                decided(decided=day, **also)

            assert message == str(caught.value)

    def test_before_the_program(self, program):
        """Nobody decides before there is a program."""
        early = asked(received=date(2017, 12, 1))
        with pytest.raises(DecisionDayError) as caught:
            decided(
                application=early,
                decided=date(2017, 12, 31),
                terms=AwardTerms(program=program),
            )

        assert (
            "decision 'Z-1' on application 'A-1', program 'fund': a decision is dated "
            "before the program existed\n"
            "  got: 2017-12-31\n"
            "  expected: 2018-01-01 or later\n"
            "  mend: correct the day, or the period of the program"
        ) == str(caught.value)

    def test_part_not_in_the_program(self, program):
        """The part is in the program on the day of the decision."""
        terms = AwardTerms(program=attrs.evolve(program, period=None))
        other = attrs.evolve(ENVELOPE, part="work")
        with pytest.raises(DecisionDayError, match="not in the program on the day"):
            decided(envelope=other, terms=terms)

        assert decided(terms=terms).award is not None

    def test_after_the_deadline(self):
        """An application after its deadline can only be refused."""
        terms = AwardTerms(deadline=date(2018, 2, 28))
        with pytest.raises(DecisionDayError) as caught:
            decided(terms=terms)

        assert (
            "decision 'Z-1' on application 'A-1': the application was received after "
            "its deadline\n"
            "  got: 2018-03-01\n"
            "  expected: 2018-02-28 or earlier\n"
            "  mend: refuse it with a reason, or correct the day"
        ) == str(caught.value)
        late = Text("received too late")
        assert decided(None, terms=terms, reason=late).is_refusal

    def test_on_the_deadline(self):
        """The deadline itself is in time."""
        terms = AwardTerms(deadline=date(2018, 3, 1))

        assert decided(terms=terms).award is not None

    def test_no_day_of_receipt(self):
        """Without a day of receipt nobody knows whether a deadline was kept."""
        unknown = asked(received=None)
        terms = AwardTerms(deadline=date(2018, 3, 1))
        with pytest.raises(DecisionDayError, match="nobody says whether"):
            decided(application=unknown, terms=terms)

        assert decided(application=unknown).award is not None


def more(amount, id="Ä-1", day=date(2019, 1, 15)):
    """Grant another amount out of 2018."""
    return AwardAmendment(id=id, decided=day, amounts={"2018": euros(amount)})


class TestAmend:
    def test_within(self):
        """An amendment within request and envelope changes the award."""
        decision = amend(decided(60_000), more(80_000))

        assert euros(60_000) == decision.award.amount
        assert euros(80_000) == decision.award.amended().amount

    def test_takes_back_by_name(self):
        """Only a revocation takes everything away, or what was paid."""
        with pytest.raises(AwardError) as caught:
            amend(decided(), more(0))

        assert (
            "decision 'Z-1', amendment 'Ä-1': an amendment takes a whole award away, "
            "and is not called a revocation\n"
            "  got: 0.00 EUR\n"
            "  expected: more than zero\n"
            "  mend: name it: amend(..., revocation=True), with a reason "
            "(§§ 48, 49 VwVfG)"
        ) == str(caught.value)
        reason = attrs.evolve(more(0), reason=Text("used for something else"))
        gone = amend(decided(), reason, paid=euros(50_000), revocation=True)
        assert euros(0) == gone.award.amended().amount
        again = decided(application=asked(), id="Z-2", earlier=[gone])
        assert again.award is not None

    @settings(max_examples=30)
    @given(st.integers(1, 59_999), st.integers(0, 60_000))
    def test_not_below_what_was_paid(self, amount, paid):
        """An amendment leaves at least what was paid."""
        if amount >= paid:
            amended = amend(decided(), more(amount), paid=euros(paid))
            assert euros(amount) == amended.award.amended().amount
            return
        with pytest.raises(AwardError, match="goes below what was paid"):
            amend(decided(), more(amount), paid=euros(paid))

    def test_a_revocation_has_a_reason_and_takes_something(self):
        """What is taken back is taken back for a reason (§ 39 Abs. 1 VwVfG)."""
        with pytest.raises(AwardError, match="a revocation has no reason"):
            amend(decided(), more(0), revocation=True)
        up = attrs.evolve(more(70_000), reason=Text("more posts"))
        with pytest.raises(AwardError, match="a revocation takes nothing back"):
            amend(decided(), up, revocation=True)

    def test_held_to_the_terms(self, program, towns):
        """Terms hold for an amendment, too."""
        terms = AwardTerms(program=program, roster=towns, more_than=euros(500))
        with pytest.raises(AwardError, match="an award is too small"):
            amend(decided(), more(500), terms=terms)
        far = attrs.evolve(more(5), amounts={"2099": euros(5)})
        with pytest.raises(AwardError, match="there is no such budget year"):
            amend(decided(), far, terms=terms)

        assert amend(decided(), more(501), terms=terms).award.amendments

    def test_counts_against_the_envelope(self):
        """What an amendment adds is no longer there for others."""
        first = amend(decided(60_000), more(80_000))
        with pytest.raises(EnvelopeError, match="more would be granted"):
            decided(30_000, asked("A-2"), id="Z-2", earlier=[first])

    def test_beyond_the_envelope(self):
        """What others have cannot be added."""
        first, second = decided(60_000), decided(40_000, asked("A-2"), id="Z-2")
        with pytest.raises(EnvelopeError, match="more would be granted"):
            amend(first, more(61_000), earlier=[first, second])

    def test_beyond_the_request(self):
        """More than was asked for takes another application."""
        small = asked(requested=60_000)
        decision = decided(60_000, small)
        with pytest.raises(AwardError, match="more would be granted than was asked"):
            amend(decision, more(61_000))

        asked_more = asked("A-1a", received=date(2018, 12, 1))
        amended = amend(decision, more(61_000), application=asked_more)
        assert asked_more == amended.application

    def test_another_applicant(self):
        """The other application is that of the same recipient."""
        with pytest.raises(AwardError, match="another recipient's"):
            amend(decided(), more(5), application=asked(applicant="b"))

    def test_before_the_application(self):
        """The other application was received before the amendment."""
        late = asked(received=date(2019, 2, 1))
        with pytest.raises(DecisionDayError, match="before the application"):
            amend(decided(), more(5), application=late)

    def test_refusal(self):
        """What was refused cannot be amended."""
        with pytest.raises(AwardError, match="what was refused cannot be amended"):
            amend(decided(None, reason=NO_MONEY), more(5))


class TestGranted:
    def test_awards_only(self):
        """The awards of decisions are those that granted something."""
        decisions = [decided(), decided(None, asked("A-2"), id="X", reason=NO_MONEY)]
        awards = granted(decisions)

        assert isinstance(awards, Awards)
        assert ("Z-1",) == awards.ids
        assert 0 == len(granted(decisions[1:], currency="EUR"))


class TestEnvelope:
    def test_by_law(self, allocation):
        """An entitlement is no envelope: the law has decided."""
        with pytest.raises(AwardError, match="what a law gives takes no decision"):
            Envelope.of(allocation.allotment("a", "lump-sum"))

    def test_all_others(self, allocation):
        """A row that stands for all others has no envelope of its own."""
        others = attrs.evolve(allocation.allotment("a", "care"), amount=None)
        with pytest.raises(AwardError, match="a row that stands for all others"):
            Envelope.of(others)

    def test_several_recipients(self, allocation):
        """An envelope is that of one recipient."""
        two = [allocation.allotment(id, "care") for id in "ab"]
        with pytest.raises(AwardError) as caught:
            Envelope.of(two)

        assert "a in care, 2018, b in care, 2018" == caught.value.got

    def test_one_year_twice(self, allocation):
        """An allotment counts once."""
        with pytest.raises(AwardError, match="an envelope is made of allotments"):
            Envelope.of([allocation.allotment("a", "care")] * 2)

    def test_none(self):
        """There is no envelope without an allotment."""
        with pytest.raises(AwardError, match="no allotment"):
            Envelope.of([])
