"""Formulas in files: read strictly, written as they were, and in the JSON schema."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources

import attrs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.errors import ConfigError
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.io.kinds import FORMULAS
from fundmodel.rules import (
    AllocationRule,
    Average,
    Between,
    Equalisation,
    Figure,
    FixedShares,
    Limited,
    Negative,
    Product,
    Quotient,
    RescaledToAverage,
    RescaledToRange,
    Round,
    Rounded,
    Rounding,
    ShareByFormula,
    Shortfall,
    SizeClass,
    SizeClasses,
    TableAmounts,
    Term,
    WeightedShares,
    WeightedSum,
)
from fundmodel.sentences import Text

PROGRAM = """
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

[[parts.provisions]]
kind = "share_by_formula"
formula = %s

[[parts.provisions]]
kind = "round"
to = "0.01"
"""

STEPS = (SizeClass(0, 1), SizeClass(10, "1/3"), SizeClass("100.5", 2))
ALL = [
    Figure(by="x", name=Text({"de": "Zahl", "en": "number"})),
    WeightedShares(of=[Term(60, "x"), Term(40, "y")], base=100, name=Text("key")),
    WeightedSum(of=[Term("0.5", "x")], plus="2/3"),
    WeightedSum(of=[Term(1, "x")]),
    Product(of=["x", Limited(of="y", most=3)]),
    Quotient(of="x", by=Figure(by="y", name=Text("why"))),
    Average(of=["x", "y"]),
    Shortfall(need="x", strength="y"),
    Shortfall(need="x", strength="y", negative=Negative.ZERO),
    *(SizeClasses(of="x", classes=STEPS, between=between) for between in Between),
    *(Rounded(of="x", to="0.1", each=each) for each in Rounding),
    Limited(of="x", least="0.7"),
    RescaledToAverage(of="x"),
    RescaledToAverage(of="x", average=100, weighted_by="y"),
    RescaledToRange(of="x", lowest=0, highest="1/7"),
    FixedShares(shares={"08": "13.04061 %", "09": "86.95939 %"}),
    FixedShares(by="x", base=100),
    TableAmounts(),
    TableAmounts(table="basic"),
]


def program_with(provision):
    """Make a program that shares by one provision."""
    program = parse_program(PROGRAM % '"x"')
    (part,) = program.parts
    rule = AllocationRule(provision, Round("0.01"))
    return attrs.evolve(program, parts=[attrs.evolve(part, rule=rule)])


def formula_of(text):
    """Read one formula."""
    return parse_program(PROGRAM % text).parts[0].rule.provisions[0].formula


def faults(text):
    """Give what is wrong with one formula."""
    with pytest.raises(ConfigError) as caught:
        formula_of(text)
    return [fault.render() for fault in caught.value.faults]


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


class TestEveryFormula:
    def test_is_tried(self):
        """
        No kind of formula is left out here.
        """
        assert set(FORMULAS.values()) | {Figure} == {type(one) for one in ALL}

    @pytest.mark.parametrize("formula", ALL, ids=lambda one: type(one).__name__)
    def test_survives_files(self, formula, schema):
        """
        What was built in Python is written, and read again as it was.
        """
        program = program_with(ShareByFormula(formula=formula))
        document = to_json(program)

        assert program == parse_program(format_program(program))
        assert program == from_json(document)
        schema.validate(json.loads(document))

    def test_serves_equalisation(self, schema):
        """
        Need and strength are formulas too.
        """
        for share in (1, "0.9"):
            program = program_with(
                Equalisation(need="x", strength=Average(of=["y"]), share=share)
            )

            assert program == parse_program(format_program(program))
            schema.validate(json.loads(to_json(program)))


class TestReading:
    def test_an_id_is_its_figure(self):
        """
        The id of an indicator is enough; a table without a kind says more of it.
        """
        assert Figure(by="x") == formula_of('"x"')
        assert Figure(by="x", name=Text("ex")) == formula_of(
            '{ by = "x", name = "ex" }'
        )

    @pytest.mark.parametrize("weight", ['"2/3"', '"66.5 %"', '"0.25"', "3"])
    def test_numbers_are_text_or_whole(self, weight):
        """
        Weights are written as laws have them.
        """
        text = f'{{ kind = "weighted_sum", of = [{{ weight = {weight}, of = "x" }}] }}'
        (term,) = formula_of(text).of

        expected = {'"66.5 %"': Fraction(133, 200)}
        assert term.weight == expected.get(weight) or Fraction(weight.strip('"'))

    def test_floats_are_refused(self):
        """
        A number with a point is no exact number without quotes.
        """
        (fault,) = faults(
            '{ kind = "weighted_sum", of = [{ weight = 0.5, of = "x" }] }'
        )

        assert fault.startswith(
            "parts[0].provisions[0].formula.of[0].weight: this is not an exact number\n"
            "  got: 0.5\n"
        )

    def test_unknown_kinds_are_refused(self):
        """
        The nearest known kind is offered.
        """
        (fault,) = faults('{ kind = "weighted_share", of = [] }')

        assert fault.startswith(
            "parts[0].provisions[0].formula: this kind is not known"
        )
        assert fault.endswith("mend: did you mean 'weighted_shares'?")

    def test_unknown_keys_are_refused(self):
        """
        A key that a formula does not have is named, wherever it stands.
        """
        found = faults('{ kind = "product", of = ["x", { by = "y", keydate = 1 }] }')

        assert [
            "parts[0].provisions[0].formula.of[1].keydate: this key is not known"
        ] == [fault.partition("\n")[0] for fault in found]

    @pytest.mark.parametrize("text", ["7", "[]"])
    def test_other_values_are_refused(self, text):
        """
        Neither a number nor a list is a formula.
        """
        (fault,) = faults(text)

        assert "formula: this is not a table" in fault

    def test_shares_that_do_not_add_up_are_refused(self):
        """
        Every fault of a table of shares has its place.
        """
        (fault,) = faults(
            '{ kind = "fixed_shares", shares = { a = "60 %", b = "41 %" } }'
        )
        found = faults('{ kind = "fixed_shares", shares = { a = "x", b = 0.5 } }')

        assert "the shares do not add up\n  got: 101 %\n" in fault
        assert [
            "parts[0].provisions[0].formula.shares.a: this is not an exact number",
            "parts[0].provisions[0].formula.shares.b: this is not an exact number",
        ] == [one.partition("\n")[0] for one in found]
