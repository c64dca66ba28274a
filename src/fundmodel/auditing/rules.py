"""
The catalogue of rules: for each id what is examined, why, by which standard, and more.

The texts stand where the rule is computed, in the docstring of its function, so that
they change together. Here they are read as data.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from fundmodel.auditing.baselines import covers_nothing, has_ended
from fundmodel.auditing.checks import STANDARD_CHECKS
from fundmodel.auditing.checks.figures import figures_stay_frozen
from fundmodel.auditing.checks.formats import ids_are_well_formed
from fundmodel.auditing.examination import broken_off
from fundmodel.auditing.screening import (
    equal_payments,
    first_digits,
    just_below,
    near_names,
    near_payments,
    round_amounts,
    unlike_last_year,
)
from fundmodel.errors import InvalidDataError

__all__ = ["DOCUMENTED", "STANDARDS", "RuleText", "catalogue", "texts"]

Documented = Callable[..., object]
"""A function whose docstring begins with the id of its rule."""


@attrs.frozen(kw_only=True)
class RuleText:
    """
    What there is to know about one rule.

    Attributes:
        id: The id, stable over versions.

        what: What holds where nothing is found.

        about: What else has to be known; empty where nothing has.

        why: Why it matters.

        standard: The law or the standard behind it.

        example: What it finds.

        resolve: What to do about a finding.

        chance: For a screen, how often it fires by chance; empty for a check.
    """

    id: str
    what: str
    why: str
    standard: str
    example: str
    resolve: str
    about: str = ""
    chance: str = ""


DOCUMENTED: Final[tuple[Documented, ...]] = (
    *STANDARD_CHECKS,
    figures_stay_frozen,
    ids_are_well_formed,
    broken_off,
    has_ended,
    covers_nothing,
    near_names,
    equal_payments,
    near_payments,
    unlike_last_year,
    first_digits,
    round_amounts,
    just_below,
)
"""All functions that give outcomes under an id of their own."""

_VOUCHERS: Final = "§ 75 BHO: all entries are backed by vouchers."
_OWN_RULE: Final = "The provisions of the program itself."

STANDARDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BASE": "Follow-up of findings; no provision of law is relied on.",
        "BUDG": "§ 1, § 12 (1) BHO: budgets are set year by year; § 17 (2): the total "
        "of a measure of several years is stated apart from them.",
        "CASE": _OWN_RULE,
        "CHECK": "What was not examined must not pass; no provision of law is relied "
        "on.",
        "CITE": f"{_VOUCHERS} The rule asks the same of figures and provisions.",
        "COMPL": "Completeness of the population that is examined; no provision of law "
        "is relied on.",
        "COND": _OWN_RULE,
        "CONS": "Arithmetic: no cent is made or lost; § 3 (1) BHO: only what the "
        "budget authorises is spent.",
        "ELIG": "The conditions of the program; for grants § 44 (1) BHO: they are "
        "given only where those are met.",
        "FIG": "The provisions of the program on its figures; otherwise arithmetic.",
        "IDS": "The official keys of the register; no provision of law is relied on.",
        "KEYD": "The key date in the provisions of the program.",
        "OPEN": _OWN_RULE,
        "PARAM": "The dated rates in the provisions of the program.",
        "PERIOD": "§ 4, § 11 (1) BHO: each budget year has its budget; § 45 (1): "
        "spending is bound to it in time.",
        "PUB": "The published table, and the provisions of the program.",
        "RESID": _OWN_RULE,
        "SCREEN": f"{_VOUCHERS} A lead says which of them to look at.",
        "SCREEN-001": "Completeness of the population that is examined; no provision "
        "of law is relied on.",
        "SCREEN-004": "Analytical comparison with the year before; no provision of "
        "law is relied on.",
        "SCREEN-005": "The law of Benford on first digits, which is one of statistics.",
        "SCREEN-007": "The provision that sets the threshold.",
        "TIES": _OWN_RULE,
        "TREE": "§ 3 (1) BHO: the budget authorises spending, up to its amount.",
        "TREE-003": "§ 17 (4) BHO: spending for one purpose is not budgeted twice.",
        "UPRATE": "The indexation in the provisions of the program.",
    }
)
"""
Law or standard by id, else by family.

BHO is the German federal budget code in the version last changed on 9 December 2010;
it stands for the like provisions of others.
"""

_SECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Why": "why",
        "Example": "example",
        "How to resolve": "resolve",
        "Law": "standard",
        "Chance": "chance",
    }
)

_FIRST: Final = re.compile(r"([A-Z]{3,}-[0-9]{3}): (.*)", re.DOTALL)
_ALSO: Final = re.compile(r"([A-Z]{3,}-[0-9]{3}), ([^;.]+)")


def texts(functions: Iterable[Documented] = DOCUMENTED) -> tuple[RuleText, ...]:
    """
    Give the text of each rule, in the order of the ids.

    Args:
        functions: Checks and screens, also those of the caller's own.

    Raises:
        InvalidDataError: A docstring does not begin with the id of a rule, or lacks a
            part; or there are no docstrings, because Python runs with ``-OO``.
    """
    found = [text for function in functions for text in _texts(function)]
    return tuple(sorted(found, key=lambda text: text.id))


def _texts(function: Documented) -> Iterator[RuleText]:
    name = getattr(function, "__name__", repr(function))
    first, *paragraphs = (inspect.getdoc(function) or "").split("\n\n")
    begins = _FIRST.fullmatch(first)
    if begins is None:
        raise _unsaid(name, "begin with the id of a rule, such as 'TREE-001: …'")
    parts: dict[str, str] = {"about": ""}
    for paragraph in paragraphs:
        if paragraph.startswith(("Args:", "Raises:", "Returns:")):
            break
        title, colon, rest = paragraph.partition(": ")
        section = _SECTIONS.get(title) if colon else None
        if section is None:
            parts["about"] = f"{parts['about']} {_line(paragraph)}".strip()
        else:
            parts[section] = _line(rest)
    lacking = {"why", "example", "resolve"} - parts.keys()
    if lacking:
        raise _unsaid(
            name, f"have the parts why, example and resolve, not only {parts}"
        )
    also = _ALSO.findall(parts["about"])
    for id_, what in [(begins[1], begins[2]), *also]:
        parts["standard"] = parts.get("standard") or _standard(id_)
        yield RuleText(id=id_, what=f"{_line(what).rstrip('.')}.", **parts)


def _line(text: str) -> str:
    return " ".join(text.split())


def _standard(id_: str) -> str:
    return STANDARDS.get(id_) or STANDARDS.get(id_.partition("-")[0], "")


def _unsaid(name: str, expected: str) -> InvalidDataError:
    return InvalidDataError(
        "a rule is not documented",
        where=f"docstring of {name}",
        expected=f"it to {expected}",
        mend="write it as those of fundmodel.auditing.checks",
    )


def catalogue(rules: Iterable[RuleText]) -> str:
    """Give a page in Markdown with a heading for each rule."""
    return "\n".join(line for rule in rules for line in _page(rule))


def _page(rule: RuleText) -> Iterator[str]:
    yield f"## {rule.id}\n"
    yield f"{rule.what[0].upper()}{rule.what[1:]}\n"
    if rule.about:
        yield f"{rule.about}\n"
    yield f"**Why.** {rule.why[0].upper()}{rule.why[1:]}\n"
    yield f"**Law or standard.** {rule.standard}\n"
    yield f"**Example.** {rule.example[0].upper()}{rule.example[1:]}\n"
    yield f"**How to resolve.** {rule.resolve[0].upper()}{rule.resolve[1:]}\n"
    if rule.chance:
        yield f"**By chance.** {rule.chance[0].upper()}{rule.chance[1:]}\n"
