"""Tests of the version of a program that governed an award."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from fundmodel import catalog
from fundmodel.awards import AwardAmendment, AwardTerms, governing
from fundmodel.errors import AwardError, InvalidDataError
from fundmodel.money import Money

from .conftest import an_award, euros

PAKT = catalog.load("pakt-fuer-integration")
"""Prolonged for 2019 on 24 July 2018."""


def to_kirchheim(**given):
    """Award an assumed amount in the integration management of the Pakt."""
    return an_award(part="integrationsmanagement", recipient="08116033", **given)


class TestGoverning:
    def test_before_the_amendment(self):
        """An award of April 2018 was made when the Pakt ended with 2018."""
        version = governing(PAKT, to_kirchheim())

        assert ["2017", "2018"] == [year.label for year in version.years]
        assert date(2018, 12, 31) == version.period.last

    def test_after_the_amendment(self):
        """What was decided in 2019 about the same award met a prolonged Pakt."""
        award = to_kirchheim(
            amendments=[
                AwardAmendment(
                    id="Ä-1",
                    decided=date(2019, 2, 1),
                    amounts={"2019": euros(50_000)},
                )
            ]
        )

        assert 2 == len(governing(PAKT, award, on=date(2019, 1, 31)).years)
        assert 3 == len(governing(PAKT, award, on=date(2019, 2, 1)).years)
        assert 3 == len(governing(PAKT, award, on=date(2022, 2, 1)).years)
        assert 2 == len(governing(PAKT, award).years)

    def test_part_that_came_later(self):
        """No award was made in a part that came with a later amendment."""
        early = an_award(part="integrationsmanagement-fortfuehrung")
        with pytest.raises(AwardError, match="not in the program when") as caught:
            governing(PAKT, early)

        assert (
            "part 'integrationsmanagement-fortfuehrung' on 2018-04-16"
            == caught.value.got
        )
        later = attrs.evolve(early, decided=date(2018, 7, 24))
        assert 3 == len(governing(PAKT, later).years)

    def test_not_decided_yet(self):
        """Before the award nothing governed it."""
        with pytest.raises(AwardError, match="not decided yet"):
            governing(PAKT, to_kirchheim(), on=date(2018, 1, 1))

    def test_another_currency(self):
        """The program has the currency of the award."""
        dollars = to_kirchheim(amounts={"2018": Money.of(1, "USD")})
        with pytest.raises(AwardError, match="another currency than the program"):
            governing(PAKT, dollars)


class TestAwardTerms:
    def test_deadline_is_a_day(self):
        """A deadline is a day without a time."""
        with pytest.raises(InvalidDataError, match="deadline"):
            AwardTerms(deadline="2018-01-01")
