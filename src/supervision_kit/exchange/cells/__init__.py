"""What does one cell say, read as the mapping has it?

A cell means what the sheet shows, and that is read by one rule in CSV files and workbooks alike:
`reading` for texts, words, codes and numbers, `dates` for days.
"""
