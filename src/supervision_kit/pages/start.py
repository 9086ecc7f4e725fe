"""What waits for you today, in which case, and how is the rest of the caseload?"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
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
from supervision_kit.analysis.waiting import Waiting, draft_waiting
from supervision_kit.charts.sparkline import sparklines
from supervision_kit.errors import SupervisionKitError
from supervision_kit.frameworks import Framework, day_in_words, day_short, say, scale_from_json
from supervision_kit.pages.case_trajectory import has_form
from supervision_kit.pages.case_view import labelled_dates
from supervision_kit.pages.fragments import render
from supervision_kit.pages.page import form_named
from supervision_kit.pages.supervision import SupervisionPage
from supervision_kit.pages.talked import SESSIONS
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
        rows = caseload({**tables, "dates_ahead": dates}, drafts, today=today)
        unstored = [draft_waiting(row) for row in drafts[drafts["case"] == ""].itertuples()]
        waits = foremost(rows, unstored)
        return render(
            "start_page",
            damage=self.store.damage,
            lead=_lead(rows, waits),
            first=[(each, address(each)) for each in waits[:N_FIRST]],
            n_more=len(waits[N_FIRST:]),
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
