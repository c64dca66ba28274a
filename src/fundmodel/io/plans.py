"""Cost plans in JSON documents."""

from __future__ import annotations

from fractions import Fraction

from fundmodel.costs import CostItem, CostPlan, CostPlans, Funds, FundsKind
from fundmodel.errors import InvalidDataError
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.typed import json_ready, read_typed, typed
from fundmodel.money import Money

__all__ = ["plans_form", "read_plans_form"]

Form = dict[str, object]


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
