"""How does a form change what was recorded, and what if somebody else changed it meanwhile?

Opened with a record, a form can do with it what may become of a record: correct it, take it back,
write it again in the case it belongs to. Where somebody else was faster, what both changed is laid
side by side, with a choice for each question; nothing that was typed is lost.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from supervision_kit.errors import AccessDenied, InvalidRecord, StaleRecord, StoreError
from supervision_kit.frameworks import say
from supervision_kit.records import Record, label_of
from supervision_kit.records.kept import CASE
from supervision_kit.records.record import can_be_taken_back
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.controls.form_fields import FormFields
from supervision_kit.widgets.field_groups import Asked, Group, asked_fields
from supervision_kit.widgets.fields import Choice, Field, Text
from supervision_kit.widgets.guarding import guarded
from supervision_kit.widgets.record_form import RecordForm

_WHY, _TO_CASE, _CONFLICT = "why", "to_case", "conflict."
_THEIRS, _MINE = "theirs", "mine"


class ChangingForm(RecordForm):
    """A form that adds a record, or changes one that is there.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    case_code : str
        The case it belongs to.
    record_id : str
        The record to change; "" adds a new one.
    on_saved, today, on_closed
        As for `RecordForm`.

    Attributes
    ----------
    kind : type
        What is recorded.
    is_spell : bool
        Whether it holds from a day on until the next one: what has changed since is a new one.
    record : Record or None
        What the form was opened with; None for a new one, and where it is not of this case.
    done : str
        What the last save was: "saved", "corrected", "taken_back" or "moved".
    """

    kind: ClassVar[type[Record]]
    is_spell: ClassVar[bool] = False

    def __init__(
        self,
        store: Store,
        case_code: str,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        record_id: str = "",
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self._record_id = record_id
        self.record: Record | None = None
        self.done = "saved"
        self._theirs: dict[str, Any] = {}
        self._base: dict[str, Any] = {}
        self._moves = False
        self._is_of_an_earlier_day = False
        self.store, self.case_code = store, case_code
        if record_id:
            self.read_record()
            self._is_of_an_earlier_day = self._begun_before(today or dt.date.today())
            self.nothing_new = "nothing_changed"
        super().__init__(store, case_code, today=today, on_saved=on_saved, on_closed=on_closed)

    # What a subclass says.

    @property
    def room_code(self) -> str:
        """Return the code of the room its records belong to: of the case, unless told."""
        return self.case_code

    @property
    def room_id(self) -> str:
        """Return the id of that room."""
        return self.case.id

    def read_record(self) -> None:
        """Read the record, and what a subclass shows beside it, as they are now."""
        found: Any = self.store.find(self.kind, self._record_id)
        is_here = found is not None and found.stream_of(found.snapshot()) == self.room_id
        self.record = found if is_here and not getattr(found, "withdrawn_on", None) else None

    # What all of them ask.

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each record that is changed."""
        return f"{self.form} {self._record_id}".strip()

    def all_asked(self) -> Sequence[Asked]:
        """Return what both changed, what the form asks, and why it is changed."""
        asked = self.asked()
        if self._moves:
            codes = [code for code in self.store.codes() if code != self.case_code]
            to_case = Choice(
                key=_TO_CASE,
                label=say("form.to_case"),
                hint=say("form.to_case_hint"),
                options={code: code for code in codes},
                dropdown=True,
            )
            return [Group(look="card", fields=(to_case,)), *asked, *self._reason()]
        fields = {each.key: each for each in asked_fields(asked)}
        both = tuple(
            self._both(fields[_key_of(address)], address, theirs)
            for address, theirs in self._theirs.items()
        )
        conflict = [Group(look="card", label=say("form.conflicts"), fields=both)] if both else []
        return [*conflict, *asked, *self._reason()]

    def _own_fields(self) -> dict[str, Field]:
        """Return the questions about the record, without those about the change, by key."""
        fields = {each.key: each for each in asked_fields(self._asked)}
        beside = {_WHY, _TO_CASE, *(key for key in fields if key.startswith(_CONFLICT))}
        return {key: each for key, each in fields.items() if key not in beside}

    def _reason(self) -> list[Asked]:
        if self.record is None:
            return []
        earlier = self._is_of_an_earlier_day
        why = Text(
            key=_WHY,
            label=say("form.why"),
            hint=say("form.why_hint" if earlier else "form.why_same_day_hint"),
            name=label_of(self.kind, _WHY),
            rows=2,
        )
        return [Group(look="card", fields=(why,))]

    def _both(self, field: Field, address: str, theirs: object) -> Field:
        """Ask which of two answers is to stand."""
        mine = field.part_at(self.value.get(field.key), address)
        return Choice(
            key=f"{_CONFLICT}{address}",
            label=field.called,
            options={
                _THEIRS: say("form.conflict_theirs", words=field.in_words(theirs)),
                _MINE: say("form.conflict_mine", words=field.in_words(mine)),
            },
            required=say("form.conflict_required", label=field.called),
        )

    def _begun_before(self, today: dt.date) -> bool:
        """Say whether the record was first saved on an earlier day."""
        known = self.store.read(self.kind, self.room_code)
        begun = known.loc[known["id"] == self._record_id, "saved_at"]
        if begun.empty or begun.isna().all():
            return True
        return begun.iloc[0].to_pydatetime().astimezone().date() < today

    # What the reader does.

    def presses(self) -> dict[str, Callable[[], object]]:
        """Return what each button does, by the button's name."""
        acts = {
            "take back": self.take_back,
            "wrong case": self._ask_which_case,
            "move": self.move,
            "do not move": self._stay_here,
        }
        return super().presses() | (acts if self.record else {})

    @guarded
    def take_back(self) -> Saved | None:
        """Take the record back, with all that hangs on it."""
        why = self._given_why()
        if why is None or self.record is None:
            return None
        return self._act("taken_back", lambda record: self.store.take_back(record, why))

    @guarded
    def move(self) -> Saved | None:
        """Write the record again in the case that was chosen, and erase it here."""
        code = self.value.get(_TO_CASE)
        if not code:
            self.show_problems([(_TO_CASE, say("form.to_case_required"))])
            return None
        return self._act("moved", lambda record: self.store.move(record, str(code)))

    def _act(self, done: str, act: Callable[[Record], Saved]) -> Saved | None:
        if self.record is None:
            return None
        try:
            saved = act(self.record)
        except (StoreError, InvalidRecord, AccessDenied) as error:
            self.show_problem(say("form.not_saved", reason=error))
            return None
        self.done, self.record = done, None
        self._draft.drop()
        self._go_on(saved)
        return saved

    def _given_why(self) -> str | None:
        field = next(each for each in asked_fields(self._asked) if each.key == _WHY)
        try:
            why = field.read(self.value.get(_WHY))
            if self._is_of_an_earlier_day and not why:
                raise InvalidRecord(say("form.why_required"), _WHY)
        except InvalidRecord as error:
            self.show_problems([(_WHY, str(error))])
            return None
        return why

    def _ask_which_case(self) -> None:
        self._moves = True
        self._ask_anew(dict(self.value))
        buttons = [
            {"press": "move", "label": say("form.move")},
            {"press": "do not move", "label": say("form.do_not_move")},
        ]
        self.controls.tell(notice={"text": say("form.ask_to_move"), "buttons": buttons})

    def _stay_here(self) -> None:
        self._moves = False
        self._ask_anew({key: each for key, each in self.value.items() if key != _TO_CASE})
        self._say_restored(False)

    # Saving.

    def before_saving(self, answers: dict[str, Any]) -> str:
        """Take the answers about the change out of the others; return why it is changed."""
        fields, chosen = self._own_fields(), dict(self.value)
        for address, theirs in self._theirs.items():
            if answers.pop(f"{_CONFLICT}{address}") == _THEIRS:
                key = _key_of(address)
                chosen[key] = fields[key].with_part_at(chosen.get(key), address, theirs)
                answers[key] = fields[key].read(chosen[key])
        answers.pop(_TO_CASE, None)
        why = answers.pop(_WHY, "")
        corrects = self._corrects()
        if corrects and self._is_of_an_earlier_day and not why:
            raise InvalidRecord(say("form.why_required"), _WHY)
        self.done = "corrected" if corrects else "saved"
        return why

    def _corrects(self) -> bool:
        """Say whether something that was said becomes something else; going on corrects nothing."""
        if self.record is None:
            return False
        columns, fields = self.kind.__table__.columns, self._own_fields()
        return any(
            then != getattr(getattr(columns.get(key), "default", None), "arg", None)
            and fields[key].is_unsaid(then, self.value.get(key))
            for key, then in self._base.items()
            if key in fields
        )

    def overtaken(self, error: StaleRecord) -> None:
        """Lay side by side what somebody else changed meanwhile and what was changed here."""
        base = self._base
        self.read_record()
        if self.record is None:
            self.show_problem(say("form.not_saved", reason=say("store.record_gone")))
            return
        self._ask_anew(self._laid_together(base, dict(self.value)))
        self._kept = None
        self.keep_draft()
        self._say_overtaken()

    def _say_overtaken(self) -> None:
        self.show_problem(say("form.conflict" if self._theirs else "form.changed_meanwhile"))

    def _laid_together(self, base: dict[str, Any], mine: dict[str, Any]) -> dict[str, Any]:
        """Return answers with what only the others changed; what both changed is to be asked."""
        theirs = self._base = self.initial()
        together, self._theirs = dict(mine), {}
        for key, field in self._own_fields().items():
            said, apart = field.laid_together(base.get(key), theirs.get(key), mine.get(key))
            together |= {key: said} if key in mine or said is not None else {}
            self._theirs |= apart
        return together

    def _ask_anew(self, value: dict[str, Any]) -> None:
        """Ask what is asked now, with the answers given so far."""
        self.value = value
        self._asked = self.all_asked()
        with self._fill(value):
            self.controls.fields = [each.spec() for each in self._asked]

    # Drafts, drawing.

    def _begin(self) -> None:
        self._base = self.initial() if self.record else {}
        super()._begin()
        if self._theirs:
            self._ask_anew(dict(self.value))
            self._say_overtaken()

    def _content(self) -> dict[str, Any]:
        return super()._content() | ({"base": self._base} if self.record else {})

    def _restored(self, content: dict | None) -> dict | None:
        """Take up a draft; where the record was changed since, lay both side by side."""
        restored = super()._restored(content)
        base = (content or {}).get("base")
        if restored is None or self.record is None or not isinstance(base, dict):
            return restored
        return self._laid_together(base, restored)

    def _draw(self) -> FormFields:
        controls = super()._draw()
        if self.record is not None:
            controls.heading = self.words("change_heading", case=self.room_code)
            acts = [{"press": "take back", "label": say("form.take_back"), "look": "clear"}]
            if self.kind.kept.room is CASE and len(self.store.codes()) > 1:
                wrong = {"press": "wrong case", "label": say("form.wrong_case"), "look": "clear"}
                acts.append(wrong)
            controls.buttons = [*controls.buttons, *(acts if can_be_taken_back(self.kind) else [])]
        return controls


def _key_of(address: str) -> str:
    return address.partition(":")[0]
