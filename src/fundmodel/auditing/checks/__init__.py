"""
Checks: functions from a case to outcomes, a file for each family.

The docstring of a check begins with the id of its rule and says what is
examined, why, with an example, and how a finding is resolved.
"""

from __future__ import annotations

from typing import Final

from fundmodel.auditing.case import Check
from fundmodel.auditing.checks.citations import (
    amendments_are_cited,
    budgets_are_cited,
    indicators_are_cited,
    legal_bases_are_cited,
    planned_results_are_cited,
    provisions_are_cited,
    rosters_are_cited,
    tables_are_cited,
)
from fundmodel.auditing.checks.completeness import (
    nobody_is_missing,
    nobody_is_unknown,
)
from fundmodel.auditing.checks.conservation import (
    pots_are_conserved,
    residuals_have_a_destination,
)
from fundmodel.auditing.checks.contradictions import conditions_can_be_met
from fundmodel.auditing.checks.divisions import (
    no_more_than_the_budget_is_shared,
    nothing_is_divided_twice,
    rules_divide_each_budget_once,
)
from fundmodel.auditing.checks.eligibility import only_the_eligible_receive
from fundmodel.auditing.checks.figures import (
    figures_agree_between_rosters,
    figures_are_counted_before_they_are_final,
    persons_are_within_the_population,
)
from fundmodel.auditing.checks.identifiers import (
    ids_are_spelled_as_registered,
    names_belong_to_their_ids,
    nobody_stands_twice,
)
from fundmodel.auditing.checks.key_dates import (
    figures_are_of_the_key_date,
    figures_were_known_in_time,
    no_part_waits_for_figures,
)
from fundmodel.auditing.checks.magnitudes import (
    amounts_are_in_one_unit,
    years_and_totals_are_apart,
)
from fundmodel.auditing.checks.openings import (
    need_stays_within_budgets,
    what_was_asked_for_was_allocated,
)
from fundmodel.auditing.checks.parameters import (
    rates_are_known_to_the_end,
    upratings_are_kept,
)
from fundmodel.auditing.checks.periods import (
    budgets_have_no_gap,
    years_follow_one_another,
    years_lie_in_the_period,
)
from fundmodel.auditing.checks.publication import published_amounts_are_recomputed
from fundmodel.auditing.checks.ties import ties_are_told
from fundmodel.auditing.checks.tree import (
    budgets_are_spoken_for,
    parts_stay_within_budgets,
)
from fundmodel.auditing.checks.versions import allocations_follow_the_program

__all__ = ["STANDARD_CHECKS"]

STANDARD_CHECKS: Final[tuple[Check, ...]] = (
    parts_stay_within_budgets,
    budgets_are_spoken_for,
    years_and_totals_are_apart,
    amounts_are_in_one_unit,
    years_follow_one_another,
    years_lie_in_the_period,
    budgets_have_no_gap,
    rates_are_known_to_the_end,
    upratings_are_kept,
    conditions_can_be_met,
    rules_divide_each_budget_once,
    budgets_are_cited,
    provisions_are_cited,
    planned_results_are_cited,
    legal_bases_are_cited,
    rosters_are_cited,
    indicators_are_cited,
    tables_are_cited,
    amendments_are_cited,
    nobody_is_missing,
    nobody_is_unknown,
    nobody_stands_twice,
    ids_are_spelled_as_registered,
    names_belong_to_their_ids,
    persons_are_within_the_population,
    figures_agree_between_rosters,
    figures_are_counted_before_they_are_final,
    allocations_follow_the_program,
    pots_are_conserved,
    nothing_is_divided_twice,
    no_more_than_the_budget_is_shared,
    need_stays_within_budgets,
    residuals_have_a_destination,
    only_the_eligible_receive,
    what_was_asked_for_was_allocated,
    no_part_waits_for_figures,
    figures_are_of_the_key_date,
    figures_were_known_in_time,
    ties_are_told,
    published_amounts_are_recomputed,
)
"""The checks that every audit runs unless the caller names others."""
