"""The tests of a claim tried on others: whom else they say yes to, and whom not.

What is taken are rows of the queries `claim`, `evidence` and `controls`.
"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboard import colours, marts, text
from dashboard.frames import each

SAYS = {"holds": "yes", "fails": "no", "inconclusive": "cannot tell"}
SWAPPED = "swapped"
SAME = "The same test "
EXCHANGED = "the two exchanged"
ALIKE = ("yes to all", "untried")
"""Why a test that says yes decides nothing: others show it to be none, or nobody could."""
NAMED = 6
"""Up to so many projects are named in a sentence; the rest is counted, and in the table."""
OPENED = 9
"""Tables of up to so many rows are open from the start."""


def show(claim: Any, evidence: pd.DataFrame) -> None:
    """Say what the deciding tests of a claim say of others, with what they measured there."""
    controls = marts.read("controls", claim=claim.claim_id)
    if controls.empty:
        return
    st.markdown("### The same tests tried on others", anchors=False)
    tests = [tried for _, tried in controls.groupby("test_id", sort=False)]
    lines = [text.plain(sentence(tried)) for tried in tests]
    if len(tests) > 1:
        titles = [text.plain(tried.title.iloc[0]) for tried in tests]
        lines = [f"- {t}: {s.removeprefix(SAME)}" for t, s in zip(titles, lines, strict=True)]
    st.markdown(text.tight("\n".join(lines)))
    rows = table(claim, evidence, controls)
    with st.expander("What they measure there", expanded=len(rows) <= OPENED):
        st.dataframe(rows, hide_index=True, height="content" if len(rows) <= OPENED else "auto")
    st.caption(
        "A test that says yes to nearly everybody would show nothing of the one it is about."
    )


def sentence(tried: pd.DataFrame) -> str:
    """Return whom one test says yes and no to: 'The same test says no for Beta and yes for Gamma.'

    `tried`: control, name, outcome; one row per project that it was tried on.
    """
    parts = []
    for outcome in ("fails", "holds", "inconclusive"):
        own = tried[tried.outcome == outcome]
        names = list(own.name[own.control != SWAPPED])
        whom = [f"for {text.listed(names, NAMED)}"] if names else []
        if len(names) > NAMED and outcome == "inconclusive":
            whom = [f"for {len(names)} projects"]
        if len(names) < len(own):
            whom.append(f"with {EXCHANGED}")
        if whom:
            verb = SAYS[outcome] if outcome == "inconclusive" else f"says {SAYS[outcome]}"
            parts.append(f"{verb} {' and '.join(whom)}")
    return f"{SAME}{'; it '.join(parts)}."


def table(claim: Any, evidence: pd.DataFrame, controls: pd.DataFrame) -> pd.DataFrame:
    """Return what the tests measured, of the claim's own project first; see `show`."""
    tests = list(dict.fromkeys(controls.test_id))
    own = evidence[
        evidence.deciding.astype(bool) & evidence.test_id.isin(tests) & evidence.measured.notna()
    ]
    # such a test says yes, and counts for nothing
    own = own.assign(outcome=own.outcome.mask(own.missing.isin(ALIKE), "holds"))
    about = f"{claim.subject_name}, as claimed"
    tried = [(about, row) for row in each(own)]
    tried += [(EXCHANGED if r.control == SWAPPED else str(r.name), r) for r in each(controls)]
    frame = pd.DataFrame(
        {
            "Project": who,
            "Says": f"{colours.OUTCOMES[row.outcome].symbol} {SAYS.get(row.outcome, row.outcome)}",
            "Measured": text.quantity(row.measured, claim.kind),
            "When": text.period(row.period_start, row.period_end),
            "Test": row.title,
        }
        for who, row in tried
    )
    return frame.drop(columns="Test") if len(tests) == 1 else frame
