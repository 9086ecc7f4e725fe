"""Is the last talk about each case found, whatever the order?"""

import pandas as pd

from supervision_kit.analysis.last_talked import last_talked
from tests.analysis.seated import ago


def talks(*rows):
    table = pd.DataFrame(rows, columns=["case", "talked_on"])
    return table.assign(talked_on=pd.to_datetime(table["talked_on"]))


def test_the_newest_talk_about_each_case_is_found_whatever_the_order():
    table = talks(("K-1", ago(9)), ("K-2", ago(20)), ("K-1", ago(3)), ("K-1", ago(5)))
    assert last_talked(table) == {"K-1": ago(3), "K-2": ago(20)}


def test_without_a_talk_no_case_was_talked_about():
    assert last_talked(talks()) == {}
