"""What does the case page say about one case, before any of it is drawn?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from supervision_kit.analysis.case_signals import case_signals
from supervision_kit.analysis.case_tables import CaseTables
from supervision_kit.analysis.last_contact import last_contact_sentence
from supervision_kit.analysis.lead import lead_sentence
from supervision_kit.analysis.path import path_events
from supervision_kit.analysis.rhythm import rhythms
from supervision_kit.analysis.signal_words import (
    Question,
    Silence,
    WorthAsking,
    marks,
    questions,
    silences,
    worth_asking,
)
from supervision_kit.analysis.since import changes_in_words, changes_since
from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.analysis.waiting import (
    DATE_DAYS,
    Waiting,
    ahead,
    waiting,
    with_about,
    with_end_of_order,
)
from supervision_kit.charts.figure import figure_html
from supervision_kit.frameworks import Framework, day_in_words, day_short, say, worded_dimensions
from supervision_kit.pages.contacts import ContactEntry, contact_entries, own_words, within
from supervision_kit.pages.inside import Inside, inside_of
from supervision_kit.pages.talked import Talked, talked_about
from supervision_kit.pages.what_changed import Changed, what_changed
from supervision_kit.store import Store

N_CONTACTS = 3
# Silence is drawn up to today for at least so many days; a record that ended long ago is not
# squeezed into a corner by the years since.
SILENCE_DAYS = 92
_PUT_RIGHT = ("kept", "kept_late", "apologised")
# From which days on a reader may ask what has changed, beside those of the case itself.
MONTH, QUARTER = timedelta(days=30), timedelta(days=91)


@dataclass(frozen=True)
class CaseView:
    """Everything the case page shows, in words and tables.

    Attributes
    ----------
    codes : list of str
        Of all cases, among which another can be found.
    waits : list of Waiting
        What cannot wait, the weightiest first.
    message : str
        The one plain sentence why one meets, said each time; "" if none is noted.
    inside : Inside
        Who is in the case, and what lies ahead.
    asking : WorthAsking
        What the case raises: the first few, the rest, and what was set aside.
    silences : list of Silence
        What was asked without an answer.
    aside : dict of dict
        What was said about the questions that were set aside, by the id of the dismissal.
    open_promises : list of dict
        `id`, `text` and `when` of the promises that do not wait already.
    days : list of (str, date)
        From which days on a reader may ask what has changed, in words.
    trajectory : DataFrame
        The ratings as `analysis.trajectory` arranges them.
    until : date or None
        To where the time axis reaches at least; None lets it end with the record.
    surroundings : dict of DataFrame
        What stands around the ratings on the chart: `contacts`, `events`, `plan_dates` and
        `decisions`.
    changed : list of Changed
        What of the record was changed, newest first.
    damage : list of str
        What of the store could not be read and is left out.
    talked : Talked or None
        When it was last talked about in supervision, and what was decided last; None if never.
    """

    code: str
    codes: list[str]
    facts: list[str]
    lead: str
    n_rated_days: int
    waits: list[Waiting]
    message: str
    inside: Inside
    asking: WorthAsking
    silences: list[Silence]
    aside: dict[str, dict]
    open_promises: list[dict]
    own_words: list[dict]
    contacts: list[ContactEntry]
    n_contacts_shown: int
    days: list[tuple[str, date]]
    trajectory: pd.DataFrame
    today: date
    until: date | None
    surroundings: dict[str, Any]
    changed: list[Changed]
    damage: list[str]
    talked: Talked | None

    @property
    def questions(self) -> list[Question]:
        """Every question, those that stand before those that were set aside."""
        return [*self.asking.first, *self.asking.rest, *self.asking.aside]

    @property
    def shown(self) -> dict[str, Any]:
        """What chart, saved pictures and table are drawn from."""
        told: dict[str, Any] = {"until": self.until, "signals": marks(self.questions)}
        return told | self.surroundings


def gather(store: Store, code: str, today: date) -> CaseView:
    """Read one case from the store, as it was at one moment, and put it into words.

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
    framework, dimensions = store.framework, store.framework.dimensions()
    tables, drafts, codes, changes, talked_in = store.snapshot(code)
    if tables["cases"].empty:  # left out because it cannot be read; the store says so
        store.case(code)
    known, case = case_tables(tables, framework), _row(tables["cases"])
    inside = inside_of(tables, framework, today)
    ratings, contacts, workers = known.ratings, known.contacts, tables["worker_spells"]
    reasons = framework.kinds["not_rated"]
    people = tables["participants"]
    drawn = trajectory(
        ratings, dimensions, wordings=known.wordings, reasons=reasons, participants=people
    )
    signals = case_signals(known, dimensions, today=today)
    waits = waiting(known, today=today, drafts=drafts)
    events = happenings(tables, framework)
    until = _until([*ratings["rated_on"], *contacts["occurred_on"]], today)
    near = _near(known, today) if until else []
    lead = lead_sentence(drawn, plan_dates=known.plan_dates, today=today)
    return CaseView(
        code=known.code,
        codes=codes,
        facts=_facts(case, workers, framework),
        lead=f"{lead} {last_contact_sentence(contacts, today)}",
        n_rated_days=ratings.loc[ratings["value"].notna(), "rated_on"].nunique(),
        waits=waits,
        message=inside.message,
        inside=inside,
        asking=worth_asking(questions(signals, dimensions), signals),
        silences=silences(signals, dimensions),
        aside={row["id"]: row for row in known.dismissals.to_dict("records")},
        open_promises=_open_promises(known.promises, {each.record for each in waits}, today),
        own_words=own_words(contacts),
        contacts=contact_entries(
            contacts,
            ratings,
            dimensions,
            framework,
            known.wordings,
            steps=tables["concern_steps"],
            people=_named(tables["contact_people"], people),
            participants=people,
        ),
        n_contacts_shown=N_CONTACTS,
        days=_days(known, workers, today),
        trajectory=drawn,
        today=today,
        until=_reach(until, near),
        surroundings={
            "contacts": contacts,
            "events": _with_near(_with_places(events, path_events(drawn)), near, today),
            "plan_dates": known.plan_dates,
            "decisions": tables["decisions"],
        },
        changed=what_changed(changes, tables, framework),
        damage=store.damage,
        talked=talked_about(tables, talked_in),
    )


def figure_of(view: CaseView, since: date | None = None) -> str:
    """Return the chart of a case as HTML: the picture, its description and its table.

    Parameters
    ----------
    view : CaseView
        What `gather` returned.
    since : date, optional
        What is older than this day is paler.
    """
    return figure_html(view.trajectory, code=view.code, today=view.today, since=since, **view.shown)


def changes_of(view: CaseView, since: date) -> list[str]:
    """Say what has changed in the ratings since a day, a sentence each."""
    return changes_in_words(changes_since(view.trajectory, since), since)


def case_tables(tables: Mapping[str, pd.DataFrame], framework: Framework) -> CaseTables:
    """Return what is known about a case, as rules and reasons take it."""
    case = _row(tables["cases"])
    return CaseTables(
        ratings=tables["ratings"],
        contacts=tables["contacts"],
        promises=tables["promises"],
        plan_dates=tables["plan_dates"],
        dismissals=tables["dismissals"],
        opened_on=case.opened_on.date(),
        closed_on=_day(case.closed_on),
        rhythm=rhythms(tables["mandates"]),
        order_ends_on=_day(case.order_ends_on),
        reopened_on=_day(case.reopened_on),
        concerns=with_about(tables["concerns"], tables["participants"]),
        concern_steps=tables["concern_steps"],
        dates_ahead=labelled_dates(tables["dates_ahead"], framework),
        code=case.code,
        wordings=worded_dimensions(tables["wordings"]),
        participants=tables["participants"],
        actions=tables["case_actions"],
    )


def _row(table: pd.DataFrame) -> Any:
    """Return the only row of a table."""
    (row,) = table.itertuples()
    return row


def _days(known: CaseTables, workers: pd.DataFrame, today: date) -> list[tuple[str, date]]:
    """Return the days from which on a reader may ask what has changed, each once."""
    plans: Any = known.plan_dates["agreed_on"].dropna()
    changes: Any = workers.loc[workers["capacity"] == "worker", "from_on"].iloc[1:]
    named = [
        *(("plan", day.date()) for day in plans.sort_values().tail(1)),
        *(("worker", day.date()) for day in changes.sort_values().tail(1)),
        ("month", today - MONTH),
        ("quarter", today - QUARTER),
    ]
    found = {day: name for name, day in reversed(named) if known.opened_on <= day <= today}
    words = {
        day: say(f"case.since_{name}", day=day_short(day, today=today))
        for day, name in found.items()
    }
    return [(words[day], day) for _, day in named if words.get(day)]


def labels_of(table: pd.DataFrame, group: str, framework: Framework) -> pd.Series:
    """Name what has a kind; what has no known one is named by what was noted about it."""
    labels = [
        (kind == "other" and note) or framework.kind(group, kind)
        for kind, note in zip(table["kind"], table["note"], strict=True)
    ]
    return pd.Series(labels, dtype="str", index=table.index)


def labelled_dates(dates: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Name the dates that lie or lay ahead, as `label`."""
    return dates.assign(label=labels_of(dates, "date_ahead", framework))


def happenings(tables: Mapping[str, pd.DataFrame], framework: Framework) -> pd.DataFrame:
    """Name what shows as a line on the chart of a case.

    Returns
    -------
    DataFrame
        Columns `on` (date) and `label` (str), by date: events, changes of worker, of the mandate
        or its rhythm, the end of the case and its being taken up again; empty without any.
    """
    events, workers, mandates = (tables[each] for each in ("events", "worker_spells", "mandates"))
    closings = tables["closings"]
    had: Any = workers[workers["capacity"] == "worker"]
    changes = had.sort_values("from_on").iloc[1:]
    ended = [within(framework.kind("closing", how)) for how in closings["how"]]
    resumed = closings["reopened_on"].dropna()
    parts = [
        (events["happened_on"], labels_of(events, "event", framework)),
        (changes["from_on"], say("case.label_worker")),
        mandate_changes(mandates.sort_values("from_on"), framework),
        (closings["closed_on"], [say("case.label_ended", how=how) for how in ended]),
        (resumed, say("case.label_resumed")),
    ]
    named: Any = pd.concat([pd.DataFrame({"on": on, "label": label}) for on, label in parts])
    return named.astype({"label": "str"}).sort_values("on", ignore_index=True)


def mandate_changes(mandates: pd.DataFrame, framework: Framework) -> tuple[pd.Series, list[str]]:
    """Return from when another mandate or rhythm held, and what changed."""
    known: Any = mandates.astype(object).where(mandates.notna(), None)
    rows: list[Any] = list(known.itertuples())
    return mandates["from_on"].iloc[1:], [
        _change(before, after, framework) for before, after in pairwise(rows)
    ]


def _change(before: Any, after: Any, framework: Framework) -> str:
    if after.mandate != before.mandate:
        return framework.kind("mandate", after.mandate)
    every = after.contact_every_days
    if every and every != before.contact_every_days:
        return say("case.label_rhythm", n=int(every))
    return say("case.label_mandate")


def _named(people: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Add what each participant is called, in the order the case has them; leave out the rest."""
    known: Any = participants[["id", "called"]]
    known = known.rename(columns={"id": "participant_id"})
    return known.merge(people, on="participant_id")


def _day(moment: Any) -> date | None:
    """Return a day as a table holds it, None where there is none."""
    return None if pd.isna(moment) else moment.date()


def _with_places(events: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Add the events of a path, but on days of which something is noted already."""
    new: Any = places[~places["on"].isin(events["on"])]
    every: Any = pd.concat([events, new])
    return every.sort_values("on", ignore_index=True)


def _until(days: list[pd.Timestamp], today: date) -> date | None:
    if not days:
        return None
    silence = (pd.Timestamp(today) - max(days)).days
    return today if silence <= max(SILENCE_DAYS, (max(days) - min(days)).days) else None


def _near(known: CaseTables, today: date) -> list[tuple[date, str]]:
    """Return the days after today that are near enough to be drawn, and what each is called."""
    if known.closed_on is not None or known.dates_ahead is None:
        return []
    noted = [each for each in ahead(known.dates_ahead) if each]
    coming = with_end_of_order(noted, known.order_ends_on)
    dated = [(each.on, each.label) for each in coming]
    return sorted(each for each in dated if 0 < (each[0] - today).days <= DATE_DAYS)


def _with_near(events: pd.DataFrame, near: Sequence[tuple[date, str]], today: date) -> Any:
    """Add the days that are near, and today, which parts them from what happened."""
    if not near:
        return events
    lines = [(today, say("case.label_today"))]
    lines += [(on, say("case.label_ahead", what=within(what))) for on, what in near]
    new = pd.DataFrame(lines, columns=["on", "label"]).astype({"on": "datetime64[us]"})
    return pd.concat([events, new]).sort_values("on", kind="stable", ignore_index=True)


def _reach(until: date | None, near: Sequence[tuple[date, str]]) -> date | None:
    """Let the time axis reach to the last of the days that are near."""
    return max([until, *(on for on, _ in near)]) if until else None


def _facts(case: Any, workers: pd.DataFrame, framework: Framework) -> list[str]:
    facts = [] if pd.isna(case.mandate) else [framework.kind("mandate", case.mandate)]
    if isinstance(case.legal_basis, str) and case.legal_basis:
        facts.append(case.legal_basis.rstrip("."))
    if ends_on := _day(case.order_ends_on):
        facts.append(say("case.order_until", day=day_in_words(ends_on)))
    facts += _workers(workers)
    if closed_on := _day(case.closed_on):
        facts.append(say("case.closed", day=day_in_words(closed_on)))
    return facts


def _workers(spells: pd.DataFrame) -> list[str]:
    """Say who has the case, and who had it before."""
    had: Any = spells[spells["capacity"] == "worker"]
    by_day = [(row.worker, row.from_on) for row in had.sort_values("from_on").itertuples()]
    if not by_day:
        return []
    now, since = by_day[-1]
    told = {"worker": now, "day": day_in_words(since)}
    if len(by_day) == 1:
        return [say("case.worker", **told)]
    return [say("case.worker_before", before=by_day[-2][0], **told)]


def _open_promises(promises: pd.DataFrame, waiting: set[str], today: date) -> list[dict]:
    told = promises["state"].isin(_PUT_RIGHT) | promises["id"].isin(list(waiting))
    waits: Any = promises[~told]
    rows = waits.sort_values("due_on").itertuples()
    return [{"id": row.id, "text": row.text, "when": _due(row.due_on, today)} for row in rows]


def _due(due_on: pd.Timestamp, today: date) -> str:
    if pd.isna(due_on):
        return say("case.promise_no_date")
    late = due_on < pd.Timestamp(today)
    day = day_short(due_on.date(), today=today)
    return say("case.promise_late" if late else "case.promise_due", day=day)
