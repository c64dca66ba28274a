"""
Fields hold what they are declared to hold, and say so when they are given else.

Type checkers see most mistakes, but not those of notebooks and of programs without
them. Classes whose objects people write by hand name one of the functions below as
``field_transformer``; attrs then checks every field against its annotation.
"""

from __future__ import annotations

import enum
import functools
import types
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, Union, cast, get_args, get_origin, get_type_hints

import attrs

from fundmodel.errors import InvalidDataError, InvalidModelError

__all__ = ["of_data", "of_model"]

Refusal = type[InvalidModelError] | type[InvalidDataError]


# Any, here and below: the fields of one class have many types.
def of_model(
    cls: type, fields: list[attrs.Attribute[Any]]
) -> list[attrs.Attribute[Any]]:
    """Check the fields of a class that describes a program or a rule."""
    del cls
    return [_checked(field, InvalidModelError) for field in fields]


def of_data(
    cls: type, fields: list[attrs.Attribute[Any]]
) -> list[attrs.Attribute[Any]]:
    """Check the fields of a class that holds data about recipients."""
    del cls
    return [_checked(field, InvalidDataError) for field in fields]


def _checked(field: attrs.Attribute[Any], kind: Refusal) -> attrs.Attribute[Any]:
    """Let the type be checked before whatever else the field asks for."""
    # Inherited fields are checked already; some have better words of their own.
    # (The stubs of attrs lack that attribute.)
    inherited = bool(getattr(field, "inherited", False))
    if inherited or not field.metadata.get("checked", True):
        return field

    def check(owner: object, attribute: attrs.Attribute[Any], value: object) -> None:
        _check(value, type(owner), attribute.name, kind)
        if field.validator is not None:
            field.validator(owner, attribute, value)

    # cast: there is another kind of converter too, which none of our fields has.
    convert = cast("Callable[[Any], Any] | None", getattr(field, "converter", None))
    return field.evolve(validator=check, converter=convert and _forgiving(convert))


# Any: what a converter takes and gives differs from field to field.
def _forgiving(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Leave what a container cannot be made of as it is; the check refuses it."""

    def converted(value: object) -> object:
        # A word is a list of letters to Python, and to nobody else.
        if isinstance(value, str) and get_origin(convert) in {tuple, frozenset}:
            return value
        try:
            return convert(value)
        except TypeError:
            return value

    return converted


def _check(value: object, cls: type, name: str, kind: Refusal) -> None:
    hint = _hints(cls)[name]
    if _fits(value, hint):
        return
    raise kind(
        f"this is not what {cls.__name__}.{name} holds",
        where=name,
        got=f"{value!r} ({type(value).__name__})",
        expected=_said(hint),
        mend=_mend(value, hint),
    )


@functools.cache
def _hints(cls: type) -> Mapping[str, object]:
    return get_type_hints(cls)


def _fits(value: object, hint: object) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return any(_fits(value, one) for one in inner)
    if origin is tuple and inner[-1] is not Ellipsis:
        # cast: `isinstance` tells nothing about the items.
        items = cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
        return len(items) == len(inner) and all(map(_fits, items, inner))
    if origin in {tuple, frozenset}:
        return isinstance(value, origin) and _all_fit(
            cast("Iterable[object]", value), inner[0]
        )
    if isinstance(hint, type):
        return _is_a(value, hint)
    # Whatever else may be declared is left to the field's own checks.
    return True


def _all_fit(items: Iterable[object], hint: object) -> bool:
    if any(get_args(one) for one in (hint, *get_args(hint))):
        return all(_fits(item, hint) for item in items)
    # One of each type is enough, and quick for a hundred thousand ids.
    return all(_fits(item, hint) for item in {type(i): i for i in items}.values())


def _is_a(value: object, kind: type) -> bool:
    if isinstance(value, bool):
        return kind in {bool, object}
    if isinstance(value, datetime):
        # It is a day to Python, but never equal to one.
        return kind is datetime
    return isinstance(value, kind)


def _said(hint: object) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return " or ".join(_said(one) for one in inner)
    if origin in {tuple, frozenset}:
        items = " and ".join(_said(one) for one in inner if one is not Ellipsis)
        return f"a list of {items}"
    if hint is types.NoneType:
        return "None"
    return getattr(hint, "__name__", str(hint))


_MENDS: Final[Mapping[str, str]] = {
    "str": 'write it in quotes: "2017"',
    "bool": "write True or False",
    "int": "write a whole number without quotes",
    "date": "write date(2017, 9, 15)",
    "Text": 'write Text("…"), or Text({"en": "…", "de": "…"})',
    "Money": 'write Money.of("12.50", "EUR")',
    "Fraction": "write Fraction(3, 5)",
    "KeyDate": "write KeyDate(date(2017, 9, 15))",
    "BudgetYear": "write BudgetYear.calendar(2017)",
    "Period": "write Period(date(2017, 1, 1), date(2017, 12, 31))",
    "Source": 'write Source(title="…") or Assumption(why="…")',
}


def _mend(value: object, hint: object) -> str:
    """Show how the first of the possible types is written."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return _mend(value, inner[0])
    if origin in {tuple, frozenset}:
        return _mend_of_items(value, inner)
    name = _said(hint)
    if isinstance(hint, enum.EnumType):
        return _mend_of_choice(value, hint)
    # What is a formula is known above; none is a word.
    if hint is str and hasattr(value, "stands_alone"):
        return (
            "name an indicator by its id; where a formula should be shared by, write "
            "ShareByFormula(formula=...)"
        )
    return _MENDS.get(name, f"write an object of class {name}")


def _mend_of_items(value: object, inner: tuple[object, ...]) -> str:
    if not isinstance(value, tuple | frozenset | list):
        return "put the items in square brackets"
    # cast: `isinstance` tells nothing about the items.
    items = tuple(cast("Iterable[object]", value))
    # Of pairs and the like each place has a type of its own.
    is_alike = inner[-1] is Ellipsis or len(inner) == 1
    hints = [inner[0]] * len(items) if is_alike else inner
    if len(hints) != len(items):
        return f"write {len(hints)} items, not {len(items)}"
    wrong = next((i for i, one in enumerate(items) if not _fits(one, hints[i])), None)
    if wrong is None:
        return "write a tuple, in round brackets"
    return f"item {wrong + 1}: {_mend(items[wrong], hints[wrong])}"


def _mend_of_choice(value: object, choices: enum.EnumType) -> str:
    # cast: the type of an enum does not tell what its members are.
    members = cast("Mapping[str, enum.Enum]", choices.__members__)
    for name, member in members.items():
        if member.value == value:
            return f"write {choices.__name__}.{name}"
    return f"write {choices.__name__}.{next(iter(members))}, for example"
