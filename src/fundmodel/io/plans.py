"""Cost plans in JSON documents, and as tables in CSV."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from fundmodel.costs import CostItem, CostPlan, CostPlans, Funds, FundsKind
from fundmodel.errors import FundmodelError, InvalidDataError
from fundmodel.io import values
from fundmodel.io.cells import Cells
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.layouts import Locale, a_currency, a_delimiter, a_locale
from fundmodel.io.rows import Faults, columns_of
from fundmodel.io.typed import json_ready, read_typed, typed
from fundmodel.money import Money
from fundmodel.sentences import Text
from fundmodel.sources import Basis

__all__ = ["plans_form", "read_cost_plans", "read_plans_form"]

COST: Final = "cost"
"""The kind of a row that is a cost; all other kinds are those of funds."""

KINDS: Final = (COST, *(kind.value for kind in FundsKind))
NEEDS: Final = ("claimant", "kind", "name", "amount")
OF_COSTS: Final = ("tax", "recoverable", "ineligible")
"""Columns that may be left out, and that only costs have."""

Form = dict[str, object]
T = TypeVar("T")


def plans_form(plans: CostPlans) -> list[Form]:
    """Give cost plans as a list of tables; what is not given is left out."""
    return [
        _given(
            {
                "claimant": plan.claimant,
                "items": [_item_form(item) for item in plan.items],
                "funds": [_funds_form(funds) for funds in plan.funds],
                "source": json_ready(basis_form(plan.source, {})),
            }
        )
        for plan in plans.plans
    ]


def _given(form: Form) -> Form:
    return {key: value for key, value in form.items() if value not in (None, [])}


def _item_form(item: CostItem) -> Form:
    return _given(
        {
            "name": item.name,
            "net": typed(item.net),
            "tax": typed(item.tax),
            "recoverable": typed(item.recoverable) if item.recoverable else None,
            "ineligible": item.ineligible and dict(item.ineligible.texts),
        }
    )


def _funds_form(funds: Funds) -> Form:
    amount = typed(funds.amount)
    return {"name": funds.name, "kind": funds.kind.value, "amount": amount}


def read_plans_form(value: object) -> CostPlans:
    """
    Make cost plans of their form.

    Raises:
        FaultsError: The form is broken.
    """
    return CostPlans(values.each(values.a_list(value), _plan))


def _plan(value: object) -> CostPlan:
    found = values.fields(
        value,
        ("claimant", "items"),
        claimant=values.a_word,
        items=lambda items: values.each(values.a_list(items), _item),
        funds=lambda items: values.each(values.a_list(items), _funds),
        source=lambda basis: read_basis(basis, {}),
    )
    return CostPlan(**found)


def _item(value: object) -> CostItem:
    found = values.fields(
        value,
        ("name", "net"),
        name=values.a_word,
        net=_money,
        tax=_money,
        recoverable=_recoverable,
        ineligible=values.a_text,
    )
    return CostItem(**found)


def _funds(value: object) -> Funds:
    found = values.fields(
        value,
        ("name", "kind", "amount"),
        name=values.a_word,
        kind=lambda name: values.a_choice(name, FundsKind),
        amount=_money,
    )
    return Funds(**found)


def _money(value: object) -> Money:
    money = read_typed(value)
    if isinstance(money, Money):
        return money
    raise InvalidDataError(
        "this is no money",
        expected='{"money": "12.00", "currency": "EUR"}',
        mend="take the original document",
    )


def _recoverable(value: object) -> Money | Fraction:
    share = read_typed(value)
    return share if isinstance(share, Fraction) else _money(value)


def read_cost_plans(  # noqa: PLR0913  all but the path are named by the caller
    path: Path | str,
    *,
    currency: str,
    locale: Locale = "en",
    delimiter: str = ",",
    encoding: str = "utf-8",
    source: Basis = None,
) -> CostPlans:
    """
    Read cost plans from a CSV file with one row for each cost and each fund.

    The header has the names ``claimant``, ``kind``, ``name`` and ``amount``, and may
    have ``tax``, ``recoverable`` and ``ineligible``; no others. The kind is ``cost``,
    or what funds are: ``own``, ``income``, ``public`` or ``private``. The amount of a
    cost is without tax. What can be recovered of the tax is a share such as 25 %, or
    an amount; why a cost does not count stands under ``ineligible``. Amounts are in
    major units. Rows of one claimant need not stand together.

    Args:
        path: The file.

        currency: That of the amounts.

        locale: How numbers are written: ``"en"`` for 1,234.5, ``"de"`` for 1.234,5.

        delimiter: What separates cells.

        encoding: How the file is encoded.

        source: Where the plans come from.

    Raises:
        ConfigError: With every fault of the file, by line and column.

        InvalidDataError: There is no such locale or delimiter.

        MoneyError: There is no such currency.
    """
    faults = Faults(path=Path(path))
    columns = columns_of(
        faults,
        delimiter=a_delimiter(delimiter),
        encoding=encoding,
        needs=NEEDS,
        may=OF_COSTS,
    )
    cells = Cells(columns=columns, locale=a_locale(locale), faults=faults)
    rows = _rows(cells, a_currency(currency))
    faults.refuse()
    by_claimant: dict[str, list[_Row]] = {}
    for row in rows:
        by_claimant.setdefault(row.claimant, []).append(row)
    plans = [_plan_of(found, source, faults) for found in by_claimant.values()]
    faults.refuse()
    return CostPlans(plan for plan in plans if plan is not None)


class _Row(NamedTuple):
    """One row of the table."""

    line: int
    claimant: str
    kind: str
    name: str
    amount: Money
    tax: Money | None
    recoverable: Money | Fraction | None
    ineligible: str


def _rows(cells: Cells, currency: str) -> list[_Row]:
    columns = (
        cells.columns.lines,
        cells.words("claimant"),
        _kinds(cells),
        cells.words("name"),
        cells.amounts("amount", currency),
        cells.some_amounts("tax", currency),
        cells.amounts_or_shares("recoverable", currency),
        cells.texts("ineligible"),
    )
    return [_Row(*found) for found in zip(*columns, strict=True)]


def _kinds(cells: Cells) -> list[str]:
    kinds = cells.texts("kind")
    for line, kind in zip(cells.columns.lines, kinds, strict=True):
        if kind not in KINDS:
            cells.faults.add(
                f"line {line}, column 'kind'",
                "this kind is not known",
                got=kind,
                expected=", ".join(KINDS),
                mend="write one of them",
            )
    return kinds


def _plan_of(rows: list[_Row], source: Basis, faults: Faults) -> CostPlan | None:
    """Make the plan of one claimant, or note why there is none."""
    entries = [_made(partial(_entry, row), row, faults) for row in rows]
    if None in entries:
        return None
    make = partial(
        CostPlan,
        claimant=rows[0].claimant,
        items=[entry for entry in entries if isinstance(entry, CostItem)],
        funds=[entry for entry in entries if isinstance(entry, Funds)],
        source=source,
    )
    return _made(make, rows[0], faults)


def _made(make: Callable[[], T], row: _Row, faults: Faults) -> T | None:
    """Note what cannot be made of a row, and go on."""
    try:
        return make()
    except FundmodelError as error:
        faults.add(
            f"line {row.line}",
            error.what,
            got=error.got,
            expected=error.expected,
            mend=error.mend,
        )
        return None


def _entry(row: _Row) -> CostItem | Funds:
    return _item_of(row) if row.kind == COST else _funds_of(row)


def _item_of(row: _Row) -> CostItem:
    given = {} if row.recoverable is None else {"recoverable": row.recoverable}
    return CostItem(
        name=row.name,
        net=row.amount,
        tax=row.tax,
        ineligible=Text(row.ineligible) if row.ineligible else None,
        **given,
    )


def _funds_of(row: _Row) -> Funds:
    about_costs = (row.tax, row.recoverable, row.ineligible or None)
    filled = [
        column
        for column, cell in zip(OF_COSTS, about_costs, strict=True)
        if cell is not None
    ]
    if not filled:
        return Funds(name=row.name, kind=FundsKind(row.kind), amount=row.amount)
    raise InvalidDataError(
        "only costs have tax, or do not count",
        got=", ".join(filled),
        expected=f"empty cells where the kind is {row.kind}",
        mend=f"empty them, or write {COST} as the kind",
    )
