"""Awards in JSON documents: each with its amendments, in their order."""

from __future__ import annotations

from fundmodel.awards import Award, AwardAmendment, AwardBasis, Awards, YearAmount
from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.typed import json_ready
from fundmodel.periods import Period
from fundmodel.sentences import Text
from fundmodel.sources import Basis

__all__ = ["awards_form", "read_awards_form"]

Form = dict[str, object]


def awards_form(awards: Awards) -> Form:
    """Give the currency and all awards; what is not known is left out."""
    return {
        "currency": awards.currency,
        "awards": [_award_form(award) for award in awards],
    }


def _award_form(award: Award) -> Form:
    amendments = [_amendment_form(one) for one in award.amendments]
    return _known(
        {
            "id": award.id,
            "recipient": award.recipient,
            "part": award.part,
            "amounts": _amounts_form(award.amounts),
            "basis": award.basis.value,
            "decided": award.decided,
            "announced": award.announced,
            "period": _period_form(award.period),
            "application": award.application,
            "amendments": amendments or None,
            "note": _text_form(award.note),
            "source": basis_form(award.source, {}),
        }
    )


def _amendment_form(amendment: AwardAmendment) -> Form:
    return _known(
        {
            "id": amendment.id,
            "decided": amendment.decided,
            "amounts": _amounts_form(amendment.amounts) or None,
            "period": _period_form(amendment.period),
            "announced": amendment.announced,
            "reason": _text_form(amendment.reason),
            "source": basis_form(amendment.source, {}),
        }
    )


def _known(form: Form) -> Form:
    return {name: json_ready(item) for name, item in form.items() if item is not None}


def _amounts_form(amounts: tuple[YearAmount, ...]) -> Form:
    return {one.year: f"{one.amount.major:f}" for one in amounts}


def _period_form(period: Period | None) -> Form | None:
    return None if period is None else {"first": period.first, "last": period.last}


def _text_form(text: Text | None) -> Form | None:
    return None if text is None else dict(text.texts)


def read_awards_form(value: object) -> Awards:
    """
    Make awards of their form.

    Raises:
        FaultsError: The form is broken.

        InvalidDataError: Ids repeat.
    """
    currency: str = values.a_word(values.a_table(value).get("currency", ""))
    found = values.fields(
        value,
        ("currency", "awards"),
        currency=values.a_word,
        awards=lambda items: values.each(
            values.a_list(items), lambda item: _read_award(item, currency)
        ),
    )
    return Awards.of(found["awards"], currency=found["currency"])


def _read_award(value: object, currency: str) -> Award:
    found = values.fields(
        value,
        ("id", "recipient", "part", "amounts", "basis", "decided"),
        id=values.a_word,
        recipient=values.a_word,
        part=values.a_word,
        amounts=lambda amounts: _read_amounts(amounts, currency),
        basis=_basis,
        decided=values.a_day,
        announced=values.a_day,
        period=values.a_period,
        application=values.a_word,
        amendments=lambda items: values.each(
            values.a_list(items), lambda item: _read_amendment(item, currency)
        ),
        note=values.a_text,
        source=_source,
    )
    return Award(**found)


def _read_amendment(value: object, currency: str) -> AwardAmendment:
    found = values.fields(
        value,
        ("id", "decided"),
        id=values.a_word,
        decided=values.a_day,
        amounts=lambda amounts: _read_amounts(amounts, currency),
        period=values.a_period,
        announced=values.a_day,
        reason=values.a_text,
        source=_source,
    )
    return AwardAmendment(**found)


def _read_amounts(value: object, currency: str) -> list[YearAmount]:
    return [
        YearAmount(year=year, amount=values.a_money(amount, currency))
        for year, amount in values.a_table(value).items()
    ]


def _basis(value: object) -> AwardBasis:
    return values.a_choice(value, AwardBasis)


def _source(value: object) -> Basis:
    return read_basis(value, {})
