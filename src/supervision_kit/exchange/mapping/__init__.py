"""What does each column of a file mean?

A mapping says it for one file, or for all files of one shape, and is written once by a person:
`file` reads it from TOML, `shape` says what may stand there, and `rules` are what it comes to.
"""
