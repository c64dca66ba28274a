"""
Plain JSON of what has no stored form of its own.

Amounts are ``{"amount": "516353.95", "currency": "EUR"}``: text in major units, never
a float. An amount that is no whole number of minor units is an exact fraction, such as
``"4930000/7"``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from fundmodel import catalog
from fundmodel.allocation import Allocation
from fundmodel.allotments import AllocatedPart, Allotment, OpenPart
from fundmodel.auditing import Reperformance, ReperformedRow
from fundmodel.cli.failures import Failure
from fundmodel.money import Money
from fundmodel.natures import Stage
from fundmodel.programs import Program
from fundmodel.revisions import Difference
from fundmodel.rules import Explanation
from fundmodel.rules.explanation import ExplainedBranch, ExplainedStep
from fundmodel.sentences import Language
from fundmodel.sources import Assumption, Basis
from fundmodel.units import Amount

__all__ = [
    "allotments",
    "checked",
    "comparison",
    "differences",
    "explanations",
    "listing",
    "money",
    "open_part",
    "text",
]


def text(value: object) -> str:
    """Give a document as JSON that ends with a line break."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def listing(programs: Sequence[tuple[str, Program]]) -> list[dict[str, object]]:
    """Give the shipped programs with their rosters and tables."""
    return [
        {
            "id": name,
            "name": dict(program.name.texts),
            "currency": program.currency,
            "years": [year.label for year in program.amended().years],
            "rosters": list(catalog.rosters(name)),
            "published_tables": list(catalog.published_tables(name)),
        }
        for name, program in programs
    ]


ALLOTMENTS_VERSION: Final = 1


def allotments(allocation: Allocation) -> dict[str, object]:
    """
    Give who is allotted how much, what became of the rest, and what it was made from.

    In each part ``minor_units`` of all allotments, ``left_over``, ``residual``,
    ``set_aside`` and ``lapsed``, less ``guaranteed``, add up to ``pot``, exactly.
    """
    return {
        "document": "allotments",
        "schema_version": ALLOTMENTS_VERSION,
        "program": allocation.program.id,
        "year": allocation.year.label,
        "share": str(allocation.share),
        "as_of": allocation.as_of and allocation.as_of.isoformat(),
        "roster": allocation.roster.id,
        "currency": allocation.program.currency,
        "hashes": dict(allocation.hashes),
        "parts": [_part(allocated) for allocated in allocation.parts],
        "open_parts": [
            {"part": part.part.id, "reason": part.reason.value}
            for part in allocation.open_parts
        ],
        "allotments": [_allotment(allotment) for allotment in allocation.allotments()],
    }


def _part(allocated: AllocatedPart) -> dict[str, object]:
    distribution = allocated.distribution
    counts = {
        "pot": distribution.total.count,
        "allotted": distribution.allotted.count,
        "left_over": distribution.left_over.count,
        "residual": distribution.residual.count,
        "set_aside": distribution.set_aside.count,
        "lapsed": distribution.lapsed.count,
        "guaranteed": distribution.guaranteed.count,
    }
    return {
        "part": allocated.part.id,
        "stage": allocated.stage.value,
        **{name: str(count) for name, count in counts.items()},
    }


def _allotment(allotment: Allotment) -> dict[str, object]:
    amount = allotment.amount
    return {
        "part": allotment.part,
        "stage": allotment.stage.value,
        "id": allotment.recipient.id,
        "name": allotment.recipient.name,
        "kind": allotment.recipient.kind,
        "amount": None if amount is None else f"{amount.major:f}",
        "minor_units": str(allotment.exact),
    }


def open_part(still_open: OpenPart, language: Language) -> dict[str, object]:
    """Give a part that stays open, and why."""
    return {
        "part": still_open.part.id,
        "reason": still_open.reason.value,
        "said": still_open.said.render(language),
        "mend": still_open.mend,
    }


def differences(
    found: Sequence[Difference], language: Language
) -> list[dict[str, object]]:
    """Give what sets two versions of a program apart."""
    return [
        {
            "part": one.part,
            "said": one.said.render(language),
            "source": _basis(one.source),
        }
        for one in found
    ]


def checked(file: str, failure: Failure | None) -> dict[str, object]:
    """Give what is wrong in a file; `ok` says whether anything is."""
    return {
        "file": file,
        "ok": failure is None,
        "faults": [] if failure is None else failure.faults_form(),
    }


def explanations(
    parts: Mapping[str, Explanation],
    recipient: str,
    language: Language,
    *,
    totals: Mapping[Stage, Amount] | None = None,
) -> dict[str, object]:
    """
    Give the steps of each part; the changes of a part add up to its amount.

    Args:
        parts: One explanation for each part, by id.

        recipient: Whose amounts.

        language: The language of sentences.

        totals: What all parts of a stage come to.
    """
    return {
        "recipient": recipient,
        "parts": [
            {
                "part": part,
                "title": explanation.title.render(language),
                "opening": explanation.opening and explanation.opening.render(language),
                "opening_source": _basis(explanation.opening_source),
                "steps": [_step(step, language) for step in explanation.steps],
                "amount": _amount(explanation.amount),
                "stands_for_others": explanation.stands_for_others,
                "adds_up": explanation.adds_up,
                "reveals": [indicator.id for indicator in explanation.reveals],
            }
            for part, explanation in parts.items()
        ],
        "totals": [
            {"stage": stage.value, **_amount(amount)}
            for stage, amount in (totals or {}).items()
        ],
    }


def comparison(done: Reperformance) -> dict[str, object]:
    """Give every row of a re-performed table."""
    return {
        "table": done.published.id,
        "part": done.allocated.part.id,
        "year": done.allocated.year,
        "rows": len(done.rows),
        "matches": done.matches,
        "differences": len(done.differences),
        "not_compared": len(done.missing),
        "about_something_else": [
            {"what": str(what), "published": str(said), "recomputed": str(found)}
            for what, said, found in done.mismatches
        ],
        "compared": [_row(row) for row in done.rows],
    }


def _row(row: ReperformedRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "published": money(row.published),
        "recomputed": row.recomputed and money(row.recomputed),
        "difference": row.difference and money(row.difference),
        "matches": row.matches,
        "source": _basis(row.source),
    }


def _step(step: ExplainedStep, language: Language) -> dict[str, object]:
    return {
        "said": step.said.render(language),
        "change": _amount(step.change),
        "amount": _amount(step.amount),
        "source": _basis(step.source),
        "nested": [_branch(branch, language) for branch in step.nested],
    }


def _branch(branch: ExplainedBranch, language: Language) -> dict[str, object]:
    return {
        "title": branch.title and branch.title.render(language),
        "steps": [_step(step, language) for step in branch.steps],
    }


def money(amount: Money) -> dict[str, str]:
    """Give an amount of money in major units."""
    return {"amount": f"{amount.major:f}", "currency": amount.currency}


def _amount(amount: Amount) -> dict[str, str]:
    if amount.unit.is_money and amount.is_whole:
        return money(amount.money)
    major = Fraction(amount.count, 10**amount.unit.digits)
    return {"amount": str(major), "currency": amount.unit.name}


def _basis(basis: Basis) -> dict[str, object] | None:
    if basis is None:
        return None
    if isinstance(basis, Assumption):
        keys = [source.key or source.title for source in basis.sources]
        return {"kind": basis.kind.value, "why": str(basis.why), "sources": keys}
    return {"kind": basis.standing.value, "key": basis.key, "title": str(basis)}
