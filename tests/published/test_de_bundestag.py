"""Bundestag 2021: 598 seats to the Länder by Sainte-Laguë, the first distribution."""

from __future__ import annotations

from fundmodel.apportion import detailed, sainte_lague

SEATS = 598


class TestBundestag:
    def test_seats(self, published):
        """
        The seats are the official ones, and no lot had to be drawn.
        """
        rows = published("de-bundestag-laender")
        germans = [int(row["german_population"]) for row in rows]
        detail = detailed(sainte_lague, SEATS, germans)

        assert [int(row["official_seats"]) for row in rows] == detail.shares
        assert () == detail.ties
