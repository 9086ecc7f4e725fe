"""May everybody do what the product says they may, and nothing else?

`rights.csv` was written by hand from what the product promises: who reviews a caseload, who reads
along in supervision, who sees dates and no case. r is to read, a to add, c to change.
"""

import csv
from itertools import chain, combinations
from pathlib import Path
from typing import get_args

import pytest

from supervision_kit.access import RIGHTS, Standing, may
from supervision_kit.records import Case, Contact, Person, Rating, kinds

ACTIONS = {"r": "read", "a": "add", "c": "change"}
with (Path(__file__).parent / "rights.csv").open(newline="") as file:
    DUE = {row.pop("standing"): row for row in csv.DictReader(file)}
PAIRS = [(standing, kind) for standing in get_args(Standing) for kind in kinds()]


@pytest.mark.parametrize(("standing", "kind"), PAIRS)
def test_somebody_may_do_what_is_written_and_nothing_else(standing, kind):
    due = DUE[standing][kind.__tablename__]
    assert {a for a in ACTIONS if may(ACTIONS[a], [standing], kind)} == set(due) - {"-"}


def test_every_standing_and_kind_of_record_is_written_down():
    assert set(DUE) == set(get_args(Standing))
    for row in DUE.values():
        assert set(row) == {kind.__tablename__ for kind in kinds()}
    assert set(chain.from_iterable(RIGHTS.values())) <= set(DUE)


def test_who_stands_nowhere_may_nothing():
    assert not any(may(action, [], kind) for action in ACTIONS.values() for kind in kinds())


@pytest.mark.parametrize("two", [*combinations(get_args(Standing), 2)], ids=str)
def test_who_stands_in_two_ways_may_what_either_may(two):
    for action in ACTIONS.values():
        for kind in (Case, Contact, Rating, Person):
            assert may(action, two, kind) == any(may(action, [each], kind) for each in two)
