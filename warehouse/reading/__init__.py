"""Reading a document: which sentences make figures or comparisons about known projects.

    source      bytes -> text, or a refusal
    blocks      text -> blocks of running text, for plain text and Markdown; pages: for HTML
    sentences   blocks -> units: sentences, list items, headings, rows of tables
    vocabulary  the words that carry meaning, from vocabulary.yml
    names       mentions of projects
    figures     numbers with units, and dates
    statements  unit -> what is stated: kind, subject, figure, hedge; or why nothing can be said
    binding     statement -> claim with the definitions it can be measured under
    reader      all of it, for one document

Rules alone, no model. Every step takes time in proportion to the text, whatever stands in it: no
regular expression repeats a repetition, and nothing is searched for twice.
"""
