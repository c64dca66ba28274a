"""
Ids: the same body twice, an id spelled otherwise than on its register, a wrong row.

Ids are text. What a spreadsheet does to them is undone here for comparison only:
blanks, case and leading zeros are disregarded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from fundmodel.auditing.case import Case
from fundmodel.auditing.checks.movements import moved, told_of
from fundmodel.auditing.findings import (
    Finding,
    NotRun,
    Outcome,
    Passed,
    Severity,
)
from fundmodel.auditing.subjects import about_roster
from fundmodel.recipients import Roster
from fundmodel.sentences import Sentence, sentence

__all__ = [
    "ids_are_spelled_as_registered",
    "names_belong_to_their_ids",
    "nobody_stands_twice",
]


def _plain(id_: str) -> str:
    """Give an id without blanks, case and leading zeros."""
    return "".join(id_.split()).casefold().lstrip("0")


def nobody_stands_twice(case: Case) -> Iterator[Outcome]:
    """
    IDS-001: no two rows of a roster are of the same body.

    Why: whoever stands twice is paid twice. A roster refuses the same id twice, but
    not one that is spelled in two ways. Two ids that differ in blanks, case or
    leading zeros only are an error where the names agree, or where the register knows
    only one of them; else they are reported for information.

    Example: "08111000 Stuttgart" and "8111000 Stuttgart".

    How to resolve: remove one of the rows, or correct its id.
    """
    rule = "IDS-001"
    rosters = case.all_rosters
    if not any(map(len, rosters)):
        reason = sentence("no roster with rows was given")
        yield NotRun(rule=rule, reason=reason)
        return
    in_order = 0
    for roster in rosters:
        plain = list(map(_plain, roster.ids))
        groups = _repeated(plain) if len(set(plain)) < len(plain) else ()
        for rows in groups:
            yield _twice(rule, case.register, roster, rows)
        in_order += len(roster) - sum(map(len, groups))
    if in_order:
        message = sentence("rows with an id of their own: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)


def _repeated(plain: list[str]) -> tuple[list[int], ...]:
    rows: dict[str, list[int]] = {}
    for row, id_ in enumerate(plain):
        rows.setdefault(id_, []).append(row)
    return tuple(several for several in rows.values() if len(several) > 1)


def _twice(
    rule: str, register: Roster | None, roster: Roster, rows: list[int]
) -> Finding:
    names = {roster.names[row].strip().casefold() for row in rows}
    known = [roster.ids[row] in register.positions for row in rows] if register else []
    one_body = len(names) < len(rows) or (any(known) and not all(known))
    return Finding(
        rule=rule,
        severity=Severity.ERROR if one_body else Severity.INFO,
        subject=about_roster(roster),
        message=sentence(
            "ids that differ in blanks, case or leading zeros only: {count}",
            count=len(rows),
        ),
        evidence=(
            (sentence("rows"), tuple(str(roster.recipient_at(row)) for row in rows)),
        ),
        source=roster.source,
        suggestion=sentence("remove one of the rows, or correct its id"),
    )


def ids_are_spelled_as_registered(case: Case) -> Iterator[Outcome]:
    """
    IDS-002: ids are spelled as on the register, with their leading zeros.

    Why: an id that lost a zero matches nothing any more, and the body drops out of
    every join without a word. Where no register was given, an id of digits is at
    fault if it is one digit shorter than most ids of its kind, and those that are
    longer begin with a zero.

    Example: 8111000 where the register has 08111000.

    How to resolve: take the spelling of the register; read ids as text.
    """
    rule = "IDS-002"
    rosters = [roster for roster in case.compared_rosters if len(roster)]
    if not rosters:
        reason = sentence("no roster besides the register was given")
        yield NotRun(rule=rule, reason=reason)
        return
    in_order = 0
    for roster in rosters:
        register = case.register
        if register is not None and register.id == roster.register:
            at_fault = dict(_otherwise(roster, register))
        else:
            at_fault = dict(_shortened(roster))
        if at_fault:
            yield _spelled(rule, roster, at_fault)
        in_order += len(roster) - len(at_fault)
    if in_order:
        message = sentence("ids that are not misspelled: {count}", count=in_order)
        yield Passed(rule=rule, count=in_order, message=message)


def _otherwise(roster: Roster, register: Roster) -> Iterator[tuple[str, str]]:
    """Give ids that the register spells in another way, and how."""
    unknown = set(roster.ids) - register.positions.keys()
    if unknown:
        by_plain = dict(zip(map(_plain, register.ids), register.ids, strict=True))
        for id_ in roster.ids:
            if id_ in unknown and _plain(id_) in by_plain:
                yield id_, by_plain[_plain(id_)]


def _shortened(roster: Roster) -> Iterator[tuple[str, str]]:
    """Give ids that are one digit shorter than those of their kind, with a zero."""
    lengths = Counter(
        (kind, len(id_))
        for kind, id_ in zip(roster.kinds, roster.ids, strict=True)
        if id_.isdecimal()
    )
    common: dict[str, tuple[int, int]] = {}
    for (kind, length), count in lengths.items():
        common[kind] = max(common.get(kind, (0, 0)), (count, length))
    starting = {
        (kind, len(id_))
        for kind, id_ in zip(roster.kinds, roster.ids, strict=True)
        if id_.startswith("0")
    }
    for kind, id_ in zip(roster.kinds, roster.ids, strict=True):
        if id_.isdecimal() and not id_.startswith("0"):
            length = common[kind][1]
            if len(id_) == length - 1 and (kind, length) in starting:
                yield id_, f"0{id_}"


def _spelled(rule: str, roster: Roster, at_fault: Mapping[str, str]) -> Finding:
    told = (
        sentence("{id} instead of {registered}", id=id_, registered=registered)
        for id_, registered in at_fault.items()
    )
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_roster(roster),
        message=sentence(
            "ids that are misspelled, or lost a leading zero: {count}",
            count=len(at_fault),
        ),
        evidence=((sentence("misspelled"), tuple(told)),),
        source=roster.source,
        suggestion=sentence("take the spelling of the register; read ids as text"),
    )


def names_belong_to_their_ids(case: Case) -> Iterator[Outcome]:
    """
    IDS-003: the name of a row is not that of another body on the register.

    Why: where ids were swapped or a column slipped by a row, money goes to somebody
    else. A name that is only spelled otherwise is lawful, and so is one that several
    bodies have; what counts is a name that belongs to one other body.

    Example: 08111000 is called Böblingen, and 08115003 is called Stuttgart.

    How to resolve: join ids and names anew from where they come from.
    """
    rule = "IDS-003"
    rosters = case.compared_rosters
    if case.register is None or not rosters:
        reason = sentence("no register was given, or no roster besides it")
        yield NotRun(rule=rule, reason=reason)
        return
    in_order = 0
    for roster in rosters:
        if roster.register != case.register.id:
            yield NotRun(
                rule=rule,
                reason=sentence(
                    "{roster}: the register is of other bodies",
                    roster=about_roster(roster),
                ),
            )
            continue
        rows = _on_both(roster, case.register)
        wrong = tuple(_of_others(roster, case.register, rows))
        if wrong:
            yield _misnamed(rule, roster, case.register, rows, wrong)
        in_order += len(rows) - len(wrong)
    if in_order:
        message = sentence(
            "rows whose name is not that of another body: {count}", count=in_order
        )
        yield Passed(rule=rule, count=in_order, message=message)


def _on_both(roster: Roster, register: Roster) -> list[int]:
    known = register.positions
    return [row for row, id_ in enumerate(roster.ids) if id_ in known]


def _of_others(
    roster: Roster, register: Roster, rows: Iterable[int]
) -> Iterator[tuple[int, str]]:
    """Give rows with the name of another body, and the id of that body."""
    position = register.positions
    differs = [
        row
        for row in rows
        if roster.names[row] != register.names[position[roster.ids[row]]]
    ]
    if not differs:
        return
    names = [name.strip().casefold() for name in register.names]
    count = Counter(names)
    owner = dict(zip(names, register.ids, strict=True))
    for row in differs:
        name = roster.names[row].strip().casefold()
        if count[name] == 1 and owner[name] != roster.ids[row]:
            yield row, owner[name]


def _misnamed(
    rule: str,
    roster: Roster,
    register: Roster,
    rows: list[int],
    wrong: tuple[tuple[int, str], ...],
) -> Finding:
    told = tuple(
        sentence(
            "{id} is called {name}, which is {other}",
            id=roster.ids[row],
            name=roster.names[row],
            other=other,
        )
        for row, other in wrong
    )
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        subject=about_roster(roster),
        message=sentence(
            "rows with the name of another body: {count}", count=len(wrong)
        ),
        evidence=(
            (sentence("names of others"), told),
            (sentence("how"), tuple(_how(roster, rows, dict(wrong)))),
            (sentence("register"), register.id),
        ),
        source=roster.source,
        suggestion=sentence("join ids and names anew from where they come from"),
    )


def _how(
    roster: Roster, rows: list[int], wrong: Mapping[int, str]
) -> Iterator[Sentence]:
    """Say which rows were swapped or shifted, or that it is unknown."""
    numbers = {roster.ids[row]: place for place, row in enumerate(rows)}
    expected = np.arange(len(rows), dtype=np.int64)
    found = expected.copy()
    for row, other in wrong.items():
        found[numbers[roster.ids[row]]] = numbers.get(other, -1)
    movements = moved(found, expected)
    for one in movements:
        yield told_of(one, tuple(roster.ids[rows[place]] for place in one.rows))
    if not movements:
        yield sentence("neither swapped in pairs nor shifted in a block")
