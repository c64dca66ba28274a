"""Cost plans as a table in CSV: a row for each cost and each fund."""

from __future__ import annotations

import pytest

from fundmodel.costs import CostItem, CostPlan, CostPlans, Funds, FundsKind
from fundmodel.errors import ConfigError, InvalidDataError, MoneyError
from fundmodel.io.plans import read_cost_plans
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Source

WHY = Source(title="Applications of the clubs")

TABLE = """claimant,kind,name,amount,tax,recoverable,ineligible
aue,cost,floor,"60,000.00",11400.00,100 %,
bach,cost,roof,500,95.00,12.50,
aue,cost,opening,4000.00,760.00,,a party
aue,own,members,20000.00,,,
aue,public,town,28000.00,,,
"""


def euros(amount):
    """Give an amount in euros."""
    return Money.of(amount, "EUR")


def read(folder, text, **how):
    """Read a table that was written."""
    path = folder / "plans.csv"
    path.write_text(text, encoding="utf-8")
    return read_cost_plans(path, **{"currency": "EUR", **how})


def faults(folder, text):
    """Give place and kind of every fault of a table."""
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return [
        (fault.where.removeprefix("plans.csv: "), fault.what)
        for fault in caught.value.faults
    ]


class TestReadCostPlans:
    def test_gathers_the_rows_of_each_claimant(self, tmp_path):
        """
        Rows of a claimant need not stand together; empty cells are left out.
        """
        aue = CostPlan(
            claimant="aue",
            items=[
                CostItem(
                    name="floor",
                    net=euros(60_000),
                    tax=euros(11_400),
                    recoverable="100 %",
                ),
                CostItem(
                    name="opening",
                    net=euros(4_000),
                    tax=euros(760),
                    ineligible=Text("a party"),
                ),
            ],
            funds=[
                Funds(name="members", kind=FundsKind.OWN, amount=euros(20_000)),
                Funds(name="town", kind=FundsKind.PUBLIC, amount=euros(28_000)),
            ],
            source=WHY,
        )
        roof = CostItem(
            name="roof", net=euros(500), tax=euros(95), recoverable=euros("12.50")
        )
        bach = CostPlan(claimant="bach", items=[roof], source=WHY)

        assert CostPlans([aue, bach]) == read(tmp_path, TABLE, source=WHY)

    def test_needs_four_columns(self, tmp_path):
        """
        Where there is no tax and everything counts, no column says so.
        """
        found = read(tmp_path, "claimant,kind,name,amount\na,cost,all,12.50\n")

        assert (
            CostPlan(claimant="a", items=[CostItem(name="all", net=euros("12.50"))]),
        ) == found.plans

    def test_reads_the_declared_locale(self, tmp_path):
        """
        A German table has decimal commas, in shares too, and semicolons.
        """
        path = tmp_path / "plan.csv"
        path.write_bytes(
            "claimant;kind;name;amount;tax;recoverable\n"
            "a;cost;Tür;1.000,50;190,10;12,5%\n".encode("latin-1")
        )
        found = read_cost_plans(
            str(path), currency="EUR", locale="de", delimiter=";", encoding="latin-1"
        )
        (item,) = found.plans[0].items

        assert (
            CostItem(
                name="Tür",
                net=euros("1000.50"),
                tax=euros("190.10"),
                recoverable="12.5 %",
            )
            == item
        )

    def test_a_table_without_rows_has_no_plans(self, tmp_path):
        """
        A header alone is no fault.
        """
        assert CostPlans() == read(tmp_path, "claimant,kind,name,amount\n")

    def test_names_every_fault_by_line(self, tmp_path):
        """
        All cells that cannot be read are told at once.
        """
        table = (
            "claimant,kind,name,amount,tax,recoverable\n"
            "a,costs,x,1.00,,\n"
            ",cost,,12.345,x,x %\n"
            "a,cost,x,,,1.234\n"
        )

        assert [
            ("line 3, column 'claimant'", "the cell is empty"),
            ("line 2, column 'kind'", "this kind is not known"),
            ("line 3, column 'name'", "the cell is empty"),
            (
                "line 3, column 'amount'",
                "the amount has a fraction of a minor unit",
            ),
            (
                "line 4, column 'amount'",
                "this is no amount in the declared locale 'en'",
            ),
            ("line 3, column 'tax'", "this is no amount in the declared locale 'en'"),
            (
                "line 3, column 'recoverable'",
                "this is no share in the declared locale 'en'",
            ),
            (
                "line 4, column 'recoverable'",
                "the amount has a fraction of a minor unit",
            ),
        ] == faults(tmp_path, table)

    def test_says_how_kinds_and_shares_are_written(self, tmp_path):
        """
        The possible kinds are listed, and a share is shown in the locale.
        """
        table = "claimant,kind,name,amount,recoverable\na,grant,x,1,-\na,own,x,1,- %\n"
        with pytest.raises(ConfigError) as caught:
            read(tmp_path, table, locale="de")
        kind, amount, share = caught.value.faults

        assert "cost, own, income, public, private" == kind.expected
        assert "for example 1.234,5" == amount.expected
        assert "for example 12,5 %" == share.expected

    def test_names_what_a_row_cannot_be(self, tmp_path):
        """
        What cost or funds refuse stands at the line, for all rows at once.
        """
        table = (
            "claimant,kind,name,amount,tax,recoverable,ineligible\n"
            "a,cost,x,-1.00,,,\n"
            "a,own,x,1.00,1.00,,no\n"
            "b,cost,x,1.00,,5.00,\n"
        )
        with pytest.raises(ConfigError) as caught:
            read(tmp_path, table)

        assert (
            "plans.csv: 3 faults found\n"
            "plans.csv: line 2: an amount of a cost plan is negative\n"
            "  got: -1.00 EUR\n"
            "  expected: zero or more\n"
            "  mend: enter what reduces costs as income\n"
            "plans.csv: line 3: only costs have tax, or do not count\n"
            "  got: tax, ineligible\n"
            "  expected: empty cells where the kind is own\n"
            "  mend: empty them, or write cost as the kind\n"
            "plans.csv: line 4: more tax can be deducted than there is, or less than "
            "nothing\n"
            "  got: 5.00 EUR\n"
            "  expected: a share from 0 % to 100 %, or an amount up to the tax of 0\n"
            "  mend: give the tax itself as `tax`, and what can be deducted of it as "
            "`recoverable`"
        ) == str(caught.value)

    def test_names_a_plan_without_costs(self, tmp_path):
        """
        Funds alone are no plan; the first line of the claimant is named.
        """
        table = "claimant,kind,name,amount\nb,cost,x,1\na,own,x,1\na,public,x,1\n"

        assert [("line 3", "a cost plan has no cost")] == faults(tmp_path, table)

    def test_names_a_column_that_nobody_reads(self, tmp_path):
        """
        A misspelt name of a column that may be there is not passed over.
        """
        with pytest.raises(ConfigError, match="did you mean 'ineligible'"):
            read(tmp_path, "claimant,kind,name,amount,inelligible\n")

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"locale": "fr"}, InvalidDataError),
            ({"delimiter": ""}, InvalidDataError),
            ({"currency": "euro"}, MoneyError),
        ],
    )
    def test_refuses_what_nobody_knows(self, tmp_path, wrong, error):
        """
        Locale, delimiter and currency are named, never guessed.
        """
        with pytest.raises(error):
            read(tmp_path, TABLE, **wrong)
