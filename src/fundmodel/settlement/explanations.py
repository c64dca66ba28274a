"""Say how what is due to a recipient, or owed by it, comes about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import attrs

from fundmodel.money import Money
from fundmodel.sentences import Language, Sentence, cited, sentence
from fundmodel.settlement.booking import unbookable_of
from fundmodel.settlement.lines import SettlementLine
from fundmodel.sources import Basis

if TYPE_CHECKING:
    # Only settlements are explained, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["SettlementExplanation", "explained"]


@attrs.frozen(kw_only=True)
class SettlementExplanation:
    """
    What was settled with one recipient, in sentences.

    Attributes:
        said: Each sentence with what it rests on.
    """

    said: tuple[tuple[Sentence, Basis], ...]

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Give a line for each sentence, with its source."""
        return "\n".join(self._told(Language(language)))

    def _told(self, language: Language) -> Iterator[str]:
        for said, source in self.said:
            yield said.render(language) + cited(source, language)

    def __str__(self) -> str:
        return self.text()


def explained(
    settlement: Settlement, recipient: str, rows: Iterable[int]
) -> SettlementExplanation:
    """Explain the rows of one recipient, and what became of the claims on it."""
    said = [one for row in rows for one in _told(settlement, row)]
    said += [
        (use.said(), use.claim.source)
        for use in settlement.claims
        if use.claim.recipient == recipient
    ]
    said += [(one.said(), None) for one in unbookable_of(settlement, recipient)]
    return SettlementExplanation(said=tuple(said))


def _told(settlement: Settlement, row: int) -> Iterator[tuple[Sentence, Basis]]:
    line = settlement.line_at(row)
    yield line.opening(), settlement.final_sources[int(settlement.part_codes[row])]
    if line.provisional is not None:
        yield line.provisionally(), None
    said = sentence("paid until {day}: {amount}", day=settlement.day, amount=line.paid)
    yield said, settlement.paid_source
    yield from _told_waivers(settlement, row, line)
    yield from _told_set_offs(settlement, line)
    yield line.closing(), settlement.source


def _told_waivers(
    settlement: Settlement, row: int, line: SettlementLine
) -> Iterator[tuple[Sentence, Basis]]:
    if line.waived.is_zero:
        return
    before = Money.from_minor(-int(settlement.waived_before[row]), settlement.currency)
    if not before.is_zero:
        yield sentence("waived before: {amount}", amount=before), None
    for use in settlement.waiver_uses:
        if use.waiver.recipient == line.recipient and use.part == line.part:
            said = sentence("waived because: {reason}", reason=use.waiver.reason)
            yield said, use.waiver.source
    if settlement.small is not None and settlement.is_small[row]:
        said = sentence(
            "too small to be claimed back, as less than {least}",
            least=settlement.small.below,
        )
        yield said, settlement.small.source
    yield sentence("waived together: {amount}", amount=-line.waived), None


def _told_set_offs(
    settlement: Settlement, line: SettlementLine
) -> Iterator[tuple[Sentence, Basis]]:
    source = None if settlement.rule is None else settlement.rule.source
    for one in settlement.set_offs:
        if one.recipient != line.recipient:
            continue
        if one.part == line.part:
            against: object = one.claim or one.taken_from
            said = sentence(
                "{amount} of what is due set off against {claim}",
                amount=one.amount,
                claim=against,
            )
            yield said, source
        elif one.claim is None and one.taken_from == line.part:
            said = sentence(
                "{amount} of what was paid too much set off against what is due "
                "in {part}",
                amount=one.amount,
                part=one.part,
            )
            yield said, source
