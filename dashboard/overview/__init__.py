"""The overview: verdicts by document, findings, shares over time, freshness."""
