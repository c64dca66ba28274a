"""Why a recipient gets what it gets: the steps of a rule, as data and as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

import attrs

from fundmodel.indicators import Indicator
from fundmodel.sentences import Language, Sentence, sentence, show
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.units import Amount

__all__ = [
    "Descending",
    "ExplainedBranch",
    "ExplainedStep",
    "Explanation",
    "follow",
    "with_before",
]


@attrs.frozen(kw_only=True)
class ExplainedStep:
    """
    What one provision did for one claimant.

    Attributes:
        said: The sentence.

        change: By how much the claim rose or fell.

        amount: The claim after the step.

        source: The provision of the law, directive or assumption; else that of the
            rule in which it stands.

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
    """
    Number the steps.

    "2.1.3" is the third of the first sub-rule of the second; where there is only one
    sub-rule and it has no title, the third is "2.3".
    """
    for number, step in enumerate(steps, start=first):
        place = f"{above}{number}"
        yield from _told(place, step.said, step.source, language)
        for rule, branch in enumerate(step.nested, start=1):
            if branch.title is not None:
                indent = "  " * (2 + place.count("."))
                yield f"{indent}{place}.{rule}. {branch.title.render(language)}"
            is_only = branch.title is None and len(step.nested) == 1
            inside = f"{place}." if is_only else f"{place}.{rule}."
            yield from _numbered(branch.steps, language, above=inside)


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


@runtime_checkable
class Descending(Protocol):
    """A provision by which somebody has a part of what somebody above had."""

    def giver(self, step: Step, who: int, scenario: int) -> int | None:
        """
        Give the position of who is above, where a claim begins there.

        `None` where the claimant had something of its own before, or nobody above
        passes anything on to it.
        """
        ...


def follow(
    steps: tuple[Step, ...], who: int, scenario: int = 0, *, source: Basis = None
) -> tuple[ExplainedStep, ...]:
    """
    Follow a claimant of the last state back through the steps.

    Who has a part of what a body above had is followed there: the steps of the body
    come first.

    Args:
        steps: The steps of a rule.

        who: Position of the claimant in the last state.

        scenario: Which scenario.

        source: What is named where neither a provision nor its rule has a source.

    Returns:
        One explained step for each step; their changes add up.
    """
    trail = _Trail(positions=(who,))
    told: list[ExplainedStep] = []
    for step in reversed(steps):
        back = trail.before(step, scenario)
        told.append(_explained(step, back, trail, scenario, source))
        trail = back
    return tuple(reversed(told))


@attrs.frozen(kw_only=True)
class _Trail:
    """
    Where a claim was before some steps.

    Attributes:
        positions: Whose claims it came from.

        is_above: Whether these are bodies above whoever it is about.
    """

    positions: tuple[int, ...]
    is_above: bool = False

    def before(self, step: Step, scenario: int) -> _Trail:
        """Give whose claims it came from before one step."""
        axis, provision = step.after.axis, step.provision
        if axis is not step.before.axis and axis.link is not None:
            origins = axis.link.origins(self.positions)
            return attrs.evolve(self, positions=origins)
        if not isinstance(provision, Descending):
            return self
        givers = [provision.giver(step, who, scenario) for who in self.positions]
        pairs = zip(givers, self.positions, strict=True)
        found = [who if giver is None else giver for giver, who in pairs]
        return _Trail(
            # Several may have their part from one body.
            positions=tuple(dict.fromkeys(found)),
            is_above=self.is_above or any(giver is not None for giver in givers),
        )

    def amount(self, state: State, scenario: int) -> Amount:
        """Add up the claims."""
        claims = (state.amounts.fraction(scenario, i) for i in self.positions)
        return state.measured(sum(claims, start=0))


def _explained(
    step: Step, before: _Trail, after: _Trail, scenario: int, source: Basis
) -> ExplainedStep:
    had = before.amount(step.before, scenario)
    has = after.amount(step.after, scenario)
    basis = source if step.source is None else step.source
    return ExplainedStep(
        said=_said(step, after, scenario, (had, has)),
        change=step.after.measured(has.count - had.count),
        amount=has,
        source=basis,
        nested=tuple(_branches(step, after.positions, scenario, basis)),
        reveals=_reveals(step, after.positions, scenario),
    )


def _said(
    step: Step, trail: _Trail, scenario: int, amounts: tuple[Amount, Amount]
) -> Sentence:
    said = [step.provision.explain(step, who, scenario) for who in trail.positions]
    if trail.is_above:
        labels = map(step.after.roster.label, trail.positions)
        said = [_of(label, one) for label, one in zip(labels, said, strict=True)]
    joined, (had, has) = _joined(said), amounts
    if had.count and has.count > had.count and Trait.AMOUNTS in step.provision.gives:
        return with_before(joined, had, has)
    return joined


def with_before(said: Sentence, had: Amount, has: Amount) -> Sentence:
    """Add what was claimed before to what a provision gives."""
    return sentence(
        "{said}; with {before} from before = {amount}",
        said=said,
        before=had,
        amount=has,
    )


def _of(name: object, said: Sentence) -> Sentence:
    """Say whom a sentence is about, unless it does so itself."""
    if any(value == name for _, value in said.values):
        return said
    return sentence("{name}: {said}", name=name, said=said)


def _branches(
    step: Step, positions: tuple[int, ...], scenario: int, source: Basis
) -> Iterator[ExplainedBranch]:
    for branch in step.after.nested:
        for who in positions:
            place = branch.place(who, scenario)
            if place is not None:
                told = follow(branch.steps, *place, source=source)
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


def _joined(said: list[Sentence]) -> Sentence:
    joined = said[0]
    for further in said[1:]:
        joined = sentence("{first}; {second}", first=joined, second=further)
    return joined
