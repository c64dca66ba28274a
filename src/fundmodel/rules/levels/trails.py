"""Passages: who got how much from whom, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.indicators import Places
from fundmodel.recipients import Roster
from fundmodel.rules.distribution import Distribution
from fundmodel.rules.levels.lineages import Lineage
from fundmodel.rules.levels.passing_on import PassOn
from fundmodel.steps import Step

__all__ = ["Passage", "passages"]


@attrs.frozen(kw_only=True, eq=False)
class Passage:
    """
    What was passed on from one level to the next.

    Attributes:
        provision: The provision by which it was.

        roster: The bodies of both levels.

        givers: Positions of the bodies above, shape ``(m,)``.

        receivers: Positions of those below, in the order of the roster.

        amounts: What each of them was passed on, shape ``(s, m)``.
    """

    provision: PassOn
    roster: Roster
    givers: Places
    receivers: Places
    amounts: Mixed

    @property
    def passed(self) -> Mixed:
        """What each body of the roster passed on to those below, shape ``(s, n)``."""
        return self.amounts.gather(self.givers, len(self.roster))

    def columns(self) -> Mapping[str, object]:
        """
        Give plain tuples and arrays by name, one entry for each who was below a body.

        Returns:
            ``from`` and ``to`` as tuples of ids; ``amount`` in smallest units, cut to
            whole ones where a later provision rounds, shape ``(m,)``.
        """
        ids = self.roster.ids
        givers: list[int] = self.givers.tolist()
        receivers: list[int] = self.receivers.tolist()
        return {
            "from": tuple(ids[i] for i in givers),
            "to": tuple(ids[i] for i in receivers),
            "amount": self.amounts.floor()[0],
        }


def passages(distribution: Distribution) -> tuple[Passage, ...]:
    """
    Give what was passed on, for each :class:`PassOn` of a rule from the top down.

    Amounts stay attributable: those from one body add up to what it passed on.
    """
    return tuple(_passages(distribution.steps))


def _passages(steps: tuple[Step, ...]) -> Iterator[Passage]:
    for step in steps:
        provision, roster = step.provision, step.after.roster
        if isinstance(provision, PassOn):
            lineage = Lineage.of(step.before, provision.kinds, provision.to)
            owners = lineage.owners(len(roster))
            receivers = np.flatnonzero(owners >= 0)
            gained = step.after.amounts - step.before.amounts
            yield Passage(
                provision=provision,
                roster=roster,
                givers=owners[receivers],
                receivers=receivers,
                amounts=gained.take(receivers),
            )
