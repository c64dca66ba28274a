"""Group bounds: the least and the most that recipients have together."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, cast

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Bound, GroupBound, Groups, Limit, one_of
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.rules.bounds.computed import Computed
from fundmodel.rules.bounds.group_verdicts import group_verdict
from fundmodel.rules.bounds.grouping import Group, GroupBy, Grouping
from fundmodel.rules.bounds.heights import Measured, Rated, column_of, major
from fundmodel.rules.bounds.previous import OfPrevious
from fundmodel.rules.bounds.settling import bounded, current
from fundmodel.rules.bounds.stated import Stated
from fundmodel.sentences import Count, Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["GroupMaximum", "GroupMinimum"]


def _groups(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(groups)


@attrs.frozen(field_transformer=of_model)
class OfGroups(Stated):
    """What a least and a most of groups have in common."""

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()
    limit: ClassVar[Limit]

    by: GroupBy | None = attrs.field(default=None, kw_only=True)
    only: tuple[str, ...] = attrs.field(
        default=(), converter=tuple[str, ...], kw_only=True
    )
    groups: tuple[Group, ...] = attrs.field(default=(), converter=_groups, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self._check_height()
        self._grouping.check()

    @property
    def _grouping(self) -> Grouping:
        return Grouping(
            by=self.by, only=self.only, listed=self.groups, called=self.called
        )

    def describe(self) -> Sentence:
        """Say how high it is, and who is counted together."""
        height, groups = self.height.describe(), self._grouping.describe()
        if self.limit is Limit.LEAST:
            return sentence("at least {height}: {groups}", height=height, groups=groups)
        return sentence("at most {height}: {groups}", height=height, groups=groups)

    def describe_bound(self, bound: Bound, who: int, scenario: int) -> Sentence:
        """Say how high it is for one group; groups stand in the place of claimants."""
        height = self._height_of(bound, who, scenario)
        if self.limit is Limit.LEAST:
            return sentence("the minimum of the group ({height})", height=height)
        return sentence("the maximum of the group ({height})", height=height)

    def apply(self, state: State, facts: Facts) -> State:
        """
        Move the members of groups that are beyond the bound.

        Raises:
            DataLackingError: The roster does not say who belongs where, or lacks the
                indicator, or a row stands for others of whom it is not known.

            AllocationError: A claim is negative, a group by name has a member who is
                not on the roster, or the table of last time does not fit.

            BoundsError: The bound cannot be kept together with others; they are
                named, with groups and amounts.
        """
        groups = self._grouping.of(state)
        if not len(groups):
            return state.becomes(bounds=current(state))
        who = state.eligible & (groups.index >= 0)
        measured = self.height.measure(state, facts, who)
        if isinstance(self.height, Rated | Computed | OfPrevious):
            measured = _added_up(measured, groups)
        bound = attrs.evolve(measured, who=groups.any(measured.who)).bound(
            self, self.limit, state
        )
        return bounded(state, groups=(GroupBound(bound=bound, groups=groups),))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what it did to the group, and what follows for the recipient."""
        return group_verdict(self, step, who, scenario)

    def _height_of(self, bound: Bound, group: int, scenario: int) -> Sentence:
        height = self.height
        if isinstance(height, Computed):
            return height.explain_group(bound, group, scenario)
        if not isinstance(height, Rated):
            return height.explain(bound, group, scenario)
        indicator = column_of(bound).indicator
        # cast: `_added_up` keeps how much is counted in the group.
        counted = one_of(cast("Mixed", bound.said), group, scenario)
        return sentence(
            "{rate} x {value} {unit} = {amount}",
            rate=major(height.rate, bound),
            value=Count(counted, sensitive=indicator.sensitive),
            unit=indicator.unit,
            amount=bound.promised(group, scenario),
        )


def _added_up(measured: Measured, groups: Groups) -> Measured:
    """Give the bounds of all members together, and what they were computed from."""
    nothing = Mixed.zeros(measured.who.shape)
    column = measured.column
    if column is None:
        # cast: these heights say what they were computed from.
        said = cast("Mixed", measured.said)
    else:
        counted = Mixed.of(np.atleast_2d(column.values))
        said = counted.scale(Fraction(1, 10**column.decimals))
    return attrs.evolve(
        measured,
        amounts=groups.totals(Mixed.where(measured.who, measured.amounts, nothing)),
        said=groups.totals(Mixed.where(measured.who, said, nothing)),
    )


@attrs.frozen(field_transformer=of_model)
class GroupMinimum(OfGroups):
    """
    Give groups no less than a minimum together (Mindestbetrag einer Gruppe).

    Who is in a group that has less is raised in proportion to the key, or to claims
    where nothing was shared by a key; all others pay, or the pot. Bounds of groups
    and those of recipients hold jointly, whatever their order, unless a
    :class:`Redistribute` stands between.

    >>> from fundmodel.money import Money
    >>> GroupMinimum(Money.of(500, "EUR"), by=GroupBy.PARENT).by
    <GroupBy.PARENT: 'parent'>

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided; for
            each group, or for each unit of `per` of all its members.

        per: Id of an indicator, or a formula; the amount is for each of its units.

        key_date: The day for which it must have been measured.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        share: Or a share of the pot and all claims together, such as ``"30 %"``.

        of_previous: Or a share of what all its members had last time.

        table: Id of the table of last time among the facts; `None` for
            `Facts.previous`.

        part: Or the id of another part of the program, of whose amounts it is a share.

        partial_table: Whether that table may lack recipients, who then count as
            nothing, and list others.

        by: Who is counted together.

        only: Which of these groups: ids of bodies, or kinds; empty for all.

        groups: Or groups by name.

        source: The provision that says so.
    """

    called: ClassVar[str] = "group minimum"
    limit: ClassVar[Limit] = Limit.LEAST


@attrs.frozen(field_transformer=of_model)
class GroupMaximum(OfGroups):
    """
    Give groups no more than a maximum together (Höchstbetrag einer Gruppe).

    Who is in a group that has more is cut in proportion to the key, or to claims where
    nothing was shared by a key; all others have what is cut, or the pot. It holds
    jointly with other bounds, see :class:`GroupMinimum`, which has the same fields.

    >>> GroupMaximum(share="30 %", by=GroupBy.KIND).share
    Fraction(3, 10)
    """

    called: ClassVar[str] = "group maximum"
    limit: ClassVar[Limit] = Limit.MOST
