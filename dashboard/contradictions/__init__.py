"""Claims that cannot be true together."""
