"""
Rates that are shipped with the library, each as it was published.

Only rates whose publication was read are in the files; where the half-year between
two of them was not, a day in it is an error.
"""

from __future__ import annotations

import csv
import functools
from datetime import date
from pathlib import Path
from typing import Final

import attrs

from fundmodel.interest.rate_tables import DatedRate, RateTable
from fundmodel.periods import Period
from fundmodel.sentences import Text
from fundmodel.sources import Source, Standing

__all__ = [
    "ecb_refinancing_rate",
    "german_base_rate",
    "us_prompt_payment_rate",
    "us_value_of_funds_rate",
]

FOLDER: Final = Path(__file__).parent / "published"


@functools.cache
def german_base_rate() -> RateTable:
    """
    Give the base rate of § 247 BGB (Basiszinssatz); it changes in January and July.

    The rates of 2026 rest on one secondary source.
    """
    return _read(
        "german_base_rate",
        Text({"en": "base rate of § 247 BGB", "de": "Basiszinssatz (§ 247 BGB)"}),
        Source(
            title="Basiszinssatz (§ 247 BGB)",
            publisher="Deutsche Bundesbank",
            key="Basiszinssatz",
        ),
    )


@functools.cache
def ecb_refinancing_rate() -> RateTable:
    """
    Give the rate of the main refinancing operations of the European Central Bank.

    Each is known for the first day of a month only, which is the day that counts.
    """
    return _read(
        "ecb_refinancing_rate",
        Text(
            {
                "en": "rate of the main refinancing operations of the ECB",
                "de": "Zinssatz der EZB für Hauptrefinanzierungsgeschäfte",
            }
        ),
        Source(
            title="Interest rate applied by the European Central Bank to its main "
            "refinancing operations",
            publisher="European Central Bank",
            key="MRO",
        ),
    )


@functools.cache
def us_prompt_payment_rate() -> RateTable:
    """Give the prompt payment rate (31 U.S.C. 3902), for some half-years."""
    return _read(
        "us_prompt_payment_rate",
        Text({"en": "prompt payment rate", "de": "Zinssatz für verspätete Zahlungen"}),
        Source(
            title="Prompt Payment Interest Rate; Contract Disputes Act",
            publisher="US Department of the Treasury, Fiscal Service",
            key="PromptPay",
        ),
    )


@functools.cache
def us_value_of_funds_rate() -> RateTable:
    """Give the current value of funds rate of the Treasury (31 U.S.C. 3717)."""
    return _read(
        "us_value_of_funds_rate",
        Text(
            {
                "en": "current value of funds rate of the Treasury",
                "de": "Zinssatz des Schatzamts (current value of funds rate)",
            }
        ),
        Source(
            title="Notice of Rate To Be Used for Federal Debt Collection, and Discount "
            "and Rebate Evaluation",
            publisher="US Department of the Treasury, Bureau of the Fiscal Service",
            key="CVFR",
        ),
    )


def _read(name: str, title: Text, source: Source) -> RateTable:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rates = [_dated(row, source) for row in csv.DictReader(file)]
    return RateTable(name=title, rates=tuple(rates), source=source)


def _dated(row: dict[str, str], source: Source) -> DatedRate:
    return DatedRate(
        period=Period(
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_until"]),
        ),
        rate=f"{row['rate_per_cent']} %",
        source=attrs.evolve(
            source,
            standing=Standing(row["standing"]),
            place=row["place"],
            url=row["url"],
        ),
    )
