"""The page's address as its state: what is chosen is in the query string, and comes back from it.

A page calls `sync` first, then `one` or `many` before each widget, and `write` at the end.
"""

from urllib.parse import urlencode

import streamlit as st

from dashboard import text

_WRITTEN = "written address"
SEPARATOR = ","


def sync(*names: str) -> None:
    """Forget the widgets' values when the address was changed by a link, not by a widget."""
    if st.query_params.to_dict() != st.session_state.get(_WRITTEN):
        for name in names:
            st.session_state.pop(name, None)


def one(name: str, options: list[str], default: str | None = None) -> None:
    """Set the value of the widget `name`: its own, else the address's, else the default."""
    chosen = st.session_state.get(name, st.query_params.get(name))
    st.session_state[name] = chosen if chosen in options else default


def known(name: str, options: list[str], default: str) -> None:
    """Do as `one`, and say so when the address asks for what is not there."""
    asked = st.query_params.get(name)
    if asked is not None and asked not in options and name not in st.session_state:
        st.warning(
            f"There is no {name} called “{text.plain(asked)}”. It may have been renamed; "
            "look for it in the list.",
            icon=":material/search_off:",
        )
    one(name, options, default)


def many(name: str, options: list[str], default: list[str]) -> None:
    """Set the values of the widget `name`, as `one` does; names that are no options are dropped."""
    asked = st.query_params.get(name, "").split(SEPARATOR)
    chosen = [value for value in st.session_state.get(name, asked) if value in options]
    st.session_state[name] = chosen or default


def write(**values: str | list[str] | None) -> dict[str, str]:
    """Put what is chosen into the address, without empty values, and return it.

    A link within a page reaches the page but not the browser's address: it is told here.
    """
    texts = {k: SEPARATOR.join(v) if isinstance(v, list) else v for k, v in values.items()}
    wanted = {name: text for name, text in texts.items() if text}
    if wanted != st.query_params.to_dict() or wanted != st.session_state.get(_WRITTEN, wanted):
        st.query_params.from_dict(wanted)
    st.session_state[_WRITTEN] = wanted
    return wanted


def any_text(name: str) -> None:
    """Set the value of a text field, which takes anything."""
    st.session_state[name] = st.session_state.get(name, st.query_params.get(name, ""))


def link(**asked: str) -> str:
    """Return the whole address of this page as it is, or with what is `asked` instead."""
    wanted = asked or st.query_params.to_dict()
    page = (st.context.url or "").split("?")[0]
    return f"{page}?{urlencode(wanted, safe=SEPARATOR)}" if wanted else page
