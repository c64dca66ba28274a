"""
Jurisdictions: what holds where and when, each figure dated and with its source.

Windows, tolerances, minimum amounts, interest, working days, aid limits: whatever has
no source is listed as open, and the figure of one Land never stands in for another's.

>>> from datetime import date
>>> from fundmodel.money import Money
>>> print(load_profile("de-ni").value("minimum_award", date(2026, 12, 1), Money))
2,500.00 EUR
>>> load_profile("de-bw").parameter("minimum_award", date(2026, 12, 1)).is_open
True
"""

from fundmodel.jurisdictions.holidays import Holidays
from fundmodel.jurisdictions.parameters import Parameter, Value
from fundmodel.jurisdictions.profiles import Jurisdiction
from fundmodel.jurisdictions.shipped import load_profile, profile_ids
from fundmodel.jurisdictions.topics import TOPICS

__all__ = [
    "TOPICS",
    "Holidays",
    "Jurisdiction",
    "Parameter",
    "Value",
    "load_profile",
    "profile_ids",
]
