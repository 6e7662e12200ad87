"""The outside world: one card (and, where a source is live, one module) per source."""
