"""Levels: bodies that pass on what they have to those below them."""

from __future__ import annotations

import enum
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, assert_never

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Portion, PortionKind
from fundmodel.conditions import kinds_of
from fundmodel.errors import InvalidModelError, OverdrawnError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.money import Money
from fundmodel.rules.combinations.sub_rules import check_levels, yardsticks_in
from fundmodel.rules.explanation import with_before
from fundmodel.rules.levels.handovers import Handover
from fundmodel.rules.levels.lineages import Lineage, body_above
from fundmodel.rules.levels.passings import Passing
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.sources import Basis
from fundmodel.steps import State, Step, Trait
from fundmodel.units import Amount
from fundmodel.yardsticks import Yardstick

__all__ = ["IfNone", "PassOn"]


class IfNone(enum.Enum):
    """What becomes of a share if nobody is below who can have it."""

    REFUSED = "refused"
    """The rule cannot be applied."""

    KEPT = "kept"
    """The body keeps it, as a town that is a district of its own does."""

    LAPSED = "lapsed"
    """It falls away (verfällt)."""


def _some(
    _: object, attribute: attrs.Attribute[tuple[str, ...]], kinds: tuple[str, ...]
) -> None:
    if not kinds or not all(kinds):
        raise InvalidModelError(
            "a level has no kinds",
            where=f"pass on: {attribute.name}",
            got=kinds,
            expected='at least one kind, for example ["district"]',
            mend="name the kinds of the bodies of this level",
        )


def _ratio(share: Fraction | Decimal | int | str | None) -> Fraction | None:
    return None if share is None else exact_ratio(share, where="retained_share")


def _a_part(
    _: object, attribute: attrs.Attribute[Fraction | None], share: Fraction | None
) -> None:
    if share is not None and not 0 < share < 1:
        raise InvalidModelError(
            "this share cannot be retained",
            where=f"pass on: {attribute.name}",
            got=PerCent(share),
            expected="more than 0 % and less than 100 %",
            mend="correct the share, or leave it out",
        )


def _above_nothing(
    _: object,
    attribute: attrs.Attribute[Money | int | None],
    amount: Money | int | None,
) -> None:
    minor = amount.minor if isinstance(amount, Money) else amount
    if minor is not None and minor <= 0:
        raise InvalidModelError(
            "this amount cannot be retained",
            where=f"pass on: {attribute.name}",
            got=amount,
            expected="an amount above zero",
            mend="correct the amount, or leave it out",
        )


@attrs.frozen(kw_only=True, field_transformer=of_model)
class PassOn:
    """
    Let bodies of one level pass on what they have to those below (Weitergabe).

    Both levels stand on one roster, and parents say who is below whom; others may stand
    between. What each body has is divided among those below it by a rule of their own,
    with its own conditions, key, bounds and rounding, as if it were the only one.
    Several levels are several of these provisions, one after the other; final
    recipients outside, such as providers of services, are a level too.

    What the rule does not hand out, and what rounding leaves over, stays with the
    body, together with what it retains. So a body and all below it have what the body
    had, less what the rule sets aside.

    Example: of the Emergency Rental Assistance of 2021 the states of the USA had what
    their large cities and counties did not get.

    Attributes:
        kinds: The kinds of the bodies that pass on.

        to: The kinds of those to whom it is passed on: whoever has one of the bodies
            as the nearest one above. Who of them may claim is up to the rule.

        rule: How each body's share is divided.

        retained_share: Which share a body retains; text such as ``"5 %"`` is
            understood.

        retained_amount: Or how much it retains: money, or a whole number of other
            units.

        if_none: What becomes of it if nobody is below who can have it.

        name: How those below are called in a sentence, for example
            ``{"en": "municipalities", "de": "Gemeinden"}``; else by their kinds.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    gives: ClassVar[frozenset[Trait]] = frozenset()
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    kinds: tuple[str, ...] = attrs.field(converter=kinds_of, validator=_some)
    to: tuple[str, ...] = attrs.field(converter=kinds_of, validator=_some)
    rule: AllocationRule
    retained_share: Fraction | None = attrs.field(
        default=None, converter=_ratio, validator=_a_part
    )
    retained_amount: Money | int | None = attrs.field(
        default=None, validator=_above_nothing
    )
    if_none: IfNone = IfNone.REFUSED
    name: Text | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        both = sorted({*self.kinds} & {*self.to})
        if both:
            raise InvalidModelError(
                "a kind stands on both levels",
                where="pass on",
                got=", ".join(both),
                expected="other kinds below than above",
                mend="give the bodies of each level a kind of their own",
            )
        if self.retained_share is not None and self.retained_amount is not None:
            raise InvalidModelError(
                "bodies retain both a share and an amount",
                where="pass on",
                got=f"{PerCent(self.retained_share)} and {self.retained_amount}",
                expected="one of them",
                mend="leave one out",
            )
        if not any(Trait.AMOUNTS in p.gives for p in self.rule.provisions):
            raise InvalidModelError(
                "the rule of a level gives nobody anything",
                where="pass on",
                expected="a provision that shares, pays a rate or lists amounts",
                mend='add one, for example Share(by="population")',
            )
        check_levels(self.sub_rules, where="PassOn")

    @property
    def sub_rules(self) -> tuple[AllocationRule, ...]:
        """The rule that stands in it."""
        return (self.rule,)

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that its rule counts by."""
        return yardsticks_in(self.sub_rules)

    @property
    def _those_below(self) -> Text | tuple[str, ...]:
        return self.to if self.name is None else self.name

    def describe(self) -> Sentence:
        """Say who passes on to whom, and by which rule."""
        said = sentence(
            "passed on from {kinds} to {to}: {rule}",
            kinds=self.kinds,
            to=self._those_below,
            rule=self._rule_said(),
        )
        if self.retained_share is not None:
            share = PerCent(self.retained_share)
            said = sentence("{said}; {share} are retained", said=said, share=share)
        if self.retained_amount is not None:
            said = sentence(
                "{said}; {amount} are retained by each",
                said=said,
                amount=self.retained_amount,
            )
        match self.if_none:
            case IfNone.REFUSED:
                return said
            case IfNone.KEPT:
                return sentence("{said}; kept if nobody below can have it", said=said)
            case IfNone.LAPSED:
                return sentence("{said}; lapsed if nobody below can have it", said=said)
            case _:
                assert_never(self.if_none)

    def _rule_said(self) -> Sentence:
        said = self.rule.provisions[0].describe()
        for provision in self.rule.provisions[1:]:
            said = sentence("{a}, {b}", a=said, b=provision.describe())
        return said

    def apply(self, state: State, facts: Facts) -> State:
        """
        Divide what each body has among those below it.

        Raises:
            DataLackingError: The roster does not say who is below whom, or has a row
                that stands for others, or nobody of these kinds.

            InvalidDataError: Somebody has no body above on the roster.

            OverdrawnError: A body has less than it passes on or retains.

            AllocationError: A body has something to pass on, and nobody below who can
                have it.

            FundmodelError: What the rule raises, with the body named.
        """
        lineage = Lineage.of(state, self.kinds, self.to)
        claims = state.amounts.take(lineage.bodies)
        retained = self._retained(state, lineage, claims)
        passed = claims - retained
        handover = Handover(state, lineage, self.rule, passed)
        handover.run(facts)
        empty = handover.empty & ~passed.equals(Mixed.zeros((1, 1)))
        if self.if_none is IfNone.REFUSED:
            handover.refuse_empty(empty)
        if self.if_none is not IfNone.LAPSED:
            return handover.ended()
        lapsed = Portion(
            kind=PortionKind.LAPSED,
            amount=passed.sum(where=empty),
            source=self.source,
        )
        return handover.ended(lapsed, retained)

    def _retained(self, state: State, lineage: Lineage, claims: Mixed) -> Mixed:
        if self.retained_share is not None:
            return claims.scale(self.retained_share)
        if self.retained_amount is None:
            return Mixed.zeros(claims.shape)
        amount = state.unit.count(self.retained_amount)
        retained = Mixed.of([[amount]])
        eligible = np.broadcast_to(state.eligible, state.amounts.shape)
        active: BoolArray = eligible[:, lineage.bodies]
        short = active & claims.less(retained)
        if short.any():
            scenario, place = (int(index[0]) for index in np.nonzero(short))
            who = int(lineage.bodies[place])
            raise OverdrawnError(
                "a body has less than it retains",
                where=str(state.roster.recipient_at(who)),
                got=state.amount(who, scenario),
                expected=f"{state.measured(amount)} or more",
                mend="let the bodies retain a share, or less",
            )
        return Mixed.where(active, retained, Mixed.zeros((1, 1)))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Say what a body passes on, or of what somebody below has a part."""
        roster = step.after.roster
        if roster.kinds[who] in self.kinds:
            return self._of_body(step, who, scenario)
        body = None
        if roster.kinds[who] in self.to:
            body = body_above(roster, who, self.kinds)
        if body is None:
            return sentence("nothing is passed on to it or by it")
        passing = Passing.of(step, body, scenario)
        if passing is None:
            return sentence("{body} passes nothing on", body=roster.label(body))
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            return sentence(
                "{body} passes nothing on to {name}, which is {why_not}",
                body=roster.label(body),
                name=roster.label(who),
                why_not=why_not,
            )
        had, has = step.before.amount(who, scenario), step.after.amount(who, scenario)
        said = sentence(
            "{gained} of the {passed} that {body} passes on",
            gained=step.after.measured(has.count - had.count),
            passed=passing.passed,
            body=roster.label(body),
        )
        return with_before(said, had, has) if had.count else said

    def giver(self, step: Step, who: int, scenario: int) -> int | None:
        """Give the body above, of whose share a claimant without a claim has a part."""
        took_part = any(
            branch.place(who, scenario) is not None for branch in step.after.nested
        )
        if not took_part or step.before.amounts.fraction(scenario, who):
            return None
        return body_above(step.after.roster, who, self.kinds)

    def _of_body(self, step: Step, who: int, scenario: int) -> Sentence:
        had, has = step.before.amount(who, scenario), step.after.amount(who, scenario)
        passing = Passing.of(step, who, scenario)
        if passing is not None:
            rest = has.count - had.count + passing.passed.count
            return _with_rest(self._passed(passing, had), passing, rest, step.after)
        why_not = step.after.reason_of(who, scenario)
        if why_not is not None:
            name = step.after.roster.label(who)
            return sentence("{name} is {why_not}", name=name, why_not=why_not)
        if has == had:
            return sentence("{has} stay: nobody below can have it", has=has)
        return sentence(
            "{lapsed} lapse, because nobody below can have it; {has} stay",
            lapsed=step.after.measured(had.count - has.count),
            has=has,
        )

    def _passed(self, passing: Passing, had: Amount) -> Sentence:
        said = sentence(
            "{passed} are passed on to {count} below ({to})",
            passed=passing.passed,
            count=passing.count,
            to=self._those_below,
        )
        if self.retained_share is not None:
            return sentence(
                "{share} of {had} = {retained} are retained, {said}",
                share=PerCent(self.retained_share),
                had=had,
                retained=Amount(count=had.count - passing.passed.count, unit=had.unit),
                said=said,
            )
        if self.retained_amount is not None:
            return sentence(
                "{retained} of {had} are retained, {said}",
                retained=self.retained_amount,
                had=had,
                said=said,
            )
        return said


def _with_rest(
    said: Sentence, passing: Passing, rest: Fraction, state: State
) -> Sentence:
    if passing.elsewhere.count:
        said = sentence(
            "{said}; {elsewhere} of it go elsewhere",
            said=said,
            elsewhere=passing.elsewhere,
        )
    if rest > 0:
        return sentence(
            "{said}; {rest} of it are left and stay",
            said=said,
            rest=state.measured(rest),
        )
    if rest < 0:
        return sentence(
            "{said}; rounding takes {rest} more", said=said, rest=state.measured(-rest)
        )
    return said
