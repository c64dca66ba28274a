"""Pooling: claims too small to stand alone stand together."""

from __future__ import annotations

import enum
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Axis, said_of
from fundmodel.conditions.exclusions import need_one_row_each
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.money import Money
from fundmodel.pools import Pool
from fundmodel.rules.bounds.heights import smallest
from fundmodel.rules.pools.gathering import Gathering, PooledAxis
from fundmodel.rules.pools.listing import Members, listed_pools
from fundmodel.rules.pools.small_amounts import threshold_of
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait

__all__ = ["LargeMember", "PoolBelow", "PoolsOf"]

MOST_NAMED = 5
"""Members of a pool whose claims a sentence lists; the others are added up."""


class PoolsOf(enum.Enum):
    """Who stands together."""

    LISTED = "listed"
    """The members of the pools among the facts, across districts too."""

    PARENT = "parent"
    """All whose claims are below and who belong to one body, such as a district."""


class LargeMember(enum.Enum):
    """What of a member of a listed pool that needs none."""

    POOLED = "pooled"
    """It stands in the pool all the same."""

    ALONE = "alone"
    """It claims alone, and the others stand together without it."""

    REFUSED = "refused"
    """The rule cannot be applied."""


@attrs.frozen(field_transformer=of_model)
class PoolBelow:
    """
    Let claims below a threshold stand together in pools (gemeinsamer Antrag).

    A pool is a claimant of its own from here on, with the claims of its members
    together. Whoever is below and in no pool keeps its claim, and so does a pool
    that is below; a :class:`DropBelow` of the same threshold lets them fall away.
    Bounds start anew with the claims of pools.

    Example: in the integration management of Baden-Württemberg, municipalities with
    a planning envelope of less than 51,000 EUR could only apply together, also
    across districts (T. Marwein, member of the state parliament: final distribution
    for Offenburg and Kehl, 2018).

    >>> PoolBelow(Money.of(51_000, "EUR")).large
    <LargeMember.POOLED: 'pooled'>

    Attributes:
        amount: Money, or an exact number of major units of whatever is divided.

        must_exceed: Whether a claim of just the threshold is too small.

        pools_of: Who stands together.

        large: What of a member of a listed pool that is not below.

        adds: Ids of indicators that add up over the members of a pool, such as
            heads; of all others, such as rates, a pool has no value.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    amount: Money | Fraction = attrs.field(converter=threshold_of)
    must_exceed: bool = attrs.field(default=False, kw_only=True)
    pools_of: PoolsOf = attrs.field(default=PoolsOf.LISTED, kw_only=True)
    large: LargeMember = attrs.field(default=LargeMember.POOLED, kw_only=True)
    adds: tuple[str, ...] = attrs.field(
        default=(), converter=tuple[str, ...], kw_only=True
    )
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.pools_of is PoolsOf.PARENT and self.large is not LargeMember.POOLED:
            raise InvalidModelError(
                "only small claims are pooled by parent, so none of them is large",
                where="pool below",
                got=f"large {self.large.value!r}",
                expected="`large` together with listed pools only",
                mend="leave it out",
            )

    def describe(self) -> Sentence:
        """Say who stands together."""
        if self.pools_of is PoolsOf.PARENT:
            return self._by_parent()
        said = self._listed()
        match self.large:
            case LargeMember.POOLED:
                return said
            case LargeMember.ALONE:
                return sentence("{said}; whoever is not below claims alone", said=said)
            case _:
                return sentence("{said}; no member may reach it alone", said=said)

    def _by_parent(self) -> Sentence:
        if self.must_exceed:
            return sentence(
                "claims of {threshold} or less stand together by the body that they "
                "belong to",
                threshold=self.amount,
            )
        return sentence(
            "claims of less than {threshold} stand together by the body that they "
            "belong to",
            threshold=self.amount,
        )

    def _listed(self) -> Sentence:
        if self.must_exceed:
            return sentence(
                "claims of {threshold} or less may stand together in pools",
                threshold=self.amount,
            )
        return sentence(
            "claims of less than {threshold} may stand together in pools",
            threshold=self.amount,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Gather the claims of members, and go on with pools.

        Raises:
            AllocationError: No pools are among the facts; a member or a holder is not
                on the roster; a member may not claim, or must not be in a pool; a pool
                has the id of a recipient; a claim is negative; it depends on the
                scenario who is in a pool; or it is the rule of a level.

            DataLackingError: A member may be behind a row that stands for others.

            MoneyError: The threshold is in another unit than the pot.
        """
        _check_level(state)
        below = self._is_below(state)
        if self.pools_of is PoolsOf.PARENT:
            found = _by_parent(state, below)
        else:
            found = self._without_large(state, listed_pools(state, facts), below)
        found = [(pool, at) for pool, at in found if len(at) > 1]
        _check_ids(state, found)
        self._check_adds(state)
        if not found:
            return state.becomes()
        return Gathering(state=state, found=tuple(found), adds=self.adds).state_after()

    def _check_adds(self, state: State) -> None:
        missing = [id_ for id_ in self.adds if not state.roster.columns_of(id_)]
        if missing:
            raise state.lacks(
                sentence("the roster lacks an indicator that pools add up"),
                got=tuple(c.indicator.id for c in state.roster.columns)
                or sentence("none"),
                expected=missing[0],
                mend="take a roster that has it, or leave it out of `adds`",
            )

    def _is_below(self, state: State) -> BoolArray:
        """Tell which claims are too small, shape ``(s, n)``."""
        line = Mixed.from_fractions([[smallest(self.amount, state)]])
        claims = state.amounts
        return claims.less_equal(line) if self.must_exceed else claims.less(line)

    def _without_large(
        self, state: State, listed: Members, below: BoolArray
    ) -> Members:
        if self.large is LargeMember.POOLED:
            return listed
        members = np.array([i for _, at in listed for i in at], dtype=np.int64)
        large = members[~below[:, members].all(axis=0)]
        if self.large is LargeMember.REFUSED and large.size:
            raise AllocationError(
                "a member of a pool could stand alone, and must not be in one",
                where=f"roster {state.roster.id!r}: "
                f"{said_of(state.names(tuple(large.tolist())))}",
                got=state.amount(int(large[0])),
                expected=str(self._listed()),
                mend='take it out of the pool, or say large = "pooled" or "alone" '
                "(LargeMember.POOLED or .ALONE in Python)",
            )
        _check_scenarios(state, below[:, members], members)
        gone = frozenset(large.tolist())
        return [(pool, tuple(i for i in at if i not in gone)) for pool, at in listed]

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the claims of the members and their sum, or say that it stands alone."""
        name, amount = step.after.roster.label(who), step.after.amount(who, scenario)
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence("{name} is {why_not}", name=name, why_not=why_not)
        axis = step.after.axis
        if axis is not step.before.axis and axis.link and _is_pool(axis, who):
            members = axis.link.origins((who,))
            return sentence(
                "{name} stands for {claims} = {amount}",
                name=name,
                claims=_added(step.before, members, scenario),
                amount=amount,
            )
        if self._is_below(step.after)[scenario, who] and amount.count:
            return sentence(
                "{name} stands in no pool, though {amount} would need one",
                name=name,
                amount=amount,
            )
        return sentence(
            "{name} stands alone; the claim stays at {amount}", name=name, amount=amount
        )


def _is_pool(axis: Axis, who: int) -> bool:
    return isinstance(axis, PooledAxis) and axis.pool(who) is not None


def _added(state: State, members: tuple[int, ...], scenario: int) -> Sentence:
    """Say the claims of members as a sum; of many, those of the last together."""
    shown = members if len(members) <= MOST_NAMED + 1 else members[:MOST_NAMED]
    said = [
        sentence(
            "{name} {claim}",
            name=state.roster.label(i),
            claim=state.amount(i, scenario),
        )
        for i in shown
    ]
    others = members[len(shown) :]
    if others:
        rest = sum((state.amounts.fraction(scenario, i) for i in others), Fraction(0))
        said.append(
            sentence(
                "others ({count}) {claim}",
                count=len(others),
                claim=state.measured(rest),
            )
        )
    joined = said[0]
    for further in said[1:]:
        joined = sentence("{first} + {second}", first=joined, second=further)
    return joined


def _by_parent(state: State, below: BoolArray) -> Members:
    """Put those below together who belong to one body; one alone is no pool."""
    need_one_row_each(
        state, sentence("which claims are below a threshold must be known of each")
    )
    above_nothing = ~state.amounts.less_equal(Mixed.zeros((1, 1)))
    small = below & above_nothing & state.eligible
    everybody = np.arange(len(state.roster))
    _check_scenarios(state, small, everybody)
    parents = state.roster.parents
    members: dict[str, list[int]] = {}
    for i in np.flatnonzero(small.any(axis=0)).tolist():
        parent = parents[i] if parents else None
        if parent is not None:
            members.setdefault(parent, []).append(i)
    return [
        (_pool_of(state, parent, at), tuple(at))
        for parent, at in members.items()
        if len(at) > 1
    ]


def _pool_of(state: State, parent: str, members: list[int]) -> Pool:
    roster = state.roster
    at = roster.positions.get(parent)
    return Pool(
        id=f"pool:{parent}",
        name=f"Pool {parent if at is None else roster.names[at]}",
        members=[roster.ids[i] for i in members],
    )


def _check_level(state: State) -> None:
    if state.axis.descent is not None:
        raise AllocationError(
            "claims are pooled by the rule of a level",
            where=f"roster {state.roster.id!r}",
            got="bodies above that divide their shares one by one",
            expected="pools in the rule around it",
            mend="pool what the level was given by a PoolBelow after the PassOn",
        )


def _check_ids(state: State, found: Members) -> None:
    taken = tuple(pool.id for pool, _ in found if pool.id in state.roster.positions)
    if taken:
        raise AllocationError(
            "a pool has the id of a recipient",
            where=f"roster {state.roster.id!r}",
            got=said_of(taken),
            expected="ids that no recipient has",
            mend="give the pools ids of their own",
        )


def _check_scenarios(state: State, small: BoolArray, who: IntArray) -> None:
    """Make sure that those who stand together are the same in all scenarios."""
    differs = who[small.any(axis=0) & ~small.all(axis=0)]
    if differs.size:
        raise AllocationError(
            "it depends on the scenario who stands in a pool",
            where=f"roster {state.roster.id!r}: "
            f"{said_of(state.names(tuple(differs.tolist())))}",
            got=f"{len(small)} scenarios in one call",
            expected="the same claimants in all scenarios",
            mend="run the scenarios one by one",
        )
