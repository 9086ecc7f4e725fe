"""What is here, for whom, which store is open and how full is it?"""

from pathlib import Path

from humanize import naturalsize

from supervision_kit.frameworks import say
from supervision_kit.pages.fragments import render
from supervision_kit.store import Store


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


def _size(store: Store) -> str:
    path = Path(str(store.location))
    return naturalsize(path.stat().st_size) if path.is_file() else ""
