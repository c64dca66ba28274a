"""Tests of settling: what is due, set off, waived and to be repaid."""

from __future__ import annotations

from datetime import date, datetime

import attrs
import pytest

from fundmodel.awards import Award, AwardBasis, Awards, YearAmount
from fundmodel.errors import (
    FinalFiguresLackingError,
    InvalidDataError,
    InvalidModelError,
    SettlementError,
)
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.sentences import Text
from fundmodel.set_offs import (
    FAG_33_ALLOCATIONS,
    FAG_33_PASS_THROUGH,
    ClaimKind,
    Counterclaim,
)
from fundmodel.settlement import (
    RecipientAmounts,
    RepaymentWaiver,
    SmallRepayments,
    settle,
)
from fundmodel.sources import Assumption, Source

WHY = Text({"en": "hardship", "de": "besondere Härte"})
RULE = Source(title="Funding rules", place="no. 8")


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def told(line):
    """Give due, offset, repaid and waived in euros."""
    columns = (line.due, line.offset, line.repaid, line.waived)
    return tuple(int(amount.major) for amount in columns)


def waiver(recipient="b", amount=None, **given):
    """Waive something in April 2018."""
    return RepaymentWaiver(
        **{
            "recipient": recipient,
            "reason": WHY,
            "amount": None if amount is None else euros(amount),
            "decided": date(2018, 4, 1),
            "source": RULE,
            **given,
        }
    )


class TestSettle:
    def test_pays_what_is_lacking_and_claims_what_is_too_much(self, amounts, day):
        """
        What was paid too little is due, what was paid too much goes back.
        """
        done = settle(amounts(a=90, b=60, c=5), amounts(a=50, b=75, c=5), day=day)

        assert [told(line) for line in done.lines()] == [
            (40, 0, 0, 0),
            (0, 0, -15, 0),
            (0, 0, 0, 0),
        ]
        assert [line.recipient for line in done.open_repayments()] == ["b"]

    def test_pays_in_full_whom_nobody_paid(self, amounts, day):
        """
        Without any payment, all of the final amount is due.
        """
        done = settle(amounts(a=90), None, day=day)

        assert told(done.line("a")) == (90, 0, 0, 0)

    def test_claims_all_from_whoever_has_no_final_amount(self, amounts, day):
        """
        Whoever was paid without a final amount has a line of its own.
        """
        done = settle(amounts(z=90), amounts(z=90, y=20, x=1), day=day)

        assert done.ids == ("z", "x", "y")
        assert done.line("y").final is None
        assert told(done.line("y")) == (0, 0, -20, 0)
        assert "  paid without a final amount: 2" in str(done).splitlines()

    def test_shows_provisional_amounts_beside(self, amounts, day):
        """
        A provisional amount is shown with what changed, whether or not it was paid.
        """
        done = settle(
            amounts(a=90, b=1), None, day=day, provisional=amounts(a=100, c=7)
        )
        known = done.columns()

        assert done.line("a").difference == euros(-10)
        assert done.line("b").difference is None
        assert told(done.line("c")) == (0, 0, 0, 0)
        assert known["difference"].tolist() == [-1000, 0, 0]
        assert known["has_provisional"].tolist() == [True, False, True]

    def test_order_of_recipients_changes_nothing(self, amounts, day):
        """
        The same amounts in another order are the same settlement.
        """
        one = settle(amounts(a=1, b=2), amounts(b=3, c=1), day=day)
        other = settle(amounts(b=2, a=1), amounts(c=1, b=3), day=day)

        assert one.content_hash == other.content_hash
        assert one.content_hash != settle(amounts(a=1), None, day=day).content_hash

    def test_needs_final_amounts(self, day, amounts):
        """
        Without final amounts nothing is settled.
        """
        with pytest.raises(FinalFiguresLackingError) as caught:
            settle(None, amounts(a=1), day=day)

        assert str(caught.value) == (
            "final: there are no final amounts to settle with\n"
            "  got: none\n"
            "  expected: an allocation on final figures, or a published table\n"
            "  mend: wait for the final figures; until then payments are provisional"
        )

    def test_needs_final_amounts_of_each_part(self, day, amounts):
        """
        A part with payments needs final amounts of its own.
        """
        with pytest.raises(FinalFiguresLackingError, match="a part has payments"):
            settle(amounts("p", a=1), [amounts("q", a=1)], day=day)

    def test_takes_a_table_without_a_part_for_the_only_one(self, day, amounts):
        """
        Where there is one part, a table that names none is about it.
        """
        done = settle(amounts("p", a=3), amounts(a=1), day=day)

        assert told(done.line("a", "p")) == (2, 0, 0, 0)

    @pytest.mark.parametrize("given", ["paid", "provisional"])
    def test_refuses_another_currency(self, day, amounts, given):
        """
        Nothing is converted.
        """
        other = RecipientAmounts.of(["a"], [1], currency="CHF")
        tables = {"paid": None, given: other}
        with pytest.raises(SettlementError) as caught:
            settle(amounts(a=1), day=day, **tables)

        assert str(caught.value) == (
            "amounts: amounts are in another currency than the settlement\n"
            "  got: CHF\n"
            "  expected: EUR\n"
            "  mend: convert them before, with rate, date and source"
        )

    def test_refuses_a_part_that_stands_twice(self, day, amounts):
        """
        Each part has one table.
        """
        with pytest.raises(SettlementError, match="which amounts belong to which"):
            settle([amounts("p", a=1), amounts("p", b=1)], None, day=day)

    def test_refuses_tables_of_several_currencies(self, day, amounts):
        """
        All parts of a settlement are in one currency.
        """
        other = RecipientAmounts.of(["a"], [1], currency="CHF", part="q")
        with pytest.raises(SettlementError, match="in another currency"):
            settle([amounts("p", a=1), other], None, day=day)


class TestWaivers:
    @pytest.mark.parametrize(("amount", "left"), [(None, 0), (15, 0), (6, -9)])
    def test_take_off_what_would_be_repaid(self, day, amounts, amount, left):
        """
        A waiver takes off its amount, or all of the repayment.
        """
        done = settle(
            amounts(b=60), amounts(b=75), day=day, waivers=[waiver(amount=amount)]
        )

        assert told(done.line("b")) == (0, 0, left, -15 - left)

    def test_add_up(self, day, amounts):
        """
        Several waivers of one repayment add up, in any order.
        """
        both = [waiver(amount=2), waiver(amount=3)]
        done, other = (
            settle(amounts(b=60), amounts(b=75), day=day, waivers=waivers)
            for waivers in (both, both[::-1])
        )

        assert told(done.line("b")) == (0, 0, -10, -5)
        assert done.content_hash == other.content_hash

    def test_are_refused_beyond_the_repayment(self, day, amounts):
        """
        No more is waived than would have to be repaid.
        """
        with pytest.raises(SettlementError) as caught:
            settle(amounts(b=60), amounts(b=75), day=day, waivers=[waiver(amount=16)])

        assert str(caught.value) == (
            "waiver for 'b': more is waived than would have to be repaid\n"
            "  got: 16.00 EUR\n"
            "  expected: at most 15.00 EUR\n"
            "  mend: leave the amount out to waive all of it"
        )

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (waiver("x"), "there is no single repayment"),
            (waiver("b", part="q"), "there is no single repayment"),
            (waiver("b", decided=date(2018, 7, 1)), "decided after the day"),
            (waiver(amount=1, part="p"), None),
            (attrs.evolve(waiver(), amount=Money.of(1, "CHF")), "another currency"),
        ],
    )
    def test_are_about_a_repayment(self, day, amounts, given, said):
        """
        A waiver names a recipient and part of the settlement, and was decided before.
        """
        final, paid = amounts("p", b=60), amounts("p", b=75)
        if said is None:
            assert told(settle(final, paid, day=day, waivers=[given]).line("b")) == (
                0,
                0,
                -14,
                -1,
            )
            return
        with pytest.raises(SettlementError, match=said):
            settle(final, paid, day=day, waivers=[given])

    def test_name_the_part_where_there_are_several(self, day, amounts):
        """
        With several parts, a waiver says which it is about.
        """
        finals = [amounts("p", b=60), amounts("q", b=60)]
        paid = [amounts("p", b=70), amounts("q", b=80)]
        done = settle(finals, paid, day=day, waivers=[waiver(part="q")])

        assert told(done.line("b", "p")) == (0, 0, -10, 0)
        assert told(done.line("b", "q")) == (0, 0, 0, -20)
        with pytest.raises(SettlementError, match="no single repayment"):
            settle(finals, paid, day=day, waivers=[waiver()])

    def test_are_of_more_than_nothing(self):
        """
        A waiver of nothing is none.
        """
        with pytest.raises(InvalidDataError, match="this amount is not above zero"):
            waiver(amount=0)


class TestSmallRepayments:
    def test_are_not_claimed(self, day, amounts):
        """
        Less than the minimum is waived, the minimum itself is claimed.
        """
        small = SmallRepayments(below=euros(15), source=RULE)
        done = settle(amounts(a=1, b=1, c=5), amounts(a=15, b=16), day=day, small=small)

        assert [told(line) for line in done.lines()] == [
            (0, 0, 0, -14),
            (0, 0, -15, 0),
            (5, 0, 0, 0),
        ]

    def test_need_a_source(self):
        """
        Without a provision, small amounts are claimed like any other.
        """
        with pytest.raises(InvalidModelError) as caught:
            SmallRepayments(below=euros(15), source=None)

        assert str(caught.value) == (
            "source: nobody says that small repayments need not be claimed\n"
            "  expected: a provision, or the assumption of one\n"
            "  mend: name the provision, or claim small amounts as well"
        )

    def test_are_in_the_same_currency(self, day, amounts):
        """
        The minimum is stated in the currency of the settlement.
        """
        small = SmallRepayments(below=Money.of(1, "CHF"), source=RULE)
        with pytest.raises(SettlementError, match="in another currency"):
            settle(amounts(a=1), None, day=day, small=small)


class TestSetOffBetweenParts:
    def test_uses_what_is_too_much_for_what_is_due(self, day, amounts):
        """
        An overpayment in one part meets what is due in another, as far as it goes.
        """
        done = settle(
            [amounts("p", a=50, b=9), amounts("q", a=50), amounts("r", a=50)],
            [amounts("p", a=80, b=5), amounts("q", a=40), amounts("r", a=20)],
            day=day,
            set_off=FAG_33_ALLOCATIONS,
        )

        assert told(done.line("a", "p")) == (0, -30, 0, 0)
        assert told(done.line("a", "q")) == (0, 10, 0, 0)
        assert told(done.line("a", "r")) == (10, 20, 0, 0)
        assert told(done.line("b")) == (4, 0, 0, 0)
        assert done.totals["offset"] == euros(0)
        assert str(done.explain("b")).splitlines()[-1] == "still due: 4.00 EUR"
        assert str(done.explain("a")).count("set off against what is due in") == 2

    def test_needs_a_rule(self, day, amounts):
        """
        Without a rule that allows it, parts are settled each alone.
        """
        finals = [amounts("p", a=50), amounts("q", a=50)]
        paid = [amounts("p", a=80), amounts("q", a=40)]
        done = settle(finals, paid, day=day, set_off=FAG_33_PASS_THROUGH)

        assert told(done.line("a", "p")) == (0, 0, -30, 0)
        assert told(done.line("a", "q")) == (10, 0, 0, 0)


class TestSettlement:
    def test_explains_a_recipient(self, day, amounts):
        """
        Each figure of a recipient is a sentence with what it rests on.
        """
        paid = amounts("p", a=30, b=9)
        claim = Counterclaim(
            id="K-1",
            recipient="a",
            kind=ClaimKind.DISTRICT_LEVY,
            amount=euros(10),
            due=date(2018, 6, 10),
            source=Source(title="Notice"),
        )
        done = settle(
            attrs.evolve(amounts("p", a=50), source=RULE),
            attrs.evolve(paid, source=Assumption(why="paid in March")),
            provisional=amounts("p", a=45, b=9),
            day=day,
            claims=[claim],
            set_off=FAG_33_PASS_THROUGH,
        )

        assert str(done.explain("a")) == (
            "a, p: final amount 50.00 EUR [Funding rules, no. 8]\n"
            "provisional amount 45.00 EUR, which changes by 5.00 EUR\n"
            "paid until 30 June 2018: 30.00 EUR [assumed: paid in March]\n"
            "10.00 EUR of what is due set off against K-1 [Finanzausgleichsgesetz "
            "Baden-Württemberg (FAG), § 33 Abs. 2 Satz 2]\n"
            "still due: 10.00 EUR\n"
            "claim K-1 (district levy, 10.00 EUR), due 10 June 2018: 10.00 EUR set "
            "off [Notice]"
        )
        assert done.explain("b").text("de").splitlines() == [
            "b, p: kein endgültiger Betrag [Funding rules, no. 8]",
            "vorläufiger Betrag 9,00 EUR",
            "gezahlt bis 30. Juni 2018: 9,00 EUR [angenommen: paid in March]",
            "zurückzuzahlen: 9,00 EUR",
        ]

    def test_explains_waivers_and_other_parts(self, day, amounts):
        """
        What is waived, and what is used in another part, is said with its reason.
        """
        done = settle(
            [amounts("p", a=50, b=1), amounts("q", a=50)],
            [amounts("p", a=80, b=9), amounts("q", a=45)],
            day=day,
            waivers=[waiver("a", 20, part="p"), waiver("b", 2)],
            set_off=FAG_33_ALLOCATIONS,
            small=SmallRepayments(below=euros(6), source=RULE),
        )
        lines = str(done.explain("a")).splitlines()

        assert lines[2] == "waived because: hardship [Funding rules, no. 8]"
        assert lines[3].startswith(
            "too small to be claimed back, as less than 6.00 EUR"
        )
        assert lines[4] == "waived together: 25.00 EUR"
        assert lines[5].startswith(
            "5.00 EUR of what was paid too much set off against what is due in q ["
        )
        assert "5.00 EUR of what is due set off against p [" in str(done.explain("a"))
        assert lines[6] == "nothing is due and nothing has to be repaid"

    def test_goes_on_with_what_is_left_of_claims(self, day, amounts):
        """
        Claims that are met are gone; of the others the rest is left.
        """
        claims = [
            Counterclaim(
                id=f"K-{number}",
                recipient="a",
                kind=ClaimKind.STATUTORY,
                amount=euros(10),
                due=day,
            )
            for number in range(3)
        ]
        done = settle(
            amounts(a=15), None, day=day, claims=claims, set_off=FAG_33_PASS_THROUGH
        )

        assert done.claims_left() == (
            attrs.evolve(claims[1], amount=euros(5), met=euros(5)),
            claims[2],
        )
        assert str(done).count("  claim K-") == 2

    def test_tells_its_sums(self, day, amounts):
        """
        The text gives each sum, how many lines it is about, and claims left over.
        """
        claim = Counterclaim(
            id="K-1", recipient="x", kind=ClaimKind.OTHER, amount=euros(1)
        )
        done = settle(
            amounts(a=5), None, provisional=amounts(a=4), day=day, claims=[claim]
        )

        assert done.text("de").splitlines() == [
            "Abrechnung vom 30. Juni 2018: 1 Zeilen",
            "  endgültig: 5,00 EUR in 1 von 1 Zeilen",
            "  vorläufig: 4,00 EUR in 1 von 1 Zeilen",
            "  ausgezahlt: 0,00 EUR in 0 von 1 Zeilen",
            "  noch fällig: 5,00 EUR in 1 von 1 Zeilen",
            "  aufgerechnet: 0,00 EUR in 0 von 1 Zeilen",
            "  zurückzuzahlen: 0,00 EUR in 0 von 1 Zeilen",
            "  erlassen: 0,00 EUR in 0 von 1 Zeilen",
            (
                "  Forderung K-1 (andere Verpflichtung, 1,00 EUR); 1,00 EUR nicht "
                "aufgerechnet: in der Abrechnung gibt es diesen Empfänger nicht"
            ),
        ]

    def test_finds_lines_by_recipient(self, day, amounts):
        """
        Whoever is not settled has no line and no explanation.
        """
        done = settle([amounts("p", a=5), amounts("q", a=5)], None, day=day)

        with pytest.raises(InvalidDataError) as caught:
            done.line("a")
        assert str(caught.value) == (
            "settlement: the settlement has no single line that is meant\n"
            "  got: a\n"
            "  expected: one of 2 lines\n"
            "  mend: look recipients up in ids, and name the part where there are "
            "several"
        )
        with pytest.raises(InvalidDataError, match="no single line"):
            done.line("a", "r")
        with pytest.raises(InvalidDataError, match="no single line"):
            done.explain("x")

    def test_cannot_be_made_so_that_it_does_not_add_up(self, day, amounts):
        """
        A table that does not add up in each line is refused.
        """
        done = settle(amounts(a=5), None, day=day)
        with pytest.raises(SettlementError) as caught:
            attrs.evolve(done, due=done.due - 1)

        assert str(caught.value) == (
            "recipient 'a': a line of the settlement does not add up\n"
            "  got: 4.99 EUR\n"
            "  expected: 5.00 EUR\n"
            "  mend: make settlements with settle()"
        )

    def test_gives_columns(self, day, amounts):
        """
        All columns have a row for each line, and cannot be written to.
        """
        done = settle([amounts("p", a=5), amounts("q", a=6)], None, day=day)
        columns = done.columns()

        assert columns["part"] == ("p", "q")
        assert columns["recipient"] == ("a", "a")
        assert columns["due"].tolist() == [500, 600]
        assert not columns["due"].flags.writeable

    def test_adds_parts_up(self, day, amounts):
        """
        Each recipient has one sum over all parts.
        """
        done = settle(
            [amounts("p", a=5, b=1), amounts("q", b=6)], [amounts("q", b=9)], day=day
        )
        sums = done.by_recipient()

        assert sums["recipient"] == ("a", "b")
        assert sums["due"].tolist() == [500, 100]
        assert sums["repaid"].tolist() == [0, -300]


class TestClaims:
    def test_are_met_once_over_several_settlements(self, day, amounts, ledger):
        """
        What a booked settlement met of a claim, a later one does not meet again.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        claims = [
            Counterclaim(
                id="K-1",
                recipient="a",
                kind=ClaimKind.STATUTORY,
                amount=euros(30),
                due=date(2018, 6, 1),
            )
        ]
        asked = {"day": day, "set_off": FAG_33_PASS_THROUGH}
        first = settle(amounts("p", a=70), paid, claims=claims, **asked)
        booked = first.book(paid)
        of_claims, of_rests = (
            settle(amounts("p", a=95), booked, claims=given, **asked)
            for given in (claims, first.claims_left())
        )
        later = of_claims.book(booked)
        last = settle(amounts("p", a=99), later, claims=claims, **asked)

        assert first.line("a").offset == euros(20)
        assert of_claims.line("a").offset == of_rests.line("a").offset == euros(10)
        assert last.line("a").due == euros(4)
        assert last.claims_left() == ()
        assert "30.00 EUR met before" in str(last.explain("a"))

    def test_are_open_again_when_a_payment_is_reversed(self, day, amounts, ledger):
        """
        A set-off that was taken back met nothing.
        """
        paid = ledger(("p", "a", 2018, 90, 50))
        claim = Counterclaim(
            id="K-1",
            recipient="a",
            kind=ClaimKind.STATUTORY,
            amount=euros(40),
            due=date(2018, 6, 1),
        )
        asked = {"day": day, "set_off": FAG_33_PASS_THROUGH, "claims": [claim]}
        booked = settle(amounts("p", a=90), paid, **asked).book(paid)
        back = booked.reverse(booked.entries.ids[-1], by="S", day=day)

        assert settle(amounts("p", a=90), back, **asked).line("a").offset == euros(40)

    def test_are_not_met_out_of_money_the_rule_is_not_about(self, day, amounts):
        """
        § 33 FAG is about allocations by law; grants are left alone.
        """
        grant = attrs.evolve(amounts("g", a=50), nature=LegalNature.GRANT)
        law = amounts("p", a=10)
        done = settle(
            [grant, law],
            [amounts("p", a=15)],
            day=day,
            set_off=FAG_33_ALLOCATIONS,
        )

        assert told(done.line("a", "g")) == (50, 0, 0, 0)
        assert told(done.line("a", "p")) == (0, 0, -5, 0)


class TestBookedWaivers:
    def test_count_beside_others(self, day, amounts, ledger):
        """
        A decision after an earlier waiver is not cut by it; a booked one counts once.
        """
        paid = ledger(("p", "b", 2018, 60, 60))
        small = SmallRepayments(below=euros(6), source=RULE)
        first = settle(amounts("p", b=55), paid, day=day, small=small).book(paid)
        asked = {"day": day, "waivers": [waiver(amount=10)]}
        done = settle(amounts("p", b=45), first, **asked)
        booked = done.book(first)
        again = settle(amounts("p", b=40), booked, **asked)

        assert told(done.line("b")) == (0, 0, 0, -15)
        assert told(again.line("b")) == (0, 0, -5, -15)
        assert [str(use.before) for use in again.waiver_uses] == ["10.00 EUR"]


class TestGiven:
    def test_takes_awards(self, day, amounts):
        """
        What was awarded is final, as amended by the day, all awards of one together.
        """
        awards = Awards.of(
            Award(
                id=f"Z-{number}",
                recipient=who,
                part=part,
                amounts=[YearAmount(year=year, amount=euros(amount))],
                basis=basis,
                decided=date(2018, 1, 5),
                source=RULE,
            )
            for number, (who, part, year, amount, basis) in enumerate(
                [
                    ("a", "p", 2018, 30, AwardBasis.DECISION),
                    ("a", "p", 2017, 20, AwardBasis.DECISION),
                    ("b", "q", 2018, 9, AwardBasis.LAW),
                    ("b", "q", 2018, 1, AwardBasis.CONTRACT),
                ]
            )
        )
        done = settle(awards, [amounts("p", a=45)], day=day)
        p, q = RecipientAmounts.from_awards(awards, day=day, year="2018")

        with pytest.raises(InvalidDataError, match="cannot be read as amounts"):
            settle(awards, awards, day=day)
        assert told(done.line("a")) == (5, 0, 0, 0)
        assert (p.nature, q.nature) == (LegalNature.GRANT, None)
        assert (p.minor.tolist(), p.source) == ([3000], RULE)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"final": 5.0}, "cannot be read as amounts"),
            ({"final": {"a": 5}}, "cannot be read as amounts"),
            ({"final": [5]}, "cannot be read as amounts"),
            ({"day": "2018-01-01"}, "not a calendar day"),
            ({"day": datetime(2018, 1, 1)}, "not a calendar day"),  # noqa: DTZ001
            ({"year": 2018.0}, "no budget year"),
            ({"waivers": waiver()}, "these are no waivers"),
            ({"waivers": ["b"]}, "these are no waivers"),
            ({"claims": 5}, "these are no claims"),
        ],
    )
    def test_is_what_is_asked_for(self, day, amounts, given, said):
        """
        Anything else is refused by name.
        """
        asked = {"final": amounts(a=5), "paid": None, "day": day, **given}
        with pytest.raises(InvalidDataError, match=said):
            settle(**asked)

    def test_waivers_name_who_decided(self):
        """
        Nothing is given up without a decision.
        """
        with pytest.raises(InvalidDataError) as caught:
            waiver(source=None)

        assert str(caught.value) == (
            "source: nobody says who decided that a repayment is waived\n"
            "  expected: the decision, or the provision\n"
            "  mend: name it; without one the money is claimed back"
        )
