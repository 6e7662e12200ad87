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
        f"by sharecheck {build.code_version} from {build.sources} sources. "
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
page = st.navigation(
    [
        st.Page("screens/overview.py", title="Overview", icon=":material/home:", default=True),
        st.Page("screens/claims.py", title="Claims", icon=":material/fact_check:"),
        st.Page(
            "screens/contradictions.py", title="Contradictions", icon=":material/compare_arrows:"
        ),
        st.Page("screens/check.py", title="Check a claim", icon=":material/quiz:"),
        st.Page("screens/documents.py", title="Documents", icon=":material/article:"),
        st.Page("screens/signals.py", title="Signals", icon=":material/show_chart:"),
        st.Page("screens/projects.py", title="Projects", icon=":material/deployed_code:"),
        st.Page("screens/head_to_head.py", title="Head to head", icon=":material/leaderboard:"),
        st.Page("screens/compare.py", title="Compare", icon=":material/view_column:"),
        st.Page("screens/sources.py", title="Sources", icon=":material/database:"),
        st.Page("screens/sql.py", title="SQL", icon=":material/terminal:"),
    ],
    position="top",
)
try:
    door.enter()
    page.run()
    footer()
except SharecheckError as error:
    st.error(text.plain(str(error)), icon=":material/error:")
