"""From landed figures to verdicts: one disposable DuckDB file, built whole from plain SQL."""
