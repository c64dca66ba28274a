"""All applications for one allocation, and what they are as claimants."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Self, TypeVar

import attrs
import numpy as np

from fundmodel.errors import InvalidDataError
from fundmodel.fields import of_data
from fundmodel.filings import RECEIVED, Application, a_score, day_number, filed
from fundmodel.fingerprints import content_hash
from fundmodel.indicators import Column, Indicator, whole
from fundmodel.money import Money, minor_digits
from fundmodel.recipients import Roster
from fundmodel.sentences import Text, name_from_id
from fundmodel.sources import Basis

__all__ = [
    "APPLICATION",
    "REQUESTED",
    "SCORE",
    "Application",
    "Applications",
]

T = TypeVar("T")

APPLICATION: Final = "application"
"""The kind of all rows on the roster of applications."""

REQUESTED: Final = "requested"
"""Id of the indicator that holds the amount requested, in major units."""

SCORE: Final = "score"
"""Id of the indicator that holds the score."""


def _scores(scores: Iterable[Decimal | int | None]) -> tuple[Decimal | None, ...]:
    return tuple(map(a_score, scores))


@attrs.frozen(kw_only=True, field_transformer=of_data)
class Applications:
    """
    All applications for one allocation, as columns.

    The order matters only where a rule says that it does.

    Attributes:
        id: A short name, for example ``"call-2026"``.

        ids: Ids of the applications, unique, shape ``(n,)``.

        applicants: Ids of the recipients that applied; one may apply several times.

        requested: The amounts, all money in one currency or all whole numbers;
            none is negative.

        received: The days of receipt or `None`; empty if nobody says for any.

        scores: The scores or `None`; empty if none was rated.

        titles: What they are called; empty for their ids.

        sources: Where each row comes from; empty if all share `source`.

        name: What they are called together.

        source: Where they come from.

    Raises:
        InvalidDataError: Ids repeat or are empty, columns differ in length, or an
            amount is negative or in another currency than the others.
    """

    id: str
    ids: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    applicants: tuple[str, ...] = attrs.field(converter=tuple[str, ...])
    requested: tuple[Money | int, ...] = attrs.field(converter=tuple[Money | int, ...])
    received: tuple[date | None, ...] = attrs.field(
        default=(), converter=tuple[date | None, ...]
    )
    scores: tuple[Decimal | None, ...] = attrs.field(default=(), converter=_scores)
    titles: tuple[str, ...] = attrs.field(default=(), converter=tuple[str, ...])
    sources: tuple[Basis, ...] = attrs.field(default=(), converter=tuple[Basis, ...])
    name: Text = attrs.field(default=attrs.Factory(name_from_id, takes_self=True))
    source: Basis = None

    def __attrs_post_init__(self) -> None:
        self._check_lengths()
        self._check_ids()
        self._check_amounts()
        # Titles and scores are held to the rules of rosters.
        _ = self.roster

    @classmethod
    def of(
        cls, applications: Iterable[Application], *, id: str, source: Basis = None
    ) -> Self:
        """Put single applications together."""
        items = tuple(applications)
        return cls(
            id=id,
            ids=[item.id for item in items],
            applicants=[item.applicant for item in items],
            requested=[item.requested for item in items],
            received=_if_any([item.received for item in items]),
            scores=_if_any([item.score for item in items]),
            titles=[item.title for item in items],
            sources=_if_any([item.source for item in items]),
            source=source,
        )

    @classmethod
    def from_records(
        cls,
        records: Iterable[Mapping[str, object]],
        *,
        id: str,
        currency: str | None = None,
        source: Basis = None,
    ) -> Self:
        """
        Make applications from mappings.

        Args:
            records: Each has ``id``, ``applicant`` and ``requested``, and may have
                ``received``, ``score`` and ``title``.

            id: Id of them all.

            currency: That of requests written as text or numbers in major units;
                `None` takes them as they are.

            source: Where they come from.

        Raises:
            InvalidDataError: A record lacks a key, has an unknown one or a value of
                another type.
        """
        where = f"applications {id!r}"
        items = [
            filed(record, currency, where=f"{where}, record {number}")
            for number, record in enumerate(records, start=1)
        ]
        return cls.of(items, id=id, source=source)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Application]:
        return map(self.application_at, range(len(self)))

    def application_at(self, position: int) -> Application:
        """Build the application of one row."""
        return Application(
            id=self.ids[position],
            applicant=self.applicants[position],
            requested=self.requested[position],
            received=self.received[position] if self.received else None,
            score=self.scores[position] if self.scores else None,
            title=self.titles[position] if self.titles else self.ids[position],
            source=self.sources[position] if self.sources else self.source,
        )

    @functools.cached_property
    def roster(self) -> Roster:
        """
        The applications as claimants, each with its applicant as the parent.

        Its indicators are ``"requested"``, and ``"score"`` and ``"received"`` where
        any application has them; days are whole numbers such as 20260331.
        """
        return Roster(
            id=self.id,
            ids=self.ids,
            names=self.titles or self.ids,
            kinds=(APPLICATION,) * len(self),
            parents=self.applicants,
            columns=_columns(self),
            name=self.name,
            source=self.source,
        )

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything in them."""
        return content_hash(self)

    def _check_lengths(self) -> None:
        columns: dict[str, tuple[object, ...]] = {
            "received": self.received,
            "scores": self.scores,
            "titles": self.titles,
            "sources": self.sources,
        }
        columns = {name: column for name, column in columns.items() if column}
        columns |= {"applicants": self.applicants, "requested": self.requested}
        for name, column in columns.items():
            if len(column) != len(self):
                raise InvalidDataError(
                    "a column has another length than the applications",
                    where=f"applications {self.id!r}, {name}",
                    got=f"{len(column):,} values",
                    expected=f"{len(self):,} values",
                    mend="give one value per application, None where there is none",
                )

    def _check_ids(self) -> None:
        for row, (id_, applicant) in enumerate(
            zip(self.ids, self.applicants, strict=True), start=1
        ):
            if not id_.strip() or not applicant.strip():
                raise InvalidDataError(
                    "an application has no id or no applicant",
                    where=f"applications {self.id!r}, row {row}",
                    got=f"id {id_!r}, applicant {applicant!r}",
                    expected="both as text",
                    mend="fill them in",
                )
        if len(set(self.ids)) < len(self.ids):
            twice = [id_ for id_, count in Counter(self.ids).items() if count > 1]
            raise InvalidDataError(
                "an id stands more than once",
                where=f"applications {self.id!r}",
                got=", ".join(twice),
                expected="each id once",
                mend="remove the repeated rows, or give each application its own id",
            )

    def _check_amounts(self) -> None:
        currencies = {_currency(amount) for amount in self.requested}
        if len(currencies) > 1:
            raise InvalidDataError(
                "the amounts requested are in more than one currency or unit",
                where=f"applications {self.id!r}",
                got=", ".join(sorted(code or "whole numbers" for code in currencies)),
                expected="money in one currency, or whole numbers",
                mend="convert them before, with rate, date and source",
            )
        for id_, amount in zip(self.ids, self.requested, strict=True):
            if _smallest(amount) < 0:
                raise InvalidDataError(
                    "an amount requested is negative",
                    where=f"applications {self.id!r}, {id_}",
                    got=amount,
                    expected="zero or more",
                    mend="correct it; what is paid back belongs elsewhere",
                )


def _if_any(items: list[T]) -> list[T]:
    """Leave out a column that holds nothing."""
    return [] if all(item is None for item in items) else items


def _currency(amount: Money | int) -> str:
    return amount.currency if isinstance(amount, Money) else ""


def _smallest(amount: Money | int) -> int:
    return amount.minor if isinstance(amount, Money) else amount


def _columns(given: Applications) -> Iterator[Column]:
    yield _requested(given)
    if given.scores:
        yield Column.of(
            Indicator(
                id=SCORE,
                name=Text({"en": "score", "de": "Punktzahl"}),
                unit=Text({"en": "points", "de": "Punkte"}),
            ),
            given.scores,
        )
    if given.received:
        yield Column.of(
            Indicator(
                id=RECEIVED, name=Text({"en": "day of receipt", "de": "Eingangstag"})
            ),
            [None if day is None else day_number(day) for day in given.received],
        )


def _requested(given: Applications) -> Column:
    currency = next(map(_currency, given.requested), "")
    n = len(given)
    return Column(
        indicator=Indicator(
            id=REQUESTED,
            name=Text({"en": "amount requested", "de": "beantragter Betrag"}),
            unit=Text(currency or {"en": "units", "de": "Einheiten"}),
        ),
        values=whole([_smallest(amount) for amount in given.requested]),
        decimals=minor_digits(currency) if currency else 0,
        valid=np.ones(n, dtype=np.bool_),
        inferred=np.zeros(n, dtype=np.bool_),
    )
