"""From landed figures to verdicts: one disposable DuckDB file, built whole from plain SQL.

models/     the tables: staging/ a source's rows as observations, core/ the steps to a verdict,
            marts/ what is published
checks/     rules that must hold, each a query for the rows that break it
queries/    the SQL that recomputes a number
reading/    what a sentence claims
finding/    which claims of the register are near to what is typed
wording/    codes and numbers in plain words
exporting/  files for others, made with templates/
"""
