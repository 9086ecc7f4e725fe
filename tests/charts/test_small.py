"""Does a small chart stand in a page with its words, both pictures and a table, all escaped?"""

from xml.etree import ElementTree

import pandas as pd
import pytest

from supervision_kit.charts.open_and_closed import plot_open_and_closed
from supervision_kit.charts.rows import WIDE
from supervision_kit.charts.small import small_axis, small_figure

TABLE = pd.DataFrame(
    {"on": pd.to_datetime(["2026-04-01", "2026-11-27"]), "n_open": [2, 1], "n_closed": [0, 1]}
)


@pytest.fixture
def figure():
    return small_figure(
        plot_open_and_closed, TABLE, name="actions", title="A <b> title", heads=["Day", "Open"],
        rows=[["1 April", "<i>"]], caption="What <marks> are",
    )  # fmt: skip


def test_the_words_stand_above_both_pictures_and_a_table_below(figure):
    tree = ElementTree.fromstring(figure)
    assert tree.find("p").text.startswith("One action is open")
    assert [each.get("class") for each in tree.findall("div")] == ["only-wide", "only-narrow"]
    assert figure.count('role="img"') == 2
    assert tree.find("details/summary").text == "Read as a table"
    assert [each.text for each in tree.findall("details/table/tbody/tr/*")] == ["1 April", "<i>"]


def test_what_is_put_in_is_escaped(figure):
    assert not {"<b>", "<i>", "<marks>"} & {part + ">" for part in figure.split(">")}
    assert "&lt;i&gt;" in figure


def test_without_rows_the_words_stand_alone():
    empty = small_figure(
        plot_open_and_closed, TABLE.iloc[:0], name="a", title="A", heads=["Day"], rows=[]
    )
    assert "Nothing has been taken on yet." in empty
    assert "<svg" not in empty
    assert "<details" not in empty


def test_without_a_day_there_is_no_axis():
    assert small_axis([], WIDE, 0.0) is None
