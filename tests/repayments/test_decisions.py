"""Tests of cases, decisions, their deadlines and what is wrong with them."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.calendars import to_icalendar
from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidDataError, RepaymentError
from fundmodel.interest import (
    Ground,
    PartPayment,
    Waiver,
    german_repayment_interest,
)
from fundmodel.jurisdictions import Jurisdiction, Parameter, load_profile
from fundmodel.ledgers import Account, BudgetTerms, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.repayments import (
    AwardPayment,
    Discretion,
    ObjectionKind,
    RepaymentCase,
    RepaymentDecision,
    RepaymentGround,
    checked_decision,
    claim_arises,
    claim_limitation,
    decision_deadline,
    due_date,
    examine_decision,
    explain_repayment,
    interest_limitation,
    repayment_events,
    repayment_interest,
    return_entries,
    unbarred_from,
)
from fundmodel.sentences import Language, Text
from fundmodel.sources import Source

DE, US = load_profile("de"), load_profile("us")
DAYS = st.dates(date(2014, 1, 1), date(2024, 12, 31))
SOME = settings(max_examples=25)


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def case(**more):
    """Give a case of money that was not used for its purpose."""
    known = {
        "id": "R-1",
        "recipient": "08226082",
        "award": "IM-2018-17",
        "ground": RepaymentGround.REVOCATION,
        "invalid_from": date(2018, 7, 1),
        "known_since": date(2020, 3, 16),
        "facts": Text({"en": "spent on a car", "de": "für ein Auto ausgegeben"}),
    }
    return RepaymentCase(**{**known, **more})


def decision(of=None, **more):
    """Give a decision with which nothing is wrong."""
    made = {
        "case": of or case(),
        "amount": euros(12_000),
        "decided": date(2021, 2, 1),
        "announced": date(2021, 2, 4),
        "discretion": Text({"en": "no hardship was shown", "de": "keine Härte"}),
        "due": Deadline(date(2021, 3, 6), moves=True),
    }
    return RepaymentDecision(**{**made, **more})


CONDITION = case(ground=RepaymentGround.CONDITION, invalid_from=date(2014, 5, 2))
"""An award that ended by itself in 2014; the authority knew in 2020."""

KASSEL = RepaymentDecision(
    case=case(
        ground=RepaymentGround.WITHDRAWAL,
        invalid_from=date(2001, 1, 24),
        known_since=date(2002, 11, 13),
    ),
    amount=euros(95_867),
    decided=date(2002, 11, 13),
    announced=date(2002, 11, 13),
    interest_fixed=date(2009, 2, 3),
    discretion=Text("not reported"),
)
"""
BVerwG, 30 January 2013, 8 C 2.12 (https://bverwg.de/300113U8C2.12.0): withdrawn in
part on 13 November 2002, interest fixed on 3 February 2009. Since when the award had no
effect was not read; the day of the final award stands in for it.
"""


class TestGround:
    def test_two_need_discretion(self):
        """
        Withdrawal and revocation are discretionary; what ends by itself is not.
        """
        needing = [one for one in RepaymentGround if one.needs_discretion]

        assert [RepaymentGround.WITHDRAWAL, RepaymentGround.REVOCATION] == needing

    @pytest.mark.parametrize("ground", RepaymentGround)
    def test_each_has_its_provision_and_its_words(self, ground):
        """
        Each ground cites where it stands, and is said in both languages.
        """
        assert ground.source.url
        assert ground.act_source.url
        assert ground.render(Language.ENGLISH) != ground.render(Language.GERMAN)


class TestCase:
    def test_needs_an_id(self):
        """
        A case without a file number cannot be booked or found again.
        """
        with pytest.raises(InvalidDataError, match="an id is empty"):
            case(id=" ")

    def test_may_lack_the_day_of_knowledge(self):
        """
        Nobody has to have written down since when the facts were known.
        """
        assert case(known_since=None).known_since is None


class TestDecision:
    def test_is_about_money(self):
        """
        Nothing, or less, is not claimed back.
        """
        with pytest.raises(InvalidDataError, match="not above zero"):
            decision(amount=euros(0))

    def test_days_have_an_order(self):
        """
        Nothing is announced before it is decided.
        """
        with pytest.raises(InvalidDataError) as caught:
            decision(announced=date(2021, 1, 31))

        assert str(caught.value) == (
            "repayment R-1: the days of a decision are in an order that cannot be\n"
            "  got: decided 2021-02-01, announced 2021-01-31\n"
            "  expected: announced on or after decided\n"
            "  mend: correct one of them"
        )

    def test_is_final_only_if_announced(self):
        """
        What nobody got cannot have become final.
        """
        with pytest.raises(InvalidDataError, match="final that nobody announced"):
            decision(announced=None, final_since=date(2021, 4, 1))


class TestDecisionDeadline:
    def test_is_a_year_from_knowledge(self):
        """
        § 48 Abs. 4 Satz 1 VwVfG; the day of knowledge does not count.
        """
        assert Deadline(date(2021, 3, 16), moves=True) == decision_deadline(case(), DE)

    @pytest.mark.parametrize(
        "one",
        [CONDITION, case(known_since=None), case(by_deceit=True)],
        ids=["by itself", "not known", "deceit"],
    )
    def test_some_have_none(self, one):
        """
        No period runs without knowledge, after deceit, or for what ends by itself.
        """
        assert decision_deadline(one, DE) is None

    def test_is_open_in_most_laender(self):
        """
        The law of the Federation does not stand in for that of a Land.
        """
        withdrawn = case(ground=RepaymentGround.WITHDRAWAL)
        bavaria = load_profile("de-by")

        assert date(2021, 3, 16) == decision_deadline(withdrawn, bavaria).day
        with pytest.raises(InvalidDataError, match="the figure is open"):
            decision_deadline(case(), bavaria)

    def test_moves_only_where_somebody_says_so(self):
        """
        Where it is open whether deadlines move, the earlier day stands.
        """
        withdrawn = case(ground=RepaymentGround.WITHDRAWAL)

        assert not decision_deadline(withdrawn, load_profile("de-by")).moves

    @SOME
    @given(DAYS, DAYS)
    def test_is_monotone_in_knowledge(self, one, other):
        """
        Whoever knows later has until later, or as long.
        """
        first, last = sorted((one, other))
        ends = [
            decision_deadline(case(known_since=day), DE).day for day in (first, last)
        ]

        assert ends == sorted(ends)


class TestDueDate:
    def test_is_the_day_that_the_decision_sets(self):
        """
        In Germany the authority sets the term (§ 49a Abs. 3 Satz 2 VwVfG).
        """
        assert Deadline(date(2021, 3, 6), moves=True) == due_date(decision(), DE)
        with pytest.raises(InvalidDataError, match="The authority sets it"):
            due_date(decision(due=None), DE)

    def test_is_thirty_days_from_the_demand_in_the_united_states(self):
        """
        31 CFR 901.2(b)(3): generally not more than 30 days from the letter.
        """
        debt = decision(
            case(ground=RepaymentGround.DISALLOWED_COST),
            decided=date(2026, 12, 1),
            announced=date(2026, 12, 1),
            due=None,
        )

        assert Deadline(date(2026, 12, 31), moves=False) == due_date(debt, US)

    def test_needs_an_announcement(self):
        """
        No term runs from a decision that nobody got.
        """
        with pytest.raises(InvalidDataError, match="nobody announced sets no term"):
            due_date(decision(announced=None, due=None), US)


class TestLimitation:
    def test_of_a_claim_that_a_decision_makes(self):
        """
        Three years from the end of the year of the announcement (§§ 195, 199 BGB).
        """
        assert date(2021, 2, 4) == claim_arises(decision())
        assert date(2024, 12, 31) == claim_limitation(decision(), DE)

    def test_of_a_claim_that_arose_by_itself(self):
        """
        Three years from the end of the year of knowledge.
        """
        known = attrs.evolve(CONDITION, known_since=date(2015, 2, 1))

        assert date(2014, 5, 2) == claim_arises(known)
        assert date(2018, 12, 31) == claim_limitation(known, DE)

    @pytest.mark.parametrize("known", [None, date(2022, 1, 1)])
    def test_of_a_claim_known_late_or_never(self, known):
        """
        Ten years from the day on which it arose, whatever was known (§ 199 Abs. 4 BGB).
        """
        one = attrs.evolve(CONDITION, known_since=known)

        assert date(2024, 5, 2) == claim_limitation(one, DE)

    def test_once_the_decision_is_final(self):
        """
        30 years from then (§ 53 Abs. 2 VwVfG).
        """
        final = decision(final_since=date(2021, 3, 8))

        assert date(2051, 3, 8) == claim_limitation(final, DE)

    def test_needs_a_claim(self):
        """
        What nobody has revoked has not arisen.
        """
        assert claim_arises(case()) is None
        assert claim_limitation(case(), DE) is None
        assert interest_limitation(case(), 2018, DE) is None
        assert date(2018, 7, 1) == unbarred_from(case(), date(2030, 1, 1), DE)

    def test_of_interest_before_there_is_any(self):
        """
        Interest that begins later cannot be time-barred.
        """
        assert date(2018, 7, 1) == unbarred_from(decision(), date(2017, 1, 1), DE)

    def test_is_open_elsewhere(self):
        """
        What depends on an open figure is named, and hides no other deadline.
        """
        agenda = repayment_events(
            decision(case(ground=RepaymentGround.DISALLOWED_COST)), US
        )

        assert [date(2021, 3, 6)] == [one.day for one in agenda]
        assert ["jurisdiction us, limitation"] == [one.where for one in agenda.open]

    def test_of_interest_as_the_federal_court_held(self):
        """
        BVerwG 8 C 2.12: of interest fixed on 3 February 2009, that for the time before
        1 January 2006 was time-barred, and the rest was not.
        """
        fixed = date(2009, 2, 3)

        assert date(2008, 12, 31) == interest_limitation(KASSEL, 2005, DE)
        assert date(2009, 12, 31) == interest_limitation(KASSEL, 2006, DE)
        assert date(2006, 1, 1) == unbarred_from(KASSEL, fixed, DE)

    @SOME
    @given(DAYS, DAYS, st.integers(2014, 2024))
    def test_is_monotone_in_knowledge(self, one, other, year):
        """
        Whoever knows later has as long at least, for the claim and for its interest.
        """
        cases = [
            attrs.evolve(CONDITION, known_since=day) for day in sorted((one, other))
        ]
        claims = [claim_limitation(known, DE) for known in cases]
        interest = [interest_limitation(known, year, DE) for known in cases]

        assert claims == sorted(claims)
        assert interest == sorted(interest)

    @SOME
    @given(DAYS, DAYS)
    def test_of_interest_leaves_what_can_still_be_claimed(self, known, on):
        """
        The first day that is not barred is in the first year that is not.
        """
        one = attrs.evolve(CONDITION, known_since=known)
        first = unbarred_from(one, on, DE)

        assert interest_limitation(one, first.year, DE) >= on
        assert first == one.invalid_from or (
            interest_limitation(one, first.year - 1, DE) < on
        )


class TestExamination:
    def test_finds_nothing_where_nothing_is_wrong(self):
        """
        A decision in time, weighed, announced and within what was paid stands.
        """
        found = examine_decision(decision(), DE, paid=euros(12_000))

        assert len(found) == 0
        assert str(found) == "no objections"
        assert decision() is not checked_decision(decision(), DE)
        assert decision() == checked_decision(decision(), DE, paid=euros(12_000))

    def test_goes_on_after_the_first(self):
        """
        All that is wrong is named, in one order.
        """
        found = examine_decision(
            decision(
                decided=date(2020, 3, 1),
                announced=None,
                discretion=None,
                due=None,
            ),
            DE,
            paid=euros(11_999),
        )

        assert found.kinds == (
            ObjectionKind.NO_DISCRETION,
            ObjectionKind.BEFORE_KNOWLEDGE,
            ObjectionKind.NOT_ANNOUNCED,
            ObjectionKind.MORE_THAN_PAID,
        )
        assert list(found) == list(found.items)
        assert found.text().splitlines() == [
            (
                "REPAY-001 revocation of a lawful award: the authority may also leave "
                "it, and does not say why it did not [Verwaltungsverfahrensgesetz "
                "(VwVfG), § 39 Abs. 1 Satz 3, § 40]"
            ),
            (
                "REPAY-003 decided on 1 March 2020, though the facts were known on "
                "16 March 2020 only"
            ),
            (
                "REPAY-007 the recipient never got the decision in writing, so it has "
                "no effect [Verwaltungsverfahrensgesetz (VwVfG), § 43 Abs. 1, § 49a "
                "Abs. 1 Satz 2]"
            ),
            "REPAY-008 12,000.00 EUR are claimed back, of 11,999.00 EUR that were paid",
        ]
        assert found.text("de") != found.text("en")

    @pytest.mark.parametrize(
        "ground", [g for g in RepaymentGround if g.needs_discretion]
    )
    def test_asks_since_when_the_facts_were_known(self, ground):
        """
        Without the day nobody can see whether it was in time; after deceit none runs.
        """
        unknown = case(ground=ground, known_since=None)
        deceit = attrs.evolve(unknown, by_deceit=True)

        assert [ObjectionKind.KNOWLEDGE_NOT_RECORDED] == [
            *examine_decision(decision(unknown), DE).kinds
        ]
        assert not examine_decision(decision(deceit), DE).items

    @pytest.mark.parametrize(
        ("announced", "holidays", "late"),
        [
            (date(2021, 3, 16), None, False),
            (date(2021, 4, 17), None, True),
            (date(2021, 3, 17), (), True),
            (date(2021, 3, 17), {date(2021, 3, 16)}, False),
        ],
    )
    def test_looks_at_the_period(self, announced, holidays, late):
        """
        After the period it is too late; holidays are asked for only near its end.
        """
        found = examine_decision(
            decision(decided=date(2021, 3, 1), announced=announced, due=None),
            DE,
            holidays=holidays,
        )

        assert late == (found.kinds == (ObjectionKind.AFTER_PERIOD,))
        assert [Deadline(date(2021, 3, 16), moves=True)] * late == [
            one.deadline for one in found
        ]

    def test_asks_for_holidays_where_they_matter(self):
        """
        A day after the period nobody can say without them.
        """
        with pytest.raises(InvalidDataError, match="holidays are not known"):
            examine_decision(decision(announced=date(2021, 3, 17), due=None), DE)

    def test_does_not_move_where_the_law_does_not(self):
        """
        A jurisdiction may say that deadlines do not move.
        """
        source = Source(title="a law")
        fixed = Jurisdiction(
            id="x",
            name=Text("X"),
            parameters=[
                Parameter(topic=topic, value=value, valid_from=date.min, source=source)
                for topic, value in (
                    ("revocation_period", Span(years=1)),
                    ("working_days", False),
                )
            ],
        )
        late = decision(announced=date(2021, 3, 17), due=None)

        assert examine_decision(late, fixed).kinds == (ObjectionKind.AFTER_PERIOD,)

    def test_finds_a_claim_that_was_time_barred(self):
        """
        An award that ended by itself leaves a claim that is barred in time.
        """
        known = attrs.evolve(CONDITION, known_since=date(2015, 2, 1))
        found = examine_decision(
            decision(known, waiver=Waiver(reason=Text("barred"))), DE
        )

        assert found.kinds == (ObjectionKind.TIME_BARRED,)
        assert "since the end of 31 December 2018" in str(found)

    def test_leaves_a_claim_that_was_fixed_in_time(self):
        """
        An award that ended by itself in 2018 can be claimed back in 2021.
        """
        ended = case(ground=RepaymentGround.CONDITION)

        assert not examine_decision(decision(ended, discretion=None), DE).items

    def test_finds_interest_that_was_time_barred(self):
        """
        As in BVerwG 8 C 2.12.
        """
        found = examine_decision(KASSEL, DE)

        assert found.kinds == (ObjectionKind.INTEREST_TIME_BARRED,)
        assert [Deadline(date(2005, 12, 31), moves=False)] == [
            one.deadline for one in found
        ]

    def test_finds_no_interest_barred_that_is_recent_enough(self):
        """
        Interest that is fixed late, but in time, stands.
        """
        later = decision(interest_fixed=date(2024, 12, 31))

        assert not examine_decision(later, DE).items

    def test_is_about_debts_abroad_too(self):
        """
        2 CFR 200.346 knows no period and no discretion, but a demand.
        """
        debt = decision(
            case(ground=RepaymentGround.DISALLOWED_COST), announced=None, due=None
        )
        found = examine_decision(debt, US)

        assert found.kinds == (ObjectionKind.NOT_ANNOUNCED,)
        assert "2 CFR 200.346" in str(found)

    def test_raises_for_whoever_wants_that(self):
        """
        The error names all that is wrong.
        """
        with pytest.raises(RepaymentError) as caught:
            checked_decision(decision(discretion=None), DE)

        assert "repayment R-1: the decision has faults in law" in str(caught.value)
        assert "REPAY-001 revocation of a lawful award" in str(caught.value)


class TestEvents:
    def test_of_a_case(self):
        """
        Before anybody decided, only the period for the decision runs.
        """
        (one,) = repayment_events(case(), DE, interest_until=date(2020, 12, 31))

        assert str(one) == (
            "16 March 2021 or the next working day: IM-2018-17: last day to announce: "
            "revocation of a lawful award (08226082)"
        )
        assert str(one.detail) == "the facts were known on 16 March 2020"

    def test_of_a_decision(self):
        """
        All deadlines stand in the order of time, and say whether they were kept.
        """
        events = repayment_events(
            decision(), DE, who=Text("Schriesheim"), interest_until=date(2022, 5, 1)
        )

        assert [(str(one.day), str(one.detail)) for one in events] == [
            ("2021-03-06", "None"),
            ("2021-03-16", "kept: it happened on 4 February 2021"),
            (
                "2024-12-31",
                "suspended since 4 February 2021, until the decision is final",
            ),
            ("2024-12-31", "kept: it happened on 4 February 2021"),
            ("2025-12-31", "kept: it happened on 4 February 2021"),
        ]
        assert "interest of 2018, 2019, 2020, 2021 becomes" in str(events[3])
        assert "(Schriesheim)" in str(events[0])

    @pytest.mark.parametrize(
        ("announced", "said"),
        [
            (date(2021, 3, 17), "it happened on 17 March 2021, after the day that"),
            (date(2021, 4, 17), "missed: it happened on 17 April 2021"),
        ],
    )
    def test_say_what_was_missed(self, announced, said):
        """
        Near the end only the holidays decide, so nothing is said to be missed.
        """
        late = decision(announced=announced, due=None, waiver=None)
        late = attrs.evolve(late, due=Deadline(announced, moves=False))

        assert said in str(repayment_events(late, DE)[0].detail)

    def test_say_that_a_claim_was_time_barred(self):
        """
        An injured limitation is shown.
        """
        known = attrs.evolve(CONDITION, known_since=date(2015, 2, 1))
        events = repayment_events(decision(known), DE)

        assert (
            "missed: time-barred since the end of 31 December 2018, and fixed on "
            "4 February 2021"
        ) == str(events[0].detail)

    def test_know_a_final_decision(self):
        """
        Then the claim lives for 30 years.
        """
        final = decision(final_since=date(2021, 3, 8))
        last = repayment_events(final, DE)[-1]

        assert date(2051, 3, 8) == last.day
        assert str(last.detail) == "final since 8 March 2021"

    def test_of_a_decision_that_nobody_got(self):
        """
        It sets no term, and no claim has arisen.
        """
        kept = repayment_events(decision(announced=None, due=None), DE)

        assert [date(2021, 3, 16)] == [one.day for one in kept]

    def test_of_a_condition_without_an_announcement(self):
        """
        The claim has arisen all the same.
        """
        events = repayment_events(decision(CONDITION, announced=None, due=None), DE)

        assert [(date(2023, 12, 31), None)] == [(one.day, one.detail) for one in events]

    def test_of_a_condition_before_anybody_decides(self):
        """
        The claim can become time-barred without a decision.
        """
        events = repayment_events(CONDITION, DE, interest_until=date(2015, 1, 1))

        assert [date(2023, 12, 31)] * 2 == [one.day for one in events]
        assert "interest of 2014, 2015 becomes time-barred" in str(events[1])

    def test_can_be_written_as_a_calendar(self):
        """
        They are events like all others.
        """
        text = to_icalendar(repayment_events(decision(), DE), language="de")

        assert 3 == text.count("BEGIN:VEVENT")
        assert "SUMMARY:IM-2018-17: der Erstattungsanspruch verjährt" in text


class TestExplanation:
    def test_says_everything(self):
        """
        Ground, facts, days, discretion, amount, provisions, interest and the sum.
        """
        payment = AwardPayment(id="p-1", day=date(2018, 3, 1), amount=euros(12_000))
        interest = repayment_interest(
            decision(),
            [payment],
            german_repayment_interest(),
            repaid=[PartPayment(day=date(2018, 7, 31), amount=euros(12_000))],
        )
        text = explain_repayment(decision(), DE, interest=interest)

        assert text.splitlines() == [
            "Repayment R-1: 08226082, award IM-2018-17",
            (
                "  1. ground: revocation of a lawful award "
                "[Verwaltungsverfahrensgesetz (VwVfG), § 49 Abs. 3, § 49a Abs. 1]"
            ),
            "  2. facts: spent on a car",
            "  3. the authority knew all that matters on 16 March 2020",
            (
                "  4. so it could decide until 16 March 2021 or the next working day "
                "[Verwaltungsverfahrensgesetz (VwVfG), § 49 Abs. 3 Satz 2, § 48 Abs. 4 "
                "Satz 1]"
            ),
            "  5. the award has no effect from 1 July 2018",
            "  6. weighed: no hardship was shown",
            "  7. decided on 1 February 2021",
            "  8. announced in writing on 4 February 2021",
            "  9. to be given back: 12,000.00 EUR",
            "  10. due by 6 March 2021 or the next working day",
            *(f"  {line}" for line in interest.text().splitlines()),
            "  = 12,041.99 EUR",
        ]

    def test_is_there_in_german(self):
        """
        The mayor reads German.
        """
        of = case(by_deceit=True, known_since=None, ground=RepaymentGround.WITHDRAWAL)
        text = explain_repayment(decision(of), DE, language="de")

        assert text.startswith("Erstattung R-1: 08226082, Bewilligung IM-2018-17\n")
        assert "durch Täuschung erlangt; daher läuft keine Frist" in text
        assert text.endswith("  = 12.000,00 EUR")

    def test_shows_objections(self):
        """
        What is wrong stands in the explanation too, and what nobody weighed does not.
        """
        wrong = decision(discretion=None, announced=None, due=None)
        text = explain_repayment(wrong, DE, objections=examine_decision(wrong, DE))

        assert "weighed" not in text
        assert "  ! REPAY-001 revocation of a lawful award" in text

    def test_says_where_there_is_nothing_to_weigh(self):
        """
        The repayment itself must be fixed in writing (§ 49a Abs. 1 Satz 2 VwVfG).
        """
        final = case(ground=RepaymentGround.FINAL_DECISION)
        text = explain_repayment(decision(final, discretion=None), DE)

        assert "there is nothing to weigh; the amount is fixed in writing" in text
        assert "BVerwG, Urteil vom 19.11.2009, 3 C 7.09, Leitsatz" in text


def entry(id, kind, amount, **more):
    """Give an entry of the year 2018."""
    given = {
        "id": id,
        "kind": kind,
        "day": date(2018, 3, 1),
        "year": 2018,
        "amount": euros(amount),
        "part": "im",
    }
    return Entry(**{**given, **more})


OF_AWARD = {"recipient": "08226082", "award": "IM-2018-17"}
FIRST = entry("p-1", EntryKind.PAYMENT, 9_000, **OF_AWARD)
SECOND = entry("p-2", EntryKind.PAYMENT, 5_000, day=date(2018, 9, 3), **OF_AWARD)
LEDGER = Ledger(
    currency="EUR",
    terms=BudgetTerms(years=[BudgetYear.calendar(2018)]),
).book(
    entry("a", EntryKind.APPROPRIATION, 20_000, day=date(2018, 1, 1)),
    entry("c", EntryKind.COMMITMENT, 14_000, **OF_AWARD),
    FIRST,
    SECOND,
)


class TestReturnEntries:
    REPAID = (
        PartPayment(day=date(2021, 3, 1), amount=euros(7_500)),
        PartPayment(day=date(2021, 3, 1), amount=euros(500)),
        PartPayment(day=date(2021, 4, 1), amount=euros(4_000)),
    )

    def test_take_the_money_out_of_what_was_paid(self):
        """
        What comes back is booked to the budget year and part of its payment.
        """
        entries = return_entries(decision(), [FIRST, SECOND], self.REPAID)
        booked = LEDGER.book(*entries)

        assert [(one.id, one.amount) for one in entries] == [
            ("R-1/p-1/2021-03-01/1", euros(7_000)),
            ("R-1/p-2/2021-03-01/1", euros(500)),
            ("R-1/p-2/2021-03-01/2", euros(500)),
            ("R-1/p-2/2021-04-01/1", euros(4_000)),
        ]
        assert euros(12_000) == booked.balance(Account.RETURNED, award="IM-2018-17")
        assert euros(2_000) == booked.balance(Account.PAID, award="IM-2018-17")

    def test_are_harmless_when_booked_twice(self):
        """
        The same facts give the same ids, also when more has come back since.
        """
        early = return_entries(decision(), [FIRST, SECOND], self.REPAID[:2])
        all_ = return_entries(decision(), [FIRST, SECOND], self.REPAID)
        booked = LEDGER.book(*early).book(*all_).book(*all_)

        assert set(early) < set(all_)
        assert len(LEDGER) + len(all_) == len(booked)

    @pytest.mark.parametrize(
        ("wrong", "got"),
        [
            (entry("u", EntryKind.USE, 1, **OF_AWARD), "kind 'use'"),
            (attrs.evolve(FIRST, id="s", reverses="p-1"), "reverses 'p-1'"),
        ],
    )
    def test_come_of_payments_only(self, wrong, got):
        """
        Other entries, and payments that were taken back, are refused.
        """
        with pytest.raises(InvalidDataError, match=got):
            return_entries(decision(), [wrong], ())


class TestAwardPayment:
    def test_uses_no_more_than_was_paid(self):
        """
        Nobody uses more of a payment than it was.
        """
        use = PartPayment(day=date(2018, 4, 1), amount=euros(9_001))

        with pytest.raises(InvalidDataError, match="more was used than was paid"):
            AwardPayment.of(FIRST, uses=(use,))

    def test_is_not_used_before_it_was_paid(self):
        """
        What was spent in advance counts as used on the day of the payment.
        """
        use = PartPayment(day=FIRST.day - timedelta(days=1), amount=euros(1))

        with pytest.raises(InvalidDataError, match="used before it was paid"):
            AwardPayment.of(FIRST, uses=(use,))


INTENDED = Source(
    title="Rücknahme bzw. Widerruf der Bewilligung einer Hochwasserhilfe",
    key="BeckRS2020-41353",
    place="Leitsatz 4",
    url="https://www.gesetze-bayern.de/Content/Document/Y-300-Z-BECKRS-B-2020-N-41353",
)


class TestDiscretion:
    def test_intended_needs_no_reasons(self):
        """
        Where the purpose was missed, revocation is the rule (gesetze-bayern.de,
        BeckRS 2020, 41353, headnote 4), so a usual case is no fault.
        """
        usual = decision(discretion=Discretion(intended=INTENDED))

        assert () == examine_decision(usual, DE).items
        assert (
            "in Fällen wie diesem ist die Rückforderung die Regel (intendiertes "
            "Ermessen) [Rücknahme bzw. Widerruf der Bewilligung einer Hochwasserhilfe, "
            "Leitsatz 4]"
        ) in explain_repayment(usual, DE, language="de")

    def test_has_reasons_too(self):
        """
        What was weighed in an unusual case is said besides.
        """
        both = Discretion(reasons=Text("a hardship was looked at"), intended=INTENDED)
        told = explain_repayment(decision(discretion=both), DE)

        assert "it is the rule to claim the money back" in told
        assert "weighed: a hardship was looked at" in told
        assert "the rule to" not in explain_repayment(
            decision(discretion=Discretion(reasons=Text("weighed"))), DE
        )

    def test_says_something(self):
        """
        Neither reasons nor a source is no discretion.
        """
        with pytest.raises(InvalidDataError, match="the discretion says nothing"):
            Discretion()


class TestForeignGround:
    @pytest.mark.parametrize(
        ("ground", "profile"),
        [
            (RepaymentGround.DISALLOWED_COST, "de"),
            (RepaymentGround.DISALLOWED_COST, "de-bw"),
            (RepaymentGround.DISALLOWED_COST, "eu"),
            (RepaymentGround.REVOCATION, "us"),
            (RepaymentGround.CONDITION, "eu"),
        ],
    )
    def test_is_an_objection(self, ground, profile):
        """
        A ground of another law does not switch off the periods unseen.
        """
        made = decision(case(ground=ground), announced=date(2025, 1, 1), due=None)
        found = examine_decision(made, load_profile(profile))

        assert (ObjectionKind.FOREIGN_GROUND,) == found.kinds
        assert "does not know this ground" in str(found)

    def test_says_it_in_german(self):
        """
        The words of the objection, with the provision of the ground.
        """
        made = decision(case(ground=RepaymentGround.DISALLOWED_COST))

        assert (
            "REPAY-009 das Recht von Bund kennt diesen Grund nicht: es wurde mehr "
            "gezahlt, als dem Empfänger zusteht; Fristen wurden daher nicht geprüft "
            "[2 CFR 200.346, Collection of amounts due]"
        ) == examine_decision(made, DE).text("de")

    def test_own_profiles_are_let_be(self):
        """
        Of other jurisdictions nothing is known, so nothing is said.
        """
        assert RepaymentGround.DISALLOWED_COST.belongs_to("canton")
        assert RepaymentGround.WITHDRAWAL.belongs_to("de-ni")


class TestOrderOfDays:
    @pytest.mark.parametrize(
        ("of", "changed", "wrong"),
        [
            (
                case(ground=RepaymentGround.CONDITION, invalid_from=date(2021, 2, 2)),
                {},
                "invalid_from 2021-02-02, decided 2021-02-01",
            ),
            (
                case(invalid_from=date(2021, 2, 5)),
                {},
                "invalid_from 2021-02-05, announced 2021-02-04",
            ),
            (
                None,
                {"interest_fixed": date(2021, 1, 31)},
                "decided 2021-02-01, interest_fixed 2021-01-31",
            ),
        ],
    )
    def test_cannot_be(self, of, changed, wrong):
        """
        Nothing is given back for a time in which the award has effect (§ 49a Abs. 1),
        and no interest is fixed before anything is decided.
        """
        with pytest.raises(InvalidDataError, match=f"got: {wrong}"):
            decision(of, **changed)

    def test_an_award_may_end_as_it_is_revoked(self):
        """
        § 49 Abs. 4 VwVfG: with the announcement, where no other day is named.
        """
        made = decision(case(invalid_from=date(2021, 2, 4)))
        unsent = decision(case(invalid_from=date(2022, 1, 1)), announced=None, due=None)

        assert made.announced == made.case.invalid_from
        assert unsent.announced is None


class TestPaidAfterTheCondition:
    PAID = date(2019, 5, 2)

    def test_arises_with_the_payment(self):
        """
        Money that was paid after the award had ended can be claimed from then on.
        """
        known = attrs.evolve(CONDITION, known_since=date(2014, 5, 2))

        assert self.PAID == claim_arises(known, paid_on=self.PAID)
        assert date(2014, 5, 2) == claim_arises(known, paid_on=date(2013, 1, 1))
        assert date(2017, 12, 31) == claim_limitation(known, DE)
        assert date(2022, 12, 31) == claim_limitation(known, DE, paid_on=self.PAID)

    def test_is_not_time_barred(self):
        """
        The examination and the deadlines count from the payment.
        """
        known = attrs.evolve(CONDITION, known_since=date(2014, 5, 2))
        made = decision(known)
        found = examine_decision(made, DE, paid_on=self.PAID)
        agenda = repayment_events(made, DE, paid_on=self.PAID)
        waived = attrs.evolve(made, waiver=Waiver(reason=Text("no fault")))

        assert ObjectionKind.TIME_BARRED in examine_decision(made, DE).kinds
        assert ObjectionKind.TIME_BARRED not in found.kinds
        assert date(2022, 12, 31) == agenda[-1].day
        assert waived == checked_decision(waived, DE, paid_on=self.PAID)


class TestOpenDeadlines:
    def test_a_term_that_the_authority_sets(self):
        """
        § 49a Abs. 3 Satz 2 VwVfG: the decision sets it, and the mend says how.
        """
        agenda = repayment_events(decision(due=None), DE)

        assert 2 == len(agenda)
        assert agenda.events == agenda[:]
        assert (
            "IM-2018-17: 12,000.00 EUR must be back: open (jurisdiction de, "
            "payment_term: the figure is open: no source was found; write "
            "due=Deadline(date(...), moves=False) in decision 'R-1')"
        ) == str(agenda.open[0])
        assert ": offen (" in agenda.open[0].render(Language.GERMAN)

    def test_a_figure_of_another_time(self):
        """
        A day before a figure is known opens the deadline that needs it, no other.
        """
        old = decision(
            case(known_since=date(2009, 3, 1), invalid_from=date(2008, 7, 1)),
            decided=date(2009, 9, 1),
            announced=date(2009, 9, 2),
            final_since=date(2009, 11, 1),
            due=Deadline(date(2009, 10, 1), moves=False),
        )
        agenda = repayment_events(old, DE)

        assert [date(2009, 10, 1), date(2010, 3, 1)] == [one.day for one in agenda]
        assert ["jurisdiction de, limitation_once_final"] == [
            one.where for one in agenda.open
        ]

    def test_interest_of_each_year(self):
        """
        Interest of the years before a figure is known is open, that of others is not.
        """
        made = decision(
            case(
                ground=RepaymentGround.FINAL_DECISION,
                known_since=date(1999, 2, 1),
                invalid_from=date(1999, 1, 1),
            ),
            decided=date(1999, 6, 1),
            announced=date(1999, 6, 1),
            due=Deadline(date(1999, 8, 1), moves=False),
        )
        agenda = repayment_events(made, DE, interest_until=date(2003, 1, 1))

        assert ["1999", "2000", "2001"] == [
            year
            for one in agenda.open
            for year in ("1999", "2000", "2001")
            if f"interest of {year}" in str(one)
        ]
        assert [date(1999, 8, 1), date(2005, 12, 31), date(2006, 12, 31)] == [
            one.day for one in agenda
        ]

    def test_lower_saxony(self):
        """
        There limitation is known, and its longest time is not.
        """
        made = decision(case(ground=RepaymentGround.FINAL_DECISION))
        agenda = repayment_events(made, load_profile("de-ni"))

        assert [date(2021, 3, 6)] == [one.day for one in agenda]
        assert ["jurisdiction de-ni, limitation_at_most"] == [
            one.where for one in agenda.open
        ]


class TestFinalAfterLimitation:
    FINAL = decision(
        attrs.evolve(CONDITION, known_since=date(2015, 2, 1)),
        final_since=date(2021, 3, 8),
    )

    def test_events_do_not_contradict(self):
        """
        Once final it holds for 30 years, though the claim was time-barred before.
        """
        last = repayment_events(self.FINAL, DE)[-1]

        assert date(2051, 3, 8) == last.day
        assert (
            "final since 8 March 2021, though it was fixed after the end of "
            "31 December 2018, when the claim was time-barred"
        ) == str(last.detail)

    def test_the_objection_says_that_it_holds(self):
        """
        The fault stays visible, and what it is worth.
        """
        assert ("it holds all the same, as it is final since 8 March 2021") in str(
            examine_decision(self.FINAL, DE)
        )


class TestIdleLimitation:
    @pytest.mark.parametrize(
        ("known", "on", "first"),
        [
            (date(2015, 6, 1), date(2018, 12, 31), date.min),
            (date(2015, 6, 1), date(2019, 1, 1), date(2016, 1, 1)),
            (date(2015, 6, 1), date(2021, 6, 1), date(2018, 1, 1)),
            (date(2020, 6, 1), date(2021, 6, 1), date.min),
            (None, date(2021, 6, 1), date.min),
        ],
    )
    def test_runs_year_by_year_from_knowledge(self, known, on, first):
        """
        Interest on idle money waits for no claim for repayment: the award stands.
        """
        idle = case(known_since=known)

        assert first == unbarred_from(idle, on, DE, interest=Ground.IDLE_MONEY)

    def test_is_not_that_of_interest_on_repayment(self):
        """
        That of the same year ends later where repayment was claimed later.
        """
        made = decision(case(known_since=date(2015, 6, 1)))

        assert date(2024, 12, 31) == interest_limitation(made, 2018, DE)
        assert date(2021, 12, 31) == interest_limitation(
            made, 2018, DE, interest=Ground.IDLE_MONEY
        )

    def test_asks_for_a_day(self):
        """
        A text is no day.
        """
        with pytest.raises(InvalidDataError, match="on: this is not what is asked"):
            unbarred_from(case(), "2020", DE)


class TestSecondReturn:
    def test_never_overdraws(self):
        """
        A second decision takes what the first left of each payment.
        """
        one = decision(amount=euros(6_000))
        two = decision(case(id="R-2"), amount=euros(8_000))
        back = [
            (one, PartPayment(day=date(2021, 3, 1), amount=euros(6_000)), ()),
            (two, PartPayment(day=date(2021, 4, 1), amount=euros(8_000)), (one,)),
        ]
        booked = LEDGER
        for made, part, earlier in back:
            booked = booked.book(
                *return_entries(made, [FIRST, SECOND], [part], earlier=earlier)
            )

        assert euros(14_000) == booked.balance(Account.RETURNED, award="IM-2018-17")
        assert euros(0) == booked.balance(Account.PAID, award="IM-2018-17")
        with pytest.raises(InvalidDataError, match="more must come back than was paid"):
            return_entries(
                decision(case(id="R-3"), amount=euros(1)),
                [FIRST, SECOND],
                (),
                earlier=[one, two],
            )

    def test_order_changes_nothing(self):
        """
        Several returns on one day have the same entries in whatever order.
        """
        listed = TestReturnEntries.REPAID
        backwards = return_entries(decision(), [FIRST, SECOND], listed[::-1])

        assert return_entries(decision(), [FIRST, SECOND], listed) == backwards

    @pytest.mark.parametrize(
        ("payments", "wrong"),
        [
            (
                [attrs.evolve(FIRST, award="other")],
                "got: award other of 08226082",
            ),
            ([attrs.evolve(FIRST, recipient="x")], "got: award IM-2018-17 of x"),
            (
                [FIRST, attrs.evolve(FIRST, amount=euros(1))],
                "got: 9,000.00 EUR and 1.00 EUR",
            ),
        ],
    )
    def test_payments_belong_to_the_award(self, payments, wrong):
        """
        Payments of others, and two that differ under one id, are refused.
        """
        with pytest.raises(InvalidDataError, match=wrong):
            return_entries(decision(), payments, ())

    def test_a_payment_listed_twice_is_one(self):
        """
        The same entry twice is no other payment.
        """
        part = PartPayment(day=date(2021, 3, 1), amount=euros(1))
        terms = decision(amount=euros(1))

        assert return_entries(terms, [FIRST, FIRST], [part]) == return_entries(
            terms, [FIRST], [part]
        )
