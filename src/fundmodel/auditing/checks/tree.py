"""
Sums over the tree of a program: each budget against the parts below it.

What counts is the program after all amendments. The sums are added up here once
more, from the parts as they stand, without the methods of the program that refuse
overdrawn budgets when it is built.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from fundmodel.auditing.subjects import about_part, about_program, about_year
from fundmodel.money import Money
from fundmodel.parts import Part, YearBudget
from fundmodel.programs import Program
from fundmodel.sentences import Sentence, sentence

__all__ = ["budgets_are_spoken_for", "parts_stay_within_budgets"]


@attrs.frozen(kw_only=True)
class _Sum:
    """
    A budget and what the parts below it have in the same year.

    Attributes:
        subject: Whose budget, and of which year.

        budget: The budget.

        below: Budgets below it, each the topmost on its branch.

        open_inside: Parts below it without a budget on their branch, which draw
            on what the others leave.
    """

    subject: Sentence
    budget: YearBudget
    below: tuple[tuple[Part, Money], ...]
    open_inside: tuple[Part, ...]

    @property
    def spoken_for(self) -> Money:
        """All budgets below together."""
        zero = Money.zero(self.budget.amount.currency)
        return sum((amount for _, amount in self.below), start=zero)

    @property
    def left(self) -> Money:
        """What they leave; negative where they exceed it."""
        return self.budget.amount - self.spoken_for

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The budget and every budget below."""
        listed = tuple(
            sentence("{part}: {amount}", part=part.name, amount=amount)
            for part, amount in self.below
        )
        return (
            (sentence("budget"), self.budget.amount),
            (sentence("parts below"), listed),
            (sentence("sum of the parts below"), self.spoken_for),
        )


def _sums(program: Program) -> Iterator[_Sum]:
    below: dict[str | None, list[Part]] = {}
    for part in program.parts:
        below.setdefault(part.parent, []).append(part)
    owners: list[tuple[str | None, Sentence, tuple[YearBudget, ...]]] = [
        (None, about_program(program), program.budgets)
    ]
    owners += [(p.id, about_part(p), p.budgets) for p in program.parts]
    for owner, subject, budgets in owners:
        for budget in budgets if owner in below else ():
            found = list(_topmost(below, owner, budget.year))
            yield _Sum(
                subject=about_year(subject, budget.year),
                budget=budget,
                below=tuple((part, own) for part, own in found if own is not None),
                open_inside=tuple(part for part, own in found if own is None),
            )


def _topmost(
    below: dict[str | None, list[Part]], owner: str | None, year: str
) -> Iterator[tuple[Part, Money | None]]:
    """Go down each branch to the first budget, or to its end without one."""
    for part in below.get(owner, ()):
        own = [budget.amount for budget in part.budgets if budget.year == year]
        if own:
            yield part, own[0]
        elif part.open_ended or part.id not in below:
            yield part, None
        else:
            yield from _topmost(below, part.id, year)


def _lacking(rule: str, case: Case) -> NotRun | NotApplicable | None:
    program = case.latest
    if program is None:
        return NotRun(rule=rule, reason=sentence("no program was given"))
    if not any(True for _ in _sums(program)):
        return NotApplicable(rule=rule, reason=sentence("no budget has parts below it"))
    return None


def parts_stay_within_budgets(case: Case) -> Iterator[Outcome]:
    """
    TREE-001: the parts below a budget do not exceed it, in any year.

    Why: money that is promised twice is missing for somebody in the end.

    Example: a strand has 1,000,000.00 EUR in 2025, its two measures 700,000.00
    and 300,000.01 EUR.

    How to resolve: correct one of the budgets; where a measure is also paid from
    elsewhere, move that share out of the strand.
    """
    rule = "TREE-001"
    lacking, program = _lacking(rule, case), case.latest
    if lacking is not None or program is None:
        yield from () if lacking is None else (lacking,)
        return
    sums = tuple(_sums(program))
    over = [total for total in sums if total.left.is_negative]
    for total in over:
        yield Finding(
            rule=rule,
            severity=Severity.ERROR,
            subject=total.subject,
            message=sentence(
                "the parts below exceed the budget by {excess}", excess=-total.left
            ),
            evidence=total.evidence,
            source=total.budget.source,
            suggestion=sentence("correct the budget, or one of those below it"),
            at_stake=-total.left,
        )
    if len(sums) > len(over):
        count = len(sums) - len(over)
        yield Passed(
            rule=rule,
            count=count,
            message=sentence(
                "budgets that hold the parts below them: {count}", count=count
            ),
        )


def budgets_are_spoken_for(case: Case) -> Iterator[Outcome]:
    """
    TREE-002: what the parts below leave of a budget is named.

    Why: a remainder may be a reserve, or a part that was forgotten. Where parts
    below have no budget of their own, the remainder is theirs and the split is
    lawfully open, so nothing is reported.

    Example: of 10,000,000.00 EUR in 2025 the two strands have 9,500,000.00.

    How to resolve: nothing has to be done; a part for the reserve makes it plain.
    """
    rule = "TREE-002"
    lacking, program = _lacking(rule, case), case.latest
    if lacking is not None or program is None:
        yield from () if lacking is None else (lacking,)
        return
    sums = tuple(_sums(program))
    left = [s for s in sums if s.left.minor > 0 and not s.open_inside]
    for total in left:
        yield Finding(
            rule=rule,
            severity=Severity.INFO,
            subject=total.subject,
            message=sentence(
                "{left} are not spoken for by the parts below", left=total.left
            ),
            evidence=total.evidence,
            source=total.budget.source,
            suggestion=sentence("if it is a reserve, add a part for it"),
            at_stake=total.left,
        )
    if len(sums) > len(left):
        yield _spoken_for(rule, sums, len(sums) - len(left))


def _spoken_for(rule: str, sums: tuple[_Sum, ...], count: int) -> Passed:
    lawfully_open = sum(1 for total in sums if total.open_inside)
    return Passed(
        rule=rule,
        count=count,
        message=sentence(
            "budgets spoken for by the parts below, or open for parts without a "
            "budget of their own: {count}",
            count=count,
        ),
        evidence=((sentence("lawfully open"), lawfully_open),),
    )
