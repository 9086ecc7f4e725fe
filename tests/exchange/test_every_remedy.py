"""Every remedy that an import gives is followed, as a person would; then the file comes in."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import NamedTuple

import openpyxl
import pytest

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport
from supervision_kit.frameworks.sentences import bundled_sentences
from supervision_kit.records import Case, Contact, Promise
from supervision_kit.store import open_store

from .conftest import SMALL
from .test_matching import MAPPINGS

TABLE = "case,date,investment\nK-01,2026-03-02,4\nK-02,2026-03-02,2\n"
DAYS = SMALL.replace('[date]\ncolumn = "date"', '[date]\nday = "date"\ncounts = "days"\n')
COUNTED = DAYS.replace('"days"\n', '"days"\nstarts_on = 2026-03-02\n')
CONTACTS = "case,date,where,minutes,notes\nK-01,2026-03-02,Phone,5,Rang back.\n"
TWO_COLUMNS = SMALL + SMALL[SMALL.index("[[rating]]") :].replace(
    'column = "investment"', 'column = "hers"'
)


class Desk:
    """What a person has in front of them: the file, the mapping, the command, the store."""

    def __init__(self, folder, store, table, mapping):
        self.folder, self.store = folder, store
        self.text, self.mapping_text = table, mapping
        self.book = openpyxl.Workbook() if table is None else None
        self.asked = {}
        self.export = None

    def table(self, old, new):
        """Change the file."""
        assert old in self.text, old
        self.text = self.text.replace(old, new)

    def mapping(self, old, new):
        """Change the mapping."""
        assert old in self.mapping_text, old
        self.mapping_text = self.mapping_text.replace(old, new)

    def under(self, heading, line):
        """Write a line under a heading of the mapping."""
        if f"[{heading}]" in self.mapping_text:
            self.mapping(f"[{heading}]", f"[{heading}]\n{line}")
        else:
            self.mapping_text += f"\n[{heading}]\n{line}\n"

    def cell(self, place, value, format="General"):
        """Type something into a cell of the workbook and choose a number format."""
        cell = self.book.active[place]
        cell.value, cell.number_format = value, format

    def column(self, letter, format):
        """Format a column of the workbook."""
        for cell in self.book.active[letter][1:]:
            cell.number_format = format

    def ask(self, **asked):
        """Add words to the command."""
        self.asked = asked

    def exported(self, change):
        """Change an export of the store."""
        content = json.loads(self.export.read_text(encoding="utf-8"))
        change(content["tables"])
        self.export.write_text(json.dumps(content), encoding="utf-8")

    def take_in(self):
        """Run the import."""
        if self.export is not None:
            return exchange.import_file(self.export, None, self.store, **self.asked)
        mapping = self.folder / "mapping.toml"
        mapping.write_text(self.mapping_text, encoding="utf-8")
        if self.book is not None:
            path = self.folder / "table.xlsx"
            self.book.save(path)
        else:
            path = self.folder / "table.csv"
            path.write_text(self.text, encoding="utf-8")
        return exchange.import_file(path, mapping, self.store, **self.asked)


Deed = Callable[[Desk], object]


class Remedy(NamedTuple):
    """A remedy, how one comes to read it, and what a person then does: each deed by itself."""

    key: str
    table: str | None
    deeds: tuple[Deed, ...]
    mapping: str = SMALL
    start: Deed = lambda desk: None


def changed(old, new, table=TABLE):
    assert old in table
    return table.replace(old, new)


def book(*rows):
    """Give a start: a workbook with these rows, of values or of (value, format)."""

    def start(desk):
        sheet = desk.book.active
        sheet.append(["case", "date", "investment"])
        for number, row in enumerate(rows, start=2):
            for place, value in enumerate(row, start=1):
                value, format = value if isinstance(value, tuple) else (value, None)
                cell = sheet.cell(number, place, value)
                cell.number_format = format or cell.number_format

    return start


def earlier(table, mapping=MAPPINGS["contacts"]):
    """Give a start: this file was taken in before."""

    def start(desk):
        wanted = desk.text, desk.mapping_text
        desk.text, desk.mapping_text = table, mapping
        desk.take_in()
        desk.text, desk.mapping_text = wanted

    return start


def saved_and_exported(desk):
    """A case with a contact and its promise, in a store; exported, then to come into another."""
    day = dt.date(2026, 3, 2)
    case = Case(code="K-01", setting="probation", opened_on=day)
    about = {"case_id": case.id, "occurred_on": day, "attendance": "attended"}
    contact = Contact(id="a" * 32, kind="phone", **about)
    other = Contact(id="b" * 32, kind="office", **about)
    promise = Promise(case_id=case.id, contact_id=contact.id, promised_on=day, text="Ring.")
    with open_store(desk.folder / "first.sqlite", create=True, author="tester") as first:
        first.save(case, contact, other, promise)
        desk.export = exchange.export(first, desk.folder / "out.json", "json", replace=True).path


def lost_contact(desk):
    saved_and_exported(desk)
    content = json.loads(desk.export.read_text(encoding="utf-8"))
    desk.kept = content["tables"]["contacts"]
    desk.exported(lambda tables: tables.update(contacts=[]))


def signed(**signature):
    """Come to an export one row of which is signed otherwise."""

    def start(desk):
        saved_and_exported(desk)
        desk.exported(lambda tables: tables["contacts"][0].update(signature))

    return start


def sign(**signature):
    """Sign that row as the remedy says."""
    return lambda desk: desk.exported(lambda tables: tables["contacts"][0].update(signature))


def same_id(desk):
    saved_and_exported(desk)
    desk.exported(lambda tables: tables["contacts"][1].update(id=tables["contacts"][0]["id"]))


def again(desk):
    """Export again, from the store as it is."""
    with open_store(desk.folder / "first.sqlite", author="tester") as first:
        desk.export = exchange.export(first, desk.folder / "out.json", "json", replace=True).path


def case_made(desk):
    day = dt.date(2026, 3, 1)
    desk.store.save(
        *(Case(code=code, setting="probation", opened_on=day) for code in ("K-01", "K-02"))
    )


NEAR = CONTACTS.replace(",5,", ",6,")
TWO_NEAR = NEAR + "K-01,2026-03-02,Phone,7,Rang back.\n"
MONTHS = dt.date(2026, 3, 2)
REMEDIES = [
    Remedy(
        "ragged",
        changed("02,4", "02,4,5"),
        (lambda d: d.table("02,4,5", "02,4"),),
    ),
    Remedy(
        "ragged",
        "case,date,where,minutes,notes\nK-01,2026-03-02,Phone,5,Rang, and rang back.\n",
        (lambda d: d.table("Rang, and rang back.", '"Rang, and rang back."'),),
        MAPPINGS["contacts"],
    ),
    Remedy(
        "formula_unsaved",
        None,
        (lambda d: d.cell("C2", 4),),
        start=book(("K-01", MONTHS, "=2+2")),
    ),
    Remedy(
        "cell_fault",
        None,
        (lambda d: d.cell("C2", 4), lambda d: d.cell("C2", None)),
        start=book(("K-01", MONTHS, "#N/A")),
    ),
    Remedy(
        "no_case",
        changed("K-02", ""),
        (lambda d: d.table("\n,", "\nK-02,"), lambda d: d.table("\n,2026-03-02,2", "")),
    ),
    Remedy(
        "no_case",
        changed("K-02", "NA"),
        (lambda d: d.under("file", "missing = []"),),
    ),
    Remedy(
        "case_without_code",
        TABLE,
        (lambda d: d.mapping("[case.codes]", '[case.codes]\nK-02 = "K-02"'),),
        SMALL + '\n[case.codes]\nK-01 = "K-01"\n',
    ),
    Remedy(
        "case_unknown",
        TABLE,
        (case_made, lambda d: d.under("case", 'setting = "probation"\nmandate = "mandated"')),
        SMALL.replace('setting = "probation"\nmandate = "mandated"\n', ""),
    ),
    Remedy(
        "no_date",
        changed("K-02,2026-03-02", "K-02,"),
        (
            lambda d: d.table("K-02,", "K-02,2026-03-02"),
            lambda d: d.table("K-02,,2\n", ""),
        ),
    ),
    Remedy(
        "date_is_number",
        None,
        (
            lambda d: d.column("B", "yyyy-mm-dd"),
            lambda d: (
                d.mapping(
                    'column = "date"', 'day = "date"\ncounts = "days"\nstarts_on = 1899-12-31'
                )
                or d.column("B", "General")
            ),
        ),
        start=book(("K-01", 46083, 4)),
    ),
    Remedy(
        "date_format",
        changed("K-02,2026-03-02", "K-02,02.03.2026"),
        (lambda d: d.table("02.03.2026", "2026-03-02"),),
    ),
    Remedy(
        "date_format",
        changed("2026-03-02", "02.03.2026"),
        (lambda d: d.under("date", 'format = "DD.MM.YYYY"'),),
    ),
    Remedy(
        "has_time",
        changed("2026-03-02", "2026-03-02 14:30"),
        (lambda d: d.under("date", 'time = "ignore"'),),
    ),
    Remedy(
        "mixed_dates",
        None,
        (
            lambda d: d.cell("B2", "02.03.2026"),
            lambda d: d.under("date", 'mixed = "tell"'),
        ),
        SMALL.replace('column = "date"', 'column = "date"\nformat = "DD.MM.YYYY"'),
        book(("K-01", MONTHS, 4), ("K-01", "13.03.2026", 4)),
    ),
    Remedy(
        "no_such_day",
        changed("K-02,2026-03-02", "K-02,2026-02-30"),
        (lambda d: d.table("2026-02-30", "2026-02-20"),),
    ),
    Remedy(
        "no_such_day",
        changed("2026-03-02", "03/14/2026"),
        (lambda d: d.mapping("DD/MM/YYYY", "MM/DD/YYYY"),),
        SMALL.replace('column = "date"', 'column = "date"\nformat = "DD/MM/YYYY"'),
    ),
    Remedy(
        "day_under_one",
        "case,date,investment\nK-01,0,4\nK-01,1,3\n",
        (lambda d: d.table("K-01,0", "K-01,2"),),
        COUNTED,
    ),
    Remedy(
        "day_too_large",
        "case,date,investment\nK-01,3000000,4\n",
        (lambda d: d.table("3000000", "3"),),
        COUNTED,
    ),
    Remedy(
        "day_too_large",
        "case,date,investment\nK-01,20260302,4\n",
        (
            lambda d: d.mapping(
                'day = "date"\ncounts = "days"\nstarts_on = 2026-03-02',
                'column = "date"\nformat = "YYYYMMDD"',
            ),
        ),
        COUNTED,
    ),
    Remedy(
        "weekday_differs",
        "case,date,investment,weekday\nK-01,1,4,3\n",
        (
            lambda d: d.table("1,4,3", "1,4,1"),
            lambda d: d.mapping("2026-03-02", "2026-03-04"),
            lambda d: d.under("date", 'weekday_differs = "tell"'),
        ),
        COUNTED.replace('day = "date"', 'day = "date"\nweekday = "weekday"'),
    ),
    Remedy(
        "not_a_number",
        changed("02,4", "02,four"),
        (
            lambda d: d.table("four", "4"),
            lambda d: d.under("file", 'missing = ["four"]'),
        ),
    ),
    Remedy(
        "more_than_number",
        changed("02,4", "02,4 points"),
        (
            lambda d: d.table("4 points", "4"),
            lambda d: d.under("file", 'missing = ["4 points"]'),
        ),
    ),
    Remedy(
        "more_than_number",
        None,
        (lambda d: d.cell("C2", 4),),
        start=book(("K-01", MONTHS, (4, '0" points"'))),
    ),
    Remedy(
        "not_whole",
        CONTACTS.replace(",5,", ",5.5,"),
        (lambda d: d.table("5.5", "5"),),
        MAPPINGS["contacts"],
    ),
    Remedy(
        "decimal_mark",
        changed("02,4", '02,"4,0"'),
        (
            lambda d: d.under("file", 'decimal = ","'),
            lambda d: d.table('"4,0"', "4.0"),
        ),
    ),
    Remedy(
        "grouped",
        CONTACTS.replace(",5,", ",1'000,"),
        (
            lambda d: d.under("file", 'thousands = "\'"'),
            lambda d: d.table("1'000", "1000"),
        ),
        MAPPINGS["contacts"],
    ),
    Remedy(
        "grouped_or_decimal",
        CONTACTS.replace(",5,", ',"1,000",'),
        (
            lambda d: d.under("file", 'thousands = ","'),
            lambda d: d.under("file", 'decimal = ","'),
        ),
        MAPPINGS["contacts"],
    ),
    Remedy(
        "percent",
        changed("02,4", "02,4 %"),
        (lambda d: d.under("file", 'percent = "points"'),),
    ),
    Remedy(
        "percent",
        changed("02,4", "02,400 %").replace("-02,2\n", "-02,200 %\n"),
        (lambda d: d.under("file", 'percent = "share"'),),
    ),
    Remedy(
        "too_precise",
        changed("02,4", "02,4.00000000000000000001"),
        (lambda d: d.table("4.00000000000000000001", "4.00000000000000"),),
    ),
    Remedy(
        "shown_otherwise",
        None,
        (
            lambda d: d.column("C", "0.0") or d.cell("C2", 4),
            lambda d: d.cell("C2", 4, "0"),
            lambda d: d.under("file", 'rounded = "shown"'),
        ),
        start=book(("K-01", MONTHS, (4.2, "0"))),
    ),
    Remedy(
        "shown_empty",
        None,
        (lambda d: d.column("C", "General"), lambda d: d.cell("C2", None)),
        start=book(("K-01", MONTHS, (4, ";;;"))),
    ),
    Remedy(
        "format_unclear",
        None,
        (lambda d: d.column("C", "General"),),
        start=book(("K-01", MONTHS, (4, "# ?/?"))),
    ),
    Remedy(
        "unknown_word",
        CONTACTS.replace("Phone", "phone"),
        (
            lambda d: d.mapping('Phone = "phone"', 'Phone = "phone", phone = "phone"'),
            lambda d: d.table("phone", "Phone"),
        ),
        MAPPINGS["contacts"],
    ),
    Remedy(
        "record",
        changed("02,4", "02,9"),
        (lambda d: d.table("02,9", "02,5"), lambda d: d.under("file", 'missing = ["9"]')),
    ),
    Remedy(
        "finer_than_scale",
        changed("02,4", "02,4.0000000000001"),
        (lambda d: d.table("4.0000000000001", "4.000000000"),),
    ),
    Remedy(
        "contradicts",
        TABLE + "K-02,2026-03-02,3\n",
        (
            lambda d: d.table("K-02,2026-03-02,3\n", ""),
            lambda d: d.table("K-02,2026-03-02,2\n", ""),
        ),
    ),
    Remedy(
        "contradicts_beside",
        "case,date,investment,hers,who,her_name\nK-01,2026-03-02,4,2,worker,worker\n",
        (
            lambda d: d.mapping('{ column = "her_name" }', '"client"'),
            lambda d: d.table("4,2", "4,"),
        ),
        TWO_COLUMNS.replace('always = "worker"', 'column = "who"')
        + 'rater = { column = "her_name" }\n',
    ),
    Remedy(
        "differs_from_store",
        TABLE,
        (
            lambda d: d.ask(correct=[2]),
            lambda d: d.ask(correct="all"),
            lambda d: d.table("K-01,2026-03-02,4\n", ""),
        ),
        start=earlier(changed("02,4", "02,3"), SMALL),
    ),
    Remedy(
        "nearly_in_store",
        NEAR,
        (
            lambda d: d.ask(correct="2"),
            lambda d: d.ask(correct="all"),
            lambda d: d.ask(as_new=[2]),
            lambda d: d.table("K-01,2026-03-02,Phone,6", "K-01,2026-03-09,Phone,6"),
        ),
        MAPPINGS["contacts"],
        earlier(CONTACTS),
    ),
    Remedy(
        "unsure_in_store",
        TWO_NEAR,
        (
            lambda d: d.ask(as_new="2, 3"),
            lambda d: d.ask(correct="2", as_new="3"),
        ),
        MAPPINGS["contacts"],
        earlier(CONTACTS),
    ),
    Remedy(
        "unsure_in_store",
        NEAR,
        (
            lambda d: (
                d.ask(correct="all")
                or d.table("notes\n", "notes\nK-01,2026-03-02,Phone,7,Rang back.\n")
            ),
        ),
        MAPPINGS["contacts"],
        earlier(CONTACTS + "K-01,2026-03-02,Phone,7,Rang back.\n"),
    ),
    Remedy(
        "half_signed",
        "",
        (sign(author="anna"), sign(author=None, saved_at=None)),
        start=signed(author=None),
    ),
    Remedy(
        "not_a_moment",
        "",
        (sign(saved_at="2026-03-01T09:00:00Z"), sign(saved_at="2026-03-01T10:00:00+01:00")),
        start=signed(saved_at="2026-03-01 09:00"),
    ),
    Remedy(
        "id_twice",
        "",
        (lambda d: d.exported(lambda tables: tables["contacts"].pop()), again),
        start=same_id,
    ),
    Remedy(
        "lost",
        "",
        (
            lambda d: d.exported(lambda tables: tables.update(contacts=d.kept)),
            lambda d: d.exported(lambda tables: tables["promises"][0].update(contact_id=None)),
        ),
        start=lost_contact,
    ),
]
KEYS = {key for key in bundled_sentences("en").entries if key.startswith("exchange.")}
REMEDY_KEYS = {key.removeprefix("exchange.") for key in KEYS if key.endswith("_remedy")}


def same_words(sentence, key):
    """Say whether a sentence is the text of a key, whatever stands in its fields."""
    text = bundled_sentences("en").entries[f"exchange.{key}"]
    parts = re.split(r"\{[^}]*\}", text)
    return re.fullmatch(".*?".join(map(re.escape, parts)), sentence, re.DOTALL) is not None


@pytest.mark.parametrize(
    ("remedy", "deed"),
    [
        pytest.param(remedy, deed, id=f"{remedy.key}-{place}-{number}")
        for place, remedy in enumerate(REMEDIES)
        for number, deed in enumerate(remedy.deeds)
    ],
)
def test_who_follows_a_remedy_gets_the_file_in(tmp_path, store, remedy, deed):
    desk = Desk(tmp_path, store, remedy.table, remedy.mapping)
    remedy.start(desk)
    with pytest.raises(InvalidImport) as refused:
        desk.take_in()
    remedies = {problem.remedy for problem in refused.value.problems}
    assert any(same_words(each, f"{remedy.key}_remedy") for each in remedies), remedies
    deed(desk)
    assert desk.take_in().preview.problems == ()
    assert store.verify().ok


def test_every_remedy_there_is_has_been_followed():
    assert {f"{remedy.key}_remedy" for remedy in REMEDIES} == REMEDY_KEYS


def test_no_sentence_of_an_import_sends_a_person_where_there_is_nothing():
    """No page can change what is kept, so no remedy may say so."""
    for key in KEYS:
        assert "page of the case" not in str(bundled_sentences("en").entries[key])
