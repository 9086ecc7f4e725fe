"""Why does a signal not fit this case?"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from supervision_kit.analysis.signal_words import Question
from supervision_kit.frameworks import say
from supervision_kit.records import Dismissal, Record, label_of
from supervision_kit.store import Saved, Store
from supervision_kit.widgets.drafts import DraftKeeper
from supervision_kit.widgets.field_groups import Asked, Group
from supervision_kit.widgets.fields import Text
from supervision_kit.widgets.record_form import RecordForm


class DismissalForm(RecordForm):
    """Say why a signal does not fit, for every line it is about.

    Parameters
    ----------
    store : Store
        Where drafts and records go.
    case_code : str
        The case it is about.
    question : Question
        The signal as it was read.
    on_saved, today, on_closed
        As for `RecordForm`.
    """

    form = "dismissal"

    def __init__(
        self,
        store: Store,
        case_code: str,
        question: Question,
        on_saved: Callable[[Saved], object] | None = None,
        *,
        today: dt.date | None = None,
        on_closed: Callable[[], object] | None = None,
    ) -> None:
        self.question = question
        super().__init__(store, case_code, today=today, on_saved=on_saved, on_closed=on_closed)

    @property
    def draft_name(self) -> str:
        """Return a name of its own for each signal: a reason for one is none for another.

        A draft of before participants had lines of their own is found again under its old name.
        """
        series = self.question.series
        now = self._name_of([key if key[-1] else key[:-1] for key in series])
        before = self._name_of(dict.fromkeys(key[:-1] for key in series))
        return before if self._has_draft(before) and not self._has_draft(now) else now

    def _name_of(self, series: Iterable[tuple[str, ...]]) -> str:
        about = repr((self.question.news, tuple(series)))
        digest = hashlib.sha256(about.encode()).hexdigest()[:16]
        return f"{self.form} {self.question.rule} {digest}"

    def _has_draft(self, name: str) -> bool:
        places = DraftKeeper(self.store, name, self.case_code).places
        return bool(self.store.drafts_named(places, self.case_code))

    def asked(self) -> Sequence[Asked]:
        """Return the one question there is, under the signal it is about."""
        reason = Text(
            key="reason",
            label=say("form.dismissal_reason"),
            hint=say("form.dismissal_reason_hint", question=self.question.text),
            name=label_of(Dismissal, "reason"),
            required=say("record.dismissal_reason_missing"),
        )
        return [Group(look="card", fields=(reason,))]

    def records(self, answers: dict[str, Any], new: Callable[[str], str]) -> Sequence[Record]:
        """Return a dismissal for each line the signal is about."""
        case = self.case
        return [
            Dismissal(
                id=new(f"{rule} {scale} {dimension} {rater} {whose}"),
                case_id=case.id,
                rule=rule,
                scale=scale,
                dimension=dimension,
                rater=rater,
                participant_id=whose or None,
                seen_until_on=self.question.seen_until_on,
                reason=answers["reason"],
            )
            for rule, (scale, dimension, rater, whose) in self.question.lines
        ]
