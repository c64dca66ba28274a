"""Crosswalks: mergers, splits and new codes of bodies, and what they do to figures."""

from fundmodel.crosswalks.carried import Balance, Carried, LossReason, Lost, SplitTie
from fundmodel.crosswalks.crosswalk import Crosswalk
from fundmodel.crosswalks.matching import MatchReason, Unmatched, unmatched
from fundmodel.crosswalks.successions import Succession, SuccessionKind

__all__ = [
    "Balance",
    "Carried",
    "Crosswalk",
    "LossReason",
    "Lost",
    "MatchReason",
    "SplitTie",
    "Succession",
    "SuccessionKind",
    "Unmatched",
    "unmatched",
]
