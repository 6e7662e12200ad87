"""Finding: the claims of the register that are nearest to what somebody typed.

terms      text -> the terms by which texts are compared: words, figures, projects
words.yml  which words are common, the same, or opposites
register   the claims of the published warehouse, ranked by what they share with a text
"""
