"""Rounding: to which unit, by which method, and where the rest goes."""
