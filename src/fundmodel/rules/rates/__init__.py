"""Rates: what one unit is paid with."""
