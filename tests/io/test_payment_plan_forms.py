"""Tests of payment plans in the files of programs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings

from fundmodel.changes import Amendment, SetPaymentPlan
from fundmodel.due_dates import Deadline, Instalments, Span
from fundmodel.errors import ConfigError
from fundmodel.io.config import format_program, parse_program
from fundmodel.io.documents import from_json, to_json
from fundmodel.money import Money
from fundmodel.payment_plans import (
    AfterAward,
    MilestoneReached,
    PaymentMethod,
    PaymentPlan,
    ProofAccepted,
    Tranche,
)
from fundmodel.sentences import Text
from fundmodel.sources import Source
from fundmodel.testing import payment_plans

HEAD = """
id = "fund"
name = "Fund"
currency = "EUR"
years = [2018]
sources = { act = { title = "Act" } }

[[parts]]
id = "care"
kind = "strand"
name = "Care"
legal_nature = "grant"
"""
PLAN = f"{HEAD}\n[parts.payment_plan]\n"
ONE = 'tranches = [{ id = "all", due = 2018-05-02 }]\n'
CHANGE = f"""{PLAN}{ONE}
[[amendments]]
day = 2018-07-01
[[amendments.changes]]
kind = "set_payment_plan"
part = "care"
"""


def read(text):
    """Give the payment plan of a file."""
    return parse_program(PLAN + text).part("care").payment_plan


def refused(text):
    """Give what a file is refused for: all faults in one text."""
    with pytest.raises(ConfigError) as caught:
        parse_program(text)
    return str(caught.value)


class TestReading:
    def test_tranches(self):
        """A tranche is a share, an amount or the rest, and due by a day or an event."""
        assert read(
            """
            retention = { share = "10 %" }
            release = "2 months"
            drawdown = "1 year, 6 weeks"
            unit = "100"
            method = "reimbursement"
            moves = false
            source = "act"

            [[parts.payment_plan.tranches]]
            id = "a"
            name = { en = "First", de = "Erste" }
            share = "20 %"
            due = { after = "2 weeks", moves = false }
            source = { key = "act", place = "no. 4" }

            [[parts.payment_plan.tranches]]
            id = "b"
            amount = "1000.00"
            due = { milestone = "roof", name = "The roof", within = "1 day" }

            [[parts.payment_plan.tranches]]
            id = "c"
            share = "1/3"
            due = { proof = "50 %", within = "1 month" }

            [[parts.payment_plan.tranches]]
            id = "d"
            share = "0.05"
            due = { day = 2018-09-01, moves = true }

            [[parts.payment_plan.tranches]]
            id = "e"
            due = 2018-12-01
            """
        ) == PaymentPlan(
            tranches=[
                Tranche(
                    id="a",
                    name=Text({"en": "First", "de": "Erste"}),
                    share="20 %",
                    due=AfterAward(span=Span(weeks=2), moves=False),
                    source=Source(key="act", title="Act", place="no. 4"),
                ),
                Tranche(
                    id="b",
                    fixed=Money.of(1000, "EUR"),
                    due=MilestoneReached(
                        id="roof", name=Text("The roof"), within=Span(days=1)
                    ),
                ),
                Tranche(
                    id="c",
                    share=Fraction(1, 3),
                    due=ProofAccepted(share="50 %", within=Span(months=1)),
                ),
                Tranche(
                    id="d", share="5 %", due=Deadline(date(2018, 9, 1), moves=True)
                ),
                Tranche(id="e", due=date(2018, 12, 1)),
            ],
            retention="10 %",
            release=Span(months=2),
            drawdown=Span(years=1, weeks=6),
            unit=Decimal(100),
            method=PaymentMethod.REIMBURSEMENT,
            moves=False,
            source=Source(key="act", title="Act"),
        )

    def test_instalments(self):
        """Instalments are months and a day, which may be weighed."""
        assert read(
            """
            instalments = { months = [3, 9], day = 10 }
            weights = [1, "1/2"]
            retention = { amount = "500.00" }
            """
        ) == PaymentPlan(
            instalments=Instalments(months=(3, 9), day=10),
            weights=[1, Fraction(1, 2)],
            retention=Money.of(500, "EUR"),
        )

    def test_a_change(self):
        """A change has a plan, or an empty table for none."""
        changed = parse_program(f"{CHANGE}payment_plan = {{ {ONE.strip()} }}")
        ended = parse_program(f"{CHANGE}payment_plan = {{}}")

        assert changed.amended().part("care").payment_plan is not None
        assert ended.amended().part("care").payment_plan is None
        assert parse_program(format_program(ended)) == ended
        assert from_json(to_json(ended)) == ended
        assert "changes[0].payment_plan: this key is missing" in refused(CHANGE)
        assert "payment_plan: a payment plan has tranches or instalments" in refused(
            f"{CHANGE}payment_plan = {{ moves = false }}"
        )


class TestRefusing:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("payment_plan = 1", ".payment_plan: this is not a table"),
            (f"{ONE}drawdwn = '1 day'", ".drawdwn: this key is not known"),
            (ONE + "drawdown = 'six weeks'", ".drawdown: this is not a length of time"),
            (ONE + "drawdown = ''", ".drawdown: this is not a length of time"),
            (ONE + "release = '0 days'", ".release: this is no length of time"),
            (ONE + "unit = 1", ".unit: this is not an exact number"),
            (ONE + "method = 'advanc'", "did you mean 'advance'?"),
            (ONE + "moves = 1", ".moves: this is neither true nor false"),
            (
                ONE + "retention = {}",
                ".retention: a retention is a share or an amount\n  got: neither",
            ),
            (
                ONE + "retention = { share = '1 %', amount = '1.00' }",
                (
                    ".retention: a retention is a share or an amount\n"
                    "  got: share and amount"
                ),
            ),
            (ONE + "retention = { share = '100 %' }", "a retention is nothing, or all"),
            (ONE + "source = 'atc'", "did you mean 'act'?"),
            ("tranches = [1]", ".tranches[0]: this is not a table"),
            ("tranches = [{ id = 'a' }]", ".tranches[0].due: this key is missing"),
            (
                "tranches = [{ id = 'a', due = 5 }]",
                ".tranches[0].due: this is not a date",
            ),
            (
                "tranches = [{ id = 'a', due = { upon = 1 } }]",
                ".tranches[0].due: this is not known to make a payment due",
            ),
            (
                "tranches = [{ id = 'a', due = {} }]",
                "got: an empty table",
            ),
            (
                "tranches = [{ id = 'a', due = { milestone = 'x', after = '1 day' } }]",
                ".tranches[0].due.milestone: this key is not known",
            ),
            (
                "tranches = [{ id = 'a', share = '120 %', due = 2018-05-02 }]",
                ".tranches[0].share: a share is not between nothing and all",
            ),
            (
                "tranches = [{ id = 'a', share = '60 %', due = 2018-05-02 }]",
                "parts[0].payment_plan: the shares of the tranches do not add up",
            ),
            (
                "instalments = { months = [13], day = 1 }",
                "parts[0].payment_plan.instalments",
            ),
        ],
    )
    def test_each_fault_is_told_with_its_place(self, text, said):
        """Whatever is wrong in a plan is told where it stands."""
        text = HEAD + text if text.startswith("payment_plan") else PLAN + text

        assert said in refused(text)

    def test_all_faults_are_told(self):
        """Several faults of one plan are told at once."""
        said = refused(
            PLAN + "unit = 1\ndrawdown = 2\ntranches = [{ id = 'a' }, { due = 1 }]"
        )

        assert "5 faults found" in said


class TestWriting:
    @settings(max_examples=30)
    @given(payment_plans(), payment_plans())
    def test_comes_back(self, plan, other):
        """A plan is read as it was written, in TOML and in JSON."""
        program = parse_program(HEAD)
        part = attrs.evolve(program.part("care"), payment_plan=plan)
        change = SetPaymentPlan(part="care", payment_plan=other)
        whole = attrs.evolve(
            program,
            parts=[part],
            amendments=[Amendment(day=date(2018, 7, 1), changes=[change])],
        )

        assert parse_program(format_program(whole)) == whole
        assert from_json(to_json(whole)) == whole

    def test_what_is_usual_is_left_out(self):
        """Defaults are not written."""
        text = format_program(parse_program(PLAN + ONE))

        assert text.endswith(
            '[parts.payment_plan]\ntranches = [\n    { id = "all", due = 2018-05-02 },'
            "\n]\n"
        )
