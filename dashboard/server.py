"""The dashboard as a server: its pages, and what it serves beside them without a session.

`streamlit run` finds `app` here by its name.
"""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.served import data, files, plain, signal
from dashboard.served.files import Compressed
from dashboard.served.headed import Headed

app = st.App(
    "app.py",
    # plotly lies among the pictures, all others of which are `plain`'s to refuse
    routes=[*files.routes(), *data.routes(), *plain.routes(), *signal.routes()],
    middleware=[Middleware(Compressed), Middleware(Headed)],
)
