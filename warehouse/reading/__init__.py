"""Reading: what a sentence or a document claims about known projects, and what would measure it.

    text        characters -> plain text, each with its place
    vocabulary  words of the program and of packs;  lexicon: these, and what cards and groups add
    numbers, dates, phrases: what stands at a position of it
    chunks      plain text -> chunks
    clauses     chunks -> clauses -> shapes (grammar.ebnf) -> statements;  facts: the rest
    hearing     all of this: sentence -> statements, or what stands against reading it
    measured    the catalogue, and what the published warehouse measures
    choosing    statement -> definitions;  wording: statement -> words
    asserting   heard sentence -> claims, or a question with what it may mean
    source, pages, lines, sentences: document -> sentences
    reader      document -> findings;  claims_file: findings -> a file to complete
    examples    pack -> sentences that are understood and judged

Rules alone, no model. A sentence is judged only when every word of it was used. Every step takes
time in proportion to the text, whatever stands in it: no regular expression repeats a repetition,
and a clause is short before the grammar sees it.
"""
