"""What holds for every settlement."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.errors import LedgerError, SettlementError
from fundmodel.ledgers import Account, BudgetTerms, Entries, EntryKind, Ledger
from fundmodel.money import Money
from fundmodel.periods import BudgetYear
from fundmodel.sentences import Text
from fundmodel.set_offs import ClaimKind, Counterclaim, SetOffRule
from fundmodel.settlement import (
    RecipientAmounts,
    RepaymentWaiver,
    SmallRepayments,
    settle,
)
from fundmodel.settlement.notes import claims_met
from fundmodel.sources import Assumption

DAY = date(2018, 6, 30)
WHO = "abcd"
PARTS = "pq"
WHY = Assumption(why="for a test")
RULE = SetOffRule(
    kinds=[ClaimKind.DISTRICT_LEVY, ClaimKind.STATUTORY],
    between_parts=True,
    source=WHY,
)
TERMS = BudgetTerms(years=[BudgetYear.calendar(2018)])

amounts = st.dictionaries(
    st.tuples(st.sampled_from(PARTS), st.sampled_from(WHO)), st.integers(0, 40)
)
claims = st.lists(
    st.tuples(
        st.sampled_from("abcx"),
        st.sampled_from(ClaimKind),
        st.integers(1, 30),
        st.none() | st.dates(date(2018, 6, 1), date(2018, 7, 20)),
    ),
    max_size=6,
)


def ledger_of(paid, spare):
    """Book what each was promised and paid, all in March."""
    rows = [
        (kind, part, who, amount)
        for (part, who), minor in paid.items()
        for kind, amount in (
            (EntryKind.COMMITMENT, minor + spare),
            (EntryKind.PAYMENT, minor),
        )
        if amount
    ]
    budget = [(EntryKind.APPROPRIATION, part, None, 10_000) for part in PARTS]
    kinds, parts, who, minor = zip(*(budget + rows), strict=True)
    entries = Entries.from_columns(
        currency="EUR",
        ids=[f"e-{n}" for n in range(len(kinds))],
        kinds=kinds,
        days=date(2018, 3, 1),
        years=2018,
        minor=minor,
        parts=parts,
        recipients=who,
    )
    return Ledger(currency="EUR", terms=TERMS, entries=entries)


def tables(final, order=1):
    """Give a table of final amounts for each part."""
    return [
        RecipientAmounts.of(
            [who for who in WHO[::order] if (part, who) in final],
            [final[part, who] for who in WHO[::order] if (part, who) in final],
            currency="EUR",
            part=part,
        )
        for part in PARTS
    ]


@st.composite
def cases(draw):
    """Draw final amounts, payments, claims, and waivers of what is too much."""
    final, paid = draw(amounts), draw(amounts)
    known = [
        Counterclaim(
            id=f"K-{n}",
            recipient=who,
            kind=kind,
            amount=Money.from_minor(minor, "EUR"),
            due=due,
        )
        for n, (who, kind, minor, due) in enumerate(draw(claims))
    ]
    waivers = []
    for (part, who), minor in paid.items():
        over = minor - final.get((part, who), 0)
        if over > 0 and draw(st.booleans()):
            amount = draw(st.none() | st.integers(1, over))
            waivers.append(
                RepaymentWaiver(
                    recipient=who,
                    part=part,
                    reason=Text("hardship"),
                    amount=None if amount is None else Money.from_minor(amount, "EUR"),
                    decided=DAY,
                    source=WHY,
                )
            )
    below = draw(st.none() | st.integers(1, 10))
    small = below and SmallRepayments(below=Money.from_minor(below, "EUR"), source=WHY)
    asked = {
        "day": DAY,
        "claims": known,
        "waivers": waivers,
        "small": small,
        "set_off": draw(st.sampled_from([None, RULE])),
    }
    return final, paid, draw(st.sampled_from([0, 7])), asked


class TestSettle:
    @given(cases())
    @settings(max_examples=60)
    def test_adds_up_in_each_line_and_in_total(self, case):
        """
        Paid, due, offset, repaid and waived are the final amount, with their signs.
        """
        final, paid, spare, asked = case
        done = settle(tables(final), ledger_of(paid, spare), **asked)
        totals = {name: amount.minor for name, amount in done.totals.items()}
        found = {(line.part, line.recipient): line.paid.minor for line in done.lines()}

        for line in done.lines():
            here = (line.due, line.offset, line.repaid, line.waived)
            expected = 0 if line.final is None else line.final.minor
            assert line.paid.minor + sum(one.minor for one in here) == expected
            assert line.due.minor >= 0 >= max(line.repaid.minor, line.waived.minor)
            assert not line.due.minor or not line.repaid.minor
        assert (
            totals["final"]
            == sum(final.values())
            == sum(
                totals[name] for name in ("paid", "due", "offset", "repaid", "waived")
            )
        )
        assert {key: v for key, v in found.items() if v} == {
            key: v for key, v in paid.items() if v
        }
        used = sum(use.used.minor for use in done.claims)
        assert totals["offset"] == used

    @given(cases())
    @settings(max_examples=40)
    def test_and_booking_it_leaves_nothing(self, case):
        """
        After booking, settling again changes nothing, and nor does booking again.
        """
        final, paid, spare, asked = case
        before = ledger_of(paid, spare)
        done = settle(tables(final), before, **asked)
        booked = done.book(before)
        after = settle(tables(final), booked, **asked)

        assert not after.due.any()
        assert not after.offset.any()
        assert after.totals["repaid"] == done.totals["repaid"]
        assert after.totals["waived"] == done.totals["waived"]
        assert not len(after.entries())
        assert done.book(booked) is booked

    @given(cases(), st.randoms(use_true_random=False))
    @settings(max_examples=40)
    def test_is_the_same_in_any_order(self, case, random):
        """
        The order of recipients, claims and waivers changes nothing.
        """
        final, paid, spare, asked = case
        done = settle(tables(final), ledger_of(paid, spare), **asked)
        others = dict(random.sample(list(paid.items()), len(paid)))
        for name in ("claims", "waivers"):
            asked[name] = random.sample(asked[name], len(asked[name]))
        other = settle(tables(final, -1), ledger_of(others, spare), **asked)

        assert done.content_hash == other.content_hash


CLAIMS = tuple(
    Counterclaim(
        id=f"K-{who}",
        recipient=who,
        kind=ClaimKind.STATUTORY,
        amount=Money.from_minor(25, "EUR"),
        due=DAY,
    )
    for who in "ab"
)

steps = st.one_of(
    st.tuples(st.just("settle"), amounts, st.booleans()),
    st.tuples(st.just("reverse"), st.integers(0, 30)),
    st.tuples(st.just("return"), st.integers(0, 9), st.integers(1, 12)),
)


def asked_for(ledger, final, *, waives):
    """Settle with the same claims each time, and perhaps a waiver of all of a's."""
    waivers = [
        RepaymentWaiver(
            recipient="a",
            part="p",
            reason=Text("hardship"),
            decided=DAY,
            source=WHY,
        )
    ]
    known = ("p", "a") in final or ledger.balance(
        Account.PAID, part="p", recipient="a"
    ).minor
    return settle(
        tables(final),
        ledger,
        day=DAY,
        claims=CLAIMS,
        set_off=RULE,
        waivers=waivers if waives and known else (),
    )


def reversed_at(ledger, number):
    """Take back an entry but those of the budget, if the ledger lets it be."""
    later = ledger.entries.ids[len(PARTS) :] or ("none",)
    id_ = later[number % len(later)]
    try:
        return ledger.reverse(id_, by=f"S-{len(ledger)}", day=DAY)
    except LedgerError:
        return ledger


def brought_back(done, ledger, number, minor):
    """Book an instalment of an open repayment, with what is owed at most."""
    owing = list(done.open_repayments())
    if not owing:
        return ledger
    line = owing[number % len(owing)]
    amount = Money.from_minor(minor, "EUR")
    asked = {"part": line.part, "day": DAY}
    try:
        back = done.returned(line.recipient, ledger, amount=amount, **asked)
    except SettlementError:
        back = done.returned(line.recipient, ledger, **asked)
    return ledger.book_all(back)


class TestLife:
    @given(amounts, st.lists(steps, min_size=2, max_size=7))
    @settings(max_examples=60)
    def test_never_pays_twice_or_too_much(self, paid, taken):
        """
        Whatever is reversed, returned, corrected and settled again on one day: after
        booking nothing is due, no claim is met beyond its amount, and what recipients
        keep is the final amount and what they owe.
        """
        ledger = ledger_of(paid, 3)
        done = asked_for(ledger, paid, waives=False)
        for kind, *what in taken:
            if kind == "reverse":
                ledger = reversed_at(ledger, *what)
            elif kind == "return":
                ledger = brought_back(done, ledger, *what)
            else:
                final, waives = what
                ledger = asked_for(ledger, final, waives=waives).book(ledger)
                done = asked_for(ledger, final, waives=waives)

                assert not done.due.any()
                assert not done.offset.any()
                assert not len(done.entries())
                kept = done.paid + done.waived
                assert (kept + done.repaid == done.final).all()
            met = claims_met(ledger)
            assert all(0 <= minor <= 25 for minor in met.values())

    @given(amounts, amounts, st.lists(st.integers(1, 12), max_size=5))
    @settings(max_examples=40)
    def test_brings_back_what_is_owed_and_no_more(self, final, paid, instalments):
        """
        Instalments of one day add up to what has to be repaid at most.
        """
        ledger = ledger_of(paid, 0)
        done = settle(tables(final), ledger, day=DAY)
        ledger = done.book(ledger)
        for number, minor in enumerate(instalments):
            ledger = brought_back(done, ledger, number, minor)
        for line in done.open_repayments():
            rest = done.returned(line.recipient, ledger, part=line.part, day=DAY)
            ledger = ledger.book_all(rest)
        after = settle(tables(final), ledger, day=DAY)

        assert not after.repaid.any()
        assert not after.due.any()
        assert ledger.balance(Account.RETURNED).minor == -done.totals["repaid"].minor
