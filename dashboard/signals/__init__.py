"""One signal over time."""
