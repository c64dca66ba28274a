"""
True-ups: what a correction changes for everybody who shares a pot.

A fixed pot divided by figures gives everybody another amount when one figure is
corrected. So the whole pot is divided again, and each difference is shown.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs
import numpy as np

from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart
from fundmodel.errors import AllocationError
from fundmodel.indicators import BoolArray, IntArray
from fundmodel.rules import Distribution
from fundmodel.sentences import Language, Sentence, sentence
from fundmodel.units import Amount
from fundmodel.vintages import by_figure, since

__all__ = ["TrueUp", "true_up"]


@attrs.frozen(kw_only=True, eq=False)
class TrueUp:
    """
    What every recipient has to get or give after a correction (Ausgleich, Spitzung).

    Amounts are in smallest units, cents for euros. Of a row that stands for all
    others they are cut to whole units; what was cut is in the rest.

    Attributes:
        old: The part as it was allocated, and perhaps paid.

        new: The part as it is allocated now.

        ids: Who is in one of them: first those of before, then those who appeared.

        names: Their names, as they are called now, shape ``(n,)``.

        before: What they were allotted, shape ``(n,)``, zero for who appeared.

        after: What they are allotted now, shape ``(n,)``, zero for who disappeared.

        appeared: Who was not on the roster before, shape ``(n,)``.

        disappeared: Who is no longer on it, shape ``(n,)``.
    """

    old: AllocatedPart
    new: AllocatedPart
    ids: tuple[str, ...]
    names: tuple[str, ...]
    before: IntArray
    after: IntArray
    appeared: BoolArray
    disappeared: BoolArray

    @functools.cached_property
    def difference(self) -> IntArray:
        """What each has to get, or to give where it is negative, shape ``(n,)``."""
        difference: IntArray = self.after - self.before
        difference.setflags(write=False)
        return difference

    @property
    def total(self) -> Amount:
        """All differences together; zero where a fixed pot is given out whole."""
        return self._measured(sum(self.difference.tolist()))

    @property
    def rest(self) -> Amount:
        """
        By how much more goes to nobody: left over, set aside or lost in rounding.

        What is cut off rows that stand for all others belongs to it.
        """
        now, then = _rest(self.new.distribution), _rest(self.old.distribution)
        return self._measured(now - then)

    @property
    def is_fixed_pot(self) -> bool:
        """Whether both times the same amount was divided."""
        return self.old.distribution.total == self.new.distribution.total

    @property
    def adds_up(self) -> bool:
        """Whether differences and rest are the difference of the two pots, exactly."""
        now, then = self.new.distribution.total, self.old.distribution.total
        return self.total.count + self.rest.count == now.count - then.count

    def amount(self, id: str) -> Amount:
        """
        Give what one recipient has to get, or to give where it is negative.

        Raises:
            AllocationError: It is in neither allocation.
        """
        at = self._positions.get(id)
        if at is not None:
            return self._measured(int(self.difference[at]))
        raise AllocationError(
            "nobody with this id shared, before or after",
            where=f"part {self.new.part.id!r}, {self.new.year}",
            got=id,
            expected=f"one of {len(self.ids):,} ids",
            mend="look it up in `ids`",
        )

    @functools.cached_property
    def _positions(self) -> Mapping[str, int]:
        return {id_: at for at, id_ in enumerate(self.ids)}

    def columns(self) -> Mapping[str, object]:
        """
        Give plain arrays and tuples by name, one entry per recipient.

        Returns:
            ``id`` and ``name`` as tuples; ``before``, ``after`` and ``difference`` in
            smallest units, ``appeared`` and ``disappeared`` as arrays of shape
            ``(n,)``.
        """
        return {
            "id": self.ids,
            "name": self.names,
            "before": self.before,
            "after": self.after,
            "difference": self.difference,
            "appeared": self.appeared,
            "disappeared": self.disappeared,
        }

    def why(self) -> Sentence:
        """Say why somebody whose figure did not change gets another amount."""
        old, new = self.old.distribution, self.new.distribution
        if not self.is_fixed_pot:
            return sentence(
                "the pot changed from {before} to {after}",
                before=old.total,
                after=new.total,
            )
        rates = [*old.unit_rates, *new.unit_rates]
        is_one = len(old.unit_rates) == len(new.unit_rates) == 1
        if not is_one or rates[0].column.indicator.id != rates[1].column.indicator.id:
            return sentence(
                "{pot} are divided both times: what some get more, others get less",
                pot=new.total,
            )
        return sentence(
            "{pot} are divided both times, by {before} {unit} then and by {after} now, "
            "so that each brings {now} instead of {then} to everybody",
            pot=new.total,
            before=rates[0].counted,
            after=rates[1].counted,
            unit=rates[1].column.indicator.unit,
            now=rates[1].amount,
            then=rates[0].amount,
        )

    def text(self, language: Language | str = Language.ENGLISH) -> str:
        """Name every recipient with both amounts, and say why they differ."""
        language = Language(language)
        return "\n".join(line.render(language) for line in self._told())

    def _told(self) -> Iterator[Sentence]:
        yield sentence("{part}, {year}", part=self.new.part.name, year=self.new.year)
        yield self.why()
        for at, id_ in enumerate(self.ids):
            yield self._line(at, id_)
        yield sentence(
            "all recipients: {total}; to nobody: {rest}",
            total=self.total,
            rest=self.rest,
        )

    def _line(self, at: int, id: str) -> Sentence:
        line = sentence(
            "{name} ({id}): {before} before, {after} now, {difference}",
            name=self.names[at],
            id=id,
            before=self._measured(int(self.before[at])),
            after=self._measured(int(self.after[at])),
            difference=self._measured(int(self.difference[at])),
        )
        if self.appeared[at]:
            return sentence("{line}; was not on the roster before", line=line)
        if self.disappeared[at]:
            return sentence("{line}; is no longer on the roster", line=line)
        return line

    def _measured(self, count: int | Fraction) -> Amount:
        return Amount(count=Fraction(count), unit=self.new.distribution.unit)

    def __repr__(self) -> str:
        return f"<TrueUp of {self}>"

    def __str__(self) -> str:
        changed = int(np.count_nonzero(self.difference))
        return (
            f"{self.new.part.id}, {self.new.year}: {changed:,} of {len(self.ids):,} "
            f"amounts differ, {self.total} in all"
        )


def true_up(
    before: Allocation, after: Allocation, *, part: str | None = None
) -> TrueUp:
    """
    Compare what was allocated with what is allocated now, for every recipient.

    Args:
        before: By which was paid.

        after: The same part of the same year again, by corrected figures.

        part: Id of the part; `None` takes the only one.

    Raises:
        AllocationError: They are of different programs, parts, years or units, one
            of them did not allocate the part, or the later one stands first: it was
            decided later, or knew a later vintage of a figure.
    """
    old, new = before.part(part), after.part(part)
    _check_same(before, after, old, new)
    _check_order(before, after)
    then, now = old.distribution, new.distribution
    place = then.roster.positions
    more = tuple(id_ for id_ in now.roster.ids if id_ not in place)
    ids = (*then.roster.ids, *more)
    names = dict(zip(then.roster.ids, then.roster.names, strict=True))
    names |= dict(zip(now.roster.ids, now.roster.names, strict=True))
    was, amounts_then = _aligned(then, ids)
    remains, amounts_now = _aligned(now, ids)
    return TrueUp(
        old=old,
        new=new,
        ids=ids,
        names=tuple(names[id_] for id_ in ids),
        before=amounts_then,
        after=amounts_now,
        appeared=~was,
        disappeared=~remains,
    )


def _aligned(
    distribution: Distribution, ids: tuple[str, ...]
) -> tuple[BoolArray, IntArray]:
    """Tell who is in a distribution, and give amounts in the order of *ids*."""
    row_of = distribution.roster.positions
    rows = np.fromiter((row_of.get(id_, -1) for id_ in ids), dtype=np.int64)
    is_in: BoolArray = rows >= 0
    # Where nobody shares there is no row to look at.
    given = np.append(distribution.amounts, 0)
    amounts: IntArray = np.where(is_in, given[rows], 0)
    for array in (is_in, amounts):
        array.setflags(write=False)
    return is_in, amounts


def _rest(distribution: Distribution) -> Fraction:
    """Give what nobody has, and what was cut off rows that stand for all others."""
    parts = (p.amount.fraction(0) for p in distribution.elsewhere)
    elsewhere = sum(parts, start=Fraction(0))
    whole: int = sum(distribution.amounts.tolist())
    cut = distribution.allotted.count - whole
    left_over: Fraction = distribution.left_over.count
    return left_over + elsewhere + cut


def _check_same(
    before: Allocation, after: Allocation, old: AllocatedPart, new: AllocatedPart
) -> None:
    pairs = (
        ("program", before.program.id, after.program.id),
        ("part", old.part.id, new.part.id),
        ("year", old.year, new.year),
        ("unit", old.distribution.unit.name, new.distribution.unit.name),
    )
    for name, then, now in pairs:
        if then != now:
            raise AllocationError(
                f"two allocations of another {name} have no true-up",
                where=f"{before.label}; {after.label}",
                got=f"{then!r} before, {now!r} now",
                expected=f"the same {name}",
                mend="allocate the same part of the same year again",
            )


def _check_order(before: Allocation, after: Allocation) -> None:
    """Refuse two allocations of which the first knew more than the second."""
    then, now = before.as_of, after.as_of
    if then is not None and now is not None and then > now:
        raise _wrong_way(before, after, f"as of {then}, then as of {now}")
    had, has = (by_figure(one.roster.columns) for one in (before, after))
    for figure in had.keys() & has.keys():
        was, known = (max(map(since, one[figure])) for one in (had, has))
        if was > known:
            got = f"{figure[0]!r} known since {was}, then known since {known}"
            raise _wrong_way(before, after, got)


def _wrong_way(before: Allocation, after: Allocation, got: str) -> AllocationError:
    return AllocationError(
        "the later allocation stands first",
        where=f"{before.label}; {after.label}",
        got=got,
        expected="first the allocation by which was paid, then the later one",
        mend="exchange them: true_up(before, after)",
    )
