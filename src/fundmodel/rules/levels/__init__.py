"""Levels: money that bodies pass on, and who funds which part of it."""
