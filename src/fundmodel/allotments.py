"""What recipients are allotted in a part, and which parts stay open."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Self

import attrs
import numpy as np

from fundmodel.errors import AllocationError
from fundmodel.facts import Result
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.open_parts import OpenPart, OpenReason
from fundmodel.parts import Part
from fundmodel.periods import BudgetYear
from fundmodel.publications import PublishedTable
from fundmodel.recipients import Recipient
from fundmodel.rules import Distribution, Explanation
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.units import Amount

__all__ = [
    "AllocatedPart",
    "AllocationExplanation",
    "Allotment",
    "OpenPart",
    "OpenReason",
]


@attrs.frozen(kw_only=True)
class Allotment:
    """
    What one recipient is allotted in one part.

    It is not yet an award: that takes a law or a decision.

    Attributes:
        part: Id of the part.

        year: Label of the budget year.

        recipient: Who.

        amount: How much; `None` for a row that stands for all others, whose
            amounts are rounded one by one.

        exact: The amount in minor units, before rounding for such a row.

        stage: How firm it is.
    """

    part: str
    year: str
    recipient: Recipient
    amount: Money | None
    exact: Fraction
    stage: Stage


@attrs.frozen(kw_only=True, eq=False)
class AllocatedPart:
    """
    A part with the result of its rule.

    Attributes:
        part: The part.

        year: Label of the budget year.

        stage: How firm the amounts are.

        distribution: Amounts, residual and steps.
    """

    part: Part
    year: str
    stage: Stage
    distribution: Distribution

    @classmethod
    def of(
        cls, part: Part, year: BudgetYear, share: Fraction, distribution: Distribution
    ) -> Self:
        """Put the result of a rule with the part and the share of its budget."""
        return cls(
            part=part,
            year=year.label,
            stage=part.legal_nature.stage,
            distribution=_titled(distribution, part, year, share),
        )

    @property
    def outcome(self) -> tuple[object, ...]:
        """What identifies the result: part, stage, amounts, what went elsewhere."""
        done = self.distribution
        others = np.flatnonzero(done.is_remainder).tolist()
        exact = tuple(done.exact(position) for position in others)
        went = tuple((p.kind, p.amount.fraction(0)) for p in done.elsewhere)
        return self.part.id, self.stage, done.amounts, exact, went

    @property
    def result(self) -> Result:
        """What other parts may draw on."""
        done = self.distribution
        last, named = done.steps[-1].after, ~done.is_remainder
        return Result(
            part=self.part.id,
            name=self.part.name,
            ids=tuple(itertools.compress(done.roster.ids, named.tolist())),
            amounts=last.amounts.floor()[:, named],
            unit=done.unit,
            names_everybody=bool(named.all()),
        )

    def table(self) -> PublishedTable:
        """
        Give the amounts as a table, for rules that refer to it or to compare with.

        Rows that stand for all others have no rounded amount and are left out.
        """
        done, named = self.distribution, (~self.distribution.is_remainder).tolist()
        roster, currency = done.roster, done.unit.name
        minor = itertools.compress(done.amounts.tolist(), named)
        return PublishedTable(
            id=f"{self.part.id}-{self.year}",
            ids=tuple(itertools.compress(roster.ids, named)),
            names=tuple(itertools.compress(roster.names, named)),
            amounts=tuple(Money.from_minor(count, currency) for count in minor),
            name=self.part.name,
            part=self.part.id,
            year=self.year,
            stage=self.stage,
            roster=roster.id,
        )

    def __repr__(self) -> str:
        return f"<AllocatedPart {self.part.id!r}, {self.year}: {self.distribution!r}>"

    def __str__(self) -> str:
        return f"{self.part.id}, {self.year}: {self.distribution}"

    def allotment_at(self, position: int) -> Allotment:
        """Build the allotment of one row of the roster."""
        distribution = self.distribution
        exact = distribution.exact(position)
        stands_for_others = bool(distribution.is_remainder[position])
        amount = Amount(count=exact, unit=distribution.unit)
        return Allotment(
            part=self.part.id,
            year=self.year,
            recipient=distribution.roster.recipient_at(position),
            amount=None if stands_for_others else amount.money,
            exact=exact,
            stage=self.stage,
        )

    def allotments(self) -> Iterator[Allotment]:
        """Build all allotments, in the order of the roster."""
        return map(self.allotment_at, range(len(self.distribution.roster)))

    def largest(self, number: int) -> tuple[Allotment, ...]:
        """Give the largest allotments; a row for all others is none of them."""
        return tuple(map(self.allotment_at, self.distribution.largest(number)))


def _titled(
    distribution: Distribution, part: Part, year: BudgetYear, share: Fraction
) -> Distribution:
    """Say what was divided, and where the pot comes from."""
    budget = part.budget(year.label)
    opening: Sentence | None = None
    source = part.source
    if budget is not None:
        opening = sentence(
            "budget {year}: {amount}", year=year.label, amount=budget.amount
        )
        source = budget.source or part.source
    if budget is not None and share != 1:
        opening = sentence(
            "{opening}, of which {percent} % = {pot}",
            opening=opening,
            percent=share * 100,
            pot=distribution.total,
        )
    return attrs.evolve(
        distribution,
        title=sentence(
            "{part}, {stage} {year}",
            part=part.name,
            stage=part.legal_nature.stage,
            year=year.label,
        ),
        opening=opening,
        opening_source=source,
    )


@attrs.frozen(kw_only=True)
class AllocationExplanation:
    """
    The chains of steps that led to what one recipient is allotted.

    Attributes:
        parts: One explanation for each part.

        stages: How firm the amount of each part is.
    """

    parts: tuple[Explanation, ...]
    stages: tuple[Stage, ...]

    @property
    def totals(self) -> Mapping[Stage, Amount]:
        """
        What all parts of one stage come to, for each stage there is.

        What somebody may apply for is never added to what they are entitled to.
        """
        totals: dict[Stage, Amount] = {}
        for stage, part in zip(self.stages, self.parts, strict=True):
            known = totals.get(stage)
            count = part.amount.count + (known.count if known else 0)
            totals[stage] = attrs.evolve(part.amount, count=count)
        return totals

    @property
    def amount(self) -> Amount:
        """
        All parts together, where their amounts are equally firm.

        Raises:
            AllocationError: They are not; see `totals`.
        """
        totals = self.totals
        if len(totals) == 1:
            return next(iter(totals.values()))
        raise AllocationError(
            "amounts of several stages have no sum that means anything",
            where="explanation",
            got=", ".join(stage.render(Language.ENGLISH) for stage in totals),
            expected="parts of one stage",
            mend="take totals, which has one sum for each stage",
        )

    @property
    def adds_up(self) -> bool:
        """Whether the steps of every part give its amount."""
        return all(part.adds_up for part in self.parts)

    def closing(self) -> Iterator[Sentence]:
        """Say what several parts come to, stage by stage."""
        totals = self.totals
        if len(self.parts) > 1 and len(totals) == 1:
            yield sentence("All parts together = {amount}", amount=self.amount)
        elif len(self.parts) > 1:
            for stage, amount in totals.items():
                yield sentence(
                    "Together, {stage} = {amount}", stage=stage, amount=amount
                )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give all chains as text; the last lines are the amounts."""
        language = Language(language)
        texts = [part.text(language) for part in self.parts]
        texts += [total.render(language) for total in self.closing()]
        return "\n".join(texts)

    def __str__(self) -> str:
        return self.text()
