"""What a user's type checker sees of the main verbs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import assert_type

import fundmodel as fm
from fundmodel.allotments import AllocatedPart, AllocationExplanation, OpenPart
from fundmodel.auditing import Reperformance
from fundmodel.rules import Distribution, Explanation
from fundmodel.units import Amount

pot = fm.Money.of("100.00", "EUR")
assert_type(pot, fm.Money)
assert_type(pot + pot, fm.Money)
assert_type(2 * pot, fm.Money)
assert_type(-pot, fm.Money)
assert_type(sum([pot, pot], start=fm.Money.zero("EUR")), fm.Money)
assert_type(pot < 2 * pot, bool)
fm.Money.of(1.5, "EUR")  # type: ignore[arg-type]
pot * 1.5  # type: ignore[operator]

heads = fm.Indicator(id="heads", key_date=date(2026, 9, 15))
roster = fm.Roster.from_records([{"id": "a", "heads": 1}], id="r", indicators=[heads])
assert_type(roster, fm.Roster)
assert_type(roster.recipient("a"), fm.Recipient)
assert_type(len(roster), int)

rule = fm.AllocationRule(
    fm.Share(by="heads", accepts=[fm.StandIn.EARLIER]),
    fm.Round("0.01"),
    fm.Residual(destination=fm.Text("reserve")),
)
assert_type(rule, fm.AllocationRule)
fm.Round(0.01)  # type: ignore[arg-type]
fm.AllocationRule("share")  # type: ignore[arg-type]

distribution = rule.apply(435, roster, unit="seats")
assert_type(distribution, Distribution)
assert_type(distribution.amount("a"), fm.Money | int)
assert_type(distribution.residual, Amount)
assert_type(distribution.explain("a"), Explanation)

strand = fm.Strand(
    id="mentoring",
    name=fm.Text({"en": "Mentoring", "de": "Begleitung"}),
    legal_nature=fm.LegalNature.GRANT,
    budgets=[fm.YearBudget(year="2026", amount=pot)],
    rule=rule,
)
program = fm.Program(
    id="musterfonds",
    name=fm.Text("Musterfonds"),
    currency="EUR",
    years=[fm.BudgetYear.calendar(2026)],
    parts=[strand],
)
assert_type(program.as_of(date(2026, 4, 1)), fm.Program)
assert_type(program.open_remainder("2026"), fm.Money | None)

allocation = fm.allocate(program, roster, year=2026, share="60 %")
assert_type(allocation, fm.Allocation)
assert_type(allocation.share, Fraction)
assert_type(allocation.parts, tuple[AllocatedPart, ...])
assert_type(allocation.open_parts, tuple[OpenPart, ...])
assert_type(allocation.allotments(), Iterator[fm.Allotment])
assert_type(allocation.columns(), Mapping[str, object])
assert_type(allocation.explain("a"), AllocationExplanation)
assert_type(allocation.explain("a").text("de"), str)
fm.allocate(program, roster, year=2026, share=0.6)  # type: ignore[arg-type]
fm.allocate(program, roster)  # type: ignore[call-arg]

allotment = allocation.allotment("a")
assert_type(allotment, fm.Allotment)
assert_type(allotment.amount, fm.Money | None)
assert_type(allotment.stage, fm.Stage)

years = fm.allocate_years(program, {2026: roster})
assert_type(years, Mapping[str, fm.Allocation])

report = fm.audit(program, allocation=allocation)
assert_type(report, fm.AuditReport)
assert_type(iter(report), Iterator[fm.Finding])
assert_type(report.counts, Mapping[fm.Severity, int])
assert_type(report.at_least(fm.Severity.WARNING), tuple[fm.Finding, ...])

table = fm.PublishedTable(id="t", ids=["a"], names=["Aue"], amounts=[pot])
assert_type(fm.reperform(table, allocation), Reperformance)
assert_type(fm.Facts(previous=table).previous, fm.PublishedTable | None)

assert_type(fm.__version__, str)

# A misspelt name is a type error, although names are loaded lazily.
misspelt = fm.Programme  # type: ignore[attr-defined]
