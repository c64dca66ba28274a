"""Bodies pass on what they have, exactly, each as if it were the only one."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel.applications import Applications
from fundmodel.apportion import Mixed
from fundmodel.claims import Axis, PortionKind
from fundmodel.conditions import (
    Eligible,
    EligibleApplied,
    EligibleAreas,
    EligibleList,
    EligibleThreshold,
    Threshold,
)
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    FundmodelError,
    InvalidDataError,
    InvalidModelError,
    NothingToShareByError,
    OverdrawnError,
)
from fundmodel.facts import Facts, Result
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    BestOf,
    ByKind,
    EqualShares,
    Fit,
    FixedShares,
    FixedTable,
    Funding,
    HoldHarmless,
    IfNone,
    Maximum,
    Minimum,
    PassOn,
    RatePerUnit,
    Residual,
    Round,
    Rounding,
    SetAside,
    Share,
    ShareByFormula,
    Shortage,
    TableAmounts,
    Term,
    WeightedShares,
)
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.levels import lineages
from fundmodel.sentences import Language, Sentence, Text
from fundmodel.steps import State, Step
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)
from fundmodel.units import Unit

SOME = settings(max_examples=20, deadline=None)
EUR = Unit.money("EUR")
CENTS = Round("0.01")
BY_HEADS = AllocationRule(Share(by="heads"), CENTS)
TOP = (Eligible(kinds=("district",)), Share(by="heads"), CENTS)
TO = ("town", "city")


def euros(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def roster(bodies, **values):
    """Make a roster of (id, kind, parent, heads)."""
    ids, kinds, parents, heads = zip(*bodies, strict=True)
    columns = {"heads": heads, **values}
    return Roster(
        id="bodies",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=kinds,
        parents=parents,
        columns=[
            Column.of(Indicator(id=name), list(items))
            for name, items in columns.items()
        ],
    )


STATE = roster(
    [
        ("n", "district", "state", 30),
        ("s", "district", "state", 70),
        ("state", "state", None, 100),
        ("a", "town", "n", 10),
        ("b", "city", "s", 30),
        ("c", "town", "n", 20),
        ("d", "town", "s", 40),
    ]
)


def passing(rule=BY_HEADS, **terms):
    """Let districts pass on to towns and cities."""
    return PassOn(kinds=("district",), to=TO, rule=rule, **terms)


def divided(amount, *provisions, among=STATE, facts=None):
    """Divide among districts, and let them pass on."""
    done = AllocationRule(*TOP, *provisions).apply(euros(amount), among, facts=facts)
    check(done)
    return done


def by_id(done):
    """Give the amounts of those who have any, in cents."""
    amounts = zip(done.roster.ids, done.amounts.tolist(), strict=True)
    return {id_: amount for id_, amount in amounts if amount}


def check(done):
    """Check what has to hold for every distribution."""
    assert_conserved(done)
    for id_ in done.roster.ids:
        explanation = done.explain(id_)
        assert_adds_up(explanation)
        assert_figures_are_right(explanation)
        assert explanation.text()


def said(done, id_):
    """Give the last sentence about somebody."""
    return str(done.explain(id_).steps[-1].said)


@st.composite
def trees(draw):
    """Draw districts with towns and cities below them, and how much there is."""
    count = draw(st.integers(1, 5))
    lower = draw(
        st.lists(
            st.tuples(
                st.integers(0, count - 1),
                st.sampled_from(TO),
                st.sampled_from([0, 0, 1, 2, 3, 5, 7, 50]),
                st.integers(0, 9),
            ),
            min_size=1,
            max_size=12,
        )
    )
    upper = draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    upper[0] += 1
    bodies = [
        *((f"d{i}", "district", "state", heads) for i, heads in enumerate(upper)),
        *((f"m{i}", kind, f"d{d}", h) for i, (d, kind, h, _) in enumerate(lower)),
        # On every roster, so that no kind is unknown.
        ("town", "town", "d0", 1),
        ("city", "city", "d0", 1),
        ("state", "state", None, 0),
    ]
    draw(st.randoms(use_true_random=False)).shuffle(bodies)
    need = {f"m{i}": 1 + n for i, (*_, n) in enumerate(lower)}
    return roster(bodies, need=[need.get(id_, 1) for id_, *_ in bodies])


def pots():
    """Draw cents."""
    return st.one_of(st.integers(0, 1000), st.integers(0, 10**9))


FIT = Shortage.REDUCED
RULES = {
    "share": BY_HEADS,
    "no rounding": AllocationRule(Share(by="heads")),
    "equal": AllocationRule(EqualShares(), Round("1.00")),
    "minimum": AllocationRule(
        Share(by="heads"), Minimum(euros(2), if_short=FIT), CENTS
    ),
    "added": AllocationRule(
        Share(by="heads"), Minimum(euros(2), funding=Funding.ADDED), CENTS
    ),
    "for cities": AllocationRule(
        Share(by="heads"), Minimum(euros(2), kinds=("city",), if_short=FIT), CENTS
    ),
    "maximum": AllocationRule(Share(by="heads"), Maximum(share="40 %"), CENTS),
    "cities": AllocationRule(Eligible(kinds=("city",)), Share(by="heads"), CENTS),
    "large": AllocationRule(
        EligibleThreshold(thresholds=[Threshold(by="heads", at_least=3)]),
        Share(by="heads"),
        CENTS,
    ),
    "rate": AllocationRule(RatePerUnit(rate=euros("1.50"), by="heads"), Fit(), CENTS),
    "set aside": AllocationRule(
        SetAside(share="10 %", destination=Text("reserve")), Share(by="heads"), CENTS
    ),
    "down": AllocationRule(Share(by="heads"), Round("0.10", each=Rounding.DOWN)),
    "residual": AllocationRule(
        Share(by="heads"),
        Round("0.10", each=Rounding.DOWN),
        Residual(destination=Text("reserve")),
    ),
    "formula": AllocationRule(
        ShareByFormula(
            formula=WeightedShares(
                of=[Term(of="heads", weight="2/3"), Term(of="need", weight="1/3")]
            )
        ),
        CENTS,
    ),
    "last time": AllocationRule(
        Share(by="heads"), HoldHarmless("95 %", if_short=FIT), CENTS
    ),
    "table": AllocationRule(FixedTable(table="table"), Fit(), CENTS),
    "by table": AllocationRule(
        ShareByFormula(formula=TableAmounts(table="table")), CENTS
    ),
    "best": AllocationRule(
        BestOf([BY_HEADS, AllocationRule(EqualShares())]), Fit(), CENTS
    ),
    "by kind": AllocationRule(
        ByKind(
            {
                "city": AllocationRule(RatePerUnit(rate=euros(2), by="heads")),
                "town": AllocationRule(RatePerUnit(rate=euros(1), by="heads")),
            }
        ),
        Fit(),
        CENTS,
    ),
}


def table_of(bodies, name="table"):
    """Give a table of what those below the districts have elsewhere."""
    below = [i for i, kind in enumerate(bodies.kinds) if kind in TO]
    return PublishedTable(
        id=name,
        ids=[bodies.ids[i] for i in below],
        names=[bodies.names[i] for i in below],
        amounts=[euros(i * 7 % 4) for i in below],
    )


def facts_of(bodies):
    """Give facts about those below."""
    return Facts(previous=table_of(bodies, "last"), tables=[table_of(bodies)])


def taken(table, bodies):
    """Give the rows of a table that are about some bodies."""
    rows = [table.ids.index(id_) for id_ in bodies.ids]
    return attrs.evolve(
        table,
        ids=bodies.ids,
        names=[table.names[row] for row in rows],
        amounts=[table.amounts[row] for row in rows],
    )


def alone(bodies, rule, district, claim):
    """Divide the share of one district among those below it, by the rule on its own."""
    below = [i for i, parent in enumerate(bodies.parents) if parent == district]
    part = bodies.taken(np.array(below, dtype=np.int64))
    state = State.start(Mixed.from_fractions([claim]), part, unit=EUR)
    facts = Facts(
        previous=taken(table_of(bodies, "last"), part),
        tables=[taken(table_of(bodies), part)],
    )
    last = rule.fold(state, facts)[-1].after
    return {id_: last.amounts.fraction(0, i) for i, id_ in enumerate(part.ids)}


def folded(bodies, provision, cents):
    """Run a rule with several pots at once."""
    rule = AllocationRule(*TOP, provision)
    state = State.start(Mixed.of(list(cents)), bodies, unit=EUR)
    return rule.fold(state, facts_of(bodies))


CELLS = (1, 40, 12_500)
"""Few bodies at once, some, and all."""


@pytest.fixture(params=CELLS, ids="batches of {}".format)
def _in_batches(request, monkeypatch):
    monkeypatch.setattr(lineages, "CELLS", request.param)


@contextlib.contextmanager
def batches_of(cells):
    """Divide few bodies at once, or many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lineages, "CELLS", cells)
        yield


class TestByHand:
    def test_two_levels(self):
        """
        Every district hands out what it has, and nothing stays.
        """
        assert {"a": 1000, "b": 3000, "c": 2000, "d": 4000} == by_id(
            divided(100, passing())
        )

    def test_three_levels(self):
        """
        Levels follow each other, each with a rule of its own.
        """
        bodies = attrs.evolve(STATE, kinds=(*STATE.kinds[:2], "land", *STATE.kinds[3:]))
        rule = AllocationRule(
            Eligible(kinds=("land",)),
            EqualShares(),
            PassOn(
                kinds=("land",),
                to=("district",),
                rule=AllocationRule(Share(by="heads"), Round("1.00")),
                retained_share="10 %",
            ),
            passing(),
        )
        done = rule.apply(euros(100), bodies)

        check(done)
        assert {
            "state": 1000, "a": 900, "b": 2700, "c": 1800, "d": 3600,
        } == by_id(done)  # fmt: skip

    def test_retained_share(self):
        """
        What a body retains stays with it, and so does what rounding leaves over.
        """
        done = divided("100.01", passing(retained_share="5 %"))

        assert {
            "n": 151, "s": 351, "a": 950, "b": 2850, "c": 1900, "d": 3800,
        } == by_id(done) | {"n": 151, "s": 351}  # fmt: skip
        assert (
            "5 % of 30.00 EUR = 1.50 EUR are retained, 28.50 EUR are passed on to 2 "
            "below (town, city)"
        ) == said(divided(100, passing(retained_share="5 %")), "n")

    def test_retained_amount(self):
        """
        A body may retain an amount, as far as it has so much.
        """
        done = divided(100, passing(retained_amount=euros(3)))

        assert {
            "n": 300, "s": 300, "a": 900, "b": 2871, "c": 1800, "d": 3829,
        } == by_id(done)  # fmt: skip
        assert (
            "3.00 EUR of 30.00 EUR are retained, 27.00 EUR are passed on to 2 below "
            "(town, city)"
        ) == said(done, "n")

    def test_own_minimum(self):
        """
        Each level has bounds of its own.
        """
        rule = AllocationRule(Share(by="heads"), Minimum(euros(14)), Round("1.00"))

        assert {"a": 1400, "b": 3000, "c": 1600, "d": 4000} == by_id(
            divided(100, passing(rule))
        )

    def test_rest_stays(self):
        """
        What the rule does not hand out stays with the body.
        """
        done = divided(
            100, passing(AllocationRule(FixedTable(amounts={"a": euros(7)})))
        )

        assert {"n": 2300, "s": 7000, "a": 700} == by_id(done)
        assert (
            "30.00 EUR are passed on to 2 below (town, city); 23.00 EUR of it are left "
            "and stay"
        ) == said(done, "n")
        assert "0.00 EUR of the 70.00 EUR that S passes on" == said(done, "b")

    def test_rounding_may_take_from_what_is_retained(self):
        """
        If rounding gives more than there is, the body bears it as far as it can.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.HALF_UP))
        done = divided("100.40", passing(rule, retained_share="3 %"))

        assert {"a": 1000, "b": 2900, "c": 1900, "d": 3900} == {
            id_: amount for id_, amount in by_id(done).items() if id_ in "abcd"
        }

    def test_set_aside_below(self):
        """
        What the rule of a level puts elsewhere is told once for all bodies.
        """
        rule = AllocationRule(
            SetAside(share="10 %", destination=Text("reserve")),
            Share(by="heads"),
            CENTS,
        )
        done = divided(100, passing(rule))

        assert euros(10) == done.set_aside.money
        assert (
            "30.00 EUR are passed on to 2 below (town, city); 3.00 EUR of it go "
            "elsewhere"
        ) == said(done, "n")

    def test_explanation(self):
        """
        The way down is told: the district's share, and the steps of its own rule.
        """
        done = divided(100, passing())
        step = done.explain("c").steps[-1]

        assert "20.00 EUR of the 30.00 EUR that N passes on" == str(step.said)
        (branch,) = step.nested
        assert (
            "30.00 EUR x 20 / 30 units (heads) = 20.00 EUR",
            "20.00 EUR rounded by largest remainder to 0.01 EUR: 20.00 EUR",
        ) == tuple(str(one.said) for one in branch.steps)
        assert () == done.explain("n").steps[-1].nested
        assert "nothing is passed on to it or by it" == said(done, "state")

    def test_explanation_begins_with_the_body_above(self):
        """
        Whoever had nothing of its own reads first where the body above has it from.
        """
        done = divided(100, passing(retained_share="10 %"))

        assert (
            "C (c)\n"
            "  1. N is among those eligible: district\n"
            "     (no source given)\n"
            "  2. N: 100.00 EUR x 30 / 100 units (heads) = 30.00 EUR\n"
            "     (no source given)\n"
            "  3. N: 30.00 EUR rounded by largest remainder to 0.01 EUR: 30.00 EUR\n"
            "     (no source given)\n"
            "  4. 18.00 EUR of the 27.00 EUR that N passes on\n"
            "     (no source given)\n"
            "    4.1. 27.00 EUR x 20 / 30 units (heads) = 18.00 EUR\n"
            "       (no source given)\n"
            "    4.2. 18.00 EUR rounded by largest remainder to 0.01 EUR: 18.00 EUR\n"
            "       (no source given)\n"
            "  = 18.00 EUR"
        ) == done.explain("c").text()

    def test_those_below_may_have_a_name(self):
        """
        Kinds are ids; a rule may say how they are called, in several languages.
        """
        name = Text({"en": "municipalities", "de": "Gemeinden"})
        done = divided(100, passing(name=name))
        step = done.explain("n").steps[-1]

        assert "30.00 EUR are passed on to 2 below (municipalities)" == str(step.said)
        assert "30,00 EUR werden an 2 darunter weitergegeben (Gemeinden)" == (
            step.said.render(Language.GERMAN)
        )
        assert str(passing(name=name).describe()).startswith(
            "passed on from district to municipalities: "
        )

    def test_claims_from_before_are_kept(self):
        """
        Whoever below has a claim already is given more.
        """
        bodies = roster(
            [("n", "district", None, 1), ("a", "town", "n", 0), ("b", "town", "n", 0)]
        )
        rule = AllocationRule(
            FixedTable(amounts={"a": euros(5), "n": euros(20)}),
            passing(AllocationRule(EqualShares(), CENTS)),
        )
        done = rule.apply(euros(25), bodies)

        check(done)
        assert {"a": 1500, "b": 1000} == by_id(done)
        assert (
            "10.00 EUR of the 20.00 EUR that N passes on; with 5.00 EUR from before = "
            "15.00 EUR"
        ) == said(done, "a")
        assert "the table lists 5.00 EUR" == str(done.explain("a").steps[0].said)
        assert "N: the table lists 20.00 EUR" == str(done.explain("b").steps[0].said)

    def test_nearest_above(self):
        """
        Others may stand between, and who is below nobody that passes on has a reason.
        """
        bodies = roster(
            [
                ("n", "district", None, 1),
                ("union", "union", "n", 0),
                ("a", "town", "union", 1),
                ("free", "free", None, 0),
                ("b", "town", "free", 1),
            ]
        )
        done = divided(10, passing(), among=bodies)

        assert {"a": 1000} == by_id(done)
        assert "nothing is passed on to it or by it" == said(done, "b")
        assert "not among those eligible: district" == str(done.why_not(4))

    def test_reasons_of_the_level(self):
        """
        Whoever the rule of a level leaves out is told why.
        """
        rule = AllocationRule(Eligible(kinds=("town",)), Share(by="heads"), CENTS)
        done = divided(100, passing(rule))

        assert {"a": 1000, "c": 2000, "d": 7000} == by_id(done)
        assert "not among those eligible: town" == str(done.why_not(4))
        assert (
            "S passes nothing on to B, which is not among those eligible: town"
        ) == said(done, "b")
        assert [True, True, False, True, False, True, True] == done.is_eligible.tolist()

    def test_body_that_may_not_claim(self):
        """
        A body that may not claim has nothing to pass on, and those below keep theirs.
        """
        rule = AllocationRule(EligibleList(without=["s"]), *TOP, passing())
        done = rule.apply(euros(30), STATE)

        check(done)
        assert {"a": 1000, "c": 2000} == by_id(done)
        assert "S passes nothing on" == said(done, "d")
        assert "S is left out by name: s" == said(done, "s")

    def test_no_body_may_claim(self):
        """
        If no body may claim, nothing is passed on.
        """
        rule = AllocationRule(
            Eligible(kinds=("state",)), Share(by="heads"), CENTS, passing()
        )
        done = rule.apply(euros(30), STATE)

        check(done)
        assert {"state": 3000} == by_id(done)

    def test_third_parties(self):
        """
        Final recipients outside are a level too, with amounts decided one by one.
        """
        bodies = roster(
            [
                ("n", "town", None, 1),
                ("x", "provider", "n", 0),
                ("y", "provider", "n", 0),
            ]
        )
        rule = AllocationRule(
            Eligible(kinds=("town",)),
            Share(by="heads"),
            PassOn(
                kinds=("town",),
                to=("provider",),
                rule=AllocationRule(FixedTable(table="awards")),
            ),
        )
        awards = PublishedTable(
            id="awards", ids=["y"], names=["Y"], amounts=[euros("12.34")]
        )
        done = rule.apply(euros(20), bodies, facts=Facts(tables=[awards]))

        check(done)
        assert {"n": 766, "y": 1234} == by_id(done)

    def test_seats(self):
        """
        Whatever is counted can be passed on.
        """
        rule = AllocationRule(
            Eligible(kinds=("district",)),
            Share(by="heads"),
            Round(1),
            passing(AllocationRule(Share(by="heads"), Round(1)), retained_amount=1),
        )
        done = rule.apply(10, STATE, unit="seats")

        check(done)
        assert {"n": 1, "s": 1, "a": 1, "b": 3, "c": 1, "d": 3} == by_id(done)

    def test_numbers_beyond_64_bits(self):
        """
        Whatever leaves 64 bits stays exact.
        """
        done = divided(10**20, passing())

        assert 10**22 // 10 == by_id(done)["a"]
        assert_conserved(done)


class TestNobodyBelow:
    BODIES = roster(
        [
            ("n", "district", None, 30),
            ("city", "district", None, 60),
            ("s", "district", None, 10),
            ("a", "town", "n", 10),
            ("b", "town", "s", 0),
        ]
    )

    def test_kept(self):
        """
        A town that is a district of its own keeps what it has.
        """
        done = divided(100, passing(if_none=IfNone.KEPT), among=self.BODIES)

        assert {"city": 6000, "s": 1000, "a": 3000} == by_id(done)
        assert "60.00 EUR stay: nobody below can have it" == said(done, "city")
        assert "S passes nothing on" == said(done, "b")

    def test_lapsed(self):
        """
        What nobody can have falls away, but for what is retained.
        """
        provision = passing(if_none=IfNone.LAPSED, retained_share="10 %")
        done = divided(100, provision, among=self.BODIES)

        assert {"n": 300, "city": 600, "s": 100, "a": 2700} == by_id(done)
        (lapsed,) = [p for p in done.elsewhere if p.kind is PortionKind.LAPSED]
        assert 6300 == lapsed.amount.fraction(0)
        assert (
            "54.00 EUR lapse, because nobody below can have it; 6.00 EUR stay"
        ) == said(done, "city")

    @pytest.mark.parametrize("if_none", IfNone)
    def test_nothing_to_pass_on(self, if_none):
        """
        Whoever has nothing needs nobody below.
        """
        rule = AllocationRule(
            FixedTable(amounts={"n": euros(5)}), passing(if_none=if_none)
        )
        done = rule.apply(euros(5), self.BODIES)

        check(done)
        assert {"a": 500} == by_id(done)
        assert "0.00 EUR stay: nobody below can have it" == said(done, "city")

    def test_refused(self):
        """
        Unless the rule says what becomes of it, it is refused, and bodies are named.
        """
        with pytest.raises(AllocationError) as caught:
            divided(100, passing(), among=self.BODIES)

        assert (
            "roster 'bodies': CITY (city), S (s): bodies have something to pass on, "
            "and nobody below who can have it\n"
            "  got: 60.00 EUR\n"
            "  expected: somebody below each of them who may claim and has a value "
            "above 0\n"
            '  mend: say what becomes of it: if_none = "kept" or "lapsed" (IfNone.KEPT '
            "or .LAPSED in Python)"
        ) == str(caught.value)

    def test_only_one_body(self):
        """
        A batch in which nobody can have anything passes nothing on.
        """
        bodies = roster([("s", "district", None, 10), ("b", "town", "s", 0)])
        done = divided(100, passing(if_none=IfNone.KEPT), among=bodies)

        assert {"s": 10000} == by_id(done)


class TestProperties:
    @settings(max_examples=8, deadline=None)
    @pytest.mark.parametrize("name", RULES)
    @given(trees(), pots(), st.sampled_from([None, "5 %", "1/3"]))
    def test_each_body_as_if_alone(self, name, bodies, cents, share):
        """
        Below every district is what its rule gives for it alone; the district has the
        rest, so that both margins are kept.
        """
        provision = passing(RULES[name], if_none=IfNone.KEPT, retained_share=share)
        (*_, step) = folded(bodies, provision, [cents])
        kept = 1 - (provision.retained_share or Fraction(0))

        for district in {p for p in bodies.parents if p not in {None, "state"}}:
            position = bodies.position(district)
            claim = step.before.amounts.fraction(0, position)
            try:
                expected = alone(bodies, RULES[name], district, claim * kept)
            except (NothingToShareByError, DataLackingError):
                continue
            below = {
                id_: step.after.amounts.fraction(0, bodies.position(id_))
                for id_ in expected
            }
            assert expected == below
            if name not in {"added", "set aside", "residual"}:
                rest = step.after.amounts.fraction(0, position)
                assert claim == rest + sum(below.values())

    @SOME
    @given(
        trees(),
        st.sampled_from(sorted(RULES)),
        st.lists(pots(), min_size=2, max_size=4),
        st.sampled_from(CELLS),
    )
    def test_batch_is_loop(self, bodies, name, cents, cells):
        """
        Several pots at once give what each gives alone, to the cent, however many
        bodies are divided at once.
        """
        provision = passing(RULES[name], if_none=IfNone.LAPSED, retained_share="5 %")
        with batches_of(cells):
            last = folded(bodies, provision, cents)[-1].after

        for row, one in enumerate(cents):
            single = folded(bodies, provision, [one])[-1].after
            shape = last.amounts.shape
            assert [single.amounts.fraction(0, i) for i in range(shape[1])] == [
                last.amounts.fraction(row, i) for i in range(shape[1])
            ]
            assert [p.amount.fraction(0) for p in single.elsewhere] == [
                p.amount.fraction(row) for p in last.elsewhere
            ]
            assert [single.reason_of(i) for i in range(shape[1])] == [
                last.reason_of(i, row) for i in range(shape[1])
            ]
            assert single.eligible[0].tolist() == (
                np.broadcast_to(last.eligible, shape)[row].tolist()
            )

    @SOME
    @given(trees(), st.sampled_from(sorted(RULES)), pots(), st.sampled_from(CELLS))
    def test_money_stays_in_its_district(self, bodies, name, cents, cells):
        """
        Nothing is lost, whatever is passed on stays below its body, and every amount
        is explained.
        """
        provision = passing(RULES[name], if_none=IfNone.KEPT)
        with batches_of(cells):
            steps = folded(bodies, provision, [cents])
        before, after = steps[-1].before, steps[-1].after

        assert before.total.fraction(0) == after.total.fraction(0)
        if name not in {"added", "set aside", "residual"}:
            home = [
                parent if kind in TO else id_
                for id_, kind, parent in zip(
                    bodies.ids, bodies.kinds, bodies.parents, strict=True
                )
            ]
            for district in set(home):
                who = [i for i, one in enumerate(home) if one == district]
                assert sum(before.amounts.fraction(0, i) for i in who) == sum(
                    after.amounts.fraction(0, i) for i in who
                )
        done = Distribution(steps=steps)
        for id_ in bodies.ids:
            explanation = done.explain(id_)
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)
            if explanation.amount.count:
                assert "not among those eligible" not in explanation.text()

    @SOME
    @given(trees(), pots(), st.fractions(0, 1).filter(lambda share: 0 < share < 1))
    def test_retained(self, bodies, cents, share):
        """
        A body has what it retains, and less than a cent more.
        """
        provision = passing(retained_share=share, if_none=IfNone.LAPSED)
        (*_, step) = folded(bodies, provision, [cents])

        for i, kind in enumerate(bodies.kinds):
            if kind == "district":
                had = step.before.amounts.fraction(0, i)
                assert 0 <= step.after.amounts.fraction(0, i) - had * share < 1

    def test_scenarios_differ_in_who_may_claim(self):
        """
        A body that may claim in one scenario only passes on in that one.
        """
        state = State.start(Mixed.of([10, 10]), STATE, unit=EUR)
        is_n = np.array([id_ == "n" for id_ in STATE.ids])
        state = state.becomes(
            pot=Mixed.of([0, 0]),
            amounts=Mixed.of([[10] + [0] * 6, [0, 10] + [0] * 5]),
            eligible=np.stack([is_n, ~is_n]),
        )
        provision = passing()
        after = provision.apply(state, Facts())
        step = Step(provision=provision, before=state, after=after)

        assert [[0, 0, 0, 3, 0, 7, 0], [0, 0, 0, 0, 4, 0, 6]] == (
            after.amounts.floor().tolist()
        )
        places = [branch.place(3, row) for branch in after.nested for row in (0, 1)]
        assert [(0, 0), None] == places
        assert [
            "0.03 EUR of the 0.10 EUR that N passes on",
            "N passes nothing on",
        ] == [str(provision.explain(step, 3, row)) for row in (0, 1)]

    def test_negative_claims(self):
        """
        A correction is passed on like what it corrects, mirrored.
        """
        done = AllocationRule(*TOP, passing(retained_share="10 %")).apply(
            euros(-100), STATE
        )

        assert {
            "n": -300, "s": -700, "a": -900, "b": -2700, "c": -1800, "d": -3600,
        } == by_id(done)  # fmt: skip


class TestFacts:
    def test_results_of_other_parts(self):
        """
        What another part gave is known below, in every scenario.
        """
        result = Result(
            part="base",
            name=Text("base"),
            ids=("a", "c", "b", "d", "n", "s"),
            amounts=np.array([[1, 2, 3, 4, 9, 9], [4, 3, 2, 1, 9, 9]]),
            unit=EUR,
        )
        rule = AllocationRule(*TOP, passing(AllocationRule(FixedTable(part="base"))))
        for facts, rows in (
            (Facts(results=(result,)), [0, 1]),
            (
                Facts(results=(attrs.evolve(result, amounts=result.amounts[:1]),)),
                [0, 0],
            ),
        ):
            state = State.start(Mixed.of([100, 100]), STATE, unit=EUR)
            last = rule.fold(state, facts)[-1].after

            given_ = last.amounts.floor()[:, [3, 5, 4, 6]]
            assert result.amounts[rows, :4].tolist() == given_.tolist()

    @pytest.mark.usefixtures("_in_batches")
    def test_applications(self):
        """
        Those below may have to apply, and applicants of other bodies are no strangers.
        """
        asked = Applications(
            id="call",
            ids=["1", "2", "3"],
            applicants=["a", "d", "a"],
            requested=[euros(1)] * 3,
        )
        rule = AllocationRule(EligibleApplied(), Share(by="heads"), CENTS)
        done = divided(100, passing(rule), facts=Facts(applications=asked))

        assert {"a": 3000, "d": 7000} == by_id(done)

    @pytest.mark.usefixtures("_in_batches")
    def test_strangers(self):
        """
        Somebody who is on no roster is refused, and the body is named.
        """
        table = PublishedTable(id="last", ids=["x"], names=["X"], amounts=[euros(1)])
        rule = AllocationRule(
            Share(by="heads"), HoldHarmless("95 %", partial_table=False), CENTS
        )
        with pytest.raises(AllocationError) as caught:
            divided(100, passing(rule), facts=Facts(previous=table))

        assert (
            "N (n): table 'last', roster 'bodies': the table of last time has other "
            "recipients than the roster"
        ) == str(caught.value).split("\n", maxsplit=1)[0]

    @pytest.mark.usefixtures("_in_batches")
    def test_lists_name_the_whole_level(self):
        """
        A list may name towns of several districts, but nobody else.
        """
        listed = FixedTable(amounts={"a": euros(1), "d": euros(2)})
        shares = FixedShares(
            shares={"a": "20 %", "b": "30 %", "c": "40 %", "d": "10 %"}
        )

        assert {"n": 2900, "s": 6800, "a": 100, "d": 200} == by_id(
            divided(100, passing(AllocationRule(listed)))
        )
        assert {"a": 1000, "b": 5250, "c": 2000, "d": 1750} == by_id(
            divided(100, passing(AllocationRule(ShareByFormula(formula=shares), CENTS)))
        )
        assert {"c": 3000, "b": 3000, "d": 4000} == by_id(
            divided(
                100,
                passing(
                    AllocationRule(
                        EligibleList(without=["a"]), Share(by="heads"), CENTS
                    )
                ),
            )
        )

    @pytest.mark.usefixtures("_in_batches")
    @pytest.mark.parametrize("stranger", ["n", "x"])
    def test_lists_name_nobody_else(self, stranger):
        """
        Whoever is not passed on to cannot be on a list of this level.
        """
        listed = FixedTable(amounts={"a": euros(1), stranger: euros(2)})
        with pytest.raises(AllocationError) as caught:
            divided(100, passing(AllocationRule(listed)))

        assert (
            "N (n): roster 'bodies': a fixed table lists recipients who cannot be "
            "paid\n"
            f"  got: {stranger}\n"
        ) == "".join(str(caught.value).splitlines(keepends=True)[:2])

    @pytest.mark.usefixtures("_in_batches")
    def test_kinds_of_the_whole_level(self):
        """
        A kind may be missing below one body, but not on the whole level.
        """

        def by_kinds(*kinds):
            bound = Minimum(euros(32), kinds=kinds)
            rule = AllocationRule(Share(by="heads"), bound, CENTS)
            return by_id(divided(100, passing(rule)))

        assert {"a": 1000, "b": 3200, "c": 2000, "d": 3800} == by_kinds("city")
        with pytest.raises(DataLackingError) as caught:
            by_kinds("village")
        assert "nobody on the roster is of a kind that a bound is for" in str(
            caught.value
        )

    @pytest.mark.usefixtures("_in_batches")
    def test_areas(self):
        """
        Areas are found by the roster of all levels.
        """

        def by_areas(*areas):
            rule = AllocationRule(EligibleAreas(areas=areas), Share(by="heads"), CENTS)
            return by_id(divided(100, passing(rule, if_none=IfNone.KEPT)))

        assert {"a": 1000, "b": 3000, "c": 2000, "d": 4000} == by_areas("state")
        assert {"n": 3000, "b": 3000, "d": 4000} == by_areas("s")
        assert {"n": 3000, "d": 7000} == by_areas("d")
        with pytest.raises(DataLackingError) as caught:
            by_areas("west")
        assert "nobody on the roster lies in an eligible area" in str(caught.value)


class TestBadInput:
    @pytest.mark.parametrize(
        ("terms", "expected"),
        [
            (
                {"kinds": ()},
                (
                    "pass on: kinds: a level has no kinds\n"
                    "  got: ()\n"
                    '  expected: at least one kind, for example ["district"]\n'
                    "  mend: name the kinds of the bodies of this level"
                ),
            ),
            (
                {"to": ("town", "district")},
                (
                    "pass on: a kind stands on both levels\n"
                    "  got: district\n"
                    "  expected: other kinds below than above\n"
                    "  mend: give the bodies of each level a kind of their own"
                ),
            ),
            (
                {"retained_share": "5 %", "retained_amount": euros(1)},
                (
                    "pass on: bodies retain both a share and an amount\n"
                    "  got: 5 % and 1.00 EUR\n"
                    "  expected: one of them\n"
                    "  mend: leave one out"
                ),
            ),
            (
                {"retained_share": "100 %"},
                (
                    "pass on: retained_share: this share cannot be retained\n"
                    "  got: 100 %\n"
                    "  expected: more than 0 % and less than 100 %\n"
                    "  mend: correct the share, or leave it out"
                ),
            ),
            (
                {"retained_amount": 0},
                (
                    "pass on: retained_amount: this amount cannot be retained\n"
                    "  got: 0\n"
                    "  expected: an amount above zero\n"
                    "  mend: correct the amount, or leave it out"
                ),
            ),
            (
                {"rule": AllocationRule(Eligible(kinds=("town",)))},
                (
                    "pass on: the rule of a level gives nobody anything\n"
                    "  expected: a provision that shares, pays a rate or lists "
                    "amounts\n"
                    '  mend: add one, for example Share(by="population")'
                ),
            ),
        ],
    )
    def test_provisions_that_say_nothing(self, terms, expected):
        """
        What cannot be meant is refused when it is written.
        """
        with pytest.raises(InvalidModelError) as caught:
            PassOn(**{"kinds": ("district",), "to": TO, "rule": BY_HEADS} | terms)

        assert expected == str(caught.value)

    def test_needs_claims(self):
        """
        There has to be something to pass on.
        """
        with pytest.raises(InvalidModelError) as caught:
            AllocationRule(passing())

        assert "provision 1 (PassOn): a provision needs" in str(caught.value)

    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            (
                {"parents": ()},
                (
                    "roster 'bodies': the roster does not say who is below whom\n"
                    "  got: no parents\n"
                    "  expected: the parent of each body\n"
                    "  mend: take a roster with parents, or add them"
                ),
            ),
            (
                {"kinds": ["district"] * 7},
                (
                    "roster 'bodies': nobody on the roster is of a kind of this level\n"
                    "  got: district\n"
                    "  expected: town, city\n"
                    "  mend: correct the kinds, or take a roster that holds both levels"
                ),
            ),
            (
                {
                    "kinds": (*STATE.kinds[:6], "remainder"),
                    "coverage": Coverage.REMAINDER,
                },
                (
                    "roster 'bodies': money is passed on to each body, and some are "
                    "not known\n"
                    "  got: a row that stands for all others\n"
                    "  expected: one row per recipient\n"
                    "  mend: take a roster that names everybody"
                ),
            ),
        ],
    )
    def test_rosters_without_levels(self, change, expected):
        """
        A roster that does not tell the levels leaves the part open.
        """
        rule = AllocationRule(EqualShares(), CENTS, passing())
        if "coverage" in change:
            rule = AllocationRule(FixedTable(amounts={"n": euros(1)}), passing())
        with pytest.raises(DataLackingError) as caught:
            rule.apply(euros(10), attrs.evolve(STATE, **change))

        assert expected == str(caught.value)
        assert isinstance(caught.value.said, Sentence)

    @pytest.mark.parametrize("parent", [None, "nowhere"])
    def test_orphans(self, parent):
        """
        A town below nobody is an error of the roster, not a town without money.
        """
        parents = (*STATE.parents[:3], parent, *STATE.parents[4:])
        with pytest.raises(InvalidDataError) as caught:
            divided(10, passing(), among=attrs.evolve(STATE, parents=parents))

        assert (
            "roster 'bodies': A (a): money is passed on to bodies that are below "
            "nobody on the roster\n"
            f"  got: {parent!r}\n"
            "  expected: the id of a body on the roster as the parent\n"
            "  mend: correct the parents, or give bodies that are below none another "
            "kind"
        ) == str(caught.value)

    def test_retains_more_than_it_has(self):
        """
        A body cannot retain what it does not have.
        """
        with pytest.raises(OverdrawnError) as caught:
            divided(100, passing(retained_amount=euros(31)))

        assert (
            "N (n): a body has less than it retains\n"
            "  got: 30.00 EUR\n"
            "  expected: 31.00 EUR or more\n"
            "  mend: let the bodies retain a share, or less"
        ) == str(caught.value)

    def test_claims_exceed_what_is_passed_on(self):
        """
        Claims below a body that exceed its share are refused with its name.
        """
        rule = AllocationRule(RatePerUnit(rate=euros(2), by="heads"))
        with pytest.raises(OverdrawnError) as caught:
            divided(100, passing(rule, retained_share="50 %"))

        assert (
            "N (n): the claims below a body exceed what it passes on\n"
            "  got: 60.00 EUR\n"
            "  expected: at most 15.00 EUR\n"
            "  mend: lower rates or amounts, or put Fit behind them"
        ) == str(caught.value)

    def test_rounding_takes_more_than_there_is(self):
        """
        Rounding up needs something that was retained.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.UP))
        with pytest.raises(OverdrawnError) as caught:
            divided("99.00", passing(rule))

        assert (
            "N (n): rounding below a body takes more than the body has left\n"
            "  got: -0.30 EUR\n"
            "  expected: a rest of zero or more\n"
            "  mend: round so that the sum is kept, or down, or let the body retain a "
            "share"
        ) == str(caught.value)

    def test_errors_name_the_body(self):
        """
        What goes wrong below one of many bodies is told with its name.
        """
        rule = AllocationRule(Share(by="heads"), Minimum(euros(16)), CENTS)
        with pytest.raises(FundmodelError) as caught:
            divided(100, passing(rule))

        assert str(caught.value).startswith("N (n): at least 16.00 EUR each: ")

    def test_lacking_indicators_are_no_fault_of_a_body(self):
        """
        If the roster lacks what the rule counts by, no body is blamed.
        """
        with pytest.raises(DataLackingError) as caught:
            divided(100, passing(AllocationRule(Share(by="pupils"), CENTS)))

        assert str(caught.value).startswith("roster 'bodies': the roster lacks the ")

    def test_errors_without_a_culprit(self):
        """
        What fails only for several bodies at once is not hidden.
        """

        class Moody(Share):
            def apply(self, state, facts):
                if len(state.pot.whole) > 1:
                    raise AllocationError("not today")
                return super().apply(state, facts)

        rule = AllocationRule(Moody(by="heads"), CENTS)
        with pytest.raises(AllocationError) as caught:
            divided(100, passing(rule))

        assert "not today" == str(caught.value)

    def test_other_claimants(self):
        """
        The rule of a level must not end with others than it began with.
        """

        class Pool(Share):
            def apply(self, state, facts):
                state = super().apply(state, facts)
                return state.passed_to(Axis(claimants=STATE), Mixed.zeros((1, 7)))

        class Pooled(Pool):
            def apply(self, state, facts):
                after = super().apply(state, facts)
                return after.becomes(pot=state.pot)

        bodies = roster([("n", "district", None, 1), ("a", "town", "n", 1)])
        with pytest.raises(AllocationError) as caught:
            divided(100, passing(AllocationRule(Pooled(by="heads"))), among=bodies)

        assert (
            "N (n): pass on: the rule of a level ends with other claimants than it "
            "began with\n"
            "  got: 7 rows of 'bodies'\n"
            "  expected: those to whom it is passed on\n"
            "  mend: pool or select before or after money is passed on, not within"
        ) == str(caught.value)


class TestSentences:
    @pytest.mark.parametrize(
        ("terms", "expected"),
        [
            ({}, ""),
            ({"retained_share": "5 %"}, "; 5 % are retained"),
            ({"retained_amount": euros(3)}, "; 3.00 EUR are retained by each"),
            ({"if_none": IfNone.KEPT}, "; kept if nobody below can have it"),
            ({"if_none": IfNone.LAPSED}, "; lapsed if nobody below can have it"),
        ],
    )
    def test_describe(self, terms, expected):
        """
        It says who passes on to whom, and by which rule.
        """
        assert (
            "passed on from district to town, city: shared in proportion to heads, "
            "rounded to 0.01, so that the sum is kept" + expected
        ) == str(passing(**terms).describe())

    def test_rounding_from_what_is_retained(self):
        """
        It is told what rounding takes.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.UP))
        done = divided("99.00", passing(rule, retained_share="6 %"))

        assert said(done, "n").endswith("; rounding takes 1.082 EUR more")

    def test_sub_rules(self):
        """
        Whoever looks for key dates finds those of the level below.
        """
        assert (BY_HEADS,) == passing().sub_rules
        assert ("heads",) == tuple(one.by for one in passing().yardsticks)

    @pytest.mark.parametrize("language", Language)
    def test_both_languages(self, language):
        """
        The way down reads in each language.
        """
        done = divided(100, passing(retained_share="5 %"))

        assert done.explain("c").text(language)
