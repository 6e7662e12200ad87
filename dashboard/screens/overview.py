"""What holds and what does not, and why the figures differ."""

import streamlit as st

from dashboard import blocks, colours, door
from dashboard.contradictions import contradiction_view
from dashboard.overview import messages, story, tally

claims = door.read("claims")
by_document = door.read("verdicts_by_document")

st.title("Is that market-share claim true?")
st.markdown(f"#### {messages.headline(claims, by_document)}", anchors=False)
with st.container(horizontal=True):
    for verdict, number in claims.verdict.value_counts().reindex(messages.ORDER).dropna().items():
        mark = colours.VERDICTS[str(verdict)]
        st.page_link(
            blocks.CLAIMS,
            label=f"{number:.0f} {mark.words}",
            icon=mark.icon,
            query_params={"verdict": str(verdict)},
        )

blocks.chart(
    "Verdicts per article",
    tally.by_document(by_document),
    by_document,
    name="verdicts",
    below="Number of claims that can be measured. "
    + " · ".join(
        f"{m.symbol} {m.words}" for v, m in colours.VERDICTS.items() if v in set(claims.verdict)
    ),
    links={"All claims": (blocks.CLAIMS, {}), "Contradictions": (contradiction_view.PAGE, {})},
)
story.papers(claims)
story.survey(claims)
story.downloads()
story.leaders()
