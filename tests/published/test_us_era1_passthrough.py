"""Emergency Rental Assistance 2021: what states pass on to cities and counties."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundmodel import Facts, Indicator, Money, PublishedTable, Roster, Text, allocate
from fundmodel.errors import BoundsError
from fundmodel.indicators import Column
from fundmodel.io.config import parse_program
from fundmodel.rules import passages
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)

PROGRAM = """
id = "era1"
name = "Emergency Rental Assistance 1"
currency = "USD"
years = [2021]

[sources.act]
title = "Consolidated Appropriations Act, 2021, Division N"
place = "section 501(b)"

[sources.report]
title = "ERA1 interim report, January to August 2021"
publisher = "US Department of the Treasury"

[[parts]]
id = "grantees"
name = "Grantees"
kind = "strand"
legal_nature = "statutory_transfer"
budget = { 2021 = "24187400000.30" }
source = "act"

[[parts.provisions]]
kind = "table"
table = "parents"
source = "report"

[[parts.provisions]]
kind = "pass_on"
kinds = ["state", "territory"]
to = ["local", "dhhl"]
if_none = "kept"
source = "act"
%s
"""
BY_POPULATION = """
[[parts.provisions.provisions]]
kind = "table"
amounts = { "Hawaii: Department of Hawaiian Home Lands" = "2400000.00" }
source = { assumption = "comes from another pot, but is published with the state" }

[[parts.provisions.provisions]]
kind = "pro_rata"
by = "population"
share = "45 %"
source = { title = "Consolidated Appropriations Act, 2021", place = "(b)(1)(C)" }

[[parts.provisions.provisions]]
kind = "round"
to = "0.10"
each = "half up"
source = { assumption = "amounts are published to the dime" }
"""
AS_PUBLISHED = """
[[parts.provisions.provisions]]
kind = "table"
table = "grantees"

[[parts.provisions.provisions]]
kind = "minimum"
of_previous = "100 %"
table = "grantees"

[[parts.provisions.provisions]]
kind = "maximum"
share = "45 %"
source = "act"
"""
POPULATION = Indicator(id="population", unit=Text("persons"))


@pytest.fixture(scope="module")
def parents(published):
    """Give the states and territories with what all in them get together."""
    return published("us-era1-parents")


@pytest.fixture(scope="module")
def rows(published):
    """Give the grantees, with the populations that their amounts imply."""
    return published("us-era1-grantees")


@pytest.fixture(scope="module")
def below(rows):
    """Give the grantees other than states and territories themselves."""
    return [row for row in rows if row["level"] in {"local", "dhhl"}]


def id_of(row):
    """Give an id; counties of several states have the same name."""
    return f"{row['parent']}: {row['grantee']}"


@pytest.fixture(scope="module")
def roster(parents, rows, below):
    """Give both levels; populations of local grantees are computed back."""
    level = {row["parent"]: row["level"] for row in rows if row not in below}
    people = [
        *(row["population_2019"] for row in parents),
        *(row["implied_population_2019"] for row in below),
    ]
    return Roster(
        id="grantees",
        ids=[*(row["parent"] for row in parents), *map(id_of, below)],
        names=[*(row["parent"] for row in parents), *(row["grantee"] for row in below)],
        kinds=[
            *(level[row["parent"]] for row in parents),
            *(row["level"] for row in below),
        ],
        parents=[*(None for _ in parents), *(row["parent"] for row in below)],
        columns=[
            Column.of(
                POPULATION,
                [int(number or 0) for number in people],
                inferred=[False] * len(parents) + [True] * len(below),
            )
        ],
    )


def table(name, amounts):
    """Make a table of amounts by id."""
    return PublishedTable(
        id=name,
        ids=list(amounts),
        names=list(amounts),
        amounts=[Money.of(amount, "USD") for amount in amounts.values()],
    )


@pytest.fixture(scope="module")
def facts(parents, below):
    """Give the tables of both levels."""
    return Facts(
        tables=[
            table("parents", {r["parent"]: r["official_amount"] for r in parents}),
            table("grantees", {id_of(r): r["official_amount"] for r in below}),
        ]
    )


@pytest.fixture(scope="module", params=[BY_POPULATION, AS_PUBLISHED])
def allocation(request, roster, facts):
    """Allocate by the law, and as published."""
    return allocate(
        parse_program(PROGRAM % request.param), roster, year=2021, facts=facts
    )


class TestPassThrough:
    def test_amounts(self, rows, below, allocation):
        """
        Every one of 438 grantees has its official amount, and so has each state, which
        has what it does not pass on.
        """
        amounts = {
            row["parent"] if row not in below else id_of(row): row["official_amount"]
            for row in rows
        }
        assert 438 == len(amounts)
        assert {id_: Decimal(amount) for id_, amount in amounts.items()} == {
            id_: allocation.allotment(id_).amount.major for id_ in amounts
        }

    def test_both_margins(self, parents, allocation):
        """
        All of a state, and all of the country, add up to what was published.
        """
        done = allocation.part().distribution
        (one,) = passages(done)
        passed = one.passed

        assert_conserved(allocation)
        assert Decimal("24187400000.30") == done.allotted.money.major
        for row in parents:
            at = done.roster.position(row["parent"])
            both = done.exact(at) + passed.fraction(0, at)
            assert Decimal(row["official_amount"]) * 100 == both

    def test_explanations(self, rows, allocation):
        """
        Every amount is explained, and the figures give it.
        """
        for row in rows[:40]:
            id_ = row["parent"] if row["level"] == "state" else id_of(row)
            explanation = allocation.explain(id_)
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)

    def test_a_city_in_words(self, roster, facts):
        """
        The way from the state's amount to a city is told.
        """
        done = allocate(
            parse_program(PROGRAM % BY_POPULATION), roster, year=2021, facts=facts
        )
        (part,) = done.explain("Texas: City of Dallas").parts
        step = part.steps[-1]

        assert (
            "40,597,544.60 USD of the 1,946,983,604.00 USD that Texas passes on"
        ) == str(step.said)
        assert (
            "45 % of 1,946,983,604.00 USD x 1,343,573 / 28,995,881 persons "
            "(population) = 40,597,544.554679… USD"
        ) == str(step.nested[0].steps[1].said)


class TestPopulations:
    def test_are_whole(self, parents, below):
        """
        The share of a state's population that each amount implies is a whole number
        of persons, to less than 0.002, although a dime is all that is published.
        """
        people = {row["parent"]: int(row["population_2019"] or 0) for row in parents}
        amounts = {row["parent"]: Decimal(row["official_amount"]) for row in parents}
        amounts["Hawaii"] -= Decimal(2_400_000)
        local = [row for row in below if row["level"] == "local"]

        assert 381 == len(local)
        for row in local:
            parent = row["parent"]
            implied = (
                Decimal(row["official_amount"])
                * people[parent]
                / (amounts[parent] * Decimal("0.45"))
            )
            away = abs(implied - int(row["implied_population_2019"]))
            assert away < Decimal("0.002")


class TestLimit:
    def test_more_than_the_limit_is_refused(self, below, facts, roster):
        """
        No local grantee may have more than 45 per cent of its state's amount.
        """
        wrong = {id_of(row): row["official_amount"] for row in below}
        wrong["Hawaii: City and County of Honolulu"] = "100000000.00"
        tables = (facts.tables[0], table("grantees", wrong))
        with pytest.raises(BoundsError) as caught:
            allocate(
                parse_program(PROGRAM % AS_PUBLISHED),
                roster,
                year=2021,
                facts=Facts(tables=tables),
            )

        assert (
            "part 'grantees', Hawaii (Hawaii): roster 'grantees': City and County of "
            "Honolulu (Hawaii: City and County of Honolulu): the least that one "
            "provision gives is more than the most that another allows\n"
            "  got: at least 100,000,000.00 USD (at least 100 % of the amount of last "
            "time) and at most 91,080,000.00 USD (at most 45 % of what is shared)\n"
        ) == "".join(str(caught.value).splitlines(keepends=True)[:2])
