"""What stands on a sheet of paper, before it is shown, printed or written to a file?

A sheet is made once. What is shown before it leaves, what a browser prints and what a document
holds are all made of the same sheet, so that none of them can hold more than was seen.
"""

from dataclasses import dataclass

__all__ = ["PaperLine", "PaperPart", "PaperSheet"]


@dataclass(frozen=True)
class PaperLine:
    """One line of a sheet.

    Attributes
    ----------
    label : str
        What it is; "" for a line that needs no name.
    text : str
        What stands there, as it was typed.
    more : str
        The rest, in words.
    n_rulings : int
        How many empty lines follow to write on by hand.
    """

    label: str
    text: str = ""
    more: str = ""
    n_rulings: int = 0


@dataclass(frozen=True)
class PaperPart:
    """A heading and what stands under it; without a line it says so."""

    heading: str
    lines: tuple[PaperLine, ...] = ()


@dataclass(frozen=True)
class PaperSheet:
    """One document of a page or two.

    Attributes
    ----------
    title : str
        What it is called.
    facts : tuple of str
        What stands under the title: who, when.
    parts : tuple of PaperPart
        From top to bottom.
    foot : str
        What stands at the foot of every page, beside its number.
    left_out : tuple of str
        What does not leave, in sentences for whoever prints it; never on the sheet itself.
    file_name : str
        What its file is called, without an ending.
    """

    title: str
    facts: tuple[str, ...]
    parts: tuple[PaperPart, ...]
    foot: str
    left_out: tuple[str, ...]
    file_name: str
