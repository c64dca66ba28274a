"""Keys: by what the pot is shared."""
