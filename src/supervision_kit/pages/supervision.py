"""What do two people think about together today, what did they agree, and what became of it?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from supervision_kit.analysis.agenda_reasons import Suggestion
from supervision_kit.errors import StoreError
from supervision_kit.frameworks import say
from supervision_kit.pages.case_view import figure_of, gather
from supervision_kit.pages.fragments import render
from supervision_kit.pages.page import Page, form_named
from supervision_kit.pages.past_sessions import PastSession
from supervision_kit.pages.pieces import Box, Button, Chooser, Live, Piece, Words
from supervision_kit.pages.printing import foot_style
from supervision_kit.pages.supervision_over_time import actions_figure, meetings_figure
from supervision_kit.pages.supervision_sheets import sheet_of, sheets
from supervision_kit.pages.supervision_view import SupervisionView, view_of
from supervision_kit.pages.workbook import workbook_folder
from supervision_kit.prints import LETTERHEAD, WORD_MIME, PaperSheet, word_file
from supervision_kit.records import (
    Supervision,
    SupervisionAgreement,
    SupervisionSession,
)
from supervision_kit.store import Saved, Store
from supervision_kit.widgets import (
    AgreementForm,
    CancelForm,
    ConfirmationForm,
    Download,
    OwnSheetForm,
    PlanSessionForm,
    PreparationForm,
    PutAwayForm,
    SessionViewForm,
    SupervisionActionForm,
    SupervisionDecisionForm,
    SupervisionForm,
    SupervisionSessionForm,
)
from supervision_kit.widgets.guarding import after_saving
from supervision_kit.widgets.record_form import RecordForm

#: What a save of these begins or confirms stays: nobody undoes it in one press.
_STAYS = ("session", "supervision", "confirm")
#: What a session has written, whether it is new or corrected.
_WRITTEN = ("supervision_decision", "supervision_action")
_CASES = "case-trajectory.ipynb"
#: Opens whichever sheet comes first.
_FIRST_SHEET = "first"


class SupervisionPage(Page):
    """The page of a supervision, ready to be displayed.

    Parameters
    ----------
    store : Store
        Where the records are.
    code : str, optional
        Of the supervision to open; without one the first, or the only one.
    form : str, optional
        A form to open at once, by its name in `forms`; anything else is passed over.
    paper : str, optional
        A sheet to show as it leaves on paper, by its name in `supervision_sheets.sheets`.
    today : date, optional
        The day it is read; the present day unless told.

    Attributes
    ----------
    view : SupervisionView or None
        What is shown; None while there is none.
    aside : PutAwayForm or None
        The form that asks why a point does not fit, in the place of that point.
    """

    name = "supervision"
    forms: ClassVar[Mapping[str, type[RecordForm]]] = {
        "session": SupervisionSessionForm,
        "supervision": SupervisionForm,
        "agreement": AgreementForm,
        "plan_session": PlanSessionForm,
        "cancel": CancelForm,
        "confirm": ConfirmationForm,
        "preparation": PreparationForm,
        "own_sheet": OwnSheetForm,
        "session_view": SessionViewForm,
        "supervision_decision": SupervisionDecisionForm,
        "supervision_action": SupervisionActionForm,
    }

    def __init__(
        self,
        store: Store,
        code: str | None = None,
        *,
        form: str | None = None,
        paper: str | None = None,
        today: date | None = None,
    ) -> None:
        super().__init__(store, today=today)
        self.view: SupervisionView | None = None
        self.aside: PutAwayForm | None = None
        self._codes: list[str] = []
        self._paper = paper or ""
        self._download = Download(say("paper.save"), self._word_file, self._file_name, WORD_MIME)
        self._read(code or self._code_in(form or ""))
        self.repaint()
        self.open_form(form or "")

    @property
    def opened(self) -> SupervisionView:
        """What is shown while a supervision is open."""
        if self.view is None:
            raise StoreError(say("store.no_such_room"))
        return self.view

    # What stands on the page.

    def pieces(self) -> Sequence[Piece]:
        """Return the form while one is open, else the supervision, else how to begin one."""
        if self.form is not None:
            return list(self._form_pieces())
        if self.view is None:
            return list(self._none_pieces())
        return list(self._paper_pieces() if self._paper else self._pieces())

    def place(self) -> dict[str, str]:
        """Return the supervision the address names."""
        return {"with": self.view.code if self.view else "", "paper": self._paper}

    def go(self, place: Mapping[str, str]) -> None:
        """Show the supervision an address names, or a sheet of it."""
        self._paper = place["paper"]
        self._read(place["with"] or None)
        self.repaint()

    def title(self) -> str:
        """Return the window's title."""
        if self.view is None:
            return say("supervision.none_title")
        return say("supervision.title", code=self.view.code)

    def _form_pieces(self) -> Iterator[Piece]:
        back = say("supervision.back", code=self.view.code) if self.view else ""
        yield Button("back", back or say("supervision.back_plain"), self.close_form, look="quiet")
        heading = self.view.title if self.view else say("supervision.none_title")
        yield Words("form-head", render("form_head", heading=heading, view=None))
        yield self.status()
        yield self.form_piece()

    def _none_pieces(self) -> Iterator[Piece]:
        yield Words("none-top", render("supervision_none", sentence=say("supervision.none")))
        yield self.status()
        yield Box("first-action", [self._opens("supervision", "begin", look="primary")])

    def _pieces(self) -> Iterator[Piece]:
        view = self.opened
        yield Words("supervision-top", render("supervision_top", view=view, damage=self._damage()))
        yield Box("actions", list(self._main_buttons()))
        yield self.status()
        yield Box("which", list(self._which()))
        yield Words("at-first", render("supervision_at_first", lines=view.at_first))
        told = {"groups": view.groups, "prepared": view.prepared, "place": self._place_of}
        left = Words("taken-on-place", render("supervision_actions", **told))
        safety = render("supervision_safety", points=view.agenda.safety, address=_case_address)
        right = Box("agenda", list(self._agenda()))
        before = [Box("taken-on-column", [left, Words("safety-place", safety)]), right]
        yield Box("before-columns", before)
        yield Box("last-time", list(self._last()))
        if self._figures:
            yield Box("over-time", list(self._over_time()))
        yield Box("agreement-place", list(self._agreed()))

    def _paper_pieces(self) -> Iterator[Piece]:
        back = say("supervision.back", code=self.opened.code)
        yield Button("back", back, lambda: self.show_paper(""), look="quiet")
        yield Words("paper-head", render("sheet_head"))
        options, sheet = sheets(self.opened, self.today), self._sheet()
        known = [name for _, name in options]
        chosen = self._paper if self._paper in known else known[0]
        yield Chooser("which-sheet", say("paper.which"), options, chosen, self.show_paper)
        printed = Words("print-place", render("sheet_print", foot=foot_style(sheet.foot)))
        yield Box("paper-actions", [printed, Live("downloads-place", self._download)])
        yield Words("stays-place", render("sheet_left_out", sheet=sheet))
        yield Words("sheet-place", render("sheet", sheet=sheet))

    def _sheet(self) -> PaperSheet:
        return sheet_of(self._paper, self.opened, self.store.framework, self.today)

    def _word_file(self) -> bytes:
        return word_file(self._sheet(), workbook_folder() / LETTERHEAD)

    def _file_name(self) -> str:
        return f"{self._sheet().file_name}.docx"

    def _main_buttons(self) -> Iterator[Piece]:
        planned = self.opened.planned
        yield self._opens("session", "start" if planned else "start_unplanned", look="primary")
        yield self._opens("preparation", "prepare_more" if self.opened.prepared else "prepare")
        if planned:
            yield self._opens(f"cancel.{planned}", "cancel", look="quiet")
        else:
            yield self._opens("plan_session", "plan", look="quiet")
        yield self._opens("own_sheet", "own_sheet", look="quiet")
        to_paper = say("paper.open")
        yield Button("opens-paper", to_paper, lambda: self.show_paper(_FIRST_SHEET), look="quiet")

    def _which(self) -> Iterator[Piece]:
        if len(self._codes) > 1:
            options = [(code, code) for code in self._codes]
            chosen = self.opened.code
            yield Chooser("which-one", say("supervision.show"), options, chosen, self.show)
        yield self._opens("supervision", "another", look="quiet")

    def _agenda(self) -> Iterator[Piece]:
        agenda = self.opened.agenda
        asked = next((each for each in agenda.first if each.reason == "asked"), None)
        yield Words("question-place", render("supervision_question", point=asked))
        points = [each for each in agenda.first if each is not asked]
        yield Words("points-head", render("supervision_points_head", points=points))
        for n, point in enumerate(points, start=1):
            yield Box(f"point-{n}", list(self._point(n, point)), look="agenda-point")
        if agenda.rest:
            more = say("supervision.more_points", n=len(agenda.rest))
            yield Words("points-rest", render("plain_words", words=more))

    def _point(self, n: int, point: Suggestion) -> Iterator[Piece]:
        words = render("supervision_point", n=n, point=point, address=_case_address)
        yield Words(f"point-{n}-words", words)
        aside = self.aside
        if aside and (aside.case_code, aside.reason) == (point.case, point.reason):
            yield Live("aside-place", aside, render("getting_ready"))
            return
        label, what = say("supervision.does_not_fit"), point.sentence
        title = say("supervision.does_not_fit_what", sentence=what)
        yield Button(
            f"put-away-{n}", label, lambda: self.put_away(point), look="quiet", title=title
        )

    def _last(self) -> Iterator[Piece]:
        sessions = self.opened.sessions
        yield Words("last-head", render("supervision_last_head", sessions=sessions))
        if not sessions:
            return
        newest = sessions[0]
        yield Words(
            "last-session", render("supervision_past", session=newest, place=self._place_of)
        )
        if newest.is_held:
            adds = [self._opens(f"session_view.{newest.id}", "view", look="quiet")]
            if newest.asked:
                adds.insert(0, self._opens(f"confirm.{newest.id}", "confirm"))
            yield Box("last-adds", adds)
        earlier = render("supervision_earlier", sessions=sessions[1:], place=self._place_of)
        yield Words("earlier-sessions", earlier)

    def _over_time(self) -> Iterator[Piece]:
        yield Words("over-time-head", render("over_time_head"))
        for n, figure in enumerate(self._figures):
            yield Words(f"over-time-{n}", figure)

    def _agreed(self) -> Iterator[Piece]:
        view = self.opened
        on_one = self.store.is_own_file
        words = render("supervision_agreed", agreed=view.agreed, on_one_computer=on_one)
        yield Words("agreed-words", words)
        yield self._opens("agreement", "agreement_change", look="quiet")

    def _place_of(self, case: str, form: str) -> str:
        """Return where a form about a case is opened, or one of the supervision itself."""
        if case:
            return f"{_case_address(case)}&{urlencode({'form': form})}"
        return f"?{urlencode({'with': self.opened.code, 'form': form})}"

    def _damage(self) -> list[str]:
        return self.store.damage

    def _opens(self, form: str, key: str, *, look: str = "secondary") -> Button:
        name = f"opens-{form_named(form).replace('_', '-')}"
        return Button(name, say(f"supervision.{key}"), lambda: self.open_form(form), look=look)

    # What a reader can do.

    def show(self, code: str) -> None:
        """Show another supervision."""
        self._forget_form()
        self.aside, self.sentence, self.undoable = None, "", ""
        self._read(code)
        self.repaint()
        self.address.focus(".live h1")

    def show_paper(self, name: str) -> None:
        """Show a sheet as it leaves on paper; "" leads back to the supervision."""
        self._paper, self.sentence, self.undoable = name, "", ""
        self.repaint()
        self.address.focus(".live h1")

    def put_away(self, point: Suggestion) -> None:
        """Ask in the place of a point why it does not fit."""
        self.aside = PutAwayForm(
            self.store,
            self.opened.code,
            point.case,
            point.reason,
            point.sentence,
            on_saved=self._put_away,
            today=self._today,
            on_closed=self._close_aside,
        )
        self.repaint()
        self.address.focus(".aside-place textarea")

    def _put_away(self, saved: Saved) -> None:
        with after_saving(self.show_problem):
            self._close_aside()
            self.read_anew()
            self.say(say("supervision.saved_point"), undoable=saved.save_id)

    def _close_aside(self) -> None:
        self.aside = None
        self.repaint()

    def make_form(self, name: str, **ends: Any) -> RecordForm | None:
        """Make a form about the supervision that is shown, or the one that begins another."""
        self.aside = None
        base, _, record_id = name.partition(".")
        if base == "supervision":
            return SupervisionForm(self.store, **ends)
        if self.view is None:
            return None
        make = getattr(self, f"_make_{base}", None)
        if make is not None:
            return make(record_id, **ends)
        form: Any = self.forms[base]
        # A draft of something new bears the name of its supervision.
        changes = record_id if self.store.find(form.kind, record_id) else ""
        return form(self.store, self.view.code, record_id=changes, **ends)

    def _make_session(self, _id: str, **ends: Any) -> RecordForm:
        view = view_of(self.store, self.opened.code, self.today, self._beside)
        options = {"meeting": view.meeting, "session_id": view.planned, **ends}
        return SupervisionSessionForm(self.store, view.code, **options)

    def _make_cancel(self, session_id: str, **ends: Any) -> RecordForm | None:
        form = CancelForm(self.store, self.opened.code, record_id=session_id, **ends)
        return form if form.record else None

    def _make_confirm(self, session_id: str, **ends: Any) -> RecordForm | None:
        session = self._session(session_id)
        if session is None:
            return None
        others = [each.id for each in session.asked]
        read = {"session_id": session.id, "digest": session.digest, "others": others}
        return ConfirmationForm(self.store, self.opened.code, **read, **ends)

    def _make_preparation(self, _id: str, **ends: Any) -> RecordForm:
        view = self.opened
        return PreparationForm(self.store, view.code, session_id=view.planned, **ends)

    def _make_own_sheet(self, _id: str, **ends: Any) -> RecordForm:
        return OwnSheetForm(self.store, self.opened.code, **ends)

    def _make_session_view(self, session_id: str, **ends: Any) -> RecordForm | None:
        session = self._session(session_id)
        if session is None:
            return None
        return SessionViewForm(self.store, self.opened.code, session_id=session.id, **ends)

    def _session(self, session_id: str) -> PastSession | None:
        return next((each for each in self.opened.sessions if each.id == session_id), None)

    def _beside(self, code: str) -> str:
        """Return what stands beside the question about a case: chart, and what was decided."""
        case = gather(self.store, code, self.today)
        decided = case.talked.decided if case.talked else None
        figure = figure_of(case)
        told = {"view": case, "decided": decided, "figure": figure, "address": _case_address}
        return render("session_case", **told)

    def saved(self, name: str, saved: Saved, done: str) -> str:
        """Read the supervision anew, or the new one for the first time."""
        base = form_named(name)
        code = self.view.code if self.view else None
        if base == "supervision":
            found = (self.store.find(Supervision, each) for each in saved.ids)
            code = next(each.code for each in found if each is not None)
        self._read(code)
        is_told = done == "saved" or base in _WRITTEN
        return say(f"supervision.saved_{base}" if is_told else "supervision.saved")

    def can_undo(self, name: str, done: str) -> bool:
        """Say whether it can be undone: not that somebody met, began, or confirmed."""
        return form_named(name) not in _STAYS

    def read_anew(self) -> None:
        """Read the supervision again."""
        self._read(self.view.code if self.view else None)

    def _code_in(self, form: str) -> str | None:
        """Return which supervision the record is of that an address names behind its form."""
        record_id = form.partition(".")[2]
        for kind in (SupervisionSession, SupervisionAgreement, Supervision):
            found: Any = self.store.find(kind, record_id) if record_id else None
            room_id = found.stream_of(found.snapshot()) if found is not None else ""
            room = self.store.find(Supervision, room_id) if room_id else None
            if room is not None:
                return room.code
        return None

    def _read(self, code: str | None) -> None:
        self._codes = self.store.read(Supervision)["code"].tolist()
        chosen = code if code in self._codes else next(iter(self._codes), None)
        self.view = view = view_of(self.store, chosen, self.today) if chosen else None
        self._figures: list[str] = []
        if view is not None and view.sessions:
            met = meetings_figure(view.met, self.today)
            self._figures = [met, actions_figure(view.counted, self.today)]


def _case_address(code: str) -> str:
    return f"{_CASES}?{urlencode({'case': code})}"
