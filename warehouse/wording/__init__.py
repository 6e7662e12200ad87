"""Codes and numbers in plain words: for terminal, pages, exports and the published tables.

rows      -> what is read, column by column
figures   -> figures, dates and lists in words
facts     -> what a fact says, what a claim needs of it
regions   -> what an article gives, what its claim needs
evidence  -> what a test measured
remarks   -> why a test has no figure; what touches a figure
labels    -> what roles and outcomes are called
verdicts  -> why a verdict is what it is, and where it points
changes   -> what would change it
tables    -> the tables of words
"""
