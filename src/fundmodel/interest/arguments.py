"""What a function is given is what it asks for, or an error says so by name."""

from __future__ import annotations

from datetime import datetime

from fundmodel.errors import InvalidDataError

__all__ = ["check_is"]


def check_is(value: object, *kinds: type, where: str, mend: str) -> None:
    """
    Refuse an argument of another kind.

    Raises:
        InvalidDataError: It is of none of the kinds, or a day has a time.
    """
    # A `datetime` is a `date` to Python, but does not compare with one.
    if isinstance(value, kinds) and not isinstance(value, datetime):
        return
    raise InvalidDataError(
        "this is not what is asked for here",
        where=where,
        got=f"{value!r} ({type(value).__name__})",
        expected=" or ".join(kind.__name__ for kind in kinds),
        mend=mend,
    )
