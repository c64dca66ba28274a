"""Completeness: rosters against the register of every body there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from fundmodel.auditing.case import Case
from fundmodel.auditing.findings import (
    Evidence,
    Finding,
    NotApplicable,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_roster
from fundmodel.recipients import Coverage, Roster
from fundmodel.sentences import Sentence, sentence

__all__ = ["nobody_is_missing", "nobody_is_unknown"]


@attrs.frozen(kw_only=True)
class _Register:
    """
    The register on one day.

    Attributes:
        roster: The register.

        day: The day whose state counts; `None` if nobody says.
    """

    roster: Roster
    day: date | None

    def holds(self, position: int) -> bool:
        """Whether a row exists on that day."""
        validity = self.roster.validity
        period = validity[position] if validity else None
        return period is None or self.day is None or period.contains(self.day)


def _registered(
    rule: str, case: Case, covers: frozenset[Coverage]
) -> Iterator[Outcome | tuple[Roster, _Register]]:
    """Give each roster with its register, or say why it is not compared."""
    rosters = case.compared_rosters
    if not rosters:
        reason = sentence("no roster besides the register was given")
        yield NotRun(rule=rule, reason=reason)
    for roster in rosters:
        register = case.register
        if roster.coverage not in covers:
            yield NotApplicable(rule=rule, reason=_claims_less(roster))
        elif (
            register is None
            or roster.register is None
            or register.id != roster.register
        ):
            yield NotRun(rule=rule, reason=_without_register(roster))
        else:
            day = roster.dated or register.dated
            yield roster, _Register(roster=register, day=day)


def _claims_less(roster: Roster) -> Sentence:
    if roster.coverage is Coverage.PARTIAL:
        return sentence(
            "{roster}: it claims to hold some bodies only", roster=about_roster(roster)
        )
    return sentence(
        "{roster}: it does not name everybody, a row stands for all others",
        roster=about_roster(roster),
    )


def _without_register(roster: Roster) -> Sentence:
    if roster.register is None:
        return sentence(
            "{roster}: it names no register to compare with",
            roster=about_roster(roster),
        )
    return sentence(
        "{roster}: its register {register} was not given",
        roster=about_roster(roster),
        register=roster.register,
    )


def nobody_is_missing(case: Case) -> Iterator[Outcome]:
    """
    COMPL-001: a roster that claims to be whole holds everybody on its register.

    Why: whoever is missing receives nothing, and what would have been theirs
    goes to the others. In England a schools formula of 2023 came out 370 million
    pounds wrong, because two new councils fell out on a mismatch of codes.

    Example: two municipalities were merged, and the roster has neither the old
    ids nor the new one. Where the register says who came after whom, those that are
    on the roster in the place of somebody missing are named.

    How to resolve: add them, or declare the coverage of the roster as partial.
    """
    rule = "COMPL-001"
    for pair in _registered(rule, case, frozenset({Coverage.WHOLE})):
        if not isinstance(pair, tuple):
            yield pair
            continue
        roster, register = pair
        expected = [i for i in range(len(register.roster)) if register.holds(i)]
        missing = [
            i for i in expected if register.roster.ids[i] not in roster.positions
        ]
        if missing:
            yield _missing(rule, roster, register, missing)
        else:
            message = sentence(
                "{roster}: all {count} of the register are on it",
                roster=about_roster(roster),
                count=len(expected),
            )
            yield _passed(rule, len(expected), message)


def _passed(rule: str, count: int, message: Sentence) -> Outcome:
    if count:
        return Passed(rule=rule, count=count, message=message)
    return NotApplicable(rule=rule, reason=sentence("there are no rows to compare"))


def _missing(
    rule: str, roster: Roster, register: _Register, missing: list[int]
) -> Finding:
    bodies = [register.roster.recipient_at(i) for i in missing]
    before = tuple(_came_after(roster, register, missing))
    old: tuple[Evidence, ...] = ((sentence("came after"), before),) if before else ()
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_roster(roster),
        message=sentence(
            "missing from the roster, which claims to be whole: {count} of the "
            "register",
            count=len(missing),
        ),
        evidence=(
            (sentence("missing"), tuple(map(str, bodies))),
            (sentence("kinds"), tuple(sorted({body.kind for body in bodies}))),
            (sentence("rows of the roster"), len(roster)),
            (sentence("register"), register.roster.id),
            *old,
        ),
        source=roster.source,
        suggestion=sentence("add them, or declare the coverage of the roster partial"),
    )


def _came_after(
    roster: Roster, register: _Register, missing: list[int]
) -> Iterator[Sentence]:
    """Name those on the roster that somebody missing came after."""
    lacks = {register.roster.ids[i] for i in missing}
    listed = zip(register.roster.ids, register.roster.successors, strict=False)
    for old, successors in listed:
        if old in roster.positions and not lacks.isdisjoint(successors):
            yield sentence(
                "{body} is on the roster, and became {successors}",
                body=str(roster.recipient(old)),
                successors=successors,
            )


def nobody_is_unknown(case: Case) -> Iterator[Outcome]:
    """
    COMPL-002: whoever a roster names is on its register on that day.

    Why: an id that is not on the register is misspelt, out of date or invented,
    and money for it reaches nobody or the wrong body. Rows that stand for all
    others are not compared. A roster that holds some bodies only may hold others
    than the register, so nothing is said about it.

    Example: the id 8111000 lost its leading zero in a spreadsheet.

    How to resolve: correct the ids; where a body was replaced, take its successor.
    """
    rule = "COMPL-002"
    covers = frozenset({Coverage.WHOLE, Coverage.REMAINDER})
    for pair in _registered(rule, case, covers):
        if not isinstance(pair, tuple):
            yield pair
            continue
        roster, register = pair
        named = [i for i in range(len(roster)) if not roster.remainder[i]]
        known = register.roster.positions
        unknown = [
            i
            for i in named
            if roster.ids[i] not in known or not register.holds(known[roster.ids[i]])
        ]
        if unknown:
            yield _unknown(rule, roster, register, unknown)
        else:
            message = sentence(
                "{roster}: rows by name that are on the register: {count}",
                roster=about_roster(roster),
                count=len(named),
            )
            yield _passed(rule, len(named), message)


def _unknown(
    rule: str, roster: Roster, register: _Register, unknown: list[int]
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_roster(roster),
        message=sentence(
            "rows that are not on the register: {count}", count=len(unknown)
        ),
        evidence=(
            (
                sentence("not on the register"),
                tuple(_why_unknown(roster, register, unknown)),
            ),
            (sentence("register"), register.roster.id),
        ),
        source=roster.source,
        suggestion=sentence(
            "correct the ids; where a body was replaced, take its successor"
        ),
    )


def _why_unknown(
    roster: Roster, register: _Register, unknown: list[int]
) -> Iterator[Sentence | str]:
    """Name each row, with its successors or the id that the register has for it."""
    listed = register.roster
    by_name = dict(zip(listed.names, listed.ids, strict=True))
    for position in unknown:
        recipient = roster.recipient_at(position)
        body = str(recipient)
        if recipient.id in listed.positions:
            successors = listed.recipient(recipient.id).successors
            yield sentence(
                "{body}: does not exist on {day}; successors: {successors}",
                body=body,
                day=register.day,
                successors=successors or sentence("none"),
            )
        elif recipient.name in by_name:
            yield sentence(
                "{body}: the register has this name as {id}",
                body=body,
                id=by_name[recipient.name],
            )
        else:
            yield body
