"""How has this case gone, and what happened at the last contact?

The page shows one case: its head, what cannot wait, its chart, what it raises, what was recorded.
A contact recorded here is on the chart as soon as it is saved.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from supervision_kit.analysis.signal_words import Question
from supervision_kit.errors import UnknownCase
from supervision_kit.frameworks import say
from supervision_kit.pages.case_view import CaseView, figure_of, gather
from supervision_kit.pages.downloads import downloads
from supervision_kit.pages.fragments import render
from supervision_kit.pages.page import Page
from supervision_kit.pages.painting import close
from supervision_kit.pages.pieces import Button, Finder, Group, Live, Piece, Words
from supervision_kit.records import Case, Dismissal
from supervision_kit.store import Saved, Store
from supervision_kit.widgets import CaseForm, ContactForm, DismissalForm, EventForm
from supervision_kit.widgets.guarding import after_saving
from supervision_kit.widgets.record_form import RecordForm


def case_figure(store: Store, code: str, *, today: date | None = None) -> str:
    """Return the chart of one case as HTML: the picture, its description and its table.

    Raises
    ------
    UnknownCase
        No case has this code.
    """
    return figure_of(gather(store, code, today or date.today()))


class CasePage(Page):
    """The case trajectory page, ready to be displayed.

    Parameters
    ----------
    store : Store
        Where the records are.
    code : str, optional
        Code of the case to open; without one the reader chooses.
    form : str, optional
        A form to open at once, by its name in `forms`; anything else is passed over.
    today : date, optional
        The day "2 days ago" is counted from; the present day unless told.

    Attributes
    ----------
    view : CaseView or None
        What is shown; None while no case is open.
    aside : DismissalForm or None
        The form that asks why a question does not fit, in the place of that question.
    """

    name = "case"
    forms: ClassVar[Mapping[str, type[RecordForm]]] = {
        "contact": ContactForm,
        "event": EventForm,
        "case": CaseForm,
    }

    def __init__(
        self,
        store: Store,
        code: str | None = None,
        *,
        form: str | None = None,
        today: date | None = None,
    ) -> None:
        super().__init__(store, today=today)
        self.view: CaseView | None = None
        self.aside: DismissalForm | None = None
        self._downloads = downloads(lambda: self.opened)
        self.show_case(code)
        self.open_form(form or "")

    @property
    def code(self) -> str | None:
        """Code of the case that is shown."""
        return self.view.code if self.view else None

    @property
    def opened(self) -> CaseView:
        """What is shown while a case is open, as it is when anything about it is asked for."""
        if self.view is None:
            raise UnknownCase(self._missing)
        return self.view

    # What stands on the page.

    def pieces(self) -> Sequence[Piece]:
        """Return the form while one is open, else the case, else how to come to one."""
        if self.form is not None:
            return list(self._form_pieces())
        return list(self._case_pieces() if self.view else self._missing_pieces())

    def place(self) -> dict[str, str]:
        """Return the case the address names."""
        return {"case": self.code or ""}

    def go(self, place: Mapping[str, str]) -> None:
        """Show the case an address names."""
        self.show_case(place["case"] or None)

    def title(self) -> str:
        """Return the window's title."""
        return say("case.title", code=self.code or say("case.cases"))

    def _form_pieces(self) -> Iterator[Piece]:
        back = say("case.back", code=self.code) if self.code else say("case.back_to_cases")
        yield Button("back", back, self.close_form, look="quiet")
        heading = self.code or say("case.add_case")
        yield Words("form-head", render("form_head", heading=heading, view=self.view))
        yield self.status()
        yield self.form_piece()

    def _missing_pieces(self) -> Iterator[Piece]:
        if self._codes:
            yield self._finding()
        yield Words("case-top", render("case_missing", sentence=self._missing))
        yield self.status()
        if not self._codes:
            yield Group("actions", [self._opens("case", "add_case", look="primary")])

    def _case_pieces(self) -> Iterator[Piece]:
        yield self._finding()
        yield Words("case-top", render("case_head", view=self.opened))
        record = self._opens("contact", "record", look="primary")
        yield Group("actions", [record, self._opens("event", "record_event")])
        yield self.status()
        chart = [Words("figure-place", self._figure), Live("downloads-place", self._downloads)]
        contacts = Words("contacts-place", render("case_contacts", view=self.view))
        parts = [Group("case-chart", chart), Group("rail", list(self._rail())), contacts]
        yield Group("case-columns", parts)

    def _finding(self) -> Piece:
        words = {"label": say("case.another"), "press": say("case.open"), "query": "case"}
        finder = Finder("case-finder", options=self._codes, choose=self.find_case, **words)
        return Group("case-finding", [finder, self._opens("case", "add_case", look="quiet")])

    def _opens(self, form: str, key: str, *, look: str = "secondary") -> Button:
        return Button(key, say(f"case.{key}"), lambda: self.open_form(form), look=look)

    def _rail(self) -> Iterator[Piece]:
        yield Words("signals-head", render("signals_head", view=self.view))
        for n, question in enumerate(self.opened.questions):
            yield Group(f"asked-{n}", list(self._question(n, question)))
        yield Words("silences-place", render("silences", silences=self.opened.silences))
        yield Words("rail-records", render("rail_records", view=self.view))

    def _question(self, n: int, question: Question) -> Iterator[Piece]:
        aside = self.opened.aside.get(question.dismissal)
        yield Words(f"question-{n}", render("question", question=question, aside=aside))
        if self.aside is not None and self.aside.question == question:
            yield Live("aside-place", self.aside, render("getting_ready"))
            return
        key, press = ("take_back", self.take_back) if aside else ("dismiss", self.dismiss)
        what = say(f"case.{key}_what", tag=question.tag, question=question.text)
        label = say(f"case.{key}")
        yield Button(f"{key}-{n}", label, lambda: press(question), look="quiet", title=what)

    # What a reader can do.

    def show_case(self, code: str | None) -> None:
        """Show another case, or say that there is none with this code."""
        self._forget_form()
        self.aside, self.sentence = None, ""
        self._read(code)
        self.repaint()

    def find_case(self, text: str) -> None:
        """Show the case somebody typed; the present one stays where there is none like it."""
        code = self.store.case(text).code
        if code != self.code:
            self.show_case(code)
        self.address.focus(".live h1")

    def dismiss(self, question: Question) -> None:
        """Ask in the place of a question why it does not fit."""
        ends: dict[str, Any] = {"today": self._today, "on_closed": self._close_aside}
        self.aside = DismissalForm(
            self.store, self.opened.code, question, self._aside_saved, **ends
        )
        self.sentence = ""
        self.repaint()
        self.address.focus(".aside-place textarea")

    def take_back(self, question: Question) -> None:
        """Let a signal that was set aside stand again."""
        found = (self.store.find(Dismissal, each) for each in question.dismissals)
        # Pressed again after a page that could not be redrawn, nothing is left to take back.
        dismissals = [each for each in found if each is not None and each.withdrawn is None]
        for dismissal in dismissals:
            dismissal.withdrawn = "yes"
        if dismissals:
            self.store.save(*dismissals)
        self._say_saved("back")

    def make_form(self, name: str, **ends: Any) -> RecordForm | None:
        """Make a form about the case that is shown, or the one for a new case."""
        self.aside = None
        if name == "case":
            return CaseForm(self.store, **ends)
        return self.forms[name](self.store, self.view.code, **ends) if self.view else None

    def saved(self, name: str, saved: Saved) -> str:
        """Read the case anew, or the new one for the first time."""
        code = self.code
        if name == "case":
            code = next(case for i in saved.ids if (case := self.store.find(Case, i))).code
        self._read(code)
        return say(f"case.saved_{name}", code=code)

    def close(self) -> None:
        """Let go of the page and of all on it, here and in the browser."""
        super().close()
        for widget in (*self._downloads.children, self._downloads):
            close(widget)

    def _close_aside(self) -> None:
        self.aside = None
        self.repaint()
        self.address.focus(".live h1")

    def _aside_saved(self, _saved: Saved) -> None:
        self._say_saved("dismissal")

    def _say_saved(self, key: str) -> None:
        with after_saving(self.show_problem):
            self.aside = None
            self._read(self.code)
            self.say(say(f"case.saved_{key}"))

    def _read(self, code: str | None) -> None:
        """Gather what the page shows; without a case, the sentence that says why."""
        self._codes = self.store.codes()
        self._missing = say("case.choose") if self._codes else say("case.none_yet")
        try:
            self.view = gather(self.store, code, self.today) if code else None
        except UnknownCase as error:
            self.view, self._missing = None, str(error)
        self._figure = figure_of(self.view) if self.view else ""
