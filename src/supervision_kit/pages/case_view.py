"""What does the case page say about one case, before any of it is drawn?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from supervision_kit.analysis.case_signals import CaseTables, case_signals
from supervision_kit.analysis.description import lead_sentence
from supervision_kit.analysis.last_contact import last_contact_sentence
from supervision_kit.analysis.signal_words import Question, Silence, marks, questions, silences
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.figure import figure_html
from supervision_kit.frameworks import Framework, day_in_words, day_short, say
from supervision_kit.records import Case
from supervision_kit.store import Store

N_OWN_WORDS = 2
N_CONTACTS = 3
# Silence is drawn up to today for at least so many days; a record that ended long ago is not
# squeezed into a corner by the years since.
SILENCE_DAYS = 92
SETTLED = ("kept", "kept_late", "apologised")


@dataclass(frozen=True)
class Entry:
    """One contact as the page lists it."""

    on: date
    facts: list[str]
    story: str
    details: list[tuple[str, str]]


@dataclass(frozen=True)
class CaseView:
    """Everything the case page shows, in words and tables.

    Attributes
    ----------
    questions, silences : list
        What the case raises, most needed first, and what was asked without an answer.
    aside : dict of dict
        What was said about the questions that were set aside, by the id of the dismissal.
    trajectory : DataFrame
        The ratings as `analysis.trajectory` arranges them.
    until : date or None
        To where the time axis reaches at least; None lets it end with the record.
    surroundings : dict of DataFrame
        What stands around the ratings on the chart: `contacts`, `events` and `plan_dates`.
    damage : list of str
        What of the store could not be read and is left out.
    """

    code: str
    facts: list[str]
    lead: str
    n_rated_days: int
    how_often_rated: str
    open_promises: list[dict]
    own_words: list[dict]
    contacts: list[Entry]
    n_contacts_shown: int
    questions: list[Question]
    silences: list[Silence]
    aside: dict[str, dict]
    trajectory: pd.DataFrame
    today: date
    until: date | None
    surroundings: dict[str, Any]
    damage: list[str]

    @property
    def standing(self) -> list[Question]:
        """The questions that were not set aside."""
        return [question for question in self.questions if not question.dismissal]


def gather(store: Store, code: str, today: date) -> CaseView:
    """Read one case from the store and put it into words.

    Parameters
    ----------
    store : Store
        Where the records are.
    code : str
        The case's code, in any spelling the store accepts.
    today : date
        The day "2 days ago" counts from.

    Raises
    ------
    UnknownCase
        No case has this code.
    """
    case = store.case(code)
    framework = store.framework
    ratings, contacts = store.ratings(case.code), store.contacts(case.code)
    workers = store.workers(case.code)
    promises, dismissals = store.promises(case.code), store.dismissals(case.code)
    plan_dates, dimensions = store.plan_dates(case.code), framework.dimensions()
    drawn = trajectory(ratings, dimensions, reasons=framework.kinds["not_rated"])
    known = CaseTables(
        ratings,
        contacts,
        promises,
        plan_dates,
        dismissals,
        case.opened_on,
        case.closed_on,
        case.contact_every_days,
    )
    signals = case_signals(known, dimensions, today=today)
    n_rated_days = ratings.loc[ratings["value"].notna(), "rated_on"].nunique()
    return CaseView(
        code=case.code,
        facts=_facts(case, workers, framework),
        lead=" ".join([lead_sentence(drawn, today=today), last_contact_sentence(contacts, today)]),
        n_rated_days=n_rated_days,
        how_often_rated=say("case.n_ratings", n=n_rated_days)
        if n_rated_days
        else say("case.no_ratings"),
        open_promises=_open_promises(promises, today),
        own_words=_own_words(contacts),
        contacts=[_entry(row, framework) for row in _newest_first(contacts)],
        n_contacts_shown=N_CONTACTS,
        questions=questions(signals, dimensions),
        silences=silences(signals, dimensions),
        aside={row["id"]: row for row in dismissals.to_dict("records")},
        trajectory=drawn,
        today=today,
        until=_until([*ratings["rated_on"], *contacts["occurred_on"]], today),
        surroundings={
            "contacts": contacts,
            "events": labelled_events(store.events(case.code), workers, framework),
            "plan_dates": plan_dates,
        },
        damage=store.damage,
    )


def figure_of(view: CaseView) -> str:
    """Return the chart of a case as HTML: the picture, its description and its table."""
    return figure_html(
        view.trajectory,
        code=view.code,
        until=view.until,
        today=view.today,
        signals=marks(view.questions),
        **view.surroundings,
    )


def labelled_events(
    events: pd.DataFrame, workers: pd.DataFrame, framework: Framework
) -> pd.DataFrame:
    """Name the events of a case, each change of worker among them.

    Returns
    -------
    DataFrame
        Columns `on` (date) and `label` (str), one row an event, by date; empty without events.
    """
    known = pd.DataFrame(
        {
            "on": events["happened_on"],
            "label": [_label(event, framework) for event in events.itertuples()],
        }
    )
    changes = workers.sort_values("from_on").iloc[1:]
    new = pd.DataFrame({"on": changes["from_on"], "label": say("case.label_worker")})
    return pd.concat([known, new]).sort_values("on", ignore_index=True)


def _until(days: list[pd.Timestamp], today: date) -> date | None:
    if not days:
        return None
    silence = (pd.Timestamp(today) - max(days)).days
    return today if silence <= max(SILENCE_DAYS, (max(days) - min(days)).days) else None


def _label(event: Any, framework: Framework) -> str:
    """Name an event; one of no known kind is named by what was noted about it."""
    return (event.kind == "other" and event.note) or framework.kind("event", event.kind)


def _facts(case: Case, workers: pd.DataFrame, framework: Framework) -> list[str]:
    facts = [framework.kind("mandate", case.mandate)]
    if case.legal_basis:
        facts.append(case.legal_basis.rstrip("."))
    if case.order_ends_on:
        facts.append(say("case.order_until", day=day_in_words(case.order_ends_on)))
    if len(workers) > 1:
        since: Any = workers["from_on"].max()
        facts.append(say("case.nth_worker", n=len(workers), day=day_in_words(since)))
    if case.closed_on:
        facts.append(say("case.closed", day=day_in_words(case.closed_on)))
    return facts


def _open_promises(promises: pd.DataFrame, today: date) -> list[dict]:
    waiting: Any = promises[~promises["state"].isin(SETTLED)]
    rows = waiting.sort_values("due_on").itertuples()
    return [{"text": row.text, "when": _due(row.due_on, today)} for row in rows]


def _due(due_on: pd.Timestamp, today: date) -> str:
    if pd.isna(due_on):
        return say("case.promise_no_date")
    late = due_on < pd.Timestamp(today)
    day = day_short(due_on.date(), today=today)
    return say("case.promise_late" if late else "case.promise_due", day=day)


def _newest_first(contacts: pd.DataFrame) -> list[Any]:
    ordered = contacts.sort_values("occurred_on", ascending=False, kind="stable")
    # A column without a value holds NaN in pandas; here it is None, which is false.
    return list(ordered.astype(object).where(ordered.notna(), None).itertuples())


def _own_words(contacts: pd.DataFrame) -> list[dict]:
    spoken: Any = contacts[contacts["own_words"] != ""]
    return [{"text": row.own_words, "on": row.occurred_on.date()} for row in _newest_first(spoken)][
        :N_OWN_WORDS
    ]


def _entry(contact: Any, framework: Framework) -> Entry:
    facts = [framework.kind("contact", contact.kind)]
    if contact.attendance != "attended":
        facts.append(framework.kind("attendance", contact.attendance).lower())
    if contact.length_minutes:
        facts.append(say("case.length", n=int(contact.length_minutes)))
    return Entry(contact.occurred_on.date(), facts, contact.story, _details(contact, framework))


def _details(contact: Any, framework: Framework) -> list[tuple[str, str]]:
    told = [
        framework.kind("clear", key)
        for key in ("purpose", "control", "next_steps", "consequences")
        if getattr(contact, f"told_{key}") == "yes"
    ]
    rows = [
        (say("case.made_clear"), ", ".join(told)),
        (say("case.said_back"), contact.said_back_words),
        (say("case.help_given"), contact.help_given),
        (say("case.cues"), contact.cues),
        (say("case.cue_response"), contact.cue_response),
        (say("case.hostility"), _hostility(contact, framework)),
        (say("case.own_words"), contact.own_words),
        (say("case.safety"), _safety(contact)),
    ]
    return [(term, text) for term, text in rows if text]


def _hostility(contact: Any, framework: Framework) -> str:
    kind = framework.kind("hostility", contact.hostility) if contact.hostility else ""
    return ". ".join(part for part in (kind, contact.hostility_note) if part)


def _safety(contact: Any) -> str:
    if contact.safety_concern != "yes":
        return ""
    told = say("case.safety_told", who=contact.safety_told) if contact.safety_told else ""
    return " ".join(part for part in (contact.safety_action, told) if part)
