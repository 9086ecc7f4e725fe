"""Does the table say what the picture shows, a block a date, escaping what people typed?"""

from datetime import datetime
from xml.etree import ElementTree

import pytest

from supervision_kit.charts.table_html import N_OPEN, twin_html


def parsed(table):
    """The table twin as a tree; what is written is well-formed."""
    html = twin_html(table)
    return ElementTree.fromstring(f"<div>{html}</div>").find("details")


def words(element):
    """What is read in an element, blanks made one."""
    return " ".join("".join(element.itertext()).split())


def days(tree):
    return tree.findall(".//table[@class='twin-day']")


def rows(day):
    return [[words(cell) for cell in row] for row in day.findall("tbody/tr")]


def test_each_date_has_a_table_of_its_own_the_newest_first(table):
    tree = parsed(
        table(
            ("2026-03-01", "investment", "worker", 3),
            ("2026-03-08", "investment", "worker", 4.5),
            ("2026-03-08", "investment", "client", 1),
            ("2026-03-08", "mistrust", "worker", 2),
        )
    )
    newest, first = days(tree)
    assert [words(each.find("caption")) for each in (newest, first)] == [
        "8 March 2026",
        "1 March 2026",
    ]
    assert newest.find("caption/time").get("datetime") == "2026-03-08"
    assert rows(newest) == [
        ["Investment", "4.5", "1, “This is done to me”", ""],
        ["Mistrust", "2", "", ""],
    ]
    assert rows(first) == [["Investment", "3", "", ""]]


def test_every_cell_has_a_head_with_a_scope(full):
    for day in days(parsed(full)):
        heads = day.findall("thead/tr/th")
        assert [words(each) for each in heads] == [
            "What was rated",
            "Worker",
            "Client",
            "Supervisor",
            "What was seen or heard",
        ]
        assert {each.get("scope") for each in heads} == {"col"}
        for row in day.findall("tbody/tr"):
            assert len(row) == len(heads)
            assert [cell.get("scope") for cell in row.findall("th")] == ["row"]


def test_all_that_is_drawn_stands_in_it(full):
    told = [row for day in days(parsed(full)) for row in rows(day)]
    assert len(told) == full[["row", "rated_on"]].drop_duplicates().shape[0]
    n_values = sum(bool(cell) for row in told for cell in row[1:-1])
    assert n_values == full["value"].notna().sum()


def test_the_newest_dates_stand_open_and_the_others_are_folded_by_month(table):
    dates = ["2026-03-29", "2026-03-22", "2026-03-15", "2026-03-08", "2026-02-22", "2026-02-15"]
    tree = parsed(table(*((on, "investment", "worker", 3) for on in dates)))
    assert len(tree.findall("table[@class='twin-day']")) == N_OPEN
    folded = {words(each.find("summary")): len(days(each)) for each in tree.findall("details")}
    assert folded == {"March 2026, one date": 1, "February 2026, 2 dates": 2}


def test_a_rater_who_never_rated_has_no_column(table):
    (day,) = days(parsed(table(("2026-03-01", "investment", "worker", 3))))
    assert "Client" not in words(day.find("thead"))


def test_why_something_was_not_rated_stands_in_words_with_its_rater_where_several_spoke(table):
    drawn = table(
        ("2026-03-01", "investment", "worker", None, "did_not_attend"),
        ("2026-03-01", "mistrust", "worker", 2),
        ("2026-03-01", "mistrust", "client", None, "declined"),
    )
    (day,) = days(parsed(drawn.assign(not_rated_note=["asked twice", "", ""])))
    told = {row[0]: row[-1] for row in rows(day)}
    assert told["Investment"] == "Not rated: did not attend: asked twice"
    assert told["Mistrust"] == "client: Not rated: declined"


def test_what_people_typed_stays_text_and_finds_its_own_direction(table):
    typed = "<b>هذا</b> & more"
    drawn = table(("2026-03-01", "investment", "worker", 3)).assign(evidence=typed)
    tree = parsed(drawn)
    holders = [each for each in tree.iter() if each.text and typed in each.text]
    assert len(holders) == 1
    assert {each.get("dir") for each in holders} == {"auto"}


def test_nothing_at_all_leaves_nothing_to_unfold(table):
    assert twin_html(table()) == ""


@pytest.mark.parametrize("n", [1, 2])
def test_two_ratings_of_one_rater_on_one_day_both_stand(table, n):
    same = [("2026-03-01", "investment", "worker", value) for value in range(1, n + 1)]
    (day,) = days(parsed(table(*same)))
    assert [row[1] for row in rows(day)] == [str(value) for value in range(1, n + 1)]


def test_the_place_on_a_path_is_named_and_not_numbered(table):
    drawn = table(("2026-03-01", "investment", "worker", 3))
    tree = parsed(drawn.assign(path=True, label="Relapse"))
    (cell,) = tree.findall(".//td[@data-rater]")
    assert words(cell) == "Relapse"


def test_an_answer_of_the_person_stands_there_in_the_words_they_chose(table):
    drawn = table(("2026-03-01", "investment", "client", 3))
    tree = parsed(drawn.assign(label="I took <one> part"))
    (cell,) = tree.findall(".//td[@data-rater]")
    assert words(cell) == "3, “I took <one> part”"


def test_each_of_several_participants_has_a_column_named_and_coloured_as_their_line(shared):
    tree = parsed(shared("Mother", "<b>Father</b>", names=("investment",), n_days=1))
    heads = [words(each) for each in days(tree)[0].find("thead/tr")]
    assert heads == [
        "What was rated",
        "Worker",
        "Mother",
        "<b>Father</b>",
        "What was seen or heard",
    ]
    cells = [cell for cell in tree.iter("td") if cell.get("data-rater")]
    assert {cell.get("data-rater"): cell.get("class") for cell in cells} == {
        "worker": "number rater-worker",
        "Mother": "number rater-client",
        "<b>Father</b>": "number rater-second",
    }


def test_decisions_are_a_table_of_their_own_the_newest_first_and_escaped(table):
    decided = [(datetime(2026, 4, 1), "Wait <b>"), (datetime(2026, 6, 1), "Visit in pairs")]
    for ratings in (table(("2026-03-01", "investment", "worker", 3)), table()):
        html = twin_html(ratings, decided)
        tree = ElementTree.fromstring(f"<div>{html}</div>").find("details")
        (found,) = tree.findall(".//table[@class='twin-day twin-decided']")
        assert words(found.find("caption")) == "What was decided in supervision"
        assert rows(found) == [["1 June 2026", "Visit in pairs"], ["1 April 2026", "Wait <b>"]]


def test_without_ratings_and_decisions_there_is_nothing_to_unfold(table):
    assert twin_html(table()) == ""
