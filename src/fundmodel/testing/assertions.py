"""Assertions that have to hold for every result."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocationExplanation
from fundmodel.rules import Distribution, ExplainedBranch, ExplainedStep, Explanation
from fundmodel.sentences import Count, Sentence
from fundmodel.units import Amount

__all__ = ["assert_adds_up", "assert_conserved", "assert_figures_are_right"]


def assert_conserved(result: Allocation | Distribution) -> None:
    """
    Make sure that no cent of any pot was lost or made.

    What was there to divide is what was allotted, what went elsewhere (set aside,
    residual, lapsed) and what was left over, exactly. A pot of a program is its
    budget times the share that was allocated.

    Raises:
        AssertionError: Something was lost or made.
    """
    if isinstance(result, Distribution):
        _assert_pot(result)
        return
    for allocated in result.parts:
        _assert_pot(allocated.distribution)
        budget = allocated.part.budget(result.year.label)
        if budget is not None and not allocated.part.open_ended:
            pot = budget.amount.minor * result.share
            there = allocated.distribution.total.count
            _hold(pot == there, f"{allocated.part.id}: {pot} budgeted, {there} divided")


def _hold(condition: bool, said: str) -> None:  # noqa: FBT001  like `assert`
    # Not the statement, which is left out where Python runs optimised.
    if not condition:
        raise AssertionError(said)


def _assert_pot(distribution: Distribution) -> None:
    positions = range(len(distribution.roster))
    allotted = sum((distribution.exact(i) for i in positions), start=Fraction(0))
    elsewhere = sum(
        (portion.amount.fraction(0) for portion in distribution.elsewhere),
        start=Fraction(0),
    )
    found = allotted + elsewhere + distribution.left_over.count
    total = distribution.total.count
    _hold(total == found, f"{total} to divide, {found} found")
    _hold(allotted == distribution.allotted.count, "the sum of amounts is wrong")


def assert_adds_up(explanation: Explanation | AllocationExplanation) -> None:
    """
    Make sure that every step begins where the one before ended.

    The changes of all steps then give the amount; the same holds for the steps
    of sub-rules.

    Raises:
        AssertionError: A step does not follow from the one before.
    """
    for part in _each(explanation):
        end = _end(part.steps, start=Fraction(0))
        _hold(part.amount.count == end, f"{part.title}: steps end with {end}")
        _hold(part.adds_up, f"{part.title}: the changes do not add up")


def _each(explanation: Explanation | AllocationExplanation) -> Iterator[Explanation]:
    if isinstance(explanation, Explanation):
        yield explanation
    else:
        yield from explanation.parts


def _end(steps: tuple[ExplainedStep, ...], *, start: Fraction) -> Fraction:
    for step in steps:
        for branch in step.nested:
            _end(branch.steps, start=_start(branch))
        start += step.change.count
        _hold(step.amount.count == start, f"{step.said}: {start} after the change")
    return start


def _start(branch: ExplainedBranch) -> Fraction:
    """Give the claim with which a sub-rule began; it need not begin with nothing."""
    first = branch.steps[0]
    return first.amount.count - first.change.count


def assert_figures_are_right(explanation: Explanation | AllocationExplanation) -> None:
    """
    Make sure that the figures in the sentences give the amounts they state.

    Where a sentence says pot x value / total = amount, the four figures are
    multiplied and divided; so are rate x value and pot / number, and what was
    rounded is less than a unit away. Where it says what was claimed before, that is
    added. Other sentences are passed over.

    Raises:
        AssertionError: A reader who computes after us gets something else.
    """
    for part in _each(explanation):
        _check_figures(part.steps, before=Fraction(0))


def _check_figures(steps: tuple[ExplainedStep, ...], *, before: Fraction) -> None:
    for step in steps:
        for branch in step.nested:
            _check_figures(branch.steps, before=_start(branch))
        figures = _figures(step.said)
        expected = _computed(figures)
        if expected is not None:
            said = figures["amount"]
            _hold(expected == said, f"{step.said}: gives {expected}")
            _hold(step.change.count == said, f"{step.said}: it was {step.change}")
        if {"before", "after"} <= figures.keys():
            _hold(before == figures["before"], f"{step.said}: it was {before}")
            _check_rounded(step, figures)
        for had, amount in _sums(step.said):
            _hold(before == had, f"{step.said}: it was {before}")
            _hold(step.amount.count == amount, f"{step.said}: it is {step.amount}")
        before = step.amount.count


def _check_rounded(step: ExplainedStep, figures: dict[str, Fraction]) -> None:
    # A sentence about whole seats does not name the unit again.
    after, unit = figures["after"], figures.get("unit", Fraction(1))
    away = abs(after - figures["before"])
    _hold(step.amount.count == after, f"{step.said}: it is {step.amount}")
    _hold(after % unit == 0, f"{step.said}: this is not rounded")
    _hold(away < unit, f"{step.said}: this is rounded by {away}")


def _computed(figures: dict[str, Fraction]) -> Fraction | None:
    """Compute after the sentence; `None` where there is nothing to compute."""
    if {"pot", "value", "total"} <= figures.keys():
        return figures["pot"] * figures["value"] / figures["total"]
    if {"pot", "number"} <= figures.keys():
        return figures["pot"] / figures["number"]
    if {"rate", "value"} <= figures.keys():
        return figures["rate"] * figures["value"]
    return None


def _sums(said: Sentence) -> Iterator[tuple[Fraction, Fraction]]:
    """Find what was there before, and the sum, where a sentence adds to a claim."""
    match dict(said.values):
        case {"said": _, "before": Amount(count=had), "amount": Amount(count=amount)}:
            yield had, amount
        case {"said": Sentence() as inner}:
            yield from _sums(inner)
        case _:
            pass


def _figures(said: Sentence) -> dict[str, Fraction]:
    """Take the figures out of a sentence, and out of the sentence in it."""
    figures: dict[str, Fraction] = {}
    for place, value in said.values:
        match value:
            case Amount(count=count):
                figures[place] = count
            case Count(value=number) | (int() as number):
                figures[place] = Fraction(number)
            case Sentence() if place == "said":
                figures |= _figures(value)
            case _:
                pass
    return figures
