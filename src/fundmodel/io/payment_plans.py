"""The payment plan of a part in files: a table, with a table for each tranche."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Final, cast

from fundmodel.due_dates import Deadline, Instalments, Span
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import basis_form
from fundmodel.money import Money
from fundmodel.payment_plans import (
    AfterAward,
    MilestoneReached,
    PaymentMethod,
    PaymentPlan,
    ProofAccepted,
    Tranche,
)
from fundmodel.payment_plans.tranches import When
from fundmodel.sentences import Text
from fundmodel.sources import Basis, Source

__all__ = ["payment_plan_form", "read_payment_plan"]

Form = dict[str, object]
Table = Mapping[str, object]
Sources = Mapping[str, Source]
ReadBasis = Callable[[object], Basis]


def read_payment_plan(value: object, currency: str, basis: ReadBasis) -> PaymentPlan:
    """
    Read a payment plan.

    Args:
        value: Its table.

        currency: That of its amounts.

        basis: How a source is read.

    Raises:
        FaultsError: The table is broken.

        InvalidModelError: Its payments do not add up to an award.
    """
    tranche = partial(_tranche, currency=currency, basis=basis)
    found = values.fields(
        value,
        tranches=lambda items: values.each(values.a_list(items), tranche),
        instalments=_instalments,
        weights=lambda items: values.each(values.a_list(items), values.a_ratio),
        method=lambda name: values.a_choice(name, PaymentMethod),
        retention=lambda kept: _retention(kept, currency),
        release=_span,
        drawdown=_span,
        unit=values.a_unit,
        moves=values.a_switch,
        source=basis,
    )
    try:
        return PaymentPlan(**found)
    except FundmodelError as error:
        # The place is the key of the file.
        error.where = error.where.removeprefix("payment plan")
        raise


def _tranche(value: object, *, currency: str, basis: ReadBasis) -> Tranche:
    found = values.fields(
        value,
        ("id", "due"),
        id=values.a_word,
        name=values.a_text,
        share=values.a_ratio,
        amount=lambda amount: values.a_money(amount, currency),
        due=_due,
        source=basis,
    )
    if "amount" in found:
        found["fixed"] = found.pop("amount")
    return Tranche(**found)


def _retention(value: object, currency: str) -> Money | Fraction:
    found: dict[str, Money | Fraction] = values.fields(
        value,
        share=values.a_ratio,
        amount=lambda amount: values.a_money(amount, currency),
    )
    if len(found) == 1:
        return next(iter(found.values()))
    raise InvalidDataError(
        "a retention is a share or an amount",
        got=" and ".join(found) or "neither",
        expected='{ share = "10 %" } or { amount = "500.00" }',
        mend="write one of them",
    )


def _instalments(value: object) -> Instalments:
    found = values.fields(
        value,
        ("months", "day"),
        months=lambda items: values.each(values.a_list(items), values.an_integer),
        day=values.an_integer,
    )
    return Instalments(**found)


def _due(value: object) -> When:
    if not isinstance(value, Mapping):
        return values.a_day(value)
    # cast: `isinstance` tells nothing about the keys.
    table = values.a_table(cast("object", value))
    for key, read in _DUES.items():
        if key in table:
            return read(table)
    raise InvalidDataError(
        "this is not known to make a payment due",
        got=", ".join(table) or "an empty table",
        expected=f"a day, or a table with one of {', '.join(_DUES)}",
        mend='write a date, or { after = "2 weeks" }, for example',
    )


def _deadline(table: Table) -> Deadline:
    found = values.fields(table, day=values.a_day, moves=values.a_switch)
    return Deadline(found["day"], moves=found.get("moves", False))


def _after(table: Table) -> AfterAward:
    found = values.fields(table, after=_span, moves=values.a_switch)
    return AfterAward(span=found.pop("after"), **found)


def _milestone(table: Table) -> MilestoneReached:
    found = values.fields(
        table, milestone=values.a_word, name=values.a_text, within=_span
    )
    return MilestoneReached(id=found.pop("milestone"), **found)


def _proof(table: Table) -> ProofAccepted:
    found = values.fields(table, proof=values.a_ratio, within=_span)
    return ProofAccepted(share=found.pop("proof"), **found)


_DUES: Final[Mapping[str, Callable[[Table], When]]] = {
    "day": _deadline,
    "after": _after,
    "milestone": _milestone,
    "proof": _proof,
}

_UNITS: Final = ("year", "month", "week", "day")
_SPAN: Final = re.compile(
    "".join(rf"(?:(?:^|, )([0-9]{{1,9}}) {unit}s?)?" for unit in _UNITS)
)


def _span(value: object) -> Span:
    """Read a length of time, such as "1 year, 6 months"."""
    match = _SPAN.fullmatch(value) if isinstance(value, str) and value else None
    if match is None:
        raise InvalidDataError(
            "this is not a length of time",
            got=value,
            expected='text such as "2 weeks" or "1 year, 6 months"',
            mend="count in years, months, weeks and days, in this order",
        )
    counts = {f"{unit}s": int(match[at] or 0) for at, unit in enumerate(_UNITS, 1)}
    try:
        return Span(**counts)
    except FundmodelError as error:
        # The place is the key of the file.
        error.where = ""
        raise


def payment_plan_form(plan: PaymentPlan, sources: Sources) -> Form:
    """Give a payment plan as a table; what is as usual is left out."""
    usual = plan.method is PaymentMethod.ADVANCE
    form: Form = {
        "instalments": None
        if plan.instalments is None
        else {"months": list(plan.instalments.months), "day": plan.instalments.day},
        "weights": [_number(weight) for weight in plan.weights],
        "method": None if usual else plan.method.value,
        "retention": _retention_form(plan.retention),
        "release": _span_form(plan.release),
        "drawdown": _span_form(plan.drawdown),
        "unit": None if plan.unit is None else str(plan.unit),
        "moves": None if plan.moves else False,
        "source": basis_form(plan.source, sources),
        "tranches": [_tranche_form(one, sources) for one in plan.tranches],
    }
    return _given(form)


def _given(form: Form) -> Form:
    return {key: value for key, value in form.items() if value not in (None, [])}


def _number(share: Fraction) -> str:
    """Write a share as a percentage where that is exact, else as a quotient."""
    hundredths = share * 100
    return f"{hundredths} %" if hundredths.denominator == 1 else str(share)


def _retention_form(kept: Money | Fraction | None) -> Form | None:
    if isinstance(kept, Money):
        return {"amount": f"{kept.major:f}"}
    return None if kept is None else {"share": _number(kept)}


def _tranche_form(tranche: Tranche, sources: Sources) -> Form:
    fixed = tranche.fixed
    return _given(
        {
            "id": tranche.id,
            "name": _name_form(tranche.name, tranche.id),
            "share": None if tranche.share is None else _number(tranche.share),
            "amount": None if fixed is None else f"{fixed.major:f}",
            "due": _due_form(tranche.due),
            "source": basis_form(tranche.source, sources),
        }
    )


def _name_form(name: Text, id_: str) -> object:
    if name == Text(id_):
        return None
    texts = dict(name.texts)
    return texts[""] if list(texts) == [""] else texts


def _due_form(due: When) -> object:
    if isinstance(due, date):
        return due
    if isinstance(due, Deadline):
        return {"day": due.day, "moves": due.moves}
    if isinstance(due, AfterAward):
        moves = {} if due.moves else {"moves": False}
        return {"after": _span_form(due.span), **moves}
    if isinstance(due, MilestoneReached):
        name = _name_form(due.name, due.id)
        about: Form = {"milestone": due.id, "name": name}
    else:
        about = {"proof": _number(due.share)}
    return _given({**about, "within": _span_form(due.within)})


def _span_form(span: Span | None) -> str | None:
    return None if span is None else ", ".join(_counted(span))


def _counted(span: Span) -> Iterator[str]:
    for unit in _UNITS:
        count: int = getattr(span, f"{unit}s")
        if count:
            yield f"{count} {unit}{'s' * (count != 1)}"
