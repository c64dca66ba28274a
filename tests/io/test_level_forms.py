"""Levels in files."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from fundmodel.conditions import Eligible
from fundmodel.errors import ConfigError, InvalidModelError
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    FixedTable,
    IfNone,
    PassOn,
    ProRata,
    Round,
    Share,
    StandIn,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption

WHY = Assumption(why="an example")
BY_HEADS = AllocationRule(Share(by="heads"), Round("0.01"))
PROVISIONS = (
    PassOn(kinds=("district",), to=("town", "city"), rule=BY_HEADS),
    PassOn(
        kinds=("district",),
        to=("town",),
        rule=AllocationRule(
            Eligible(kinds=("town",)),
            ProRata(
                by="heads",
                share="45 %",
                key_date=KeyDate(date(2020, 4, 1)),
                accepts=[StandIn.EARLIER],
                name=Text({"en": "heads", "de": "Köpfe"}),
                source=WHY,
            ),
            source=WHY,
            known_since=date(2020, 1, 1),
        ),
        retained_share="1/3",
        if_none=IfNone.KEPT,
        source=WHY,
    ),
    PassOn(
        kinds=("district",),
        to=("town",),
        rule=AllocationRule(FixedTable(amounts={"a": Money.of("1.50", "EUR")})),
        retained_amount=Money.of(3, "EUR"),
        if_none=IfNone.LAPSED,
    ),
    PassOn(
        kinds=("district",),
        to=("town",),
        rule=BY_HEADS,
        name=Text({"en": "municipalities", "de": "Gemeinden"}),
    ),
)
TOML = """
id = "p"
name = "P"
currency = "EUR"
years = [2020]

[[parts]]
id = "s"
name = "S"
kind = "strand"
legal_nature = "grant"

[[parts.provisions]]
kind = "share"
by = "heads"

[[parts.provisions]]
kind = "pass_on"
kinds = ["district"]
to = ["town", "city"]

[[parts.provisions.provisions]]
kind = "share"
by = "heads"

[[parts.provisions.provisions]]
kind = "round"
to = "0.01"
"""


def program(provision):
    """Make a program with one provision after a key."""
    rule = AllocationRule(Share(by="heads"), provision)
    return Program(
        id="p",
        name=Text("P"),
        currency="EUR",
        years=[BudgetYear.calendar(2020)],
        parts=[
            Strand(id="s", name=Text("S"), legal_nature=LegalNature.GRANT, rule=rule)
        ],
    )


@pytest.fixture(scope="module")
def schema():
    """The schema of programs."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("program", "common")
    }
    registry = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found.values()
    )
    return Draft202012Validator(found["program"], registry=registry)


class TestPassOn:
    @pytest.mark.parametrize("provision", PROVISIONS)
    def test_comes_back_as_it_was(self, schema, provision):
        """
        TOML and JSON hold every field, and JSON follows its schema.
        """
        one = program(provision)
        again = parse_program(format_program(one))

        assert one == again
        assert one.content_hash == again.content_hash
        assert one == from_json(to_json(one))
        schema.validate(json.loads(to_json(one)))

    def test_reads_like_the_law(self):
        """
        The rule of a level stands below its provision.
        """
        assert program(PROVISIONS[0]) == parse_program(TOML)

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            (
                'to = ["town", "city"]',
                'to = ["town", "district"]',
                "parts[0].provisions[1]: pass on: a kind stands on both levels",
            ),
            (
                'to = ["town", "city"]',
                'to = ["town", "city"]\nif_none = "keep"',
                "parts[0].provisions[1].if_none: ",
            ),
            (
                'to = "0.01"',
                'too = "0.01"',
                "parts[0].provisions[1].provisions[1].too: ",
            ),
        ],
    )
    def test_faults(self, old, new, expected):
        """
        Faults are told with their place in the file.
        """
        with pytest.raises(ConfigError) as caught:
            parse_program(TOML.replace(old, new))

        assert expected in str(caught.value)

    def test_only_one_is_retained(self, schema):
        """
        The schema knows that a share and an amount exclude each other.
        """
        form = json.loads(to_json(program(PROVISIONS[1])))
        (part,) = form["program"]["parts"]
        part["provisions"][1]["retained_amount"] = "3.00"
        with pytest.raises(ValidationError):
            schema.validate(form)

    def test_units_without_a_currency(self):
        """
        Files hold money.
        """
        provision = PassOn(
            kinds=("district",), to=("town",), rule=BY_HEADS, retained_amount=3
        )
        with pytest.raises(InvalidModelError) as caught:
            format_program(program(provision))

        assert "amounts in EUR" in str(caught.value)
