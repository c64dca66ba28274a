"""Thresholds and pools in files."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.allocation import allocate
from fundmodel.errors import ConfigError
from fundmodel.facts import Facts
from fundmodel.indicators import Indicator
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.io.faults import FaultsError
from fundmodel.io.pools import pools_form, read_pools_form
from fundmodel.io.rosters import facts_form, read_facts
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand, YearBudget
from fundmodel.periods import BudgetYear
from fundmodel.pools import Pool
from fundmodel.programs import Program
from fundmodel.recipients import Roster
from fundmodel.rules import (
    AllocationRule,
    DropBelow,
    DropOrder,
    DroppedTo,
    Funding,
    LargeMember,
    PoolBelow,
    PoolsOf,
    RaiseBelow,
    Round,
    Share,
    Shortage,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

WHY = Assumption(why="an example")
EUROS = Money.of("12.50", "EUR")
PROVISIONS = (
    DropBelow(EUROS, source=WHY),
    DropBelow(Fraction(1, 3), must_exceed=True, to=DroppedTo.LAPSED, kinds=("town",)),
    DropBelow(EUROS, to=DroppedTo.OTHERS, order=DropOrder.SMALLEST_FIRST),
    DropBelow(EUROS, to=DroppedTo.REFUSED),
    RaiseBelow(EUROS, source=WHY),
    RaiseBelow(
        EUROS,
        kinds=("town",),
        funding=Funding.ADDED,
        if_short=Shortage.REDUCED,
    ),
    PoolBelow(EUROS, source=WHY),
    PoolBelow(EUROS, must_exceed=True, large=LargeMember.ALONE, adds=["heads"]),
    PoolBelow(EUROS, pools_of=PoolsOf.PARENT),
)
POOLS = (
    Pool(id="v", members=["a", "b"]),
    Pool(
        id="w",
        name="Wald",
        members=["c", "d"],
        applicant="c",
        award_holder="d",
        payee="e",
        delegate="f",
        program="pact",
        source=Source(title="list"),
    ),
)


def program(*provisions, budget=()):
    """Make a program of one part with these provisions."""
    strand = Strand(
        id="s",
        name=Text("s"),
        legal_nature=LegalNature.GRANT,
        budgets=budget,
        rule=AllocationRule(Share(by="heads"), *provisions),
    )
    return Program(
        id="p",
        name=Text("p"),
        currency="EUR",
        years=[BudgetYear.calendar(2020)],
        parts=[strand],
    )


def validator(name):
    """Give the validator of a shipped schema."""
    folder = resources.files("fundmodel.io") / "schemas"
    schemas = [
        json.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir()
    ]
    registry = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    (schema,) = (s for s in schemas if s["$id"] == f"urn:fundmodel:schema:{name}:1")
    return Draft202012Validator(schema, registry=registry)


class TestProvisions:
    @pytest.mark.parametrize("provision", PROVISIONS)
    def test_come_back_from_a_file(self, provision):
        """
        What is written is read back the same, in TOML and in JSON.
        """
        made = program(provision)

        assert made == parse_program(format_program(made))
        assert made == from_json(to_json(made))
        validator("program").validate(json.loads(to_json(made)))

    def test_are_read_as_people_write_them(self):
        """
        A file names the choices in plain words.
        """
        text = """
        id = "p"
        name = "p"
        currency = "EUR"
        years = [2020]

        [[parts]]
        id = "s"
        name = "s"
        kind = "strand"
        legal_nature = "grant"

        [[parts.provisions]]
        kind = "share"
        by = "heads"

        [[parts.provisions]]
        kind = "pool_below"
        amount = "51000.00"
        large = "alone"

        [[parts.provisions]]
        kind = "drop_below"
        amount = "51000.00"
        to = "others"
        order = "smallest first"
        """
        rule = parse_program(text).parts[0].rule
        amount = Money.of(51_000, "EUR")

        assert rule is not None
        assert (
            PoolBelow(amount, large=LargeMember.ALONE),
            DropBelow(amount, to=DroppedTo.OTHERS, order=DropOrder.SMALLEST_FIRST),
        ) == rule.provisions[1:]

    def test_unknown_words_are_refused(self):
        """
        The nearest choice is offered, and an amount is asked for.
        """
        text = format_program(program(PROVISIONS[0]))
        with pytest.raises(ConfigError) as caught:
            parse_program(text.replace("12.50", "0.00"))

        assert "a threshold is not above zero" in str(caught.value)


class TestPools:
    def test_come_back_from_a_file(self):
        """
        Facts with pools are read back the same.
        """
        facts = Facts(pools=POOLS)

        assert POOLS == read_pools_form(json.loads(json.dumps(pools_form(POOLS))))
        assert facts == read_facts(json.loads(json.dumps(facts_form(facts))))
        assert {"id": "v", "name": "v", "members": ["a", "b"]} == pools_form(POOLS)[0]

    def test_stand_with_an_allocation(self):
        """
        A stored allocation holds the pools that it was made with.
        """
        year = YearBudget(year="2020", amount=Money.of(100, "EUR"))
        made = program(PoolBelow(Money.of(30, "EUR")), Round("0.01"), budget=[year])
        roster = Roster.from_records(
            [{"id": "a", "heads": 1}, {"id": "b", "heads": 1}, {"id": "c", "heads": 8}],
            id="towns",
            indicators=[Indicator(id="heads")],
        )
        facts = Facts(pools=[Pool(id="v", members=["a", "b"])])
        done = allocate(made, roster, year=2020, facts=facts)
        stored = to_json(done)
        again = from_json(stored)

        validator("allocation").validate(json.loads(stored))
        assert facts == again.facts
        assert "20.00 EUR" == str(again.allotment("v").amount)

    def test_broken_forms_are_refused(self):
        """
        A pool without members is told where it stands.
        """
        with pytest.raises(FaultsError) as caught:
            Facts(pools=read_pools_form([{"id": "v", "members": ["a", "a"]}]))

        assert "a member stands in a pool twice" in str(caught.value)
