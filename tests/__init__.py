"""The tests of the program, over small packs of their own.

sources/   of the sources that any pack may use
bundled/   of the packs that come with the program
fixtures/  answers of the documented shape with invented values, and invented packs
"""
