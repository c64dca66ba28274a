"""Rounds: what nobody claims goes round again, by the same rule."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Final

import attrs
import numpy as np

from fundmodel.apportion import Mixed
from fundmodel.claims import Portion
from fundmodel.conditions.exclusions import leave_out, need_one_row_each
from fundmodel.errors import AllocationError, InvalidModelError
from fundmodel.facts import Facts
from fundmodel.fields import of_model
from fundmodel.indicators import BoolArray
from fundmodel.rules.bounds.settling import named
from fundmodel.rules.combinations.sub_rules import (
    check_levels,
    provisions_of,
    yardsticks_in,
)
from fundmodel.rules.combinations.sub_runs import (
    Run,
    entered,
    gained,
    left_out,
    merged,
    ran,
    refuse_elsewhere,
)
from fundmodel.rules.rule import AllocationRule
from fundmodel.rules.table_amounts import amounts_in, amounts_requested
from fundmodel.sentences import Sentence, sentence
from fundmodel.sources import Basis
from fundmodel.steps import Branch, State, Step, Trait
from fundmodel.yardsticks import Yardstick

__all__ = ["InRounds"]

FEWEST: Final = 2
"""Rounds: with one, nothing goes round again."""


def _shares_only(
    _: object, attribute: attrs.Attribute[AllocationRule], rule: AllocationRule
) -> None:
    if not rule.only_shares:
        raise InvalidModelError(
            "a rule that goes round again does more than share a pot by a key",
            where=attribute.name,
            got=", ".join(type(one).__name__ for one in rule.provisions),
            expected="a rule in which all that is claimed is shared by a key",
            mend="let rates, tables and other formulas stand before the rounds: they "
            "would be paid again in each",
        )
    check_levels((rule,), where="InRounds")


@attrs.frozen(kw_only=True, eq=False)
class _Rounds:
    """
    What the rounds gave so far.

    Attributes:
        first: The first round.

        claims: What each claims altogether, shape ``(1, n)`` or ``(s, n)``.

        given: What each has, shape ``(s, n)``.

        wants: Who claims more and is in the next round, shape ``(s, n)``.

        returned: What came back in the last round, shape ``(s,)``.

        going: Where there is something to divide, and somebody to share it, ``(s,)``.

        portions: What the rounds put elsewhere.

        branches: The rounds.
    """

    first: Run
    claims: Mixed
    given: Mixed
    wants: BoolArray
    returned: Mixed
    going: BoolArray
    portions: tuple[Portion, ...] = ()
    branches: tuple[Branch, ...] = ()

    def after(self, run: Run, has: BoolArray, wants: BoolArray) -> _Rounds:
        """
        Take a round into account.

        Args:
            run: What it did.

            has: Who was in it, shape ``(s, n)``.

            wants: Who of them claims more, likewise.
        """
        nothing = Mixed.zeros((1, 1))
        kept = Mixed.minimum(run.given, self.claims)
        returned = Mixed.where(has, run.given - kept, nothing).sum()
        wants = has & wants
        key = run.last.key
        weighs = True if key is None else key.weights > 0
        is_left = ~returned.equals(Mixed.zeros((1,)))
        return attrs.evolve(
            self,
            given=Mixed.where(has, kept, self.given),
            wants=wants,
            returned=returned,
            going=self.going & is_left & (wants & weighs).any(axis=-1),
            portions=(*self.portions, *map(self._booked, run.portions)),
            branches=(*self.branches, self._branch(run, has)),
        )

    def _booked(self, portion: Portion) -> Portion:
        there = Mixed.where(self.going, portion.amount, Mixed.zeros((1,)))
        return attrs.evolve(portion, amount=there)

    def _branch(self, run: Run, has: BoolArray) -> Branch:
        number = len(self.branches) + 1
        scenarios = np.arange(len(has))[:, np.newaxis]
        return Branch(
            steps=run.steps,
            title=sentence("round {number}", number=number),
            rows=None if number == 1 else np.where(has, scenarios, -1),
        )


@attrs.frozen(field_transformer=of_model)
class InRounds:
    """
    Share a pot in rounds: what is not claimed goes to those who claim more.

    The rule is run on the pot. What it gives somebody beyond what that recipient claims
    goes back, and is divided by the same rule among those who claimed all of theirs
    (Neuverteilung nicht abgerufener Mittel), and so on. Every round begins with what
    they have, so that a maximum of the rule holds for all rounds together. Whatever is
    not claimed in the last round stays in the pot.

    It ends: each further round is one in which somebody who was in it before is not.

    Attributes:
        rule: How each round is divided; all that it gives must be shared by a key.

        requested: Id of a table among the facts that lists what each wants altogether;
            nobody gets more than that.

        drawn: Or id of a table that lists what each drew of the first round. Those who
            drew all of it share the rest in a second round, of which nobody knows yet
            what will be drawn. Without either, the applications say what is wanted.

        rounds: How many there are at most; `None` for as many as it takes, or two with
            `drawn`.

        source: The provision that says so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset()
    gives: ClassVar[frozenset[Trait]] = frozenset({Trait.AMOUNTS})
    refuses: ClassVar[frozenset[Trait]] = frozenset()

    rule: AllocationRule = attrs.field(validator=_shares_only)
    requested: str | None = attrs.field(default=None, kw_only=True)
    drawn: str | None = attrs.field(default=None, kw_only=True)
    rounds: int | None = attrs.field(default=None, kw_only=True)
    source: Basis = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.requested is not None and self.drawn is not None:
            raise InvalidModelError(
                "rounds follow either what is requested or what was drawn",
                where="in rounds",
                got="both",
                expected="one of `requested` and `drawn`",
                mend="leave the other one out",
            )
        if self.rounds is not None and self.rounds < FEWEST:
            raise InvalidModelError(
                "nothing goes round again",
                where="in rounds",
                got=f"rounds = {self.rounds}",
                expected=f"{FEWEST} or more",
                mend="leave it out for as many rounds as it takes",
            )
        if self.drawn is not None and self.rounds not in {None, FEWEST}:
            raise InvalidModelError(
                "what is drawn of further rounds is not known",
                where="in rounds",
                got=f"rounds = {self.rounds}",
                expected=f"{FEWEST}, where `drawn` tells about the first one",
                mend="leave it out",
            )

    @property
    def sub_rules(self) -> tuple[AllocationRule, ...]:
        """The rule that stands in it."""
        return (self.rule,)

    @property
    def yardsticks(self) -> tuple[Yardstick, ...]:
        """The columns that its rule counts by."""
        return yardsticks_in(self.sub_rules)

    def describe(self) -> Sentence:
        """Say what goes round, and how often."""
        said = provisions_of(self.rule)
        if self.drawn is not None:
            return sentence(
                "{rule}; what was not drawn ({table}) goes once more, by the same "
                "rule, to those who drew all of theirs",
                rule=said,
                table=self.drawn,
            )
        claims = self.requested or sentence("applications")
        if self.rounds is None:
            return sentence(
                "{rule}; what is not requested ({table}) goes round again, by the same "
                "rule, to those who request more, as long as there are any",
                rule=said,
                table=claims,
            )
        return sentence(
            "{rule}; what is not requested ({table}) goes round again, by the same "
            "rule, to those who request more, in {rounds} rounds at most",
            rule=said,
            table=claims,
            rounds=self.rounds,
        )

    def apply(self, state: State, facts: Facts) -> State:
        """
        Run the rule, and run it again with what was not claimed.

        Raises:
            DataLackingError: A row stands for others, whose claims are not known.

            AllocationError: There is no pot, or one below zero; the claims are not
                given, or do not fit.
        """
        need_one_row_each(
            state, sentence("what is claimed must be known of each for another round")
        )
        _check_pot(state)
        done = self._first(state, facts)
        while done.going.any() and not self._is_last(len(done.branches)):
            done = self._next(done, state, facts)
        booked = state.pot - done.given.sum()
        for portion in done.portions:
            booked = booked - portion.amount
        return merged(state, (done.first,)).becomes(
            pot=booked,
            amounts=state.amounts + done.given,
            elsewhere=(*state.elsewhere, *done.portions),
            key=None,
            bounds=None,
            nested=done.branches,
        )

    def _is_last(self, number: int) -> bool:
        most = FEWEST if self.drawn is not None else self.rounds
        return most is not None and number >= most

    def _first(self, state: State, facts: Facts) -> _Rounds:
        run = self._run(*entered(state, state.pot), facts)
        claims = self._claims(state, facts, run)
        shape = state.amounts.shape
        everybody = np.ones(shape, dtype=np.bool_)
        # Who drew all of it may want more; who was given all that it requests does not.
        is_drawn = self.drawn is not None
        wants = ~claims.less(run.given) if is_drawn else run.given.less(claims)
        begun = _Rounds(
            first=run,
            claims=claims,
            given=Mixed.zeros(shape),
            wants=everybody,
            returned=Mixed.zeros(shape[:1]),
            going=np.ones(shape[:1], dtype=np.bool_),
        )
        return begun.after(run, everybody, wants)

    def _next(self, done: _Rounds, state: State, facts: Facts) -> _Rounds:
        """
        Divide what came back.

        Scenarios of a batch that are done begin with the first round once more, which
        they can be sure to get through; what it gives them is not looked at.
        """
        going, nothing = done.going, Mixed.zeros((1, 1))
        wants = done.wants | ~going[:, np.newaxis]
        inside, held = entered(
            state, Mixed.where(going, done.returned, done.first.first.pot)
        )
        inside = leave_out(inside, ~wants, sentence("without a further claim"))
        has = done.wants & going[:, np.newaxis]
        inside = inside.becomes(amounts=Mixed.where(has, done.given, nothing))
        run = self._run(inside, held, facts)
        if self.drawn is not None:
            # Nobody knows what will be drawn of a second round.
            done = attrs.evolve(done, claims=run.given)
        return done.after(run, has, run.given.less(done.claims))

    def _run(self, inside: State, held: Portion, facts: Facts) -> Run:
        run = ran(self.rule, (inside, held), facts, where="in rounds")
        refuse_elsewhere(
            run,
            where="in rounds",
            mend="set aside before the rounds, and guarantee after them",
        )
        return run

    def _claims(self, state: State, facts: Facts, run: Run) -> Mixed:
        """Give what each claims altogether, shape ``(1, n)``."""
        who = run.last.eligible
        if self.drawn is not None:
            drawn = Mixed.of(amounts_in(self.drawn, state, facts, who))
            more = who & run.given.less(drawn)
            if more.any():
                raise AllocationError(
                    "somebody drew more than the first round gave",
                    where=f"table {self.drawn!r}: {named(state, more)}",
                    expected="at most what each was given",
                    mend="correct the table; what is wanted beyond that is `requested`",
                )
            return drawn
        if self.requested is not None:
            return Mixed.of(amounts_in(self.requested, state, facts, who))
        return Mixed.of(amounts_requested(state, facts))

    def explain(self, step: Step, who: int, scenario: int) -> Sentence:
        """Give what each round gave, and what of it went back."""
        out = left_out(step, who, scenario)
        if out is not None:
            return out
        amount = gained(step, who, scenario)
        places = [branch.place(who, scenario) for branch in step.after.nested]
        rounds = [
            (number, branch, place)
            for number, (branch, place) in enumerate(
                zip(step.after.nested, places, strict=True), start=1
            )
            if place is not None
        ]
        said: list[Sentence] = []
        for number, branch, place in rounds:
            begin = branch.steps[0].before.amounts.fraction(place[1], place[0])
            gave = branch.steps[-1].after.amounts.fraction(place[1], place[0])
            # Only in the last round that somebody is in, anything goes back.
            kept = amount.count if number == rounds[-1][0] else gave
            said.append(_told(step.after, number, gave - begin, gave - kept))
        return sentence(
            "{rounds}; together {amount}", rounds=tuple(said), amount=amount
        )


def _check_pot(state: State) -> None:
    if state.open_ended or (state.total.whole < 0).any():
        raise AllocationError(
            "there is no pot to which anything could go back",
            where="in rounds",
            got="an open-ended rule" if state.open_ended else "a pot below zero",
            expected="a budget",
            mend="share in rounds what is paid out of a budget",
        )


def _told(state: State, number: int, gained_: Fraction, returned: Fraction) -> Sentence:
    """Say what one round gave, and what of it went back."""
    if not returned:
        return sentence(
            "round {number} gives {share}",
            number=number,
            share=state.measured(gained_),
        )
    return sentence(
        "round {number} would give {share}, of which {returned} are not claimed and go "
        "back",
        number=number,
        share=state.measured(gained_),
        returned=state.measured(returned),
    )
