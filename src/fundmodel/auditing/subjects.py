"""What outcomes are about: programs, parts, rosters, recipients, with their ids."""

from __future__ import annotations

from fractions import Fraction

from fundmodel.money import Money
from fundmodel.parts import Part
from fundmodel.programs import Program
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Recipient, Roster
from fundmodel.sentences import Sentence, sentence
from fundmodel.units import Amount, Unit

__all__ = [
    "about_part",
    "about_program",
    "about_recipient",
    "about_roster",
    "about_table",
    "about_year",
    "measured",
]


def about_program(program: Program) -> Sentence:
    """Name a program."""
    return sentence("program {name} ({id})", name=program.name, id=program.id)


def about_part(part: Part) -> Sentence:
    """Name a part."""
    return sentence("part {name} ({id})", name=part.name, id=part.id)


def about_year(what: Sentence, year: str) -> Sentence:
    """Name something in one budget year."""
    return sentence("{what}, {year}", what=what, year=year)


def about_roster(roster: Roster) -> Sentence:
    """Name a roster."""
    return sentence("roster {name} ({id})", name=roster.name, id=roster.id)


def about_table(table: PublishedTable) -> Sentence:
    """Name a published table."""
    return sentence("table {name} ({id})", name=table.name, id=table.id)


def about_recipient(recipient: Recipient, of: Sentence) -> Sentence:
    """Name a recipient of something."""
    return sentence("{name} ({id}), {of}", name=recipient.name, id=recipient.id, of=of)


def measured(count: Fraction | int, unit: Unit) -> Money | Amount:
    """Give smallest units as money, or as an exact amount where that is not whole."""
    amount = Amount(count=Fraction(count), unit=unit)
    return amount.money if unit.is_money and amount.is_whole else amount
