"""Successions that rosters state: by their successors and periods, or two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from fundmodel.crosswalks.successions import Succession, SuccessionKind
from fundmodel.errors import CrosswalkError
from fundmodel.periods import Period
from fundmodel.recipients import Roster
from fundmodel.sources import Basis

__all__ = ["among", "successions_of"]

Step = tuple[date, str, tuple[str, ...]]
"""The day, the old body, and the new ones."""


def successions_of(
    roster: Roster, by: str | None, source: Basis
) -> tuple[Succession, ...]:
    """Read the successions of one roster; see `Crosswalk.from_roster`."""
    validity = roster.validity or (None,) * len(roster)
    steps: list[Step] = []
    for id_, period, successors in zip(
        roster.ids, validity, roster.successors, strict=False
    ):
        if successors:
            day = _day_after(period, id_, roster)
            _check_exist(roster, id_, successors, validity, day)
            steps.append((day, id_, successors))
    begun = {
        id_: period.first
        for id_, period in zip(roster.ids, validity, strict=True)
        if period is not None
    }
    is_new = {(day, id_) for id_, day in begun.items()}
    return tuple(_made(steps, roster, by, source, is_new))


def among(
    before: Roster,
    after: Roster,
    given: Mapping[str, tuple[str, ...]],
    *,
    by: str | None,
    source: Basis,
) -> tuple[Succession, ...]:
    """Read the successions between two rosters; see `Crosswalk.between`."""
    day = after.dated
    if day is None:
        raise CrosswalkError(
            "nobody says since when the second roster holds",
            where=f"roster {after.id!r}",
            got="no day",
            expected="the day whose bodies it shows",
            mend="read it with as_of(key_date=...), or give the roster `dated`",
        )
    stated = dict(zip(before.ids, before.successors, strict=False))
    for id_ in given:
        before.position(id_)
    steps = [
        (day, id_, successors)
        for id_ in before.ids
        if id_ in given or id_ not in after.positions
        if (successors := given.get(id_) or stated.get(id_, ()))
    ]
    is_new = {
        (day, new)
        for _, _, successors in steps
        for new in successors
        if new not in before.positions
    }
    return tuple(_made(steps, after, by, source, is_new))


def _made(
    steps: list[Step],
    roster: Roster,
    by: str | None,
    source: Basis,
    is_new: set[tuple[date, str]],
) -> Iterator[Succession]:
    """Put together who becomes one, and share what is split."""
    merged: dict[tuple[date, str], list[str]] = {}
    for day, old, successors in steps:
        if len(successors) == 1:
            merged.setdefault((day, successors[0]), []).append(old)
        elif by is None:
            raise CrosswalkError(
                "a body is split, and nobody says by which shares",
                where=f"roster {roster.id!r}, recipient {old!r}",
                got=f"{', '.join(successors)}",
                expected="an indicator to share by",
                mend='name one: by="population"; or make the Succession yourself',
            )
        else:
            yield Succession.split_by(
                day, old, successors, roster=roster, by=by, source=source
            )
    for (day, new), olds in merged.items():
        if len(olds) == 1 and (day, new) in is_new:
            kind = SuccessionKind.RECODING
        else:
            kind = SuccessionKind.MERGER
        yield Succession(kind=kind, day=day, old=olds, new=(new,), source=source)


def _day_after(period: Period | None, id_: str, roster: Roster) -> date:
    if period is not None and period.last < date.max:
        return period.last + timedelta(days=1)
    raise CrosswalkError(
        "a body has successors and no last day",
        where=f"roster {roster.id!r}, recipient {id_!r}",
        got=period or "no period",
        expected="the days on which it existed",
        mend="give its period, valid until the day before the succession",
    )


def _check_exist(
    roster: Roster,
    old: str,
    successors: tuple[str, ...],
    validity: tuple[Period | None, ...],
    day: date,
) -> None:
    for id_ in successors:
        period = validity[roster.position(id_)]
        if period is not None and not period.contains(day):
            raise CrosswalkError(
                "a body succeeds on a day on which it does not exist",
                where=f"roster {roster.id!r}, {old!r} into {id_!r}",
                got=f"{day}, and a body of {period}",
                expected="a successor that exists on the day after the last",
                mend="correct the periods, or name the body that came at once",
            )
