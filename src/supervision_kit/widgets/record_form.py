"""How do the answers of a form become records, once and only once?"""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from supervision_kit.errors import AccessDenied, InvalidRecord, StaleRecord, StoreError
from supervision_kit.frameworks import moment_in_words, say
from supervision_kit.records import Record
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.drafted_form import DraftedForm
from supervision_kit.widgets.field_groups import read_answers
from supervision_kit.widgets.fields import says_the_same
from supervision_kit.widgets.guarding import after_saving, guarded


class RecordForm(DraftedForm):
    """A form with drafts, whose answers become records in one save.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    case_code : str
        The case it is about; "" for a case that is not stored yet.
    today : date, optional
        The day dates begin with; today unless told.
    on_saved : callable, optional
        Called with what the store says after each confirmed save.
    on_closed : callable, optional
        Called without arguments when the reader keeps the draft and leaves.

    Attributes
    ----------
    value : dict
        Answers by key as they stand on screen, unchecked. Setting it is typing.
    save_button, keep_button : FormButton
        The two buttons of the foot.
    controls : FormFields
        What the browser draws.
    alone : bool
        Whether it is for somebody else's eyes: then a page shows nothing beside it, also after a
        save, until the reader goes back.
    """

    alone = False
    #: What is said when Save is pressed and nothing was written.
    nothing_new = "nothing_yet"

    def __init__(
        self,
        store: Store,
        case_code: str,
        *,
        today: dt.date | None = None,
        on_saved: Callable[[Saved], object] | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self._on_saved = on_saved
        self._over: Saved | None = None
        self._doubted: list[str] = []
        self._is_left = False
        super().__init__(store, case_code, today=today, on_closed=on_closed)

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return what is to be saved; ``new`` gives the same id for the same name and save."""
        raise NotImplementedError

    def doubts(self, answers: dict[str, Any]) -> list[str]:
        """Return what is unusual about the answers, a question each: it is asked once."""
        return []

    def _is_beyond_doubt(self, answers: dict[str, Any]) -> bool:
        """Ask once about what is unusual; whoever saves again, means it."""
        try:
            found = self.doubts(answers)
        except StoreError as error:
            self.show_problem(say("form.not_saved", reason=error))
            return False
        if not found or found == self._doubted:
            return True
        self._doubted = found
        self.show_problems([])
        buttons = [{"press": "save", "label": say("form.save_as_it_is")}]
        self.controls.tell(notice={"text": " ".join(found), "buttons": buttons})
        return False

    def before_saving(self, answers: dict[str, Any]) -> str:
        """Take out of the answers what is no part of a record; return why records are changed."""
        return ""

    def overtaken(self, error: StaleRecord) -> None:
        """Say that somebody else changed meanwhile what was to be changed here."""
        self.show_problem(say("form.not_saved", reason=error))

    def presses(self) -> dict[str, Callable[[], object]]:
        """Return what each button does, by the button's name."""
        return super().presses() | {"save": self.save}

    @guarded
    def save(self) -> Saved | None:
        """Check the answers and save them; return None when something is in the way.

        Nothing typed is lost: the answers stay on screen and as a draft until the store has
        confirmed them. From then on it is saved, whatever else fails.
        """
        if self._over is not None:
            return self._over
        self.keep_draft()
        answers, problems = read_answers(self._asked, self.value)
        if self._is_untouched():
            problems = [("", say(f"form.{self.nothing_new}")), *problems]
        if problems or self.controls.untaken:
            self.show_problems(problems)
            return None
        if not self._is_beyond_doubt(answers):
            return None
        saved = self._store_records(answers)
        if saved is not None:
            self._go_on(saved)
        return saved

    def _go_on(self, saved: Saved) -> None:
        """Say that it is saved before anything else; tell the page; empty the form if it stays."""
        self._over = saved
        moment = moment_in_words(saved.saved_at)
        status = self.words("saved", moment=moment)
        self.controls.tell(status=status, unkept=False, errors=[])
        failed: list[str] = []
        with after_saving(failed.append):
            if self._on_saved is not None:
                self._on_saved(saved)
        if self._is_left:
            self.controls.tell(over=True)  # a late word of the browser changes nothing
            return
        with after_saving(self._shut):
            self.start_anew(status)
            self._over = None
        for sentence in failed:
            self._tell(sentence)

    def let_go(self) -> None:
        """Know that no page shows it any more, so that it need not be emptied after a save."""
        self._is_left = True

    def keep_draft(self) -> bool:
        """Keep what changed as a draft, unless it is saved already."""
        return self._over is not None or super().keep_draft()

    def _shut(self, sentence: str) -> None:
        """Take no more: the form still shows what is saved already, and would save it again."""
        self._tell(sentence)
        self.controls.tell(over=True, unkept=False, errors=[])

    def _tell(self, sentence: str) -> None:
        self.controls.tell(notice={"text": sentence, "buttons": []})

    def _store_records(self, answers: dict[str, Any]) -> Saved | None:
        space = uuid.UUID(hex=self._save_id)
        try:
            # Ids come from the save: a save asked for again is then the same save.
            why = self.before_saving(answers)
            records = self.records(answers, lambda name: uuid.uuid5(space, name).hex)
            to_clear = self._draft.to_clear()
            return self.store.save(*records, save_id=self._save_id, clear_draft=to_clear, why=why)
        except StaleRecord as error:
            self.overtaken(error)
        except InvalidRecord as error:
            self.show_problems([(error.field or "", str(error))])
        except (StoreError, AccessDenied) as error:
            self.show_problem(say("form.not_saved", reason=error))
        return None

    def _is_untouched(self) -> bool:
        if self.controls.untaken:
            return False
        initial = self.initial()
        keys = initial.keys() | self.value.keys()
        return all(says_the_same(self.value.get(key), initial.get(key)) for key in keys)
