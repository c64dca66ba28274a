"""Tests of `fundmodel.rules.drawing`, and of provisions that draw on other parts."""

from __future__ import annotations

import numpy as np
import pytest

from fundmodel.apportion import Mixed
from fundmodel.conditions import Eligible
from fundmodel.errors import (
    AllocationError,
    DataLackingError,
    InvalidDataError,
    InvalidModelError,
    MoneyError,
)
from fundmodel.facts import Facts, Result
from fundmodel.indicators import Indicator
from fundmodel.money import Money
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    BestOf,
    Corridor,
    FixedTable,
    GroupMinimum,
    HoldHarmless,
    Maximum,
    Minimum,
    Product,
    Round,
    Share,
    ShareByFormula,
    TableAmounts,
)
from fundmodel.rules.bounds.grouping import GroupBy
from fundmodel.rules.drawing import in_order, parts_drawn_on
from fundmodel.sentences import Text
from fundmodel.steps import State
from fundmodel.units import Unit

EUR = Unit.money("EUR")


def eur(amount):
    """Give euros."""
    return Money.of(amount, "EUR")


def towns(*rows, **more):
    """Make a roster of id and kind."""
    return Roster.from_records(
        [
            {"id": id_, "name": id_.upper(), "kind": kind, "heads": 1}
            for id_, kind in rows
        ],
        id="towns",
        indicators=[Indicator(id="heads")],
        **more,
    )


THREE = towns(("a", "town"), ("b", "town"), ("c", "lake"))


def result(*rows, ids=("a", "b", "c"), unit=EUR, everybody=True):
    """Make a result of the part "basic" in euros, a row for each scenario."""
    return Result(
        part="basic",
        name=Text("Basic grant"),
        ids=ids,
        amounts=np.array([[amount * 100 for amount in row] for row in rows]),
        unit=unit,
        names_everybody=everybody,
    )


def amounts(*provisions, given=None, roster=THREE, pot=100):
    """Give what a rule gives that draws on the part "basic", in euros."""
    facts = Facts(results=[given or result([10, 20, 30])])
    done = AllocationRule(*provisions).apply(eur(pot), roster, facts=facts)
    return [int(amount) // 100 for amount in done.amounts], done


def refused(error, *provisions, **more):
    """Give the message of the error that a rule ends with."""
    with pytest.raises(error) as caught:
        amounts(*provisions, **more)
    return str(caught.value)


BY_BASIC = ShareByFormula(formula=TableAmounts(part="basic"))


class TestPartsDrawnOn:
    @pytest.mark.parametrize(
        "thing",
        [
            FixedTable(part="basic"),
            Minimum(of_previous="95 %", part="basic"),
            Maximum(of_previous="95 %", part="basic"),
            HoldHarmless("95 %", part="basic"),
            Corridor(least="95 %", most=1, part="basic"),
            GroupMinimum(of_previous="95 %", part="basic", by=GroupBy.KIND),
            TableAmounts(part="basic"),
            BY_BASIC,
            Product(of=["heads", TableAmounts(part="basic")]),
            AllocationRule(Share(by="heads"), HoldHarmless(part="basic")),
            AllocationRule(
                BestOf([AllocationRule(Share(by="heads")), AllocationRule(BY_BASIC)])
            ),
        ],
        ids=lambda thing: type(thing).__name__,
    )
    def test_are_found_wherever_they_stand(self, thing):
        """
        A rule is looked through, down to formulas and to rules in it.
        """
        assert frozenset({"basic"}) == parts_drawn_on(thing)

    @pytest.mark.parametrize(
        "thing",
        [
            None,
            AllocationRule(Share(by="heads"), HoldHarmless()),
            FixedTable(table="t"),
        ],
        ids=["no rule", "a rule", "a table"],
    )
    def test_may_be_none(self, thing):
        """
        Most rules draw on no other part.
        """
        assert frozenset() == parts_drawn_on(thing)


class TestInOrder:
    def test_puts_each_part_after_those_it_draws_on(self):
        """
        Whatever the order in which they stand.
        """
        draws = {"c": frozenset("b"), "a": frozenset(), "b": frozenset("a")}

        assert ("a", "b", "c") == in_order(draws)

    def test_names_all_parts_of_a_circle(self):
        """
        Nobody has to search for it.
        """
        draws = {"d": frozenset("c"), "c": frozenset("b"), "b": frozenset("d")}
        with pytest.raises(AllocationError) as caught:
            in_order({**draws, "a": frozenset("c")})

        assert (
            "parts 'b', 'd', 'c': parts draw on each other's results in a circle\n"
            "  got: 'b' draws on 'd', 'd' draws on 'c', 'c' draws on 'b'\n"
            "  expected: parts of which one comes first\n"
            "  mend: give one of them a table instead, such as the amounts of last year"
        ) == str(caught.value)

    def test_a_part_may_not_draw_on_itself(self):
        """
        That is the smallest circle.
        """
        with pytest.raises(AllocationError, match="got: 'a' draws on 'a'"):
            in_order({"a": frozenset("a")})


class TestFixedTable:
    def test_gives_what_another_part_gives(self):
        """
        For example the advance that was paid already.
        """
        found, done = amounts(FixedTable(part="basic"))

        assert [10, 20, 30] == found
        assert "the part basic gives 20.00 EUR" == str(done.explain("b").steps[0].said)
        assert "amounts of the part basic" == str(done.steps[0].provision.describe())

    def test_who_has_nothing_there_need_not_be_eligible(self):
        """
        In its own part, whoever may not claim has an amount of zero.
        """
        towns_only = Eligible(kinds=["town"])

        assert [10, 20, 0] == amounts(
            towns_only, FixedTable(part="basic"), given=result([10, 20, 0])
        )[0]
        assert (
            "roster 'towns': a fixed table lists recipients who cannot be paid\n"
            "  got: c\n"
        ) in refused(AllocationError, towns_only, FixedTable(part="basic"))

    def test_strangers_are_named(self):
        """
        Whoever has an amount there has to be on this roster.
        """
        given = result([10, 20, 30], ids=("a", "z", "y"))

        assert (
            "roster 'towns', part 'basic': another part gives amounts to bodies that "
            "do "
            "not claim here\n"
            "  got: z, y\n"
            "  expected: ids on the roster\n"
            "  mend: divide both parts among the same recipients"
        ) == refused(AllocationError, FixedTable(part="basic"), given=given)
        found, done = amounts(
            FixedTable(part="basic"), given=result([10, 0, 0], ids=("a", "z", "y"))
        )

        assert [10, 0, 0] == found
        assert "is not listed in the part basic: nothing" == str(
            done.explain("b").steps[0].said
        )

    def test_is_in_the_unit_of_the_pot(self):
        """
        Amounts in another currency are refused.
        """
        given = result([10, 20, 30], unit=Unit.money("USD"))

        assert (
            "part 'basic': amounts of another part are in another unit than the pot\n"
            "  got: USD\n"
            "  expected: amounts in EUR\n"
            "  mend: convert them before, with rate, date and source"
        ) == refused(MoneyError, FixedTable(part="basic"), given=given)

    def test_is_not_negative(self):
        """
        What flows back is no claim.
        """
        assert (
            "recipient 'b': a fixed table lists what cannot be paid\n  got: -2000"
            in (
                refused(
                    MoneyError, FixedTable(part="basic"), given=result([10, -20, 30])
                )
            )
        )

    @pytest.mark.parametrize(
        ("roster", "everybody"),
        [
            (THREE, False),
            (
                towns(("a", "town"), ("o", "remainder"), coverage=Coverage.REMAINDER),
                True,
            ),
        ],
    )
    @pytest.mark.parametrize("provision", [FixedTable(part="basic"), BY_BASIC])
    def test_needs_everybody_by_name(self, provision, roster, everybody):
        """
        Those behind a row for all others have no amounts of their own.
        """
        given = result([10, 20, 30], everybody=everybody)

        assert (
            "roster 'towns': amounts of the part basic are needed for each recipient\n"
            "  got: a row that stands for all others\n"
            "  expected: one row per recipient\n"
            "  mend: take a roster that names everybody"
        ) == refused(DataLackingError, provision, given=given, roster=roster)


class TestTableAmounts:
    def test_counts_by_the_amounts_of_another_part(self):
        """
        A supplement is shared in the proportions of the basic grants.
        """
        found, done = amounts(BY_BASIC, pot=120)

        assert [20, 40, 60] == found
        assert ("20.00 EUR (Basic grant); 120.00 EUR x 20 / 60 = 40.00 EUR") == str(
            done.explain("b").steps[0].said
        )
        assert "amounts of the part basic" == str(TableAmounts(part="basic").describe())
        assert "basic grants" == str(
            TableAmounts(part="basic", name=Text("basic grants")).describe()
        )

    def test_everybody_who_may_claim_has_an_amount(self):
        """
        A missing amount is not zero.
        """
        assert (
            "roster 'towns', part 'basic': a table by which money is shared lacks "
            "recipients\n"
            "  got: c\n"
        ) in refused(AllocationError, BY_BASIC, given=result([10, 20], ids=("a", "b")))
        assert [40, 80, 0] == amounts(
            Eligible(kinds=["town"]),
            BY_BASIC,
            given=result([10, 20], ids=("a", "b")),
            pot=120,
        )[0]

    def test_amounts_are_not_negative(self):
        """
        A key has no negative weights.
        """
        assert (
            "part 'basic': a table by which money is shared has negative amounts"
            in (refused(InvalidDataError, BY_BASIC, given=result([10, -20, 30])))
        )

    def test_is_one_of_two(self):
        """
        A table or a part.
        """
        with pytest.raises(InvalidModelError) as caught:
            TableAmounts(table="t", part="p")

        assert (
            "TableAmounts: amounts are taken from a table and from another part\n"
            "  got: table 't' and part 'p'\n"
            "  expected: one of them\n"
            "  mend: leave the other one out"
        ) == str(caught.value)


class TestBounds:
    def test_may_be_shares_of_another_part(self):
        """
        Nobody gets less here than a share of what it gets there.
        """
        found, done = amounts(
            Share(by="heads"),
            Minimum(of_previous="150 %", part="basic"),
            Round("0.01"),
            pot=90,
        )

        assert [22, 30, 45] != found
        assert [15, 30, 45] == found
        assert (
            "30.00 EUR is less than the minimum (150 % of 30.00 EUR in the part "
            "basic = "
            "45.00 EUR): raised by 15.00 EUR to 45.00 EUR"
        ) == str(done.explain("c").steps[1].said)
        assert [
            "at least 150 % of the amount of the part basic",
            "between 90 % and 100 % of the amount of the part basic",
        ] == [
            str(one.describe())
            for one in (
                Minimum(of_previous="150 %", part="basic"),
                Corridor(least="90 %", most=1, part="basic"),
            )
        ]

    def test_everybody_bound_has_an_amount_there(self):
        """
        Unless the rule says that some are new.
        """
        given = result([10, 20], ids=("a", "b"))
        rule = (Share(by="heads"), HoldHarmless("100 %", part="basic"), Round("0.01"))

        assert (
            "part 'basic', roster 'towns': another part lacks recipients that a "
            "bound is "
            "for\n"
            "  got: no amount for C (c)\n"
            "  expected: the same ids\n"
            "  mend: where some are new and have no such bound, say partial_table = "
            "true (True in Python)"
        ) == refused(AllocationError, *rule, given=given)
        partial = HoldHarmless("100 %", part="basic", partial_table=True)
        assert [15, 20, 15] == amounts(
            Share(by="heads"), partial, Round("0.01"), given=given, pot=50
        )[0]

    def test_amounts_are_not_negative(self):
        """
        What was paid back belongs elsewhere.
        """
        assert "part 'basic': B (b): an amount of last time is negative" in refused(
            InvalidDataError,
            Share(by="heads"),
            HoldHarmless("100 %", part="basic"),
            given=result([10, -20, 30]),
        )

    @pytest.mark.parametrize(
        "bound",
        [
            lambda **both: Minimum(of_previous=1, **both),
            HoldHarmless,
            lambda **both: Corridor(least=0, most=1, **both),
        ],
    )
    def test_have_one_table(self, bound):
        """
        A table or a part.
        """
        with pytest.raises(
            InvalidModelError, match="from a table and from another part"
        ):
            bound(table="t", part="p")


class TestBatches:
    @pytest.mark.parametrize(
        "provisions",
        [
            (FixedTable(part="basic"),),
            (BY_BASIC,),
            (Share(by="heads"), HoldHarmless("95 %", part="basic")),
            (
                Share(by="heads"),
                GroupMinimum(of_previous="95 %", part="basic", by=GroupBy.KIND),
            ),
        ],
        ids=["table", "key", "bound", "group"],
    )
    @pytest.mark.parametrize("ids", [("a", "b", "c"), ("c", "b", "a")])
    def test_equal_one_by_one(self, provisions, ids):
        """
        Each scenario draws on the result of its own.
        """
        rule = AllocationRule(*provisions)

        def shared(given, *pots):
            state = State.start(Mixed.of([p * 100 for p in pots]), THREE, unit=EUR)
            steps = rule.fold(state, Facts(results=[given]))
            return steps[-1].after.amounts.fractions().tolist()

        both = result([10, 20, 30], [30, 5, 1], ids=ids)
        one, other = (result(row, ids=ids) for row in ([10, 20, 30], [30, 5, 1]))
        assert [shared(one, 70)[0], shared(other, 90)[0]] == shared(both, 70, 90)
