"""Codes and numbers in plain words: for terminal, pages, exports and the published tables.

labels    -> what codes are called: the lists of labels.yml
rows      -> what is read, column by column
figures   -> figures, dates and lists in words
facts     -> what a fact says, what a claim needs of it
regions   -> what an article gives, what its claim needs
evidence  -> what a test measured, what was added up, what touches a figure
verdicts  -> the answer in a word, why it is so, and where it points
changes   -> what would change it
tables    -> the tables of words
"""
