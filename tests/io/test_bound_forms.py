"""Bounds, guarantees and fitting in files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

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
    Band,
    Corridor,
    Excess,
    Fit,
    FixedTable,
    Funding,
    Group,
    GroupBy,
    GroupMaximum,
    GroupMinimum,
    HeldFixed,
    HoldHarmless,
    Maximum,
    Minimum,
    RaiseBelow,
    Redistribute,
    Share,
    ShareByFormula,
    Shortage,
    StandIn,
    TableAmounts,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption

WHY = Assumption(why="an example")
DAY = KeyDate(date(2020, 1, 1))
PERSONS = Text({"en": "persons", "de": "Personen"})
BANDS = (
    Band(from_value=0, share="85 %"),
    Band(from_value=Decimal("15.5"), share="90 %"),
    Band(from_value=Fraction(100, 3), share=1),
)
PROVISIONS = (
    Minimum(Money.of("12.50", "EUR"), source=WHY),
    Minimum(Money.of("12.50", "EUR"), per="heads", key_date=DAY),
    Minimum(
        Fraction(1, 3),
        per="heads",
        accepts=[StandIn.EARLIER],
        key_date=KeyDate.yearly(month=1, day=1),
        name=PERSONS,
    ),
    Minimum(share="0.5 %", kinds=("town", "city"), if_short=Shortage.REDUCED),
    Minimum(of_previous="95 %", table="t", partial_table=True),
    Minimum(of_previous="95 %", funding=Funding.GAINERS),
    Minimum(Money.of("12.50", "EUR"), funding=Funding.ABOVE_FLOOR),
    HoldHarmless("98 %", funding=Funding.ABOVE_FLOOR),
    RaiseBelow(Money.of("12.50", "EUR"), funding=Funding.ABOVE_FLOOR),
    Maximum(Money.of("12.50", "EUR"), source=WHY),
    Maximum(Decimal("12.125"), per="heads", key_date=DAY, name=PERSONS),
    Maximum(share="1/3", kinds=("town",), excess=Excess.POT),
    Maximum(of_previous="110 %", table="t", partial_table=True),
    HoldHarmless(),
    HoldHarmless("95 %", funding=Funding.ADDED, source=WHY),
    HoldHarmless(
        by="need",
        bands=BANDS,
        key_date=DAY,
        accepts=[StandIn.PROVISIONAL],
        name=PERSONS,
        table="t",
        partial_table=True,
        kinds=("town",),
        if_short=Shortage.REDUCED,
    ),
    Corridor(least="1/3", most="110 %", table="t", partial_table=True, source=WHY),
    Corridor(least=0, most=1, kinds=("town",), if_short=Shortage.REDUCED),
    Redistribute(source=WHY),
    Minimum(12),
    Minimum(of_previous="95 %", part="basic"),
    Maximum(of_previous="110 %", part="basic"),
    HoldHarmless("95 %", part="basic"),
    Corridor(least="90 %", most=1, part="basic"),
    GroupMinimum(Money.of("12.50", "EUR"), by=GroupBy.PARENT, source=WHY),
    GroupMinimum(
        Fraction(1, 3),
        per="heads",
        accepts=[StandIn.EARLIER],
        key_date=DAY,
        name=PERSONS,
        by=GroupBy.PARENT,
        only=("08", "09"),
    ),
    GroupMinimum(of_previous="95 %", table="t", partial_table=True, by=GroupBy.KIND),
    GroupMaximum(
        share="30 %",
        groups=[
            Group(name=PERSONS, members=("a", "b")),
            Group(name=Text("hills"), members=("c",)),
        ],
        source=WHY,
    ),
    GroupMaximum(of_previous=1, part="basic", by=GroupBy.KIND, only=("town",)),
    HeldFixed(amounts={"a": Money.of("12.50", "EUR")}, source=WHY),
    HeldFixed(table="t"),
    HeldFixed(part="basic"),
    FixedTable(part="basic", source=WHY),
    ShareByFormula(formula=TableAmounts(part="basic", name=PERSONS)),
    Fit(),
    Fit(scales_up=True, source=WHY),
)


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


def toml(provision):
    """Write a program with one provision after a key."""
    return f"""
        id = "p"
        name = "P"
        currency = "EUR"
        years = [2020]
        [[parts]]
        id = "s"
        name = "S"
        kind = "strand"
        legal_nature = "grant"
        provisions = [ {{ kind = "share", by = "heads" }}, {provision} ]
    """


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


class TestProvisions:
    @pytest.mark.parametrize(
        "provision", PROVISIONS, ids=lambda one: type(one).__name__
    )
    def test_come_back_as_they_were(self, schema, provision):
        """
        TOML and JSON hold every field, and JSON follows its schema.
        """
        one = program(provision)
        again = parse_program(format_program(one))

        assert one == again
        assert one.content_hash == again.content_hash
        assert one == from_json(to_json(one))
        schema.validate(json.loads(to_json(one)))

    @pytest.mark.parametrize(
        ("provision", "expected"),
        [
            (
                '{ kind = "minimum", amount = "200.00" }',
                Minimum(Money.of(200, "EUR")),
            ),
            (
                '{ kind = "maximum", share = "0.5 %", excess = "pot" }',
                Maximum(share=Fraction(1, 200), excess=Excess.POT),
            ),
            (
                (
                    '{ kind = "hold_harmless", by = "need", bands = [ '
                    '{ from_value = "0", share = "85 %" }, '
                    '{ from_value = "15.5", share = "90 %" }, '
                    '{ from_value = "100/3", share = "1" } ] }'
                ),
                HoldHarmless(by="need", bands=BANDS),
            ),
            (
                '{ kind = "corridor", least = "102 %", most = "110 %" }',
                Corridor(least="102 %", most="110 %"),
            ),
            ('{ kind = "fit", scales_up = true }', Fit(scales_up=True)),
            (
                '{ kind = "group_maximum", share = "30 %", by = "kind" }',
                GroupMaximum(share="30 %", by=GroupBy.KIND),
            ),
            (
                (
                    '{ kind = "group_minimum", amount = "500.00", groups = [ '
                    '{ name = "coast", members = ["a", "b"] } ] }'
                ),
                GroupMinimum(
                    Money.of(500, "EUR"),
                    groups=[Group(name=Text("coast"), members=["a", "b"])],
                ),
            ),
            (
                '{ kind = "held_fixed", amounts = { a = "1.00" } }',
                HeldFixed(amounts={"a": Money.of(1, "EUR")}),
            ),
            ('{ kind = "table", part = "basic" }', FixedTable(part="basic")),
        ],
    )
    def test_are_written_as_laws_write_them(self, provision, expected):
        """
        Shares are per cent, and classes a list.
        """
        assert program(expected) == parse_program(toml(provision))

    @pytest.mark.parametrize(
        ("provision", "fault"),
        [
            (
                '{ kind = "minimun", amount = "1.00" }',
                "parts[0].provisions[1]: this kind is not known\n  got: minimun",
            ),
            (
                '{ kind = "minimum", amont = "1.00" }',
                "parts[0].provisions[1].amont: this key is not known",
            ),
            (
                '{ kind = "minimum", amount = 1.5 }',
                "parts[0].provisions[1].amount: this is not an exact number",
            ),
            (
                '{ kind = "minimum", share = "1 %", if_short = "reduce" }',
                (
                    "parts[0].provisions[1].if_short: this is none of the possible "
                    "values\n"
                    "  got: reduce\n"
                    "  expected: 'refused', 'reduced'\n"
                    "  mend: did you mean 'reduced'?"
                ),
            ),
            (
                '{ kind = "maximum" }',
                "parts[0].provisions[1].maximum: a bound says in one way how high it",
            ),
        ],
    )
    def test_name_the_place_of_a_fault(self, provision, fault):
        """
        Faults say where, and how to mend them.
        """
        with pytest.raises(ConfigError) as caught:
            parse_program(toml(provision))

        assert fault in str(caught.value)

    @pytest.mark.parametrize(
        "provision",
        [
            Minimum(Money.of(1, "USD")),
            Maximum(Money.of(1, "USD")),
            GroupMaximum(Money.of(1, "USD"), by=GroupBy.KIND),
            HeldFixed(amounts={"a": Money.of(1, "USD")}),
            HeldFixed(amounts={"a": 1}),
        ],
        ids=lambda one: type(one).__name__,
    )
    def test_are_in_the_currency_of_the_program(self, provision):
        """
        A file names one currency.
        """
        with pytest.raises(InvalidModelError, match="not in the currency of the prog"):
            format_program(program(provision))
