"""Tests of `fundmodel.rules.combinations.open_totals` and of `table_amounts`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed
from fundmodel.conditions import EligibleList
from fundmodel.errors import (
    AllocationError,
    BoundsError,
    InvalidDataError,
    InvalidModelError,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import KeyDate
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    Maximum,
    Minimum,
    Redistribute,
    RoundingMethod,
    Share,
    SmallestTotal,
)
from fundmodel.sentences import Text
from fundmodel.steps import Provision, State
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit

SOME = settings(max_examples=60, deadline=None)
SEATS = Unit(name="seats")
LAGUE = RoundingMethod.SAINTE_LAGUE


def parties(votes, least=None):
    """Make a roster of parties with their votes, and with their minimums."""
    ids = list("abcdefgh"[: len(votes)])
    columns = [Column.of(Indicator(id="votes", unit=Text("votes")), votes)]
    if least is not None:
        columns.append(Column.of(Indicator(id="least"), least))
    return Roster(
        id="parties",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=["party"] * len(ids),
        columns=columns,
    )


def grown(total, roster, *between, facts=None, **minimum):
    """Share seats by votes, and let the total rise."""
    rule = AllocationRule(
        Share(by="votes"), *between, SmallestTotal("1", method=LAGUE, **minimum)
    )
    return rule.apply(total, roster, unit="seats", facts=facts)


def check(done):
    """Check what has to hold for every distribution."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        explanation = done.explain(id_)
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)
        assert explanation.text()


def said(done, id_):
    """Give the sentence of the last step."""
    return str(done.explain(id_).steps[-1].said)


def euros(**amounts):
    """Make facts with a table of amounts."""
    table = PublishedTable(
        id="t",
        ids=list(amounts),
        names=list(amounts),
        amounts=[Money.of(amount, "EUR") for amount in amounts.values()],
    )
    return Facts(tables=[table])


# Second votes of those above the threshold, final result of 22 September 2013. The
# least seats are computed back: the seats less those added to balance, which the
# Bundestag published on the provisional result (CDU 13, SPD 9, DIE LINKE 4, GRÜNE 2,
# CSU none); the final result added one more for the SPD.
BUNDESTAG = {
    "CDU": (14_921_877, 242),
    "SPD": (11_252_215, 183),
    "DIE LINKE": (3_755_699, 60),
    "GRÜNE": (3_694_057, 61),
    "CSU": (3_243_569, 56),
}


class TestSmallestTotal:
    def test_grows_until_everybody_has_the_minimum(self):
        """
        The Bundestag of 2013 had 631 seats, as officially published.
        """
        roster = Roster.from_records(
            [
                {"id": party, "votes": votes, "least": least}
                for party, (votes, least) in BUNDESTAG.items()
            ],
            id="parties",
            indicators=[
                Indicator(id="votes", unit=Text("votes")),
                Indicator(id="least", unit=Text("seats")),
            ],
        )
        done = grown(598, roster, by="least", name=Text("minimum seats"))

        check(done)
        assert [255, 193, 64, 63, 56] == done.amounts.tolist()
        assert ("598 seats", "33 seats") == (str(done.total), str(done.guaranteed))
        assert (
            "14,921,877 / 58,410 = 255.467847…, rounded to the nearest: 255 seats; the "
            "total rises from 598 seats to 631 seats, because of 630 seats CSU would "
            "have 55 seats instead of 56 seats"
        ) == said(done, "CDU")
        assert (
            "rounded by the method of Sainte-Laguë to 1; the total rises until nobody "
            "has less than the minimum (minimum seats)"
        ) == str(done.steps[1].provision.describe())

    def test_stays_where_everybody_has_the_minimum(self):
        """
        A total that is enough is not touched.
        """
        done = grown(10, parties([53, 24, 23]), minimum=2)

        check(done)
        assert [6, 2, 2] == done.amounts.tolist()
        assert 0 == done.guaranteed.count
        assert (
            "24 / 9.61 = 2.497398…, rounded to the nearest: 2 seats; nobody has less "
            "than the minimum, so the total stays at 10 seats"
        ) == said(done, "b")
        assert "the minimum (2 each)" in str(done.steps[1].provision.describe())

    def test_grows_in_money_too(self):
        """
        Minimums of a table are rounded up to the unit; parts of it are a residual.
        """
        rule = AllocationRule(
            Share(by="votes"),
            SmallestTotal("100.00", method=LAGUE, table="t"),
        )
        roster = parties([8, 1, 1])
        done = rule.apply(
            Money.of("1050.00", "EUR"), roster, facts=euros(a=0, b="150.00", c=100)
        )

        check(done)
        assert [80000 * 2 - 40000, 20000, 10000] == done.amounts.tolist()
        assert ("50.00 EUR", "500.00 EUR") == (str(done.residual), str(done.guaranteed))
        assert "the minimum (amounts of the table t)" in str(
            done.steps[1].provision.describe()
        )
        assert "of 1,400.00 EUR B would have 100.00 EUR instead of 150.00 EUR" in said(
            done, "a"
        )

    def test_asks_for_nothing_for_whoever_may_not_claim(self):
        """
        A minimum is for those who are eligible.
        """
        roster = parties([5, 3, 2], [1, 1, 9])
        done = grown_without_c = AllocationRule(
            EligibleList(without=["c"]),
            Share(by="votes"),
            SmallestTotal("1", method=LAGUE, by="least"),
        ).apply(8, roster, unit="seats")

        check(done)
        assert [5, 3, 0] == grown_without_c.amounts.tolist()

    def test_keeps_the_minimum_as_a_bound(self):
        """
        Later bounds know the minimum, and are refused by name if they contradict it.
        """
        rule = AllocationRule(
            Share(by="votes"), SmallestTotal("1", method=LAGUE, minimum=2), Maximum(1)
        )
        with pytest.raises(BoundsError, match=r"at least 2 seats"):
            rule.apply(10, parties([53, 24, 23]), unit="seats")
        bound = rule.provisions[1].describe_bound
        done = grown(10, parties([53, 24, 23]), minimum=2)
        (gathered,) = done.steps[1].after.bounds.gathered
        assert "the minimum (2 seats)" == str(bound(gathered, 0, 0))

    def test_refuses_a_minimum_without_a_share(self):
        """
        No total gives a seat to somebody without votes.
        """
        with pytest.raises(BoundsError) as caught:
            grown(10, parties([5, 0]), minimum=1)

        assert (
            "smallest total, roster 'parties': no total gives a minimum to somebody "
            "without a share\n"
            "  got: a minimum for B (b), who counts as 0\n"
            "  expected: minimums of those who share\n"
            "  mend: set the minimum to 0, or let Minimum lift who has too little"
        ) == str(caught.value)

    @pytest.mark.parametrize(
        ("total", "between", "got"),
        [
            (-10, (), "a pot below zero"),
            (10, (Minimum(1),), "other bounds"),
            (10, (Maximum(5),), "other bounds"),
        ],
    )
    def test_stands_alone(self, total, between, got):
        """
        Other bounds would keep the total from doing what it should.
        """
        with pytest.raises(AllocationError) as caught:
            grown(total, parties([53, 24, 23]), *between, minimum=1)

        assert (
            "smallest total: a total can only rise by itself where nothing else holds "
            "claims\n"
            f"  got: {got}\n"
            "  expected: a pot of zero or more, shared by a key\n"
            "  mend: leave other bounds out, or let Minimum lift who has too little"
        ) == str(caught.value)

    def test_needs_shares_by_the_key(self):
        """
        What bounds gave and what stands is no share by the key.
        """
        with pytest.raises(AllocationError, match="no shares by a key"):
            grown(10, parties([53, 24, 23]), Minimum(3), Redistribute(), minimum=1)

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            (
                {},
                (
                    "smallest total: the smallest total needs one statement of the "
                    "minimum\n"
                    "  got: none\n"
                    "  expected: one of minimum, by, table\n"
                    '  mend: write minimum = "2", by = the id of an indicator, or table'
                ),
            ),
            ({"minimum": 2, "by": "least"}, "got: minimum and by"),
            (
                {"minimum": 2, "name": Text("x")},
                (
                    "smallest total: a field says nothing about the minimum\n"
                    "  got: key_date, accepts or name\n"
                    "  expected: these together with `by`\n"
                    "  mend: leave them out"
                ),
            ),
            ({"minimum": -2}, "minimum: a bound is negative"),
        ],
    )
    def test_states_the_minimum_once(self, fields, expected):
        """
        Fields that contradict each other are refused.
        """
        with pytest.raises(InvalidModelError) as caught:
            SmallestTotal("1", method=LAGUE, **fields)

        assert expected in str(caught.value)

    def test_names_the_column_it_counts_by(self):
        """
        Audits find the key date of the minimums.
        """
        day = KeyDate(date(2013, 9, 22))
        provision = SmallestTotal("1", method=LAGUE, by="least", key_date=day)

        assert [day] == [one.key_date for one in provision.yardsticks]
        assert () == SmallestTotal("1", method=LAGUE, minimum=1).yardsticks
        assert isinstance(provision, Provision)

    @SOME
    @given(
        st.lists(
            st.tuples(st.integers(1, 50), st.integers(0, 6)), min_size=1, max_size=5
        ),
        st.integers(0, 30),
        st.sampled_from(RoundingMethod),
    )
    def test_no_smaller_total_is_enough(self, rows, total, method):
        """
        All totals from the pot on were too small, and this one is not.
        """
        votes, least = [v for v, _ in rows], [m for _, m in rows]
        provision = SmallestTotal("1", method=method, by="least")
        rule = AllocationRule(Share(by="votes"), provision)
        done = rule.apply(total, parties(votes, least), unit="seats")
        expected = next(
            shares
            for shares in (method.divide(t, votes) for t in range(total, 10**6))
            if all(have >= want for have, want in zip(shares, least, strict=True))
        )

        check(done)
        assert expected == done.amounts.tolist()
        assert sum(expected) - total == done.guaranteed.count

    @SOME
    @given(
        st.lists(
            st.tuples(st.integers(1, 50), st.integers(0, 6)), min_size=1, max_size=5
        ),
        st.lists(st.integers(0, 60), min_size=2, max_size=3),
    )
    def test_a_batch_is_like_one_by_one(self, rows, totals):
        """
        Several pots at once give what each gives alone, and say the same.
        """
        roster = parties([v for v, _ in rows], [m for _, m in rows])
        rule = AllocationRule(
            Share(by="votes"), SmallestTotal("1", method=LAGUE, by="least")
        )
        batch = rule.fold(State.start(Mixed.of(totals), roster, unit=SEATS), Facts())
        step = batch[-1]

        for s, total in enumerate(totals):
            done = rule.apply(total, roster, unit="seats")
            for i, id_ in enumerate(roster.ids):
                assert done.exact(i) == step.after.amounts.fraction(s, i)
                ours = step.provision.explain(step, i, s)
                assert done.explain(id_).steps[-1].said == ours


class TestTables:
    def test_refuse_other_recipients(self):
        """
        A table lists everybody who is eligible, and nobody who is not there.
        """
        rule = AllocationRule(
            EligibleList(without=["c"]),
            Share(by="votes"),
            SmallestTotal("1.00", method=LAGUE, table="t"),
        )
        pot, roster = Money.of(10, "EUR"), parties([5, 3, 2])
        with pytest.raises(AllocationError) as caught:
            rule.apply(pot, roster, facts=euros(a=1, x=2))

        assert (
            "table 't', roster 'parties': a table has other recipients than the "
            "roster\n"
            "  got: a table that lacks B (b) and lists x, not on the roster\n"
            "  expected: an amount for everybody who is eligible, and for nobody else\n"
            "  mend: correct the ids, and list 0 for whoever has nothing"
        ) == str(caught.value)
        done = rule.apply(pot, roster, facts=euros(b=4, a=1))
        check(done)
        assert Fraction(1000) == done.exact(0) + done.exact(1)

    def test_refuse_negative_amounts(self):
        """
        Nobody has less than nothing.
        """
        rule = AllocationRule(
            Share(by="votes"), SmallestTotal("1.00", method=LAGUE, table="t")
        )
        with pytest.raises(InvalidDataError) as caught:
            rule.apply(Money.of(10, "EUR"), parties([5, 3]), facts=euros(a=1, b=-1))

        assert (
            "table 't': B (b): a table lists a negative amount\n"
            "  expected: amounts of zero or more\n"
            "  mend: correct the table; what was paid back belongs elsewhere"
        ) == str(caught.value)
