"""How has this case gone, and what happened at the last contact?

The page shows one case: its head, what cannot wait, its chart, what it raises, what was recorded.
A contact recorded here is on the chart as soon as it is saved.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from supervision_kit.analysis.signal_words import Question
from supervision_kit.errors import UnknownCase
from supervision_kit.frameworks import say, says, written_day
from supervision_kit.pages.case_changes import ChangesList
from supervision_kit.pages.case_settling import Settling
from supervision_kit.pages.case_view import CaseView, changes_of, figure_of, gather
from supervision_kit.pages.downloads import downloads
from supervision_kit.pages.fragments import render
from supervision_kit.pages.inside import PARTS
from supervision_kit.pages.page import Page, form_named
from supervision_kit.pages.painting import close
from supervision_kit.pages.pieces import Box, Button, Chooser, DayPicker, Finder, Live, Piece, Words
from supervision_kit.pages.printing import print_controls
from supervision_kit.records import Case, Dismissal
from supervision_kit.store import Saved, Store
from supervision_kit.widgets import (
    CaseActionForm,
    CaseForm,
    CaseTalkForm,
    ClientCard,
    ClosingForm,
    ConcernForm,
    ContactForm,
    DateForm,
    DecisionForm,
    DismissalForm,
    EngagementRatingForm,
    EventChangeForm,
    EventForm,
    MandateForm,
    ParticipantForm,
    PlanForm,
    PromiseForm,
    RatingForm,
    RepairForm,
    WorkerForm,
)
from supervision_kit.widgets.changing_form import ChangingForm
from supervision_kit.widgets.guarding import after_saving, guarded
from supervision_kit.widgets.record_form import RecordForm

# Stands in the choice of a day for one the reader names.
ANY_DAY = "day"
# What waits because of a promise.
TO_SETTLE = ("broken", "overdue", "promised")


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
    since : str, optional
        A day, YYYY-MM-DD, since when the page says what has changed.
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
        "rating": EngagementRatingForm,
        "card": ClientCard,
        "event": EventForm,
        "case": CaseForm,
        "participant": ParticipantForm,
        "worker": WorkerForm,
        "date": DateForm,
        "concern": ConcernForm,
        "repair": RepairForm,
        "mandate": MandateForm,
        "closing": ClosingForm,
    }
    #: What opens a record that is there, by the same names.
    changes: ClassVar[Mapping[str, type[ChangingForm]]] = {
        "case_action": CaseActionForm,
        "case_talk": CaseTalkForm,
        "contact": ContactForm,
        "decision": DecisionForm,
        "event": EventChangeForm,
        "plan": PlanForm,
        "promise": PromiseForm,
        "rating": RatingForm,
    }

    def __init__(
        self,
        store: Store,
        code: str | None = None,
        *,
        form: str | None = None,
        since: str | None = None,
        today: date | None = None,
    ) -> None:
        super().__init__(store, today=today)
        self.view: CaseView | None = None
        self.aside: DismissalForm | None = None
        self._since: date | None = None
        self._asks_day = False
        self._all_asked = False
        self._downloads = downloads(lambda: self.opened)
        self.settling = Settling(store, lambda: self.today, self.repaint, self._say_settled)
        self.changed = ChangesList(self.repaint, self.bring_back)
        self.show_case(code, since=since or "")
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
        """Return the case the address names, and the day since when changes are told."""
        since = self._since.isoformat() if self._since and self.view else ""
        return {"case": self.code or "", "since": since}

    def go(self, place: Mapping[str, str]) -> None:
        """Show the case an address names, and what has changed since its day."""
        self.show_case(place["case"] or None, since=place["since"])

    def title(self) -> str:
        """Return the window's title."""
        return say("case.title", code=self.code or say("case.cases"))

    def _form_pieces(self) -> Iterator[Piece]:
        back = say("case.back", code=self.code) if self.code else say("case.back_to_cases")
        yield Button("back", back, self.close_form, look="quiet")
        if not (self.form and self.form.alone):
            heading = self.code or say("case.add_case")
            yield Words("form-head", render("form_head", heading=heading, view=self.view))
        yield self.status()
        form = self.form
        if isinstance(form, ChangingForm) and form.is_spell and form.record is not None:
            begins = self.begin_from_a_day_on
            words = Words("from-a-day-on-words", render("from_a_day_on"))
            label = say("case.from_a_day_on")
            yield Box("from-a-day-on", [words, Button("begin-anew", label, begins, look="quiet")])
        yield self.form_piece()

    def _missing_pieces(self) -> Iterator[Piece]:
        yield Words("missing-top", render("case_missing", sentence=self._missing))
        yield self.status()
        if self._codes:
            yield self._finding()
        else:
            yield Box("first-action", [self._opens("case", "add_case", look="primary")])

    def _case_pieces(self) -> Iterator[Piece]:
        view = self.opened
        record = self._opens("contact", "record", look="primary")
        yield Words("case-top", render("case_head", view=view))
        yield Box("actions", [record, self._opens("event", "record_event")])
        yield self.status()
        yield Words("waits-place", render("case_waits", view=view, has_form=has_form))
        waiting = [(each.record, each.text) for each in view.waits if each.kind in TO_SETTLE]
        settling = list(self.settling.pieces("waits", view.code, waiting))
        yield Box("waits-settling", settling)
        yield self._finding()
        chart = Box("case-chart", list(self._chart_pieces()))
        rail = Box("rail", list(self._rail_pieces()))
        contacts = Words("contacts-place", render("case_contacts", view=view))
        listed = list(self.changed.pieces(self.opened.changed, self.today))
        changed = [Box("what-changed", listed)] if listed else []
        yield Box("case-columns", [chart, rail, contacts, *changed])

    def _chart_pieces(self) -> Iterator[Piece]:
        yield Box("chart-head", list(self._since_pieces()))
        yield Words("changes-place", render("changes", changes=self._changes))
        yield Words("figure-place", self._figure)
        printed = Words("print-place", print_controls(self.opened.code, self.today))
        rates = [
            self._opens(*each, look="quiet") for each in (("rating", "rate"), ("card", "card"))
        ]
        yield Box("rating-alone", rates)
        drawn = not self.opened.trajectory.empty
        saved = [Live("downloads-place", self._downloads)] if drawn else []
        yield Box("taking-away", [*saved, printed])

    def _since_pieces(self) -> Iterator[Piece]:
        """Give the choice of a day since when the page says what has changed, if anything can."""
        yield Words("chart-title", render("chart_title"))
        if self.opened.trajectory.empty:
            return
        days = [(words, day.isoformat()) for words, day in self.opened.days]
        options = [(say("case.since_always"), ""), *days, (say("case.since_day"), ANY_DAY)]
        known = {value for _, value in options}
        chosen = self._since.isoformat() if self._since else ""
        value = ANY_DAY if self._asks_day or chosen not in known else chosen
        yield Chooser("since", say("case.since"), options, value, self._choose_since)
        if value == ANY_DAY:
            yield DayPicker("since-day", say("case.since_which"), self._since, self._choose_day)

    def _finding(self) -> Piece:
        key = "another" if self.view else "choose_one"
        words = {"label": say(f"case.{key}"), "press": say("case.open"), "query": "case"}
        finder = Finder("case-finder", options=self._codes, choose=self.find_case, **words)
        return Box("case-finding", [finder, self._opens("case", "add_case", look="quiet")])

    def _opens(self, form: str, key: str, *, look: str = "secondary") -> Button:
        name = key.replace(".", "-")
        return Button(name, say(f"case.{key}"), lambda: self.open_form(form), look=look)

    def _rail_pieces(self) -> Iterator[Piece]:
        view = self.opened
        yield Words("signals-head", render("signals_head", view=view))
        shown = view.questions if self._all_asked else view.asking.first
        for n, question in enumerate(shown):
            yield Box(f"asked-{n}", list(self._question(n, question)), look="asked")
        if self._all_asked:
            yield Words("silences-place", render("silences", silences=view.silences))
        if len(view.questions) > len(view.asking.first) or view.silences:
            yield Button("all-asked", self._more_asked(), self._show_all_asked, look="quiet")
        for n, promise in enumerate(view.open_promises):
            words = Words(f"promise-{n}", render("promise", promise=promise, is_first=n == 0))
            asked = [(promise["id"], promise["text"])]
            settles = self.settling.pieces(f"promise-{n}", view.code, asked)
            yield Box(f"promise-{n}-group", [words, *settles], "promise")
        yield Words("rail-records", render("rail_records", view=view))
        yield from self._inside_pieces()

    def _inside_pieces(self) -> Iterator[Piece]:
        """Give what lies ahead, who is in the case, what went wrong, and a form for each."""
        inside, code = self.opened.inside, self.opened.code
        for part in PARTS:
            name, lines = part.name, inside.lines[part.name]
            if part.if_any and not lines:
                continue
            words = render("inside", about=name, lines=lines, code=code)
            adds = [self._opens(form, f"inside.add_{form}", look="quiet") for form in part.adds]
            yield Box(f"inside-{name}", [Words(f"inside-{name}-place", words), *adds], "inside")
        closing = inside.closing
        ends = "inside.reopen" if closing else "inside.closing"
        closes = self._opens(closing or "closing", ends, look="quiet")
        yield Box("inside-changes", [closes], "inside")

    def _more_asked(self) -> str:
        """Say what the button shows: the other questions, or what else was asked."""
        if self._all_asked:
            return say("case.fewer_asked")
        n_more = len(self.opened.questions) - len(self.opened.asking.first)
        return say("case.more_asked", n=n_more) if n_more else say("case.also_asked")

    def _show_all_asked(self) -> None:
        self._all_asked = not self._all_asked
        self.repaint()
        self.address.focus(".live-all-asked")

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

    def show_case(self, code: str | None, *, since: str = "") -> None:
        """Show another case, or say that there is none with this code.

        Parameters
        ----------
        code : str or None
            In any spelling the store accepts.
        since : str
            A day, YYYY-MM-DD, since when changes are told; anything else is passed over.
        """
        self._forget_form()
        self.aside, self._all_asked, self._asks_day = None, False, False
        self.sentence, self.undoable, self.settling.asked = "", "", ""
        self.changed.start_anew()
        self._since = _as_day(since)
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
        if self.view is None:
            return None
        base, _, record_id = name.partition(".")
        if not record_id:
            add = self.forms.get(base)
            return add(self.store, self.view.code, **ends) if add else None
        change = self.changes.get(base) or self.forms.get(base)
        if change is None or not issubclass(change, ChangingForm):
            return None
        changing = change(self.store, self.view.code, record_id=record_id, **ends)
        return changing if changing.record else None

    def begin_from_a_day_on(self) -> None:
        """Open the form for what holds from a day on, in the place of the one that corrects."""
        if self.form is not None and self.form.keep_draft():
            self.open_form(form_named(self._form_name))

    def opens_form(self, name: str) -> bool:
        """Say whether an address names a form of this page."""
        return has_form(name)

    def saved(self, name: str, saved: Saved, done: str) -> str:
        """Read the case anew, or the new one for the first time."""
        code = self.code
        if name == "case":
            code = next(case for i in saved.ids if (case := self.store.find(Case, i))).code
        self._read(code)
        if done != "saved":
            return say(f"case.done_{done}")
        key = f"case.saved_{form_named(name)}"
        return say(key if says(key) else "case.saved", code=code)

    def can_undo(self, name: str, done: str) -> bool:
        """Say whether it can be undone: not the beginning of a case, nor what was erased."""
        return name != "case" and done != "moved"

    def read_anew(self) -> None:
        """Read the case again."""
        self._read(self.code)

    def close(self) -> None:
        """Let go of the page and of all on it, here and in the browser."""
        super().close()
        for widget in (*self._downloads.children, self._downloads):
            close(widget)

    def _choose_since(self, value: str) -> None:
        self._asks_day = value == ANY_DAY
        self._tell_since(self._since if self._asks_day else _as_day(value))

    def _choose_day(self, day: date | None) -> None:
        self._tell_since(day)

    def _tell_since(self, day: date | None) -> None:
        self._since = day
        self._draw()
        self.repaint()

    def _close_aside(self) -> None:
        self.aside = None
        self.repaint()
        self.address.focus(".live h1")

    def _aside_saved(self, _saved: Saved) -> None:
        self._all_asked = True  # where it stays with its reason
        self._say_saved("dismissal")

    @guarded
    def bring_back(self, save_id: str) -> None:
        """Set back what a save took back."""
        saved = self.store.undo(save_id, today=self.today)
        self._say_done("done_brought_back", saved)

    def _say_settled(self, saved: Saved, what: str) -> None:
        self._say_done("settled", saved, what=what)

    def _say_done(self, key: str, saved: Saved, **told: str) -> None:
        with after_saving(self.show_problem):
            self._read(self.code)
            self.say(say(f"case.{key}", **told), undoable=saved.save_id)

    def _say_saved(self, key: str) -> None:
        with after_saving(self.show_problem):
            self.aside = None
            self._read(self.code)
            self.say(say(f"case.saved_{key}"))

    def _read(self, code: str | None) -> None:
        """Gather what the page shows; without a case, the sentence that says why."""
        missing = ""
        try:
            self.view = gather(self.store, code, self.today) if code else None
        except UnknownCase as error:
            self.view, missing = None, str(error)
        self._codes = self.view.codes if self.view else self.store.codes()
        self._missing = missing or say("case.choose" if self._codes else "case.none_yet")
        self._draw()

    def _draw(self) -> None:
        """Draw the chart, and say what has changed since the day that was chosen."""
        self._figure = figure_of(self.view, self._since) if self.view else ""
        self._changes = changes_of(self.view, self._since) if self.view and self._since else []


def has_form(name: str) -> bool:
    """Say whether a form has an address on the page of a case."""
    base, _, record_id = name.partition(".")
    return base in CasePage.forms or (bool(record_id) and base in CasePage.changes)


def _as_day(text: str) -> date | None:
    """Return a day written as YYYY-MM-DD, None for anything else."""
    try:
        return written_day(text)
    except ValueError:
        return None
