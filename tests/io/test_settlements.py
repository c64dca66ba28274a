"""Tests of settlements as CSV."""

from __future__ import annotations

from datetime import date

from fundmodel.io.settlements import settlement_csv, write_settlement
from fundmodel.money import Money
from fundmodel.settlement import RecipientAmounts, SmallRepayments, settle
from fundmodel.sources import Assumption

HEAD = (
    "part,recipient,final,provisional,difference,paid,due,offset,repaid,waived,"
    "waived_before,is_small,currency"
)


def made():
    """Settle a recipient who is due money, and one who has no final amount."""
    return settle(
        RecipientAmounts.of(["a"], [9050], currency="EUR", part="p"),
        RecipientAmounts.of(["a", "b"], [5000, 7], currency="EUR", part="p"),
        day=date(2018, 6, 30),
        provisional=RecipientAmounts.of(["a"], [9000], currency="EUR", part="p"),
        small=SmallRepayments(
            below=Money.of(1, "EUR"), source=Assumption(why="for a test")
        ),
    )


class TestSettlementCsv:
    def test_has_a_row_for_each_line(self):
        """
        Each line has all its amounts; those that are lacking are empty, not zero.
        """
        assert settlement_csv(made()).splitlines() == [
            HEAD,
            "p,a,90.50,90.00,0.50,50.00,40.50,0.00,0.00,0.00,0.00,false,EUR",
            "p,b,,,,0.07,0.00,0.00,0.00,-0.07,0.00,true,EUR",
        ]

    def test_is_written_as_a_whole(self, tmp_path):
        """
        The file holds the text.
        """
        path = tmp_path / "settlement.csv"
        write_settlement(made(), path)

        assert path.read_text(encoding="utf-8-sig").splitlines()[0] == HEAD
