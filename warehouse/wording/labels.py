"""What roles and outcomes of tests are called, in a few words."""

ROLES = {
    "primary": "the count nearest to the claim’s words",
    "alternative": "another count that its words can mean",
    "scorecard": "one of several signals that decide together",
    "context": "for context; decides nothing",
}
FACT_ROLES = ROLES | {
    "primary": "the fact nearest to the claim’s words",
    "alternative": "another fact that speaks to it",
    "scorecard": "one of several facts that decide together",
}
"""The same of facts."""
SHORT_ROLES = {
    "primary": "nearest",
    "alternative": "another",
    "scorecard": "signal",
    "context": "beside it",
}
"""The same in a word, for a column."""
OUTCOMES = {"holds": "holds", "fails": "fails", "inconclusive": "cannot tell", "no data": "no data"}
