"""What holds for the pack that comes with the program: its figures, claims and verdicts."""
