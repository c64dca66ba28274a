"""Tests of `fundmodel.rules.set_asides`."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.claims import PortionKind
from fundmodel.errors import (
    AllocationError,
    InvalidModelError,
    MoneyError,
    OverdrawnError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    RatePerUnit,
    Round,
    Rounding,
    SetAside,
    Share,
    ShareOf,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
    monies,
    rosters,
)
from fundmodel.units import Unit

SOME = settings(max_examples=40)
TOWNS = Roster.from_records(
    [{"id": "a", "heads": 1}, {"id": "b", "heads": 3}],
    id="towns",
    indicators=[Indicator(id="heads")],
)
RESERVE = Text({"en": "reserve", "de": "Rücklage"})
END = (Share(by="heads"), Round("0.01"))


def euros(amount):
    """Make euros."""
    return Money.of(amount, "EUR")


def applied(provision, *pots, **more):
    """Apply a provision to pots of cents."""
    state = State.start(Mixed.of(list(pots)), TOWNS, unit=Unit.money("EUR"), **more)
    (step,) = AllocationRule(provision).fold(state, Facts())
    return step


class TestSetAside:
    def test_takes_an_amount_before_others_share(self):
        """
        An amount goes to its destination, and the others share what is left.
        """
        rule = AllocationRule(SetAside(amount=euros(20), destination=RESERVE), *END)
        done = rule.apply(euros(100), TOWNS)

        assert_conserved(done)
        assert [2000, 6000] == done.amounts.tolist()
        assert 2000 == done.set_aside.count
        (portion, _) = done.elsewhere
        assert PortionKind.SET_ASIDE is portion.kind
        assert RESERVE == portion.destination
        assert (
            "1. 20.00 EUR set aside for: reserve; 80.00 EUR stay in the pot"
        ) in done.explain("a").text()
        assert (
            "1. 20,00 EUR vorweg entnommen für: Rücklage; "
            "80,00 EUR bleiben zu verteilen"
        ) in done.explain("a").text("de")

    def test_cascades(self):
        """
        One after the other, each takes its share of what the one before left.
        """
        rule = AllocationRule(
            SetAside(share="20 %", destination=Text("first")),
            SetAside(share=Fraction(1, 3), destination=Text("second")),
            SetAside(share="10 %", of=ShareOf.WHOLE, destination=Text("third")),
            *END,
        )
        done = rule.apply(euros(90), TOWNS)

        assert [1800, 2400, 900] == [
            p.amount.fraction(0) for p in done.elsewhere if p.destination
        ]
        assert [975, 2925] == done.amounts.tolist()
        text = done.explain("a").text()
        assert (
            "1. 20 % of 90.00 EUR = 18.00 EUR set aside for: first; 72.00 EUR stay in "
            "the pot"
        ) in text
        assert (
            "2. 33.333333… % (1/3) of 72.00 EUR = 24.00 EUR set aside for: second"
            in text
        )
        assert "3. 10 % of 90.00 EUR = 9.00 EUR set aside for: third" in text

    def test_comes_after_what_is_paid_first(self):
        """
        What a rate has claimed is no longer in the pot, but is part of the whole.
        """
        rate = RatePerUnit(rate=euros(10), by="heads")
        of_left = SetAside(share="50 %", destination=RESERVE)
        of_whole = SetAside(share="50 %", of=ShareOf.WHOLE, destination=RESERVE)

        amounts = [
            AllocationRule(rate, one, *END).apply(euros(100), TOWNS).set_aside.count
            for one in (of_left, of_whole)
        ]
        assert [3000, 5000] == amounts

    def test_takes_other_units_too(self):
        """
        Posts are set aside like money.
        """
        rule = AllocationRule(
            SetAside(amount=2, destination=RESERVE), Share(by="heads"), Round(1)
        )
        done = rule.apply(10, TOWNS, unit="posts")

        assert [2, 6] == done.amounts.tolist()
        assert "1. 2 posts set aside for: reserve; 8 posts" in str(done.explain("a"))

    @pytest.mark.parametrize(
        ("provision", "english", "german"),
        [
            (
                SetAside(amount=Money.of(5, "EUR"), destination=RESERVE),
                "5.00 EUR set aside for: reserve",
                "5,00 EUR vorweg entnommen für: Rücklage",
            ),
            (
                SetAside(share="2.5 %", destination=RESERVE),
                "2.5 % of what is left set aside for: reserve",
                "2,5 % dessen, was übrig ist, vorweg entnommen für: Rücklage",
            ),
            (
                SetAside(share="1/3", of=ShareOf.WHOLE, destination=RESERVE),
                "33.333333… % (1/3) of the whole set aside for: reserve",
                "33,333333… % (1/3) des Ganzen vorweg entnommen für: Rücklage",
            ),
        ],
    )
    def test_says_what_it_takes(self, provision, english, german):
        """
        The provision reads like the sentence of a law, in both languages.
        """
        said = provision.describe()

        assert english == str(said)
        assert german == said.render(Language.GERMAN)

    @SOME
    @given(
        rosters(remainder=None),
        monies(),
        st.fractions(0, 1, max_denominator=100).filter(bool),
        st.sampled_from(ShareOf),
    )
    def test_loses_nothing(self, roster, budget, share, of):
        """
        What is set aside is exact, and the rest is shared.
        """
        rule = AllocationRule(
            SetAside(share=share, of=of, destination=RESERVE),
            Share(by="heads"),
            Round("0.01", each=Rounding.HALF_UP),
        )
        done = rule.apply(budget, roster)

        assert_conserved(done)
        assert budget.minor * share == done.set_aside.count
        assert budget.minor * (1 - share) == done.allotted.count + done.residual.count
        for id_ in roster.ids:
            assert_adds_up(done.explain(id_))
            assert_figures_are_right(done.explain(id_))

    @SOME
    @given(
        st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=4),
        st.fractions(0, 1, max_denominator=10**4).filter(bool),
    )
    def test_figures_can_be_recomputed_in_every_scenario(self, pots, share):
        """
        The share of the base is what was taken, and the rest is what stays.
        """
        step = applied(SetAside(share=share, destination=RESERVE), *pots)

        for s in range(len(pots)):
            said = dict(step.provision.explain(step, 0, s).values)
            base, taken, left = (said[n].count for n in ("base", "taken", "left"))
            assert pots[s] == base
            assert said["share"].ratio * base == taken
            assert base - taken == left

    def test_mirrors_corrections(self):
        """
        Of money that is taken back the same share comes out of what was set aside.
        """
        step = applied(SetAside(share="25 %", destination=RESERVE), 100, -100)

        assert [25, -25] == step.after.elsewhere[0].amount.whole.tolist()
        assert [75, -75] == step.after.pot.whole.tolist()

    def test_serves_a_budget_of_nothing(self):
        """
        A share of nothing is nothing.
        """
        step = applied(SetAside(share="25 %", destination=RESERVE), 0)

        assert 0 == step.after.pot.fraction(0)

    @pytest.mark.parametrize(
        ("pots", "got"),
        [
            ((1999,), "20.00 EUR from a pot of 19.99 EUR"),
            ((5000, 0), "20.00 EUR from a pot of 0.00 EUR"),
            ((5000, -5000), "20.00 EUR from a pot of -50.00 EUR"),
        ],
    )
    def test_takes_no_more_than_there_is(self, pots, got):
        """
        An amount above the pot is refused, in any scenario.
        """
        with pytest.raises(OverdrawnError) as caught:
            applied(SetAside(amount=euros(20), destination=RESERVE), *pots)

        assert (
            "set-aside: reserve: more is set aside than there is\n"
            f"  got: {got}\n"
            "  expected: at most what earlier provisions left of the pot\n"
            "  mend: lower what is set aside, or raise the budget"
        ) == str(caught.value)

    @pytest.mark.parametrize("of", ShareOf)
    def test_takes_nothing_from_an_overdrawn_pot(self, of):
        """
        Where claims exceed the pot, nothing is left to set aside.
        """
        rule = AllocationRule(
            RatePerUnit(rate=euros(10), by="heads"),
            SetAside(share="50 %", of=of, destination=RESERVE),
            *END,
        )
        with pytest.raises(OverdrawnError, match="more is set aside than there is"):
            rule.apply(euros(30), TOWNS)

    def test_refuses_to_take_from_both_sides(self):
        """
        Parts of a cent in the pot are enough to see that it is not empty.
        """
        half = Mixed.from_fractions([Fraction(1, 2)])
        state = State.start(half, TOWNS, unit=Unit(name="posts"))
        provision = SetAside(amount=1, destination=RESERVE)

        with pytest.raises(OverdrawnError, match=r"from a pot of 0\.5 posts"):
            provision.apply(state, Facts())

    def test_needs_a_pot(self):
        """
        Open-ended rules have nothing to take from.
        """
        with pytest.raises(AllocationError) as caught:
            applied(SetAside(share="1 %", destination=RESERVE), 0, open_ended=True)

        assert (
            "set-aside: reserve: nothing can be set aside where there is no pot\n"
            "  got: an open-ended rule\n"
            "  expected: a budget\n"
            "  mend: give the part a budget, or a part of its own to the purpose"
        ) == str(caught.value)

    def test_is_in_the_currency_of_the_pot(self):
        """
        Nothing is converted.
        """
        with pytest.raises(MoneyError, match="in another unit than the pot"):
            applied(SetAside(amount=Money.of(1, "USD"), destination=RESERVE), 100)

    def test_stands_before_the_key(self):
        """
        Once the pot is shared out, nothing can be set aside.
        """
        with pytest.raises(InvalidModelError) as caught:
            AllocationRule(
                Share(by="heads"), SetAside(share="1 %", destination=RESERVE)
            )

        assert (
            "provision 2 (SetAside): a provision must stand before others give weights"
            "\n"
            "  expected: its place before the provisions that give weights\n"
            "  mend: move it to the front"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            (
                {},
                (
                    "set-aside: a set-aside needs either an amount or a share\n"
                    "  got: neither\n"
                    "  expected: one of them\n"
                    '  mend: write amount = …, or share = "2.5 %"'
                ),
            ),
            (
                {"amount": 1, "share": "1 %"},
                (
                    "set-aside: a set-aside needs either an amount or a share\n"
                    "  got: both\n"
                    "  expected: one of them\n"
                    '  mend: write amount = …, or share = "2.5 %"'
                ),
            ),
            (
                {"amount": 1, "of": ShareOf.WHOLE},
                (
                    "set-aside: a set-aside says of what an amount is taken\n"
                    "  got: of 'the whole'\n"
                    "  expected: `of` together with a share only\n"
                    "  mend: leave it out, or give a share"
                ),
            ),
            (
                {"amount": 0},
                (
                    "amount: this amount cannot be set aside\n"
                    "  got: 0\n"
                    "  expected: an amount above zero\n"
                    "  mend: model money flowing in as a budget; leave out a provision "
                    "that takes nothing"
                ),
            ),
            (
                {"amount": Money.of(-1, "EUR")},
                (
                    "amount: this amount cannot be set aside\n"
                    "  got: -1.00 EUR\n"
                    "  expected: an amount above zero\n"
                    "  mend: model money flowing in as a budget; leave out a provision "
                    "that takes nothing"
                ),
            ),
            *(
                (
                    {"share": share},
                    (
                        "share: this share cannot be set aside\n"
                        f"  got: {got}\n"
                        "  expected: more than 0 % and at most 100 %\n"
                        "  mend: correct the share; leave out a provision that takes "
                        "nothing"
                    ),
                )
                for share, got in (("0 %", "0 %"), ("101 %", "101 %"), (-1, "-100 %"))
            ),
            (
                {"share": 0.25},
                (
                    "share: this is no exact number\n"
                    "  got: 0.25\n"
                    "  expected: an exact number, "
                    'for example "2.5 %", "0.025" or "1/40"\n'
                    '  mend: write "2.5 %", Fraction(1, 40) or Decimal("0.025"); '
                    "floats are not exact"
                ),
            ),
        ],
    )
    def test_refuses_what_makes_no_sense(self, fields, message):
        """
        A set-aside takes something, and says of what.
        """
        with pytest.raises(InvalidModelError) as caught:
            SetAside(destination=RESERVE, **fields)

        assert message == str(caught.value)

    def test_batches_equal_one_by_one(self):
        """
        Several pots at once give what each gives alone.
        """
        pots = [101, 10**15 + 7, 10**20 + 1]
        provision = SetAside(share="1/7", destination=RESERVE)
        batch = applied(provision, *pots)

        for s, pot in enumerate(pots):
            alone = applied(provision, pot)
            assert alone.after.pot.fraction(0) == batch.after.pot.fraction(s)
            assert str(provision.explain(alone, 0, 0)) == str(
                provision.explain(batch, 0, s)
            )
        assert np.array_equal([True] * 2, batch.after.eligible[0])
