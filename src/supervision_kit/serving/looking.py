"""As whom can the sample caseload be looked at, and as whom does a visitor look now?

Its people are invented, and each reads and writes what is theirs, as on a team's server. Where
somebody's own records are, nobody can be looked as: there is no switch and no answer to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from supervision_kit.access import at_work_for
from supervision_kit.errors import SupervisionKitError
from supervision_kit.records import Person, Role
from supervision_kit.samples import invented_people, stories
from supervision_kit.serving.readers import PageReader
from supervision_kit.store import Store

COOKIE = "looking-as"
#: Names whoever is looked as to a kernel, as a proxy's header does; no request carries it.
_HEADER = "X-Supervision-Kit-Looking-As"


@dataclass(frozen=True)
class Looker:
    """Somebody a visitor can look as.

    Parameters
    ----------
    code : str
        By which they are shown, and sign in.
    roles : str
        As what they work today, in words.
    """

    code: str
    roles: str

    @property
    def reader(self) -> PageReader:
        """For whom a page's kernel then works."""
        return PageReader(self.code, at_work_for(_HEADER, self.code))


def lookers_of(store: Store) -> Callable[[], list[Looker]]:
    """Return what tells as whom a store can be looked at; as nobody, unless it is the sample.

    It is asked anew for every page: with the first case of somebody's own there is no switch any
    more. The invented people bear ids of their own from the moment the sample is made.
    """
    invented_cases, invented = {each.code for each in stories()}, sorted(invented_people())

    def lookers() -> list[Looker]:
        try:
            codes = set(store.codes())
            if not codes or not codes <= invented_cases:
                return []
            people: Any = store.read(Person)
            theirs = people[people["id"].isin(invented) & (people["sign_in"] == people["code"])]
            roles = _roles(store)
            named = zip(theirs["code"], theirs["id"], strict=True)
            return [Looker(code, ", ".join(roles.get(person, ()))) for code, person in named]
        except SupervisionKitError:  # what is wrong with the store the page itself says
            return []
        finally:
            store.close()  # so that it can be put back meanwhile

    return lookers


def _roles(store: Store) -> dict[str, list[str]]:
    """Say as what people work today, by their id."""
    words, today = store.framework.kinds["role"], pd.Timestamp(date.today())
    roles: Any = store.read(Role)
    lasts = roles["until_on"].isna() | (roles["until_on"] >= today)
    held = roles[(roles["from_on"] <= today) & lasts]
    found: dict[str, list[str]] = {}
    for person, role in zip(held["person_id"], held["role"], strict=True):
        found.setdefault(person, []).append(words[role].lower())
    return found


def way_back(referrer: str, host: str, start: str) -> str:
    """Return the address of the page a visitor comes from, if it is one of this server's.

    >>> way_back("http://kit-1.localhost:8866/voila/tree?case=K-1", "kit-1.localhost:8866", "/")
    '/voila/tree?case=K-1'
    >>> way_back("http://evil.example//evil.example", "kit-1.localhost:8866", "/")
    '/'
    """
    try:
        came = urlsplit(referrer)
    except ValueError:
        return start
    if came.netloc != host:
        return start
    # Two slashes at the beginning would lead to another host.
    path = "/" + came.path.lstrip("/\\")
    return f"{path}?{came.query}" if came.query else path
