"""Tests of payment plans: what they pay when, and that nothing is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.due_dates import Deadline, Instalments, Span
from fundmodel.errors import InvalidDataError, InvalidModelError
from fundmodel.money import Money
from fundmodel.payment_plans import (
    AfterAward,
    CostClaim,
    MilestoneReached,
    PaymentMethod,
    PaymentPlan,
    ProofAccepted,
    ProvenUse,
    Tranche,
)
from fundmodel.periods import Period
from fundmodel.sentences import Language

AWARDED = date(2018, 4, 16)
YEAR = Period(date(2018, 1, 1), date(2018, 12, 31))
MONTH = AfterAward(span=Span(months=1))
ROOF = MilestoneReached(id="roof")


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def tranche(id="first", due=MONTH, **given):
    """Give a tranche."""
    return Tranche(id=id, due=due, **given)


def usual(**given):
    """Pay 60 % a month after the award, the rest at the roof, less 10 %."""
    two = [tranche(share="60 %"), tranche("second", ROOF)]
    return PaymentPlan(**{"tranches": two, "retention": "10 %"} | given)


def amounts(planned):
    """Give the amounts only."""
    return [str(one.amount.major) for one in planned]


@st.composite
def plans(draw):
    """Draw plans of shares and one rest, with or without retention."""
    cuts = draw(st.lists(st.integers(1, 20), min_size=1, max_size=4))
    tranches = [tranche(str(n), share=Fraction(cut, 100)) for n, cut in enumerate(cuts)]
    kept = draw(st.sampled_from([None, Fraction(1, 3), Fraction(1, 10)]))
    unit = draw(st.sampled_from([None, Decimal(1), Decimal(100)]))
    return PaymentPlan(
        tranches=[*tranches, tranche("rest", ROOF)], retention=kept, unit=unit
    )


cents = st.integers(0, 10**17).map(lambda minor: Money.from_minor(minor, "EUR"))


class TestSchedule:
    @settings(max_examples=60)
    @given(plans(), cents)
    def test_adds_up(self, plan, amount):
        """Whatever the shares and the unit, all payments are the amount."""
        planned = plan.schedule(amount, awarded=AWARDED)

        assert sum((one.amount for one in planned), start=euros(0)) == amount
        assert not any(one.amount.is_negative for one in planned)

    @settings(max_examples=40)
    @given(plans(), st.lists(st.integers(0, 10**12), max_size=5))
    def test_columns(self, plan, minor):
        """Many awards at once are divided as each alone."""
        array = np.array(minor, dtype=np.int64)
        found = plan.divide(array, currency="EUR").tolist()

        assert found == [
            [one.amount.minor for one in plan.schedule(amount, awarded=AWARDED)]
            for amount in (Money.from_minor(n, "EUR") for n in minor)
        ]

    def test_retention_comes_last(self):
        """What is retained is held back from the end, until the proof is complete."""
        planned = usual(release=Span(months=2)).schedule(
            euros(1_000),
            awarded=AWARDED,
            reached={"roof": date(2018, 9, 1)},
            proven=[
                ProvenUse(day=date(2019, 1, 1), amount=euros(0)),
                ProvenUse(day=date(2019, 2, 1), amount=euros(900), complete=True),
            ],
        )

        assert amounts(planned) == ["600.00", "300.00", "100.00"]
        assert [one.due for one in planned] == [
            Deadline(date(2018, 5, 16), moves=True),
            Deadline(date(2018, 9, 1), moves=True),
            Deadline(date(2019, 4, 1), moves=True),
        ]

    def test_waiting(self):
        """What waits has no day, and says what for, in both languages."""
        plan = PaymentPlan(
            tranches=[
                tranche(share="50 %", due=date(2018, 5, 1)),
                tranche("second", ProofAccepted(share="80 %"), share="25 %"),
                tranche("third", ROOF, share="25 %"),
            ],
            retention=euros(10),
        )
        proven = [ProvenUse(day=date(2018, 8, 1), amount=euros(100))]
        planned = plan.schedule(euros(1_000), awarded=AWARDED, proven=proven)

        assert [str(one) for one in planned] == [
            "first: 500.00 EUR, 1 May 2018",
            "second: 250.00 EUR, waits for proof of another 300.00 EUR",
            "third: 240.00 EUR, waits for milestone roof",
            "retention: 10.00 EUR, waits for the complete proof of use",
        ]
        assert planned[2].render(Language.GERMAN) == (
            "third: 240,00 EUR, wartet auf den Meilenstein roof"
        )

    def test_proof_of_part(self):
        """A tranche is due once the share of those before it is proven."""
        plan = PaymentPlan(
            tranches=[
                tranche(share="50 %", due=Deadline(date(2018, 5, 1), moves=False)),
                tranche("second", ProofAccepted(within=Span(days=3)), share="50 %"),
            ]
        )
        proven = [
            ProvenUse(day=date(2018, 9, 1), amount=euros(1)),
            ProvenUse(day=date(2018, 8, 1), amount=euros(499)),
        ]
        planned = plan.schedule(euros(1_000), awarded=AWARDED, proven=proven)

        assert planned[1].due == Deadline(date(2018, 9, 4), moves=True)

    def test_fixed_and_rest(self):
        """A fixed amount stays what it is; the rest carries the difference."""
        plan = PaymentPlan(tranches=[tranche(fixed=euros(70)), tranche("rest", ROOF)])
        planned = plan.schedule(euros(100), awarded=AWARDED)

        assert amounts(planned) == ["70.00", "30.00"]
        assert plan.divide(np.array([], dtype=np.int64), currency="EUR").shape == (0, 2)

    def test_instalments(self):
        """Instalments of a period are equal parts, or weighed."""
        quarterly = Instalments(months=(3, 6, 9, 12), day=10)
        plan = PaymentPlan(instalments=quarterly)
        weighed = PaymentPlan(instalments=quarterly, weights=[1, 1, 1, 2])
        given = {"awarded": AWARDED, "period": YEAR}

        assert amounts(plan.schedule(euros("0.10"), **given)) == [
            "0.03",
            "0.02",
            "0.03",
            "0.02",
        ]
        assert amounts(weighed.schedule(euros(5), **given))[-1] == "2.00"
        assert plan.ids(YEAR)[0] == "2018-03-10"
        assert usual().ids() == ("first", "second", "retention")


class TestRescheduled:
    @settings(max_examples=60)
    @given(plans(), cents, cents, st.data())
    def test_conserves(self, plan, old, new, data):
        """Paid, open and unplaced less the excess are the new amount."""
        planned = plan.schedule(old, awarded=AWARDED)
        done = data.draw(st.sets(st.sampled_from([one.id for one in planned])))
        paid = {one.id: one.amount for one in planned if one.id in done}
        found = plan.rescheduled(new, paid=paid, awarded=AWARDED)
        still = sum((one.amount for one in found.payments), start=euros(0))

        assert found.paid + still + found.unplaced - found.excess == new
        assert not {one.id for one in found.payments} & done

    def test_next_payment_catches_up(self):
        """The next payment brings the recipient to where the new plan would."""
        paid = {"first": euros(600)}
        found = usual().rescheduled(euros(1_200), paid=paid, awarded=AWARDED)

        assert amounts(found.payments) == ["480.00", "120.00"]

    def test_excess(self):
        """Who was paid more than is now granted is paid no more; the rest is named."""
        paid = {"first": euros(600)}
        found = usual().rescheduled(euros(500), paid=paid, awarded=AWARDED)

        assert amounts(found.payments) == ["0.00", "0.00"]
        assert found.excess == euros(100)


class TestRequests:
    def test_reimbursement(self):
        """Costs are paid at their share, up to the award less the retention."""
        plan = usual(method=PaymentMethod.REIMBURSEMENT)
        claim = CostClaim(until=YEAR.last, costs=euros(1_200), share="80 %")

        assert plan.reimbursable(claim, euros(1_000), paid=euros(300)) == euros(600)
        assert plan.reimbursable(
            claim, euros(1_000), paid=euros(300), complete=True
        ) == euros(660)

    def test_advance(self):
        """No more is paid in advance than is needed in the window."""
        kept = usual(retention=euros(10))

        assert kept.advance(
            euros(200), euros(1_000), paid=euros(300), used=euros(250)
        ) == euros(150)
        assert usual(retention=None, unit=Decimal(1)).advance(
            euros(200), euros(100), paid=euros(0), used=euros(0)
        ) == euros(100)
        assert usual(unit=Decimal(1)).held_back(euros(5)) == euros(1)

    def test_other_method(self):
        """A plan pays in its own way only."""
        with pytest.raises(InvalidModelError, match="pays in another way"):
            usual(method=PaymentMethod.REIMBURSEMENT).advance(
                euros(1), euros(1), paid=euros(0), used=euros(0)
            )

    def test_impossible_claim(self):
        """Less than no cost, or more than all, is not reimbursed."""
        with pytest.raises(InvalidDataError, match="nothing can be reimbursed"):
            CostClaim(until=YEAR.last, costs=euros(1), share=2)

    def test_methods_in_words(self):
        """A method can be read."""
        said = PaymentMethod.ADVANCE.render(Language.ENGLISH)

        assert said == "payment in advance"


QUARTERS = Instalments(months=(3,), day=10)


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (
                {"tranches": [tranche(share="60 %"), tranche("b", share="30 %")]},
                "the shares of the tranches do not add up to the whole\n  got: 9/10",
            ),
            (
                {"tranches": [tranche(share=1), tranche("b", share=1), tranche("c")]},
                "got: 2\n  expected: at most 1",
            ),
            ({"tranches": [tranche(), tranche("b")]}, "two tranches are the rest"),
            ({"tranches": [tranche(), tranche(share=1)]}, "stands twice"),
            ({"tranches": [tranche("retention")]}, "that of the retention"),
            ({"tranches": [tranche(fixed=euros(1))]}, "no tranche for the rest"),
            ({"tranches": [tranche(due=ProofAccepted())]}, "waits for proof"),
            ({"tranches": []}, "not both and not neither"),
            ({"instalments": QUARTERS}, "not both and not neither"),
            ({"weights": [1]}, "weights of instalments"),
            ({"retention": 1}, "payment plan: a retention is nothing, or all"),
            ({"retention": euros(0)}, "a retention is nothing, or all"),
        ],
    )
    def test_plan(self, given, said):
        """A plan that does not pay out an award whole and once cannot exist."""
        with pytest.raises(InvalidModelError) as caught:
            usual(**given)

        assert said in str(caught.value)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"share": 1, "fixed": euros(1)}, "both a share and a fixed amount"),
            ({"fixed": euros(0)}, "a tranche pays nothing"),
            ({"share": 2}, "not between nothing and all"),
            ({"id": " a"}, "an id is empty or begins"),
        ],
    )
    def test_tranche(self, given, said):
        """A tranche pays something, and one thing."""
        with pytest.raises(InvalidModelError, match=said):
            tranche(**given)

    @pytest.mark.parametrize(
        ("plan", "amount", "given", "said"),
        [
            (usual(), euros(-1), {}, "less than nothing"),
            (usual(), euros(1), {"reached": {"rof": AWARDED}}, "did you mean 'roof'"),
            (usual(), euros(1), {"reached": {"x": AWARDED}}, "correct the id"),
            (
                usual(tranches=[tranche(fixed=euros(70)), tranche("b")]),
                euros(60),
                {},
                "payment plan, fixed amounts: an award is too small",
            ),
            (usual(retention=euros(70)), euros(70), {}, "too small"),
            (usual(retention=euros(70)), Money.of(90, "USD"), {}, "another currency"),
            (PaymentPlan(instalments=QUARTERS), euros(1), {}, "0 days in no period"),
            (
                PaymentPlan(instalments=QUARTERS, weights=[1, 2]),
                euros(1),
                {"period": YEAR},
                "expected: 2 days",
            ),
        ],
    )
    def test_schedule(self, plan, amount, given, said):
        """What the plan does not know, or cannot pay, is named."""
        with pytest.raises(InvalidDataError) as caught:
            plan.schedule(amount, awarded=AWARDED, **given)

        assert said in str(caught.value)

    def test_paid_for_nothing(self):
        """A payment that the plan does not know is named."""
        with pytest.raises(InvalidDataError, match="no such payment"):
            usual().rescheduled(euros(1), paid={"x": euros(1)}, awarded=AWARDED)

    def test_negative_proof(self):
        """Less than nothing is not proven."""
        with pytest.raises(InvalidDataError, match="proven amount is negative"):
            ProvenUse(day=AWARDED, amount=euros(-1))


class TestHostilePlans:
    @pytest.mark.parametrize(
        "given",
        [
            {"tranches": [tranche(str(number)) for number in range(201)]},
            {
                "tranches": (),
                "instalments": Instalments(months=[3], day=1),
                "weights": [Fraction(1, number + 1) for number in range(201)],
            },
        ],
        ids=["tranches", "weights"],
    )
    def test_have_too_many_payments(self, given):
        """No plan has hundreds of payments, whose sums would take time."""
        with pytest.raises(InvalidModelError) as caught:
            usual(**given)

        assert "a payment plan has too many payments\n  got: 201" in str(caught.value)


class TestWords:
    @pytest.mark.parametrize(
        ("plan", "english", "german"),
        [
            (
                usual(
                    method=PaymentMethod.REIMBURSEMENT,
                    release=Span(months=2),
                    drawdown=Span(weeks=6),
                    unit=Decimal(100),
                ),
                (
                    "paid in tranches: first: 60 % (1 month after the award), "
                    "second: the rest (after milestone roof); reimbursement of costs; "
                    "10 % held back until 2 months after the complete proof of use; "
                    "to be used within 6 weeks; rounded to 100"
                ),
                (
                    "gezahlt in Teilbeträgen: first: 60 % (1 Monat nach der "
                    "Bewilligung), second: der Rest (nach Meilenstein roof); "
                    "Erstattung von Ausgaben; "
                    "10 % einbehalten bis 2 Monate nach dem vollständigen "
                    "Verwendungsnachweis; zu verwenden innerhalb von 6 Wochen; "
                    "gerundet auf 100"
                ),
            ),
            (
                PaymentPlan(
                    tranches=[
                        tranche(fixed=euros(5), due=date(2018, 5, 2)),
                        tranche(
                            "second",
                            ProofAccepted(share="50 %", within=Span(days=1)),
                        ),
                    ],
                    retention=euros(5),
                ),
                (
                    "paid in tranches: first: 5.00 EUR (2 May 2018), second: the rest "
                    "(1 day after proof of 50 % of what was paid); "
                    "5.00 EUR held back until the complete proof of use"
                ),
                (
                    "gezahlt in Teilbeträgen: first: 5,00 EUR (2. Mai 2018), second: "
                    "der Rest (1 Tag nach Nachweis von 50 % des Ausgezahlten); "
                    "5,00 EUR einbehalten bis zum vollständigen Verwendungsnachweis"
                ),
            ),
            (
                PaymentPlan(instalments=Instalments(months=[3, 9], day=10)),
                "paid in equal instalments on 10 March, 10 September",
                "gezahlt in gleichen Raten am 10. März, 10. September",
            ),
            (
                PaymentPlan(
                    instalments=Instalments(months=[3, 9], day=10), weights=[1, 2]
                ),
                "paid in instalments on 10 March, 10 September, which weigh 1, 2",
                "gezahlt in Raten am 10. März, 10. September mit den Gewichten 1, 2",
            ),
        ],
    )
    def test_say_the_plan(self, plan, english, german):
        """A plan reads in one line, in both languages."""
        assert plan.describe().render(Language.ENGLISH) == english
        assert plan.describe().render(Language.GERMAN).replace("\xa0", " ") == german
