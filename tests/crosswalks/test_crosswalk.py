"""Crosswalks: figures reach the new bodies, or what was lost is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundmodel.crosswalks import Crosswalk, LossReason, SplitTie, Succession, unmatched
from fundmodel.crosswalks import SuccessionKind as Kind
from fundmodel.errors import CrosswalkError, InvalidDataError, LostFiguresError
from fundmodel.facts import Facts
from fundmodel.indicators import Column, Indicator
from fundmodel.money import Money
from fundmodel.periods import Period
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, HoldHarmless, Round, Share
from fundmodel.sentences import Language
from fundmodel.sources import Assumption, AssumptionKind, Source

Y19, Y20, Y21, Y22 = (date(year, 1, 1) for year in (2019, 2020, 2021, 2022))
BEFORE, AFTER = date(2018, 1, 1), date(2023, 1, 1)
LAW = Source(title="Order on new councils")


def roster(ids, dated=None, **figures):
    """Make a roster with columns, by name of the figure."""
    return Roster(
        id="some",
        ids=ids,
        names=[id_.upper() for id_ in ids],
        kinds=["council"] * len(ids),
        columns=[
            Column.of(Indicator(id=name, source=LAW), values)
            for name, values in figures.items()
        ],
        dated=dated,
    )


def table(**euros):
    """Make a table of amounts in cents."""
    return PublishedTable(
        id="paid",
        ids=euros.keys(),
        names=euros.keys(),
        amounts=[Money.from_minor(minor, "EUR") for minor in euros.values()],
    )


def carried(successions, thing, onto, **options):
    """Carry from before all days to after all of them."""
    days = {"since": BEFORE, "until": AFTER} | options
    new = onto if isinstance(onto, Roster) else roster(list(onto))
    return Crosswalk(successions=successions).carry(thing, new, **days)


def figures(thing, at=0):
    """Give exact values by id, of one column."""
    return {id_: thing.columns[at].value(row) for row, id_ in enumerate(thing.ids)}


def cents(thing):
    """Give cents by id."""
    amounts = zip(thing.ids, thing.amounts, strict=True)
    return {id_: amount.minor for id_, amount in amounts}


class TestSums:
    def test_a_merger_adds_up(self):
        """
        The new body has what its parts had.
        """
        done = carried(
            [Succession.merger(Y19, ["a", "b"], "m")],
            roster(["a", "b", "c"], heads=[3, 4, 5]),
            "mc",
        )

        assert figures(done.raise_if_lost()) == {"m": 7, "c": 5}
        assert done.conserved
        assert done.thing.columns[0].indicator.source == Assumption(
            why=done.thing.columns[0].indicator.source.why,
            kind=AssumptionKind.INFERRED,
            sources=[LAW],
        )

    def test_a_body_takes_another_in(self):
        """
        Whoever takes a body in keeps its own figure and adds the other's.
        """
        done = carried([Succession.merger(Y19, ["a"], "b")], table(a=100, b=20), "b")

        assert cents(done.thing) == {"b": 120}

    def test_a_split_keeps_whole_units(self):
        """
        Heads stay whole: the largest remainders get what is left, ties are told.
        """
        split = Succession.split(Y19, "a", {"x": "1/2", "y": "1/2"})
        done = carried([split], roster(["a"], heads=[7]), "xy")

        assert figures(done.thing) == {"x": 4, "y": 3}
        assert done.ties == (SplitTie(of="heads", old="a", new=("x", "y")),)
        assert done.thing.columns[0].inferred.tolist() == [True, True]

    def test_no_tie_no_report(self):
        """
        A split whose remainders differ, or that leaves none, has no tie.
        """
        split = Succession.split(Y19, "a", {"x": "1/3", "y": "2/3"})
        done = carried([split], roster(["a"], heads=[7], homes=[9]), "xy")

        assert done.ties == ()

    def test_decimals_stay_exact(self):
        """
        Where a figure has decimals, a split has as many of them.
        """
        split = Succession.split(Y19, "a", {"x": "1/3", "y": "2/3"})
        done = carried([split], roster(["a"], area=[Decimal("1.00")]), "xy")
        finer = carried([split], roster(["a"], area=[Decimal("1.25")]), "xy")

        assert figures(done.thing) == {"x": 0, "y": 1}
        assert figures(finer.thing) == {"x": Fraction(42, 100), "y": Fraction(83, 100)}

    def test_a_missing_part_is_not_zero(self):
        """
        A sum with a missing part is missing, and what is known of it is named.
        """
        done = carried(
            [Succession.merger(Y19, ["a", "b"], "m")],
            roster(["a", "b"], heads=[3, None]),
            "m",
        )
        (lost,) = done.lost

        assert figures(done.thing) == {"m": None}
        assert (lost.figure, lost.reason) == (3, LossReason.PART_MISSING)
        assert str(lost) == (
            "heads: 3 of a, b is lost: not all of them have a value, so there is none "
            "for m"
        )
        assert done.conserved

    def test_a_part_without_a_row_is_missing_too(self):
        """
        A merger is not known where one of its bodies is not on the roster; an amount
        stands, and is told to be that of the others.
        """
        merger = [Succession.merger(Y19, ["a", "b"], "m")]
        heads = carried(merger, roster(["a"], heads=[3]), "m")
        paid = carried(merger, table(a=100), "m")

        assert figures(heads.thing) == {"m": None}
        assert [loss.reason for loss in heads.lost] == [LossReason.PART_MISSING]
        assert cents(paid.thing) == {"m": 100}
        assert (heads.incomplete, paid.incomplete) == (("m",), ("m",))
        assert str(paid) == (
            "m took over from several bodies, and not all of them had a row"
        )

    def test_a_new_code_is_not_in_the_figures(self):
        """
        A code that somebody else has in the figures would add two bodies together.
        """
        with pytest.raises(CrosswalkError, match="a new code is in the figures"):
            carried([Succession.recoding(Y19, "a", "b")], table(a=100, b=50), "b")

    def test_a_missing_value_is_no_loss(self):
        """
        What was missing before is missing afterwards, and nothing was lost.
        """
        split = Succession.split(Y19, "a", {"x": "1/2", "y": "1/2"})
        done = carried([split], roster(["a", "b"], heads=[None, None]), "xy")

        assert figures(done.thing) == {"x": None, "y": None}
        assert done.lost == ()

    def test_who_is_not_on_the_roster_is_named(self):
        """
        Amounts without a new body are named with what became of it.
        """
        done = carried(
            [Succession.recoding(Y19, "a", "x")], table(a=100, b=20, c=3), "cd"
        )

        assert [(lost.id, lost.reason) for lost in done.lost] == [
            ("b", LossReason.NO_SUCCESSION),
            ("x", LossReason.NOT_ON_ROSTER),
        ]
        assert str(done) == (
            "paid: 0.20 EUR of b is lost: it is not on the new roster, and nothing "
            "says what it became\n"
            "paid: 1.00 EUR of a is lost: it went to x, which is not on the new "
            "roster\n"
            "nothing was carried to d"
        )
        assert done.appeared == ("d",)
        assert done.conserved
        assert "verloren" in done.text("de")

    def test_losses_can_be_refused(self):
        """
        The caller may refuse losses; they are counted, and the first is named.
        """
        done = carried([], table(b=1, c=2), ["x"])

        with pytest.raises(LostFiguresError, match="2 figures were lost"):
            done.raise_if_lost()
        with pytest.raises(LostFiguresError) as caught:
            carried([], table(b=1), ["x"]).raise_if_lost()
        assert str(caught.value) == (
            "crosswalk: a figure was lost on the way to the new bodies\n"
            "  got: paid: 0.01 EUR of b is lost: it is not on the new roster, and "
            "nothing says what it became\n"
            "  expected: a new body for each figure\n"
            "  mend: add the successions that are missing, or read `lost` and go on "
            "without raise_if_lost"
        )

    def test_a_renaming_changes_no_figure(self):
        """
        A body that keeps its id keeps its figure and its source.
        """
        same = Succession(kind=Kind.RENAMING, day=Y19, old=["a"], new=["a"])
        other = Succession(kind=Kind.RENAMING, day=Y20, old=["b"], new=["c"])
        done = carried([same], roster(["a"], heads=[3]), "a")

        assert figures(done.thing) == {"a": 3}
        assert done.thing.columns[0].indicator.source == LAW
        assert figures(carried([other], roster(["b"], heads=[3]), "c").thing) == {
            "c": 3
        }

    def test_bodies_that_give_to_each_other(self):
        """
        Two bodies may exchange parts on one day; each hands over what it had before.
        """
        swap = [
            Succession.split(Y19, "a", {"a": "1/2", "b": "1/2"}),
            Succession.split(Y19, "b", {"b": "3/4", "a": "1/4"}),
        ]
        done = carried(swap, table(a=100, b=200), "ab")

        assert cents(done.thing) == {"a": 100, "b": 200}

    def test_large_sums_do_not_overflow(self):
        """
        Sums beyond 64 bits are exact.
        """
        done = carried(
            [Succession.merger(Y19, ["a", "b"], "m")],
            roster(["a", "b"], heads=[2**62, 2**62]),
            "m",
        )

        assert figures(done.thing) == {"m": 2**63}

    def test_nothing_to_carry(self):
        """
        An empty table and a list without bodies are carried to nothing.
        """
        assert carried([], table(), "a").appeared == ("a",)
        assert carried([], roster([], heads=[]), "a").thing.columns[
            0
        ].valid.tolist() == [False]

    def test_many_bodies_at_once(self):
        """
        One hundred thousand bodies, of which some merge, are carried in arrays.
        """
        n, merged = 100_000, 2_000
        ids = [f"o{number}" for number in range(n)]
        mergers = [
            Succession.merger(Y19, ids[at : at + 2], f"m{at}")
            for at in range(0, merged, 2)
        ]
        after = [each.new[0] for each in mergers] + ids[merged:]
        done = carried(mergers, roster(ids, heads=np.arange(n)), after)
        values = done.thing.columns[0].values

        assert values[:2].tolist() == [1, 5]
        assert values[-1] == n - 1
        assert done.conserved

    def test_sources_of_rows_are_kept(self):
        """
        What single rows rest on stands with the whole table afterwards.
        """
        first, second = Source(title="first"), Source(title="second")
        why = Assumption(why="a guess", sources=[second])
        paid = attrs.evolve(
            table(a=1, b=2), sources=[first, why], unit=Money.of(1, "EUR")
        )
        done = carried([Succession.merger(Y19, ["a"], "b", source=LAW)], paid, ["b"])
        split = Succession.split(Y19, "a", {"a": "1/2", "c": "1/2"})

        assert done.thing.source.sources == (first, second, LAW)
        assert done.thing.unit == Money.of(1, "EUR")
        assert carried([split], paid, ["a", "b", "c"]).thing.unit is None


class TestRates:
    def test_a_mean_is_weighed(self):
        """
        A rate of merged bodies is their mean by weight, rounded half up once.
        """
        old = roster(
            ["a", "b", "c"],
            rate=[Decimal("1.5"), Decimal("2.5"), Decimal(-4)],
            heads=[1, 1, 7],
        )
        done = carried(
            [Succession.merger(Y19, ["a", "b"], "m")],
            old,
            "mc",
            rates={"rate": "heads"},
        )

        assert figures(done.thing) == {"m": 2, "c": -4}
        assert [balance.of for balance in done.balances] == ["heads"]
        assert done.thing.columns[0].inferred.tolist() == [True, False]

    @pytest.mark.parametrize(
        ("rates", "mean"), [((1, 2), 2), ((-1, -2), -2), ((0, 0), 0)]
    )
    def test_halves_are_rounded_away_from_zero(self, rates, mean):
        """
        A half goes up, that of a negative mean to the mirror image.
        """
        done = carried(
            [Succession.merger(Y19, ["a", "b"], "m")],
            roster(["a", "b"], rate=rates, heads=[1, 1]),
            "m",
            rates={"rate": "heads"},
        )

        assert figures(done.thing) == {"m": mean}

    def test_a_rate_is_never_added_up(self):
        """
        Where bodies with a rate merge, a weight must be named.
        """
        with pytest.raises(CrosswalkError) as caught:
            carried(
                [Succession.merger(Y19, ["a", "b"], "m")],
                roster(["a", "b"], rate=[1, 2]),
                "m",
                rates={"rate": None},
            )

        assert str(caught.value) == (
            "indicator 'rate', a, b into 'm': bodies with a rate become one, and "
            "nobody says what weighs it\n"
            "  got: no weight\n"
            "  expected: an indicator that weighs the rate\n"
            "  mend: name it: rates={'rate': 'population'}"
        )

    def test_a_split_leaves_a_rate(self):
        """
        Both parts have the rate of the whole, marked as computed; no weight is needed.
        """
        steps = [
            Succession.split(Y19, "a", {"x": "1/2", "y": "1/2"}),
            Succession.recoding(Y20, "x", "z"),
        ]
        done = carried(
            steps, roster(["a", "b"], rate=[5, 6]), "zybn", rates={"rate": None}
        )

        assert figures(done.thing) == {"z": 5, "y": 5, "b": 6, "n": None}
        assert done.thing.columns[0].inferred.tolist() == [True, True, False, False]

    def test_weights_are_split_exactly(self):
        """
        A part of a body counts with its part of the weight, not rounded.
        """
        steps = [
            Succession.split(Y19, "a", {"x": "1/3", "y": "2/3"}),
            Succession.merger(Y20, ["x", "b"], "m"),
        ]
        done = carried(
            steps,
            roster(["a", "b"], rate=[40, 0], heads=[1, 1]),
            "my",
            rates={"rate": "heads"},
        )

        assert figures(done.thing) == {"m": 10, "y": 40}

    @pytest.mark.parametrize(
        ("rates", "heads", "onto", "reason"),
        [
            ([1, None], [1, 1], "m", LossReason.PART_MISSING),
            ([1, 2], [0, 0], "m", LossReason.NO_WEIGHT),
            ([1, 2], [1, None], "m", LossReason.NO_WEIGHT),
            ([1, 2], [1, 1], "z", LossReason.NOT_ON_ROSTER),
        ],
    )
    def test_lost_rates_are_named(self, rates, heads, onto, reason):
        """
        A mean that cannot be computed is missing, and said.
        """
        done = carried(
            [Succession.merger(Y19, ["a", "b"], "m")],
            roster(["a", "b"], rate=rates, heads=heads),
            onto,
            rates={"rate": "heads"},
        )
        first = next(lost for lost in done.lost if lost.of == "rate")

        assert figures(done.thing) == {onto: None}
        assert (first.figure, first.reason) == (None, reason)
        assert str(first).startswith("rate: a value of a, b is lost: ")

    @given(
        st.lists(
            st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**6)),
            min_size=2,
            max_size=6,
        )
    )
    def test_a_mean_is_the_nearest_one(self, bodies):
        """
        The mean is within half a unit of the exact one, and between the rates.
        """
        rates, heads = zip(*bodies, strict=True)
        ids = [f"o{at}" for at in range(len(bodies))]
        done = carried(
            [Succession.merger(Y19, ids, "m")],
            roster(ids, rate=rates, heads=heads),
            ["m"],
            rates={"rate": "heads"},
        )
        mean = done.thing.columns[0].value(0)
        exact = Fraction(sum(r * h for r, h in bodies), sum(heads))

        assert abs(mean - exact) <= Fraction(1, 2)
        assert min(rates) <= mean <= max(rates)

    def test_a_rate_is_on_the_roster(self):
        """
        A rate or weight that the roster does not have once is refused.
        """
        with pytest.raises(CrosswalkError, match="not on the roster exactly once"):
            carried([], roster(["a"], rate=[1]), "a", rates={"rate": "heads"})


class TestDays:
    def test_steps_follow_one_another(self):
        """
        A merger in 2019 and a new code in 2021 are two steps.
        """
        way = Crosswalk(
            successions=[
                Succession.recoding(Y21, "m", "n"),
                Succession.merger(Y19, ["a", "b"], "m"),
            ]
        )
        paid = table(a=1, b=2)
        middle = way.carry(paid, roster(["m"]), since=BEFORE, until=Y20)
        end = way.carry(middle.thing, roster(["n"]), since=Y20, until=Y22)

        assert cents(middle.thing) == {"m": 3}
        assert cents(end.thing) == {"n": 3}
        assert cents(way.carry(paid, roster(["n"]), since=BEFORE, until=Y22).thing) == {
            "n": 3
        }

    def test_what_happened_on_the_day_is_in_the_figures(self):
        """
        A succession on the day of the old bodies is not made again.
        """
        way = Crosswalk(
            successions=[Succession.split(Y19, "a", {"a": "1/2", "b": "1/2"})]
        )
        done = way.carry(roster(["a", "b"], Y19, heads=[4, 4]), roster(["a", "b"], Y20))

        assert figures(done.thing) == {"a": 4, "b": 4}

    @pytest.mark.parametrize("days", [{"since": Y19}, {"until": Y19}])
    def test_days_are_not_guessed(self, days):
        """
        A roster and a table without a day need one to be given.
        """
        with pytest.raises(CrosswalkError, match="nobody says of which day"):
            Crosswalk(successions=()).carry(table(a=1), roster(["a"]), **days)

    def test_nothing_is_carried_back(self):
        """
        The day of the new bodies is not before that of the old ones.
        """
        with pytest.raises(CrosswalkError, match="from 2020-01-01 to 2019-01-01"):
            Crosswalk(successions=()).carry(
                table(a=1), roster(["a"]), since=Y20, until=Y19
            )

    def test_two_crosswalks_are_one(self):
        """
        Crosswalks of two reforms go together; what both have stands there once.
        """
        first = Crosswalk(successions=[Succession.recoding(Y19, "a", "b")])
        second = Crosswalk(successions=[Succession.recoding(Y20, "b", "c")])

        assert first.then(second).then(first).successions == (
            *first.successions,
            *second.successions,
        )

    @pytest.mark.parametrize(
        ("successions", "what"),
        [
            (
                [
                    Succession.recoding(Y19, "a", "b"),
                    Succession.recoding(Y20, "b", "a"),
                ],
                "'a' on 2020-01-01: a body is named again after it ended",
            ),
            (
                [
                    Succession.recoding(Y19, "a", "b"),
                    Succession.recoding(Y19, "b", "c"),
                ],
                "'b' on 2019-01-01: a body is named again after it ended",
            ),
            (
                [
                    Succession.recoding(Y19, "a", "b"),
                    Succession.recoding(Y19, "b", "a"),
                ],
                "a body is named again after it ended",
            ),
            (
                [
                    Succession.recoding(Y19, "a", "b"),
                    Succession.recoding(Y19, "a", "c"),
                ],
                "'a' on 2019-01-01: a body has two successions on one day",
            ),
            (
                [
                    Succession.recoding(Y19, "a", "b"),
                    Succession.recoding(Y20, "a", "c"),
                ],
                "'a' on 2020-01-01: a body is named again after it ended",
            ),
            (
                [
                    Succession.merger(Y19, ["a", "b"], "c"),
                    Succession.recoding(Y20, "d", "c"),
                ],
                "'c' on 2020-01-01: a new code was in use before",
            ),
        ],
    )
    def test_bodies_begin_and_end_once(self, successions, what):
        """
        Circles, two ways on one day and codes in use are refused.
        """
        with pytest.raises(CrosswalkError) as caught:
            Crosswalk(successions=successions)

        assert what in str(caught.value)

    def test_holds_successions_only(self):
        """
        What is no succession is refused by name.
        """
        with pytest.raises(InvalidDataError, match=r"Crosswalk\.successions"):
            Crosswalk(successions=[("a", "b")])


def historic(**columns):
    """Make a roster of bodies that exist and that did."""
    old, new = Period(BEFORE, date(2018, 12, 31)), Period(Y19, AFTER)
    return Roster(
        id="history",
        ids=list("abmcxyde"),
        names=list("abmcxyde"),
        kinds=["council"] * 8,
        validity=[old, old, new, old, new, new, old, None],
        successors=[["m"], ["m"], (), ("x", "y"), (), (), ["e"], ()],
        columns=[Column.of(Indicator(id=k), v) for k, v in columns.items()],
        source=LAW,
    )


class TestFromRoster:
    def test_reads_successors_and_periods(self):
        """
        Bodies with one successor merge, those with several are split by a figure.
        """
        both = historic(heads=[1, 2, 3, 4, 1, 3, 5, 6])

        assert set(Crosswalk.from_roster(both, by="heads").successions) == {
            Succession.merger(Y19, ["a", "b"], "m", source=LAW),
            Succession.split_by(
                Y19, "c", ["x", "y"], roster=both, by="heads", source=LAW
            ),
            Succession.merger(Y19, ["d"], "e", source=LAW),
        }

    def test_one_new_body_for_one_is_a_new_code(self):
        """
        A body that begins when the only other ends has another code.
        """
        codes = Roster(
            id="codes",
            ids=list("ab"),
            names=list("ab"),
            kinds=list("kk"),
            validity=[Period(BEFORE, date(2018, 12, 31)), Period(Y19, AFTER)],
            successors=[["b"], ()],
        )

        assert Crosswalk.from_roster(codes).successions == (
            Succession.recoding(Y19, "a", "b"),
        )

    def test_a_split_needs_shares(self):
        """
        The shares of a split are not guessed.
        """
        with pytest.raises(CrosswalkError, match="nobody says by which shares"):
            Crosswalk.from_roster(historic())

    @pytest.mark.parametrize(
        ("validity", "what"),
        [
            ((), "has successors and no last day"),
            ((Period(BEFORE, date.max), None), "has successors and no last day"),
            ((Period(BEFORE, Y19), Period(Y20, AFTER)), "on which it does not exist"),
        ],
    )
    def test_periods_meet(self, validity, what):
        """
        A successor exists on the day after the last.
        """
        broken = Roster(
            id="broken",
            ids=list("ab"),
            names=list("ab"),
            kinds=list("kk"),
            validity=validity,
            successors=[["b"], ()],
        )
        with pytest.raises(CrosswalkError, match=what):
            Crosswalk.from_roster(broken)


class TestBetween:
    def test_names_what_became_of_bodies(self):
        """
        Who is on both rosters stays; of the others the successors given count.
        """
        after = roster(["m", "c", "x", "y", "n"], Y19, heads=[1, 1, 1, 3, 1])
        way = Crosswalk.between(
            roster(["a", "b", "c", "d", "e", "f"], BEFORE),
            after,
            successors={"a": ["m"], "b": ["m"], "d": ["x", "y"], "f": ["n"]},
            by="heads",
        )

        assert set(way.successions) == {
            Succession.merger(Y19, ["a", "b"], "m"),
            Succession.split_by(Y19, "d", ["x", "y"], roster=after, by="heads"),
            Succession.recoding(Y19, "f", "n"),
        }

    def test_the_first_roster_may_say(self):
        """
        Successors that the first roster has need not be given.
        """
        before = Roster(
            id="before",
            ids=list("ab"),
            names=list("ab"),
            kinds=list("kk"),
            successors=[["b"], ()],
        )

        assert Crosswalk.between(before, roster(["b"], Y19)).successions == (
            Succession.merger(Y19, ["a"], "b"),
        )

    def test_the_day_and_the_ids_are_known(self):
        """
        A second roster without a day and an id that nobody has are refused.
        """
        with pytest.raises(CrosswalkError, match="since when the second roster holds"):
            Crosswalk.between(roster(["a"]), roster(["b"]))
        with pytest.raises(InvalidDataError, match="nobody on the roster"):
            Crosswalk.between(
                roster(["a"]), roster(["b"], Y19), successors={"z": ["b"]}
            )


@st.composite
def histories(draw):
    """Draw bodies, and successions on three days that follow one another."""
    alive = [f"o{number}" for number in range(draw(st.integers(1, 8)))]
    old, successions, fresh = tuple(alive), [], iter(range(1_000))
    for day in (Y19, Y20, Y21):
        free = draw(st.permutations(alive))
        while free and draw(st.booleans()):
            if len(free) > 1 and draw(st.booleans()):
                some = [free.pop() for _ in range(draw(st.integers(2, len(free))))]
                new = [draw(st.sampled_from([f"n{next(fresh)}", some[0]]))]
                successions.append(Succession.merger(day, some, new[0]))
            else:
                some = [free.pop()]
                first = draw(st.sampled_from([f"n{next(fresh)}", some[0]]))
                new = [
                    first,
                    *(f"n{next(fresh)}" for _ in range(draw(st.integers(1, 3)))),
                ]
                weights = [draw(st.integers(0, 9)) for _ in new[1:]]
                whole = sum(weights) + 1
                shares = [Fraction(1, whole), *(Fraction(w, whole) for w in weights)]
                successions.append(
                    Succession.split(day, some[0], dict(zip(new, shares, strict=True)))
                )
            alive = [id_ for id_ in alive if id_ not in some] + new
    kept = [id_ for id_ in alive if draw(st.integers(0, 4))] + ["stranger"]
    return old, Crosswalk(successions=successions), tuple(kept)


def brute(way, values, since, until):
    """Carry one figure step by step, a body at a time, where all have a value."""
    held = dict(values)
    for day in sorted({each.day for each in way.within(since, until)}):
        moved = {}
        for each in (s for s in way.successions if s.day == day):
            for id_ in each.old:
                whole = held.pop(id_)
                shares = each.shares or (Fraction(1),)
                quotas = [abs(whole) * share for share in shares]
                units = [int(quota) for quota in quotas]
                by_rest = sorted(
                    range(len(units)), key=lambda at: units[at] - quotas[at]
                )
                for at in by_rest[: abs(whole) - sum(units)]:
                    units[at] += 1
                for new, unit in zip(each.new, units, strict=True):
                    signed = unit if whole >= 0 else -unit
                    moved[new] = moved.get(new, 0) + signed
        for id_, value in moved.items():
            held[id_] = held.get(id_, 0) + value
    return held


class TestConservation:
    @given(histories(), st.data())
    def test_nothing_is_made_and_nothing_is_lost_unnamed(self, history, data):
        """
        For each figure, the sum before is the sum after and what was lost.
        """
        old, way, kept = history
        one = st.none() | st.integers(-(10**9), 10**9)
        values = {
            name: data.draw(st.lists(one, min_size=len(old), max_size=len(old)))
            for name in ("heads", "homes")
        }
        done = way.carry(roster(old, BEFORE, **values), roster(kept, AFTER))

        assert done.conserved
        assert [balance.before for balance in done.balances] == [
            sum(value or 0 for value in column) for column in values.values()
        ]
        for balance, column in zip(done.balances, done.thing.columns, strict=True):
            shown = [column.value(at) or 0 for at in range(len(kept))]
            lost = [each.figure for each in done.lost if each.of == balance.of]
            assert balance.before == sum(shown) + sum(lost)

    @given(histories(), st.data())
    def test_amounts_agree_with_a_slow_reference(self, history, data):
        """
        Cents are those of a body-by-body computation, carried at once or in two steps.
        """
        old, way, kept = history
        cents_of = {id_: data.draw(st.integers(-(10**12), 10**12)) for id_ in old}
        paid = table(**cents_of)
        expected = brute(way, cents_of, BEFORE, AFTER)
        done = way.carry(paid, roster(kept, AFTER), since=BEFORE)
        halfway = list(brute(way, cents_of, BEFORE, Y20))
        middle = way.carry(paid, roster(halfway, Y20), since=BEFORE).raise_if_lost()
        second = way.carry(middle, roster(kept, AFTER), since=Y20)

        assert cents(done.thing) == {
            id_: c for id_, c in expected.items() if id_ in kept
        }
        assert {lost.id: lost.figure.minor for lost in done.lost} == {
            id_: c for id_, c in expected.items() if id_ not in kept
        }
        assert cents(second.thing) == cents(done.thing)
        assert done.conserved


class TestTwoNewCouncils:
    """
    Two new councils that fall out of a formula on their codes.

    Modelled on what was reported of England in 2023; councils and figures are
    invented.
    """

    DAY = date(2023, 4, 1)
    OLD = table(
        ald=60_000_00, bec=40_000_00, cor=30_000_00, den=50_000_00, elm=20_000_00
    )
    NEW = Roster.from_records(
        [
            {"id": "U1", "name": "West Vale", "pupils": 100},
            {"id": "U2", "name": "East Vale", "pupils": 100},
            {"id": "elm", "name": "Elm", "pupils": 300},
        ],
        id="councils-2023",
        indicators=[Indicator(id="pupils")],
    )
    WAY = Crosswalk(
        successions=[
            Succession.merger(DAY, ["ald", "bec"], "U1", source=LAW),
            Succession.merger(DAY, ["cor", "den"], "U2", source=LAW),
        ]
    )
    RULE = AllocationRule(
        Share(by="pupils"), HoldHarmless("90 %", partial_table=True), Round("0.01")
    )
    POT = Money.of(200_000, "EUR")

    def paid(self, last_year):
        """Apply the rule with a table of last year."""
        done = self.RULE.apply(self.POT, self.NEW, facts=Facts(previous=last_year))
        return {id_: int(done.amount(id_).major) for id_ in self.NEW.ids}

    def test_they_lose_their_guarantee_on_a_mismatch(self):
        """
        By old codes, the new councils have no last year, and so no guarantee.
        """
        assert self.paid(self.OLD) == {"U1": 40_000, "U2": 40_000, "elm": 120_000}

    def test_the_mismatch_is_found(self):
        """
        Each code without a council is named, with what it became.
        """
        missed = unmatched(self.OLD, self.NEW, crosswalk=self.WAY)

        assert [(each.id, each.became) for each in missed] == [
            ("ald", ("U1",)),
            ("bec", ("U1",)),
            ("cor", ("U2",)),
            ("den", ("U2",)),
        ]
        assert str(missed[0]) == "ald (ald) is not on the roster: it became U1"

    def test_carried_amounts_guarantee_again(self):
        """
        With last year carried to the new codes, both have 90 per cent of it.
        """
        done = self.WAY.carry(
            self.OLD, self.NEW, since=date(2022, 4, 1), until=date(2023, 4, 1)
        )

        assert done.conserved
        assert self.paid(done.raise_if_lost()) == {
            "U1": 90_000,
            "U2": 72_000,
            "elm": 38_000,
        }

    def test_new_codes_on_an_old_roster_are_found_too(self):
        """
        A table by new codes names, on a roster of old ones, what they came from.
        """
        old = roster(list(self.OLD.ids))
        missed = unmatched(self.NEW, old, crosswalk=self.WAY)

        assert [(each.id, each.came_from) for each in missed] == [
            ("U1", ("ald", "bec")),
            ("U2", ("cor", "den")),
        ]
        assert str(missed[1]) == (
            "East Vale (U2) is not on the roster: it came from cor, den"
        )
        assert missed[0].nearest == self.WAY.successions[0]
        assert missed[0].render(Language.GERMAN) == (
            "West Vale (U1) steht nicht im Verzeichnis: hervorgegangen aus ald, bec"
        )
