"""Verdicts as plain pages: for any web server, and served by the dashboard itself."""
