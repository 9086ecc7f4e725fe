"""Does each command do what it says, and end with a sentence when it cannot?"""

import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from supervision_kit.cli import main
from supervision_kit.store import open_store

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "leidig2018"
MAPPING = EXAMPLE / "mapping.toml"
TABLE = Path(__file__).parent / "exchange" / "data" / "leidig2018.csv"
COMMANDS = ("demo", "new", "serve", "lab", "import", "export", "backup", "check")


@pytest.fixture
def said(capsys):
    """Run a command: its status, what it said, and what it complained about."""

    def run(*words):
        status = main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return status, captured.out, captured.err

    return run


@pytest.fixture
def folder(tmp_path, said):
    said("new", tmp_path / "team")
    return tmp_path / "team"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    assert command in capsys.readouterr().out


def test_the_command_can_be_run_as_a_module():
    result = subprocess.run(
        [sys.executable, "-m", "supervision_kit", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip()


def test_new_says_what_it_made_and_what_comes_next(tmp_path, said):
    status, out, _ = said("new", tmp_path / "team")
    assert status == 0
    assert "Made" in out
    assert f"supervision-kit serve {tmp_path / 'team'}" in out


def test_new_on_a_folder_that_is_there_says_what_is_kept(folder, said):
    (folder / "start.ipynb").write_text("mine")
    status, out, _ = said("new", folder)
    assert status == 0
    assert "kept as they are" in out
    assert (folder / "start.ipynb").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("serve", "missing"), "There is no folder"),
        (("lab", "missing"), "There is no folder"),
        (("serve", "."), "There are no workbooks"),
        (("check", "missing.sqlite"), "There is no store"),
        (("backup", "missing.sqlite"), "There is no store"),
        (("export", "missing.sqlite", "--to", "out"), "There is no store"),
        (("import", "missing.csv", "--into", "x.sqlite"), "There is no file"),
    ],
)
def test_what_is_not_there_is_named_in_one_sentence(said, tmp_path, monkeypatch, words, sentence):
    monkeypatch.chdir(tmp_path)
    status, out, err = said(*words)
    assert (status, out) == (2, "")
    assert sentence in err
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_named(folder, said):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        status, _, err = said("serve", folder, "--port", port, "--no-browser")
    assert status == 2
    assert str(port) in err


def test_a_store_that_is_no_store_is_left_alone(folder, said):
    (folder / "caseload.sqlite").write_text("<html>")
    for words in (
        ("serve", folder, "--no-browser"),
        ("check", folder),
        ("demo", "--folder", folder),
    ):
        status, _, err = said(*words)
        assert status == 2
        assert err.strip()
    assert (folder / "caseload.sqlite").read_text() == "<html>"


def test_check_finds_a_store_whole_and_a_changed_one_not(folder, said):
    assert said("import", TABLE, "--mapping", MAPPING, "--into", folder)[0] == 0
    status, out, _ = said("check", folder)
    assert status == 0
    assert "whole" in out
    with sqlite3.connect(folder / "caseload.sqlite") as tampered:
        tampered.execute("UPDATE ratings SET value = value % 5 + 1 WHERE value IS NOT NULL")
    tampered.close()
    status, out, _ = said("check", folder)
    assert status == 1
    assert out.strip()


def test_backup_says_where_the_copy_is(folder, said):
    status, out, _ = said("backup", folder)
    assert status == 0
    copy = Path(out.strip().split(": ", 1)[1])
    with open_store(copy) as store:
        assert store.verify().ok


def test_a_dry_run_says_what_it_understood_and_writes_nothing(tmp_path, said):
    words = (
        "import",
        TABLE,
        "--mapping",
        MAPPING,
        "--into",
        tmp_path / "x.sqlite",
    )
    status, out, _ = said(*words, "--dry-run")
    assert status == 0
    assert "35" in out
    assert list(tmp_path.iterdir()) == []


def test_importing_twice_adds_nothing(tmp_path, said):
    words = (
        "import",
        TABLE,
        "--mapping",
        MAPPING,
        "--into",
        tmp_path / "x.sqlite",
    )
    assert said(*words)[0] == 0
    with open_store(tmp_path / "x.sqlite") as store:
        before = store.counts()
    assert before["cases"] == 35
    assert said(*words)[0] == 0
    with open_store(tmp_path / "x.sqlite") as store:
        assert store.counts() == before


def test_a_refused_import_names_the_row_and_leaves_no_store(tmp_path, said):
    *rows, last = TABLE.read_text().splitlines()[:4]
    case, *others = last.split(",")
    table = tmp_path / "wrong.csv"
    table.write_text("\n".join([*rows, ",".join([case, *("seven" for _ in others)])]))
    status, out, err = said("import", table, "--mapping", MAPPING, "--into", tmp_path / "x.sqlite")
    assert status == 2
    assert "4" in out + err
    assert not (tmp_path / "x.sqlite").exists()


def test_what_is_exported_comes_back(tmp_path, said):
    first, second = tmp_path / "x.sqlite", tmp_path / "y.sqlite"
    said("import", TABLE, "--mapping", MAPPING, "--into", first)
    assert said("export", first, "--to", tmp_path / "out")[0] == 0
    status, _, err = said("import", tmp_path / "out", "--into", second)
    assert status == 0, err
    with open_store(first) as one, open_store(second) as other:
        assert one.counts() == other.counts()


CONTACTS = "case,date,where,minutes\nK-01,2026-03-02,Office,40\nK-02,2026-03-02,Phone,5\n"
MEANT = """
kind = "contacts"
[case]
column = "case"
setting = "probation"
mandate = "mandated"
[date]
column = "date"
[columns]
kind = { column = "where", words = { Office = "office", Phone = "phone" } }
attendance = { always = "attended" }
length_minutes = "minutes"
"""


@pytest.fixture
def importing(tmp_path):
    """The words of an import: two contacts into a new store."""
    (tmp_path / "table.csv").write_text(CONTACTS, encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(MEANT, encoding="utf-8")
    table, mapping, store = (tmp_path / n for n in ("table.csv", "mapping.toml", "x.sqlite"))
    return ("import", table, "--mapping", mapping, "--into", store)


def test_what_the_file_says_otherwise_is_corrected_row_by_row(tmp_path, said, importing):
    said(*importing)
    changed = CONTACTS.replace(",40", ",45").replace(",5", ",6")
    (tmp_path / "table.csv").write_text(changed, encoding="utf-8")
    status, _, err = said(*importing)
    assert status == 2
    assert "“40” as Length in minutes; the file says “45”" in err
    assert "--correct" in err
    status, out, _ = said(*importing, "--correct", "2", "--dry-run")
    assert status == 2
    assert "Row 2, case K-01, Length in minutes: “40” becomes “45”." in out
    status, out, _ = said(*importing, "--correct", "2,3")
    assert (status, out.splitlines()[-1]) == (0, "Corrected: 2 contacts.")
    status, out, _ = said(*importing, "--correct", "all")
    assert (status, out.splitlines()[-2]) == (0, "There already: 2 contacts.")


def test_a_row_can_be_taken_in_as_new(tmp_path, said, importing):
    said(*importing)
    (tmp_path / "table.csv").write_text(CONTACTS.replace(",40", ",45"), encoding="utf-8")
    status, out, _ = said(*importing, "--as-new", "2")
    assert (status, "New: 1 contact." in out) == (0, True)


def export_with_one_id_twice(folder, said, importing):
    said(*importing)
    said("export", folder / "x.sqlite", "--to", folder / "out")
    for part in folder.glob("x.sqlite*"):
        part.unlink()
    path = folder / "out" / "contacts.csv"
    header, first, second = path.read_text(encoding="utf-8-sig").splitlines()
    id = [cell for cell in first.split(",") if len(cell) == 32][-1]
    other = [cell for cell in second.split(",") if len(cell) == 32][-1]
    path.write_text("\n".join([header, first, second.replace(other, id)]), encoding="utf-8")
    return folder / "out"


def test_a_refused_export_leaves_no_store(tmp_path, said, importing):
    path = export_with_one_id_twice(tmp_path, said, importing)
    status, out, err = said("import", path, "--into", tmp_path / "new.sqlite")
    assert status == 2
    assert "has the same id" in out + err
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mapping.toml", "out", "table.csv"]


def test_an_import_that_fails_at_the_save_leaves_no_store(tmp_path, said, importing):
    """What stands where the scale belongs is only looked at when the store is there."""
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "lesson.toml").mkdir()
    words = ("import", TABLE, "--mapping", MAPPING, "--into", tmp_path / "new.sqlite")
    status, *_ = said(*words)
    assert status == 2
    assert not list(tmp_path.glob("new.sqlite*"))


def run_with(stdout, *words):
    """Run a command whose standard output goes to `stdout`."""
    return subprocess.run(
        [sys.executable, "-m", "supervision_kit", *map(str, words)],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def closed_pipe():
    """A pipe that nobody reads any more, as of a terminal that was closed."""
    read, write = os.pipe()
    os.close(read)
    return write


@pytest.mark.parametrize("gone", ["closed", "full"])
def test_an_import_whose_terminal_is_gone_says_that_it_was_saved(tmp_path, importing, gone):
    if gone == "full" and not Path("/dev/full").exists():
        gone = "closed"
    stdout = closed_pipe() if gone == "closed" else os.open("/dev/full", os.O_WRONLY)
    done = run_with(stdout, *importing)
    os.close(stdout)
    assert (done.returncode, done.stderr) == (
        0,
        f"Saved in {tmp_path / 'x.sqlite'}. What was understood could not be shown.\n",
    )
    with open_store(tmp_path / "x.sqlite") as store:
        assert store.counts()["contacts"] == 2


def test_an_export_whose_terminal_is_gone_says_where_it_is(tmp_path, said, importing):
    said(*importing)
    stdout = closed_pipe()
    done = run_with(stdout, "export", tmp_path / "x.sqlite", "--to", tmp_path / "out")
    os.close(stdout)
    assert (done.returncode, done.stderr) == (0, f"Written to {tmp_path / 'out'}.\n")


def test_an_import_whose_report_fails_says_that_it_was_saved(tmp_path, importing):
    """A terminal that knows no quotation marks cannot show the report."""
    done = subprocess.run(
        [sys.executable, "-m", "supervision_kit", *map(str, importing)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    saved = f"Saved in {tmp_path / 'x.sqlite'}. What was understood could not be shown.\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, saved, "")
