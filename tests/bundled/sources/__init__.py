"""The sources that the bundled pack brings itself, each parsed from recorded answers."""
