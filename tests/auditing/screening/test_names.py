from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from fundmodel import catalog
from fundmodel.auditing.screening import near_names
from fundmodel.errors import InvalidDataError

OTHERS = (
    "Musterverein Nord e.V.",
    "Stadtwerke Lauterbach",
    "Bildungswerk Oberland",
    "Kreisjugendring Talheim",
)


def screened(*names: str, **more: object):
    """Screen names beside some that differ."""
    all_ = (*names, *OTHERS)
    return near_names([f"{n:02}" for n in range(len(all_))], all_, **more)


class TestNearNames:
    @pytest.mark.parametrize(
        "other",
        [
            "Dürkheim an der Weinstraße, Bad",
            "BAD DUERKHEIM AN DER WEINSTRASSE",
            "Bad Dürkheim-an-der-Weinstrase",
            "Bad Dürkheim an der Weinstarße",
            "Bad Dürkhaim an der Weinstraße",
        ],
    )
    def test_one_body_spelt_twice(self, told, other):
        """
        Signs, order and one letter do not make another body.
        """
        (lead,), said = told(screened("Bad Dürkheim an der Weinstraße", other))

        assert "SCREEN-001" == lead.rule
        assert "Bad Dürkheim an der Weinstraße (00)" == str(lead.subject)
        assert f"may be the same as {other} (01)" == str(lead.message)
        assert 0 < lead.by_chance.rate <= Fraction(1, 100)
        assert ["names without a near one: 4"] == said

    @pytest.mark.parametrize(
        "other",
        [
            "Bad Dürkheim an der Weinstraße II B",
            "Bad Dorkhaim an der Weinstraße",
            "Bad Münster am Stein",
            "Bad Dürkehim an der Wienstraße",
        ],
    )
    def test_two_bodies(self, told, other):
        """
        Whoever differs by more is somebody else.
        """
        leads, said = told(screened("Bad Dürkheim an der Weinstraße", other))

        assert [] == leads
        assert ["names without a near one: 6"] == said

    def test_all_of_one_name_stand_in_one_lead(self, told):
        """
        A thousand rows of one name are one lead and not half a million.
        """
        (lead,), _ = told(screened(*["Allgemeine Sammelstelle"] * 1000))

        assert 1000 == len(lead.value("names"))

    def test_all_in_pairs(self, told):
        """
        Where everybody is in a pair, nobody passes.
        """
        leads, said = told(near_names("12", ["Stadtwerke Lauterbach"] * 2))

        assert (1, []) == (len(leads), said)

    @pytest.mark.parametrize("names", [(), ("Au", "Aue"), ("-", "…"), ("Ulm",) * 3])
    def test_names_that_are_too_short(self, told, names):
        """
        Where chance alone makes names near, or there are none, nothing is said.
        """
        leads, said = told(near_names([str(n) for n in range(len(names))], names))

        assert [] == leads
        assert ["names are too few, or too short, to tell chance apart"] == said

    def test_rate_by_chance(self, observed):
        """
        Names of random letters are near in at most one list of a hundred.
        """

        def clean(rng: np.random.Generator):
            letters = np.array(list("eeeenniirrssttaaduhlcgmobwfkzpv"))
            lengths = rng.integers(3, 16, 200)
            names = ["".join(rng.choice(letters, length)) for length in lengths]
            return near_names([str(n) for n in range(200)], names)

        assert observed(clean) <= Fraction(1, 100)

    def test_homonyms_of_a_real_register(self, told):
        """
        Places share names by right: what the page says of the shipped list is so.
        """
        towns = catalog.roster("pakt-fuer-integration", "municipalities")
        leads, _ = told(near_names(towns.ids, towns.names))

        assert (1103, 70) == (len(towns), len(leads))

    def test_ids_and_names_go_together(self):
        """
        Each id stands once and has a name.
        """
        with pytest.raises(InvalidDataError, match="do not go together"):
            list(near_names(["1", "1"], ["a", "b"]))

    def test_level(self, told):
        """
        Who asks for fewer false leads gets fewer.
        """
        level = Fraction(1, 10**60)
        leads, _ = told(screened("Bad Dürkheim", "Bad Duerkheim", level=level))

        assert [] == leads
