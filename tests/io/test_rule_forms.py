"""Rules that stand in provisions, in files."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.claims import PortionKind
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
    BackToPot,
    BestOf,
    ByKind,
    EqualShares,
    FixedTable,
    InRounds,
    KindRule,
    Minimum,
    Round,
    RoundByMethod,
    RoundingMethod,
    SetAside,
    Share,
    SmallestTotal,
    StandIn,
    SubRule,
    SumOf,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

ACT = Source(title="Act", key="act")
WHY = Assumption(why="an example")
NAME = Text({"en": "by heads", "de": "nach Köpfen"})
BY_HEADS = AllocationRule(Share(by="heads", source=ACT))
RICH = AllocationRule(
    Share(by="pupils"),
    Minimum(Money.of("12.50", "EUR")),
    Round("0.01"),
    source=ACT,
    known_since=date(2020, 1, 2),
)
PROVISIONS = (
    BestOf([BY_HEADS, RICH], source=WHY),
    BestOf([SubRule(BY_HEADS, name=NAME, share="1/3"), SubRule(RICH, share="60 %")]),
    SumOf([SubRule(BY_HEADS, share="60 %"), RICH], source=WHY),
    ByKind({"city": BY_HEADS}),
    ByKind(
        [
            KindRule(BY_HEADS, kinds=["city", "town"], share="0.125", name=NAME),
            KindRule(RICH, kinds=["district"], share="1/2"),
        ],
        otherwise=SubRule(AllocationRule(EqualShares()), name=NAME),
        source=WHY,
    ),
    SumOf([AllocationRule(BestOf([BY_HEADS, RICH])), SubRule(RICH, share=1)]),
    InRounds(BY_HEADS),
    InRounds(RICH, requested="t", rounds=3, source=WHY),
    InRounds(RICH, drawn="t"),
)
AFTER_A_KEY = (
    BackToPot(),
    BackToPot(of=[PortionKind.LAPSED, PortionKind.RESIDUAL], source=WHY),
    RoundByMethod("0.10", method=RoundingMethod.CUMULATIVE, source=WHY),
    SmallestTotal("1.00", method=RoundingMethod.SAINTE_LAGUE, table="t", source=WHY),
    SmallestTotal("1.00", method=RoundingMethod.DHONDT, minimum=Money.of(5, "EUR")),
    SmallestTotal("1.00", method=RoundingMethod.DEAN, minimum=5),
    SmallestTotal(
        "1.00",
        method=RoundingMethod.LARGEST_REMAINDER,
        by="least",
        key_date=KeyDate(date(2020, 1, 1)),
        accepts=[StandIn.EARLIER],
        name=NAME,
    ),
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
        {provision}
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
        "provision", [*PROVISIONS, *AFTER_A_KEY], ids=lambda one: type(one).__name__
    )
    def test_come_back_as_they_were(self, schema, provision):
        """
        TOML and JSON hold every field, and JSON follows its schema.
        """
        before = [Share(by="heads")] if provision in AFTER_A_KEY else []
        one = program(*before, provision)
        again = parse_program(format_program(one))

        assert one == again
        assert one.content_hash == again.content_hash
        assert one == from_json(to_json(one))
        schema.validate(json.loads(to_json(one)))

    def test_are_written_as_arrays_of_tables(self):
        """
        A formula has provisions as a part has them.
        """
        text = toml("""
            [[parts.provisions]]
            kind = "sum_of"

            [[parts.provisions.rules]]
            name = "by inhabitants"
            share = "60 %"
            [[parts.provisions.rules.provisions]]
            kind = "share"
            by = "heads"

            [[parts.provisions.rules]]
            [parts.provisions.rules.rule]
            source = { assumption = "an example" }
            [[parts.provisions.rules.provisions]]
            kind = "equal"
        """)
        expected = SumOf(
            [
                SubRule(
                    AllocationRule(Share(by="heads")),
                    name=Text("by inhabitants"),
                    share="60 %",
                ),
                AllocationRule(EqualShares(), source=WHY),
            ]
        )

        assert program(expected) == parse_program(text)

    @pytest.mark.parametrize(
        ("rules", "fault"),
        [
            (
                '[ { provisions = [ { kind = "shre", by = "heads" } ] } ]',
                (
                    "parts[0].provisions[0].rules[0].provisions[0]: this kind is not "
                    "known\n  got: shre"
                ),
            ),
            (
                '[ { provisions = [ { kind = "share", by = 1 } ] } ]',
                (
                    "parts[0].provisions[0].rules[0].provisions[0].by: this is not "
                    "text\n  got: 1"
                ),
            ),
            (
                '[ { share = "1/2" } ]',
                "parts[0].provisions[0].rules[0].provisions: this key is missing",
            ),
            (
                '[ { provisions = [ { kind = "equal" } ], shre = "1/2" } ]',
                (
                    "parts[0].provisions[0].rules[0].shre: this key is not known\n"
                    "  got: shre\n"
                    "  expected: name, rule, share\n"
                    "  mend: did you mean 'share'?"
                ),
            ),
            (
                '[ { provisions = [ { kind = "equal" } ], share = "2" } ]',
                "parts[0].provisions[0].rules[0].share: this is no part of the pot",
            ),
            (
                '[ { provisions = [ { kind = "equal" } ] } ]',
                "parts[0].provisions[0].rules: there are not several formulas",
            ),
            (
                '[ { provisions = [ { kind = "minimum", amount = "1.00" } ] } ]',
                (
                    "parts[0].provisions[0].rules[0].rule: provision 1 (Minimum): "
                    "a provision needs amounts, and none before it gives them"
                ),
            ),
        ],
    )
    def test_name_the_place_of_a_fault(self, rules, fault):
        """
        Faults say where, however deep, and how to mend them.
        """
        with pytest.raises(ConfigError) as caught:
            parse_program(
                toml(f'provisions = [ {{ kind = "best_of", rules = {rules} }} ]')
            )

        assert fault in str(caught.value)

    @pytest.mark.parametrize(
        ("provision", "fault"),
        [
            (
                '{ kind = "in_rounds" }',
                "parts[0].provisions[0].provisions: this key is missing",
            ),
            (
                (
                    '{ kind = "in_rounds", provisions = [ { kind = "rate", rate = '
                    '"1.00", by = "heads" } ] }'
                ),
                "parts[0].provisions[0].rule: a rule that goes round again does more",
            ),
            (
                '{ kind = "round_by_method", to = "1", method = "sainte-lage" }',
                "mend: did you mean 'sainte-lague'?",
            ),
            (
                '{ kind = "smallest_total", to = "1", method = "dhondt" }',
                "the smallest total needs one statement of the minimum",
            ),
            (
                '{ kind = "back_to_pot", of = ["set aside"] }',
                "parts[0].provisions[0].of: this does not come back to the pot",
            ),
        ],
    )
    def test_name_what_is_wrong_with_others(self, provision, fault):
        """
        So do those of rounds, of methods and of open totals.
        """
        with pytest.raises(ConfigError) as caught:
            parse_program(toml(f"provisions = [ {provision} ]"))

        assert fault in str(caught.value)

    def test_hostile_depth_is_refused(self):
        """
        A file cannot exhaust the stack.
        """
        inner = '{ kind = "equal" }'
        for _ in range(60):
            inner = (
                f'{{ kind = "best_of", rules = [ {{ provisions = [ {inner} ] }} ] }}'
            )
        with pytest.raises(ConfigError) as caught:
            parse_program(toml(f"provisions = [ {inner} ]"))

        assert (
            "rules stand too deep in other rules\n"
            "  got: more than 8 levels\n"
            "  expected: at most 8\n"
            "  mend: put formulas side by side instead of into each other"
        ) in str(caught.value)

    @pytest.mark.parametrize(
        "inner",
        [
            FixedTable(amounts={"a": 5}),
            FixedTable(amounts={"a": Money.of(5, "USD")}),
            SetAside(amount=5, destination=NAME),
        ],
    )
    def test_are_in_the_currency_of_the_program(self, inner):
        """
        A file names one currency, however deep an amount stands.
        """
        rule = AllocationRule(inner, EqualShares())
        with pytest.raises(InvalidModelError, match="not in the currency of the prog"):
            format_program(
                program(
                    SumOf([SubRule(RICH, share=1), AllocationRule(BestOf([rule] * 2))])
                )
            )
