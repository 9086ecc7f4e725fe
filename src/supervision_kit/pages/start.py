"""What is here, for whom, which store is open and how full is it?"""

import shlex
from dataclasses import dataclass
from pathlib import Path

from humanize import naturalsize

from supervision_kit.frameworks import day_in_words, say
from supervision_kit.pages.fragments import render
from supervision_kit.store import Store, kept_backups


class StartPage:
    """The first page: the cases with their last contact, and where the records are kept.

    Parameters
    ----------
    store : Store
        Where the records are.
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def _repr_html_(self) -> str:
        cases = _rows(self.store)
        return render(
            "start_page",
            damage=self.store.damage,
            lead=_lead(self.store.counts()),
            cases=cases,
            location=str(self.store.location),
            size=_size(self.store),
            author=self.store.author,
            caution=self.store.caution,
            backups=_backups(self.store),
        )


def _lead(counts: dict[str, int]) -> str:
    if not counts["cases"]:
        return say("start.lead_empty")
    cases, contacts, ratings = (
        say(f"start.n_{name}", n=counts[name]) for name in ("cases", "contacts", "ratings")
    )
    return say("start.lead", cases=cases, contacts=contacts, ratings=ratings)


def _rows(store: Store) -> list[dict]:
    cases = store.cases()
    cases["setting"] = [store.framework.kind("setting", key) for key in cases["setting"]]
    cases["open"] = cases["closed_on"].isna()
    cases = cases.sort_values(["open", "code"], ascending=[False, True])
    return cases.astype(object).where(cases.notna(), None).to_dict("records")


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


def _size(store: Store) -> str:
    path = Path(str(store.location))
    return naturalsize(path.stat().st_size) if path.is_file() else ""
