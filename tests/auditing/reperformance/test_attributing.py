from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundmodel import catalog
from fundmodel.allocation import Allocation, allocate
from fundmodel.auditing.reperformance import DifferenceClass, attribute, reperform
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear, Period
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Roster
from fundmodel.rules import AllocationRule, EqualShares, Round, Rounding, Share
from fundmodel.sentences import Language, Text

ROWS = 60
EUR = 100
HALF_UP = Round("1.00", each=Rounding.HALF_UP)


def program(rule: AllocationRule | None = None, **budgets: str) -> Program:
    """Give a program of two years with one part."""
    years = {"2025": "1234567.00", "2026": "1500001.00"} | budgets
    strand = Strand(
        id="heads",
        name=Text("Heads"),
        legal_nature=LegalNature.GRANT,
        budgets=[
            YearBudget(year=year, amount=Money.of(amount, "EUR"))
            for year, amount in years.items()
        ],
        rule=rule or AllocationRule(Share(by="heads"), HALF_UP),
    )
    return Program(
        id="case",
        name=Text("Case"),
        currency="EUR",
        years=[BudgetYear.calendar(2025), BudgetYear.calendar(2026)],
        parts=[strand],
        budgets=strand.budgets,
    )


def heads(seed: int, number: int = ROWS) -> list[int]:
    """Draw heads, each number once."""
    draw = random.Random(seed)  # noqa: S311  no secret, but repeatable
    return draw.sample(range(20, 20 + 20 * number), number)


def roster(values: list[int], id_: str = "heads-2024", **changes) -> Roster:
    """Give a roster of two districts with these heads."""
    ids = [f"{row:04d}" for row in range(len(values))]
    made = Roster(
        id=id_,
        ids=ids,
        names=[f"Dorf {row}" for row in ids],
        kinds=["municipality"] * len(values),
        parents=[f"K{row * 6 // len(values)}" for row in range(len(values))],
        columns=[Column.of(Indicator(id="heads"), values)],
    )
    return attrs.evolve(made, **changes)


def allocated(whose: Roster, rule: AllocationRule | None = None, **asked) -> Allocation:
    """Allocate the first year."""
    return allocate(program(rule), whose, **({"year": 2025} | asked))


def published(allocation: Allocation, planted: dict[int, int] | None = None, **changes):
    """Publish an allocation with other amounts in some rows, in cents."""
    table = allocation.part().table()
    amounts = [
        Money.from_minor((planted or {}).get(row, amount.minor), "EUR")
        for row, amount in enumerate(table.amounts)
    ]
    return attrs.evolve(table, **({"amounts": amounts} | changes))


def minor(allocation: Allocation) -> list[int]:
    """Give the amounts in cents."""
    return allocation.columns()["amount"].tolist()


def fits(found, row: int, kind: DifferenceClass):
    """Give the attribution of one class of a row, of which there is one."""
    return found.row(f"{row:04d}").of(kind)[0]


CLEAN = allocated(roster(heads(1)))
OWN = minor(CLEAN)


class TestClean:
    @given(seed=st.integers(0, 10_000), rounding=st.sampled_from([*Rounding, None]))
    @settings(max_examples=15)
    def test_nothing_is_claimed(self, seed, rounding):
        """
        A table that the rule gives has no differences, and so no classes.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=rounding))
        allocation = allocated(roster(heads(seed)), rule)
        found = attribute(published(allocation), allocation, whole=True)

        assert () == found.rows == found.absent == found.summary
        assert 0 == found.inferred
        assert "60 of 60 rows agree" in str(found)

    def test_report_is_that_of_the_reperformance(self):
        """
        Without differences the report is the very same, also in JSON.
        """
        table = published(CLEAN)

        assert to_json(reperform(table, CLEAN).report) == to_json(
            attribute(table, CLEAN).report
        )


class TestRounding:
    @pytest.mark.parametrize(
        ("rounding", "said"),
        [
            (Rounding.UP, "each amount rounded up"),
            (Rounding.DOWN, "each amount rounded down"),
        ],
    )
    def test_each_amount(self, rounding, said):
        """
        A table rounded up or down is explained in all rows, and breaks none.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=rounding))
        other = allocated(roster(heads(1)), rule)
        found = attribute(published(other), CLEAN)

        assert found.rows
        for one in found.rows:
            best = one.attributions[0]
            assert DifferenceClass.ROUNDING is best.kind
            assert (len(found.rows), 0) == (best.explains, best.breaks)
            assert said in str(best)

    def test_halves(self):
        """
        Where exact halves decide, halves to even are told from halves up.
        """
        whose = roster([1, 3, 5, 7])
        pot = {"2025": "8.00"}
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.HALF_EVEN))
        up = allocate(program(**pot), whose, year=2025)
        even = allocate(program(rule, **pot), whose, year=2025)
        found = attribute(published(even, unit=Money.of(1, "EUR")), up)

        assert [100, 200, 300, 400] == minor(up)
        assert [0, 200, 200, 400] == minor(even)
        for one in found.rows:
            assert "halves to even" in str(one.of(DifferenceClass.ROUNDING)[0])

    def test_rate_first(self):
        """
        A rate rounded to cents before is named, with the rows it explains.
        """
        rate = round(123456700 / sum(heads(1)))
        planted = {
            row: (2 * count * rate + 100) // 200 * 100
            for row, count in enumerate(heads(1))
        }
        found = attribute(published(CLEAN, planted), CLEAN)

        assert found.rows
        for one in found.rows:
            assert "first the rate to the nearest" in str(one.attributions[0])
            assert len(found.rows) == one.attributions[0].explains

    def test_sum_preserving(self):
        """
        Methods that keep the sum are named; those that agree are named together.
        """
        pot = {"2025": "1234567.00"}
        rule = AllocationRule(Share(by="heads"), Round("1.00"))
        other = allocate(program(rule, **pot), CLEAN.roster, year=2025)
        down = AllocationRule(Share(by="heads"), Round("1.00", each=Rounding.DOWN))
        found = attribute(published(other), allocated(CLEAN.roster, down))

        best = found.rows[0].attributions[0]
        assert "sum kept by largest_remainder" in str(best)
        assert 0 == best.breaks


class TestVintages:
    @given(seed=st.integers(0, 10_000))
    @settings(max_examples=10)
    def test_another_vintage_on_the_roster(self, seed):
        """
        Figures known later that give the table explain every row that differs.
        """
        first, later = heads(seed), heads(seed + 1)
        both = attrs.evolve(
            roster(first),
            columns=[
                Column.of(Indicator(id="heads", known_since=date(2024, 1, 1)), first),
                Column.of(
                    Indicator(
                        id="heads",
                        known_since=date(2025, 2, 1),
                        state=DataState.CORRECTED,
                        reason=Text("late reports"),
                    ),
                    later,
                    inferred=[True] * ROWS,
                ),
            ],
        )
        allocation = allocate(
            program(), both.as_of(known_on=date(2024, 6, 1)), year=2025
        )
        whole = attrs.evolve(allocation, roster=both)
        found = attribute(published(allocated(roster(later))), whole)

        assert ROWS - 3 <= len(found.rows)
        for one in found.rows:
            best = one.attributions[0]
            assert DifferenceClass.DATA_VINTAGE is best.kind
            assert (len(found.rows), 0) == (best.explains, best.breaks)
            assert "known since 1 February 2025" in str(best)
            assert "confirms nothing" in str(best.evidence[0][1])

    def test_vintages_of_another_roster(self):
        """
        On a roster that the caller passes each vintage is tried.
        """
        later = Indicator(
            id="heads",
            known_since=date(2025, 2, 1),
            state=DataState.CORRECTED,
            reason=Text("late reports"),
        )
        both = roster(
            heads(1),
            columns=[
                Column.of(
                    Indicator(id="heads", known_since=date(2024, 1, 1)), heads(1)
                ),
                Column.of(later, heads(2)),
            ],
        )
        allocation = allocate(program(), both, year=2025, as_of=date(2024, 6, 1))
        table = published(allocate(program(), both, year=2025, as_of=date(2025, 6, 1)))
        found = attribute(table, allocation, rosters=[both])

        best = found.rows[0].attributions[0]
        assert (DifferenceClass.DATA_VINTAGE, 0) == (best.kind, best.breaks)
        assert len(found.rows) == best.explains

    def test_another_roster(self):
        """
        A roster that the caller passes is tried; one without the figure is named.
        """
        other = roster(heads(7), "heads-2023")
        bare = roster(heads(7), "bare", columns=[])
        found = attribute(published(allocated(other)), CLEAN, rosters=[other, bare])

        best = found.rows[0].attributions[0]
        assert DifferenceClass.DATA_VINTAGE is best.kind
        assert () == best.evidence
        assert "heads-2023" in str(best)
        assert ["not tried: roster bare (bare)"] == [str(s) for s in found.not_tried]


class TestHeads:
    @given(row=st.integers(0, ROWS - 1), more=st.integers(1, 15))
    @settings(max_examples=15)
    def test_other_heads(self, row, more):
        """
        The heads that give the amount are named, and how far from the roster's.
        """
        exact = Fraction(123456700 * (heads(1)[row] + more), sum(heads(1)))
        amount = int(exact / 100 + Fraction(1, 2)) * 100
        found = attribute(published(CLEAN, {row: amount}), CLEAN)

        (one,) = found.rows
        fit = fits(found, row, DifferenceClass.HEADS)
        assert more == {str(k): v for k, v in fit.evidence}["how far apart"]
        assert fit.by_chance < 1
        assert DifferenceClass.UNKNOWN not in one.kinds

    def test_heads_computed_back(self):
        """
        Sensitive counts stay hidden, and heads computed back are no confirmation.
        """
        column = Column.of(
            Indicator(id="heads", sensitive=True), [3, 500, 700], inferred=[True] * 3
        )
        allocation = allocated(roster([3, 500, 700], columns=[column]))
        rate = 123456700 / 1203
        found = attribute(
            published(allocation, {0: round(5 * rate / 100) * 100}), allocation
        )
        fit = fits(found, 0, DifferenceClass.HEADS)

        assert 3 == found.inferred
        assert "<10" in found.text()
        labels = [str(label) for label, _ in fit.evidence]
        assert ["heads that give it", "heads on the roster", "note"] == labels
        assert "confirms nothing" in found.text()

    def test_sum_kept(self):
        """
        Where the sum is kept, an amount of other heads may be rounded either way.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00"))
        allocation = allocated(roster(heads(1)), rule)
        rate = 123456700 / sum(heads(1))
        amount = int((heads(1)[4] + 2) * rate / 100) * 100
        found = attribute(published(allocation, {4: amount}), allocation)

        assert fits(found, 4, DifferenceClass.HEADS)


class TestRows:
    @given(row=st.integers(0, ROWS - 1))
    @settings(max_examples=10)
    def test_transposed_digits(self, row):
        """
        Two neighbouring digits that were swapped are shown.
        """
        text = str(OWN[row] // EUR)
        at = next((i for i in range(len(text) - 1) if text[i] != text[i + 1]), None)
        if at is None or text[at + 1] == "0":
            return
        swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        found = attribute(published(CLEAN, {row: int(swapped) * EUR}), CLEAN)

        fit = fits(found, row, DifferenceClass.TRANSPOSED_DIGITS)
        assert text[at : at + 2] == fit.evidence[0][1]

    def test_digits_not_swapped(self):
        """
        A multiple of nine alone is no swap; nothing else is claimed either.
        """
        planted = {0: OWN[0] + 2700, 1: OWN[1] + 900 * 10**7}
        found = attribute(published(CLEAN, planted), CLEAN)

        for one in found.rows:
            assert () == one.of(DifferenceClass.TRANSPOSED_DIGITS)

    @given(
        first=st.integers(1, 40),
        length=st.integers(2, 15),
        side=st.sampled_from([-1, 1]),
    )
    @settings(max_examples=15)
    def test_run_of_shifted_rows(self, first, length, side):
        """
        A run of rows with the amounts of their neighbours is one class, and first.
        """
        planted = {row: OWN[row + side] for row in range(first, first + length)}
        found = attribute(published(CLEAN, planted), CLEAN)

        assert length == len(found.rows)
        for row in planted:
            best = found.row(f"{row:04d}").attributions[0]
            assert DifferenceClass.SHIFTED_ROW is best.kind
            assert length == best.explains

    @pytest.mark.parametrize(
        ("factor", "said"),
        [((1000, 1), "1,000 times too large"), ((1, 1000), "1,000 times too small")],
    )
    def test_wrong_unit(self, factor, said):
        """
        Thousands are recognised in both directions.
        """
        num, den = factor
        planted = {
            row: round(OWN[row] * num / den / EUR) * EUR for row in range(10, 20)
        }
        found = attribute(published(CLEAN, planted), CLEAN)

        assert 10 == fits(found, 12, DifferenceClass.WRONG_UNIT).explains
        assert said in str(fits(found, 12, DifferenceClass.WRONG_UNIT))

    @given(row=st.integers(0, ROWS - 1), others=st.integers(1, 2))
    @settings(max_examples=15)
    def test_group(self, row, others):
        """
        A row with the amounts of neighbours that have none of their own names them.
        """
        family = [r for r in range(ROWS) if r * 6 // ROWS == row * 6 // ROWS]
        taken = [r for r in family if r != row][-others:]
        table = published(CLEAN, {row: OWN[row] + sum(OWN[r] for r in taken)})
        kept = [r for r in range(ROWS) if r not in taken]
        table = attrs.evolve(
            table,
            ids=[table.ids[r] for r in kept],
            names=[table.names[r] for r in kept],
            amounts=[table.amounts[r] for r in kept],
        )
        found = attribute(table, CLEAN, whole=True)
        fit = fits(found, row, DifferenceClass.GROUP)

        assert {f"{r:04d}" for r in (row, *taken)} == set(fit.evidence[0][1])
        assert [f"{r:04d}" for r in taken] == [one.id for one in found.absent]
        assert "no row, recomputed" in found.text()

    def test_parent(self):
        """
        A row of a parent is the sum of its children, with or without its own.
        """
        total = Money.from_minor(sum(OWN[:10]), "EUR")
        table = PublishedTable(id="t", ids=["K0"], names=["Kreis"], amounts=[total])
        whose = roster([100, 200, 300])
        whose = attrs.evolve(whose, parents=[None, "0000", "0000"])
        allocation = allocated(whose)
        own = minor(allocation)
        of_own = [
            fits(
                attribute(published(allocation, {0: amount}), allocation),
                0,
                DifferenceClass.GROUP,
            ).evidence[0][1]
            for amount in (sum(own), sum(own[1:]))
        ]

        (one,) = attribute(table, CLEAN).rows
        assert {DifferenceClass.GROUP, DifferenceClass.EXTRA_RECIPIENT} == set(
            one.kinds
        )
        assert [("0000", "0001", "0002"), ("0001", "0002")] == of_own
        assert "not on the roster" in attribute(table, CLEAN).text()


class TestRecipients:
    def test_extra_and_missing(self):
        """
        Money without a claim, a claim without money, and ids nobody knows.
        """
        whose = roster([0, *heads(1)[1:]])
        allocation = allocated(whose)
        table = published(allocation, {0: 500000, 5: 0})
        table = attrs.evolve(table, ids=[*table.ids[:-1], "9999"], names=["X"] * ROWS)
        found = attribute(table, allocation, whole=True)

        assert fits(found, 0, DifferenceClass.EXTRA_RECIPIENT)
        assert fits(found, 5, DifferenceClass.MISSING_RECIPIENT)
        assert (DifferenceClass.EXTRA_RECIPIENT,) == found.row("9999").kinds
        assert ["0059"] == [one.id for one in found.absent]
        (missing,) = [
            s for s in found.summary if s.kind is DifferenceClass.MISSING_RECIPIENT
        ]
        own = minor(allocation)
        assert (2, own[5] + own[59]) == (missing.cases, missing.money.minor)

    def test_code_change(self):
        """
        Lost zeros are found by the name, successions by the roster.
        """
        whose = roster([100, 200, 300])
        merged = attrs.evolve(
            whose,
            dated=date(2025, 1, 1),
            validity=[
                None,
                None,
                Period(first=date(2000, 1, 1), last=date(2020, 1, 1)),
            ],
            successors=[(), (), ("0001",)],
        )
        for which, gone in ((whose, "1"), (merged, "0002")):
            current = which.as_of(key_date=which.dated) if which.dated else which
            allocation = allocated(current)
            table = PublishedTable(
                id="t",
                ids=[gone],
                names=["Dorf 0001"],
                amounts=[Money.from_minor(minor(allocation)[1], "EUR")],
            )
            found = attribute(table, allocation)
            (fit,) = found.row(gone).of(DifferenceClass.CODE_CHANGE)
            evidence = {str(k): v for k, v in fit.evidence}
            assert ("0001",) == evidence["ids on the roster"]
            assert table.amounts[0] == evidence["recomputed for these"]


class TestPeriods:
    @pytest.mark.parametrize(
        ("share", "factor", "said"),
        [
            (1, 2, "two years in one"),
            ("60 %", "2/3", "the other tranche, of 40 %"),
            ("60 %", "5/3", "the whole year in place of a tranche of 60 %"),
        ],
    )
    def test_factors(self, share, factor, said):
        """
        Two years in one, the other tranche, or the whole for a tranche.
        """
        shares = {"2/3": "40 %", "5/3": 1}
        allocation = allocated(roster(heads(1)), share=share)
        other = (
            [2 * amount for amount in minor(allocation)]
            if factor == 2
            else minor(allocated(roster(heads(1)), share=shares[factor]))
        )
        planted = {row: other[row] for row in range(5, 15)}
        found = attribute(published(allocation, planted), allocation)

        fit = fits(found, 7, DifferenceClass.WRONG_PERIOD)
        assert (10, said) == (fit.explains, str(fit.how))

    def test_another_year(self):
        """
        The amounts of another budget year are recognised.
        """
        table = published(allocated(roster(heads(1)), year=2026))
        found = attribute(table, CLEAN)

        fit = fits(found, 7, DifferenceClass.WRONG_PERIOD)
        assert (ROWS, "the amount of the year 2026") == (fit.explains, str(fit.how))

    @pytest.mark.parametrize(("sign", "said"), [(-1, "less table"), (1, "with table")])
    def test_netted(self, sign, said):
        """
        An earlier payment that was taken off or added is named with its amount.
        """
        earlier = published(CLEAN, {r: 100 * (7 + 13 * r) for r in range(20)}, id="e")
        planted = {
            row: OWN[row] + sign * earlier.amounts[row].minor for row in range(20)
        }
        other = attrs.evolve(
            earlier, id="francs", amounts=[Money.of(1, "CHF")] * len(earlier)
        )
        found = attribute(published(CLEAN, planted), CLEAN, earlier=[earlier, other])

        fit = fits(found, 3, DifferenceClass.NETTED)
        assert 20 == fit.explains
        assert said in str(fit)
        assert earlier.amounts[3] == fit.evidence[0][1]


class TestParameter:
    @given(pot=st.integers(900_000, 2_000_000))
    @settings(max_examples=10)
    def test_another_pot(self, pot):
        """
        Another pot explains all rows, is named, and comes first.
        """
        amount = f"{pot}.00"
        other = allocate(program(**{"2025": amount}), CLEAN.roster, year=2025)
        found = attribute(published(other), CLEAN)
        if len(found.rows) < 50:
            return

        fit = fits(found, 7, DifferenceClass.OTHER_PARAMETER)
        assert len(found.rows) == fit.explains
        assert 0 == fit.breaks
        assert "a pot of about" in str(fit)
        assert found.report == from_json(to_json(found.report))

    @pytest.mark.parametrize("rounding", [Rounding.UP, Rounding.DOWN])
    def test_rounding_of_the_rule(self, rounding):
        """
        The rate is sought with the rounding of the rule.
        """
        rule = AllocationRule(Share(by="heads"), Round("1.00", each=rounding))
        allocation = allocated(CLEAN.roster, rule)
        other = allocate(
            program(rule, **{"2025": "1400000.00"}), CLEAN.roster, year=2025
        )
        found = attribute(published(other), allocation)

        assert ROWS == fits(found, 7, DifferenceClass.OTHER_PARAMETER).explains

    def test_accident(self):
        """
        Amounts drawn by lot share no rate, and are unknown.
        """
        draw = random.Random(3)  # noqa: S311  no secret, but repeatable
        planted = {row: draw.randrange(10**5, 10**6) * 100 + 37 for row in range(8)}
        found = attribute(published(CLEAN, planted), CLEAN)

        assert [(DifferenceClass.UNKNOWN,)] * 8 == [one.kinds for one in found.rows]

    def test_no_total_of_heads(self):
        """
        Where only a pot and no whole total gives the rate, that is said.
        """
        allocation = allocated(roster([1, 2, 4]))
        pot = {"2025": "2000000.00"}
        other = allocate(program(**pot), allocation.roster, year=2025)
        found = attribute(published(other), allocation)

        fit = fits(found, 1, DifferenceClass.OTHER_PARAMETER)
        assert "no whole total of heads gives it" in str(fit)


class TestRules:
    def test_without_a_single_rate(self):
        """
        Equal parts have no rate, and an unrounded rule no other rounding.
        """
        flat = AllocationRule(EqualShares(), HALF_UP)
        allocation = allocated(roster([1, 2, 4]), flat)
        found = attribute(published(allocation, {1: 12300}), allocation)

        assert () == found.row("0001").of(DifferenceClass.HEADS)
        assert () == found.row("0001").of(DifferenceClass.OTHER_PARAMETER)

    def test_negative_amounts(self):
        """
        A negative amount comes from no heads.
        """
        found = attribute(published(CLEAN, {1: -OWN[1]}), CLEAN)

        assert (DifferenceClass.UNKNOWN,) == found.rows[0].kinds

    def test_rounded_twice(self):
        """
        Where two provisions round, no other way of rounding is tried.
        """
        twice = AllocationRule(Share(by="heads"), Round("0.01"), HALF_UP)
        allocation = allocated(CLEAN.roster, twice)
        found = attribute(published(allocation, {1: OWN[1] + 100}), allocation)

        assert () == found.rows[0].of(DifferenceClass.ROUNDING)

    def test_nothing_to_divide(self):
        """
        Without money there is no rate.
        """
        nothing = allocated(roster([1, 2, 4]), share=0)
        found = attribute(published(nothing, {1: 12300}), nothing)

        assert () == found.row("0001").of(DifferenceClass.HEADS)
        assert fits(found, 1, DifferenceClass.EXTRA_RECIPIENT)

    def test_fewer_units_than_rows(self):
        """
        Fewer units than rows are no obstacle to any method.
        """
        pot = {"2025": "2.00"}
        rule = AllocationRule(Share(by="heads"), Round("1.00"))
        allocation = allocate(program(rule, **pot), roster([5, 4, 2]), year=2025)
        table = published(allocation, {2: 100}, unit=Money.of(1, "EUR"))
        said = str(fits(attribute(table, allocation), 2, DifferenceClass.ROUNDING))

        assert "each amount rounded up" in said
        assert "adams" not in said

    def test_successors_of_no_day(self):
        """
        Where nobody says of which day the bodies are, ids are found by name only.
        """
        whose = roster([100, 200, 300], successors=[(), (), ("0001",)])
        allocation = allocated(whose)
        table = PublishedTable(
            id="t", ids=["9"], names=["Nobody"], amounts=[Money.of(1, "EUR")]
        )

        assert (DifferenceClass.EXTRA_RECIPIENT,) == attribute(table, allocation).rows[
            0
        ].kinds

    def test_names(self):
        """
        A class renders in the language asked for.
        """
        assert "Zahlendreher" == DifferenceClass.TRANSPOSED_DIGITS.render(
            Language.GERMAN
        )


class TestAttributions:
    def test_shipped_pakt(self):
        """
        Nothing that is tried gives the amounts of Ettlingen and Schwanau.
        """
        name = "pakt-fuer-integration"
        allocation = allocate(
            catalog.load(name),
            catalog.roster(name, "provisional-2017"),
            year=2017,
            parts=["integrationsmanagement"],
            share="60 %",
        )
        found = attribute(
            catalog.published(name, "first-tranche-2017"),
            allocation,
            rosters=[catalog.roster(name, "heads-2017-09-15")],
            earlier=[catalog.published(name, "final-2018")],
        )

        assert ["Ettlingen", "Schwanau"] == [one.row.name for one in found.rows]
        assert [(DifferenceClass.UNKNOWN,)] * 2 == [one.kinds for one in found.rows]
        assert 102 == found.inferred
        assert reperform(found.done.published, allocation).outcomes == found.outcomes
        assert "unbekannt: Zeilen: 2" in found.text("de")

    def test_report_names_the_classes(self):
        """
        Findings keep their form; message and evidence name what is compatible.
        """
        found = attribute(published(CLEAN, {3: 2 * OWN[3]}), CLEAN)
        (finding,) = found.report.findings

        assert "PUB-001" == finding.rule
        assert "compatible with" in str(finding.message)
        assert "two years in one" in str(finding.value("compatible with"))
        assert "falscher Zeitraum" in found.text("de")
        assert '"PUB-001"' in to_json(found.report)

    def test_many_rows(self):
        """
        A long table is searched as a whole.
        """
        allocation = allocated(roster(heads(1, 2000)))
        own = minor(allocation)
        planted = {row: own[row - 1] for row in range(1, 2000, 2)}
        found = attribute(published(allocation, planted), allocation)

        assert sum(own[r] != planted[r] for r in planted) == len(found.rows)
        assert fits(found, 7, DifferenceClass.SHIFTED_ROW)
        assert found.row("0002") is None

    def test_another_currency(self):
        """
        Nothing is said about amounts that cannot be compared.
        """
        table = published(CLEAN, amounts=[Money.of(1, "CHF")] * ROWS)

        assert () == attribute(table, CLEAN).rows
