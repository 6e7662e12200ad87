"""The dashboard: reads the published warehouse through `door`, and nothing else."""
