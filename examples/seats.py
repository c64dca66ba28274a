"""
How many of ten seats does each district get, and what does an eleventh seat change?

The districts are invented. Seats are divided by population with the method of the
largest remainder (Hare/Niemeyer), which has a known weakness: one seat more to divide
can cost somebody a seat.
"""

from __future__ import annotations

import fundmodel as fm

POPULATION = {"North": 60_000, "Middle": 60_000, "South": 20_000}


def main() -> None:
    """Divide ten and eleven seats and show who loses by the eleventh."""
    districts = fm.Roster.from_records(
        (
            {"id": name.lower(), "name": name, "population": population}
            for name, population in POPULATION.items()
        ),
        id="districts",
        indicators=[
            fm.Indicator(
                id="population",
                name=fm.Text("population"),
                unit=fm.Text("inhabitants"),
                source=fm.Assumption(why="invented for this example"),
            )
        ],
    )
    rule = fm.AllocationRule(
        fm.Share(by="population", source=fm.Assumption(why="the usual key")),
        fm.Round(1, source=fm.Assumption(why="no seat can be split")),
    )
    for seats in (10, 11):
        result = rule.apply(seats, districts, unit="seats")
        print(f"{seats} seats:")
        for recipient in districts:
            print(f"  {recipient.name:<6} {result.amount(recipient.id)}")
    print()
    print(rule.apply(11, districts, unit="seats").explain("south"))


if __name__ == "__main__":
    main()
