"""How are several records of a kind asked in one form, each a small form in a list?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from supervision_kit.errors import InvalidRecord
from supervision_kit.frameworks import Framework, say, says
from supervision_kit.records import Record
from supervision_kit.records.taking_back import WITHDRAWN
from supervision_kit.widgets.field_groups import Rows
from supervision_kit.widgets.fields import Field
from supervision_kit.widgets.kind_fields import typed_answers

_BUTTONS = ("add", "row", "remove", "up", "down")


@dataclass(frozen=True)
class Cards:
    """A list of records of one kind: added, changed, put in order, taken out with undo.

    Attributes
    ----------
    key : str
        The answer's key; the list's words are ``form.<key>_add``, ``_row`` and ``_remove``, and
        ``_up`` and ``_down`` where the order of the list says something.
    kind : type
        What each card records.
    known : sequence of Record
        Those that are there, as they were when the form was opened.
    once : str
        The column in which nothing stands twice, which ``form.<key>_twin`` says; "" for none.
    """

    key: str
    kind: type[Record]
    known: Sequence[Record] = ()
    once: str = ""

    def asked(self, fields: Iterable[Field], label: str, hint: str = "", *, ready: bool) -> Rows:
        """Return the list as a question.

        Parameters
        ----------
        fields : iterable of Field
            What each card asks; their keys are columns.
        label, hint : str
            What the list is called, and what it is for.
        ready : bool
            Whether a first card stands there to be written in.
        """
        words = {name: f"form.{self.key}_{name}" for name in _BUTTONS}
        return Rows(
            key=self.key,
            label=label,
            hint=hint,
            fields=tuple(fields),
            words={name: say(key) for name, key in words.items() if says(key)},
            ready=ready,
            known=frozenset(each.id for each in self.known),
        )

    def answers(self, columns: Iterable[str]) -> list[dict[str, Any]]:
        """Return what is there as the answers that would record it."""
        asked = ("id", *columns)
        return [typed_answers({name: getattr(each, name) for name in asked}) for each in self.known]

    def records(
        self,
        rows: Iterable[dict[str, Any] | None],
        new: Callable[[str], str],
        framework: Framework,
        begins: Mapping[str, Any],
        today: date,
        taken: Iterable[str] = (),
    ) -> Iterator[Record]:
        """Give what came new, what is another now, and as taken back what was taken out.

        Parameters
        ----------
        rows : iterable of dict or None
            The checked answers.
        new : callable
            Gives the same id for the same name and save.
        framework : Framework
            What the cards are checked by.
        begins : mapping of str to object
            What a new one holds beside its answers, and any where such an answer is left empty.
        today : date
            The day on which what was taken out is taken back.
        taken : iterable of str
            What others are called already, where nothing may be called the same twice.

        Raises
        ------
        InvalidRecord
            If one of them cannot be kept; its `field` is the card's address in the form.
        """
        left = {each.id: each for each in self.known}
        called = set(taken)
        for i, row in enumerate(rows):
            if row is None:
                continue
            then = left.pop(row.get("id", ""), None)
            values: dict[str, Any] = then.snapshot() if then else {"id": new(f"{self.key} {i}")}
            empty = {name for name, answer in row.items() if answer in (None, "")}
            begun = {name: begins[name] for name in begins if then is None or name in empty}
            given = {name: row[name] for name in row if name not in (begun if then else empty)}
            now = self.kind(**values | begun | given)
            is_as_before = then is not None and now.snapshot() == then.snapshot()
            try:
                self._refuse_twin(now, called)
                if not is_as_before:
                    now.check(framework)
            except InvalidRecord as error:  # the store would not know which card it was
                raise InvalidRecord(str(error), f"{self.key}/{i}/{error.field}") from None
            if not is_as_before:
                yield now
        for gone in left.values():
            marked: dict[str, Any] = dict(
                zip(WITHDRAWN, (today, say("form.taken_out")), strict=True)
            )
            yield self.kind(**gone.snapshot() | marked)

    def _refuse_twin(self, record: Record, called: set[str]) -> None:
        """Refuse a second one that is called the same; note what this one is called."""
        name = getattr(record, self.once) if self.once else ""
        if name in called:
            raise InvalidRecord(say(f"form.{self.key}_twin", name=name), self.once)
        called |= {name} - {""}
