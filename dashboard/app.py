"""The frame of the dashboard: menu, style, errors in words, footer.

The pages are in `screens/`: Streamlit would run the files of a folder called `pages` by themselves,
without this frame, whenever the first address asked of a fresh server is not the root.
"""

from pathlib import Path

import streamlit as st

from collectors.errors import SharecheckError
from dashboard import door, text
from dashboard.frames import each

HERE = Path(__file__).parent


def footer() -> None:
    """Say which build is shown and whom to credit."""
    build = door.read("build").iloc[0]
    st.divider()
    st.caption(
        f"Build {build.build_id}, made {text.day(build.built_at)} {build.built_at:%H:%M} UTC "
        f"by sharecheck {text.plain(build.code_version)} from {build.sources} sources. "
        "Every figure is public; a missing figure is missing, never zero."
    )
    with st.expander("Sources and credits"):
        lines = [
            f"- **{text.plain(row.title)}** · {text.plain(row.attribution)} · "
            f"{text.plain(row.license)} · newest figure {text.day(row.newest_period)}"
            for row in each(door.read("credits"))
        ]
        st.markdown("\n".join(lines))


st.set_page_config(page_title="sharecheck", page_icon=str(HERE / "mark.svg"), layout="wide")
st.logo(str(HERE / "logo.svg"), size="large")
st.html(HERE / "style.css")
PAGES = {
    "overview": "Overview",
    "claims": "Claims",
    "contradictions": "Contradictions",
    "check": "Check a claim",
    "read": "Check an article",
    "documents": "Documents",
    "signals": "Signals",
    "compare": "Compare",
    "projects": "Projects",
    "head_to_head": "Head to head",
    "sources": "Sources",
    "sql": "SQL",
}
page = st.navigation(
    [
        st.Page(f"screens/{name}.py", title=title, default=name == "overview")
        for name, title in PAGES.items()
    ],
    position="top",
)
try:
    door.enter()
    page.run()
    footer()
except SharecheckError as error:
    st.error(text.plain(str(error)), icon=":material/error:")
