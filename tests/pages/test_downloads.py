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
