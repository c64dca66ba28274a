"""
Formats of ids: how many digits they have, and whether their check digits are right.

Check digits are those of python-stdnum, an optional package used in this module only.
"""

from __future__ import annotations

import enum
import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from fundmodel.auditing.case import Case, Check
from fundmodel.auditing.findings import (
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_roster
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence

__all__ = ["IdFormat", "ids_are_well_formed"]


class IdFormat(enum.Enum):
    """By which rule ids are made."""

    MUNICIPALITY = "municipality"
    """Municipalities in Germany (AGS): eight digits, the first two 01 to 16."""

    DISTRICT = "district"
    """Districts in Germany (Kreisschlüssel): five digits, the first two 01 to 16."""

    NUTS = "nuts"
    """Regions of Europe (NUTS): a country and up to three letters or digits."""

    LEI = "lei"
    """Legal entities (ISO 17442): 20 characters, the last two check digits."""

    VAT = "vat"
    """Value added tax in the European Union: a country, and its own check digits."""


_SAID: Final[Mapping[IdFormat, Sentence]] = MappingProxyType(
    {
        IdFormat.MUNICIPALITY: sentence("key of a German municipality, eight digits"),
        IdFormat.DISTRICT: sentence("key of a German district, five digits"),
        IdFormat.NUTS: sentence("NUTS code"),
        IdFormat.LEI: sentence("LEI with its check digits"),
        IdFormat.VAT: sentence("VAT number with its check digits"),
    }
)

_LAND: Final = "(0[1-9]|1[0-6])"

_PATTERNS: Final[Mapping[IdFormat, re.Pattern[str]]] = MappingProxyType(
    {
        IdFormat.MUNICIPALITY: re.compile(_LAND + "[0-9]{6}"),
        IdFormat.DISTRICT: re.compile(_LAND + "[0-9]{3}"),
        # Of Germany, the first character is that of a state: 1 to 9 or A to G.
        IdFormat.NUTS: re.compile(
            "DE([1-9A-G][0-9A-Z]{0,2})?|(?!DE)[A-Z]{2}[0-9A-Z]{0,3}"
        ),
    }
)

_CHECKED: Final[Mapping[IdFormat, str]] = MappingProxyType(
    {IdFormat.LEI: "stdnum.lei", IdFormat.VAT: "stdnum.eu.vat"}
)


def ids_are_well_formed(made: IdFormat, *, kinds: Iterable[str] = ()) -> Check:
    """
    IDS-004: ids have their format, and their check digits are right.

    The check is made for one format, and stands in no standard list. Rows that stand
    for all others are not looked at.

    Why: an id with a digit too few or two digits exchanged belongs to nobody, or to
    somebody else. Without a register the format is all there is to go by.

    Law: the standard of the format, such as ISO 17442 for an LEI.

    Example: 8111000 has seven digits where eight belong; of an LEI the last two digits
    do not fit the others.

    How to resolve: correct the ids from where they come from; read ids as text.

    Args:
        made: How the ids are made.

        kinds: Which kinds of recipients have such ids; none for all.

    Returns:
        A check to be added to those of an audit.
    """
    wanted = frozenset(kinds)

    def well_formed(case: Case) -> Iterator[Outcome]:
        rule = "IDS-004"
        is_valid = _validator(made)
        if is_valid is None:
            yield NotRun(rule=rule, reason=_without_package())
            return
        if not case.all_rosters:
            yield NotRun(rule=rule, reason=sentence("no roster was given"))
            return
        looked_at = in_order = 0
        for roster in case.all_rosters:
            rows = list(_rows(roster, wanted))
            wrong = [row for row in rows if not is_valid(roster.ids[row])]
            looked_at += len(rows)
            in_order += len(rows) - len(wrong)
            if wrong:
                yield _malformed(rule, made, roster, wrong)
        if in_order:
            message = sentence("ids that have their format: {count}", count=in_order)
            yield Passed(rule=rule, count=in_order, message=message)
        elif not looked_at:
            reason = sentence("nobody is of a kind that has such ids")
            yield NotApplicable(rule=rule, reason=reason)

    return well_formed


def _rows(roster: Roster, kinds: frozenset[str]) -> Iterator[int]:
    remainder: list[bool] = roster.remainder.tolist()
    for row, (kind, is_rest) in enumerate(zip(roster.kinds, remainder, strict=True)):
        if not is_rest and (not kinds or kind in kinds):
            yield row


def _validator(made: IdFormat) -> Callable[[str], object] | None:
    """Give what tells right ids from wrong ones; `None` if a package is missing."""
    if made in _PATTERNS:
        return _PATTERNS[made].fullmatch
    try:
        module = importlib.import_module(_CHECKED[made])
    except ModuleNotFoundError:
        return None
    is_valid: Callable[[str], bool] = module.is_valid
    return is_valid


def _without_package() -> Sentence:
    return sentence(
        "check digits need another package: {command}",
        command='pip install "fundmodel[ids]"',
    )


def _malformed(rule: str, made: IdFormat, roster: Roster, wrong: list[int]) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_roster(roster),
        message=sentence(
            "ids that do not have their format: {count}", count=len(wrong)
        ),
        evidence=(
            (sentence("at fault"), tuple(str(roster.recipient_at(r)) for r in wrong)),
            (sentence("format"), _SAID[made]),
        ),
        source=roster.source,
        suggestion=sentence("correct the ids from where they come from"),
    )
