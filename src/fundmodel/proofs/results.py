"""The result of an examination: lines, totals, the grant that is due, objections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from fundmodel.costs import CostPlan
from fundmodel.errors import InvalidDataError
from fundmodel.money import Money
from fundmodel.proofs.lines import Line
from fundmodel.proofs.objections import Objection, ObjectionCode
from fundmodel.proofs.submitted import ProofOfUse
from fundmodel.proofs.terms import ProofTerms
from fundmodel.sentences import Language, Sentence, cited, sentence
from fundmodel.sources import Basis

__all__ = ["Examination"]


@attrs.frozen(kw_only=True)
class Examination:
    """
    What an examination of a proof of use found (Prüfung des Verwendungsnachweises).

    What is recognised and what is not add up to what was spent, line by line; what
    is finally granted and the reduction add up to the award.

    Attributes:
        proof: What was examined.

        earlier: Proofs of the same award that were examined together with it.

        plan: The plan that the grant was made for.

        terms: What the plan binds to.

        awarded: The grant before.

        finally_granted: The grant that is due in the end; never more.

        lines: What was planned and spent, sorted by name.

        steps: How the grant was computed from what is recognised.

        objections: What does not fit.

        unexamined: What was not examined, and why.

        source: The provision by which the grant was computed.
    """

    proof: ProofOfUse
    plan: CostPlan
    terms: ProofTerms
    awarded: Money
    finally_granted: Money
    lines: tuple[Line, ...]
    steps: tuple[Sentence, ...]
    earlier: tuple[ProofOfUse, ...] = ()
    objections: tuple[Objection, ...] = ()
    unexamined: tuple[Sentence, ...] = ()
    source: Basis = None

    @property
    def reduction(self) -> Money:
        """By how much the grant is lower than the award (Kürzung)."""
        return self.awarded - self.finally_granted

    @property
    def planned(self) -> Money:
        """What was planned and counts."""
        return self._sum(line.planned for line in self.lines)

    @property
    def actual(self) -> Money:
        """What was spent, with tax."""
        return self._sum(line.actual for line in self.lines)

    @property
    def recognised(self) -> Money:
        """What counts of it (anerkannte Ausgaben)."""
        return self._sum(line.recognised for line in self.lines)

    @property
    def not_recognised(self) -> Money:
        """What does not count of it."""
        return self._sum(line.not_recognised for line in self.lines)

    def line(self, name: str) -> Line:
        """
        Give one line by its name.

        Raises:
            InvalidDataError: There is none.
        """
        for line in self.lines:
            if line.name == name:
                return line
        raise InvalidDataError(
            "there is no line of this name",
            where=f"proof of use {self.proof.id!r}",
            got=name,
            expected=", ".join(line.name for line in self.lines),
            mend="write the name as in the plan or the proof",
        )

    def objections_of(self, *codes: ObjectionCode) -> tuple[Objection, ...]:
        """Give the objections of some kinds."""
        return tuple(one for one in self.objections if one.code in codes)

    def used(self, paid: Money) -> Money:
        """Give what of a payment was used for its purpose and is due."""
        return min(paid, self.finally_granted)

    def to_repay(self, paid: Money) -> Money:
        """Give what was paid and is not due."""
        return paid - self.used(paid)

    def to_pay(self, paid: Money) -> Money:
        """Give what is due and was not paid."""
        return self.finally_granted - self.used(paid)

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give the examiner's note, line by line."""
        return "\n".join(_noted(self, Language(language)))

    def __str__(self) -> str:
        return self.text()

    def _sum(self, amounts: Iterable[Money]) -> Money:
        return sum(amounts, start=Money.zero(self.awarded.currency))


def _noted(found: Examination, language: Language) -> Iterator[str]:
    proof = found.proof
    yield sentence(
        "proof of use {proof} for award {award}, submitted on {day}",
        proof=proof.id,
        award=proof.award,
        day=proof.submitted,
    ).render(language)
    for one in found.earlier:
        said = sentence(
            "together with proof of use {proof}, submitted on {day}",
            proof=one.id,
            day=one.submitted,
        )
        yield f"  {said.render(language)}"
    for line in found.lines:
        yield from (f"  {said.render(language)}" for said in _title(line))
        yield from (
            f"    {said.render(language)}{cited(source, language)}"
            for said, source in _of_line(line)
        )
    yield sentence(
        "total: {planned} planned; {recognised} recognised + {rest} not recognised = "
        "{actual} spent",
        planned=found.planned,
        recognised=found.recognised,
        rest=found.not_recognised,
        actual=found.actual,
    ).render(language)
    yield _headed(sentence("what this does to the grant"), found.source, language)
    for number, step in enumerate(found.steps, start=1):
        yield f"  {number}. {step.render(language)}"
    yield sentence(
        "{due} finally granted + {reduction} reduction = {awarded} awarded",
        due=found.finally_granted,
        reduction=found.reduction,
        awarded=found.awarded,
    ).render(language)
    if found.objections:
        yield _headed(sentence("objections"), None, language)
        yield from (f"  - {one.render(language)}" for one in found.objections)
    if found.unexamined:
        yield _headed(sentence("not examined"), None, language)
        yield from (f"  - {one.render(language)}" for one in found.unexamined)


def _headed(title: Sentence, source: Basis, language: Language) -> str:
    return f"{title.render(language)}{cited(source, language)}:"


def _title(line: Line) -> Iterator[Sentence]:
    yield sentence(
        "{line}: {planned} planned; {recognised} recognised + {rest} not recognised = "
        "{actual} spent",
        line=line.name,
        planned=line.planned,
        recognised=line.recognised,
        rest=line.not_recognised,
        actual=line.actual,
    )


def _of_line(line: Line) -> Iterator[tuple[Sentence, Basis]]:
    if not line.is_planned:
        yield sentence("not in the financing plan"), None
    if line.saved.minor:
        yield sentence("{amount} saved", amount=line.saved), None
    elif line.deviation.minor > 0:
        yield _excess(line), None
    for offset in line.offsets:
        said = sentence(
            "{amount} offset by savings in {line}",
            amount=offset.amount,
            line=offset.line,
        )
        yield said, None
    if not line.at_own_cost.is_zero:
        said = sentence(
            "{amount} at own cost, within the tolerance of the total",
            amount=line.at_own_cost,
        )
        yield said, None
    for one in line.deductions:
        said = sentence(
            "{amount} not recognised: {reason}", amount=one.amount, reason=one.said
        )
        yield said, one.source


def _excess(line: Line) -> Sentence:
    if line.allowed_excess is None:
        return sentence("{amount} more than planned", amount=line.deviation)
    return sentence(
        "{amount} more than planned, {allowed} allowed",
        amount=line.deviation,
        allowed=line.allowed_excess,
    )
