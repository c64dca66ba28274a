"""Tests of booking a settlement in the ledger that it was made of."""

from __future__ import annotations

from datetime import date

import attrs
import numpy as np
import pytest

from fundmodel.errors import InvalidDataError, OverdrawnAccountError, SettlementError
from fundmodel.ledgers import Account, Entry, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.set_offs import (
    FAG_33_PASS_THROUGH,
    ClaimKind,
    Counterclaim,
    SetOffRule,
)
from fundmodel.settlement import (
    RecipientAmounts,
    RepaymentWaiver,
    SmallRepayments,
    settle,
)
from fundmodel.sources import Source

BOTH = attrs.evolve(FAG_33_PASS_THROUGH, between_parts=True)
WAIVER = RepaymentWaiver(
    recipient="b",
    reason=Text("hardship"),
    part="p",
    decided=date(2018, 5, 1),
    source=Source(title="Decision of 1 May 2018"),
)
HARDSHIP = "waived by decision of 2018-05-01: hardship"
LEVY = Counterclaim(
    id="K-1",
    recipient="a",
    kind=ClaimKind.DISTRICT_LEVY,
    amount=Money.of(15, "EUR"),
    due=date(2018, 6, 10),
)


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def used(recipient, amount):
    """Prove use of money of part p."""
    return Entry(
        id="N",
        kind=EntryKind.USE,
        day=date(2018, 4, 1),
        year=2018,
        amount=euros(amount),
        part="p",
        recipient=recipient,
        award=f"award-{recipient}",
    )


def more(ledger):
    """Promise a recipient a euro more, as its last commitment did."""
    last = next(e for e in ledger.entries if e.kind is EntryKind.COMMITMENT)
    return attrs.evolve(last, id="more", amount=euros(1), day=date(2018, 6, 1))


def booked(entries):
    """Give kind, part, recipient, year, euros and note of each."""
    return [
        (
            entry.kind.value,
            entry.part,
            entry.recipient,
            int(entry.year),
            int(entry.amount.major),
            entry.note,
        )
        for entry in entries
    ]


class TestEntries:
    def test_pay_out_of_commitments_first(self, amounts, ledger, day):
        """
        What is due is paid out of open commitments, and only the rest is promised anew.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        done = settle(amounts("p", a=90), paid, day=day)

        assert booked(done.entries()) == [
            ("commitment", "p", "a", 2018, 30, None),
            ("payment", "p", "a", 2018, 40, None),
        ]
        assert {entry.award for entry in done.entries()} == {"award-a"}

    def test_release_what_is_not_needed(self, amounts, ledger, day):
        """
        What is left of a commitment is released, unless told otherwise.
        """
        done = settle(amounts("p", a=55), ledger(("p", "a", 2018, 60, 50)), day=day)

        assert booked(done.entries()) == [
            ("payment", "p", "a", 2018, 5, None),
            ("release", "p", "a", 2018, 5, None),
        ]
        assert len(done.entries(release=False)) == 1

    def test_do_not_pay_out_of_years_whose_books_are_closed(self, amounts, ledger, day):
        """
        A commitment of a closed year is released, and promised anew in this one.
        """
        paid = ledger(("p", "a", 2017, 60, 50), ("p", "a", 2018, 4, 0))
        done = settle(amounts("p", a=60), paid, day=day)

        assert booked(done.entries()) == [
            ("commitment", "p", "a", 2018, 6, None),
            ("payment", "p", "a", 2018, 10, None),
            ("release", "p", "a", 2017, 10, None),
        ]

    def test_leave_commitments_of_years_to_come(self, amounts, ledger):
        """
        What was promised for a year that has not begun stays.
        """
        paid = ledger(("p", "a", 2017, 60, 50), years=(2017, 2018)).book(
            Entry(
                id="VE",
                kind=EntryKind.AUTHORITY,
                day=date(2017, 4, 1),
                year=2018,
                amount=euros(9),
                part="p",
            ),
            Entry(
                id="VE-1",
                kind=EntryKind.FORWARD_COMMITMENT,
                day=date(2017, 4, 1),
                year=2018,
                amount=euros(9),
                part="p",
                recipient="a",
            ),
        )
        done = settle(
            amounts("p", a=60), paid.as_of(date(2017, 5, 1)), day=date(2017, 5, 1)
        )

        assert booked(done.entries()) == [("payment", "p", "a", 2017, 10, None)]

    def test_mark_what_was_set_off(self, amounts, ledger, day):
        """
        Payments and returns by set-off say so, and a waiver is booked as one.
        """
        paid = ledger(
            ("p", "b", 2017, 70, 70),
            ("p", "b", 2018, 10, 10),
            ("q", "b", 2018, 20, 20),
            ("q", "a", 2018, 9, 9),
        )
        done = settle(
            [amounts("p", a=20, b=60), amounts("q", a=9, b=28)],
            paid,
            day=day,
            claims=[LEVY],
            set_off=BOTH,
            waivers=[attrs.evolve(WAIVER, amount=euros(5))],
        )

        assert booked(done.entries(funds="Land", line="0908/633")) == [
            ("commitment", "p", "a", 2018, 20, None),
            ("commitment", "q", "b", 2018, 8, None),
            ("payment", "p", "a", 2018, 15, "by set-off against claim K-1"),
            ("payment", "p", "a", 2018, 5, None),
            ("payment", "q", "b", 2018, 8, "by set-off against an overpayment in p"),
            ("return", "p", "b", 2018, 8, "by set-off against what is due in q"),
            ("waiver", "p", "b", 2018, 2, HARDSHIP),
            ("waiver", "p", "b", 2017, 3, HARDSHIP),
        ]
        entries = list(done.entries(funds="Land"))
        assert entries[0].funds == "Land"
        assert [entry.source for entry in entries] == [
            None,
            None,
            BOTH.source,
            None,
            BOTH.source,
            BOTH.source,
            WAIVER.source,
            WAIVER.source,
        ]

    def test_have_ids_that_follow_from_the_content(self, amounts, ledger, day):
        """
        The same settlement gives the same entries; ids can be begun by hand.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("p", "b", 2018, 60, 50))
        one = settle(amounts("p", a=90, b=70), paid, day=day).entries()
        other = settle(amounts("p", b=70, a=90), paid, day=day)

        assert (
            one.content_hash
            == settle(amounts("p", a=90, b=70), paid, day=day).entries().content_hash
        )
        assert (
            one.ids[0].rpartition("-")[0] == other.entries().ids[0].rpartition("-")[0]
        )
        assert other.entries(id="S").ids[:2] == ("S-1", "S-2")

    def test_need_a_ledger(self, amounts, day):
        """
        Payments of a table cannot be booked.
        """
        done = settle(amounts(a=90), amounts(a=50), day=day)
        with pytest.raises(SettlementError) as caught:
            done.entries()

        assert str(caught.value) == (
            "settlement: a settlement on payments of a table cannot be booked\n"
            "  got: no ledger\n"
            "  expected: payments read from a ledger\n"
            "  mend: settle(final, ledger, …)"
        )

    def test_need_a_budget_year(self, amounts, ledger):
        """
        Without a budget year of the day there is nothing to pay from.
        """
        done = settle(
            amounts("p", a=90), ledger(("p", "a", 2018, 60, 50)), day=date(2019, 5, 1)
        )
        with pytest.raises(SettlementError, match="no budget year out of which"):
            done.entries()

    def test_leave_out_what_was_proven_as_used(self, amounts, ledger, day):
        """
        What was proven as used is not waived before the proof is taken back; the line
        is named, and all others are booked.
        """
        paid = ledger(("p", "a", 2018, 50, 50), ("p", "b", 2018, 80, 80)).book(
            used("b", 75)
        )
        done = settle(amounts("p", a=60, b=60), paid, day=day, waivers=[WAIVER])
        named = "b, p: not booked, as use was proven of 15.00 EUR that is waived or "

        assert [entry.recipient for entry in done.entries()] == ["a", "a"]
        assert [(one.recipient, one.lacking) for one in done.unbookable()] == [
            ("b", euros(15))
        ]
        assert named in str(done)
        assert named in str(done.explain("b"))
        assert named not in str(done.explain("a"))
        assert settle(amounts("p", b=90), paid, day=day).unbookable() == ()

    def test_leave_out_both_sides_of_a_set_off(self, amounts, ledger, day):
        """
        An overpayment that was proven as used pays nothing in another part.
        """
        paid = ledger(("p", "b", 2018, 80, 80), ("q", "b", 2018, 5, 5)).book(
            used("b", 80)
        )
        done = settle(
            [amounts("p", b=60), amounts("q", b=30)], paid, day=day, set_off=BOTH
        )

        assert booked(done.entries()) == [
            ("commitment", "q", "b", 2018, 5, None),
            ("payment", "q", "b", 2018, 5, None),
        ]
        assert done.line("b", "q").offset == euros(20)

    def test_name_each_waiver(self, amounts, ledger, day):
        """
        Each waiver is an entry with its reason and source, and so is a small rest.
        """
        paid = ledger(("p", "b", 2018, 80, 80))
        second = attrs.evolve(
            WAIVER,
            reason=Text({"en": "fire", "de": "Brand"}),
            amount=euros(3),
            source=Source(title="Decision of 2 May 2018"),
        )
        small = SmallRepayments(below=euros(9), source=Source(title="Small"))
        done = settle(
            amounts("p", b=60),
            paid,
            day=day,
            small=small,
            waivers=[attrs.evolve(WAIVER, amount=euros(10)), second],
        )

        assert [
            (int(e.amount.major), e.note, str(e.source)) for e in done.entries()
        ] == [
            (3, "waived by decision of 2018-05-01: fire", "Decision of 2 May 2018"),
            (10, HARDSHIP, "Decision of 1 May 2018"),
            (7, "too small to be claimed back", "Small"),
        ]

    def test_keep_award_and_line_when_all_use_is_proven(self, amounts, ledger, day):
        """
        A new commitment follows what was paid before, also when its use is proven.
        """
        paid = ledger(("p", "b", 2018, 80, 80)).book(used("b", 80))
        done = settle(amounts("p", b=90), paid, day=day)

        assert {entry.award for entry in done.entries()} == {"award-b"}

    @pytest.mark.parametrize(("covered", "kinds"), [
        (0, ["forward_release"]),
        (4, ["forward_release", "release"]),
        (9, ["release"]),
    ])  # fmt: skip
    def test_give_back_the_authority_that_no_budget_covers(
        self, amounts, ledger, covered, kinds
    ):
        """
        What was promised in advance and is not covered goes back to the authority.
        """
        ahead = {"day": date(2017, 4, 1), "year": 2018, "amount": euros(9), "part": "p"}
        paid = ledger(("p", "b", 2018, 3, 3), ("p", "a", 2017, 5, 5)).book(
            Entry(id="V", kind=EntryKind.AUTHORITY, **ahead),
            Entry(id="F", kind=EntryKind.FORWARD_COMMITMENT, recipient="a", **ahead),
        )
        if covered:
            amount = {"day": date(2018, 2, 1), "amount": euros(covered)}
            paid = paid.book(Entry(id="C", kind=EntryKind.COVER, **{**ahead, **amount}))
        done = settle(amounts("p", a=5, b=3), paid, day=date(2018, 5, 1))

        assert [entry.kind.value for entry in done.entries()] == kinds
        assert done.book(paid).balance(Account.COMMITTED) == euros(0)


class TestBook:
    def test_leaves_nothing_due(self, amounts, ledger, day):
        """
        Once a settlement is booked, settling again gives zero everywhere.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("p", "b", 2018, 80, 80))
        final = amounts("p", a=90, b=60, c=7)
        asked = {
            "claims": [LEVY],
            "set_off": FAG_33_PASS_THROUGH,
            "waivers": [WAIVER],
            "day": day,
        }
        done = settle(final, paid, **asked)
        after = settle(final, done.book(paid), **asked)

        assert not after.due.any()
        assert not after.offset.any()
        assert not after.repaid.any()
        assert after.line("b").waived == done.line("b").waived == euros(-20)
        assert not len(after.entries())
        assert "waived before: 20.00 EUR" in str(after.explain("b"))

    def test_changes_nothing_the_second_time(self, amounts, ledger, day):
        """
        Booking the same settlement again gives the same ledger.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        done = settle(amounts("p", a=90), paid, day=day)
        once = done.book(paid)

        assert done.book(once) is once

    def test_pays_again_what_was_reversed(self, amounts, ledger, day):
        """
        A payment that was taken back on the same day is due, and booked, again.
        """
        paid = ledger(("p", "a", 2018, 90, 50))
        done = settle(amounts("p", a=90), paid, day=day)
        once = done.book(paid)
        back = once.reverse(once.entries.ids[-1], by="S", day=day, note="wrong account")
        again = settle(amounts("p", a=90), back, day=day)

        assert again.content_hash == done.content_hash
        assert again.book(back).balance(Account.PAID) == euros(90)
        with pytest.raises(SettlementError) as caught:
            done.book(back)
        assert "an entry of it was reversed since" in str(caught.value)
        with pytest.raises(SettlementError, match="of another settlement has this id"):
            settle(amounts("p", a=90), once.book(more(once)), day=day).book(
                once.book(more(once)), id=once.entries.ids[-1].rpartition("-")[0]
            )

    def test_refuses_waivers_that_were_booked_since(self, amounts, ledger, day):
        """
        Of two settlements of one ledger, the second is not booked after the first.
        """
        paid = ledger(("p", "b", 2018, 80, 80))
        one, other = (
            settle(
                amounts("p", b=60),
                paid,
                day=day,
                waivers=[attrs.evolve(WAIVER, reason=Text(why), amount=euros(9))],
            )
            for why in ("hardship", "fire")
        )
        with pytest.raises(SettlementError, match="not the one that was settled"):
            other.book(one.book(paid))

    def test_refuses_claims_that_were_met_since(self, amounts, ledger, day):
        """
        Two settlements of two parts meet a claim once.
        """
        paid = ledger(("p", "a", 2018, 90, 50), ("q", "a", 2018, 90, 50))
        p, q = (
            settle(
                amounts(part, a=90),
                paid,
                day=day,
                claims=[LEVY],
                set_off=FAG_33_PASS_THROUGH,
            )
            for part in "pq"
        )
        with pytest.raises(SettlementError) as caught:
            q.book(p.book(paid))

        assert str(caught.value) == (
            "claim 'K-1' on 'a': a claim was met by another settlement\n"
            "  got: something that was booked since\n"
            "  expected: the ledger that was settled\n"
            "  mend: settle again on the ledger as it is now"
        )
        assert q.book(paid).balance(Account.PAID, part="q") == euros(90)

    @pytest.mark.parametrize("claims", [[], [LEVY, attrs.evolve(LEVY, id="K-2")]])
    def test_takes_the_same_entries_in_another_order(
        self, amounts, ledger, day, claims
    ):
        """
        A ledger with the same entries in another order is the one that was settled.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("p", "b", 2018, 60, 50))
        rows = np.array([0, 1, 4, 5, 2, 3])
        other = Ledger(
            currency="EUR", terms=paid.terms, entries=paid.entries.taken(rows)
        )
        done = settle(
            amounts("p", a=90, b=60),
            paid,
            day=day,
            claims=claims,
            set_off=FAG_33_PASS_THROUGH,
        )

        assert done.book(other).balance(Account.PAID) == euros(150)

    def test_books_nothing_where_all_is_settled(self, amounts, ledger, day):
        """
        A settlement without entries leaves the ledger as it is, whatever came since.
        """
        paid = ledger(("p", "a", 2018, 50, 50))
        done = settle(amounts("p", a=40), paid, day=day)
        later = paid.book_all(done.returned("a", paid, day=day))

        assert done.book(later) is later

    def test_pays_out_of_what_was_carried_over(self, amounts, ledger, day):
        """
        A commitment that was carried over is paid as one of the year that granted it.
        """
        paid = ledger(("p", "a", 2017, 60, 50), carry_over_years=2).book(
            Entry(
                id="R",
                kind=EntryKind.CARRY_OVER_COMMITTED,
                day=date(2018, 1, 15),
                year=2017,
                to_year=2018,
                amount=euros(10),
                part="p",
                recipient="a",
                award="award-a",
            )
        )
        done = settle(amounts("p", a=65), paid, day=day)
        after = done.book(paid)

        assert [(e.kind, e.origin, e.amount) for e in done.entries()] == [
            (EntryKind.COMMITMENT, None, euros(5)),
            (EntryKind.PAYMENT, "2017", euros(10)),
            (EntryKind.PAYMENT, None, euros(5)),
        ]
        assert after.balance(Account.PAID, recipient="a") == euros(65)
        assert after.balance(Account.COMMITTED) == euros(0)

    def test_goes_on_when_final_amounts_are_corrected(self, amounts, ledger, day):
        """
        A later settlement on corrected amounts pays or claims the difference alone.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        first = settle(amounts("p", a=90), paid, day=day).book(paid)
        more = settle(amounts("p", a=97), first, day=day)
        less = settle(amounts("p", a=80), first, day=day)

        assert more.line("a").due == euros(7)
        assert more.book(first).balance(Account.PAID) == euros(97)
        assert less.line("a").repaid == euros(-10)

    def test_refuses_a_ledger_with_other_payments(self, amounts, ledger, day):
        """
        Whatever was paid since the settlement must not be paid twice.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        done = settle(amounts("p", a=90), paid, day=day)
        with pytest.raises(SettlementError) as caught:
            done.book(ledger(("p", "a", 2018, 60, 55), ("p", "b", 2018, 60, 0)))

        assert str(caught.value) == (
            "recipient 'a': the ledger is not the one that was settled\n"
            "  got: other entries for 1 of those who are settled, among them "
            "'payment-0'\n"
            "  expected: the ledger that was settled\n"
            "  mend: settle again on the ledger as it is now"
        )

    def test_is_refused_without_an_appropriation(self, amounts, ledger, day):
        """
        A settlement cannot spend what no budget granted; the ledger says so.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        done = settle(amounts("p", a=2_000_000), paid, day=day)
        with pytest.raises(OverdrawnAccountError):
            done.book(paid)

    def test_keeps_a_repayment_open_until_it_comes(self, amounts, ledger, day):
        """
        What has to be repaid stays open; returned in two instalments, nothing is left.
        """
        paid = ledger(("p", "a", 2017, 50, 50), ("p", "a", 2018, 40, 40))
        final = amounts("p", a=30)
        done = settle(final, paid, day=day)
        first = done.book(paid)
        first = first.book_all(
            done.returned("a", first, day=date(2018, 7, 1), amount=euros(45))
        )
        later = settle(final, first, day=date(2018, 7, 1))
        last = first.book_all(
            later.returned("a", first, day=date(2018, 8, 1), part="p")
        )

        assert booked(done.returned("a", paid, day=day, id="R", amount=euros(45))) == [
            ("return", "p", "a", 2018, 40, None),
            ("return", "p", "a", 2017, 5, None),
        ]
        assert later.line("a").repaid == euros(-15)
        assert last.balance(Account.PAID, recipient="a") == euros(30)
        assert not settle(final, last, day=date(2018, 8, 1)).repaid.any()

    def test_returns_what_was_not_waived(self, amounts, ledger, day):
        """
        A return takes other money than the waiver of the same settlement.
        """
        paid = ledger(("p", "b", 2017, 50, 50), ("p", "b", 2018, 40, 40))
        waiver = attrs.evolve(WAIVER, amount=euros(40))
        done = settle(amounts("p", b=30), paid, day=day, waivers=[waiver])
        after = done.book(paid)
        after = after.book_all(done.returned("b", after, day=day))

        assert after.balance(Account.PAID) == euros(30)
        assert booked(done.returned("b", paid, day=day)) == [
            ("return", "p", "b", 2017, 20, None)
        ]
        assert after.balance(Account.WAIVED) == euros(40)

    @pytest.mark.parametrize("amount", [euros(61), Money.of(1, "CHF")])
    def test_refuses_more_than_has_to_be_repaid(self, amounts, ledger, day, amount):
        """
        No more comes back than has to be repaid, and in the same currency.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=30), paid, day=day)
        with pytest.raises(SettlementError, match="not what has to be repaid"):
            done.returned("a", paid, day=day, amount=amount)
        with pytest.raises(InvalidDataError, match="no single line"):
            done.returned("x", paid, day=day)

    def test_returns_nothing_of_nothing(self, amounts, ledger, day):
        """
        Where nothing has to be repaid, there is no entry.
        """
        paid = ledger(("p", "a", 2018, 90, 90))
        done = settle(amounts("p", a=90), paid, day=day)

        assert not len(done.returned("a", paid, day=day))


class TestLedger:
    def test_counts_payments_less_returns_and_reversals(self, amounts, ledger, day):
        """
        Paid is what was paid, less what was reversed and what came back.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("p", "b", 2018, 60, 50))
        back = attrs.evolve(
            paid.entry("payment-0"), id="R", kind=EntryKind.RETURN, amount=euros(8)
        )
        paid = paid.book(back).reverse("payment-1", by="S", day=date(2018, 3, 2))
        done = settle(amounts("p", a=90, b=60), paid, day=day)

        assert done.line("a").paid == euros(42)
        assert done.line("b").paid == euros(0)

    def test_counts_all_parts_where_the_final_amount_names_none(
        self, amounts, ledger, day
    ):
        """
        Amounts for the whole program are settled with all payments.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("q", "a", 2018, 20, 20))
        done = settle(amounts(a=90), paid, day=day)
        after = settle(amounts(a=90), done.book(paid), day=day)

        assert done.line("a").paid == euros(70)
        assert after.line("a").paid == euros(90)

    def test_leaves_other_parts_alone(self, amounts, ledger, day):
        """
        Payments of parts that are not settled do not count.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("q", "a", 2018, 20, 10))
        done = settle([amounts("p", a=50), amounts("r", a=1)], paid, day=day)

        assert done.line("a", "p").paid == euros(50)
        assert done.line("a", "r").paid == euros(0)
        assert [entry.part for entry in done.entries()] == ["r", "r", "p"]

    def test_counts_one_budget_year(self, amounts, ledger):
        """
        With a year, only what was charged to it counts and is booked.
        """
        paid = ledger(("p", "a", 2017, 60, 50), ("p", "a", 2018, 70, 65))
        done = settle(amounts("p", a=55), paid, day=date(2018, 3, 9), year=2018)
        after = done.book(paid)

        assert done.line("a").paid == euros(65)
        assert done.line("a").repaid == euros(-10)
        assert booked(done.entries()) == [("release", "p", "a", 2018, 5, None)]
        assert after.balance(Account.COMMITTED, year=2017) == euros(10)

    def test_passes_over_recipients_it_does_not_know(self, amounts, ledger, day):
        """
        Somebody who was promised and not paid anything is not in the settlement.
        """
        paid = ledger(("p", "a", 2018, 60, 50), ("p", "b", 2018, 20, 0))
        done = settle(amounts("p", a=50), paid, day=day)

        assert done.ids == ("a",)
        assert [entry.recipient for entry in done.entries()] == ["a"]

    def test_refuses_payments_after_the_day(self, amounts, ledger):
        """
        The day of settlement is not before the payments.
        """
        paid = ledger(("p", "a", 2018, 60, 50))
        with pytest.raises(SettlementError) as caught:
            settle(amounts("p", a=50), paid, day=date(2018, 2, 1))

        assert str(caught.value) == (
            "entry 'payment-0': payments were booked after the day of settlement\n"
            "  got: 1 entries, the last of 2018-03-01\n"
            "  expected: none after 2018-02-01\n"
            "  mend: settle on a later day, or settle ledger.as_of(day)"
        )

    def test_refuses_a_year_that_it_lacks(self, amounts, ledger, day):
        """
        A year that no payment can be of is a mistake, and not a year without payments.
        """
        with pytest.raises(SettlementError) as caught:
            settle(amounts("p", a=5), ledger(("p", "a", 2018, 6, 5)), day=day, year=81)

        assert str(caught.value) == (
            "year: the ledger has no such budget year\n"
            "  got: 81\n"
            "  expected: 2017, 2018\n"
            "  mend: correct it, or leave it out to count all years"
        )

    def test_refuses_a_year_whose_money_was_carried_over(self, amounts, ledger, day):
        """
        What one year granted and another was charged with is settled in one.
        """
        carry = Entry(
            id="R",
            kind=EntryKind.CARRY_OVER_COMMITTED,
            day=date(2018, 1, 15),
            year=2017,
            to_year=2018,
            amount=euros(10),
            part="p",
            recipient="a",
            award="award-a",
        )
        pay = attrs.evolve(
            carry,
            id="P",
            kind=EntryKind.PAYMENT,
            year=2018,
            to_year=None,
            origin=2017,
        )
        paid = ledger(("p", "a", 2017, 60, 50), carry_over_years=2).book(carry, pay)
        for year in (2017, 2018):
            with pytest.raises(SettlementError, match="money was carried over"):
                settle(amounts("p", a=60), paid, day=day, year=year)

        assert settle(amounts("p", a=60), paid, day=day).line("a").due == euros(0)

    def test_names_the_year_that_is_over(self, amounts, ledger):
        """
        Out of a year that is over nothing more is committed, and the message says so.
        """
        paid = ledger(("p", "a", 2017, 60, 50), open_days=10)
        done = settle(amounts("p", a=90), paid, day=date(2018, 1, 5), year=2017)
        with pytest.raises(SettlementError) as caught:
            done.book(paid)

        assert str(caught.value) == (
            "settlement, year 2017: what is due is more than was committed, and "
            "nothing more can be committed out of the budget year that was settled\n"
            "  got: day of settlement 2018-01-05\n"
            "  expected: a day from 2017-01-01 to 2017-12-31\n"
            "  mend: carry money over and leave year out, so that the amounts of all "
            "years are paid out of the budget year of the day"
        )
        assert len(settle(amounts("p", a=55), paid, day=date(2018, 1, 5)).entries())

    def test_refuses_payments_without_a_part(self, amounts, ledger, day):
        """
        Payments that name no part are not passed over in silence.
        """
        paid = ledger(("p", "b", 2018, 6, 5)).book(
            *(
                Entry(
                    id=kind.value,
                    kind=kind,
                    day=date(2018, 2, 1),
                    year=2018,
                    amount=euros(7),
                    line="0908/684",
                    recipient=who,
                )
                for kind, who in (
                    (EntryKind.APPROPRIATION, None),
                    (EntryKind.COMMITMENT, "a"),
                    (EntryKind.PAYMENT, "a"),
                )
            )
        )
        with pytest.raises(SettlementError) as caught:
            settle(amounts("p", a=5), paid, day=day)

        assert str(caught.value) == (
            "recipient 'a', part 'p': payments of the ledger name no part, so nobody "
            "can tell whether they are of the one that is settled\n"
            "  got: 7.00 EUR without a part; 1 recipients with such payments\n"
            "  expected: a part for each payment to them\n"
            "  mend: name the parts in the ledger; or settle amounts without a part, "
            "against all of it: attrs.evolve(table, part=None)"
        )
        assert settle(amounts("p", b=5), paid, day=day).line("b").due == euros(0)

    def test_names_parts_that_it_does_not_know(self, amounts, ledger, day):
        """
        A part that no entry names stands in the text: perhaps it is called otherwise.
        """
        paid = ledger(("p", "a", 2018, 6, 5))
        done = settle(amounts("P", a=5), paid, day=day)

        assert done.unknown_parts == ("P",)
        assert str(done).splitlines()[-1] == "  no entry of the ledger names part P"
        assert settle(amounts("P", a=5), None, day=day).unknown_parts == ()

    def test_refuses_another_currency(self, ledger, day):
        """
        Ledger and final amounts are in one currency.
        """
        final = RecipientAmounts.of(["a"], [1], currency="CHF", part="p")
        with pytest.raises(SettlementError) as caught:
            settle(final, ledger(("p", "a", 2018, 60, 50)), day=day)

        assert str(caught.value) == (
            "paid: the ledger is in another currency than the final amounts\n"
            "  got: EUR\n"
            "  expected: CHF\n"
            "  mend: convert it before, with rate, date and source"
        )


def test_rule_without_kinds_names_none():
    """
    A rule about parts alone lets no claim be set off.
    """
    assert (
        SetOffRule(between_parts=True, source=FAG_33_PASS_THROUGH.source).kinds
        == frozenset()
    )
