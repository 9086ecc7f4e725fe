"""Which case is new, under which mandate and with which rhythm?"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from supervision_kit.records import Case, Mandate, Record, WorkerSpell
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.case_forms import PEOPLE, people_cards
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Field
from supervision_kit.widgets.kind_fields import column_field
from supervision_kit.widgets.record_form import RecordForm

_OF_THE_CASE = frozenset(Case.__table__.columns.keys())
_OF_THE_MANDATE = frozenset(Mandate.__table__.columns.keys())


class CaseForm(RecordForm):
    """Add a case, with its mandate, its first worker and whoever is in it, in one save.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    on_saved : callable, optional
        Called after the save with the store's answer and, as `code`, the new case's code.
    today, on_closed
        As for `RecordForm`.
    """

    form = "case"

    def __init__(
        self,
        store: Store,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(store, "", today=today, on_saved=on_saved, on_closed=on_closed)

    def asked(self) -> Sequence[Asked]:
        """Return the questions about a new case."""

        def ask(kind: type[Record], *columns: str) -> tuple[Field, ...]:
            framework = self.store.framework
            return tuple(column_field(kind, each, self.form, framework) for each in columns)

        code, setting, opened_on = ask(Case, "code", "setting", "opened_on")
        mandate = ask(Mandate, "mandate", "legal_basis", "pressure_from", "message")
        dates = (opened_on, *ask(Mandate, "order_ends_on"), *ask(WorkerSpell, "worker"))
        rhythm = ask(Mandate, "contact_every_days", "rating_every_days")
        cards = (mandate, dates, rhythm)
        return [
            code,
            setting,
            *(Group(look="card", fields=each) for each in cards),
            people_cards(self.store.framework, ready=False),
        ]

    def initial(self) -> dict[str, Any]:
        """Return today as the day the case was opened."""
        return {"opened_on": self.today.isoformat()}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the case, its mandate, its first worker and whoever is in it."""
        columns = {key: answer for key, answer in answers.items() if key in _OF_THE_CASE}
        case = Case(id=new("case"), **columns)
        begins: dict[str, Any] = {"case_id": case.id, "from_on": case.opened_on}
        agreed = {key: answer for key, answer in answers.items() if key in _OF_THE_MANDATE}
        people = PEOPLE.records(answers["people"], new, self.store.framework, begins, self.today)
        return [
            case,
            Mandate(id=new("mandate"), **begins, **agreed),
            WorkerSpell(id=new("worker"), person_id=answers["worker"], **begins),
            *people,
        ]
