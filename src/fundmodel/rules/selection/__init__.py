"""Selection: which applications are funded, and in which order."""
