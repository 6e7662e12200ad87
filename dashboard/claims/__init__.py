"""Claims: their list, the card of one with its evidence, and a claim of one's own."""
