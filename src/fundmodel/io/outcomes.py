"""Allocations in JSON: what they were made from, and what came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from fundmodel.allocation import Allocation, allocate
from fundmodel.allotments import AllocatedPart, OpenPart
from fundmodel.errors import Fault
from fundmodel.io import values
from fundmodel.io.config import program_from
from fundmodel.io.faults import FaultsError, shown
from fundmodel.io.plain import plain_program
from fundmodel.io.rosters import facts_form, read_facts, read_roster_form, roster_form
from fundmodel.io.typed import json_ready, ratio_form, read_ratio

__all__ = ["allocation_form", "read_allocation"]

Form = dict[str, object]


def allocation_form(allocation: Allocation) -> Form:
    """Give an allocation with its program, its roster and its facts."""
    requested = allocation.requested
    return {
        "program": json_ready(plain_program(allocation.program)),
        "roster": roster_form(allocation.roster),
        "facts": facts_form(allocation.facts),
        "year": allocation.year.label,
        "share": ratio_form(allocation.share),
        "as_of": json_ready(allocation.as_of),
        "requested": None if requested is None else list(requested),
        "hashes": dict(allocation.hashes),
        "outcome": _outcome(allocation),
    }


def _outcome(allocation: Allocation) -> Form:
    return {
        "parts": [_allocated(part) for part in allocation.parts],
        "open": [_open(part) for part in allocation.open_parts],
    }


def _allocated(allocated: AllocatedPart) -> Form:
    distribution = allocated.distribution
    # Few rules have these; where they are left out, they are zero.
    rare = {
        "lapsed": distribution.lapsed.count,
        "guaranteed": distribution.guaranteed.count,
    }
    return {
        "part": allocated.part.id,
        "stage": allocated.stage.value,
        "total": ratio_form(distribution.total.count),
        "left_over": ratio_form(distribution.left_over.count),
        "residual": ratio_form(distribution.residual.count),
        "set_aside": ratio_form(distribution.set_aside.count),
        **{name: ratio_form(count) for name, count in rare.items() if count},
        "amounts": [
            ratio_form(distribution.exact(position))
            for position in range(len(distribution.roster))
        ],
    }


def _open(still_open: OpenPart) -> Form:
    return {
        "part": still_open.part.id,
        "reason": still_open.reason.value,
        "said": str(still_open.said),
    }


def read_allocation(content: Mapping[str, object]) -> Allocation:
    """
    Allocate again what a document holds, and compare.

    Words may be improved; parts, reasons and amounts must be those stored.

    Raises:
        FaultsError: The document is broken, or something comes out otherwise.
    """
    found = _inputs(content)
    # Whatever the allocation lacks is told by its own error.
    allocation = allocate(
        found["program"],
        found["roster"],
        year=found["year"],
        parts=found["requested"],
        share=found["share"],
        facts=found["facts"],
        as_of=found["as_of"],
    )
    now = {"hashes": dict(allocation.hashes), "outcome": _outcome(allocation)}
    faults = [
        fault
        for name in ("hashes", "outcome")
        for fault in _differences(content[name], now[name], name)
    ]
    if faults:
        raise FaultsError(faults)
    return allocation


def _inputs(
    content: Mapping[str, object],
) -> dict[str, Any]:  # Any: each field has a type of its own, which its reader gives
    needs = (
        "program", "roster", "facts", "year", "share", "as_of", "requested", "hashes",
        "outcome",
    )  # fmt: skip
    return values.fields(
        content,
        needs,
        program=lambda form: program_from(values.a_table(form), file=""),
        roster=read_roster_form,
        facts=read_facts,
        year=values.a_word,
        share=read_ratio,
        as_of=lambda day: None if day is None else values.a_day(day),
        requested=lambda ids: None if ids is None else values.words(ids),
        hashes=values.a_table,
        outcome=values.a_table,
    )


def _differences(stored: object, now: object, path: str) -> Iterator[Fault]:
    """Compare what was stored with what comes out today, place by place."""
    was = stored
    if isinstance(stored, Mapping) and isinstance(now, Mapping):
        # cast: `isinstance` tells nothing about keys and values.
        before, after = cast("Form", stored), cast("Form", now)
        keys: Form = {**before, **after}
        for key in keys:
            if key != "said":
                below = f"{path}.{shown(key)}"
                yield from _differences(before.get(key), after.get(key), below)
    elif isinstance(stored, list) and isinstance(now, list):
        # cast: `isinstance` tells nothing about the items.
        olds, news = cast("list[object]", stored), cast("list[object]", now)
        if len(olds) != len(news):
            yield _other(path, f"{len(olds):,} entries", f"{len(news):,} entries")
            return
        for index, (old, new) in enumerate(zip(olds, news, strict=True)):
            yield from _differences(old, new, f"{path}[{index}]")
    elif stored != now:
        yield _other(path, was, now)


def _other(path: str, stored: object, now: object) -> Fault:
    return Fault(
        where=path,
        what="the stored result is not what the same inputs give today",
        got=shown("nothing" if now is None else now),
        expected=shown("nothing" if stored is None else stored),
        mend="read the changelog; keep the stored result, or store it anew",
    )
