"""The dashboard as a server: its pages, and what it serves beside them without a session.

`streamlit run` finds `app` here by its name.
"""

import streamlit as st
from starlette.middleware import Middleware

from dashboard.served import data, plain
from dashboard.served.middleware import Ahead

app = st.App("app.py", routes=[*data.routes(), *plain.routes()], middleware=[Middleware(Ahead)])
