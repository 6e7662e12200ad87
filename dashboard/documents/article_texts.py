"""The articles' texts, when they are at hand: from the operator's folder, or from this session.

What a reader gives stays in the memory of the session, is seen by nobody else, and ends with it.
"""

from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from collectors import settings
from collectors.errors import InputError
from dashboard import text
from warehouse import documents

TEXTS, TOLD, TURN = "texts of documents", "told of an upload", "turn of the upload"
MEGABYTES = documents.LARGEST_BYTES // 1_000_000


def at_hand(documents: pd.DataFrame) -> dict[str, str]:
    """Return the texts at hand by document; says so when the folder cannot be read.

    `documents`: rows of the query of this name, here and below.
    """
    texts, _, problem = of_the_operator(documents)
    if problem:
        st.warning(f"SHARECHECK_DOCUMENTS: {text.plain(problem)}", icon=":material/folder_off:")
    own: dict[str, str] = st.session_state.get(TEXTS, {})
    return texts | own


def _names(documents: pd.DataFrame) -> dict[str, str]:
    """Return the documents' ids by sha256."""
    return dict(zip(documents.sha256, documents.document_id, strict=True))


def of_the_operator(documents: pd.DataFrame) -> tuple[dict[str, str], tuple[object, ...], str]:
    """Return the texts in the operator's folder, what changes when a file does, and what is wrong.

    Nothing for no folder, or for one that cannot be read.
    """
    if not (named := settings.get("SHARECHECK_DOCUMENTS")):
        return {}, (), ""
    try:
        seen = _seen(Path(named))
        return _read(Path(named), _names(documents), seen), seen, ""
    except InputError as error:
        return {}, (), str(error)
    except OSError as error:
        return {}, (), f"{named}: it cannot be read ({error.strerror}). Correct its rights."


def _seen(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time of change and size of each file of a folder; nothing for no folder."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file()] if folder.is_dir() else []
    return tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)


@st.cache_resource(max_entries=2, show_spinner=False)
def _read(folder: Path, names: dict[str, str], seen: object) -> dict[str, str]:
    """Read a folder again only when its files `seen` are other ones; it is kept in memory."""
    return documents.texts(folder, names)


def offer(documents: pd.DataFrame) -> None:
    """Let the reader give the text of an article; it is recognised by its sha256."""
    key, words = f"upload {st.session_state.get(TURN, 0)}", "The article’s text file"
    take = partial(_take, key, documents)
    st.file_uploader(words, key=key, max_upload_size=MEGABYTES, on_change=take)
    st.caption(
        "It is recognised letter for letter, kept in the memory of this visit only, and forgotten "
        "with it: nothing is stored."
    )


def told() -> None:
    """Say what became of the file that was given last, once."""
    if said := st.session_state.pop(TOLD, None):
        known, words = said
        show, icon = (st.success, "check") if known else (st.warning, "question_mark")
        show(words, icon=f":material/{icon}:")


def forget(document: str) -> None:
    """Offer to forget a text that the reader gave."""
    if document in st.session_state.get(TEXTS, {}):
        st.button(
            "Forget this text",
            icon=":material/delete:",
            on_click=lambda: st.session_state[TEXTS].pop(document, None),
        )


def _take(key: str, known: pd.DataFrame) -> None:
    """Keep a text that was just given, if it is one of the documents, and open it."""
    file, state = st.session_state.get(key), st.session_state
    if file is None:
        return
    state[TURN] = state.get(TURN, 0) + 1  # drops the widget's own copy
    said = f"“{text.plain(file.name)}”"
    if file.size > documents.LARGEST_BYTES:
        state[TOLD] = (False, f"{said} is larger than {MEGABYTES} MB and was not read.")
    elif (name := documents.name_of(file.getvalue(), _names(known))) is None:
        state[TOLD] = (
            False,
            f"{said} is none of the registered articles: a copy that differs in one character is "
            "another file. To check any text, open “An article” in the section Check, or run "
            "`sharecheck read FILE`.",
        )
    else:
        title = known.title[known.document_id == name].iloc[0]
        state[TEXTS] = state.get(TEXTS, {}) | {name: file.getvalue().decode("utf-8")}
        state[TOLD] = (True, f"{said} is “{text.plain(title)}”.")
        st.query_params["document"] = name
        state.pop("view", None)
