"""The dashboard: reads the published warehouse through `marts`, and nothing else.

screens/     one thin module per page of the menu
queries/     the SQL of all pages, a file each
<page>/      what only that page needs: what it says, draws and lets one choose
here         what several pages share: the frame of charts, colours, words, the address
.streamlit/  the settings of the server, which hold wherever it is started
"""
