"""Why a recipient gets what it gets: the steps of a rule, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from fundmodel.indicators import Indicator
from fundmodel.sentences import Language, Sentence, sentence, show
from fundmodel.sources import Basis
from fundmodel.steps import State, Step
from fundmodel.units import Amount

__all__ = ["ExplainedBranch", "ExplainedStep", "Explanation", "follow"]


@attrs.frozen(kw_only=True)
class ExplainedStep:
    """
    What one provision did for one claimant.

    Attributes:
        said: The sentence.

        change: By how much the claim rose or fell.

        amount: The claim after the step.

        source: The provision of the law, directive or assumption.

        nested: What the sub-rules did that it ran.

        reveals: Indicators whose count is hidden here because it is small, and can
            be computed from the amounts all the same.
    """

    said: Sentence
    change: Amount
    amount: Amount
    source: Basis = None
    nested: tuple[ExplainedBranch, ...] = ()
    reveals: tuple[Indicator, ...] = ()


@attrs.frozen(kw_only=True)
class ExplainedBranch:
    """
    What a sub-rule did for one claimant.

    Attributes:
        steps: Its steps.

        title: What it was for.
    """

    steps: tuple[ExplainedStep, ...]
    title: Sentence | None = None


@attrs.frozen(kw_only=True)
class Explanation:
    """
    The chain of steps from the pot to one amount.

    The changes of all steps add up to the amount, exactly.

    Attributes:
        title: Whose amount, of what.

        steps: In the order of the rule.

        amount: The amount in the end.

        opening: Where the pot comes from, if that is known.

        opening_source: The source of the pot.

        stands_for_others: Whether this is a row that stands for all others.
    """

    title: Sentence
    steps: tuple[ExplainedStep, ...]
    amount: Amount
    opening: Sentence | None = None
    opening_source: Basis = None
    stands_for_others: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether the changes of all steps give the amount."""
        return sum(step.change.count for step in self.steps) == self.amount.count

    @property
    def reveals(self) -> tuple[Indicator, ...]:
        """
        Indicators whose count is hidden, and follows from the amounts.

        An amount divided by its rate gives the count: whoever publishes the one
        publishes the other.
        """
        return tuple(dict.fromkeys(_revealed(self.steps)))

    def warnings(self) -> Iterator[Sentence]:
        """Say which hidden counts a reader can compute."""
        for indicator in self.reveals:
            yield sentence(
                "{indicator}: the count is not shown because it is small, but these "
                "amounts reveal it; whoever publishes them publishes the count",
                indicator=indicator,
            )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the explanation as numbered lines; the last one is the amount."""
        language = Language(language)
        return "\n".join(self._lines(language))

    def _lines(self, language: Language) -> Iterator[str]:
        yield self.title.render(language)
        first = 1
        if self.opening is not None:
            yield from _told("1", self.opening, self.opening_source, language)
            first = 2
        yield from _numbered(self.steps, language, first=first)
        for warning in self.warnings():
            yield f"  ! {warning.render(language)}"
        yield f"  = {self._result().render(language)}"

    def _result(self) -> Sentence:
        if self.stands_for_others:
            return sentence(
                "{amount} for all others together, before each is rounded",
                amount=self.amount,
            )
        return sentence("{amount}", amount=self.amount)

    def __str__(self) -> str:
        return self.text()


def _revealed(steps: tuple[ExplainedStep, ...]) -> Iterator[Indicator]:
    for step in steps:
        yield from step.reveals
        for branch in step.nested:
            yield from _revealed(branch.steps)


def _numbered(
    steps: tuple[ExplainedStep, ...],
    language: Language,
    *,
    first: int = 1,
    above: str = "",
) -> Iterator[str]:
    """Number the steps; "2.1.3" is the third of the first sub-rule of the second."""
    for number, step in enumerate(steps, start=first):
        place = f"{above}{number}"
        yield from _told(place, step.said, step.source, language)
        for rule, branch in enumerate(step.nested, start=1):
            if branch.title is not None:
                indent = "  " * (2 + place.count("."))
                yield f"{indent}{place}.{rule}. {branch.title.render(language)}"
            yield from _numbered(branch.steps, language, above=f"{place}.{rule}.")


def _told(
    place: str, said: Sentence, source: Basis, language: Language
) -> Iterator[str]:
    indent = "  " * (1 + place.count("."))
    yield f"{indent}{place}. {said.render(language)}"
    yield f"{indent}   {_basis(source, language)}"


def _basis(source: Basis, language: Language) -> str:
    if source is None:
        return sentence("(no source given)").render(language)
    return f"[{show(source, language)}]"


def follow(
    steps: tuple[Step, ...], who: int, scenario: int = 0
) -> tuple[ExplainedStep, ...]:
    """
    Follow a claimant of the last state back through the steps.

    Where an axis changes, the claimant's origins are followed: the members of
    a pool together, or the body of the level above.

    Args:
        steps: The steps of one rule.

        who: Position of the claimant on the last axis.

        scenario: Which scenario.

    Returns:
        One explained step for each step; their changes add up.
    """
    positions: tuple[int, ...] = (who,)
    told: list[ExplainedStep] = []
    for step in reversed(steps):
        before = _origins(step, positions)
        told.append(_explained(step, before, positions, scenario))
        positions = before
    return tuple(reversed(told))


def _origins(step: Step, positions: tuple[int, ...]) -> tuple[int, ...]:
    axis = step.after.axis
    if axis is step.before.axis or axis.link is None:
        return positions
    return axis.link.origins(positions)


def _explained(
    step: Step, before: tuple[int, ...], after: tuple[int, ...], scenario: int
) -> ExplainedStep:
    had = _sum(step.before, before, scenario)
    has = _sum(step.after, after, scenario)
    said = [step.provision.explain(step, who, scenario) for who in after]
    return ExplainedStep(
        said=said[0] if len(said) == 1 else _joined(said),
        change=step.after.measured(has.count - had.count),
        amount=has,
        source=step.provision.source,
        nested=tuple(_branches(step, after, scenario)),
        reveals=_reveals(step, after, scenario),
    )


def _branches(
    step: Step, positions: tuple[int, ...], scenario: int
) -> Iterator[ExplainedBranch]:
    for branch in step.after.nested:
        for who in positions:
            place = branch.place(who, scenario)
            if place is not None:
                told = follow(branch.steps, *place)
                yield ExplainedBranch(steps=told, title=branch.title)


def _reveals(
    step: Step, positions: tuple[int, ...], scenario: int
) -> tuple[Indicator, ...]:
    """Give the indicators that were counted by, if the count here is a hidden one."""
    key = step.after.key
    if key is None or key is step.before.key:
        return ()
    counting = tuple(i for i in positions if key.weight(i, scenario))
    return tuple(
        column.indicator
        for column in key.columns
        if any(column.count(i).is_hidden for i in counting)
    )


def _sum(state: State, positions: tuple[int, ...], scenario: int) -> Amount:
    return state.measured(
        sum((state.amounts.fraction(scenario, i) for i in positions), start=0)
    )


def _joined(said: list[Sentence]) -> Sentence:
    joined = said[0]
    for further in said[1:]:
        joined = sentence("{first}; {second}", first=joined, second=further)
    return joined
