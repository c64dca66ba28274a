"""Tests of `fundmodel.proofs.submitted`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from fundmodel.costs import CostItem, Funds, FundsKind
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.proofs import Disallowance, ProofOfUse, Spending
from fundmodel.sentences import Text

ITEM = CostItem(name="staff", net=Money.of(100, "EUR"))


def proof(**more):
    """Give a proof of use."""
    fields = {
        "id": "p",
        "award": "a",
        "submitted": date(2027, 3, 1),
        "items": [ITEM],
        "period": Period(date(2026, 1, 1), date(2026, 12, 31)),
        "has_report": True,
    }
    return ProofOfUse(**{**fields, **more})


class TestProofOfUse:
    def test_cost_items_are_taken_alone(self):
        """
        A cost item without a time is spending in the period of the proof.
        """
        assert proof().items == (Spending(item=ITEM),)
        assert proof(items=[Spending(item=ITEM)]).items == (Spending(item=ITEM),)

    def test_units_are_exact(self):
        """
        Units may be given as text, and are exact.
        """
        assert proof(units="1.75").units == Fraction(7, 4)
        assert proof().units is None

    def test_a_proof_of_nothing_has_no_currency(self):
        """
        Where nothing was spent there is no currency.
        """
        assert proof(items=[]).currency is None
        assert proof().currency == "EUR"

    def test_units_are_not_negative(self):
        """
        Fewer than no units are refused.
        """
        with pytest.raises(InvalidDataError) as error:
            proof(units=-1)

        assert str(error.value) == (
            "units: fewer than no units were proven\n"
            "  got: -1\n"
            "  expected: zero or more\n"
            "  mend: correct the number"
        )

    def test_a_proof_has_an_id(self):
        """
        An empty file number is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            proof(id=" ")

        assert str(error.value) == (
            "id: an id or a name in a proof of use is empty\n"
            "  expected: a file number, or the name of a line\n"
            "  mend: fill it in"
        )

    def test_there_is_one_currency(self):
        """
        Costs and funds in several currencies are refused.
        """
        dollars = Funds(name="x", kind=FundsKind.OWN, amount=Money.of(1, "USD"))

        with pytest.raises(InvalidDataError) as error:
            proof(funds=[dollars])

        assert str(error.value) == (
            "proof of use 'p': a proof of use is in more than one currency\n"
            "  got: EUR, USD\n"
            "  expected: one currency\n"
            "  mend: convert it before, with rate, date and source"
        )


class TestDisallowance:
    def test_a_reason_may_be_text(self):
        """
        Plain text is a reason, and so is text in several languages.
        """
        amount = Money.of(1, "EUR")
        said = Text("no receipts")

        assert Disallowance(line="x", amount=amount, reason="no receipts") == (
            Disallowance(line="x", amount=amount, reason=said)
        )

    def test_something_is_disallowed(self):
        """
        A disallowance of nothing is refused.
        """
        with pytest.raises(InvalidDataError) as error:
            Disallowance(line="x", amount=Money.zero("EUR"), reason="none")

        assert str(error.value) == (
            "amount: nothing is disallowed, or less\n"
            "  got: 0.00 EUR\n"
            "  expected: an amount above zero\n"
            "  mend: correct it, or leave the disallowance out"
        )
