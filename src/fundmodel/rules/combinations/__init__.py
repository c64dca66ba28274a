"""Combinations: rules in a rule, rounds, and totals that follow from them."""
