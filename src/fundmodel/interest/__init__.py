"""
Interest on public money: rates as dated data, day counts stated, nothing compounded.

A rule names its ground, its rate, its day count and its rounding.
:func:`charge_interest` gives one line for each time of one rate, which add up.
"""

from fundmodel.interest.calculations import (
    InterestCalculation,
    InterestLine,
    charge_interest,
)
from fundmodel.interest.day_counts import DayCount
from fundmodel.interest.payments import PartPayment, Waiver
from fundmodel.interest.published_rates import (
    ecb_refinancing_rate,
    german_base_rate,
    us_prompt_payment_rate,
    us_value_of_funds_rate,
)
from fundmodel.interest.rate_tables import DatedRate, RateTable
from fundmodel.interest.statutory import (
    eu_recovery_interest,
    german_idle_money_interest,
    german_repayment_interest,
    us_debt_interest,
    us_prompt_payment_interest,
)
from fundmodel.interest.terms import Ground, Imputation, InterestRule, RateFixing

__all__ = [
    "DatedRate",
    "DayCount",
    "Ground",
    "Imputation",
    "InterestCalculation",
    "InterestLine",
    "InterestRule",
    "PartPayment",
    "RateFixing",
    "RateTable",
    "Waiver",
    "charge_interest",
    "ecb_refinancing_rate",
    "eu_recovery_interest",
    "german_base_rate",
    "german_idle_money_interest",
    "german_repayment_interest",
    "us_debt_interest",
    "us_prompt_payment_interest",
    "us_prompt_payment_rate",
    "us_value_of_funds_rate",
]
