"""The profiles that are shipped with the library."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fundmodel.errors import InvalidDataError
from fundmodel.jurisdictions.abroad import EUROPEAN_UNION, UNITED_STATES
from fundmodel.jurisdictions.germany import (
    BADEN_WUERTTEMBERG,
    BAVARIA,
    FEDERATION,
    LOWER_SAXONY,
    SCHLESWIG_HOLSTEIN,
)
from fundmodel.jurisdictions.profiles import Jurisdiction

__all__ = ["load_profile", "profile_ids"]

_PROFILES: Final[Mapping[str, Jurisdiction]] = MappingProxyType(
    {
        profile.id: profile
        for profile in (
            FEDERATION,
            BADEN_WUERTTEMBERG,
            BAVARIA,
            LOWER_SAXONY,
            SCHLESWIG_HOLSTEIN,
            EUROPEAN_UNION,
            UNITED_STATES,
        )
    }
)


def profile_ids() -> tuple[str, ...]:
    """Give the ids of the shipped profiles."""
    return tuple(_PROFILES)


def load_profile(id: str) -> Jurisdiction:
    """
    Give a shipped profile.

    Args:
        id: Its id, for example ``"de"`` for the Federation or ``"de-bw"`` for
            Baden-Württemberg.

    Raises:
        InvalidDataError: There is no such profile.
    """
    if id in _PROFILES:
        return _PROFILES[id]
    near = difflib.get_close_matches(str(id)[:100], _PROFILES, n=1)
    raise InvalidDataError(
        "no profile of this name is shipped",
        where="jurisdictions",
        got=id,
        expected=", ".join(_PROFILES),
        mend=f"did you mean {near[0]!r}?"
        if near
        else "make a Jurisdiction of your own",
    )
