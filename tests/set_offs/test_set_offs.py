"""Tests of set-off: which claims may be met out of what is due, and in which order."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.errors import InvalidDataError, InvalidModelError, SettlementError
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.set_offs import (
    FAG_33_ALLOCATIONS,
    FAG_33_PASS_THROUGH,
    ClaimKind,
    ClaimRefusal,
    Counterclaim,
    SetOffRule,
    set_off_claims,
)
from fundmodel.sources import Assumption

DAY = date(2018, 6, 10)
ANY = SetOffRule(kinds=ClaimKind, only_due=False, source=Assumption(why="for a test"))


def euros(amount):
    """Give an amount."""
    return Money.of(amount, "EUR")


def claim(id="K-1", **given):
    """Make a claim on a, due on the day."""
    return Counterclaim(
        **{
            "id": id,
            "recipient": "a",
            "kind": ClaimKind.DISTRICT_LEVY,
            "amount": euros(10),
            "due": DAY,
            **given,
        }
    )


def met(claims, due, rule=FAG_33_PASS_THROUGH):
    """Set claims off in euros, and give what was used of each and why no more."""
    cents = {
        who: {part: 100 * amount for part, amount in parts.items()}
        for who, parts in due.items()
    }
    uses, _ = set_off_claims(claims, cents, rule=rule, day=DAY, currency="EUR")
    return [(use.claim.id, int(use.used.major), use.refusal) for use in uses]


class TestSetOffRule:
    @pytest.mark.parametrize(
        ("given", "refusal"),
        [
            ({}, None),
            ({"kind": ClaimKind.STATUTORY}, None),
            ({"kind": ClaimKind.CONTRACT}, ClaimRefusal.KIND),
            ({"kind": ClaimKind.REPAYMENT}, ClaimRefusal.KIND),
            ({"kind": ClaimKind.OTHER}, ClaimRefusal.KIND),
            ({"due": date(2018, 6, 11)}, ClaimRefusal.NOT_DUE),
            ({"due": None}, ClaimRefusal.NO_DUE_DATE),
        ],
    )
    def test_of_the_pass_through_names_kinds_and_due_date(self, given, refusal):
        """
        Section 33 FAG lets a district set off due levy and obligations by law only.
        """
        assert FAG_33_PASS_THROUGH.refusal(claim(**given), DAY) == refusal

    def test_may_not_ask_for_a_due_date(self):
        """
        A rule that does not ask for a due date takes claims of any day.
        """
        assert ANY.refusal(claim(due=None), DAY) is None
        assert ANY.refusal(claim(due=date.max), DAY) is None

    def test_of_allocations_is_about_parts_alone(self):
        """
        Section 33 (1) FAG sets allocations off against each other.
        """
        assert FAG_33_ALLOCATIONS.between_parts
        assert FAG_33_ALLOCATIONS.refusal(claim(), DAY) is ClaimRefusal.KIND


class TestSetOffClaims:
    def test_meets_the_oldest_first(self):
        """
        The claim due first is met first, then by id; what is left of one is said.
        """
        claims = [
            claim("K-3"),
            claim("K-2"),
            claim("K-1", due=date(2018, 6, 9)),
        ]
        expected = [
            ("K-1", 10, None),
            ("K-2", 5, ClaimRefusal.NOTHING_DUE),
            ("K-3", 0, ClaimRefusal.NOTHING_DUE),
        ]

        assert met(claims, {"a": {"p": 12, "q": 3}}) == expected
        assert met(claims[::-1], {"a": {"p": 12, "q": 3}}) == expected

    def test_uses_parts_in_their_order(self):
        """
        What is due in the first part is used first.
        """
        _, done = set_off_claims(
            [claim()],
            {"a": {"q": 400, "p": 900}},
            rule=FAG_33_PASS_THROUGH,
            day=DAY,
            currency="EUR",
        )

        assert [(one.part, one.amount, one.claim) for one in done] == [
            ("q", euros(4), "K-1"),
            ("p", euros(6), "K-1"),
        ]

    def test_keeps_claims_on_strangers(self):
        """
        A claim on somebody who is not settled is listed, not used.
        """
        assert met([claim(recipient="x")], {"a": {None: 5}}) == [
            ("K-1", 0, ClaimRefusal.STRANGER)
        ]

    def test_sets_nothing_off_without_a_rule(self):
        """
        Without a provision nothing is set off.
        """
        assert met([claim()], {"a": {None: 5}}, rule=None) == [
            ("K-1", 0, ClaimRefusal.NO_RULE)
        ]

    def test_tells_the_rest_of_a_claim(self):
        """
        A claim used in part goes on with its rest, one that is met is gone.
        """
        uses, _ = set_off_claims(
            [claim("K-1"), claim("K-2", due=None)],
            {"a": {None: 1400}},
            rule=ANY,
            day=DAY,
            currency="EUR",
        )

        assert uses[0].rest is None
        assert uses[1].rest == claim("K-2", due=None, amount=euros(6), met=euros(4))
        assert str(uses[1].said()) == (
            "claim K-2 (district levy, 10.00 EUR): 4.00 EUR set off; 6.00 EUR not "
            "set off: nothing more is due to the recipient"
        )

    def test_refuses_another_currency(self):
        """
        Nothing is converted.
        """
        with pytest.raises(SettlementError) as caught:
            met([claim(amount=Money.of(1, "CHF"))], {})

        assert str(caught.value) == (
            "claim 'K-1': a claim is in another currency than the settlement\n"
            "  got: 1.00 CHF\n"
            "  expected: EUR\n"
            "  mend: convert it before, with rate, date and source"
        )

    def test_refuses_a_claim_that_stands_twice(self):
        """
        No claim is used twice.
        """
        with pytest.raises(SettlementError) as caught:
            met([claim(), claim()], {})

        assert str(caught.value) == (
            "claims: a claim stands more than once\n"
            "  got: K-1\n"
            "  expected: each id once\n"
            "  mend: remove one of them, or give them ids of their own"
        )

    @given(
        st.lists(
            st.builds(
                claim,
                recipient=st.sampled_from("abx"),
                kind=st.sampled_from(ClaimKind),
                amount=st.integers(1, 30).map(euros),
                due=st.none() | st.dates(date(2018, 6, 1), date(2018, 6, 20)),
            ),
            max_size=8,
        ),
        st.dictionaries(
            st.sampled_from("ab"),
            st.dictionaries(st.sampled_from("pq"), st.integers(0, 30)),
        ),
        st.randoms(use_true_random=False),
    )
    def test_properties(self, claims, due, random):
        """
        No claim of another kind or day is used, none beyond its amount or what is due.
        """
        claims = [attrs.evolve(one, id=f"K-{n}") for n, one in enumerate(claims)]
        used = met(claims, due)
        by_id = {one.id: one for one in claims}

        assert sorted(id_ for id_, _, _ in used) == sorted(by_id)
        for id_, amount, refusal in used:
            one = by_id[id_]
            assert 0 <= amount <= one.amount.major
            assert (refusal is None) == (amount == one.amount.major)
            if amount:
                assert one.kind in FAG_33_PASS_THROUGH.kinds
                assert one.due <= DAY
        for who, parts in due.items():
            here = [a for id_, a, _ in used if by_id[id_].recipient == who]
            assert sum(here) <= sum(parts.values())
        random.shuffle(claims)
        assert met(claims, due) == used


class TestCounterclaim:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"amount": euros(0)}, "a claim is not above zero"),
            ({"recipient": " "}, "a claim lacks what tells it apart"),
            ({"kind": "district_levy"}, "write ClaimKind.DISTRICT_LEVY"),
            ({"due": "2018"}, "this is not what Counterclaim.due holds"),
        ],
    )
    def test_is_complete(self, given, said):
        """
        A claim names itself, its debtor, its kind and an amount above zero.
        """
        with pytest.raises(InvalidDataError, match=said):
            claim(**given)


class TestMet:
    def test_is_taken_off_once(self):
        """
        What earlier settlements met is taken off, whether or not the amount shows it.
        """
        left = claim(amount=euros(4), met=euros(6))
        found = [
            set_off_claims(
                [one],
                {"a": {None: 5000}},
                rule=ANY,
                day=DAY,
                currency="EUR",
                met={("a", "K-1"): 600},
            )[0][0]
            for one in (claim(), left)
        ]

        assert [(use.used, use.before) for use in found] == [
            (euros(4), euros(6)),
            (euros(4), None),
        ]
        assert [use.left for use in found] == [euros(0), euros(0)]
        assert str(found[0].said()) == (
            "claim K-1 (district levy, 10.00 EUR), due 10 June 2018, 6.00 EUR met "
            "before: 4.00 EUR set off"
        )

    def test_of_all_leaves_nothing(self):
        """
        A claim that was met in full is not used again.
        """
        ((use,), done) = set_off_claims(
            [claim()],
            {"a": {None: 5000}},
            rule=ANY,
            day=DAY,
            currency="EUR",
            met={("a", "K-1"): 1000},
        )

        assert done == ()
        assert (use.refusal, use.rest) == (ClaimRefusal.MET, None)

    def test_adds_up_over_settlements(self):
        """
        What is left of a claim knows all that was met of it.
        """
        uses, _ = set_off_claims(
            [claim(met=euros(1))],
            {"a": {None: 300}},
            rule=ANY,
            day=DAY,
            currency="EUR",
        )

        assert uses[0].rest == claim(amount=euros(7), met=euros(4))


class TestMoney:
    @pytest.mark.parametrize(
        ("rule", "part", "nature", "expected"),
        [
            (ANY, "p", None, True),
            (attrs.evolve(ANY, parts=["p"]), "p", None, True),
            (attrs.evolve(ANY, parts=["q"]), "p", None, False),
            (FAG_33_ALLOCATIONS, "p", LegalNature.STATUTORY_TRANSFER, True),
            (FAG_33_PASS_THROUGH, "p", LegalNature.GRANT, False),
        ],
    )
    def test_is_what_the_provision_is_about(self, rule, part, nature, expected):
        """
        A rule may be about some parts and some natures alone; § 33 FAG is about
        allocations by law.
        """
        assert rule.is_about(part, nature) is expected

    def test_has_to_be_known(self):
        """
        Where the provision is about some natures, the money is of one of them or not.
        """
        with pytest.raises(SettlementError) as caught:
            FAG_33_ALLOCATIONS.is_about("p", None)

        assert str(caught.value) == (
            "amounts of part 'p': nobody says of which legal nature the money is, and "
            "the provision on set-off is about some alone\n"
            "  got: no nature\n"
            "  expected: STATUTORY_TRANSFER\n"
            "  mend: name it: attrs.evolve(amounts, nature=LegalNature.…)"
        )

    def test_of_another_kind_meets_no_claims(self):
        """
        A claim on somebody who is due other money says so.
        """
        ((use,), done) = set_off_claims(
            [claim()], {"a": {}}, rule=ANY, day=DAY, currency="EUR"
        )

        assert (use.refusal, done) == (ClaimRefusal.MONEY, ())


def test_rules_name_their_source():
    """
    Nothing is set off because somebody likes to.
    """
    with pytest.raises(InvalidModelError) as caught:
        SetOffRule(kinds=ClaimKind)

    assert str(caught.value) == (
        "source: nobody says what may be set off\n"
        "  expected: a provision, or the assumption of one\n"
        "  mend: name the provision; without one nothing is set off"
    )


@pytest.mark.parametrize("given", [5.0, "K", claim(), [claim(), "K"]])
def test_claims_are_a_list_of_claims(given):
    """
    Anything else is refused by what it is.
    """
    with pytest.raises(InvalidDataError, match="these are no claims"):
        set_off_claims(given, {}, rule=ANY, day=DAY, currency="EUR")


def test_less_than_nothing_was_not_met():
    """
    What was met of a claim is zero or more, in its currency.
    """
    with pytest.raises(InvalidDataError, match="less than nothing was met"):
        claim(met=euros(-1))
    with pytest.raises(SettlementError, match="another currency"):
        set_off_claims(
            [claim(met=Money.of(1, "CHF"))], {}, rule=ANY, day=DAY, currency="EUR"
        )


def test_claims_of_any_size():
    """
    A claim beyond 64 bits takes what is due, and no more.
    """
    huge = claim(amount=Money.from_minor(2**70, "EUR"))
    ((use,), _) = set_off_claims(
        [huge], {"a": {None: 500}}, rule=ANY, day=DAY, currency="EUR"
    )

    assert use.used == euros(5)
    assert use.left == Money.from_minor(2**70 - 500, "EUR")
