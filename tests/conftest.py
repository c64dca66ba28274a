"""Settings of Hypothesis for all tests."""

from __future__ import annotations

from hypothesis import settings

# The same examples on every machine and on every run: a failure can be repeated
# by whoever sees it. No deadline, because shared machines pause.
settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, max_examples=60
)

# Counting lines makes every example several times slower; another run has them all.
settings.register_profile("coverage", settings.get_profile("ci"), max_examples=20)

# Looks for new counterexamples: pytest --hypothesis-profile=explore
settings.register_profile("explore", max_examples=2_000, deadline=None)

settings.load_profile("ci")
