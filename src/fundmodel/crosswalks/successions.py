"""One succession: which bodies ended or gave something up, and who came after them."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, Self

import attrs

from fundmodel.errors import CrosswalkError
from fundmodel.fields import of_data
from fundmodel.recipients import Roster
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.shares import exact_ratio
from fundmodel.sources import Basis

__all__ = ["Succession", "SuccessionKind", "listed", "shares_by"]


class SuccessionKind(enum.Enum):
    """What happened to bodies."""

    MERGER = "merger"
    """Several become one, or one is taken in by another (Fusion, Eingemeindung)."""

    SPLIT = "split"
    """One becomes several; one may keep the id (Teilung, Ausgliederung)."""

    RENAMING = "renaming"
    """It has another name; its id may be the same (Umbenennung)."""

    RECODING = "recoding"
    """It has another id (Schlüsseländerung)."""

    def render(self, language: Language) -> str:
        """Give it in words."""
        return _KINDS[self].render(language)


_KINDS: Final[Mapping[SuccessionKind, Sentence]] = {
    SuccessionKind.MERGER: sentence("merger"),
    SuccessionKind.SPLIT: sentence("split"),
    SuccessionKind.RENAMING: sentence("renaming"),
    SuccessionKind.RECODING: sentence("new code"),
}

_ONE: Final = 1


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Succession:
    """
    Bodies that are followed by others on one day.

    Attributes:
        kind: What happened.

        day: The first day on which it holds.

        old: Ids before.

        new: Ids after. A body that takes others in or gives a part up may stand on
            both sides.

        shares: What share of the old body each new one takes over; for a split only,
            shape of `new`. They add up to one.

        by: Id of the indicator by which the shares were computed, where they were.

        source: Who says so.

    Raises:
        CrosswalkError: The numbers of bodies do not fit the kind, an id is empty or
            stands twice, or the shares do not add up to one.
    """

    kind: SuccessionKind
    day: date
    old: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    new: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    shares: tuple[Fraction, ...] = attrs.field(
        default=(), converter=tuple[Fraction, ...]
    )
    by: str | None = None
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        for ids in (self.old, self.new):
            if not all(id_.strip() for id_ in ids) or len(set(ids)) < len(ids):
                raise self._fault(
                    "an id is empty or stands twice on one side",
                    got=", ".join(map(repr, ids)),
                    expected="each id once",
                    mend="correct the ids",
                )
        if not self._fits_kind():
            raise self._fault(
                "the bodies do not fit the kind of succession",
                got=f"{self.kind.value} of {', '.join(self.old) or 'nobody'} into "
                f"{', '.join(self.new) or 'nobody'}",
                expected=_EXPECTED[self.kind],
                mend="correct the kind, or the ids",
            )
        self._check_shares()

    def _fits_kind(self) -> bool:
        olds, news = len(self.old), len(self.new)
        if self.kind is SuccessionKind.MERGER:
            return olds >= _ONE == news and self.old != self.new
        if self.kind is SuccessionKind.SPLIT:
            return olds == _ONE < news
        is_code = self.kind is SuccessionKind.RECODING
        return olds == _ONE == news and not (is_code and self.old == self.new)

    def _check_shares(self) -> None:
        is_split = self.kind is SuccessionKind.SPLIT
        if not is_split and not self.shares:
            return
        shown = ", ".join(map(str, self.shares)) or "no shares"
        if not is_split or len(self.shares) != len(self.new):
            raise self._fault(
                "there is not one share for each part of a split",
                got=shown,
                expected=f"{len(self.new)} shares" if is_split else "no shares",
                mend='give one for each new body, for example Fraction("0.6"), or '
                "let Crosswalk compute them by an indicator",
            )
        if min(self.shares) < 0 or sum(self.shares) != 1:
            raise self._fault(
                "the shares of a split do not add up to one",
                got=f"{shown}, together {sum(self.shares)}",
                expected="shares of zero or more, together exactly 1",
                mend="write thirds as 1/3, or give the rest to one of the parts",
            )

    def _fault(
        self, what: str, *, got: str, expected: str, mend: str
    ) -> CrosswalkError:
        where = f"succession of {', '.join(self.old)} on {self.day}"
        return CrosswalkError(what, where=where, got=got, expected=expected, mend=mend)

    @classmethod
    def merger(
        cls, day: date, old: Iterable[str], new: str, *, source: Basis = None
    ) -> Self:
        """Let bodies become one, or be taken in by one."""
        kind = SuccessionKind.MERGER
        return cls(kind=kind, day=day, old=listed(old), new=(new,), source=source)

    @classmethod
    def split(
        cls,
        day: date,
        old: str,
        shares: Mapping[str, Fraction | int | str],
        *,
        source: Basis = None,
    ) -> Self:
        """
        Let a body become several.

        >>> Succession.split(date(2021, 1, 1), "a", {"b": "60 %", "c": "2/5"}).shares
        (Fraction(3, 5), Fraction(2, 5))

        Args:
            day: The first day on which it holds.

            old: Id of the body.

            shares: What share of it each new body takes over, exactly.

            source: Who says so.
        """
        exact = [exact_ratio(share, where="share") for share in shares.values()]
        return cls(
            kind=SuccessionKind.SPLIT,
            day=day,
            old=(old,),
            new=tuple(shares),
            shares=exact,
            source=source,
        )

    @classmethod
    def split_by(  # noqa: PLR0913  all but three are named by the caller
        cls,
        day: date,
        old: str,
        new: Iterable[str],
        *,
        roster: Roster,
        by: str,
        source: Basis = None,
    ) -> Self:
        """
        Let a body become several, shared by what a roster counts of the new ones.

        Args:
            day: The first day on which it holds.

            old: Id of the body.

            new: Ids of the new ones, all on the roster.

            roster: Who counted them.

            by: Id of the indicator, which the roster has once.

            source: Who says so.

        Raises:
            CrosswalkError: A value is missing or negative, or all are zero.
        """
        ids = listed(new)
        return cls(
            kind=SuccessionKind.SPLIT,
            day=day,
            old=(old,),
            new=ids,
            shares=shares_by(roster, ids, by),
            by=by,
            source=source,
        )

    @classmethod
    def recoding(cls, day: date, old: str, new: str, *, source: Basis = None) -> Self:
        """Give a body another id."""
        kind = SuccessionKind.RECODING
        return cls(kind=kind, day=day, old=(old,), new=(new,), source=source)

    @property
    def ended(self) -> tuple[str, ...]:
        """Ids that are no more."""
        return tuple(id_ for id_ in self.old if id_ not in self.new)

    def render(self, language: Language) -> str:
        """Give it in one sentence."""
        return sentence(
            "{kind} on {day}: {old} became {new}",
            kind=self.kind,
            day=self.day,
            old=self.old,
            new=self.new,
        ).render(language)

    def __str__(self) -> str:
        return self.render(Language.ENGLISH)


_EXPECTED: Final[Mapping[SuccessionKind, str]] = {
    SuccessionKind.MERGER: "bodies that become one, which is not the only one of them",
    SuccessionKind.SPLIT: "one body that becomes two or more",
    SuccessionKind.RENAMING: "one body before and after",
    SuccessionKind.RECODING: "one body, and another id for it",
}


def listed(ids: Iterable[str]) -> tuple[str, ...]:
    """
    Give ids as a tuple; a word is a list of letters to Python, and to nobody else.

    Raises:
        CrosswalkError: It is a single text.
    """
    if isinstance(ids, str):
        raise CrosswalkError(
            "this is one id and no list of ids",
            where="succession",
            got=repr(ids),
            expected="a list of ids",
            mend=f"put it in square brackets: [{ids!r}]",
        )
    return tuple(ids)


def shares_by(roster: Roster, ids: tuple[str, ...], by: str) -> tuple[Fraction, ...]:
    """
    Compute the shares of the parts of a split from one indicator.

    Raises:
        CrosswalkError: The roster has it not exactly once, a value is missing or
            negative, or all are zero.
    """
    columns = roster.columns_of(by)
    values = [
        column.value(roster.position(id_)) for column in columns[:1] for id_ in ids
    ]
    known = [value for value in values if value is not None and value >= 0]
    total = sum(known, Fraction(0))
    if len(columns) == 1 and len(known) == len(ids) and total:
        return tuple(value / total for value in known)
    shown = ", ".join("no value" if value is None else str(value) for value in values)
    raise CrosswalkError(
        "a split cannot be shared by this indicator",
        where=f"roster {roster.id!r}, indicator {by!r}, {', '.join(ids)}",
        got=f"{len(columns)} columns" if len(columns) != 1 else shown,
        expected="one column, with a value for each part, not all of them zero",
        mend="read the roster with as_of(key_date=..., known_on=...), take another "
        "indicator, or state the shares",
    )
