"""Is the small drawing of a case what its table says?"""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pandas as pd
import pytest

from supervision_kit.charts.sparkline import BESIDE, HEIGHT, SPARK_MARGIN, WIDTH, sparklines

SINCE, UNTIL = date(2026, 1, 1), date(2026, 12, 31)
COLUMNS = ["case", "line", "on", "position", "segment"]


def line(*rows, case="K-1", number=0):
    """A line: months since the axis begins, position, stretch."""
    return [(case, number, SINCE + timedelta(30 * n), at, segment) for n, at, segment in rows]


def drawn(*lines, titles=None):
    table = pd.DataFrame([row for rows in lines for row in rows], columns=COLUMNS)
    return sparklines(table, titles or {}, since=SINCE, until=UNTIL)


def strokes(svg):
    """The strokes of the lines: each a list of points, and whether it is a dot."""
    drawing = ElementTree.fromstring(svg)
    path = drawing.findall("path")[0].attrib["d"]
    found = []
    for stroke in filter(None, path.split("M")):
        numbers = [float(number) for number in re.findall(r"[\d.]+", stroke.removesuffix("h0"))]
        found.append(list(zip(numbers[::2], numbers[1::2], strict=True)))
    return found


def test_a_line_rises_from_left_to_right_within_the_drawing():
    ((first, second),) = strokes(drawn(line((0, 0, 0), (12, 1, 0)))["K-1"])
    assert first == (SPARK_MARGIN, HEIGHT - SPARK_MARGIN)
    assert second[1] == SPARK_MARGIN
    assert first[0] < second[0] <= WIDTH - SPARK_MARGIN


def test_every_stretch_is_a_stroke_of_its_own_and_a_value_alone_is_a_dot():
    svg = drawn(line((0, 0, 0), (1, 1, 0), (6, 1, 1)))["K-1"]
    assert [len(stroke) for stroke in strokes(svg)] == [2, 1]
    assert "h0" in svg


def test_lines_of_one_height_lie_side_by_side():
    one, other = strokes(drawn(line((0, 0.5, 0), (1, 0.5, 0)), line((0, 0.5, 0), number=1))["K-1"])
    assert other[0][1] - one[0][1] == pytest.approx(BESIDE, abs=0.11)


def test_all_cases_share_one_axis_of_time():
    drawings = drawn(line((0, 0, 0), (6, 1, 0)), line((6, 0, 0), case="K-2"))
    ((_, last),), ((only,),) = (strokes(drawings[case]) for case in ("K-1", "K-2"))
    assert last[0] == only[0]


def test_what_lies_outside_the_axis_is_left_out():
    assert drawn(line((-1, 0, 0), (13, 0, 0))) == {}


def test_without_ratings_there_is_no_drawing():
    assert drawn() == {}


def test_a_drawing_speaks_and_what_it_says_is_escaped():
    svg = drawn(line((0, 0, 0)), titles={"K-1": "<script>alert(1)</script>"})["K-1"]
    drawing = ElementTree.fromstring(svg)
    assert drawing.attrib["role"] == "img"
    assert drawing.findtext("title") == "<script>alert(1)</script>"


def test_a_drawing_brings_its_own_colour_and_size():
    drawing = ElementTree.fromstring(drawn(line((0, 0, 0)))["K-1"])
    assert drawing.attrib["fill"] == "none"
    assert re.fullmatch(r"#[0-9a-f]{6}", drawing.attrib["stroke"])
    assert drawing.attrib["viewBox"] == f"0 0 {drawing.attrib['width']} {drawing.attrib['height']}"
