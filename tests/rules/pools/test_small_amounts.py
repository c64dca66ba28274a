"""Tests of `fundmodel.rules.pools.small_amounts`, and a slow reference."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.claims import PortionKind
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    DataLackingError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import REMAINDER, Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    DropBelow,
    DropOrder,
    DroppedTo,
    Figure,
    Fit,
    Funding,
    Maximum,
    Minimum,
    RaiseBelow,
    RatePerUnit,
    Redistribute,
    Round,
    Share,
    ShareByFormula,
    Shortage,
    Term,
    WeightedSum,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import Provision, State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    rosters,
)
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
BY_HEADS = Share(by="heads")
ROUND = Round("0.01")
FIRST = DropOrder.SMALLEST_FIRST
GIVEN = (DroppedTo.POT, DroppedTo.OTHERS, DroppedTo.LAPSED)


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(kinds=(), *, sensitive=False, **heads):
    """Make a roster of towns by their heads."""
    kinds = kinds or ("town",) * len(heads)
    return Roster.from_records(
        [
            {"id": name, "name": name.upper(), "kind": kind, "heads": count}
            for (name, count), kind in zip(heads.items(), kinds, strict=True)
        ],
        id="towns",
        indicators=[Indicator(id="heads", unit=Text("heads"), sensitive=sensitive)],
        coverage=Coverage.REMAINDER if REMAINDER in kinds else Coverage.PARTIAL,
    )


FOUR = towns(a=40, b=45, c=5, d=10)


def divided(*provisions, pot=100, roster=FOUR):
    """Divide euros by heads, to the cent."""
    rule = AllocationRule(BY_HEADS, *provisions, ROUND)
    return rule.apply(eur(pot), roster)


def cents(*provisions, **more):
    """Give the amounts in cents."""
    return divided(*provisions, **more).amounts.tolist()


def said(done, id_, number=2):
    """Give the sentence of one step."""
    return str(done.explain(id_).steps[number - 1].said)


def refused(error, *provisions, **more):
    """Give the message of the error that a rule ends with."""
    with pytest.raises(error) as caught:
        divided(*provisions, **more)
    return str(caught.value)


def others(amount, **more):
    """Let the others share what is below."""
    return DropBelow(amount, to=DroppedTo.OTHERS, **more)


def slowly(weights, pot, threshold, *, must_exceed, order):
    """Drop one after the other, with fractions."""
    left = {i for i, weight in enumerate(weights) if weight}
    while left:
        whole = sum(weights[i] for i in left)
        claims = {i: Fraction(pot * weights[i], whole) for i in left}
        below = {
            i
            for i, claim in claims.items()
            if claim < threshold or (must_exceed and claim == threshold)
        }
        if not below or not pot:
            break
        if order is FIRST:
            least = min(claims[i] for i in below)
            below = {i for i in below if claims[i] == least}
        left -= below
    return left


class TestDropBelow:
    def test_goes_back_to_the_pot(self):
        """
        What is below falls away with a reason; just the threshold is not below.
        """
        done = divided(DropBelow(eur(40)))

        assert [4000, 4500, 0, 0] == done.amounts.tolist()
        assert "15.00 EUR" == str(done.left_over)
        assert "below the least amount of 40.00 EUR" == str(done.why_not(2))
        assert [True, True, False, False] == done.is_eligible.tolist()
        assert "40.00 EUR reaches the least amount of 40.00 EUR" == said(done, "a")
        assert (
            "5.00 EUR is below the least amount of 40.00 EUR: it goes back to the pot"
        ) == said(done, "c")

    def test_may_have_to_be_exceeded(self):
        """
        Then just the threshold falls away too.
        """
        done = divided(DropBelow(eur(40), must_exceed=True))

        assert [0, 4500, 0, 0] == done.amounts.tolist()
        assert "not above the least amount of 40.00 EUR" == str(done.why_not(0))
        assert (
            "40.00 EUR is not above the least amount of 40.00 EUR: it goes back to the "
            "pot"
        ) == said(done, "a")
        assert "45.00 EUR is above the least amount of 40.00 EUR" == said(done, "b")

    def test_lapses(self):
        """
        What lapses is kept apart, with its source.
        """
        done = divided(DropBelow(eur(15), to=DroppedTo.LAPSED))
        (lapsed,) = (p for p in done.elsewhere if p.kind is PortionKind.LAPSED)

        assert [4000, 4500, 0, 0] == done.amounts.tolist()
        assert 1500 == lapsed.amount.fraction(0)
        assert 0 == done.left_over.count
        assert "5.00 EUR is below the least amount of 15.00 EUR: it lapses" == said(
            done, "c"
        )

    def test_may_be_refused(self):
        """
        Where the law lets nobody be below, whoever is gets named.
        """
        must_not = DropBelow(eur(15), to=DroppedTo.REFUSED)

        assert (
            "roster 'towns': C (c), D (d): claims are below a threshold, and none may "
            "be\n"
            "  got: claims below the least amount of 15.00 EUR\n"
            "  expected: claims that reach it, or of nothing\n"
            "  mend: let small ones stand in a pool, or say who has what falls away: "
            'to = "pot" (DroppedTo.POT in Python)'
        ) == refused(AllocationError, must_not)
        assert [4000, 4500, 500, 1000] == cents(DropBelow(eur(5), to=DroppedTo.REFUSED))

    def test_is_shared_by_the_others(self):
        """
        The others share all by the key, and what they have can be computed.
        """
        done = divided(others(eur(15)))

        assert [4706, 5294, 0, 0] == done.amounts.tolist()
        assert (
            "2 fell away, and all is shared among the others: 100.00 EUR x 40 / 85 "
            "heads = 47.058823… EUR"
        ) == said(done, "a")
        assert (
            "5.00 EUR is below the least amount of 15.00 EUR: it falls away, and the "
            "others share it"
        ) == said(done, "c")
        assert "below the least amount of 15.00 EUR" == str(done.why_not(3))
        assert () == done.unit_rates

    def test_falls_all_at_once(self):
        """
        Whoever is below falls away, even if it would have risen.
        """
        done = divided(others(eur(46)))

        assert [0, 0, 0, 0] == done.amounts.tolist()
        assert "100.00 EUR" == str(done.left_over)
        assert (
            "45.00 EUR is below the least amount of 46.00 EUR: it goes back to the pot"
        ) == said(done, "b")

    def test_falls_the_smallest_first(self):
        """
        Then the others may rise to the threshold, and fewer fall away.
        """
        assert [4210, 4737, 0, 1053] == cents(others(eur(10), order=FIRST))

    def test_is_shared_in_proportion_with_bounds(self):
        """
        A maximum holds for those who share what fell away.
        """
        done = divided(Maximum(eur(46)), others(eur(11)))

        assert [4600, 4600, 0, 0] == done.amounts.tolist()
        assert "8.00 EUR" == str(done.left_over)
        assert said(done, "b", 3).startswith("2 fell away")

    def test_is_stronger_than_a_minimum(self):
        """
        Whoever was raised to a minimum below the threshold falls away all the same.
        """
        done = divided(Minimum(eur(7)), others(eur(9)))
        unbounded = divided(others(eur(9)))

        assert [0, 0] == [done.amounts[2], unbounded.amounts[2]]
        assert unbounded.amounts.tolist() == done.amounts.tolist()

    @pytest.mark.parametrize("to", GIVEN)
    def test_whoever_fell_away_stays_away(self, to):
        """
        Later provisions give nothing to those who fell away.
        """
        done = divided(
            DropBelow(eur(9), to=to),
            Maximum(eur(43)),
            Redistribute(),
            Maximum(eur(42)),
            Minimum(eur(12)),
            Fit(scales_up=True),
        )

        assert 0 == done.amounts[2]
        assert done.amounts[3] > 0

    def test_an_excluded_one_is_told_the_first_reason(self):
        """
        Who may not claim anyway is not below.
        """
        roster = towns(("town", "village", "town"), a=1, b=1, c=2)
        rule = AllocationRule(
            Eligible(kinds=["town"]), BY_HEADS, DropBelow(eur(40)), ROUND
        )
        done = rule.apply(eur(90), roster)

        assert [0, 0, 6000] == done.amounts.tolist()
        assert "B is not among those eligible: town" == said(done, "b", 3)

    def test_is_for_some_kinds(self):
        """
        Others keep small claims.
        """
        roster = towns(("town", "village", "town"), a=1, b=1, c=2)
        done = divided(DropBelow(eur(30), kinds=["town"]), roster=roster)

        assert [0, 2500, 5000] == done.amounts.tolist()
        assert "this does not apply here; the claim stays at 25.00 EUR" == said(
            done, "b"
        )

    def test_leaves_a_claim_of_nothing(self):
        """
        Whoever has nothing is not below the threshold.
        """
        done = divided(DropBelow(eur(30)), roster=towns(a=0, b=1))

        assert done.why_not(0) is None
        assert "this does not apply here; the claim stays at 0.00 EUR" == said(
            done, "a"
        )

    def test_rates_go_back_to_the_pot(self):
        """
        Claims need no key to fall away.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(1), by="heads"), DropBelow(eur(10)), ROUND
        )
        done = rule.apply(eur(100), FOUR)

        assert [4000, 4500, 0, 1000] == done.amounts.tolist()
        assert 1 == len(done.unit_rates)

    def test_rates_are_shared_by_nobody(self):
        """
        Without a key, nothing says by what the others share.
        """
        rule = AllocationRule(RatePerUnit(rate=eur(1), by="heads"), others(eur(10)))
        with pytest.raises(AllocationError) as caught:
            rule.apply(eur(100), FOUR)

        assert (
            "roster 'towns': the others should share what falls away, and nothing says "
            "by what\n"
            "  got: claims that were not shared by a key\n"
            "  expected: a pot that was shared by a key before\n"
            '  mend: let it go back to the pot, to = "pot" (DroppedTo.POT in Python), '
            "and share that"
        ) == str(caught.value)

    def test_a_key_and_a_rate(self):
        """
        The others share by the key of the pot, whatever was paid by a rate since.
        """
        rule = AllocationRule(
            RatePerUnit(rate=eur(1), by="heads"),
            BY_HEADS,
            RatePerUnit(rate=Fraction(0), by="heads"),
            others(eur(15)),
            ROUND,
        )
        done = rule.apply(eur(200), FOUR)

        assert [8421, 9474, 0, 2105] == done.amounts.tolist()
        assert_adds_up(done.explain("a"))

    def test_by_a_formula(self):
        """
        The weights of a formula are told as they are.
        """
        formula = WeightedSum(of=[Term(of=Figure(by="heads"), weight=2)])
        rule = AllocationRule(ShareByFormula(formula=formula), others(eur(15)), ROUND)
        done = rule.apply(eur(100), FOUR)

        assert [4706, 5294, 0, 0] == done.amounts.tolist()
        assert said(done, "a").startswith(
            "2 fell away, and all is shared among the others: 100.00 EUR x "
        )

    def test_small_counts_stay_hidden(self):
        """
        A sensitive count is not shown when the others share.
        """
        roster = towns(a=9, b=20, c=1, sensitive=True)
        done = divided(others(eur(10)), roster=roster)

        assert "100.00 EUR x <10 / 29 heads" in said(done, "a")

    def test_needs_to_know_everybody(self):
        """
        Of a row for all others nobody can tell who is below.
        """
        roster = towns(("town", REMAINDER), a=1, b=1)

        assert "a bound is for each recipient" in refused(
            DataLackingError, DropBelow(eur(10)), roster=roster
        )

    def test_is_in_the_unit_of_the_pot(self):
        """
        A threshold in another currency is refused.
        """
        assert "another unit" in refused(MoneyError, DropBelow(Money.of(1, "USD")))

    def test_units_other_than_money(self):
        """
        A threshold may be a number of whatever is divided.
        """
        rule = AllocationRule(BY_HEADS, DropBelow(Fraction(1, 2)), Round(1))
        done = rule.apply(9, FOUR, unit="posts")

        assert [3, 4, 0, 1] == done.amounts.tolist()

    def test_corrections_are_refused(self):
        """
        Claims that are taken back have no threshold.
        """
        assert "while some are negative" in refused(
            AllocationError, DropBelow(eur(10)), pot=-100
        )

    @pytest.mark.parametrize("amount", [eur(0), Fraction(-1), 0, None])
    def test_is_above_zero(self, amount):
        """
        A threshold of nothing is none.
        """
        with pytest.raises(InvalidModelError) as caught:
            DropBelow(amount)

        assert str(caught.value).startswith("amount: a threshold is not above zero")

    def test_an_order_matters_among_others_only(self):
        """
        What goes to the pot or lapses changes nothing for the others.
        """
        with pytest.raises(InvalidModelError) as caught:
            DropBelow(eur(1), order=FIRST)

        assert (
            "drop below: the order matters only where the others have what falls away\n"
            "  got: order 'smallest first', to 'pot'\n"
            '  expected: to = "others"\n'
            "  mend: leave the order out, or let the others have it"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("provision", "english", "german"),
        [
            (
                DropBelow(eur(9)),
                "claims of less than 9.00 EUR fall away and go back to the pot",
                "Ansprüche unter 9,00 EUR entfallen und fließen in den Topf zurück",
            ),
            (
                DropBelow(eur(9), must_exceed=True, to=DroppedTo.LAPSED, kinds=["x"]),
                "claims of 9.00 EUR or less fall away (x only) and lapse",
                "Ansprüche bis 9,00 EUR entfallen (nur x) und verfallen",
            ),
            (
                others(eur(9)),
                (
                    "claims of less than 9.00 EUR fall away, all at once, and the "
                    "others share them"
                ),
                (
                    "Ansprüche unter 9,00 EUR entfallen, alle zugleich, und die "
                    "übrigen teilen sie sich"
                ),
            ),
            (
                others(eur(9), order=FIRST),
                (
                    "claims of less than 9.00 EUR fall away, the smallest first, and "
                    "the others share them"
                ),
                (
                    "Ansprüche unter 9,00 EUR entfallen, der kleinste zuerst, und die "
                    "übrigen teilen sie sich"
                ),
            ),
            (
                DropBelow(eur(9), to=DroppedTo.REFUSED),
                "no claim may be less than 9.00 EUR",
                "kein Anspruch darf unter 9,00 EUR liegen",
            ),
            (
                DropBelow(eur(9), to=DroppedTo.REFUSED, must_exceed=True),
                "no claim may be 9.00 EUR or less",
                "kein Anspruch darf bei 9,00 EUR oder darunter liegen",
            ),
        ],
    )
    def test_says_what_it_does(self, provision, english, german):
        """
        It describes itself in both languages.
        """
        assert isinstance(provision, Provision)
        assert english == str(provision.describe())
        # German puts a no-break space between an amount and its currency.
        rendered = provision.describe().render(Language.GERMAN)
        assert german == rendered.replace("\N{NO-BREAK SPACE}", " ")

    @SOME
    @given(
        st.lists(st.integers(0, 12), min_size=1, max_size=9).filter(any),
        st.integers(0, 60),
        st.integers(1, 30),
        st.booleans(),
        st.sampled_from(DropOrder),
    )
    def test_agrees_with_a_slow_reference(
        self, weights, pot, threshold, must_exceed, order
    ):
        """
        Those who are left are the same as if claims fell away one by one.
        """
        roster = towns(**{f"t{i}": weight for i, weight in enumerate(weights)})
        drop = others(Fraction(threshold), must_exceed=must_exceed, order=order)
        (_, step) = AllocationRule(BY_HEADS, drop).fold(
            State.start(Mixed.of([pot]), roster, unit=Unit(name="posts")), Facts()
        )
        left = slowly(weights, pot, threshold, must_exceed=must_exceed, order=order)
        claims = [step.after.amounts.fraction(0, i) for i in range(len(weights))]
        whole = sum(weights[i] for i in left)

        assert [
            Fraction(pot * weight, whole) if i in left else 0
            for i, weight in enumerate(weights)
        ] == claims

    @SOME
    @given(
        st.lists(st.integers(0, 12), min_size=1, max_size=8).filter(any),
        st.integers(0, 9000),
        st.integers(1, 3000),
        st.sampled_from(DropOrder),
    )
    def test_bounds_do_not_change_the_order(self, weights, pot, threshold, order):
        """
        A bound that binds nobody leads to the same claims, one size after the other.
        """
        roster = towns(**{f"t{i}": weight for i, weight in enumerate(weights)})
        drop = others(Fraction(threshold, 100), order=order)
        free = AllocationRule(BY_HEADS, drop, ROUND).apply(
            Money.from_minor(pot, "EUR"), roster
        )
        bounded = AllocationRule(BY_HEADS, Maximum(eur(1000)), drop, ROUND).apply(
            Money.from_minor(pot, "EUR"), roster
        )

        assert free.amounts.tolist() == bounded.amounts.tolist()

    @SOME
    @given(
        rosters(least=2),
        st.integers(0, 10**6),
        st.integers(1, 10**5),
        st.booleans(),
        st.data(),
    )
    def test_nobody_ends_below(self, roster, pot, threshold, bounded, data):
        """
        Everybody has nothing or the threshold, and no cent is lost.
        """
        to = data.draw(st.sampled_from(GIVEN))
        orders = DropOrder if to is DroppedTo.OTHERS else [DropOrder.ALL_AT_ONCE]
        order = data.draw(st.sampled_from(orders))
        between = (Maximum(share="40 %"), Redistribute()) if bounded else ()
        drop = DropBelow(Money.from_minor(threshold, "EUR"), to=to, order=order)
        done = AllocationRule(BY_HEADS, *between, drop, ROUND).apply(
            Money.from_minor(pot, "EUR"), roster
        )
        before, after = (done.steps[-2].before, done.steps[-2].after)

        assert_conserved(done)
        for i, id_ in enumerate(roster.ids):
            explanation = done.explain(id_)
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)
            claim, had = after.amounts.fraction(0, i), before.amounts.fraction(0, i)
            assert not claim or claim >= threshold
            assert (claim == 0 < had) == (done.why_not(i) is not None)
            if to is not DroppedTo.OTHERS:
                assert claim in {0, had}

    @SOME
    @given(
        rosters(least=2, most=6),
        st.lists(st.integers(0, 10**5), min_size=1, max_size=4),
        st.integers(1, 10**4),
        st.booleans(),
        st.data(),
    )
    def test_a_batch_equals_one_by_one(self, roster, pots, threshold, bound, data):
        """
        Each scenario has its own claims, reasons and explanations.
        """
        to = data.draw(st.sampled_from(GIVEN))
        orders = DropOrder if to is DroppedTo.OTHERS else [DropOrder.ALL_AT_ONCE]
        drop = DropBelow(
            Fraction(threshold), to=to, order=data.draw(st.sampled_from(orders))
        )
        between = (Maximum(share="40 %"),) if bound else ()
        rule = AllocationRule(BY_HEADS, *between, drop, Round(1))
        unit = Unit(name="posts")
        batch = rule.fold(State.start(Mixed.of(pots), roster, unit=unit), Facts())[-1]
        for s, pot in enumerate(pots):
            alone = rule.fold(State.start(Mixed.of([pot]), roster, unit=unit), Facts())
            one = alone[-1].after

            assert one.amounts.floor()[0].tolist() == (
                batch.after.amounts.floor()[s].tolist()
            )
            for i in range(len(roster)):
                assert one.reason_of(i) == batch.after.reason_of(i, s)

    @SOME
    @given(rosters(least=2), st.integers(0, 10**6), st.integers(1, 10**5), st.data())
    def test_the_order_of_the_roster_does_not_matter(
        self, roster, pot, threshold, data
    ):
        """
        Equal claims fall away together, so nobody is better off by its place.
        """
        order = data.draw(st.permutations(range(len(roster))))
        rule = AllocationRule(BY_HEADS, others(Fraction(threshold), order=FIRST))
        unit = Unit(name="posts")
        shuffled = Roster(
            id="shuffled",
            ids=[roster.ids[i] for i in order],
            names=[roster.names[i] for i in order],
            kinds=[roster.kinds[i] for i in order],
            columns=[
                type(c)(
                    indicator=c.indicator,
                    values=c.values[list(order)],
                    decimals=c.decimals,
                    valid=c.valid[list(order)],
                    inferred=c.inferred[list(order)],
                )
                for c in roster.columns
            ],
        )
        one, other = (
            rule.fold(State.start(Mixed.of([pot]), each, unit=unit), Facts())[-1].after
            for each in (roster, shuffled)
        )

        assert [one.amounts.fraction(0, i) for i in order] == [
            other.amounts.fraction(0, i) for i in range(len(roster))
        ]

    def test_a_million_in_a_second_or_so(self):
        """
        Nothing loops over recipients.
        """
        heads = np.arange(1, 100_001, dtype=np.int64)
        names = [str(i) for i in range(len(heads))]
        roster = Roster(
            id="many",
            ids=names,
            names=names,
            kinds=["town"] * len(names),
            columns=[
                type(FOUR.columns[0])(
                    indicator=FOUR.columns[0].indicator,
                    values=heads,
                    valid=np.ones(len(heads), dtype=np.bool_),
                    inferred=np.zeros(len(heads), dtype=np.bool_),
                )
            ],
        )
        rule = AllocationRule(BY_HEADS, others(eur(100), order=FIRST), ROUND)
        done = rule.apply(eur(5_000_000), roster)

        assert done.amounts[done.is_eligible].min() >= 10_000
        assert 0 < done.is_eligible.sum() < 100_000


class TestRaiseBelow:
    def test_raises_who_gets_anything(self):
        """
        Small claims are raised, and whoever gets nothing still gets nothing.
        """
        roster = towns(a=40, b=45, c=5, d=10, e=0)
        done = divided(RaiseBelow(eur(15)), roster=roster)

        assert [3294, 3706, 1500, 1500, 0] == done.amounts.tolist()
        assert (
            "5.00 EUR is less than the least amount (15.00 EUR): raised by 10.00 EUR "
            "to 15.00 EUR"
        ) == said(done, "c")
        assert "this does not apply here; the claim stays at 0.00 EUR" == said(
            done, "e"
        )

    def test_may_come_in_addition(self):
        """
        Then nobody pays for it.
        """
        done = divided(RaiseBelow(eur(15), funding=Funding.ADDED))

        assert [4000, 4500, 1500, 1500] == done.amounts.tolist()
        assert "15.00 EUR" == str(done.guaranteed)
        assert said(done, "c").endswith("to 15.00 EUR, in addition to the pot")

    def test_may_give_way(self):
        """
        If there is too little, it is refused unless it gives way.
        """
        assert "is more than there is" in refused(BoundsError, RaiseBelow(eur(30)))
        assert [2500] * 4 == cents(RaiseBelow(eur(30), if_short=Shortage.REDUCED))

    def test_those_who_gain_do_not_pay(self):
        """
        A threshold does not depend on last time.
        """
        with pytest.raises(InvalidModelError) as caught:
            RaiseBelow(eur(1), funding=Funding.GAINERS)

        assert (
            "raise below: those who gain over last time pay for a bound that does not "
            "depend on last time\n"
            "  got: funding 'gainers'\n"
            "  expected: the pot, or in addition\n"
            "  mend: leave the funding out"
        ) == str(caught.value)

    def test_says_what_it_does(self):
        """
        It describes itself in both languages.
        """
        provision = RaiseBelow(
            eur(9), kinds=["town"], funding=Funding.ADDED, if_short=Shortage.REDUCED
        )

        assert isinstance(provision, Provision)
        assert (
            "whoever gets anything gets at least 9.00 EUR (town only), in addition to "
            "the pot; reduced for all alike if there is too little"
        ) == str(provision.describe())
        assert "wer etwas erhält, erhält mindestens 9,00" in (
            provision.describe().render(Language.GERMAN)
        )

    @SOME
    @given(rosters(least=2), st.integers(0, 10**6), st.integers(1, 10**5))
    def test_nobody_ends_below(self, roster, pot, threshold):
        """
        Everybody has nothing or the threshold; nothing stays nothing.
        """
        raised = RaiseBelow(Money.from_minor(threshold, "EUR"), funding=Funding.ADDED)
        done = AllocationRule(BY_HEADS, raised, ROUND).apply(
            Money.from_minor(pot, "EUR"), roster
        )
        before, after = (done.steps[1].before, done.steps[1].after)

        assert_conserved(done)
        for i, id_ in enumerate(roster.ids):
            explanation = done.explain(id_)
            assert_adds_up(explanation)
            had, has = before.amounts.fraction(0, i), after.amounts.fraction(0, i)
            assert has == (max(had, threshold) if had else 0)
