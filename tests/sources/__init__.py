"""One test for each source of the program: its answers become the rows that they should."""
