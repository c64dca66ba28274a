"""
What can go wrong, and how to mend it.

Errors are for programmers and broken input. What an auditor would write down
is not an error but a :class:`~fundmodel.Finding`, a value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Self

import attrs


class FundmodelError(Exception):
    """
    Base of all errors of this library; never raised itself.

    Every message answers five questions: what is wrong, where, what was got,
    what was expected, and how to mend it.

    Attributes:
        what: What is wrong, in one sentence without a full stop.

        where: The object or the place in a file, for example
            ``pakt.toml: parts[2].budget.2018``; empty when there is none.

        got: The value found, as text; empty when it would not help.

        expected: What would have been accepted.

        mend: What to do now.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        got: object = "",
        expected: str = "",
        mend: str = "",
    ) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.got = _short(got)
        self.expected = expected
        self.mend = mend

    def __str__(self) -> str:
        return Fault.of(self).render()

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling of
        # exceptions, which replays `args` only.
        return (_rebuild, (type(self), self.what, _answers(self)))


class InvalidModelError(FundmodelError, ValueError):
    """A program, a rule or another part of a model cannot exist like this."""


class InvalidDataError(FundmodelError, ValueError):
    """A table, a roster, an amount or another piece of data is broken."""


class MoneyError(InvalidDataError):
    """A value is no amount of money, or two amounts do not go together."""


class BudgetLineError(InvalidDataError):
    """A text is no budget line of a scheme, or the scheme has no such level."""


class CrosswalkError(InvalidDataError):
    """Successions of bodies contradict each other, or do not fit the figures."""


class LostFiguresError(InvalidDataError):
    """Figures were lost on the way to other bodies, and the caller wants none lost."""


class AllocationError(FundmodelError):
    """A rule cannot be applied to this pot and these recipients."""


class DataLackingError(AllocationError):
    """
    The roster lacks what the rule asks for.

    :func:`fundmodel.allocate` turns it into a part that is left open; a rule
    applied on its own raises it.

    Attributes:
        said: What is lacking, as a sentence that can be read in several languages;
            `None` where there is only the English text.
    """

    def __init__(  # noqa: PLR0913  the answers of every error, and one more
        self,
        what: str,
        *,
        where: str = "",
        got: object = "",
        expected: str = "",
        mend: str = "",
        said: object = None,
    ) -> None:
        super().__init__(what, where=where, got=got, expected=expected, mend=mend)
        self.said = said

    def __reduce__(self) -> tuple[object, ...]:
        answers = {**_answers(self), "said": self.said}
        return (_rebuild, (type(self), self.what, answers))


class OtherKeyDateError(DataLackingError):
    """The indicator was measured for another day than the rule asks for."""


class ProvisionalDataError(DataLackingError):
    """The indicator is provisional, and the rule wants final figures."""


class SeveralVintagesError(DataLackingError):
    """The roster has several vintages of a figure, and nobody said which one counts."""


class CorrectionError(InvalidDataError):
    """A figure cannot be corrected like this; the roster is as it was."""


class FrozenFigureError(CorrectionError):
    """A figure is reported or corrected after the day that froze it."""


class NothingToShareByError(AllocationError):
    """All weights are zero, so there is no key to share by."""


class BoundsError(AllocationError):
    """Minimums and maximums cross, or do not go together with the total."""


class OverdrawnError(AllocationError):
    """The claims exceed the pot and no provision of the rule fits them to it."""


class UnroundedError(AllocationError):
    """A rule ends with fractions of the smallest unit: it lacks a rounding."""


class LedgerError(FundmodelError, ValueError):
    """An entry cannot be booked; the ledger is as it was."""


class ContradictingEntryError(LedgerError):
    """Two entries with one id say different things."""


class OverdrawnAccountError(LedgerError):
    """More is taken out of an account than is in it on that day."""


class BookingDayError(LedgerError):
    """An entry is booked on a day that its kind and budget year do not allow."""


class CarryOverError(LedgerError):
    """Money is carried over for longer than the terms of the ledger allow."""


class PaymentError(LedgerError):
    """An award cannot be paid like this; the ledger is as it was."""


class RepaymentError(InvalidDataError):
    """A decision to claim money back has faults in law; each is named."""


class SettlementError(FundmodelError, ValueError):
    """Final amounts, payments, claims and waivers do not go together."""


class FinalFiguresLackingError(SettlementError):
    """There is nothing final to settle with."""


class AwardError(FundmodelError, ValueError):
    """An award cannot be made, amended or asked for like this."""


class EnvelopeError(AwardError):
    """More would be granted than the planning envelope allows."""


class DecisionDayError(AwardError):
    """A decision is dated before it could be made, or on an application too late."""


class FindingsError(FundmodelError):
    """Raised by `raise_if` when a report has findings of that severity."""


class MissingExtraError(FundmodelError, ImportError):
    """An optional package is not installed."""


@attrs.frozen(kw_only=True)
class Fault:
    """
    One thing that is wrong in a file, with the answers of an error.

    Attributes:
        where: File and path, for example ``parts[2].budget.2018``.

        what: What is wrong.

        got: The value found, as text.

        expected: What would have been accepted.

        mend: What to do now.
    """

    where: str
    what: str
    got: str = ""
    expected: str = ""
    mend: str = ""

    @classmethod
    def of(cls, error: FundmodelError) -> Self:
        """Take the answers out of an error."""
        return cls(
            where=error.where,
            what=error.what,
            got=error.got,
            expected=error.expected,
            mend=error.mend,
        )

    def render(self) -> str:
        """Give the fault as text, one answer a line."""
        lines = [f"{self.where}: {self.what}" if self.where else self.what]
        for label in ("got", "expected", "mend"):
            answer = getattr(self, label)
            if answer:
                lines.append(f"  {label}: {answer}")
        return "\n".join(lines)


class ConfigError(FundmodelError, ValueError):
    """
    A file of a program, a table or a stored result is broken.

    Attributes:
        faults: Every fault of the file, in the order in which they stand.
    """

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        count = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{file}: {count}")
        self.file = file
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(
            [f"{self.what} found", *(fault.render() for fault in self.faults)]
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (ConfigError, (self.file, self.faults))


MOST_CHARACTERS_SHOWN = 200
"""A hostile value of a gigabyte must not fill the reader's screen."""


def _short(got: object) -> str:
    try:
        text = got if isinstance(got, str) else str(got)
    except (ValueError, RecursionError):
        # Python refuses to print integers of more than 4,300 digits, and what is
        # nested too deeply.
        text = f"a value of type {type(got).__name__}, too large to print"
    shown = "".join(map(_visible, text[:MOST_CHARACTERS_SHOWN]))
    if len(text) > MOST_CHARACTERS_SHOWN:
        return f"{shown}… ({len(text):,} characters)"
    return shown


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    # No-break spaces belong to amounts of money and count as not printable.
    is_blank = unicodedata.category(character) == "Zs"
    return " " if is_blank else "\N{REPLACEMENT CHARACTER}"


def _answers(error: FundmodelError) -> dict[str, str]:
    return {
        "where": error.where,
        "got": error.got,
        "expected": error.expected,
        "mend": error.mend,
    }


def _rebuild(
    kind: Callable[..., FundmodelError], what: str, answers: Mapping[str, object]
) -> FundmodelError:
    return kind(what, **answers)
