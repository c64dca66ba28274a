"""What outcomes are made of: the id of a rule, and labelled values that support it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from fundmodel.errors import InvalidDataError
from fundmodel.sentences import Language, Sentence, check_printable, show

__all__ = ["Evidence", "evidence_of", "has_rule_id", "labelled", "labelled_value"]

Evidence = tuple[Sentence, object]
"""A label and a value: a number, money, a date, a text, or a tuple of these."""


def evidence_of(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Make pairs of whatever holds a label and a value."""
    return tuple((label, value) for label, value in evidence)


def has_rule_id(_: object, attribute: attrs.Attribute[str], value: str) -> None:
    """
    Refuse an outcome that nobody could talk about.

    Raises:
        InvalidDataError: The id is empty, or has a control character.
    """
    check_printable(value, where=attribute.name)
    if not value.strip():
        raise InvalidDataError(
            "an outcome of a check names no rule",
            where=attribute.name,
            got=repr(value),
            expected='a short, stable id such as "TREE-001"',
            mend="give the rule an id and keep it",
        )


def labelled_value(
    evidence: tuple[Evidence, ...], label: str, *, of: str, where: str
) -> object:
    """
    Give the value under an English label.

    Args:
        evidence: Pairs of label and value.

        label: The label looked for.

        of: What has the evidence, for the message.

        where: Which one.

    Raises:
        InvalidDataError: There is none under this label.
    """
    for known, value in evidence:
        if known.template == label:
            return value
    labels = [known.template for known, _ in evidence]
    raise InvalidDataError(
        f"the {of} has no such evidence",
        where=where,
        got=label,
        expected=", ".join(labels) or "no evidence at all",
        mend="take one of these labels",
    )


def labelled(label: Sentence, value: object, language: Language) -> Iterator[str]:
    """Give a line of a report."""
    yield f"    {label.render(language)}: {show(value, language)}"
