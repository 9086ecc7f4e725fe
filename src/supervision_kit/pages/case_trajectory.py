"""How has this case gone, and what happened at the last contact?

The page shows one case: its head, its chart, what was said and recorded. A contact recorded here is
on the chart as soon as it is saved.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import ipywidgets as widgets

from supervision_kit.analysis.signal_words import Question
from supervision_kit.errors import UnknownCase
from supervision_kit.frameworks import say
from supervision_kit.pages.case_rail import CaseRail
from supervision_kit.pages.case_view import CaseView, figure_of, gather
from supervision_kit.pages.downloads import downloads
from supervision_kit.pages.fragments import render
from supervision_kit.records import Case, Dismissal
from supervision_kit.store import Saved, Store
from supervision_kit.widgets import CaseForm, ContactForm, DismissalForm, EventForm, PageAddress
from supervision_kit.widgets.forged import answer_forged_messages_with_silence
from supervision_kit.widgets.guarding import after_saving, guarded
from supervision_kit.widgets.record_form import RecordForm


def case_figure(store: Store, code: str, *, today: date | None = None) -> str:
    """Return the chart of one case as HTML: the picture, its description and its table.

    Raises
    ------
    UnknownCase
        No case has this code.
    """
    return figure_of(gather(store, code, today or date.today()))


class CasePage(widgets.VBox):
    """The case trajectory page, ready to be displayed.

    Displayed by Voila it brings its own first paint: the page as plain HTML with the chart in it,
    so that it can be read before the live widgets have arrived.

    Parameters
    ----------
    store : Store
        Where the records are.
    code : str, optional
        Code of the case to open; without one the reader chooses.
    form : str, optional
        A form to open at once: "contact", "event" or "case"; anything else is passed over.
    today : date, optional
        The day "2 days ago" is counted from; the present day unless told.

    Attributes
    ----------
    view : CaseView or None
        What is shown; None while no case is open.
    """

    def __init__(
        self,
        store: Store,
        code: str | None = None,
        *,
        form: str | None = None,
        today: date | None = None,
    ) -> None:
        answer_forged_messages_with_silence()
        self.store = store
        self.view: CaseView | None = None
        self._today = today
        self._sentence = ""
        self.address = PageAddress()
        self.address.layout.display = "none"
        self.picker = widgets.Dropdown(description=say("case.picker"))
        self.head, self.chart, self.contacts, self.status = (widgets.HTML() for _ in range(4))
        self.rail = CaseRail(self.dismiss, self.take_back)
        self.record_button = _button("record", self.record_contact, primary=True)
        self.event_button = _button("record_event", self.record_event)
        self.contacts.add_class("contacts-place")
        self.add_button = _button("add_case", self.add_case)
        self.downloads = downloads(lambda: self.opened)
        self.form: RecordForm | None = None
        super().__init__()
        self.add_class("page")
        self.add_class("case-page")
        self.picker.observe(self._picked, names="value")
        self.show_case(code)
        self._open_asked(form)

    @property
    def code(self) -> str | None:
        """Code of the case that is shown."""
        return self.view.code if self.view else None

    @property
    def opened(self) -> CaseView:
        """What is shown while a case is open, as it is when anything about it is asked for."""
        if self.view is None:
            raise UnknownCase(self._sentence)
        return self.view

    def show_case(self, code: str | None) -> None:
        """Show another case, or say that there is none with this code."""
        self.form = None
        self._read(code)
        self._say("")
        self._draw()

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong, above the case."""
        self._say(sentence)
        self.address.focus(".status")

    @guarded
    def record_contact(self) -> None:
        """Put the contact form in the place of the chart."""
        self._open(ContactForm(self.store, self.opened.code, **self._ends(self._contact_saved)))

    @guarded
    def record_event(self) -> None:
        """Put the form for an event, the plan's date or a new worker in the place of the chart."""
        self._open(EventForm(self.store, self.opened.code, **self._ends(self._event_saved)))

    @guarded
    def add_case(self) -> None:
        """Put the form for a new case in the place of the chart."""
        self._open(CaseForm(self.store, **self._ends(self._case_saved)))

    @guarded
    def dismiss(self, question: Question) -> None:
        """Put the form that asks why a signal does not fit in the place of the chart."""
        ends = self._ends(self._dismissal_saved)
        self._open(DismissalForm(self.store, self.opened.code, question, **ends))

    @guarded
    def take_back(self, question: Question) -> None:
        """Let a signal that was set aside stand again."""
        found = (self.store.find(Dismissal, each) for each in question.dismissals)
        # Pressed again after a page that could not be redrawn, nothing is left to take back.
        dismissals = [each for each in found if each is not None and each.withdrawn is None]
        for dismissal in dismissals:
            dismissal.withdrawn = "yes"
        if dismissals:
            self.store.save(*dismissals)
        self._show_saved(self.code, say("case.saved_back"))

    def close_form(self) -> None:
        """Show the case again; what was typed stays in its draft."""
        self.form = None
        self._arrange()
        self.address.focus(".live h1")

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs) or {}
        return bundle | {"text/html": self.first_paint()}

    def first_paint(self) -> str:
        """Return the page as plain HTML, readable before anything live has arrived."""
        return render("case_page", **self._pieces())

    def _open_asked(self, form: str | None) -> None:
        forms = {"case": self.add_case}
        if self.view:
            forms |= {"contact": self.record_contact, "event": self.record_event}
        if form in forms:
            forms[form]()

    def _ends(self, on_saved: Callable[[Saved], None]) -> dict[str, Any]:
        return {"today": self._today, "on_saved": on_saved, "on_closed": self.close_form}

    def _open(self, form: RecordForm) -> None:
        self.form = form
        form.add_class("form-place")
        self._say("")
        self._arrange()
        self.address.focus(".sk-form h2")

    def _contact_saved(self, _saved: Saved) -> None:
        self._show_saved(self.code, say("case.saved_contact"))

    def _event_saved(self, _saved: Saved) -> None:
        self._show_saved(self.code, say("case.saved_event"))

    def _dismissal_saved(self, _saved: Saved) -> None:
        self._show_saved(self.code, say("case.saved_dismissal"))

    def _case_saved(self, saved: Saved) -> None:
        code = next(case for i in saved.ids if (case := self.store.find(Case, i))).code
        self._show_saved(code, say("case.saved_case", code=code))

    def _show_saved(self, code: str | None, sentence: str) -> None:
        with after_saving(self.show_problem):
            self.form = None
            self._read(code)
            self._say(sentence)
            self._draw()
            self.address.focus(".status")

    def _read(self, code: str | None) -> None:
        """Gather what the page shows; without a case, the sentence that says why."""
        self._codes = list(self.store.cases()["code"])
        self._sentence = say("case.choose") if self._codes else say("case.none_yet")
        try:
            self.view = gather(self.store, code, self._today or date.today()) if code else None
        except UnknownCase as error:
            self.view, self._sentence = None, str(error)
        self._figure = figure_of(self.view) if self.view else ""

    def _pieces(self) -> dict[str, Any]:
        return {
            "view": self.view,
            "figure": self._figure,
            "codes": self._codes,
            "sentence": self._sentence,
            "opening": self.form is not None,
        }

    def _draw(self) -> None:
        """Bring every piece of the live page up to date."""
        pieces = self._pieces()
        self._fill_picker()
        head = "case_head" if self.view else "case_missing"
        self.head.value = render(head, **pieces)
        self.chart.value = pieces["figure"]
        self.contacts.value = render("case_contacts", **pieces) if self.view else ""
        self.rail.show(self.view)
        self.address.case = self.code or ""
        self.address.title = say("case.title", code=self.code or say("case.cases"))
        self._arrange()

    def _fill_picker(self) -> None:
        """Offer every case; choosing here is not the reader's doing, so nothing is shown again."""
        self.picker.unobserve(self._picked, names="value")
        asking = [] if self.code else [(say("case.choose_one"), None)]
        self.picker.options = [*asking, *((code, code) for code in self._codes)]
        self.picker.value = self.code
        self.picker.observe(self._picked, names="value")

    @guarded
    def _picked(self, change: dict) -> None:
        if change["new"]:
            self.show_case(change["new"])

    def _arrange(self) -> None:
        """Put on the page what belongs there now: the form while one is open, else the case."""
        finding = _row("case-finding", self.picker, self.add_button)
        if self.form:
            below = [self.form]
        elif self.view:
            below = [_row("actions", self.record_button, self.event_button), self._columns()]
        else:
            below = []
        top = [self.head] if self.form or not self._codes else [finding, self.head]
        first = [_row("actions", self.add_button)] if not (self._codes or self.form) else []
        self.children = [self.address, *top, self.status, *first, *below]

    def _columns(self) -> widgets.Widget:
        # Without our style sheet, as in JupyterLab, they stand one below the other.
        chart = _named(widgets.VBox([self.chart, self.downloads]), "case-chart")
        return _named(widgets.VBox([chart, self.rail, self.contacts]), "case-columns")

    def _say(self, sentence: str) -> None:
        self.status.value = render("status", sentence=sentence)


def _button(key: str, press: Callable[[], None], *, primary: bool = False) -> widgets.Button:
    button = widgets.Button(description=say(f"case.{key}"))
    button.add_class("primary" if primary else "secondary")
    button.add_class(f"live-{key}")
    button.on_click(lambda _: press())
    return button


def _row(name: str, *children: widgets.Widget) -> widgets.Box:
    return _named(widgets.Box(children), name)


def _named(box: widgets.Box, name: str) -> widgets.Box:
    box.add_class(name)
    return box
