"""Storting 2020: 169 seats to constituencies by people and area, Sainte-Laguë."""

from __future__ import annotations

from decimal import Decimal

from fundmodel.apportion import detailed, sainte_lague

SEATS = 169
POINTS_PER_KM2 = Decimal("1.8")


class TestStorting:
    def test_seats(self, published):
        """
        The seats are the official ones, and no tie had to be decided.
        """
        rows = published("no-storting")
        points = [
            int(row["population_2020"]) + POINTS_PER_KM2 * int(row["area_km2"])
            for row in rows
        ]
        detail = detailed(sainte_lague, SEATS, points)

        assert [int(row["official_seats"]) for row in rows] == detail.shares
        assert () == detail.ties
