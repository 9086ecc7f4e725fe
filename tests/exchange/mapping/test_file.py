import datetime as dt

import pytest

from supervision_kit.errors import InvalidImport
from supervision_kit.exchange import load_mapping, preview
from supervision_kit.exchange.mapping.rules import DayNumbers
from tests.exchange.conftest import SMALL

KIND, DATE = 'kind = "ratings"', 'column = "date"'


def test_the_examples_of_the_docs_are_mappings(example):
    mapping = load_mapping(example("leidig2018")[1])
    assert mapping.kind == "ratings"
    assert mapping.date == DayNumbers(
        "day", dt.date(2016, 9, 7), "weekdays", "weekday", weekday_differs="tell"
    )
    assert mapping.became() == {
        "case": "case",
        "day": "day",
        "weekday": "weekday",
        "academic_engagement": "lesson.academic_engagement",
        "disruptive_behavior": "lesson.disruptive_behaviour",
        "phase": "phase",
    }
    assert load_mapping(example("huber2014")[1]).case.codes["Adam"] == "H-01"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (KIND, "", "small.toml: “kind” is missing"),
        (
            KIND,
            'kind = "rating"',
            "“kind” is “rating”; it should be one of: cases, .* Did you mean “ratings”",
        ),
        ('column = "case"', "", "“case.column” is missing"),
        ('column = "case"', "column = 3", "“case.column” should be a text"),
        (DATE, 'colunm = "date"', "“date.colunm” is not known. Did you mean “column”"),
        (DATE, 'column = "date"\nformt = "x"', "“date.formt” is not known. Did you mean “format”"),
        (DATE, 'column = "date"\nformat = "DD.MM.YY"', "Years need four digits"),
        (DATE, 'column = "date"\nformat = "%d.%m.%Y"', "for example DD.MM.YYYY"),
        (DATE, 'day = "day"', "“date.starts_on” is missing. Add it, such as: 2026-03-02"),
        (DATE, 'day = "day"\nstarts_on = "2016-09-07"\ncounts = "days"', "without quotation"),
        (DATE, 'day = "day"\nstarts_on = 2016-09-07', "“date.counts” is missing"),
        (DATE, 'day = "day"\nstarts_on = 2016-09-10\ncounts = "weekdays"', "on a weekend"),
        ('always = "worker"', "", "“rater” needs either column"),
        ('always = "worker"', 'always = "worker"\ncolumn = "who"', "“rater” needs either column"),
        ("[[rating]]", "[ratings]", "“ratings” is not known. Did you mean “rating”"),
        ("[[rating]]", "[rating]", "no column with ratings is named"),
        ('scale = "engagement"', "", "“\\[\\[rating\\]\\] 1, scale” is missing"),
        (KIND, 'kind = "ratings"\nscale = "own.toml"', "“scale” names own.toml"),
        (KIND, 'kind = "ratings"\nfile = "x"', "“file” should be a table"),
        (KIND, 'kind = "ratings"\n[file]\nencoding = "zip"', "no encoding of text files"),
        (KIND, 'kind = "ratings"\n[file]\ndelimiter = ";;"', "should be one sign"),
        (KIND, 'kind = "ratings"\n[file]\ndecimal = "x"', "“file.decimal” is “x”"),
        (KIND, 'kind = "ratings"\n[file]\nmissing = "NA"', "should be a list"),
        (KIND, 'kind = "ratings"\n[file]\nheader_row = 0', "whole number from 1"),
        (KIND, 'kind = "ratings', "line 2: .* Check the quotation marks"),
    ],
)
def test_a_wrong_mapping_is_refused_naming_file_key_and_remedy(write, old, new, sentence):
    assert old in SMALL
    path = write("small.toml", SMALL.replace(old, new, 1))
    with pytest.raises(InvalidImport, match=sentence) as refused:
        load_mapping(path)
    assert "small.toml" in str(refused.value)


def test_a_mapping_that_is_not_there_or_not_utf8_is_refused(write, tmp_path):
    with pytest.raises(InvalidImport, match="cannot be opened"):
        load_mapping(tmp_path / "none.toml")
    with pytest.raises(InvalidImport, match="a character is not in UTF-8"):
        load_mapping(write("m.toml", "# Größe\n".encode("cp1252")))


def test_rows_that_are_cases_say_the_setting_under_columns(write):
    text = 'kind = "cases"\n[case]\ncolumn = "case"\nsetting = "probation"\n'
    with pytest.raises(InvalidImport, match=r"“case.setting” belongs under \[columns\]"):
        load_mapping(write("m.toml", text))


def test_a_delimiter_may_be_named_in_words(write):
    path = write("m.toml", SMALL + '[file]\ndelimiter = "tab"\nencoding = "Windows-1252"\n')
    form = load_mapping(path).file
    assert (form.delimiter, form.encoding) == ("\t", "cp1252")


def test_a_column_of_a_record_that_only_the_store_fills_cannot_be_mapped(write):
    text = 'kind = "contacts"\n[case]\ncolumn = "c"\n[date]\ncolumn = "d"\n[columns]\nid = "x"\n'
    with pytest.raises(InvalidImport, match=r"“columns\.id” is not known"):
        load_mapping(write("m.toml", text))


def test_any_field_may_be_the_same_for_all_rows_or_have_words(write):
    text = (
        'kind = "contacts"\n[case]\ncolumn = "c"\nsetting = "probation"\nmandate = "mandated"\n'
        'contact_every_days = 14\n[date]\ncolumn = "d"\n[columns]\nn_challenges = { always = 0 }\n'
        'length_minutes = { column = "long", words = { short = "10" } }\n'
        'story = { column = "s", words = { tel = "We phoned." } }\nkind = { always = "office" }\n'
        'attendance = { always = "attended" }\n'
    )
    table = write("t.csv", "c,d,long,s\nK-1,2026-03-02,short,tel\n")
    seen = preview(table, write("m.toml", text))
    assert seen.problems == ()
    (row,) = seen.first_rows
    assert (row["length_minutes"], row["story"], row["n_challenges"]) == (10, "We phoned.", 0)
