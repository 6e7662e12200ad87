"""A project's profile, and projects of one purpose side by side."""
