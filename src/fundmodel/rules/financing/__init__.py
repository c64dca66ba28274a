"""Kinds of financing: what a grant gives to what something costs."""
