"""One line of a settlement: what became of one recipient's money in one part."""

from __future__ import annotations

import attrs

from fundmodel.money import Money
from fundmodel.sentences import Sentence, sentence

__all__ = ["SettlementLine"]


@attrs.frozen(kw_only=True)
class SettlementLine:
    """
    What was settled with one recipient in one part.

    ``paid + due + offset + repaid + waived`` is `final`, or zero without one.

    Attributes:
        part: Id of the part; `None` for the whole program.

        recipient: Id of the recipient.

        final: The final amount; `None` if there is none, and then all that was paid
            is too much.

        provisional: The provisional amount; `None` if there is none.

        paid: Payments less returns until the day of settlement.

        due: What is still to be paid; zero or more.

        offset: Above zero where money that is due is met by set-off, below zero where
            what was paid too much is set off against what is due in another part.

        repaid: What has to be repaid; zero or less.

        waived: What is not claimed back, with what was waived before; zero or less.
    """

    part: str | None
    recipient: str
    final: Money | None
    provisional: Money | None
    paid: Money
    due: Money
    offset: Money
    repaid: Money
    waived: Money

    @property
    def difference(self) -> Money | None:
        """The final amount less the provisional one; `None` without one of them."""
        if self.final is None or self.provisional is None:
            return None
        return self.final - self.provisional

    def opening(self) -> Sentence:
        """Say what the recipient is to have."""
        who = self.recipient if self.part is None else f"{self.recipient}, {self.part}"
        if self.final is None:
            return sentence("{who}: no final amount", who=who)
        return sentence("{who}: final amount {amount}", who=who, amount=self.final)

    def provisionally(self) -> Sentence:
        """Say what it was to have before, and by how much that changed."""
        if self.difference is None:
            return sentence("provisional amount {amount}", amount=self.provisional)
        return sentence(
            "provisional amount {amount}, which changes by {difference}",
            amount=self.provisional,
            difference=self.difference,
        )

    def closing(self) -> Sentence:
        """Say what is left to be done."""
        if not self.due.is_zero:
            return sentence("still due: {amount}", amount=self.due)
        if not self.repaid.is_zero:
            return sentence("to be repaid: {amount}", amount=-self.repaid)
        return sentence("nothing is due and nothing has to be repaid")
