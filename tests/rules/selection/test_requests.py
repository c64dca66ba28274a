"""Tests of `fundmodel.rules.selection.requests`: what applications request."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fundmodel.applications import Application, Applications
from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    InvalidDataError,
    MoneyError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, Fit, Requested, Round
from fundmodel.sentences import Language
from fundmodel.steps import State
from fundmodel.testing import assert_adds_up, assert_conserved
from fundmodel.units import Unit

TOWNS = Roster(
    id="towns",
    ids=["aue", "bonn", "cham"],
    names=["Aue", "Bonn", "Cham"],
    kinds=["town", "city", "town"],
)
DAY = KeyDate(date(2026, 3, 31))


def application(id_, who, euros, day):
    """Make an application."""
    return Application(
        id=id_,
        applicant=who,
        requested=Money.of(euros, "EUR"),
        received=day,
        title=f"Plan {id_}",
    )


CALL = Applications.of(
    [
        application("a1", "aue", 40, date(2026, 3, 1)),
        application("b1", "bonn", 50, date(2026, 3, 1)),
        application("a2", "aue", 60, date(2026, 4, 2)),
    ],
    id="call",
)
FACTS = Facts(applications=CALL)


def said(done, id_, number, language=Language.ENGLISH):
    """Give the sentence of one step."""
    return done.explain(id_).steps[number - 1].said.render(language)


class TestRequested:
    def test_goes_on_with_the_applications(self):
        """
        Each application claims what it requests, and the pot pays.
        """
        rule = AllocationRule(Requested())
        done = rule.apply(Money.of(160, "EUR"), TOWNS, facts=FACTS)

        assert_conserved(done)
        assert ("a1", "b1", "a2") == done.roster.ids
        assert [4000, 5000, 6000] == done.amounts.tolist()
        assert "10.00 EUR" == str(done.left_over)
        assert "Aue requests 40.00 EUR: Plan a1" == said(done, "a1", 1)
        assert "Aue beantragt 40,00 EUR: Plan a1" == said(
            done, "a1", 1, Language.GERMAN
        )
        assert_adds_up(done.explain("a1"))
        assert "each application claims what it requests" == str(
            rule.provisions[0].describe()
        )

    def test_may_request_more_than_there_is(self):
        """
        A provision after it has to fit requests to the pot.
        """
        pot = Money.of(75, "EUR")
        cut = AllocationRule(Requested(), Fit(), Round("0.01"))

        assert [2000, 2500, 3000] == cut.apply(pot, TOWNS, facts=FACTS).amounts.tolist()
        with pytest.raises(OverdrawnError, match=r"exceed the pot by 75\.00 EUR"):
            AllocationRule(Requested()).apply(pot, TOWNS, facts=FACTS)

    def test_leaves_out_applications_of_the_ineligible(self):
        """
        An application has the reason of its applicant.
        """
        rule = AllocationRule(Eligible(kinds=["town"]), Requested())
        done = rule.apply(Money.of(160, "EUR"), TOWNS, facts=FACTS)

        assert [4000, 0, 6000] == done.amounts.tolist()
        assert "not among those eligible: town" == str(done.why_not(1))
        assert "Plan b1: Bonn is not among those eligible: town" == said(done, "b1", 2)

    def test_leaves_out_what_came_too_late(self):
        """
        Each application has to be in time on its own.
        """
        rule = AllocationRule(Requested(deadline=DAY))
        done = rule.apply(Money.of(160, "EUR"), TOWNS, facts=FACTS)

        assert [4000, 5000, 0] == done.amounts.tolist()
        assert (
            "Plan a2 is too late: received on 2 April 2026, due by 31 March 2026"
        ) == said(done, "a2", 1)
        assert (
            "each application received by 31 March 2026 claims what it requests"
        ) == str(rule.provisions[0].describe())

    def test_asks_for_days_of_the_eligible_only(self):
        """
        Nobody needs to know when an application came that is out anyway.
        """
        undated = Facts(
            applications=Applications.of(
                [application("b1", "bonn", 50, None)], id="call"
            )
        )
        towns = Eligible(kinds=["town"])
        request, pot = Requested(deadline=DAY), Money.of(60, "EUR")

        done = AllocationRule(towns, request).apply(pot, TOWNS, facts=undated)
        assert [0] == done.amounts.tolist()
        with pytest.raises(InvalidDataError, match="nobody says when"):
            AllocationRule(request).apply(pot, TOWNS, facts=undated)

    def test_takes_a_call_without_applications(self):
        """
        Where nobody applied, nothing is claimed.
        """
        none = Applications(id="call", ids=[], applicants=[], requested=[])
        done = AllocationRule(Requested(deadline=DAY)).apply(
            Money.of(5, "EUR"), TOWNS, facts=Facts(applications=none)
        )

        assert "5.00 EUR" == str(done.left_over)
        assert 0 == len(done.roster)

    def test_is_the_same_in_a_batch(self):
        """
        Scenarios differ in the pot and in who is eligible.
        """
        pots = Mixed.of([10, 10**6])
        start = State.start(pots, TOWNS, unit=Unit.money("EUR")).becomes(
            eligible=np.array([[True, True, True], [True, False, True]]),
            reason=np.array([[-1, -1, -1], [-1, -1, -1]]),
        )
        after = Requested().apply(start, FACTS)

        assert [[4000, 5000, 6000], [4000, 0, 6000]] == after.amounts.floor().tolist()
        assert [10 - 15000, 10**6 - 10000] == after.pot.floor().tolist()

    def test_wants_the_unit_of_the_pot(self):
        """
        Requests are in the currency of the pot.
        """
        with pytest.raises(MoneyError, match="another unit than the pot"):
            AllocationRule(Requested()).apply(Money.of(1, "USD"), TOWNS, facts=FACTS)

    def test_refuses_recipients_with_claims(self):
        """
        Claims of recipients would get lost.
        """
        state = State.start(Mixed.of([5]), TOWNS, unit=Unit.money("EUR"))
        with_claims = state.becomes(amounts=Mixed.of([[0, 3, 0]]))
        with pytest.raises(AllocationError) as caught:
            Requested().apply(with_claims, FACTS)

        assert (
            "roster 'towns': Bonn (bonn): applications come in where recipients have "
            "claims already\n"
            "  got: 0.03 EUR\n"
            "  expected: no claims before applications request something\n"
            "  mend: let applications request in a part of their own"
        ) == str(caught.value)
