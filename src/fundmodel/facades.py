"""Façades: packages whose public names are loaded when they are first used."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["loader"]


def loader(
    names: dict[str, Any],  # Any: what the package holds, or will
    homes: Mapping[str, tuple[str, ...]],
) -> Callable[[str], object]:
    """
    Make the ``__getattr__`` of a package (PEP 562).

    Args:
        names: The ``globals()`` of the package; what is loaded stays there.

        homes: By module, the public names that it defines.
    """
    home_of = {name: home for home, known in homes.items() for name in known}

    def load(name: str) -> object:
        home = home_of.get(name)
        if home is None:
            msg = f"module {names['__name__']!r} has no attribute {name!r}"
            raise AttributeError(msg)
        value: object = getattr(importlib.import_module(home), name)
        names[name] = value
        return value

    return load
