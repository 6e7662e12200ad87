"""The answer to "is it true?" in a word or two, and the half-sentence that decides it."""

YES, NO = "Yes", "No"
DEPENDS, PARTLY, NO_LONGER = "It depends", "Partly", "No longer"
UNKNOWN = "Not known"
ANSWERS = {
    "supported": YES,
    "depends on the definition": DEPENDS,
    "partly true": PARTLY,
    "refuted": NO,
    "outdated": NO_LONGER,
    "not enough evidence": UNKNOWN,
}
"""The answer to a claim by its verdict."""
POINTS = {"for": "points to yes", "against": "points to no"}
"""Where the figures point, by lean."""


def answer(verdict: str, lean: str | None = None) -> str:
    """Return the answer to a claim: 'Yes', 'It depends', 'Not known, points to no'.

    Args:
        verdict: see `ANSWERS`.
        lean: for or against, of one that is not decided; None for neither.
    """
    word = ANSWERS[verdict]
    return f"{word}, {POINTS[lean]}" if word == UNKNOWN and lean else word
