"""Differences: what sets two versions of a program apart, in a reader's words."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from fundmodel.changes.rewriting import provisions_of
from fundmodel.parts import Part, YearBudget
from fundmodel.payment_plans import PaymentPlan
from fundmodel.periods import Period
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis

__all__ = ["Difference", "differences"]

TOLD_APART: Final = frozenset({"id", "budgets", "rule", "payment_plan"})
"""Fields of a part that are not told by their names."""

TOLD_OF_PROGRAMS: Final = frozenset({"years", "parts", "budgets", "amendments"})


FIELDS: Final[Mapping[str, Sentence]] = {
    "accepts": sentence("figures that may stand in"),
    "budget_lines": sentence("budget lines"),
    "co_funders": sentence("co-funders"),
    "currency": sentence("currency"),
    "funder": sentence("funder"),
    "granting_body": sentence("granting body"),
    "id": sentence("id"),
    "key_date": sentence("key date"),
    "known_since": sentence("known since"),
    "legal_bases": sentence("legal bases"),
    "legal_nature": sentence("legal nature"),
    "name": sentence("name"),
    "open_ended": sentence("open-ended"),
    "parent": sentence("the part that it is in"),
    "partners": sentence("partners"),
    "payment_plan": sentence("payment plan"),
    "per": sentence("what is counted by"),
    "per_name": sentence("name of what is counted by"),
    "period": sentence("period"),
    "planned_results": sentence("planned results"),
    "purpose": sentence("purpose"),
    "rate": sentence("rate"),
    "recipients": sentence("recipients"),
    "recipients_name": sentence("name of the recipients"),
    "residual": sentence("remainder"),
    "rounding": sentence("rounding"),
    "source": sentence("source"),
    "target_group": sentence("target group"),
}
"""How the fields of programs and parts are called in a sentence."""


@attrs.frozen(kw_only=True)
class Difference:
    """
    One thing that is otherwise in another version.

    Attributes:
        said: What it was, and what it is.

        part: Id of the part; `None` for the program.

        source: What says so in the later version.
    """

    said: Sentence
    part: str | None = None
    source: Basis = None

    def __str__(self) -> str:
        return str(self.said)


def differences(before: Program, after: Program) -> tuple[Difference, ...]:
    """
    Give what sets a version of a program apart from an earlier one.

    Args:
        before: The earlier version.

        after: The later one.

    Returns:
        The program first, then parts in the order of the later version, then those
        that ended.
    """
    return tuple(_differences(before, after))


def _differences(before: Program, after: Program) -> Iterator[Difference]:
    yield from _of_program(before, after)
    known = {part.id: part for part in before.parts}
    for part in after.parts:
        if part.id in known:
            yield from _of_part(known.pop(part.id), part)
        else:
            yield _new(part)
            for said, source in _of_budgets((), part.budgets):
                yield _told(part, said, source)
    for gone in known.values():
        said = sentence("{name}: the part ends", name=gone.name)
        yield Difference(said=said, part=gone.id)


def _new(part: Part) -> Difference:
    said = sentence("{name}: a new part ({id})", name=part.name, id=part.id)
    return Difference(said=said, part=part.id, source=part.source)


def _of_program(before: Program, after: Program) -> Iterator[Difference]:
    for field in attrs.fields(Program):
        if field.name in TOLD_OF_PROGRAMS:
            continue
        was, now = getattr(before, field.name), getattr(after, field.name)
        if was != now:
            yield Difference(said=_field(field.name, was, now))
    labels = [{year.label for year in one.years} for one in (before, after)]
    for year in after.years:
        if year.label not in labels[0]:
            yield Difference(
                said=sentence("a new budget year: {year}", year=year.label)
            )
    for year in before.years:
        if year.label not in labels[1]:
            said = sentence("no budget year any more: {year}", year=year.label)
            yield Difference(said=said)
    for said, source in _of_budgets(before.budgets, after.budgets):
        yield Difference(said=said, source=source or after.source)


def _field(name: str, was: object, now: object) -> Sentence:
    was, now = _plainly(was), _plainly(now)
    plain = (str, int, Sentence, Period)
    # A part of a user's own kind may have fields of its own.
    field = FIELDS.get(name, name)
    if isinstance(was, plain) and isinstance(now, plain):
        return sentence("{field}: {was} -> {now}", field=field, was=was, now=now)
    return sentence("{field} is otherwise", field=field)


def _plainly(value: object) -> object:
    if isinstance(value, bool):
        return sentence("yes") if value else sentence("no")
    return value


def _told(part: Part, said: Sentence, source: Basis) -> Difference:
    named = sentence("{name}: {said}", name=part.name, said=said)
    return Difference(said=named, part=part.id, source=source or part.source)


def _of_part(before: Part, after: Part) -> Iterator[Difference]:
    told = functools.partial(_told, after)
    if type(before) is not type(after):
        yield told(sentence("it is of another kind"), None)
    own = {f.name for f in attrs.fields(type(before))} - TOLD_APART
    for field in attrs.fields(type(after)):
        if field.name in own:
            was, now = getattr(before, field.name), getattr(after, field.name)
            if was != now:
                yield told(_field(field.name, was, now), None)
    for said, source in _of_budgets(before.budgets, after.budgets):
        yield told(said, source)
    for said, source in _of_rules(before, after):
        yield told(said, source)
    for said, source in _of_plans(before.payment_plan, after.payment_plan):
        yield told(said, source)


def _of_budgets(
    before: tuple[YearBudget, ...], after: tuple[YearBudget, ...]
) -> Iterator[tuple[Sentence, Basis]]:
    had = {budget.year: budget for budget in before}
    for budget in after:
        old = had.pop(budget.year, None)
        told = {"year": budget.year, "amount": budget.amount}
        if old is None:
            said = sentence("budget {year}: {amount}, which is new", **told)
            yield said, budget.source
        elif old.amount != budget.amount:
            said = sentence("budget {year}: {was} -> {amount}", was=old.amount, **told)
            yield said, budget.source
    for old in had.values():
        said = sentence(
            "budget {year}: {amount} before, none any more",
            year=old.year,
            amount=old.amount,
        )
        yield said, None


def _of_plans(
    before: PaymentPlan | None, after: PaymentPlan | None
) -> Iterator[tuple[Sentence, Basis]]:
    if before == after:
        return
    was = None if before is None else before.describe()
    now = None if after is None else after.describe()
    basis = None if after is None else after.source
    if was == now:
        # It is cited otherwise, or a day moves.
        yield _field("payment_plan", before, after), basis
        return
    if was is not None:
        yield sentence("payment plan before, none any more: {plan}", plan=was), None
    if now is not None:
        yield sentence("payment plan that is new: {plan}", plan=now), basis


def _of_rules(before: Part, after: Part) -> Iterator[tuple[Sentence, Basis]]:
    """Tell provisions that came and went, by their numbers."""
    old, new = provisions_of(before), provisions_of(after)
    # By equality: provisions with arrays in them need not have a hash.
    ids = [_known(one, [*old, *new]) for one in (*old, *new)]
    matcher = difflib.SequenceMatcher(
        a=ids[: len(old)], b=ids[len(old) :], autojunk=False
    )
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for number in range(first, last):
            said = sentence(
                "provision {number} before, none any more: {provision}",
                number=number + 1,
                provision=old[number].describe(),
            )
            yield said, None
        for number in range(start, end):
            said = sentence(
                "provision {number} is new: {provision}",
                number=number + 1,
                provision=new[number].describe(),
            )
            yield said, new[number].source


def _known(one: object, among: list[object]) -> int:
    return next(place for place, other in enumerate(among) if other == one)
