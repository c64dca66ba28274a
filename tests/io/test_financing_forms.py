"""Kinds of financing in files, and cost plans in documents."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from fundmodel.costs import CostItem, CostPlan, CostPlans, Funds, FundsKind
from fundmodel.errors import ConfigError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.io.faults import FaultsError, faults_of
from fundmodel.io.plans import plans_form, read_plans_form
from fundmodel.io.rosters import facts_form, read_facts
from fundmodel.money import Money
from fundmodel.natures import LegalNature
from fundmodel.parts import Strand
from fundmodel.periods import BudgetYear, KeyDate
from fundmodel.programs import Program
from fundmodel.rules import (
    AllocationRule,
    DeficitFinancing,
    FixedAmountFinancing,
    FullFinancing,
    PercentageFinancing,
    StandIn,
)
from fundmodel.sentences import Text
from fundmodel.sources import Assumption, Source

WHY = Assumption(why="an example")
KINDS = ("allocation", "common", "program", "roster")
TERMS = {
    "ceiling": Money.of(50_000, "EUR"),
    "own_share": "10 %",
    "own_amount": Money.of("12.50", "EUR"),
    "most_public": "2/3",
}
PROVISIONS = (
    PercentageFinancing(rate="33.3 %", source=WHY),
    PercentageFinancing(rate="1/3", **TERMS),
    DeficitFinancing(),
    DeficitFinancing(**TERMS, source=WHY),
    FixedAmountFinancing(amount=Money.of(64_000, "EUR"), own_share="10 %"),
    FixedAmountFinancing(
        amount=Money.of(64_000, "EUR"),
        per="posts",
        key_date=KeyDate.yearly(month=6, day=30),
        accepts=[StandIn.EARLIER],
        name=Text("posts"),
        **TERMS,
    ),
    FullFinancing(),
    FullFinancing(ceiling=Money.of(50_000, "EUR"), source=WHY),
)
PLANS = CostPlans(
    [
        CostPlan(
            claimant="01",
            items=[
                CostItem(name="work", net=Money.of(100, "EUR")),
                CostItem(
                    name="van",
                    net=Money.of(100, "EUR"),
                    tax=Money.of(19, "EUR"),
                    recoverable="1/3",
                ),
                CostItem(
                    name="party",
                    net=Money.of(100, "EUR"),
                    tax=Money.of(7, "EUR"),
                    recoverable=Money.of(7, "EUR"),
                    ineligible=Text({"en": "not necessary", "de": "nicht notwendig"}),
                ),
            ],
            funds=[
                Funds(name=kind.value, kind=kind, amount=Money.of(5, "EUR"))
                for kind in FundsKind
            ],
            source=Source(title="Application"),
        ),
        CostPlan(claimant="02", items=[CostItem(name="x", net=Money.of(1, "EUR"))]),
    ]
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


@pytest.fixture(scope="module")
def schemas() -> dict[str, Draft202012Validator]:
    """The schemas by kind."""
    folder = resources.files("fundmodel.io") / "schemas"
    found = {
        name: json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in KINDS
    }
    registry: Registry[object] = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in found.values()
    )
    return {
        name: Draft202012Validator(one, registry=registry)
        for name, one in found.items()
    }


def told(value):
    """Give place and fault of everything that is wrong with plans."""
    with pytest.raises(FaultsError) as caught:
        read_plans_form(value)
    return [(fault.where, fault.what) for fault in faults_of(caught.value)]


class TestProvisions:
    @pytest.mark.parametrize("provision", PROVISIONS, ids=lambda p: type(p).__name__)
    def test_come_back_as_they_were(self, schemas, provision):
        """
        TOML and JSON hold every field, and JSON follows its schema.
        """
        one = program(provision)
        again = parse_program(format_program(one))

        assert one == again
        assert one.content_hash == again.content_hash
        assert one == from_json(to_json(one))
        schemas["program"].validate(json.loads(to_json(one)))

    def test_are_written_as_laws_write_them(self):
        """
        Shares have a percent sign, and amounts are in the currency of the program.
        """
        text = """
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
            kind = "percentage_financing"
            rate = "50 %"
            ceiling = "40000.00"
            own_share = "10 %"
        """
        provision = PercentageFinancing(
            rate="50 %", ceiling=Money.of(40_000, "EUR"), own_share="10 %"
        )

        assert program(provision) == parse_program(text)
        with pytest.raises(ConfigError) as caught:
            parse_program(text.replace("50 %", "150 %").replace("ceiling", "cieling"))
        assert "parts[0].provisions[0].cieling: this key is not known" in str(
            caught.value
        )
        with pytest.raises(ConfigError) as caught:
            parse_program(text.replace("50 %", "150 %"))
        assert "this is no part of the eligible costs\n  got: 150 %" in str(
            caught.value
        )

    def test_are_in_the_currency_of_the_program(self):
        """
        A file names one currency.
        """
        with pytest.raises(InvalidModelError, match="not in the currency of the prog"):
            format_program(program(FullFinancing(ceiling=Money.of(1, "USD"))))


class TestCostPlans:
    def test_come_back_as_they_were(self):
        """
        Every field of an item, of funds and of a plan is kept.
        """
        form = plans_form(PLANS)

        assert read_plans_form(form) == PLANS
        assert form[1] == {
            "claimant": "02",
            "items": [{"name": "x", "net": {"money": "1.00", "currency": "EUR"}}],
        }

    def test_are_facts(self):
        """
        Facts keep them; facts without plans have the form that they always had.
        """
        facts = Facts(cost_plans=PLANS)

        assert facts == read_facts(facts_form(facts))
        assert "cost_plans" not in facts_form(Facts())

    def test_are_part_of_a_stored_allocation(self, allocation, schemas):
        """
        A document holds them, follows its schema and gives the allocation again.
        """
        facts = attrs.evolve(allocation.facts, cost_plans=PLANS)
        document = to_json(attrs.evolve(allocation, facts=facts))

        schemas["allocation"].validate(json.loads(document))
        assert from_json(document).facts == facts

    @settings(max_examples=40)
    @given(st.fractions(0, 1), st.integers(0, 10**9), st.integers(0, 10**9))
    def test_keep_every_figure(self, recoverable, net, tax):
        """
        Shares and amounts of any size come back exactly.
        """
        item = CostItem(
            name="x",
            net=Money.from_minor(net, "EUR"),
            tax=Money.from_minor(tax, "EUR"),
            recoverable=recoverable,
        )
        plans = CostPlans([CostPlan(claimant="a", items=[item])])

        assert plans == read_plans_form(json.loads(json.dumps(plans_form(plans))))
        assert Fraction(recoverable) == item.recoverable

    def test_name_every_fault(self):
        """
        All that is wrong is told, by place.
        """
        money = {"money": "1.00", "currency": "EUR"}

        assert [
            ("[0].claimant", "this key is missing"),
            ("[0].items[0].net", "this is no money"),
            ("[0].items[0].recoverable", "this is no money"),
            ("[0].funds[0].kind", "this is none of the possible values"),
            ("[1].clamant", "this key is not known"),
            ("[1].claimant", "this key is missing"),
        ] == told(
            [
                {
                    "items": [{"name": "x", "net": 1, "recoverable": "all"}],
                    "funds": [{"name": "x", "kind": "mine", "amount": money}],
                },
                {"clamant": "a", "items": [{"name": "x", "net": money}]},
            ]
        )
