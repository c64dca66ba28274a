"""Provisions that take money off, say who is eligible and pay by rate, in files."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.apportion import Rounding
from fundmodel.conditions import (
    EligibleAreas,
    EligibleList,
    EligibleOn,
    EligibleThreshold,
    Freed,
    Reaching,
    Taper,
    Threshold,
)
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
    EqualShares,
    Exclusion,
    FittedRate,
    Indexation,
    IndexRounding,
    IndirectCosts,
    RatePerPost,
    RatePerUnit,
    SetAside,
    ShareOf,
    StandIn,
    UnitCost,
    UnitCosts,
    YearlyGrowth,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption

WHY = Assumption(why="an example")
DAY = KeyDate(date(2020, 1, 1))
RESERVE = Text({"en": "reserve", "de": "Rücklage"})
CONSTANT = Indexation(
    base_year=2016, growth="1.5 %", to="0.01", rounded=IndexRounding.AT_THE_END
)
YEARLY = Indexation(
    base_year=2016,
    growths=[YearlyGrowth(year=2017, growth="-1/3")],
    to="0.001",
    each=Rounding.DOWN,
)
PROVISIONS = (
    SetAside(amount=Money.of(5, "EUR"), destination=RESERVE, source=WHY),
    SetAside(share="1/3", of=ShareOf.WHOLE, destination=RESERVE),
    EligibleAreas(areas=["08"], name=RESERVE, source=WHY),
    EligibleList(only=["08111000"]),
    EligibleList(without=["08111000", "1"], name=RESERVE, source=WHY),
    EligibleOn(key_date=DAY, source=WHY),
    EligibleOn(key_date=KeyDate.yearly(month=6, day=30, years_before=1)),
    EligibleThreshold(
        thresholds=[
            Threshold(by="poor", more_than=6500),
            Threshold(
                by="poor",
                of="all",
                at_least="15 %",
                key_date=DAY,
                accepts=[StandIn.EARLIER],
                name=RESERVE,
                of_name=RESERVE,
            ),
        ],
        reaching=Reaching.ANY,
        source=WHY,
    ),
    RatePerUnit(rate=Fraction(1, 8), by="heads", indexation=CONSTANT),
    RatePerUnit(rate=Money.of("1.50", "EUR"), by="heads", indexation=YEARLY),
    RatePerPost(
        rate=Decimal("12.125"),
        by="posts",
        smallest="0.25",
        steps_of=Decimal("0.5"),
        indexation=YEARLY,
        key_date=DAY,
        source=WHY,
    ),
    RatePerPost(rate=Money.of(64_000, "EUR"), by="posts"),
    FittedRate(to="0.01", by="heads", destination=RESERVE, source=WHY),
    UnitCosts(
        costs=[
            UnitCost(rate=Fraction(1, 8), by="hours", key_date=DAY),
            UnitCost(rate=Money.of(3, "EUR"), by="exams", name=RESERVE),
        ],
        source=WHY,
    ),
    IndirectCosts(
        rate="15 %",
        base=["a", "b"],
        excluded=[
            Exclusion(by="a"),
            Exclusion(by="b", above=Money.of(50_000, "EUR"), name=RESERVE),
            Exclusion(by="c", above=Fraction(1, 3)),
        ],
        name=RESERVE,
        source=WHY,
    ),
)
TAPER = Taper(
    by="need",
    of="all",
    nothing_at="5 %",
    all_at="1/3",
    freed=Freed.OTHERS,
    decimals=0,
    rounding=Rounding.UP,
    source=WHY,
)


def program(*provisions):
    """Make a program of one part with these provisions."""
    part = Strand(
        id="s",
        name=Text("S"),
        legal_nature=LegalNature.GRANT,
        rule=AllocationRule(*provisions),
    )
    year = BudgetYear.calendar(2020)
    return Program(id="p", name=Text("P"), currency="EUR", years=[year], parts=[part])


def toml(provision):
    """Write a file with one provision."""
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
        provisions = [ {provision} ]
    """


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    """The schema of programs."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in ("program", "common")
    }
    registry: Registry[object] = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found.values()
    )
    return Draft202012Validator(found["program"], registry=registry)


class TestProvisions:
    @pytest.mark.parametrize(
        "provision", [*PROVISIONS, TAPER], ids=lambda one: type(one).__name__
    )
    def test_come_back_as_they_were(self, schema, provision):
        """
        TOML and JSON hold every field, and JSON follows its schema.
        """
        before = [EqualShares()] if isinstance(provision, Taper) else []
        one = program(*before, provision)
        again = parse_program(format_program(one))

        assert one == again
        assert one.content_hash == again.content_hash
        assert one == from_json(to_json(one))
        schema.validate(json.loads(to_json(one)))

    @pytest.mark.parametrize(
        ("provision", "expected"),
        [
            (
                '{ kind = "set_aside", share = "2.5 %", destination = "x" }',
                SetAside(share=Fraction(1, 40), destination=Text("x")),
            ),
            (
                (
                    '{ kind = "eligible_threshold", thresholds = [ '
                    '{ by = "a", of = "b", more_than = "2 %" } ] }'
                ),
                EligibleThreshold(
                    thresholds=[Threshold(by="a", of="b", more_than=Fraction(1, 50))]
                ),
            ),
        ],
    )
    def test_read_per_cent(self, provision, expected):
        """
        A share is written as laws write it.
        """
        assert program(expected) == parse_program(toml(provision))

    @pytest.mark.parametrize(
        ("provision", "fault"),
        [
            (
                '{ kind = "set_aside", share = 0.025, destination = "x" }',
                (
                    "parts[0].provisions[0].share: this is not an exact number\n"
                    "  got: 0.025\n"
                    '  expected: text, for example "2.5 %", "0.025" or "1/40"\n'
                    "  mend: put it in quotes and write no exponent; floats "
                    "are not exact"
                ),
            ),
            (
                '{ kind = "set_aside", share = "some", destination = "x" }',
                (
                    "parts[0].provisions[0].share: this is not an exact number\n"
                    "  got: some\n"
                    '  expected: text, for example "2.5 %", "0.025" or "1/40"\n'
                    "  mend: put it in quotes and write no exponent; floats "
                    "are not exact"
                ),
            ),
            (
                '{ kind = "set_asid", share = "1 %", destination = "x" }',
                "parts[0].provisions[0]: this kind is not known\n  got: set_asid",
            ),
            (
                (
                    '{ kind = "rate", rate = "1.00", by = "a", '
                    'indexation = { base_year = 2016, growht = "1 %", to = "0.01" } }'
                ),
                "parts[0].provisions[0].indexation.growht: this key is not known",
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
            SetAside(amount=5, destination=RESERVE),
            SetAside(amount=Money.of(5, "USD"), destination=RESERVE),
            UnitCosts(costs=[UnitCost(rate=Money.of(5, "USD"), by="a")]),
            RatePerPost(rate=Money.of(5, "USD"), by="a"),
        ],
    )
    def test_are_in_the_currency_of_the_program(self, provision):
        """
        A file names one currency, wherever an amount stands.
        """
        with pytest.raises(InvalidModelError, match="not in the currency of the prog"):
            format_program(program(provision))
