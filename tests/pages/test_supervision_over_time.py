"""Do the charts of a supervision stand on its page, and say the same as a table?"""

import datetime as dt
import re

import pytest

from supervision_kit.pages import SupervisionPage
from supervision_kit.pages.supervision_over_time import actions_figure, meetings_figure
from supervision_kit.pages.supervision_view import view_of
from supervision_kit.records import Supervision, SupervisionAgreement, SupervisionSession

TODAY = dt.date(2026, 11, 27)
PAIR = "S1-W2"


def cells(html):
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


@pytest.fixture
def view(caseload):
    return view_of(caseload, PAIR, TODAY)


def test_both_charts_stand_on_the_page_with_words_pictures_and_a_table(caseload):
    page = SupervisionPage(caseload, PAIR, today=TODAY)
    paint = page.first_paint()
    page.close()
    for name in ("meetings", "actions"):
        assert f'data-chart="{name}"' in paint
    assert "You agreed to meet every 21 days. You met 8 times" in paint
    assert "3 actions are open; 15 have been closed" in paint


def test_the_table_of_sessions_has_every_row_the_newest_first(view):
    head, newest, *_, oldest = cells(meetings_figure(view.met, TODAY))
    assert head == ["Day", "What"]
    assert newest == ["20 November 2026", "Overdue until 27 November 2026"]
    assert oldest == ["24 April 2026", "Agreed: every 28 days"]
    told = {what for _, what in cells(meetings_figure(view.met, TODAY))}
    assert {"Held", "Called off", "Planned", "A session was due by the rhythm"} <= told


def test_a_rhythm_that_ended_is_told_as_one(store):
    room = Supervision(code="S1-W9", kind="pair", from_on=dt.date(2026, 9, 1))
    of_room = {"supervision_id": room.id}
    store.save(
        room,
        SupervisionAgreement(from_on=dt.date(2026, 9, 1), rhythm_days=1, **of_room),
        SupervisionAgreement(from_on=dt.date(2026, 9, 2), **of_room),
        SupervisionSession(planned_on=dt.date(2026, 9, 1), state="held",
                           held_on=dt.date(2026, 9, 1), **of_room),
    )  # fmt: skip
    told = cells(meetings_figure(view_of(store, "S1-W9", TODAY).met, TODAY))
    assert ["2 September 2026", "No rhythm agreed any more"] in told
    assert ["1 September 2026", "Agreed: every day"] in told


def test_the_table_of_actions_counts_each_day(view):
    head, newest, *rest = cells(actions_figure(view.counted, TODAY))
    assert head == ["Day", "Open", "Closed so far"]
    assert newest == ["27 November 2026", "3", "15"]
    assert len(rest) == len(view.counted) - 1


def test_before_the_first_session_no_chart_stands_there(store):
    store.save(Supervision(code="S1-W9", kind="pair", from_on=TODAY))
    page = SupervisionPage(store, "S1-W9", today=TODAY)
    paint = page.first_paint()
    page.close()
    assert "data-chart" not in paint
    assert "Over time" not in paint
