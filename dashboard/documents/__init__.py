"""The articles with their statements, coloured by verdict."""
