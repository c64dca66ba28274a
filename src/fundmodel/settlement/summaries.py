"""Say in a few lines what was settled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from fundmodel.sentences import Language, Sentence, cited, sentence

if TYPE_CHECKING:
    # Only settlements are told, and each of them knows how.
    from fundmodel.settlement.results import Settlement

__all__ = ["summary_of"]


def summary_of(settlement: Settlement, language: Language) -> Iterator[str]:
    """Give the sums, how many are concerned, and what was not done, line by line."""
    said = sentence(
        "settlement of {day}: {count} lines", day=settlement.day, count=len(settlement)
    )
    yield said.render(language) + cited(settlement.source, language)
    for name, amount in settlement.totals.items():
        if name == "provisional" and not settlement.has_provisional.any():
            continue
        count = int(np.count_nonzero(getattr(settlement, name)))
        told = sentence("{what}: {amount}", what=_NAMES[name], amount=amount)
        told = sentence(
            "{said} in {count} of {all} lines",
            said=told,
            count=count,
            all=len(settlement),
        )
        yield f"  {told.render(language)}"
    lacking = int(np.count_nonzero(~settlement.has_final & (settlement.paid != 0)))
    if lacking:
        told = sentence("paid without a final amount: {count}", count=lacking)
        yield f"  {told.render(language)}"
    for part in settlement.unknown_parts:
        told = sentence("no entry of the ledger names part {part}", part=part)
        yield f"  {told.render(language)}"
    for one in settlement.unbookable():
        yield f"  {one.said().render(language)}"
    for use in settlement.claims:
        if use.refusal is not None:
            yield f"  {use.said().render(language)}"


_NAMES: Final[Mapping[str, Sentence]] = {
    "final": sentence("final"),
    "provisional": sentence("provisional"),
    "paid": sentence("paid"),
    "due": sentence("still due"),
    "offset": sentence("set off"),
    "repaid": sentence("to be repaid"),
    "waived": sentence("waived"),
}
