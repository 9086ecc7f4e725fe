"""Is the last talk about a case found, whatever the order, and where it was?"""

import pandas as pd
import pytest

from supervision_kit.analysis.last_talked import LastTalk, last_talk, last_talked
from tests.analysis.seated import ago


def talks(*rows):
    table = pd.DataFrame(rows, columns=["case", "talked_on"])
    return table.assign(talked_on=pd.to_datetime(table["talked_on"]))


def of_one(*rows):
    table = pd.DataFrame(rows, columns=["talked_on", "talked_by"])
    return table.assign(talked_on=pd.to_datetime(table["talked_on"]))


def rooms(*rows):
    table = pd.DataFrame(rows, columns=["held_on", "supervision"])
    return table.assign(held_on=pd.to_datetime(table["held_on"]))


def test_the_newest_talk_about_each_case_is_found_whatever_the_order():
    table = talks(("K-1", ago(9)), ("K-2", ago(20)), ("K-1", ago(3)), ("K-1", ago(5)))
    assert last_talked(table) == {"K-1": ago(3), "K-2": ago(20)}


def test_without_a_talk_no_case_was_talked_about():
    assert last_talked(talks()) == {}
    assert last_talk(of_one(), rooms()) is None


def test_the_last_talk_is_in_the_supervision_that_had_the_case_on_its_agenda_that_day():
    found = last_talk(
        of_one((ago(3), "S1, W2"), (ago(20), "S2, W3")),
        rooms((ago(20), "S2-W3"), (ago(3), "S1-W2")),
    )
    assert found == LastTalk(ago(3), "S1, W2", "S1-W2")


@pytest.mark.parametrize("seen", [rooms(), rooms((ago(9), "S1-W2"))])
def test_a_talk_in_a_supervision_that_is_not_the_readers_names_none(seen):
    assert last_talk(of_one((ago(3), "S2, W3")), seen) == LastTalk(ago(3), "S2, W3", "")
