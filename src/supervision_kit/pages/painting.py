"""How does one list of pieces become plain HTML, and live widgets in its place?"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from supervision_kit.pages.fragments import render
from supervision_kit.pages.pieces import (
    Box,
    Button,
    Chooser,
    DayPicker,
    Finder,
    Live,
    NumberPicker,
    Piece,
    Words,
    every,
)
from supervision_kit.widgets import CaseFinder
from supervision_kit.widgets.guarding import Teller, guarded

LOOKS = ("primary", "secondary", "quiet")


def as_html(pieces: Sequence[Piece]) -> str:
    """Paint pieces as HTML, readable before anything live has arrived.

    What can be pressed, chosen or typed has the place and the words of its live twin; a press is
    kept until that is there.
    """
    return render("pieces", pieces=pieces)


class Painter:
    """Paints pieces as widgets, and paints over what is there when they change.

    A piece of the same kind and name keeps its widget, and with it the place of the reader.

    Parameters
    ----------
    page : Teller
        Where it is told when something a reader did went wrong.
    """

    def __init__(self, page: Teller) -> None:
        self._page = page
        self._pieces: dict[str, Piece] = {}
        self._widgets: dict[str, Any] = {}
        self._painting = False

    def paint(self, pieces: Sequence[Piece]) -> tuple[widgets.Widget, ...]:
        """Return the widgets of pieces, in their order.

        Raises
        ------
        ValueError
            Two pieces have one name.
        """
        before, known = self._pieces, list(every(pieces))
        self._pieces = {piece.name: piece for piece in known}
        if len(self._pieces) < len(known):
            raise ValueError(f"two pieces of one name: {sorted(piece.name for piece in known)}")
        for name, piece in before.items():
            if type(self._pieces.get(name)) is not type(piece):
                self._drop(piece)
        with self._at_work():
            return tuple(self._paint(piece) for piece in pieces)

    def find(self, name: str) -> Any:
        """Return the widget of the piece with this name.

        Raises
        ------
        KeyError
            There is none on the page now.
        """
        return self._widgets[name]

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Take what changes meanwhile for the page's doing, not the reader's."""
        self._painting = True
        try:
            yield
        finally:
            self._painting = False

    def _paint(self, piece: Piece) -> widgets.Widget:
        widget = self._widgets.get(piece.name)
        if widget is None or (isinstance(piece, Live) and widget is not piece.widget):
            widget = self._make(piece)
        if type(piece) in _UPDATES:
            _UPDATES[type(piece)](self, widget, piece)
        return widget

    def _make(self, piece: Piece) -> Any:
        widget: Any = piece.widget if isinstance(piece, Live) else _MAKES[type(piece)]()
        name = f"live-{piece.name}" if isinstance(piece, Button) else piece.name
        widget.add_class(name)
        if isinstance(piece, Box) and piece.look:
            widget.add_class(piece.look)
        if isinstance(widget, widgets.Button):
            widget.on_click(lambda _: self._act(piece.name))
        elif isinstance(widget, CaseFinder):
            widget.on_found(lambda text: self._act(piece.name, text))
        elif isinstance(piece, Chooser | DayPicker | NumberPicker):
            widget.style.description_width = "initial"
            widget.observe(lambda change: self._chosen(piece.name, change["new"]), names="value")
        self._widgets[piece.name] = widget
        return widget

    def _drop(self, piece: Piece) -> None:
        """Let go of a widget, here and in the browser; a live one belongs to its page."""
        widget = self._widgets.pop(piece.name, None)  # none where painting it had failed
        if widget is not None and not isinstance(piece, Live):
            close(widget)

    def _chosen(self, name: str, value: Any) -> None:
        if not self._painting:
            self._act(name, value)

    def _act(self, name: str, *values: Any) -> None:
        """Do what the piece of this name is for, as it stands on the page now."""
        piece = self._pieces.get(name)
        if isinstance(piece, Button):
            self._safely(piece.press)
        elif isinstance(piece, NumberPicker):
            # A browser can raise a control's own bounds.
            self._safely(lambda n: piece.choose(min(max(n, piece.least), piece.most)), *values)
        elif isinstance(piece, Chooser | DayPicker | Finder):
            self._safely(piece.choose, *values)

    def _safely(self, act: Callable[..., object], *values: Any) -> None:
        guarded(lambda _page: act(*values))(self._page)

    def _update_words(self, widget: widgets.HTML, piece: Words) -> None:
        widget.value = piece.html

    def _update_button(self, widget: widgets.Button, piece: Button) -> None:
        widget.description, widget.tooltip = piece.label, piece.title
        for look in LOOKS:
            (widget.add_class if look == piece.look else widget.remove_class)(look)

    def _update_choice(self, widget: widgets.Dropdown, piece: Chooser) -> None:
        widget.description, widget.disabled = piece.label, not piece.enabled
        if widget.options != tuple(piece.options):
            widget.options = tuple(piece.options)
        widget.value = piece.value

    def _update_whole(self, widget: widgets.BoundedIntText, piece: NumberPicker) -> None:
        widget.description = piece.label
        widget.min, widget.max = min(piece.least, widget.min), max(piece.most, widget.max)
        widget.min, widget.max, widget.value = piece.least, piece.most, piece.value

    def _update_day(self, widget: widgets.DatePicker, piece: DayPicker) -> None:
        widget.description, widget.value = piece.label, piece.value

    def _update_finder(self, widget: CaseFinder, piece: Finder) -> None:
        widget.tell(label=piece.label, press=piece.press, options=list(piece.options))

    def _update_group(self, widget: widgets.Box, piece: Box) -> None:
        children = tuple(self._paint(each) for each in piece.pieces)
        if widget.children != children:
            widget.children = children


def close(widget: widgets.Widget) -> None:
    """Let go of a widget and of how it looks, which the library would keep."""
    for each in (getattr(widget, "style", None), getattr(widget, "layout", None), widget):
        if each is not None:
            each.close()


_MAKES: dict[type, Callable[[], Any]] = {
    Words: widgets.HTML,
    Button: widgets.Button,
    Chooser: widgets.Dropdown,
    NumberPicker: widgets.BoundedIntText,
    DayPicker: widgets.DatePicker,
    Finder: CaseFinder,
    # Without our style sheet, as in JupyterLab, the pieces of a group stand one below the other.
    Box: widgets.VBox,
}
_UPDATES: dict[type, Callable[[Painter, Any, Any], None]] = {
    Words: Painter._update_words,
    Button: Painter._update_button,
    Chooser: Painter._update_choice,
    NumberPicker: Painter._update_whole,
    DayPicker: Painter._update_day,
    Finder: Painter._update_finder,
    Box: Painter._update_group,
}
