"""The sources: how fresh they are, their runs, breaks and twins."""
