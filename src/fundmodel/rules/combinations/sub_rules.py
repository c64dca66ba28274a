"""Sub-rules: rules that stand in a provision, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, cast

import attrs

from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.rules.rule import AllocationRule
from fundmodel.sentences import Sentence, Text, sentence
from fundmodel.shares import PerCent, exact_ratio
from fundmodel.steps import Provision, Trait
from fundmodel.yardsticks import Yardstick

__all__ = [
    "MOST_LEVELS",
    "SubRule",
    "check_levels",
    "check_shares",
    "described",
    "only_shares",
    "provisions_of",
    "rules_in",
    "yardsticks_in",
]

MOST_LEVELS: Final = 8
"""How deep rules may stand in rules; laws know two or three levels."""


def _a_share(share: Fraction | Decimal | int | str | None) -> Fraction | None:
    return None if share is None else exact_ratio(share, where="share")


def _a_part(
    _: object, attribute: attrs.Attribute[Fraction | None], share: Fraction | None
) -> None:
    if share is not None and not 0 < share <= 1:
        raise InvalidModelError(
            "this is no part of the pot",
            where=attribute.name,
            got=PerCent(share),
            expected="more than 0 % and at most 100 %",
            mend="correct the share, or leave the formula out",
        )


@attrs.frozen(field_transformer=of_model)
class SubRule:
    """
    A formula among others: a rule of its own, for a part of the pot.

    Attributes:
        rule: Its provisions.

        name: What it is called in explanations.

        share: Which share of the pot it divides; text such as ``"60 %"`` is
            understood. `None` for what is there.
    """

    rule: AllocationRule
    name: Text | None = attrs.field(default=None, kw_only=True)
    share: Fraction | None = attrs.field(
        default=None, converter=_a_share, validator=_a_part, kw_only=True
    )

    def title(self, number: int) -> Sentence:
        """Give its name, or its number among the others."""
        if self.name is not None:
            return sentence("{name}", name=self.name)
        return sentence("formula {number}", number=number)

    def describe(self, number: int) -> Sentence:
        """Say what its provisions do."""
        said = provisions_of(self.rule)
        if self.share is None:
            return sentence("{title} ({said})", title=self.title(number), said=said)
        return sentence(
            "{title} ({share} of the pot: {said})",
            title=self.title(number),
            share=PerCent(self.share),
            said=said,
        )


def rules_in(provision: Provision) -> tuple[AllocationRule, ...]:
    """Give the rules that stand in a provision."""
    # Provisions that hold rules say so by this attribute; the protocol does not
    # demand it of the others.
    found: tuple[AllocationRule, ...] = getattr(provision, "sub_rules", ())
    return found


def only_shares(rule: AllocationRule) -> bool:
    """Whether all that a rule gives comes out of a pot, in all its sub-rules too."""
    giving = [p for p in rule.provisions if Trait.AMOUNTS in p.gives]
    return bool(giving) and all(
        Trait.WEIGHTS in p.gives
        or (bool(rules_in(p)) and all(map(only_shares, rules_in(p))))
        for p in giving
    )


def yardsticks_in(rules: Iterable[AllocationRule]) -> tuple[Yardstick, ...]:
    """Give the columns that sub-rules count by, each once."""
    return tuple(dict.fromkeys(_yardsticks(rules)))


def _yardsticks(rules: Iterable[AllocationRule]) -> Iterator[Yardstick]:
    for rule in rules:
        for provision in rule.provisions:
            one: object = getattr(provision, "yardstick", None)
            if isinstance(one, Yardstick):
                yield one
            # cast: by this name provisions give nothing else.
            yield from cast(
                "tuple[Yardstick, ...]", getattr(provision, "yardsticks", ())
            )


def check_levels(rules: Iterable[AllocationRule], *, where: str) -> None:
    """
    Refuse rules in rules in rules beyond all reason.

    Raises:
        InvalidModelError: They stand too deep.
    """
    levels = 1 + max(map(_levels, rules), default=0)
    if levels >= MOST_LEVELS:
        raise InvalidModelError(
            "rules stand too deep in other rules",
            where=where,
            got=f"{levels + 1} levels",
            expected=f"at most {MOST_LEVELS}",
            mend="put formulas side by side instead of into each other",
        )


def _levels(rule: AllocationRule) -> int:
    inner = [1 + _levels(one) for p in rule.provisions for one in rules_in(p)]
    return max(inner, default=0)


def provisions_of(rule: AllocationRule) -> Sentence:
    """Say in one sentence what all provisions of a rule do."""
    first, *others = (provision.describe() for provision in rule.provisions)
    for one in others:
        first = sentence("{a}, {b}", a=first, b=one)
    return first


def described(rules: tuple[SubRule, ...]) -> tuple[Sentence, ...]:
    """Say what each formula does."""
    return tuple(one.describe(number) for number, one in enumerate(rules, start=1))


def check_shares(rules: tuple[SubRule, ...], *, where: str) -> None:
    """
    Make sure that formulas side by side do not share more than there is.

    Raises:
        InvalidModelError: They do, or several share all that is left.
    """
    stated = sum((one.share or Fraction(0) for one in rules), start=Fraction(0))
    if stated > 1:
        raise InvalidModelError(
            "the formulas share more than the pot",
            where=where,
            got=PerCent(stated),
            expected="at most 100 % together",
            mend="correct the shares",
        )
    emptying = [one for one in rules if one.share is None and only_shares(one.rule)]
    if len(emptying) > 1:
        raise InvalidModelError(
            "several formulas would share all that is left of the pot",
            where=where,
            got=f"{len(emptying)} formulas that share, without a share of the pot",
            expected="at most one of them",
            mend='say which share each divides: SubRule(rule, share="60 %")',
        )
