"""Which case is new, under which mandate and with which rhythm?"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from supervision_kit.frameworks import say
from supervision_kit.records import Case, Mandate, Record, WorkerSpell, label_of
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Choice, Code, Day, Text, Whole
from supervision_kit.widgets.record_form import RecordForm

_OF_THE_CASE = frozenset(Case.__table__.columns.keys())
_OF_THE_MANDATE = frozenset(Mandate.__table__.columns.keys())


class CaseForm(RecordForm):
    """Add a case, with its mandate and first worker, in one save.

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
        kinds = self.store.framework.kinds
        mandate = (
            Choice(
                **_words("mandate", Mandate),
                options=kinds["mandate"],
                required=_required("mandate"),
            ),
            Text(**_words("legal_basis", Mandate)),
            Text(**_words("pressure_from", Mandate)),
            Text(**_words("message", Mandate), rows=2),
        )
        dates = (
            Day(**_words("opened_on"), required=_required("opened_on")),
            Day(**_words("order_ends_on", Mandate), may_be_future=True),
            Code(**_words("worker", WorkerSpell), of_case=False, required=_required("worker")),
        )
        rhythm = (
            Whole(**_words("contact_every_days", Mandate), low=1, high=366),
            Whole(**_words("rating_every_days", Mandate), low=1, high=366),
        )
        setting = Choice(
            **_words("setting"), options=kinds["setting"], required=_required("setting")
        )
        return [
            Code(**_words("code"), required=_required("code")),
            setting,
            Group(look="card", fields=mandate),
            Group(look="card", fields=dates),
            Group(look="card", fields=rhythm),
        ]

    def initial(self) -> dict[str, Any]:
        """Return today as the day the case was opened."""
        return {"opened_on": self.today.isoformat()}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the case, its mandate and its first worker."""
        columns = {key: answer for key, answer in answers.items() if key in _OF_THE_CASE}
        case = Case(id=new("case"), **columns)
        begins: dict[str, Any] = {"case_id": case.id, "from_on": case.opened_on}
        agreed = {key: answer for key, answer in answers.items() if key in _OF_THE_MANDATE}
        return [
            case,
            Mandate(id=new("mandate"), **begins, **agreed),
            WorkerSpell(id=new("worker"), worker=answers["worker"], **begins),
        ]


def _words(key: str, kind: type[Record] = Case) -> dict[str, Any]:
    return {
        "key": key,
        "label": say(f"form.case_{key}"),
        "hint": say(f"form.case_{key}_hint"),
        "name": label_of(kind, key),
    }


def _required(key: str) -> str:
    return say(f"form.case_{key}_required")
