"""Bounds: the least and the most of a recipient, or of a group, and who pays."""
