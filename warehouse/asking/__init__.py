"""Claims typed as sentences: `pytorch share of pypi_downloads > 70% in 2025`.

tokens     characters -> tokens
names      the names that may be used;  words: the other words;  known: what is measured
cursor     where the reading is, and what would be understood there
values     figures and dates
grammar    tokens -> parts
meaning    parts -> kind, figure, hedge, dates
choosing   -> the definitions it is measured under
wording    -> statement and name
sentence   all of it: sentence -> claim;  writing: claim -> sentence
completing what may come next
"""
