"""A small program with everything that documents can hold; all of it is invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest

from fundmodel.allocation import Allocation, allocate
from fundmodel.auditing import (
    AuditReport,
    Finding,
    NotApplicable,
    NotRun,
    Passed,
    Severity,
)
from fundmodel.facts import Facts
from fundmodel.indicators import Column, DataState, Indicator
from fundmodel.io.config import parse_program
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.periods import BudgetYear, KeyDate, Period
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Coverage, Roster
from fundmodel.sentences import Count, Text, sentence
from fundmodel.sources import Assumption, AssumptionKind, Source
from fundmodel.units import Amount, Unit

MUSTERFONDS = """
id = "musterfonds"
name = { de = "Musterfonds", en = "Model fund" }
currency = "EUR"
years = [2026, { label = "2027/28", first = 2027-04-01, last = 2028-03-31 }]
source = "act"
budget = { 2026 = "1000000.00" }

[sources.act]
title = "Model fund act"
place = "§ 1"
published = 2025-06-30

[[parts]]
id = "lump"
kind = "lump_sum"
name = "Lump sum"
legal_nature = "statutory_transfer"
per = "heads"
recipients = ["town"]
rounding = { kind = "round", to = "0.01", each = "half up" }
budget = { 2026 = "1000.00" }

[[parts]]
id = "mentoring"
kind = "strand"
name = "Mentoring"
legal_nature = "grant"
budget = { 2026 = { amount = "500.00", source = { key = "act", place = "§ 2" } } }

[[parts.provisions]]
kind = "rate"
rate = "0.125"
by = "area"

[[parts.provisions]]
kind = "round"
to = "1.00"
each = "down"
source = { assumption = "as always", kind = "assumed" }

[[parts.provisions]]
kind = "residual"
to = "kept apart"
destination = "reserve"

[[parts]]
id = "later"
kind = "strand"
name = "Later"
legal_nature = "grant"
budget = { 2026 = "10.00" }
"""


@pytest.fixture
def program() -> Program:
    """The fictional program."""
    return parse_program(MUSTERFONDS)


@pytest.fixture
def roster() -> Roster:
    """Two towns, and a row for all others."""
    source = Assumption(
        why="counted back",
        kind=AssumptionKind.INFERRED,
        sources=[Source(title="Press", key="P1")],
    )
    heads = Indicator(
        id="heads",
        name=Text({"de": "Köpfe", "en": "heads"}),
        unit=Text("persons"),
        key_date=date(2025, 9, 15),
        state=DataState.CORRECTED,
        known_since=date(2025, 10, 1),
        sensitive=True,
        source=source,
    )
    area = Indicator(id="area")
    return Roster(
        id="towns",
        name=Text("Towns"),
        coverage=Coverage.REMAINDER,
        register="register",
        dated=date(2025, 12, 31),
        source=Source(title="Register"),
        ids=["01", "02", "rest"],
        names=["Aue", "Bach", "all others"],
        kinds=["town", "town", "remainder"],
        parents=["0", None, None],
        validity=[Period(date(2000, 1, 1), date(2030, 12, 31)), None, None],
        successors=[(), ("03", "04"), ()],
        columns=[
            Column.of(heads, [5, 12, 100], inferred=[True, False, True]),
            Column.of(area, [Decimal("1.50"), Decimal("2.25"), 10]),
        ],
    )


@pytest.fixture
def table() -> PublishedTable:
    """What two towns had last year."""
    return PublishedTable(
        id="last-year",
        name=Text("Last year"),
        ids=["01", "02"],
        names=["Aue", "Bach"],
        amounts=[Money.of("10.00", "EUR"), Money.of("-1.50", "EUR")],
        part="lump",
        year="2025",
        stage=Stage.ENTITLEMENT,
        unit=Money.of("0.50", "EUR"),
        sources=[Source(title="Press"), None],
        source=Source(title="Gazette"),
        note=Text("final"),
    )


@pytest.fixture
def allocation(program: Program, roster: Roster, table: PublishedTable) -> Allocation:
    """Three fifths of what the program gives in 2026; one part stays open."""
    facts = Facts(previous=table, tables=[attrs.evolve(table, id="other", unit=None)])
    return allocate(
        program,
        roster,
        year=2026,
        share="60 %",
        facts=facts,
        as_of=date(2026, 1, 1),
    )


@pytest.fixture
def report() -> AuditReport:
    """One outcome of each kind, with evidence of every type."""
    day = date(2026, 1, 1)
    values: tuple[object, ...] = (
        None,
        True,
        3,
        "text",
        ("a", (1, Text("b"))),
        sentence("{count} recipients", count=2),
        Text({"de": "Ja", "en": "Yes"}),
        Money.of("1.50", "EUR"),
        Amount(count=Fraction(1, 3), unit=Unit.money("EUR")),
        Count(12, sensitive=True),
        Count(Fraction(1, 2)),
        Fraction(-1, 3),
        Decimal("-0.50"),
        day,
        KeyDate(day),
        KeyDate.yearly(month=6, day=30, years_before=1),
        Period(day, day),
        BudgetYear.calendar(2026),
        Source(title="Act", published=day),
        Assumption(why="so"),
        Stage.ENTITLEMENT,
    )
    finding = Finding(
        rule="TREE-001",
        severity=Severity.WARNING,
        subject=sentence("part {name}", name=Text("Lump sum")),
        message=sentence("found"),
        suggestion=sentence("mend it"),
        evidence=[(sentence("value {n}", n=n), v) for n, v in enumerate(values)],
        source=Source(title="Act", key="act"),
        at_stake=Money.of("2.00", "EUR"),
    )
    return AuditReport(
        findings=[finding, attrs.evolve(finding, source=None, at_stake=None)],
        passed=[
            Passed(
                rule="SUM-001",
                count=3,
                message=sentence("sums"),
                evidence=[(sentence("pots"), 2)],
            )
        ],
        not_applicable=[NotApplicable(rule="A-1", reason=sentence("no grants"))],
        not_run=[NotRun(rule="B-1", reason=sentence("no roster"))],
    )
