"""Is the table that is saved the one on the page, as a spreadsheet should read it?"""

import csv
import io
from datetime import date

from supervision_kit.pages.case_view import gather
from supervision_kit.pages.downloads import ratings_csv

TODAY = date(2026, 11, 20)


def test_the_table_has_a_row_for_each_date_and_dimension_and_whole_values_stay_whole(caseload):
    view = gather(caseload, "K-7F3Q", TODAY)
    rows = list(csv.DictReader(io.StringIO(ratings_csv(view))))
    assert len(rows) == view.trajectory[["row", "rated_on"]].drop_duplicates().shape[0]
    newest = {row["dimension"]: row for row in rows if row["date"] == "2026-11-16"}
    assert (newest["Expectancy"]["worker"], newest["Expectancy"]["client"]) == ("4", "3")
    assert newest["Expectancy"]["supervisor"] == ""
    values = {row[rater] for row in rows for rater in ("worker", "client")}
    assert values <= {"", "1", "2", "3", "4", "5"}


def test_a_half_point_keeps_its_half(caseload):
    view = gather(caseload, "K-7F3Q", TODAY)
    view.trajectory["value"] -= 0.5
    assert "3.5" in ratings_csv(view)


def test_each_of_several_participants_has_a_column(caseload):
    rows = list(csv.DictReader(io.StringIO(ratings_csv(gather(caseload, "K-5N7X", TODAY)))))
    newest = next(row for row in rows if row["dimension"] == "Sees a need for change")
    assert [newest[name] for name in ("date", "worker", "Mother", "Father")] == [
        "2026-11-13",
        "4",
        "4",
        "3",
    ]


def test_what_a_participant_is_called_cannot_be_taken_for_a_formula(caseload):
    view = gather(caseload, "K-5N7X", TODAY)
    view.trajectory["called"] = view.trajectory["called"].replace("Mother", "=1+1")
    head = ratings_csv(view).splitlines()[0].split(",")
    assert "'=1+1" in head
    assert "=1+1" not in head
