"""Widgets and workbooks for reflective supervision of work with involuntary clients."""
