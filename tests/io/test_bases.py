"""Rates and bounds by a formula, in files."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.errors import ConfigError
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    Figure,
    FittedRate,
    GroupBy,
    GroupMaximum,
    GroupMinimum,
    Maximum,
    Minimum,
    Product,
    RatePerUnit,
    Share,
    Shortfall,
    Term,
    WeightedSum,
)
from fundmodel.sentences import Text

DAY = KeyDate(date(2020, 1, 1))
NEED = WeightedSum(of=[Term("1200.50", "points")], name=Text("need"))
GAP = Shortfall(need=NEED, strength=Figure(by="taxes", key_date=DAY))
WEIGHTED = Product(of=["heads", "weight"])
PROVISIONS = (
    RatePerUnit(rate=Fraction(7, 10), by=GAP),
    RatePerUnit(rate=Money.of("0.70", "EUR"), by=WEIGHTED),
    RatePerUnit(rate=1, by=Figure(by="heads", key_date=DAY)),
    RatePerUnit(rate=1, by=Figure(by="heads")),
    FittedRate(to="0.01", by=WEIGHTED),
    Minimum(Money.of(5, "EUR"), per=WEIGHTED),
    Maximum(Fraction(1, 3), per=GAP),
    GroupMinimum(Money.of(5, "EUR"), per=WEIGHTED, by=GroupBy.PARENT),
    GroupMaximum(Money.of(5, "EUR"), per=WEIGHTED, by=GroupBy.KIND, only=["city"]),
)
TOML = """
id = "p"
name = "P"
currency = "EUR"
years = [2021]

[[parts]]
id = "x"
kind = "strand"
name = "X"
legal_nature = "statutory_transfer"
budget = { 2021 = "900.00" }
provisions = [%s]
"""


def program(provision):
    """Make a program with one provision after a share."""
    part = Strand(
        id="x",
        name=Text("X"),
        legal_nature=LegalNature.GRANT,
        rule=AllocationRule(Share(by="heads"), provision),
    )
    return Program(
        id="p",
        name=Text("P"),
        currency="EUR",
        years=[BudgetYear.calendar(2021)],
        parts=[part],
    )


@pytest.fixture(scope="module")
def schema():
    """Give the schema of programs."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = [
        json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("program", "common")
    ]
    registry = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found
    )
    return Draft202012Validator(found[0], registry=registry)


@pytest.mark.parametrize("provision", PROVISIONS, ids=lambda one: type(one).__name__)
def test_come_back_as_they_were(schema, provision):
    """
    TOML and JSON hold the formula, and JSON follows its schema.
    """
    one = program(provision)
    again = parse_program(format_program(one))

    assert one == again
    assert one.content_hash == again.content_hash
    assert one == from_json(to_json(one))
    schema.validate(json.loads(to_json(one)))


def test_are_read_as_formulas_are_elsewhere():
    """
    A table with a kind is a formula, one without a figure, and text an id.
    """
    product = '{ kind = "product", of = ["heads", "weight"] }'
    text = TOML % ", ".join(
        f'{{ kind = "rate", rate = "1", by = {by} }}'
        for by in (product, '{ by = "heads", key_date = 2020-01-01 }', '"heads"')
    )
    rates = parse_program(text).parts[0].rule.provisions

    assert [WEIGHTED, Figure(by="heads", key_date=DAY), "heads"] == [
        one.by for one in rates
    ]


def test_faults_have_their_place():
    """
    A kind that is not known is named where it stands.
    """
    text = TOML % '{ kind = "minimum", amount = "5.00", per = { kind = "produkt" } }'
    with pytest.raises(ConfigError) as caught:
        parse_program(text)

    (fault,) = caught.value.faults
    assert fault.render().startswith("parts[0].provisions[0].per: this kind is not kn")
