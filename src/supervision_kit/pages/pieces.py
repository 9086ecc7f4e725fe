"""What does a page consist of, before it is painted?

A page is one list of pieces. The same list becomes plain HTML, which can be read at once, and live
widgets, which take its place (`painting`). A piece has a name of its own on its page: it is the
class the style sheet knows, and how a piece is found again when the page is painted anew.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeAlias

import ipywidgets as widgets

__all__ = [
    "Box",
    "Button",
    "Chooser",
    "DayPicker",
    "Finder",
    "Live",
    "NumberPicker",
    "Piece",
    "Words",
    "every",
]


@dataclass(frozen=True)
class Words:
    """Something to read.

    Attributes
    ----------
    name : str
        Its name on the page.
    html : str
        What stands there, everything a person typed escaped; nothing is shown where it is empty.
    """

    kind: ClassVar[str] = "words"
    name: str
    html: str


@dataclass(frozen=True)
class Button:
    """Something to press.

    Attributes
    ----------
    name, label, title : str
        Its name, what it says, and more about it where the label alone does not tell.
    press : callable
        Called without arguments.
    look : {"primary", "secondary", "quiet"}
        How much it stands out.
    """

    kind: ClassVar[str] = "button"
    name: str
    label: str
    press: Callable[[], object]
    look: str = "secondary"
    title: str = ""


@dataclass(frozen=True)
class Chooser:
    """One of several, from a short list.

    Attributes
    ----------
    options : sequence of (str, object)
        What is offered, in words, and what it stands for.
    value : object
        What is chosen now.
    choose : callable
        Called with what was chosen.
    enabled : bool
        Whether there is a choice at the moment.
    """

    kind: ClassVar[str] = "choice"
    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    value: Any
    choose: Callable[[Any], object]
    enabled: bool = True

    @property
    def shown(self) -> str:
        """What is chosen now, in words."""
        return next((words for words, value in self.options if value == self.value), "")


@dataclass(frozen=True)
class NumberPicker:
    """A whole number from `least` to `most`; ``choose`` is called with it."""

    kind: ClassVar[str] = "whole"
    name: str
    label: str
    value: int
    least: int
    most: int
    choose: Callable[[int], object]


@dataclass(frozen=True)
class DayPicker:
    """A day; ``choose`` is called with it, or with None where there is none any more."""

    kind: ClassVar[str] = "day"
    name: str
    label: str
    value: date | None
    choose: Callable[[date | None], object]


@dataclass(frozen=True)
class Finder:
    """One of very many, found by typing; works before the page is live, by its address.

    Attributes
    ----------
    label, press : str
        What the field and its button say.
    options : sequence of str
        What can be found.
    query : str
        Under which name the page's address carries it.
    choose : callable
        Called with what was typed, which may be none of the options.
    """

    kind: ClassVar[str] = "finder"
    name: str
    label: str
    press: str
    options: Sequence[str]
    query: str
    choose: Callable[[str], object]


@dataclass(frozen=True)
class Live:
    """A widget with a life of its own, such as a form.

    Attributes
    ----------
    widget : Widget
        What is shown; the page that made it keeps or closes it.
    waiting : str
        HTML that holds its place until it is there.
    """

    kind: ClassVar[str] = "live"
    name: str
    widget: widgets.Widget
    waiting: str = ""


@dataclass(frozen=True)
class Box:
    """Pieces that stand together; `look` is a class the style sheet knows groups of a kind by."""

    kind: ClassVar[str] = "group"
    name: str
    pieces: Sequence["Piece"]
    look: str = ""


Piece: TypeAlias = Words | Button | Chooser | NumberPicker | DayPicker | Finder | Live | Box


def every(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Give each piece, those inside groups after their group."""
    for piece in pieces:
        yield piece
        if isinstance(piece, Box):
            yield from every(piece.pieces)
