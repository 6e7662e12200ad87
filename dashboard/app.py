"""The frame of the dashboard: menu, style, errors in words, footer.

The pages are in `screens/`: Streamlit would run the files of a folder called `pages` by themselves,
without this frame, whenever the first address asked of a fresh server is not the root.
"""

from html import escape
from pathlib import Path

import streamlit as st

from collectors.errors import SharecheckError
from dashboard import field, head, marts, menu, packs, text
from dashboard.frames import each

HERE = Path(__file__).parent


def footer() -> None:
    """Say which build is shown and whom to credit."""
    build = marts.read("build").iloc[0]
    st.divider()
    st.caption(
        f"Build {build.build_id}, made {text.day(build.built_at)} {build.built_at:%H:%M} UTC "
        f"by sharecheck {text.plain(build.code_version)} from {build.sources} sources. "
        "Every figure is public; a missing figure is missing, never zero."
    )
    # an expander of Streamlit's would fetch a font of icons of 370 kB for its arrow
    lines = "".join(
        f"<li><strong>{escape(row.title)}</strong> · {escape(row.attribution)} · "
        f"{escape(row.license)} · newest figure {text.day(row.newest_period)}</li>"
        for row in each(marts.read("credits"))
    )
    st.html(f"<details><summary>Sources and credits</summary><ul>{lines}</ul></details>")


st.set_page_config(page_icon=str(HERE / "mark.svg"), layout="wide")
st.logo(str(HERE / "logo.svg"), size="large")
st.html(HERE / "style.css")
page = st.navigation(menu.pages(), position="top")
section, screen = menu.at(page.url_path)
try:
    packs.enter()
    st.set_page_config(page_title=head.title(screen, st.query_params))
    menu.show(section, screen)
    packs.show()
    if screen is not menu.FIRST:
        field.show(field.asked() if screen.script == "check" else "")
    page.run()
    footer()
    st.set_page_config(page_title=head.title(screen, st.query_params))  # as it is by now
except SharecheckError as error:
    st.error(text.plain(str(error)), icon=":material/error:")
