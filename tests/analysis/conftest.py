"""Tables of ratings as the store gives them, written out as literals."""

import pandas as pd
import pytest

from supervision_kit.frameworks import load_framework

COLUMNS = ["rated_on", "scale", "dimension", "rater", "value", "not_rated", "not_rated_note"]


@pytest.fixture(scope="session")
def dimensions():
    return load_framework().dimensions()


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
