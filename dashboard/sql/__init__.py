"""Queries of readers: the editor, the sandbox that runs them, their rows and charts."""
