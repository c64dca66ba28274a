"""Small claims: they fall away, are raised, or stand together."""
