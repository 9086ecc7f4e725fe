"""Does what is put on each sheet stay words, whatever is in it?"""

import re
from datetime import date

from supervision_kit.pages.printing import print_controls

TODAY = date(2026, 11, 20)


def properties(html):
    """The custom properties the style sheet reads, by name."""
    return dict(re.findall(r"(--[\w-]+): (.*?);(?= |$)", re.search(r"\{ (.*) \}", html)[1]))


def test_the_foot_has_code_and_day_and_counts_the_sheets():
    told = properties(print_controls("K-7F3Q", TODAY))
    assert told["--sheet-foot"] == '"K-7F3Q · printed on 20 November 2026"'
    assert told["--sheet-number"] == '"Sheet " counter(page) " of " counter(pages)'


def test_nothing_in_a_code_ends_the_string_or_the_style():
    html = print_controls('K"}</style><script>', TODAY)
    assert html.count("</style>") == 1
    assert "<script>" not in html
    assert properties(html)["--sheet-foot"].count('"') == 2


def test_the_newest_contacts_are_chosen_until_the_reader_chooses():
    options = re.findall(r"<option(.*?)>(.*?)</option>", print_controls("K-1", TODAY))
    assert [words for _, words in options] == ["none", "the newest three", "all"]
    assert [words for choice, words in options if "selected" in choice] == ["the newest three"]
