"""Pools in JSON."""

from __future__ import annotations

from fundmodel.io import values
from fundmodel.io.citations import basis_form, read_basis
from fundmodel.io.typed import json_ready
from fundmodel.pools import Pool

__all__ = ["pools_form", "read_pools_form"]

BODIES = ("applicant", "award_holder", "payee", "delegate", "program")
"""What may be left out, and is then told by the other fields."""


def pools_form(pools: tuple[Pool, ...]) -> list[dict[str, object]]:
    """Give pools as a list; what is not given is left out."""
    return [_pool_form(pool) for pool in pools]


def _pool_form(pool: Pool) -> dict[str, object]:
    form: dict[str, object] = {
        "id": pool.id,
        "name": pool.name,
        "members": list(pool.members),
        **{key: getattr(pool, key) for key in BODIES},
        "source": json_ready(basis_form(pool.source, {})),
    }
    return {key: value for key, value in form.items() if value is not None}


def read_pools_form(value: object) -> tuple[Pool, ...]:
    """
    Make pools of their form.

    Raises:
        FaultsError: The form is broken.
    """
    return tuple(values.each(values.a_list(value), _read_pool))


def _read_pool(value: object) -> Pool:
    found = values.fields(
        value,
        ("id", "members"),
        **dict.fromkeys(("id", "name", *BODIES), values.a_word),
        members=values.words,
        source=lambda basis: read_basis(basis, {}),
    )
    return Pool(**found)
