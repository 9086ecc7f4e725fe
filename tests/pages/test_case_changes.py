"""Which changes does the case page list, and how is it asked for others?"""

from datetime import timedelta

import pytest

from supervision_kit.pages.case_changes import FROM_DAY, ChangesList
from supervision_kit.pages.painting import as_html
from supervision_kit.pages.pieces import every
from tests.pages.test_what_changed import TODAY, changed

MANY = [
    changed(1, "anna"),
    changed(2, "ben", "promises"),
    changed(9, "anna"),
    changed(10, "anna"),
    changed(40, "anna", "promises"),
]


class Shown:
    """A list of changes as a reader meets it: what it offers, and what it says."""

    def __init__(self, changes):
        self.changes, self.n_repaints = changes, 0
        self.list = ChangesList(self._repaint, lambda save_id: None)

    def _repaint(self):
        self.n_repaints += 1

    def pieces(self):
        return {each.name: each for each in every(list(self.list.pieces(self.changes, TODAY)))}

    def choose(self, **answers):
        for name, answer in answers.items():
            self.pieces()[f"changed-{name}"].choose(answer)

    def listed(self):
        return [name for name in self.pieces() if name.endswith("-words")]

    def html(self):
        return as_html(list(self.list.pieces(self.changes, TODAY)))


def choosers(shown):
    names = shown.pieces()
    return [name for name in ("kind", "by", "span", "day") if f"changed-{name}" in names]


def test_nothing_stands_there_where_nothing_was_changed():
    assert Shown([]).pieces() == {}


def test_a_person_and_a_time_can_be_asked_for_beside_the_kind():
    shown = Shown(MANY)
    assert choosers(shown) == ["kind", "by", "span"]
    words = [each for each, _ in shown.pieces()["changed-span"].options]
    assert words == [
        "at any time",
        "in the last 7 days",
        "in the last 4 weeks",
        "from a day on …",
    ]
    assert [each for each, _ in shown.pieces()["changed-by"].options] == ["anyone", "anna", "ben"]


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ([changed(n) for n in range(4)], []),
        ([changed(n) for n in range(9)], ["span"]),
        ([changed(n, by) for n, by in enumerate("aabb")], ["by"]),
        ([changed(n, table=of) for n, of in enumerate(["contacts", *["events"] * 3])], ["kind"]),
        (MANY[:3], []),
    ],
    ids=["one person this week", "older", "two people", "two kinds", "all are seen anyway"],
)
def test_only_what_would_leave_something_out_is_offered(changes, offered):
    assert choosers(Shown(changes)) == offered


def test_what_is_asked_for_is_listed_and_counted():
    shown = Shown(MANY)
    assert "5 changes, newest first" in shown.html()
    shown.choose(by="anna")
    assert len(shown.listed()) == 3
    assert "4 of 5 changes, newest first" in shown.html()
    assert shown.pieces()["changed-more"].label == "One more change"
    shown.choose(span="week")
    assert len(shown.listed()) == 1
    assert "One of 5 changes" in shown.html()
    assert "changed-more" not in shown.pieces()
    assert shown.n_repaints == 2


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        (
            {"by": "ben", "kind": "contacts"},
            "Nothing of this kind was changed by ben so far.",
        ),
        (
            {"by": "anna", "kind": "promises", "span": "month"},
            "Nothing of this kind was changed by anna in the last 4 weeks.",
        ),
        ({"span": FROM_DAY, "day": TODAY}, "Nothing was changed since 20 Nov."),
        (
            {"by": "ben", "span": FROM_DAY, "day": TODAY},
            "Nothing was changed by ben since 20 Nov.",
        ),
        (
            {"kind": "promises", "span": FROM_DAY, "day": TODAY},
            "Nothing of this kind was changed since 20 Nov.",
        ),
    ],
)
def test_where_nothing_fits_that_is_said_with_what_was_asked(answers, sentence):
    shown = Shown(MANY)
    shown.choose(**answers)
    assert shown.listed() == []
    assert sentence in shown.html()
    assert "None of 5 changes" in shown.html()


def test_a_day_is_asked_for_only_where_one_is_to_be_named_and_until_then_all_are_listed():
    shown = Shown(MANY)
    assert "changed-day" not in shown.pieces()
    shown.choose(span=FROM_DAY)
    assert "5 changes, newest first" in shown.html()
    shown.choose(day=TODAY - timedelta(10))
    assert "4 of 5 changes" in shown.html()
    shown.choose(day=None)
    assert "5 changes, newest first" in shown.html()


def test_a_wish_that_is_not_offered_any_more_hides_nothing():
    shown = Shown(MANY)
    shown.choose(by="ben", span="month")
    shown.changes = [changed(n) for n in range(5)]
    assert choosers(shown) == []
    assert "5 changes, newest first" in shown.html()


def test_another_case_begins_with_all_changes():
    shown = Shown(MANY)
    shown.choose(kind="promises", span=FROM_DAY, day=TODAY)
    shown.list.start_anew()
    assert "5 changes, newest first" in shown.html()
    assert "changed-day" not in shown.pieces()


def test_whatever_a_person_is_called_is_escaped():
    shown = Shown([changed(0, "<b>x</b>", "promises"), *(changed(n) for n in range(4))])
    shown.choose(by="<b>x</b>", kind="contacts")
    html = shown.html()
    assert "<b>x" not in html
    assert "changed by &lt;b&gt;x" in html


def test_the_whole_of_a_long_change_can_be_read():
    long = changed(0)
    long.became[0] = f"Notes: “{'a ' * 300}” became “the end”"
    assert "became “the end”" in Shown([long]).html()
