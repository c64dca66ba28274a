"""Ranked selection: who is funded first, until the pot is used up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
import numpy as np

from fundmodel.applications import SCORE
from fundmodel.apportion import Mixed, Tie
from fundmodel.claims import said_of
from fundmodel.conditions.exclusions import (
    excluded_before,
    leave_out,
    need_one_row_each,
)
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.periods import KeyDate
from fundmodel.rules.selection.criteria import (
    BY_CHANCE,
    BY_INDICATOR,
    Criteria,
    Criterion,
    value_of,
    valued,
)
from fundmodel.rules.selection.ranks import Rank, Ranks
from fundmodel.rules.selection.selections import LastProject
from fundmodel.sentences import Sentence, Text, check_printable, sentence
from fundmodel.shares import exact_decimal, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.yardsticks import StandIn, Yardstick, stand_ins

__all__ = ["Criterion", "LastProject", "Ranking"]


def _a_limit(least: Fraction | Decimal | int | str | None) -> Fraction | None:
    return None if least is None else exact_ratio(least, where="least")


def _a_unit(to: Decimal | int | str | None) -> Decimal | None:
    return None if to is None else exact_decimal(to, where="to")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Ranking:
    """
    Fund claims in the order of their ranks, as far as the pot reaches (Rangliste).

    Claims are requests of applications, or whatever provisions before it gave to
    applications or recipients. Whoever claims nothing is not ranked. What is not
    funded goes back to the pot. Whoever reaches the minimum and is not funded stands
    on a reserve list (Nachrückliste); the place is part of the reason.

    A criterion decides among those whom all criteria before it left equal. Where
    several are equal in the end, and there is not enough for all of them, the
    ranking is refused: law has to say what decides. Equals share a rank, and a place
    on the reserve list, wherever no money depends on it.

    >>> Ranking(
    ...     order=[Criterion.HIGHEST, Criterion.EARLIEST],
    ...     least=60,
    ...     last=LastProject.SKIPPED,
    ... ).least
    Fraction(60, 1)

    Attributes:
        order: The criteria, the first one first. A lot or the order of the list can
            only be the last.

        last: What happens to the first one for whom too little is left.

        by: Id of the indicator that is looked at, the score of an application.

        least: The value that has to be reached; `None` for no minimum.

        seed: What the lot is drawn with, as it was published.

        to: The unit to which a part is rounded down, such as ``"100.00"``; `None` for
            the smallest there is.

        key_date: The day that counts; see :class:`Yardstick`.

        accepts: Which other figures may stand in.

        name: How the indicator is called in a sentence.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS, Trait.WHOLE})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    order: tuple[Criterion, ...] = attrs.field(converter=tuple[Criterion, ...])
    last: LastProject
    by: str = SCORE
    least: Fraction | None = attrs.field(default=None, converter=_a_limit)
    seed: str | None = None
    to: Decimal | None = attrs.field(default=None, converter=_a_unit)
    key_date: KeyDate | None = None
    accepts: frozenset[StandIn] = attrs.field(default=frozenset(), converter=stand_ins)
    name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        _check_order(self.order)
        _check_fields(self)

    @property
    def yardstick(self) -> Yardstick:
        """The column that is looked at."""
        return Yardstick(
            by=self.by, key_date=self.key_date, accepts=self.accepts, name=self.name
        )

    @property
    def criteria(self) -> Criteria:
        """The criteria with what they look at."""
        return Criteria(order=self.order, yardstick=self.yardstick, seed=self.seed)

    def describe(self) -> Sentence:
        """Say by what claims are ranked, and what happens to the last one."""
        said = sentence(
            "funded by rank as far as the pot reaches: {criteria}",
            criteria=self.criteria.describe(),
        )
        if self.least is not None:
            said = sentence(
                "{said}; at least {least} ({by})",
                said=said,
                least=self.least,
                by=self.yardstick.describe(),
            )
        match self.last:
            case LastProject.STOPPED:
                return sentence(
                    "{said}; the list ends with the first that does not fit", said=said
                )
            case LastProject.SKIPPED:
                return sentence("{said}; who does not fit is passed over", said=said)
            case _:
                return self._with_part(said)

    def _with_part(self, said: Sentence) -> Sentence:
        if self.to is None:
            return sentence("{said}; the last one gets what is left", said=said)
        return sentence(
            "{said}; the last one gets what is left, rounded down to {unit}",
            said=said,
            unit=self.to,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Fund claims by rank, and let the others go back to the pot.

        Raises:
            AllocationError: A tie decides who is funded and no criterion does, a claim
                is negative or has a part of a smallest unit, or the rule is
                open-ended.

            DataLackingError: A row stands for others, or the roster lacks an
                indicator.

            InvalidDataError: Somebody who claims something has no value.

            InvalidModelError: A part cannot be rounded to the unit.
        """
        del facts
        _check_claims(state)
        claiming, reached = self._sorted(state)
        ranks = self._ranks(state, claiming & reached)
        for tie in ranks.unresolved():
            raise self._undecided(state, ranks, tie)
        granted = Mixed.of(ranks.by_position(ranks.granted))
        amounts = Mixed.where(claiming, granted, state.amounts)
        if self.least is not None:
            state = leave_out(state, claiming & ~reached, self._why_below())
        return _on_reserve(state, ranks.by_position(ranks.reserve)).becomes(
            pot=state.pot + state.amounts.sum() - amounts.sum(),
            amounts=amounts,
            ties=ranks.ties(),
        )

    def _sorted(self, state: State) -> tuple[BoolArray, BoolArray]:
        """Tell who claims something, and who reaches the minimum, as ``(s, n)``."""
        claiming = state.eligible & (state.amounts.whole > 0)
        if self.least is None:
            return claiming, claiming
        column = valued(self.yardstick, state, claiming)
        # A value reaches a minimum exactly if it reaches it rounded up to the decimals
        # of the column.
        least = -((-self.least * 10**column.decimals) // 1)
        return claiming, np.broadcast_to(column.values >= least, claiming.shape)

    def _ranks(self, state: State, ranked: BoolArray) -> Ranks:
        step = 1 if self.to is None else state.unit.steps(self.to)
        return Ranks.of(state, ranked, self.criteria, last=self.last, step=step)

    def _why_below(self) -> Sentence:
        return sentence("below the minimum of {least}", least=self.least)

    def _undecided(self, state: State, ranks: Ranks, tie: Tie) -> AllocationError:
        who, scenario = tie.tied[0], tie.scenario
        claimed = sum(int(state.amounts.whole[scenario, i]) for i in tie.tied)
        left = state.measured(ranks.rank(who, scenario).left)
        told = ", ".join(map(str, self.criteria.told(state, who, scenario)))
        return AllocationError(
            "several are equal, and nothing says who of them is funded",
            where=f"roster {state.roster.id!r}: {said_of(state.names(tie.tied))}",
            got=f"{told} each; they claim {state.measured(claimed)}, {left} are left",
            expected="a criterion that decides between them",
            mend='add one that the law names, such as "earliest", or "lot" with a '
            "published seed",
        )

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give the rank, what was left, and what follows."""
        left_out = excluded_before(step, who, scenario)
        if left_out is not None:
            return left_out
        name = step.after.roster.label(who)
        claiming, reached = self._sorted(step.before)
        if not claiming[scenario, who]:
            return sentence("{name} claims nothing", name=name)
        if not reached[scenario, who]:
            return sentence(
                "{name} is {why_not} ({value})",
                name=name,
                why_not=step.after.reason_of(who, scenario),
                value=value_of(self.yardstick, step.before, who),
            )
        rank = self._ranks(step.before, claiming & reached).rank(who, scenario)
        said = self._with_rank(step, who, scenario, rank)
        for tie in step.after.ties:
            if tie.scenario == scenario and who in tie.tied:
                return self._with_tie(said, tie)
        return said

    def _with_rank(self, step: Step, who: int, scenario: int, rank: Rank) -> Sentence:
        place = sentence(
            "rank {number} of {count} ({criteria})",
            number=rank.number,
            count=rank.count,
            criteria=self.criteria.told(step.before, who, scenario),
        )
        claim = step.before.amount(who, scenario)
        granted = step.after.amount(who, scenario)
        left = step.after.measured(rank.left)
        why_not = step.after.reason_of(who, scenario)
        if why_not is None and granted == claim:
            return sentence(
                "{place}: funded with {claim} of {left} that are left",
                place=place,
                claim=claim,
                left=left,
            )
        if why_not is None:
            return sentence(
                "{place}: {left} are left for {claim}, and so it is funded in part "
                "with {granted}",
                place=place,
                left=left,
                claim=claim,
                granted=granted,
            )
        if rank.left >= claim.count:
            return sentence(
                "{place}: the list ended before; {why_not}",
                place=place,
                why_not=why_not,
            )
        return sentence(
            "{place}: {left} are left, too little for {claim}; {why_not}",
            place=place,
            left=left,
            claim=claim,
            why_not=why_not,
        )

    def _with_tie(self, said: Sentence, tie: Tie) -> Sentence:
        counts = {"count": len(tie.tied), "given": len(tie.given)}
        if self.order[-1] is Criterion.LOT:
            return sentence(
                "{said} (a tie: {count} were equal, and the lot decided for {given} "
                "of them)",
                said=said,
                **counts,
            )
        return sentence(
            "{said} (a tie: {count} were equal, and the order of the list decided for "
            "{given} of them)",
            said=said,
            **counts,
        )


def _check_order(order: tuple[Criterion, ...]) -> None:
    by_indicator = [one for one in order if one in BY_INDICATOR]
    wrong = {
        "no criterion": not order,
        "a criterion that stands twice": len(set(order)) < len(order),
        "the highest and the lowest value": len(by_indicator) > 1,
        "a criterion after the lot or the order of the list": any(
            one in BY_CHANCE for one in order[:-1]
        ),
    }
    for got, is_wrong in wrong.items():
        if is_wrong:
            raise InvalidModelError(
                "claims cannot be ranked like this",
                where="ranking.order",
                got=got,
                expected="criteria of which each decides among those left equal",
                mend='write order = ["highest", "lot"], for example '
                "([Criterion.HIGHEST, Criterion.LOT] in Python)",
            )


def _check_fields(ranking: Ranking) -> None:
    draws = Criterion.LOT in ranking.order
    has_seed = ranking.seed is not None and bool(ranking.seed.strip())
    if draws != has_seed:
        raise InvalidModelError(
            "a lot is drawn without a seed"
            if draws
            else "there is a seed and no lot to draw",
            where="ranking.seed",
            got=repr(ranking.seed),
            expected="a published seed exactly where a lot decides",
            mend="say where the seed comes from before it is known, and write it here"
            if draws
            else 'leave it out, or add the criterion "lot"',
        )
    check_printable(ranking.seed or "", where="ranking.seed")
    if ranking.to is not None and ranking.last is not LastProject.PART_FUNDED:
        raise InvalidModelError(
            "a unit is given for parts, and nobody is funded in part",
            where="ranking.to",
            got=ranking.to,
            expected='a unit together with last = "part-funded"',
            mend="leave it out",
        )


def _check_claims(state: State) -> None:
    if state.open_ended:
        raise AllocationError(
            "claims are ranked for a pot where there is none",
            where="ranking",
            got="an open-ended rule",
            expected="a budget",
            mend="give the part a budget; a minimum alone is a threshold, such as "
            "EligibleThreshold",
        )
    need_one_row_each(
        state,
        sentence("a row that stands for others cannot be ranked with single ones"),
    )
    wrong = {
        "negative": state.amounts.whole < 0,
        "no whole number of smallest units": ~state.amounts.is_whole,
    }
    for what, at_fault in wrong.items():
        faulty = (state.eligible & at_fault).any(axis=0)
        if faulty.any():
            names = state.names(tuple(np.flatnonzero(faulty).tolist()))
            raise AllocationError(
                f"a claim to be ranked is {what}",
                where=f"roster {state.roster.id!r}: {said_of(names)}",
                expected="whole smallest units, zero or more",
                mend="round the claims before, and leave out what flows back",
            )


def _on_reserve(state: State, places: IntArray) -> State:
    """Leave out whoever has a place on the reserve list, with the place as reason."""
    waiting = places > 0
    found = np.unique(places[waiting])
    code = np.searchsorted(found, places)
    return state.becomes(
        eligible=state.eligible & ~waiting,
        reason=np.where(waiting, len(state.reasons) + code, state.reason),
        reasons=(
            *state.reasons,
            *(
                sentence("on the reserve list, place {place}", place=place)
                for place in found.tolist()
            ),
        ),
    )
