"""
Provisions of all families in random combinations.

Whatever stands together either gives amounts for which everything holds that is
promised, or is refused by name.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from fundmodel.apportion import Mixed, Rounding
from fundmodel.claims import Limit
from fundmodel.conditions import (
    Eligible,
    EligibleAreas,
    EligibleList,
    EligibleThreshold,
    Reaching,
    Threshold,
)
from fundmodel.errors import FundmodelError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.io.config import format_program, parse_program
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    BackToPot,
    BestOf,
    ByKind,
    Corridor,
    DropBelow,
    DroppedTo,
    EqualShares,
    Excess,
    Fit,
    FixedTable,
    Funding,
    GroupBy,
    GroupMaximum,
    GroupMinimum,
    HeldFixed,
    HoldHarmless,
    InRounds,
    KindRule,
    Maximum,
    Minimum,
    PoolBelow,
    PoolsOf,
    RaiseBelow,
    RatePerUnit,
    Redistribute,
    Residual,
    ResidualTo,
    Round,
    RoundByMethod,
    RoundingMethod,
    SetAside,
    Share,
    ShareByFormula,
    Shortage,
    SubRule,
    SumOf,
    Term,
    WeightedShares,
    WeightedSum,
)
from fundmodel.sentences import Language, Text
from fundmodel.steps import State, Trait
from fundmodel.testing import assert_adds_up, assert_conserved, assert_figures_are_right
from fundmodel.units import Unit

IDS = tuple("abcdefgh")
UNIT = Unit.money("EUR")
YEAR = BudgetYear.calendar(2025)


@st.composite
def towns(draw):
    """Draw three to eight towns of two kinds in two districts."""
    ids = IDS[: draw(st.integers(3, 8))]
    count = len(ids)
    numbers = st.lists(st.integers(0, 50), min_size=count, max_size=count)
    heads, pupils = draw(numbers.filter(any)), draw(numbers.filter(any))
    return Roster(
        id="towns",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=[draw(st.sampled_from(["town", "city"])) for _ in ids],
        parents=[draw(st.sampled_from(["north", "south"])) for _ in ids],
        columns=[
            Column.of(Indicator(id="heads"), heads),
            Column.of(Indicator(id="pupils"), pupils),
        ],
    )


def euros(least, most):
    """Draw money in whole cents, often in whole euros."""
    cents = st.integers(100 * least, 100 * most)
    return (cents | st.integers(least, most).map(lambda e: 100 * e)).map(
        lambda count: Money.from_minor(count, "EUR")
    )


def percent(least, most):
    """Draw whole per cents."""
    return st.integers(least, most).map(lambda p: Fraction(p, 100))


KEYS = st.sampled_from(
    [
        Share(by="heads"),
        Share(by="pupils"),
        EqualShares(),
        ShareByFormula(
            formula=WeightedShares(
                of=[Term("2/3", "heads"), Term("1/3", "pupils")], name=Text("key")
            )
        ),
        ShareByFormula(formula=WeightedSum(of=[Term(3, "heads"), Term(1, "pupils")])),
    ]
)
SHORT = st.sampled_from(Shortage)
CONDITIONS = (
    st.builds(Eligible, kinds=st.just(("town",)))
    | st.builds(EligibleAreas, areas=st.just(("north",)))
    | st.builds(EligibleList, only=st.just(("a", "b")))
    | st.builds(
        EligibleThreshold,
        thresholds=st.just((Threshold(by="heads", at_least=10),)),
        reaching=st.sampled_from(Reaching),
    )
)
CLAIMS = (
    st.builds(RatePerUnit, rate=euros(0, 5), by=st.sampled_from(["heads", "pupils"]))
    | st.builds(
        FixedTable,
        amounts=st.dictionaries(st.sampled_from("abc"), euros(0, 50), min_size=1),
    )
    | KEYS
    | KEYS
)
SIMPLE = st.lists(CLAIMS, min_size=1, max_size=2).map(
    lambda claims: AllocationRule(*claims)
)


def halves(rules):
    """Let each rule divide half of the pot."""
    return [SubRule(rule, share="50 %") for rule in rules]


RULES = st.lists(SIMPLE, min_size=2, max_size=2)
BOUNDS = (
    st.builds(Minimum, euros(0, 80), if_short=SHORT)
    | st.builds(Minimum, share=percent(0, 20), kinds=st.just(("town",)))
    | st.builds(Minimum, of_previous=percent(0, 110), funding=st.sampled_from(Funding))
    | st.builds(Maximum, euros(20, 300), excess=st.sampled_from(Excess))
    | st.builds(Maximum, euros(1, 9), per=st.just("heads"))
    | st.builds(HoldHarmless, percent(70, 105), if_short=SHORT)
    | st.builds(Corridor, least=percent(60, 100), most=percent(100, 140))
    | st.builds(GroupMinimum, euros(0, 200), by=st.sampled_from(GroupBy))
    | st.builds(GroupMaximum, share=percent(30, 90), by=st.sampled_from(GroupBy))
    | st.builds(HeldFixed, amounts=st.just({"a": Money.of(30, "EUR")}))
    | st.just(Redistribute())
)
SMALL = (
    st.builds(DropBelow, euros(1, 60), to=st.sampled_from(DroppedTo))
    | st.builds(RaiseBelow, euros(1, 60))
    | st.builds(
        PoolBelow,
        euros(1, 60),
        pools_of=st.just(PoolsOf.PARENT),
        adds=st.just(("heads", "pupils")),
    )
)
OTHERS = (
    st.builds(SetAside, share=percent(1, 30), destination=st.just(Text("reserve")))
    | st.just(Fit())
    | st.just(BackToPot())
    | RULES.map(BestOf)
    | RULES.map(lambda rules: SumOf(halves(rules)))
    | RULES.map(
        lambda rules: ByKind(
            [
                KindRule(rule, kinds=(kind,), share="50 %")
                for rule, kind in zip(rules, ("town", "city"), strict=True)
            ]
        )
    )
    | KEYS.map(lambda key: InRounds(AllocationRule(key), drawn="drawn"))
)
ROUNDINGS = (
    st.builds(Round, st.sampled_from(["0.01", "1.00"]))
    | st.builds(
        Round, st.sampled_from(["0.01", "1.00"]), each=st.sampled_from(Rounding)
    )
    | st.builds(RoundByMethod, st.just("0.01"), method=st.sampled_from(RoundingMethod))
    | st.just(Residual(to=ResidualTo.KEPT_APART, destination=Text("till")))
)
ANY = CONDITIONS | CLAIMS | BOUNDS | SMALL | OTHERS | ROUNDINGS
"""One of about forty provisions of all families."""


@st.composite
def combinations(draw):
    """Draw up to five provisions in an order that makes sense, and round the end."""
    provisions = []
    given_ = frozenset()
    for _ in range(draw(st.integers(1, 5))):
        one = draw(ANY)
        if one.needs <= given_ and not one.refuses & given_:
            provisions.append(one)
            given_ |= one.gives
    assume(Trait.AMOUNTS in given_)
    return AllocationRule(*provisions, Round("0.01", each=Rounding.DOWN))


@st.composite
def facts_for(draw, roster):
    """Draw what everybody had last year, and what everybody drew."""
    count = len(roster)

    def table(id_):
        amounts = draw(st.lists(euros(0, 90), min_size=count, max_size=count))
        return PublishedTable(
            id=id_, ids=roster.ids, names=roster.names, amounts=amounts
        )

    return Facts(previous=table("last-year"), tables=[table("drawn")])


@st.composite
def cases(draw):
    """Draw what goes together: a rule, a roster, facts and pots in cents."""
    roster = draw(towns())
    pots = draw(st.lists(st.integers(0, 200_000), min_size=1, max_size=3))
    return draw(combinations()), roster, draw(facts_for(roster)), pots


def applied(rule, pot, roster, facts):
    """Apply a rule; a refusal is given, not raised."""
    try:
        return rule.apply(Money.from_minor(pot, "EUR"), roster, facts=facts)
    except FundmodelError as error:
        return error


# As many examples as the profile says: 100, or 20 where lines are counted.
MANY = settings(
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


class TestCombinations:
    @MANY
    @given(cases())
    def test_everything_holds_or_is_refused_by_name(self, case):
        """
        No cent is lost, and every explanation adds up; else the error says what to do.
        """
        rule, roster, facts, pots = case
        done = applied(rule, pots[0], roster, facts)
        if isinstance(done, FundmodelError):
            event(f"refused: {done.what}")
            assert done.what
            assert done.mend
            return
        event(f"{len(rule.provisions)} provisions")
        assert_conserved(done)
        for id_ in done.roster.ids:
            told = done.explain(id_)
            assert_adds_up(told)
            assert_figures_are_right(told)
            for language in Language:
                assert told.text(language)

    @MANY
    @given(cases())
    def test_a_batch_gives_what_each_gives_alone(self, case):
        """
        Scenarios do not know of one another, to the cent.
        """
        rule, roster, facts, pots = case
        alone = [applied(rule, pot, roster, facts) for pot in pots]
        assume(not any(isinstance(one, FundmodelError) for one in alone))
        axes = {one.roster.ids for one in alone}
        assume(len(axes) == 1)
        start = State.start(Mixed.of(pots), roster, unit=UNIT)
        together = rule.run(start, facts)

        assert [one.amounts.tolist() for one in alone] == (
            together.amounts.floor().tolist()
        )

    @MANY
    @given(cases())
    def test_bounds_hold_as_long_as_nothing_moved_the_claims(self, case):
        """
        After a bound nobody whom it names has less than the least, or more.
        """
        rule, roster, facts, pots = case
        done = applied(rule, pots[0], roster, facts)
        assume(not isinstance(done, FundmodelError))
        for step in done.steps:
            state = step.after
            bounds = state.bounds
            if bounds is None or bounds.amounts is not state.amounts:
                continue
            for bound in bounds.gathered:
                for who in range(len(state.roster)):
                    if not bound.binds(who):
                        continue
                    claim = state.amounts.fraction(0, who)
                    if bound.limit is Limit.LEAST:
                        assert claim >= bound.amount(who), step.provision
                    else:
                        assert claim <= bound.amount(who), step.provision

    @MANY
    @given(cases(), st.randoms(use_true_random=False))
    def test_the_order_of_the_roster_only_breaks_ties(self, case, random):
        """
        Whoever is listed first has no other amount, unless a tie had to be broken.
        """
        rule, roster, facts, pots = case
        done = applied(rule, pots[0], roster, facts)
        assume(not isinstance(done, FundmodelError))
        assume(not any(step.after.ties for step in done.steps))
        order = list(range(len(roster)))
        random.shuffle(order)
        again = applied(rule, pots[0], shuffled(roster, order), facts)

        assert amounts_of(done) == amounts_of(again)

    @MANY
    @given(combinations())
    def test_a_file_gives_the_same_rule(self, rule):
        """
        Whatever can be combined can be written down and read again.
        """
        budget = YearBudget(year="2025", amount=Money.of(100, "EUR"))
        program = Program(
            id="musterfonds",
            name=Text("Musterfonds"),
            currency="EUR",
            years=[YEAR],
            parts=[
                Strand(
                    id="courses",
                    name=Text("Courses"),
                    legal_nature=LegalNature.GRANT,
                    budgets=[budget],
                    rule=rule,
                )
            ],
        )

        assert program == parse_program(format_program(program))


def shuffled(roster, order):
    """Give the same bodies in another order."""
    return Roster(
        id=roster.id,
        ids=[roster.ids[i] for i in order],
        names=[roster.names[i] for i in order],
        kinds=[roster.kinds[i] for i in order],
        parents=[roster.parents[i] for i in order],
        columns=[
            Column.of(column.indicator, np.array(column.values)[order].tolist())
            for column in roster.columns
        ],
    )


def amounts_of(done):
    """Give amounts by id."""
    return dict(zip(done.roster.ids, done.amounts.tolist(), strict=True))
