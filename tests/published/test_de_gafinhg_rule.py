"""Ganztagsfinanzhilfegesetz 2021: the printed Königstein key as a rule in a file."""

from __future__ import annotations

import pytest

from fundmodel import Roster, allocate
from fundmodel.errors import ConfigError
from fundmodel.io.config import parse_program
from fundmodel.testing import (
    assert_adds_up,
    assert_conserved,
    assert_figures_are_right,
)

PROGRAM = """
id = "ganztag"
name = { de = "Ganztagsfinanzhilfe", en = "Aid for all-day schools" }
currency = "EUR"
years = [2021]

[sources.GaFinHG]
title = "Ganztagsfinanzhilfegesetz"
published = 2021-10-02
place = "§ 5 Abs. 1, BGBl. I 2021, 4602"

[[parts]]
id = "investitionen"
name = { de = "Investitionen", en = "Investments" }
kind = "strand"
legal_nature = "statutory_transfer"
budget = { 2021 = "2750000000.00" }
source = "GaFinHG"

[[parts.provisions]]
kind = "share_by_formula"
source = "GaFinHG"

[parts.provisions.formula]
kind = "fixed_shares"
name = { de = "Königsteiner Schlüssel", en = "Königstein key" }

[parts.provisions.formula.shares]
%s

[[parts.provisions]]
kind = "round"
to = "1.00"
"""


@pytest.fixture(scope="module")
def rows(published):
    """Give the Länder with key and amount, as the law prints them."""
    return published("de-gafinhg")


@pytest.fixture(scope="module")
def key(rows):
    """Give the lines of a file that list the key."""
    return "\n".join(
        f'"{row["land"]}" = "{row["koenigstein_percent"]} %"' for row in rows
    )


@pytest.fixture(scope="module")
def laender(rows):
    """Give a roster of the Länder; nothing is counted."""
    names = [row["land"] for row in rows]
    return Roster(id="laender", ids=names, names=names, kinds=["land"] * len(names))


@pytest.fixture(scope="module")
def part(key, laender):
    """Divide the budget by the file."""
    (allocated,) = allocate(parse_program(PROGRAM % key), laender, year=2021).parts
    return allocated


class TestKoenigsteinKey:
    def test_amounts(self, rows, part):
        """
        Every Land gets the official amount, and nothing is left over.
        """
        done = part.distribution

        assert [int(row["official_amount"]) * 100 for row in rows] == list(done.amounts)
        assert_conserved(done)
        assert 0 == done.residual.count == done.left_over.count

    def test_explanations(self, rows, part):
        """
        The sentence gives the printed share and the product.
        """
        for row in rows:
            explanation = part.distribution.explain(row["land"])
            assert_adds_up(explanation)
            assert_figures_are_right(explanation)

        said = [str(step.said) for step in part.distribution.explain("Bremen").steps]
        assert (
            "Königstein key: 0.95379 % as listed; "
            "2,750,000,000.00 EUR x 0.95379 % = 26,229,225.00 EUR"
        ) == said[0]

    def test_a_misprint_is_found(self, key):
        """
        One digit more or less, and the shares do not add up to 100 %.
        """
        misprinted = key.replace("13.04061", "13.04016")
        with pytest.raises(ConfigError) as caught:
            parse_program(PROGRAM % misprinted, file="ganztag.toml")

        assert (
            "ganztag.toml: one fault found\n"
            "parts[0].provisions[0].formula: FixedShares.shares: "
            "the shares do not add up\n"
            "  got: 99.99955 %\n"
            "  expected: exactly 100 %\n"
            "  mend: look for a misprint; where the law has another sum, state it as "
            "`base`"
        ) == str(caught.value)
