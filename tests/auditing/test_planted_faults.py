"""
Faults planted at random in clean cases: each is found under its own rule.

A kind of fault is a row of `KINDS`: a function that takes a clean case and random
numbers, and gives what is handed to `audit`. Further families are further rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from numpy.random import Generator

from fundmodel.allocation import allocate
from fundmodel.auditing import (
    STANDARD_CHECKS,
    AuditReport,
    Case,
    Check,
    Severity,
    audit,
)
from fundmodel.auditing.checks.contradictions import conditions_can_be_met
from fundmodel.auditing.checks.figures import figures_stay_frozen
from fundmodel.auditing.checks.magnitudes import (
    amounts_are_in_one_unit,
    years_and_totals_are_apart,
)
from fundmodel.auditing.checks.parameters import (
    rates_are_known_to_the_end,
    upratings_are_kept,
)
from fundmodel.auditing.checks.periods import (
    budgets_have_no_gap,
    years_follow_one_another,
    years_lie_in_the_period,
)
from fundmodel.changes import Amendment, ReplaceProvision
from fundmodel.conditions import Eligible, EligibleList, EligibleThreshold, Threshold
from fundmodel.indicators import Column, Indicator
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import LegalBasis, Part, PartGroup, Strand, YearBudget
from fundmodel.periods import BudgetYear, KeyDate, Period, YearlyDay
from fundmodel.programs import Program
from fundmodel.recipients import Coverage, Roster
from fundmodel.rules import (
    AllocationRule,
    Indexation,
    RatePerUnit,
    Round,
    Share,
    YearlyGrowth,
)
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.testing import programs
from fundmodel.vintages import ReportingWindow

NOTICE = Source(title="Musterfonds funding notice", place="no. 4.2")
DAY = date(2024, 9, 15)
MERGED = date(2024, 1, 1)
PERSONS = Text({"en": "persons", "de": "Personen"})
WINDOW = ReportingWindow(
    reported_by=YearlyDay(month=10, day=15),
    corrected_until=YearlyDay(month=12, day=31),
)

Given = Mapping[str, object]
"""What is handed to `audit`."""


@attrs.frozen(kw_only=True, eq=False)
class Clean:
    """
    A case in which everything is in order.

    Attributes:
        program: Three years or more, a bracket with strands, a strand with a rate.

        register: Every body, with its population, also one that was merged.

        roster: All who exist, with their heads.
    """

    program: Program
    register: Roster
    roster: Roster

    def audited(self, **changes: object) -> Given:
        """Give all of it, or other things in its place."""
        given: dict[str, object] = {
            "program": self.program,
            "rosters": [self.roster],
            "register": self.register,
        }
        return given | changes

    def allocated(self, roster: Roster | None = None) -> Given:
        """Give it with the shared strand allocated in the first year."""
        year = self.program.years[0].label
        done = allocate(
            self.program, roster or self.roster, year=year, parts=["shared"]
        )
        return self.audited(allocations=[done], rosters=[])


def clean_case(rng: Generator) -> Clean:
    """Draw a case in which everything is in order."""
    register = clean_register(rng)
    return Clean(
        program=clean_program(rng),
        register=register,
        roster=clean_roster(rng, register),
    )


def clean_register(rng: Generator) -> Roster:
    """Draw bodies with ids of eight digits, of which the first was merged."""
    count = int(rng.integers(8, 40))
    numbers = rng.choice(np.arange(1_000_000, 9_999_999), size=count, replace=False)
    people = rng.integers(500, 200_000, size=count)
    population = Indicator(
        id="population", unit=PERSONS, key_date=date(2023, 12, 31), source=NOTICE
    )
    ids = [f"0{number}" for number in sorted(numbers.tolist())]
    return Roster(
        id="bodies",
        ids=ids,
        names=[f"Ort {letters(number)}" for number in range(count)],
        kinds=["municipality"] * count,
        validity=[Period(date(1975, 1, 1), MERGED - timedelta(days=1))]
        + [None] * (count - 1),
        successors=[(ids[1],)] + [()] * (count - 1),
        columns=[Column.of(population, people.tolist())],
        coverage=Coverage.WHOLE,
        dated=DAY,
        source=NOTICE,
    )


def letters(number: int) -> str:
    """Give every number a word of its own."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03d}")


def clean_roster(rng: Generator, register: Roster) -> Roster:
    """Draw heads of everybody who exists; many of them differ."""
    alive = register.taken(np.arange(1, len(register)))
    most = alive.columns[0].values
    heads = rng.integers(0, most // 4) + np.arange(len(alive))
    return attrs.evolve(
        alive,
        id="heads",
        validity=[],
        successors=[],
        columns=[Column.of(head_count(), heads.tolist())],
        register="bodies",
    )


def head_count(**changes: object) -> Indicator:
    """Define the heads, known in time."""
    heads = Indicator(
        id="heads",
        unit=PERSONS,
        key_date=DAY,
        known_since=date(2024, 10, 10),
        source=NOTICE,
    )
    return attrs.evolve(heads, **changes)


def money(euros: int) -> Money:
    """Give whole euros."""
    return Money.from_minor(euros * 100, "EUR")


def budgets(years: list[BudgetYear], amounts: list[int]) -> list[YearBudget]:
    """Give each year its euros."""
    pairs = zip(years, amounts, strict=True)
    return [
        YearBudget(year=year.label, amount=money(amount), source=NOTICE)
        for year, amount in pairs
    ]


def clean_program(rng: Generator) -> Program:
    """Draw a program whose sums are exact, with everything cited."""
    years = [BudgetYear.calendar(2025 + n) for n in range(int(rng.integers(3, 6)))]
    table = rng.integers(1, 90_000, size=(int(rng.integers(2, 5)), len(years))) * 1_000
    sums = table.sum(axis=0).tolist()
    shared, *others = table.tolist()
    strands = [
        strand(f"strand-{n}", budgets=budgets(years, amounts), parent="bracket")
        for n, amounts in enumerate(others)
    ]
    return Program(
        id="musterfonds",
        name=Text("Musterfonds"),
        currency="EUR",
        years=years,
        period=Period(years[0].period.first, years[-1].period.last),
        parts=[
            strand("bracket", kind=PartGroup, budgets=budgets(years, sums)),
            strand(
                "shared",
                budgets=budgets(years, shared),
                parent="bracket",
                rule=sharing(),
            ),
            *strands,
            strand("rated", rule=rating(rng), open_ended=True),
        ],
        budgets=budgets(years, sums),
        legal_bases=[LegalBasis(title=Text("Funding notice"), source=NOTICE)],
        source=NOTICE,
    )


def strand(id_: str, *, kind: type[Part] = Strand, **more: object) -> Part:
    """Make a part that is cited."""
    return kind(
        id=id_,
        name=Text(id_),
        legal_nature=LegalNature.STATUTORY_TRANSFER,
        source=NOTICE,
        **more,
    )


def sharing(*conditions: object) -> AllocationRule:
    """Share by heads of the key date."""
    return AllocationRule(
        Eligible(kinds=["municipality"], source=NOTICE),
        *conditions,
        Share(by="heads", key_date=KeyDate(DAY), source=NOTICE),
        Round("0.01", source=NOTICE),
        source=NOTICE,
    )


def rating(rng: Generator, indexation: Indexation | None = None) -> AllocationRule:
    """Pay a rate that rises every year."""
    growth = Decimal(int(rng.integers(5, 80))) / 1_000
    return AllocationRule(
        RatePerUnit(
            rate=money(int(rng.integers(50, 5_000))),
            by="heads",
            indexation=indexation
            or Indexation(base_year=2025, growth=growth, to="0.01"),
            source=NOTICE,
        ),
        Round("0.01", source=NOTICE),
        source=NOTICE,
    )


# --- How a case is changed -----------------------------------------------------


def with_part(program: Program, part: str, **changes: object) -> Program:
    """Give the program with another version of one part, which nobody checks."""
    parts = tuple(
        attrs.evolve(p, **changes) if p.id == part else p for p in program.parts
    )
    # A copy; the constructor would refuse some of the faults.
    copy = attrs.evolve(program)
    object.__setattr__(copy, "parts", parts)
    return copy


def with_budget(
    program: Program, part: str, year: int, change: Callable[[Money], Money]
) -> Program:
    """Give the program with another budget of one part in one year."""
    own = list(program.part(part).budgets)
    own[year] = attrs.evolve(own[year], amount=change(own[year].amount))
    return with_part(program, part, budgets=own)


def any_year(case: Clean, rng: Generator) -> int:
    """Draw one of the years."""
    return int(rng.integers(len(case.program.years)))


def any_rows(roster: Roster, rng: Generator, count: int = 1) -> list[int]:
    """Draw some rows."""
    return sorted(rng.choice(len(roster), size=count, replace=False).tolist())


def with_row(roster: Roster, id_: str, name: str) -> Roster:
    """Give the roster with one more body."""
    (heads,) = roster.columns
    return attrs.evolve(
        roster,
        ids=(*roster.ids, id_),
        names=(*roster.names, name),
        kinds=(*roster.kinds, "municipality"),
        columns=[Column.of(heads.indicator, [*heads.values.tolist(), 1])],
    )


def with_heads(roster: Roster, heads: list[int], **changes: object) -> Roster:
    """Give the roster with other heads."""
    return roster.with_columns(Column.of(head_count(**changes), heads))


# --- Data ----------------------------------------------------------------------


def lost_recipient(case: Clean, rng: Generator) -> Given:
    """Leave out one to three bodies."""
    lost = any_rows(case.roster, rng, int(rng.integers(1, 4)))
    kept = np.setdiff1d(np.arange(len(case.roster)), lost)
    return case.audited(rosters=[case.roster.taken(kept)])


def extra_recipient(case: Clean, rng: Generator) -> Given:
    """Add somebody whom the register does not know."""
    number = int(rng.integers(20_000_000, 99_999_999))
    return case.audited(rosters=[with_row(case.roster, f"{number}", "Nirgendwo")])


def duplicate_id(case: Clean, rng: Generator) -> Given:
    """Add a body again, with its id spelled otherwise."""
    (row,) = any_rows(case.roster, rng)
    id_ = case.roster.ids[row]
    twice = str(rng.choice([id_[1:], f" {id_}", f"{id_[:2]} {id_[2:]}"]))
    return case.audited(rosters=[with_row(case.roster, twice, case.roster.names[row])])


def lost_zero(case: Clean, rng: Generator) -> Given:
    """Let some ids, or all, go through a spreadsheet."""
    rows = any_rows(case.roster, rng, int(rng.integers(1, len(case.roster) + 1)))
    ids = [
        id_.lstrip("0") if row in rows else id_
        for row, id_ in enumerate(case.roster.ids)
    ]
    return case.audited(rosters=[attrs.evolve(case.roster, ids=ids)])


def stale_code(case: Clean, rng: Generator) -> Given:
    """Call the successor by the id that ended."""
    del rng
    ids = (case.register.ids[0], *case.roster.ids[1:])
    return case.audited(rosters=[attrs.evolve(case.roster, ids=ids)])


def swapped_ids(case: Clean, rng: Generator) -> Given:
    """Give two bodies the id of each other."""
    one, other = any_rows(case.roster, rng, 2)
    ids = list(case.roster.ids)
    ids[one], ids[other] = ids[other], ids[one]
    return case.audited(rosters=[attrs.evolve(case.roster, ids=ids)])


def shifted_row(case: Clean, rng: Generator) -> Given:
    """Let the heads slip by a row or more, from some row on."""
    heads = case.roster.columns[0].values.tolist()
    by = int(rng.integers(1, 4))
    start = int(rng.integers(0, len(heads) - by - 3))
    slipped = [*heads[:start], *[0] * by, *heads[start:-by]]
    wrong = attrs.evolve(with_heads(case.roster, slipped), id="typed")
    return case.audited(rosters=[case.roster, wrong])


def wrong_key_date(case: Clean, rng: Generator) -> Given:
    """Take heads of another day."""
    day = DAY + timedelta(days=int(rng.integers(1, 200)))
    heads = case.roster.columns[0].values.tolist()
    known = day + timedelta(days=20)
    return case.allocated(
        with_heads(case.roster, heads, key_date=day, known_since=known)
    )


def provisional_as_final(case: Clean, rng: Generator) -> Given:
    """Mark figures as final that were known before the count."""
    known = DAY - timedelta(days=int(rng.integers(1, 200)))
    heads = case.roster.columns[0].values.tolist()
    return case.audited(rosters=[with_heads(case.roster, heads, known_since=known)])


def count_above_population(case: Clean, rng: Generator) -> Given:
    """Count more heads somewhere than live there."""
    (row,) = any_rows(case.roster, rng)
    heads = case.roster.columns[0].values.tolist()
    lives = case.register.columns[0].values[
        case.register.position(case.roster.ids[row])
    ]
    heads[row] = int(lives) + int(rng.integers(1, 10_000))
    return case.audited(rosters=[with_heads(case.roster, heads)])


def change_after_cut_off(case: Clean, rng: Generator) -> Given:
    """Correct a count after it was frozen."""
    (row,) = any_rows(case.roster, rng)
    late = case.roster.corrected(
        "heads",
        {case.roster.ids[row]: int(rng.integers(0, 100))},
        known_since=date(2025, 1, 1) + timedelta(days=int(rng.integers(0, 300))),
        reason="recount",
        source=NOTICE,
    )
    return case.audited(
        rosters=[late], checks=[*STANDARD_CHECKS, figures_stay_frozen(WINDOW)]
    )


# --- Program -------------------------------------------------------------------


def child_above_parent(case: Clean, rng: Generator) -> Given:
    """Give a strand more than its bracket has room for."""
    more = Money.from_minor(int(rng.integers(1, 10**7)), "EUR")
    return case.audited(
        program=with_budget(
            case.program, "shared", any_year(case, rng), lambda amount: amount + more
        )
    )


def year_and_total_mixed(case: Clean, rng: Generator) -> Given:
    """Enter what the bracket has in all years as the budget of one."""
    own = case.program.part("bracket").budgets
    total = sum((budget.amount for budget in own), start=money(0))
    program = with_budget(case.program, "bracket", any_year(case, rng), lambda _: total)
    object.__setattr__(program, "budgets", ())
    return case.audited(program=program)


def factor_1000(case: Clean, rng: Generator) -> Given:
    """Enter a budget in thousands, or multiply one that was not."""
    up = bool(rng.integers(2))

    def change(amount: Money) -> Money:
        return amount * 1_000 if up else Money.from_minor(amount.minor // 1_000, "EUR")

    part = str(rng.choice(["shared", "strand-0"]))
    return case.audited(
        program=with_budget(case.program, part, any_year(case, rng), change)
    )


def no_source(case: Clean, rng: Generator) -> Given:
    """Leave out where a budget comes from."""
    part = case.program.part(str(rng.choice(["shared", "strand-0", "bracket"])))
    own = [attrs.evolve(budget, source=None) for budget in part.budgets]
    return case.audited(
        program=with_part(case.program, part.id, budgets=own, source=None)
    )


def parameter_ended(case: Clean, rng: Generator) -> Given:
    """List the growth of all years but the last ones."""
    known = range(2026, int(rng.integers(2026, 2025 + len(case.program.years))))
    growths = [YearlyGrowth(year=year, growth="1.5 %") for year in known]
    growths = growths or [YearlyGrowth(year=2020, growth="1.5 %")]
    listed = Indexation(base_year=2025, growths=growths, to="0.01")
    return case.audited(
        program=with_part(case.program, "rated", rule=rating(rng, listed))
    )


def uprating_skipped(case: Clean, rng: Generator) -> Given:
    """Amend the rate and lose its growth."""
    rate = case.program.part("rated").rule.provisions[0]
    flat = attrs.evolve(rate, indexation=None)
    change = ReplaceProvision(part="rated", number=1, provision=flat, source=NOTICE)
    day = date(2026, 1, 1) + timedelta(days=int(rng.integers(0, 300)))
    amendment = Amendment(day=day, changes=[change], source=NOTICE)
    return case.audited(program=attrs.evolve(case.program, amendments=[amendment]))


def contradictory_conditions(case: Clean, rng: Generator) -> Given:
    """Ask for what nobody can meet."""
    limit = int(rng.integers(1, 1_000))
    least = Threshold(by="heads", at_least=limit, key_date=KeyDate(DAY))
    most = Threshold(by="heads", less_than=limit, key_date=KeyDate(DAY))
    first, second = any_rows(case.roster, rng, 2)
    lists = [
        EligibleList(only=[case.roster.ids[r]], source=NOTICE) for r in (first, second)
    ]
    ways = (
        [Eligible(kinds=["district"], source=NOTICE)],
        [EligibleThreshold(thresholds=[least, most], source=NOTICE)],
        lists,
    )
    rule = sharing(*ways[int(rng.integers(len(ways)))])
    return case.audited(program=with_part(case.program, "shared", rule=rule))


def gap_in_periods(case: Clean, rng: Generator) -> Given:
    """Leave out a year between others, with all its budgets."""
    years = case.program.years
    gone = years[int(rng.integers(1, len(years) - 1))]
    program = attrs.evolve(
        case.program,
        years=[year for year in years if year is not gone],
        budgets=[b for b in case.program.budgets if b.year != gone.label],
        parts=[
            attrs.evolve(
                part, budgets=[b for b in part.budgets if b.year != gone.label]
            )
            for part in case.program.parts
        ],
    )
    return case.audited(program=program)


@attrs.frozen(kw_only=True)
class FaultKind:
    """
    A kind of fault.

    Attributes:
        family: Data, Program, Allocation or Execution.

        rule: The rule that finds it.

        plant: Plants it in a clean case.
    """

    family: str
    rule: str
    plant: Callable[[Clean, Generator], Given]


def kinds(
    family: str, *rows: tuple[str, Callable[[Clean, Generator], Given]]
) -> tuple[FaultKind, ...]:
    """Make the rows of a family."""
    return tuple(
        FaultKind(family=family, rule=rule, plant=plant) for rule, plant in rows
    )


KINDS = (
    *kinds(
        "Data",
        ("COMPL-001", lost_recipient),
        ("COMPL-002", extra_recipient),
        ("IDS-001", duplicate_id),
        ("IDS-002", lost_zero),
        ("COMPL-002", stale_code),
        ("IDS-003", swapped_ids),
        ("FIG-002", shifted_row),
        ("KEYD-001", wrong_key_date),
        ("FIG-003", provisional_as_final),
        ("FIG-001", count_above_population),
        ("FIG-004", change_after_cut_off),
    ),
    *kinds(
        "Program",
        ("TREE-001", child_above_parent),
        ("BUDG-001", year_and_total_mixed),
        ("BUDG-002", factor_1000),
        ("CITE-001", no_source),
        ("PARAM-001", parameter_ended),
        ("UPRATE-001", uprating_skipped),
        ("COND-001", contradictory_conditions),
        ("PERIOD-001", gap_in_periods),
    ),
)

PROGRAM_CHECKS: tuple[Check, ...] = (
    years_and_totals_are_apart,
    amounts_are_in_one_unit,
    years_follow_one_another,
    years_lie_in_the_period,
    budgets_have_no_gap,
    rates_are_known_to_the_end,
    upratings_are_kept,
    conditions_can_be_met,
)

PLANTED = 8
"""How often each kind is planted."""


def found(report: AuditReport) -> set[str]:
    """Give the rules with a finding that somebody has to look at."""
    return {finding.rule for finding in report.at_least(Severity.WARNING)}


class TestPlantedFaults:
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plant.__name__)
    def test_is_found_under_its_rule(self, kind):
        """
        Whatever its size and place, a planted fault is found by the rule for it.
        """
        for seed in range(PLANTED):
            rng = np.random.default_rng(seed)
            case = clean_case(rng)
            report = audit(**kind.plant(case, rng))

            assert kind.rule in found(report), (seed, report.text())
            assert "CHECK-001" not in found(report)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.plant.__name__)
    def test_can_be_written_and_read(self, kind):
        """
        A report with the finding goes through a file as it is.
        """
        rng = np.random.default_rng(0)
        report = audit(**kind.plant(clean_case(rng), rng))
        text = to_json(report)

        assert text == to_json(from_json(text))
        assert report.text("de") != report.text("en")


class TestCleanCases:
    @settings(max_examples=30)
    @given(program=programs())
    def test_no_false_alarm_on_any_program(self, program):
        """
        Whatever program is drawn, no rule about its figures and time gives a warning.
        """
        report = AuditReport.of(
            outcome
            for check in PROGRAM_CHECKS
            for outcome in check(Case(program=program))
        )

        assert set() == found(report)

    def test_no_false_alarm(self):
        """
        In 200 random cases without a fault there is no warning and no error.
        """
        checks: list[Check] = [*STANDARD_CHECKS, figures_stay_frozen(WINDOW)]
        for seed in range(100):
            case = clean_case(np.random.default_rng(seed))
            for clean in (case.audited(), case.allocated()):
                report = audit(**clean, checks=checks)

                assert set() == found(report), (seed, report.text())
