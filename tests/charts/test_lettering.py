from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervision_kit.charts.lettering import flags, shortened, spread, wrapped
from supervision_kit.charts.style import text_width

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)


def test_a_text_that_fits_is_left_alone():
    assert shortened("Hearing", 100, 14) == "Hearing"


def test_a_text_too_long_ends_with_an_ellipsis_within_its_room():
    text = shortened("Something that goes on and on", 100, 14)
    assert text.endswith("…")
    assert text_width(text, 14) <= 100


def test_lines_break_between_words():
    assert wrapped("Sees a need for change", 130, 15) == ["Sees a need for", "change"]


def test_a_word_longer_than_a_line_is_broken_inside():
    lines = wrapped("Donaudampfschifffahrtsgesellschaft ja", 100, 15)
    assert "".join(lines).replace(" ", "") == "Donaudampfschifffahrtsgesellschaftja"
    assert all(text_width(line, 15) <= 100 for line in lines)


def test_more_lines_than_allowed_are_cut():
    lines = wrapped("one two three four five six seven eight nine ten", 60, 15, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_an_empty_text_has_no_line():
    assert wrapped("  ", 100, 15) == []


@given(words, st.integers(20, 300))
def test_wrapped_lines_fit_and_lose_nothing(text, room):
    lines = wrapped(text, room, 15)
    assert "".join(lines).split() == [] or "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 15) <= room or len(line) == 1 for line in lines)


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        ([], []),
        ([30], [30]),
        ([10, 40], [10, 40]),
        ([30, 30], [22, 38]),
        ([30, 30, 30], [14, 30, 46]),
        ([40, 10], [40, 10]),
        ([0, 0], [0, 16]),
        ([60, 60], [44, 60]),
    ],
)
def test_labels_are_moved_apart_as_little_as_may_be(wanted, placed):
    assert spread(wanted, 16, 0, 60) == placed


@given(st.lists(st.floats(0, 100), max_size=6))
def test_labels_never_touch_and_stay_within_their_room(wanted):
    placed = spread(wanted, 16, 0, 100)
    assert all(after - before >= 16 - 1e-6 for before, after in pairwise(sorted(placed)))
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in placed)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == sorted(placed)


def test_far_events_share_the_lowest_storey():
    placed = flags([(0, "Hearing"), (300, "Crisis")], edge=760, size=14, widest=170)
    assert [flag.level for flag in placed] == [0, 0]


def test_of_two_near_events_the_earlier_stands_higher():
    early, late = flags([(100, "Order made"), (120, "Hearing")], edge=760, size=14, widest=170)
    assert (early.level, late.level) == (1, 0)


def test_events_of_one_day_stand_on_one_pole():
    placed = flags([(100, "Crisis"), (100, "Apology")], edge=760, size=14, widest=170)
    assert {flag.x for flag in placed} == {100}
    assert sorted(flag.level for flag in placed) == [0, 1]


def test_a_label_at_the_edge_stands_before_its_line():
    (flag,) = flags([(740, "Order ended")], edge=760, size=14, widest=170)
    assert flag.right < flag.x


def test_without_events_there_are_no_flags():
    assert flags([], edge=760, size=14, widest=170) == []


# How long it takes depends on what else the machine does.
@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(170, 650), st.sampled_from(["Crisis", "Change of placement", "x" * 80])
        ),
        max_size=20,
    )
)
def test_flags_never_touch_and_stay_on_the_picture(marks):
    placed = flags(marks, edge=760, size=14, widest=170)
    assert len(placed) == len(marks)
    assert all(flag.left >= 0 and flag.right <= 760 for flag in placed)
    for n, one in enumerate(placed):
        for other in placed[n + 1 :]:
            assert one.level != other.level or one.right < other.left or other.right < one.left
