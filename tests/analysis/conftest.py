"""Tables of ratings as the store gives them, written out as literals."""

import pandas as pd
import pytest

from supervision_kit.frameworks import load_framework
from supervision_kit.pages.case_view import labelled_dates
from supervision_kit.store import open_store

COLUMNS = ["rated_on", "scale", "dimension", "rater", "value", "not_rated", "not_rated_note"]


@pytest.fixture(scope="session")
def dimensions():
    """Return the bundled dimensions, and one of which neither end is good news."""
    own = {"scale": "pace", "dimension": "pace", "name": "Pace", "scale_name": "Pace"}
    bounds = {"minimum": 1.0, "maximum": 5.0, "step": 1.0, "better": "neither", "lane": "context"}
    pace = pd.DataFrame(
        [own | bounds | {"good_news": "", "path": False, "places": (), "asked": ()}]
    )
    return pd.concat([load_framework().dimensions(), pace], ignore_index=True)


@pytest.fixture(scope="session")
def ratings():
    """Return a function that makes a table of ratings out of rows of `COLUMNS`."""

    def make(*rows, evidence=""):
        padded = [(*row, *(None,) * (len(COLUMNS) - len(row))) for row in rows]
        table = pd.DataFrame(padded, columns=COLUMNS)
        return table.assign(evidence=evidence, rated_on=pd.to_datetime(table["rated_on"]))

    return make


@pytest.fixture(scope="session")
def engaged(ratings):
    """Return a function that makes ratings of one dimension: (day, rater, value) rows."""

    def make(*rows, dimension="working_relationship", scale="engagement"):
        return ratings(*((day, scale, dimension, rater, value) for day, rater, value in rows))

    return make


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """Return the tables of an empty store, as an agenda is made of them."""
    path = tmp_path_factory.mktemp("empty") / "caseload.sqlite"
    with open_store(path, create=True, author="tester") as opened:
        tables = opened.tables()
        return tables | {"dates_ahead": labelled_dates(tables["dates_ahead"], opened.framework)}
