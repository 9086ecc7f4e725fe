"""What happened in a case besides contacts: an event, a plan, a change of worker?"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from supervision_kit.frameworks import say
from supervision_kit.records import Event, PlanDate, Record, WorkerSpell, label_of
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Choice, Code, Day, Text
from supervision_kit.widgets.record_form import RecordForm

_PLAN, _WORKER = "plan", "worker"


class EventForm(RecordForm):
    """Record something that shows as a labelled line on the chart of a case.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    case_code : str
        The case it happened in.
    on_saved, today, on_closed
        As for `RecordForm`.
    """

    form = "event"

    def __init__(
        self,
        store: Store,
        case_code: str,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(store, case_code, today=today, on_saved=on_saved, on_closed=on_closed)

    def asked(self) -> Sequence[Asked]:
        """Return the questions about an event."""
        options = {
            **self.store.framework.kinds["event"],
            _PLAN: say("form.event_plan"),
            _WORKER: say("form.event_worker_change"),
        }
        kind = Choice(**_words("kind"), options=options, required=say("form.event_kind_required"))
        worker = Code(**_words("worker", WorkerSpell), of_case=False, when=("kind", (_WORKER,)))
        required = say("form.event_happened_on_required")
        day = Day(**_words("happened_on"), required=required)
        return [Group(look="card", fields=(day, kind, worker, Text(**_words("note"))))]

    def initial(self) -> dict[str, Any]:
        """Return today as the date."""
        return {"happened_on": self.today.isoformat()}

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return the event, the plan date or the new worker's beginning."""
        kind, day, note = answers["kind"], answers["happened_on"], answers["note"]
        case = self.case
        common: dict[str, Any] = {"id": new("event"), "case_id": case.id}
        if kind == _WORKER:
            worker = answers["worker"] or ""
            return [WorkerSpell(person_id=worker, from_on=day, reason=note, **common)]
        if kind == _PLAN:
            return [PlanDate(agreed_on=day, note=note, **common)]
        return [Event(happened_on=day, kind=kind, note=note, **common)]


def _words(key: str, kind: type[Record] = Event) -> dict[str, Any]:
    return {
        "key": key,
        "label": say(f"form.event_{key}"),
        "hint": say(f"form.event_{key}_hint"),
        "name": label_of(kind, key),
    }
