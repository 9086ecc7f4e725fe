import datetime as dt

import pytest

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport
from supervision_kit.exchange.kinds import KINDS, TABLED, columns_of, fields_of
from supervision_kit.records import Case
from tests.records.examples import of_case

EVERY_RATING = ("value", "scale", "dimension", "not_rated", "not_rated_note", "evidence")
FIVE = "case,date,investment\n" + "".join(f"K-0{n},2026-03-0{n},{n}\n" for n in range(1, 6))


def test_a_trial_reads_as_sentences(write, small, store):
    preview = exchange.import_file(write("t.csv", FIVE), small, store, dry_run=True)
    assert exchange.report(preview).splitlines() == [
        "t.csv, read as utf-8 with “,” between the columns: 5 rows.",
        "  5 cases (5 new), from 1 March 2026 to 5 March 2026.",
        "  Investment, Worker: 5 ratings from 1 to 5.",
        "",
        "What the columns became:",
        "  case → case",
        "  date → day",
        "  investment → rating of engagement.investment",
        "",
        "The first of them:",
        *(
            f"  case K-0{n}, {n} March 2026, rater worker, value {n}, "
            "scale engagement, dimension investment"
            for n in range(1, 6)
        ),
        "",
        "New: 5 cases, 5 mandates, 5 ratings.",
        "There already: nothing.",
        "This was a trial. Nothing was changed.",
    ]


def test_an_import_says_what_it_did_and_a_second_that_it_did_nothing(write, small, store):
    path = write("t.csv", FIVE)
    first = exchange.report(exchange.import_file(path, small, store)).splitlines()
    assert first[-2:] == ["New: 5 cases, 5 mandates, 5 ratings.", "There already: nothing."]
    second = exchange.report(exchange.import_file(path, small, store)).splitlines()
    assert second[-3:] == [
        "New: nothing.",
        "There already: 5 ratings.",
        "Nothing was changed.",
    ]


def test_rows_with_the_same_trouble_stand_in_one_line(write, small, store):
    rows = "".join(f"K-{n:03},2026-03-01,9\n" for n in range(8)) + "K-100,2026-03-01,x\n"
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(write("t.csv", "case,date,investment\n" + rows), small, store)
    assert exchange.report(refused.value).splitlines() == [
        "t.csv was not taken in: 9 things are in the way. Nothing was changed.",
        "  column “investment”: Correct the cell. If it stands for no value, add it to missing "
        "under [file] in the mapping.",
        "    Rows 2, 3, 4, 5, 6 and 3 more: Investment is rated 1 to 5; 9 is outside it.",
        "    Row 10: “x” is not a number.",
    ]


def test_a_thousand_problems_stay_readable(write, small, store):
    rows = "".join(f"K-{n:04},2026-03-01,{n}x\n" for n in range(1_000))
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(write("t.csv", "case,date,investment\n" + rows), small, store)
    lines = exchange.report(refused.value).splitlines()
    assert len(lines) < 40
    assert lines[-1].startswith("  And 9")
    assert len(refused.value.problems) == 1_000


def test_an_export_says_where_it_is_and_what_it_holds(write, small, store, tmp_path):
    exchange.import_file(write("t.csv", FIVE), small, store)
    lines = exchange.report(exchange.export(store, tmp_path / "out")).splitlines()
    assert lines[0] == f"Written to {tmp_path / 'out'}: 5 cases, 5 mandates, 5 ratings."
    assert "Keep them as safe as the store" in lines[1]


def test_nothing_a_file_holds_can_steer_the_terminal(write, small, store):
    text = "case,date,investment\nK-01,2026-03-01,\x1b[2J\x07wiped\n"
    with pytest.raises(InvalidImport) as refused:
        exchange.import_file(write("t.csv", text), small, store)
    assert exchange.report(refused.value).isprintable() is False  # line breaks
    assert all(line.isprintable() for line in exchange.report(refused.value).splitlines())


@pytest.mark.parametrize("kind", TABLED)
def test_every_column_a_mapping_may_name_is_named_in_the_report(write, store, tmp_path, kind):
    """What a report cannot name must not keep it from being read."""
    case = Case(code="K-01", setting="probation", opened_on=dt.date(2026, 3, 2))
    store.save(case, *of_case(case.id))
    folder = exchange.export(store, tmp_path / "out").path
    there = columns_of(kind)
    fields = [name for name in fields_of(kind) if name in there and name not in EVERY_RATING]
    code, date = "code" if kind == "cases" else "case", KINDS[kind].kept.day
    text = f'kind = "{kind}"\n[file]\nmissing = []\n[case]\ncolumn = "{code}"\n'
    text += f'[date]\ncolumn = "{date}"\n' if date else ""
    if kind == "ratings":
        text += '[rater]\ncolumn = "rater"\n[long]\n'
        text += "".join(f'{name} = "{name}"\n' for name in EVERY_RATING)
    else:
        text += "[columns]\n" + "".join(f'{name} = "{name}"\n' for name in fields)
    preview = exchange.preview(folder / f"{kind}.csv", write("m.toml", text), store=store)
    lines = exchange.report(preview).splitlines()
    for name in EVERY_RATING if kind == "ratings" else fields:
        assert any(line.startswith(f"  {name} → ") for line in lines), name
