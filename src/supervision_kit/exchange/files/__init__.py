"""What does a file hold: a table of cells, each as its sheet shows it?

`opening` says what sort of file it is, `csv_file` or `workbook` reads it, and both give a `table`.
Nothing here knows what a column means.
"""
