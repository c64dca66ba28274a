"""Tranches: a part of an award, and what it waits for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from fundmodel.due_dates import Deadline, Span
from fundmodel.errors import InvalidModelError
from fundmodel.fields import of_model
from fundmodel.money import Money
from fundmodel.sentences import Text, check_printable, name_from_id
from fundmodel.shares import exact_ratio
from fundmodel.sources import Basis

__all__ = [
    "AfterAward",
    "MilestoneReached",
    "ProofAccepted",
    "Tranche",
    "When",
    "check_word",
    "share_of",
]


def check_word(_: object, attribute: attrs.Attribute[str], text: str) -> None:
    """
    Refuse an empty id, and control characters; attrs calls it as a validator.

    Raises:
        InvalidModelError: It is empty, or begins or ends with a blank.
    """
    check_printable(text, where=attribute.name)
    if not text.strip() or text != text.strip():
        raise InvalidModelError(
            "an id is empty or begins or ends with a blank",
            where=attribute.name,
            got=repr(text),
            expected='a short name such as "first"',
            mend="write it without blanks around it",
        )


def share_of(share: int | Fraction | Decimal | str | None) -> Fraction | None:
    """Give a share as an exact number, or `None`."""
    return None if share is None else exact_ratio(share, where="share")


def _some_share(
    _: object, attribute: attrs.Attribute[Fraction], share: Fraction | None
) -> None:
    if share is not None and not 0 < share <= 1:
        raise InvalidModelError(
            "a share is not between nothing and all",
            where=attribute.name,
            got=share,
            expected="more than 0, at most 1",
            mend='write "60 %" or Fraction(3, 5)',
        )


def _whole() -> Fraction:
    return Fraction(1)


def _exact(share: int | Fraction | Decimal | str) -> Fraction:
    return exact_ratio(share, where="share")


@attrs.frozen(kw_only=True, field_transformer=of_model)
class AfterAward:
    """
    Due within a span of time after the award.

    Attributes:
        span: How long after it.

        moves: Whether the day moves to the next working day (§ 193 BGB).
    """

    span: Span
    moves: bool = True


@attrs.frozen(kw_only=True, field_transformer=of_model)
class MilestoneReached:
    """
    Due once a milestone is reached.

    Attributes:
        id: Short name of the milestone, for example ``"roof"``.

        name: What it is called.

        within: How long after that day; `None` for the day itself.
    """

    id: str = attrs.field(validator=check_word)
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    within: Span | None = None


@attrs.frozen(kw_only=True, field_transformer=of_model)
class ProofAccepted:
    """
    Due once the use of earlier tranches is proven and accepted.

    Attributes:
        share: Which share of all tranches before this one.

        within: How long after that day; `None` for the day itself.
    """

    share: Fraction = attrs.field(
        factory=_whole, converter=_exact, validator=_some_share
    )
    within: Span | None = None


When = date | Deadline | AfterAward | MilestoneReached | ProofAccepted
"""When a tranche is due."""


@attrs.frozen(kw_only=True, field_transformer=of_model)
class Tranche:
    """
    A part of an award that is paid at once (Rate, Teilbetrag).

    With neither share nor fixed amount it is the rest.

    Attributes:
        id: Unique in the plan.

        name: What it is called.

        share: Of the amount awarded, exact; text such as ``"60 %"`` will do.

        fixed: An amount, whatever was awarded.

        due: A day, a deadline, so long after the award, or what it waits for.

        source: Where it is said.

    Raises:
        InvalidModelError: It has both a share and a fixed amount, or no sensible one.
    """

    id: str = attrs.field(validator=check_word)
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    share: Fraction | None = attrs.field(
        default=None, converter=share_of, validator=_some_share
    )
    fixed: Money | None = None
    due: When
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        if self.share is not None and self.fixed is not None:
            raise InvalidModelError(
                "a tranche has both a share and a fixed amount",
                where=f"tranche {self.id!r}",
                got=f"{self.share} and {self.fixed}",
                expected="one of them, or none for the rest",
                mend="make two tranches of it",
            )
        if self.fixed is not None and self.fixed.minor <= 0:
            raise InvalidModelError(
                "a tranche pays nothing",
                where=f"tranche {self.id!r}",
                got=self.fixed,
                expected="more than zero",
                mend="leave the tranche out",
            )

    @property
    def is_rest(self) -> bool:
        """Whether it is what the other tranches leave."""
        return self.share is None and self.fixed is None
