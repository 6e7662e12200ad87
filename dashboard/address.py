"""The page's address as its state: what is chosen is in the query string, and comes back from it.

A page calls `sync` first, then `one` or `many` before each widget, and `write` at the end.
"""

from urllib.parse import urlencode

import streamlit as st

from collectors import settings
from dashboard import marts, packs, text

SEPARATOR = ","
_TOLD = "addresses the browser may be at"
"""Where it was when it last came here or followed a link, then what it was told of since."""
_NAMES = "names of choices"
_LEFT = "choices as they were left"


def sync(*names: str) -> None:
    """Forget the values of the widgets `names` when a link or the way back was followed.

    The browser learns of an address only after it was written. Who changes a widget meanwhile
    still comes with an older one: that is no link, and the newest is put in its place.
    """
    came, state = st.query_params.to_dict(), st.session_state
    told = state.get(_TOLD, [])
    if told and came == told[-1]:
        state[_TOLD] = [came]
    elif came in told and _changed():
        st.query_params.from_dict(told[-1])
    else:
        for name in names:
            state.pop(name, None)
        if told:  # a link within a page does not reach the browser's address by itself
            st.query_params.from_dict(came)
        state[_TOLD] = [*told[-1:], came]
    state[_NAMES] = names


def _changed() -> bool:
    """Return whether a widget has another value than the last answer left it with."""
    left = st.session_state.get(_LEFT, {})
    return any(st.session_state.get(name, value) != value for name, value in left.items())


def one(name: str, options: list[str], default: str | None = None) -> None:
    """Set the value of the widget `name`: its own, else the address's, else the default."""
    chosen = st.session_state.get(name, st.query_params.get(name))
    st.session_state[name] = chosen if chosen in options else default


def known(name: str, options: list[str], default: str | None) -> None:
    """Do as `one`, and say so when the address asks for what is not there."""
    asked = st.query_params.get(name)
    if asked is not None and asked not in options and name not in st.session_state:
        lost(name, asked)
    one(name, options, default)


def lost(kind: str, name: str, where: str = "the list") -> None:
    """Say that nothing has the name that the address asks for; `where` what there is stands."""
    other = ", or belong to another pack" if marts.pack() else ""
    st.warning(
        f"There is no {kind} called “{text.plain(name)}”. It may have been renamed{other}; look "
        f"for it in {where}.",
        icon=":material/search_off:",
    )


def many(name: str, options: list[str], default: list[str]) -> None:
    """Set the values of the widget `name`, as `one` does; names that are no options are dropped."""
    asked = st.query_params.get(name, "").split(SEPARATOR)
    chosen = [value for value in st.session_state.get(name, asked) if value in options]
    st.session_state[name] = chosen or default


def write(**values: str | list[str] | None) -> dict[str, str]:
    """Put what is chosen into the address, without empty values, and return it."""
    texts = {k: SEPARATOR.join(v) if isinstance(v, list) else v for k, v in values.items()}
    wanted, state = packs.parameters() | {k: v for k, v in texts.items() if v}, st.session_state
    if wanted != st.query_params.to_dict():
        st.query_params.from_dict(wanted)
        state[_TOLD] = [*state.get(_TOLD, []), wanted]
    state[_LEFT] = {name: state[name] for name in state.get(_NAMES, ()) if name in state}
    return wanted


def any_text(name: str) -> None:
    """Set the value of a text field, which takes anything."""
    st.session_state[name] = st.session_state.get(name, st.query_params.get(name, ""))


def link(**asked: str) -> str:
    """Return the whole address of this page as it is, or with what is `asked` instead."""
    wanted = packs.parameters() | asked if asked else st.query_params.to_dict()
    page = (st.context.url or "").split("?")[0]
    return f"{page}?{urlencode(wanted, safe=SEPARATOR)}" if wanted else page


def served(path: str, **parameters: str) -> str:
    """Return the whole address of what the dashboard's server gives besides its pages.

    It begins with SHARECHECK_SITE where that is set, else with where this page is.

    Args:
        path: below the dashboard's own address, without a slash in front.
        parameters: of the query; empty ones are left out.
    """
    here = (st.context.url or "").partition("?")[0]
    site = (settings.get("SHARECHECK_SITE") or here.rpartition("/")[0]).rstrip("/")
    asked = packs.parameters() | {k: v for k, v in parameters.items() if v}
    wanted = urlencode(asked, safe=SEPARATOR)
    return f"{site}/{path}?{wanted}" if wanted else f"{site}/{path}"
