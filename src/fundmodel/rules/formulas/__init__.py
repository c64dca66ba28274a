"""Formulas: what a key is computed from, and how that is told."""
