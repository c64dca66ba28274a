"""Rosters: who counts, applies or is paid, with what was counted."""

from fundmodel.bodies import REMAINDER, Recipient
from fundmodel.recipients.coverage import Coverage
from fundmodel.recipients.readings import LeftOut
from fundmodel.recipients.roster import Roster

__all__ = ["REMAINDER", "Coverage", "LeftOut", "Recipient", "Roster"]
