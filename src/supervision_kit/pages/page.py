"""What do all pages have in common: pieces, forms, an address for each of them, one status line?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

import ipywidgets as widgets

from supervision_kit.frameworks import say
from supervision_kit.pages.fragments import render
from supervision_kit.pages.painting import Painter, as_html, close
from supervision_kit.pages.pieces import Box, Button, Live, Piece, Words
from supervision_kit.store import Saved, Store
from supervision_kit.widgets import PageAddress
from supervision_kit.widgets.forged import answer_forged_messages_with_silence
from supervision_kit.widgets.guarding import after_saving, guarded
from supervision_kit.widgets.record_form import RecordForm


class Page(widgets.VBox):
    """A page, ready to be displayed: what a subclass lists in `pieces`, painted twice.

    Displayed by Voila it brings its own first paint: the page as plain HTML, so that it can be read
    before the live widgets have arrived.

    Parameters
    ----------
    store : Store
        Where the records are.
    today : date, optional
        The day "2 days ago" is counted from; the present day unless told.

    Attributes
    ----------
    forms : dict of str to type
        Which forms the page can open, by the name its address carries.
    form : RecordForm or None
        The form that is open.
    undoable : str
        The save that what is said is about, while it can be undone; else "".
    address : PageAddress
        What the browser's address names; Back and Forward come from there.
    """

    name: ClassVar[str] = ""
    forms: ClassVar[Mapping[str, type[RecordForm]]] = {}

    def __init__(self, store: Store, *, today: date | None = None) -> None:
        answer_forged_messages_with_silence()
        self.store = store
        self.form: RecordForm | None = None
        self.sentence = ""
        self.undoable = ""
        self._today = today
        self._form_name = ""
        self._painter = Painter(self)
        self.address = PageAddress(self._went)
        self.address.layout.display = "none"
        super().__init__()
        self.add_class("page")
        self.add_class(f"{self.name}-page")

    @property
    def today(self) -> date:
        """The day the page is read."""
        return self._today or date.today()

    # What a subclass says.

    def pieces(self) -> Sequence[Piece]:
        """Return what stands on the page now, from top to bottom."""
        raise NotImplementedError

    def place(self) -> dict[str, str]:
        """Return what the address names besides the form, by its query; empty values are left out.

        What is returned here is what `go` is called with when the reader comes back.
        """
        return {}

    def go(self, place: Mapping[str, str]) -> None:
        """Show what an address names."""

    def title(self) -> str:
        """Return the window's title; empty leaves it as it is."""
        return ""

    def opens_form(self, name: str) -> bool:
        """Say whether an address names a form of this page."""
        return form_named(name) in self.forms

    def make_form(self, name: str, **ends: Any) -> RecordForm | None:
        """Make a form of `forms`, or return None where there is nothing it could be about."""
        return self.forms[name](self.store, **ends)

    def saved(self, name: str, saved: Saved, done: str) -> str:
        """Return what is said when a form has saved, after reading anew what has changed.

        Parameters
        ----------
        name : str
            Of the form, as the address has it.
        saved : Saved
            What the store says.
        done : str
            What the form did: "saved", or as a `ChangingForm` says.
        """
        raise NotImplementedError

    def can_undo(self, name: str, done: str) -> bool:
        """Say whether what a form did can be undone in one press."""
        return False

    def read_anew(self) -> None:
        """Read again what the page shows, after something was undone."""

    # What a page can do.

    def find(self, name: str) -> Any:
        """Return the live widget of the piece with this name; KeyError where there is none."""
        return self._painter.find(name)

    def first_paint(self) -> str:
        """Return the page as plain HTML, readable before anything live has arrived."""
        classes = f"page {self.name}-page"
        return f'<div class="{classes}">{as_html(self.pieces())}</div>'

    def repaint(self) -> None:
        """Bring the live page up to date with its pieces, and the address with both."""
        self.children = (self.address, *self._painter.paint(self.pieces()))
        self.address.tell(place={**self.place(), "form": self._form_name}, title=self.title())

    def open_form(self, name: str) -> None:
        """Open a form in the place of what is read; one that is open already is kept.

        Behind a dot may stand the id of the record it changes: ``date.3f2a…``. A name that is none
        of `forms`, as an old or mistyped address may hold, opens nothing.
        """
        if not self.opens_form(name) or name == self._form_name:
            return
        ends = {"today": self._today, "on_closed": self.close_form}
        form = self.make_form(name, on_saved=lambda saved: self._saved(name, saved), **ends)
        if form is None:
            return
        self._forget_form()
        self.form, self._form_name, self.sentence, self.undoable = form, name, "", ""
        self.repaint()
        self.address.focus(form.begins_at)

    def close_form(self) -> None:
        """Show again what was read; what was typed stays in its draft, and that is said.

        A form with words that stand only on the screen stays open, and says which.
        """
        if self.form is None or not self.form.keep_draft():
            return
        self.sentence, self.undoable = self.form.waits, ""
        self._forget_form()
        self.repaint()
        self.address.focus(".status" if self.sentence else ".live h1")

    def say(self, sentence: str, *, undoable: str = "") -> None:
        """Say something in the status line, with a way to undo it where there is one; go there."""
        self.sentence, self.undoable = sentence, undoable
        self.repaint()
        self.address.focus(".status")

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong; the page below stays as it is."""
        self.say(sentence)

    def close(self) -> None:
        """Let go of the page and of all on it, here and in the browser."""
        self._painter.paint(())
        close(self.address)
        self.layout.close()
        super().close()

    def status(self) -> Box:
        """Return the piece that says what has just become of something, and can undo it."""
        said = Words("status-place", render("status", sentence=self.sentence))
        if not (self.sentence and self.undoable):
            return Box("status-line", [said])
        undo, title = say("changes.undo"), say("changes.undo_what")
        return Box(
            "status-line", [said, Button("undo", undo, self.undo, look="quiet", title=title)]
        )

    @guarded
    def undo(self) -> None:
        """Set back what was just saved."""
        if not self.undoable:
            return
        self.store.undo(self.undoable, today=self.today)
        with after_saving(self.show_problem):
            self.read_anew()
            self.say(say("changes.undone"))

    def form_piece(self) -> Live:
        """Return the piece of the open form."""
        if self.form is None:
            raise ValueError("no form is open")
        return Live("form-place", self.form, render("getting_ready"))

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        return bundle | {"text/html": self.first_paint()}

    def _forget_form(self) -> None:
        if self.form is not None:
            self.form.let_go()
        self.form, self._form_name = None, ""

    def _saved(self, name: str, saved: Saved) -> None:
        with after_saving(self.show_problem):
            done = getattr(self.form, "done", "saved")
            if self.form is not None and self.form.alone:
                # Whoever answered still has the screen: nothing else is shown before the way back.
                self.saved(name, saved, done)
                return
            self._forget_form()
            undoable = saved.save_id if self.can_undo(name, done) else ""
            self.say(self.saved(name, saved, done), undoable=undoable)

    @guarded
    def _went(self, place: Mapping[str, str]) -> None:
        """Follow the browser to where it has gone; what stands only on the screen keeps it here."""
        if self.form is not None and not self.form.keep_draft():
            return
        wanted = place.get("form", "")
        if {**place, "form": ""} != {**self.place(), "form": ""}:
            self._forget_form()
            self.go(place)
        if self.opens_form(wanted):
            self.open_form(wanted)
        elif self.form is not None:
            self.close_form()


def form_named(name: str) -> str:
    """Return the form a name is of, without the record it changes."""
    return name.partition(".")[0]
