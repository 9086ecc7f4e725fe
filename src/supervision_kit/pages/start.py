"""What waits for you today, in which case, and how is the rest of the caseload?"""

import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from supervision_kit.analysis.caseload import (
    YEAR,
    CaseRow,
    caseload,
    foremost,
    lines_in_words,
    rated_lines,
)
from supervision_kit.analysis.next_session import NextSession, next_sessions
from supervision_kit.analysis.waiting import Waiting, draft_waiting
from supervision_kit.charts.sparkline import sparklines
from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import (
    Framework,
    day_in_words,
    day_short,
    day_with_weekday,
    say,
    scale_from_json,
)
from supervision_kit.pages.case_trajectory import has_form
from supervision_kit.pages.case_view import labelled_dates
from supervision_kit.pages.fragments import render
from supervision_kit.pages.page import form_named
from supervision_kit.pages.supervision import SupervisionPage
from supervision_kit.pages.talked import SESSIONS, supervision_address
from supervision_kit.store import Store, kept_backups

N_FIRST = 5
# With fewer cases than this all are seen at once.
N_SEARCHED = 8
# Characters of what somebody typed; the page of the case has it whole.
_LONGEST = 200
PAGE = "case-trajectory.ipynb"


class StartPage:
    """The first page: what waits today, the cases, and where the records are kept.

    Parameters
    ----------
    store : Store
        Where the records are.
    today : date, optional
        The day it is read; the present day unless told.
    """

    def __init__(self, store: Store, *, today: date | None = None) -> None:
        self.store = store
        self._today = today

    def _repr_html_(self) -> str:
        try:
            return self._page()
        except SupervisionKitError as error:  # raised here, it would leave the object's name
            return render("page_failed", sentence=str(error))

    def _page(self) -> str:
        today = self._today or date.today()
        tables, drafts, *_ = self.store.snapshot(rated_since=today - YEAR)
        dates = labelled_dates(tables["dates_ahead"], self.store.framework)
        me, needs = _supervised(tables, self.store.author, today)
        told = {**tables, "dates_ahead": dates, "case_actions": _own(tables["case_actions"], me)}
        rows = caseload(told, drafts, today=today)
        unstored = [draft_waiting(row) for row in drafts[drafts["case"] == ""].itertuples()]
        waits = foremost(rows, unstored)
        shown = {each.record for each in waits[:N_FIRST] if each.record}
        return render(
            "start_page",
            damage=self.store.damage,
            lead=_lead(rows, waits),
            first=[(each, address(each)) for each in waits[:N_FIRST]],
            n_more=len(waits[N_FIRST:]),
            sessions=[line for each in needs for line in _session_lines(each, shown, today)],
            cases=_shown(rows, _drawings(tables, self.store.framework, today), today, self.store),
            n_searched=N_SEARCHED,
            longest=_LONGEST,
            place=_place(self.store, tables["cases"]),
            backups=_backups(self.store),
        )


def address(waits: Waiting) -> str:
    """Return where the reader goes on with something that waits: its case, or the draft's form."""
    asked = {"case": waits.case} if waits.case else {}
    if waits.kind == "draft" and has_form(waits.form):
        asked["form"] = waits.form
    elif waits.kind == "draft" and form_named(waits.form) in SupervisionPage.forms:
        return f"{SESSIONS}?{urlencode({'form': waits.form})}"
    return f"{PAGE}?{urlencode(asked)}" if asked else PAGE


@dataclass(frozen=True)
class SessionLine:
    """One line about supervision: what it is, more about it, and what a reader can do."""

    label: str
    text: str
    more: list[str]
    actions: list[tuple[str, str]]


def _supervised(
    tables: Mapping[str, pd.DataFrame], author: str, today: date
) -> tuple[str, list[NextSession]]:
    """Return the code of who reads, and what each supervision needs of them.

    The code is "" for who is in none: the page has nothing of supervision for them.
    """
    people = tables["people"]
    known = zip(people["sign_in"].tolist(), people["id"], people["code"], strict=True)
    for sign_in, person, code in known:
        if sign_in == author and (needs := next_sessions(tables, person, today=today)):
            return code, needs
    return "", []


def _own(actions: pd.DataFrame, me: str) -> pd.DataFrame:
    """Return the actions that somebody took on; none where nobody is named."""
    own: Any = actions[actions["owner"] == me] if me else actions.iloc[:0]
    return own


def _session_lines(need: NextSession, shown: Collection[str], today: date) -> Iterator[SessionLine]:
    """Say when the next session is, what is open and due, and which records are not confirmed.

    Of actions that are due, those that are `shown` above are left out.
    """
    code, day = need.supervision, need.planned_on
    label = day_with_weekday(day) if day else say("start.session_none")
    late = day is not None and day < today
    when = [say("waiting.away", n=(day - today).days)] if day and not late else []
    when += [say("waiting.what_came_of_it")] if late else []
    more = [*when, say("start.own_open", n=need.n_open)]
    actions = [(say("start.session_open"), supervision_address(code))]
    if need.prepares and not late:
        actions.insert(0, (say("supervision.prepare"), supervision_address(code, "preparation")))
    yield SessionLine(label, say("start.session_with", who=", ".join(need.others)), more, actions)
    for each in need.due:
        if each.record not in shown and each.due_on:
            past = each.due_on < today
            was = say("waiting.was_due", day=day_short(each.due_on, today=today))
            when = was if past else say("waiting.due", when=say("waiting.away", n=0))
            place = f"{PAGE}?{urlencode({'case': each.case})}" if each.case else actions[-1][1]
            leads = [(each.case or say("start.session_open"), place)]
            yield SessionLine(say("waiting.action"), each.text, [when], leads)
    for each in need.unconfirmed:
        label = say("start.record_of", day=day_short(each.on, today=today))
        missing = say("supervision.to_confirm", who=", ".join(each.missing))
        fair = supervision_address(code, f"confirm.{each.session}")
        opens = (say("start.session_open"), supervision_address(code))
        leads = (say("supervision.confirm"), fair) if each.mine else opens
        yield SessionLine(label, missing, [], [leads])


@dataclass(frozen=True)
class Shown:
    """A case as a row of the page."""

    code: str
    address: str
    facts: list[str]
    closed: bool
    first: Waiting | None
    first_address: str
    also: list[tuple[Waiting, str]]
    drawing: Markup
    last: str
    next_day: str
    next_what: str


def _shown(
    rows: list[CaseRow], drawings: Mapping[str, Markup], today: date, store: Store
) -> list[Shown]:
    return [_row(row, drawings.get(row.code, Markup()), today, store.framework) for row in rows]


def _row(row: CaseRow, drawing: Markup, today: date, framework: Framework) -> Shown:
    facts = [row.worker, framework.kind("setting", row.setting)]
    if row.closed_on:
        facts.append(say("start.closed", day=day_short(row.closed_on, today=today)))
    # What waits twice is named once: the page of the case has it all.
    also = {each.kind: (each, address(each)) for each in reversed(row.waits[1:])}
    if row.waits:
        also.pop(row.waits[0].kind, None)
    next_day, next_what = row.next or (None, "")
    return Shown(
        code=row.code,
        address=f"{PAGE}?{urlencode({'case': row.code})}",
        facts=[fact for fact in facts if fact],
        closed=row.closed_on is not None,
        first=row.waits[0] if row.waits else None,
        first_address=address(row.waits[0]) if row.waits else "",
        also=list(also.values())[::-1],
        drawing=drawing,
        last=_last(row, today),
        next_day=day_short(next_day, today=today) if next_day else "",
        next_what=next_what,
    )


def _last(row: CaseRow, today: date) -> str:
    if row.last is None:
        return say("start.never")
    day = day_short(row.last.on, today=today)
    return day if row.last.took_place else say("start.planned", day=day)


def _lead(rows: list[CaseRow], waits: list[Waiting]) -> str:
    if not rows:
        return say("start.lead_empty")
    if not waits:
        return say("start.lead_nothing")
    n_open = sum(row.closed_on is None for row in rows)
    n = sum(row.closed_on is None and bool(row.waits) for row in rows)
    return say("start.lead_one") if n == n_open == 1 else say("start.lead", n=n, n_open=n_open)


def _drawings(
    tables: Mapping[str, pd.DataFrame], framework: Framework, today: date
) -> dict[str, Markup]:
    """Draw the last twelve months of every case."""
    wordings = tables["wordings"]
    scales = zip(wordings["wording"], map(scale_from_json, wordings["content"]), strict=True)
    bounds = {wording: (scale.minimum, scale.maximum) for wording, scale in scales}
    since = today - YEAR
    lines = rated_lines(tables["ratings"], framework.dimensions(), bounds, since=since)
    titles = lines_in_words(lines, today=today)
    return sparklines(lines, titles, since=since, until=today)


@dataclass(frozen=True)
class _Place:
    """What is said of where the records are."""

    sentences: list[str]
    location: str
    caution: str | None


def _place(store: Store, cases: pd.DataFrame) -> _Place:
    numbers = {"cases": len(cases)}
    numbers |= {name: sum(cases[f"n_{name}"].tolist()) for name in ("contacts", "ratings")}
    counts = {name: say(f"start.n_{name}", n=n) for name, n in numbers.items()}
    path = Path(str(store.location))
    size = f" ({say('start.size', size=_megabytes(path))})" if path.is_file() else ""
    sentences = [say("start.whose", author=store.author)]
    sentences += [say("start.kept", **counts)] if len(cases) else []
    sentences += [say("start.nowhere_else")] if size else []
    return _Place(sentences, f"{store.location}{size}", store.caution)


def _megabytes(path: Path) -> str:
    """Write a file's size in megabytes of a million bytes, as file managers do."""
    return f"{path.stat().st_size / 1_000_000:.1f}"


@dataclass(frozen=True)
class Backups:
    """What is said of backups: one sentence, warnings, and where they lie."""

    sentence: str
    warnings: list[str]
    folder: Path | None


def _backups(store: Store) -> Backups:
    kept = kept_backups(store)
    if kept is None:
        return Backups(say("start.backup_elsewhere"), [], None)
    warnings = [say("start.backup_trouble", why=kept.trouble)] if kept.trouble else []
    if kept.last is None:
        return Backups(say("start.backup_none"), warnings, None)
    day = day_in_words(kept.last.day)
    if kept.is_old and not warnings:
        command = f"supervision-kit backup {shlex.quote(store.location)}"
        warnings = [say("start.backup_old", day=day, command=command)]
    return Backups(say("start.backup_made", day=day), warnings, kept.folder)
