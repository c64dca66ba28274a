"""
Screening: what is unusual in names, payments and amounts, as leads.

A screen is no check. What it points at may have a good reason, so it gives leads, each
with the rate at which the screen would give one where nothing is wrong. What a screen
takes for granted, it says. Statistics are computed in floating point; no amount of
money is.
"""

from fundmodel.auditing.screening.digits import first_digits
from fundmodel.auditing.screening.names import near_names
from fundmodel.auditing.screening.outliers import unlike_last_year
from fundmodel.auditing.screening.payments import equal_payments, near_payments
from fundmodel.auditing.screening.rates import LEVEL
from fundmodel.auditing.screening.rounds import round_amounts
from fundmodel.auditing.screening.thresholds import just_below

__all__ = [
    "LEVEL",
    "equal_payments",
    "first_digits",
    "just_below",
    "near_names",
    "near_payments",
    "round_amounts",
    "unlike_last_year",
]
