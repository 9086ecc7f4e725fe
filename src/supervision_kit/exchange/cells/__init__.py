"""What does one cell say, read as the mapping has it: a number, a date, a code, a word?

A cell means what the sheet shows, and that is read by one rule in CSV files and workbooks alike.
"""
