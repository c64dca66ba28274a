"""
What does each municipality get from a small fund, why, and is everything cited?

Fund, places and figures are invented. The fund has a strand that is shared by pupils
in whole euros, and a lump sum at a fixed rate per inhabitant.
"""

from __future__ import annotations

from datetime import date

import fundmodel as fm

NOTICE = fm.Source(title="Musterfonds funding notice 2026 (fictional)", place="no. 4")
BUDGET_ACT = fm.Source(title="Budget act of Musterland 2026 (fictional)")
CENSUS = fm.Source(title="Statistics of Musterland 2025 (fictional)")


def main() -> None:
    """Describe the fund, allocate, explain and audit it."""
    fund, places = musterfonds(), roster()
    print(fund)
    allocation = fm.allocate(fund, places, year=2026)
    for part in allocation.parts:
        distribution = part.distribution
        print(f"\n{part.part.name}, {part.stage.render(fm.Language.ENGLISH)}")
        for allotment in part.largest(len(places)):
            print(f"  {allotment.recipient.name:<9} {allotment.amount!s:>15}")
        print(f"  {'left over':<9} {distribution.left_over!s:>15}")
        print(f"  {'residual':<9} {distribution.residual!s:>15}")
    print()
    print(allocation.explain("0103"))
    print()
    report = fm.audit(fund, allocation=allocation)
    for severity, count in report.counts.items():
        print(f"{severity.value}: {count}")
    for finding in report.at_least(fm.Severity.WARNING):
        print(finding)


def roster() -> fm.Roster:
    """Give the places with what is counted."""
    return fm.Roster.from_records(
        [
            {
                "id": "01",
                "name": "Oberkreis",
                "kind": "district",
            },
            {
                "id": "0101",
                "name": "Aue",
                "kind": "municipality",
                "parent": "01",
                "pupils": 1205,
                "population": 9811,
            },
            {
                "id": "0102",
                "name": "Birkenau",
                "kind": "municipality",
                "parent": "01",
                "pupils": 689,
                "population": 6020,
            },
            {
                "id": "0103",
                "name": "Dornbach",
                "kind": "municipality",
                "parent": "01",
                "pupils": 2310,
                "population": 20417,
            },
        ],
        id="musterland-2025",
        indicators=[
            fm.Indicator(
                id="pupils",
                name=fm.Text("pupils"),
                unit=fm.Text("pupils"),
                key_date=date(2025, 10, 1),
                source=CENSUS,
            ),
            fm.Indicator(
                id="population",
                name=fm.Text("population"),
                unit=fm.Text("inhabitants"),
                key_date=date(2025, 6, 30),
                source=CENSUS,
            ),
        ],
        source=CENSUS,
    )


def musterfonds() -> fm.Program:
    """Describe the fund."""
    rule = fm.AllocationRule(
        fm.Eligible(
            kinds=["municipality"], name=fm.Text("municipalities"), source=NOTICE
        ),
        fm.Share(by="pupils", key_date=fm.KeyDate(date(2025, 10, 1)), source=NOTICE),
        fm.Round("1.00", each=fm.Rounding.HALF_UP, source=NOTICE),
        fm.Residual(destination=fm.Text("reserve of the fund"), source=NOTICE),
        source=NOTICE,
    )
    return fm.Program(
        id="musterfonds",
        name=fm.Text("Musterfonds"),
        currency="EUR",
        years=[fm.BudgetYear.calendar(2026)],
        budgets=budget("1200000.00"),
        parts=[
            fm.Strand(
                id="reading-mentors",
                name=fm.Text("Reading mentors"),
                legal_nature=fm.LegalNature.GRANT,
                budgets=budget("1000000.00"),
                rule=rule,
                source=NOTICE,
            ),
            fm.LumpSum(
                id="libraries",
                name=fm.Text("Library lump sum"),
                legal_nature=fm.LegalNature.STATUTORY_TRANSFER,
                budgets=budget("200000.00"),
                per="population",
                key_date=fm.KeyDate.yearly(month=6, day=30, years_before=1),
                rate=fm.Money.of("4.85", "EUR"),
                recipients=["municipality"],
                recipients_name=fm.Text("municipalities"),
                rounding=fm.Round("0.01", source=BUDGET_ACT),
                source=BUDGET_ACT,
            ),
        ],
        source=BUDGET_ACT,
    )


def budget(amount: str) -> list[fm.YearBudget]:
    """Give the budget of the one year."""
    return [fm.YearBudget(year="2026", amount=fm.Money.of(amount, "EUR"))]


if __name__ == "__main__":
    main()
