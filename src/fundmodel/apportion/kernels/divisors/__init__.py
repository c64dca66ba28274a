"""
Divisor methods: one multiplier for all, rounded at signposts.

- `signposts` says where each method rounds up;
- `steps` divides in Python's own integers, any size;
- `jumps` divides one long row: `passes` go over it, `candidates` are the claims that
  are close, `masses` the ones that are equal;
- `scenarios` divides many short rows at once;
- `multipliers` picks the form.
"""
