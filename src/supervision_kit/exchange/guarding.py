"""How does text stay text when a spreadsheet opens it?

A spreadsheet takes a cell that begins with ``=`` or a few other letters for a formula, and a
formula can send a row elsewhere. An apostrophe in front keeps it text. Text that already has
apostrophes there gets one more, so that taking one away always gives back what was written.
"""

import re

_RISKY = re.compile("'*[=+\\-@\t\r\n−＝＋－＠]")


def formula_safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula.

    >>> formula_safe("=1+1"), formula_safe("- came late")
    ("'=1+1", "'- came late")
    >>> formula_safe("'=1"), formula_safe("came late")
    ("''=1", 'came late')
    """
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    """Take away the apostrophe that `formula_safe` put there.

    >>> unguarded("'=1+1"), unguarded("''=1"), unguarded("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
