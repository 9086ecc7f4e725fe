"""How does a form keep what is typed, bring it back, and tell of another tab's draft?"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import ipywidgets as widgets
from traitlets import Dict

from supervision_kit.errors import StoreError
from supervision_kit.frameworks import moment_in_words, say
from supervision_kit.records import TEXT_LIMIT, Case, new_id
from supervision_kit.store import Store
from supervision_kit.widgets.controls.form_fields import FormFields
from supervision_kit.widgets.drafts import DraftKeeper, KeptDraft
from supervision_kit.widgets.field_groups import Asked, asked_fields
from supervision_kit.widgets.guarding import guarded
from supervision_kit.widgets.personal_details import personal_details


class FormButton:
    """A button of a form, to be pressed from Python the way a browser presses it."""

    def __init__(self, controls: FormFields, name: str) -> None:
        self._controls, self._name = controls, name

    def click(self) -> None:
        """Press the button."""
        self._controls.press(self._name)


class DraftedForm(widgets.VBox):
    """A form whose answers are kept as a draft a moment after each change.

    See `RecordForm` for what it is given and what it shows.
    """

    value: "Dict[str, Any]" = Dict()
    form = ""
    look = ""
    #: What gets the focus when the form is opened, as CSS selects it.
    begins_at = ".sk-form :is(h1, h2)"

    def __init__(
        self,
        store: Store,
        case_code: str,
        *,
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self.store, self.case_code = store, case_code
        self.today = today or dt.date.today()
        self._on_closed = on_closed
        self._draft = DraftKeeper(store, self.draft_name, case_code)
        self._save_id = new_id()
        self._kept: object = None
        self._problems: list[tuple[str, str]] = []
        self._filling = False
        self._asked = self.all_asked()
        self.controls = self._draw()
        super().__init__([self.controls], layout=widgets.Layout(overflow="visible"))
        self.save_button = FormButton(self.controls, "save")
        self.keep_button = FormButton(self.controls, "keep")
        self.controls.observe(self._typed, names=["value", "untaken"])
        self.observe(self._set, names="value")
        self._begin()

    @cached_property
    def case(self) -> Case:
        """The case it is about; UnknownCase for one that is not stored yet."""
        return self.store.case(self.case_code)

    # What a subclass says.

    @property
    def draft_name(self) -> str:
        """Return under which name drafts are kept, besides the case."""
        return self.form

    def asked(self) -> Sequence[Asked]:
        """Return what the form asks, read anew after every save."""
        raise NotImplementedError

    def all_asked(self) -> Sequence[Asked]:
        """Return what the form asks, with what every form of its kind asks besides."""
        return self.asked()

    def initial(self) -> dict[str, Any]:
        """Return the answers a new form begins with."""
        return {}

    def as_asked_now(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return a draft's answers under the keys they have today."""
        return value

    def words(self, name: str, **told: object) -> str:
        """Return what this form calls itself or its button, or says of itself."""
        return say(f"form.{self.form}_{name}", **told)

    def buttons(self) -> list[dict[str, str]]:
        """Return the buttons of the foot."""
        return [
            {"press": "save", "label": self.words("save"), "look": "filled"},
            {"press": "keep", "label": say("form.keep"), "look": "outlined"},
        ]

    def presses(self) -> dict[str, Callable[[], object]]:
        """Return what each button does, by the button's name."""
        return {
            "keep": self.keep,
            "start afresh": self._ask_to_discard,
            "discard": self._discard,
            "stay": lambda: self._say_restored(True),
            "other draft": self._show_other,
        }

    # What the page can see and do.

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, a sentence by the key of its question; "" for the form as a whole."""
        return {each["key"]: each["text"] for each in self.controls.said["errors"]}

    @property
    def warnings(self) -> dict[str, str]:
        """What looks like personal details, a sentence by the key of its question."""
        return {each["key"]: each["text"] for each in self.controls.said["warnings"]}

    @property
    def notice(self) -> str:
        """What is said above the form about its draft."""
        return (self.controls.said["notice"] or {"text": ""})["text"]

    @property
    def waits(self) -> str:
        """What is said of a draft of this form that waits; empty where nothing was typed."""
        kept_at = self._draft.saved_at
        return say("form.draft_waits", moment=moment_in_words(kept_at)) if kept_at else ""

    @property
    def status(self) -> str:
        """What is said beside the buttons."""
        return self.controls.said["status"]

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong, as something that belongs to no single question."""
        self.show_problems([("", sentence)])

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Say what is wrong: pairs of a question's key and a sentence."""
        self._problems = list(problems)
        untaken = self.untaken()
        known = {key for key, _ in untaken}
        told = [*untaken, *(each for each in problems if each[0] not in known)]
        self.controls.tell(errors=[{"key": key, "text": text} for key, text in told])

    def untaken(self) -> list[tuple[str, str]]:
        """Return which answers on screen could not be taken: pairs of an address and a sentence."""
        fields = {field.key: field for field in asked_fields(self._asked)}
        found = []
        for address, n in self.controls.untaken.items():
            field = fields.get(address.partition("/")[0])
            called = field.called_at(address) if field else ""
            told = say("form.answer_not_taken", label=called, n_found=n, n_limit=TEXT_LIMIT)
            found.append((address, told) if called else ("", say("form.not_taken")))
        return found

    def keep(self) -> None:
        """Keep the answers as a draft and leave the form."""
        if self.keep_draft() and self._on_closed is not None:
            self._on_closed()

    def keep_draft(self) -> bool:
        """Keep what changed as a draft; return whether all that is on screen is kept."""
        if self.value != self._kept:
            try:
                moment = moment_in_words(self._keep_apart().saved_at)
            except StoreError as error:
                self.controls.tell(status=say("form.draft_not_kept", reason=error), unkept=True)
                return False
            self._kept = self.value
            key = "draft_kept_except" if self.controls.untaken else "draft_kept"
            self.controls.tell(status=say(f"form.{key}", moment=moment))
        self.controls.tell(unkept=bool(self.controls.untaken))
        return not self.controls.untaken

    def start_anew(self, status: str = "") -> None:
        """Empty the form; ``status`` is said beside the buttons."""
        self._draft.forget()
        self._save_id = new_id()
        self._asked = self.all_asked()
        with self._fill(self.initial()):
            self.controls.fields = [each.spec() for each in self._asked]
            self._say_restored(False)
            self.controls.tell(status=status)

    # Drawing and filling.

    def _draw(self) -> FormFields:
        controls = FormFields(
            [each.spec() for each in self._asked],
            heading=self.words("heading", case=self.case_code),
            buttons=self.buttons(),
            look=self.look,
        )
        controls.on_press(self._pressed)
        return controls

    @contextmanager
    def _fill(self, value: dict[str, Any]) -> Iterator[None]:
        """Put answers on screen without taking them for typing; say what is said with them."""
        self._filling = True
        try:
            with self.controls.hold_sync():
                self.controls.fill({**value})
                self.controls.tell(unkept=False)
                self.value = self._kept = {**value}
                yield
        finally:
            self._filling = False

    def _begin(self) -> None:
        content = self._restored(self._draft.open())
        with self._fill(self.initial() if content is None else content):
            self._say_restored(content is not None)

    def _restored(self, content: dict | None) -> dict | None:
        """Return a draft's answers to questions that are still asked, in the shape they have."""
        if content is None or not isinstance(content.get("value"), dict):
            return None
        self._save_id = _as_id(content.get("save_id"))
        fields = {field.key: field for field in asked_fields(self._asked)}
        return {
            key: answer
            for key, answer in self.as_asked_now(content["value"]).items()
            if key in fields and isinstance(answer, (*fields[key].shape, type(None)))
        }

    def _say_restored(self, restored: bool) -> None:
        buttons, sentences = [], []
        if restored and self._draft.saved_at:
            moment = moment_in_words(self._draft.saved_at)
            sentences.append(say("form.restored", moment=moment, author=self.store.author))
            buttons.append({"press": "start afresh", "label": say("form.start_afresh")})
        if others := self._draft.others():
            moment = moment_in_words(next(iter(others.values())))
            sentences.append(say("form.other_draft", moment=moment, author=self.store.author))
            buttons.append({"press": "other draft", "label": say("form.show_other")})
        notice = {"text": " ".join(sentences), "buttons": buttons} if sentences else None
        self.controls.tell(notice=notice, warnings=self._warned())
        self.show_problems([])

    # What the reader does.

    def _set(self, _change: object) -> None:
        if self.controls.value != self.value:
            self.controls.value = {**self.value}

    @guarded
    def _typed(self, _change: object) -> None:
        self.value = dict(self.controls.value)
        if not self._filling:
            self.controls.tell(warnings=self._warned())
            self.show_problems(self._problems)
            self.keep_draft()

    @guarded
    def _pressed(self, name: str) -> None:
        act = self.presses().get(name)
        if act is not None:
            act()

    def _ask_to_discard(self) -> None:
        buttons = [
            {"press": "stay", "label": say("form.stay")},
            {"press": "discard", "label": say("form.discard")},
        ]
        self.controls.tell(notice={"text": say("form.ask_to_discard"), "buttons": buttons})

    def _discard(self) -> None:
        self._draft.drop()
        self.start_anew()

    def _show_other(self) -> None:
        others = self._draft.others()
        if not others or not self.keep_draft():
            return
        content = self._restored(self._draft.open(next(iter(others))))
        if content is not None:
            with self._fill(content):
                self._say_restored(True)

    # Drafts and warnings.

    def _keep_apart(self) -> KeptDraft:
        kept = self._draft.keep(self._content())
        if kept.turn != "as before":
            # From here on it is another record than the other form's: a save of its own.
            self._save_id = new_id()
            self._draft.keep(self._content())
            self._say_elsewhere(kept)
        return kept

    def _content(self) -> dict[str, Any]:
        return {"value": self.value, "save_id": self._save_id}

    def _say_elsewhere(self, kept: KeptDraft) -> None:
        if kept.other_at is not None:
            sentence = say("form.elsewhere", moment=moment_in_words(kept.other_at))
        else:
            sentence = say("form.saved_elsewhere")
        self.controls.tell(notice={"text": sentence, "buttons": []})

    def _warned(self) -> list[dict[str, str]]:
        return [
            {"key": address, "text": say("form.looks_like", what=_listed(found))}
            for field in asked_fields(self._asked)
            for address, text in field.texts(self.value.get(field.key))
            if (found := personal_details(text, today=self.today))
        ]


def _listed(found: tuple[str, ...]) -> str:
    return say("form.or").join(say(f"form.looks_like_{kind}") for kind in found)


def _as_id(kept: object) -> str:
    try:
        return uuid.UUID(hex=str(kept)).hex
    except ValueError:
        return new_id()
