"""Does each command do what it says, and end with a sentence when it cannot?"""

import json
import os
import re
import shlex
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from supervision_kit.cli import main, parser
from supervision_kit.frameworks.sentences import bundled_sentences
from supervision_kit.store import open_store
from tests.server import start, stop

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "leidig2018"
MAPPING = EXAMPLE / "mapping.toml"
TABLE = Path(__file__).parent / "exchange" / "data" / "leidig2018.csv"
# Every sentence on screen or terminal, all of its forms.
TEXTS = [
    form
    for entry in bundled_sentences("en").entries.values()
    for form in ([entry] if isinstance(entry, str) else entry.values())
]
COMMANDS = ("demo", "new", "serve", "lab", "import", "export", "backup", "restore", "check")


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


ODD = [
    "two words",
    "it's",
    "-dash",
    'quo"ted',
    "$HOME",
    "a;b",
    "sn*w",
    "zü rich",
    "~",
    "back\\slash",
]


def printed(sentence):
    """The command a sentence ends with."""
    return "supervision-kit " + sentence.strip().rpartition("supervision-kit ")[2]


def follow(line):
    """Let a real shell read a printed command, and run what it understood."""
    listed = f'{sys.executable} -c "import json, sys; print(json.dumps(sys.argv[1:]))"'
    typed = line.replace("supervision-kit", listed, 1)
    return json.loads(subprocess.run(typed, shell=True, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("name", ODD)
def test_a_printed_command_can_be_copied_whatever_the_path(tmp_path, said, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    told = said("serve", str(tmp_path / name))[2]
    words = follow(printed(told))
    assert (words[0], words[1:]) == ("new", [str(tmp_path / name)])
    out = said("new", "--", name)[1]
    assert (tmp_path / name / "caseload.sqlite").exists() or name == "~"
    words = follow(printed(out))
    (tmp_path / "empty").mkdir()
    assert parser().parse_args(words).folder in (Path(name), Path(f"./{name}"))
    told = said("serve", str(tmp_path / "empty"))[2]
    assert follow(printed(told)) == ["new", str(tmp_path / "empty")]


def test_a_cloud_folder_is_named_by_every_command_that_keeps_a_store_there(
    tmp_path, said, monkeypatch
):
    synced = tmp_path / "OneDrive - Agency" / "team"
    assert "copied to other machines" in said("new", synced)[2]
    (synced / "caseload-LAPTOP.sqlite").touch()
    for command in ("backup", "check"):
        status, _, err = said(command, synced)
        assert status == 0
        assert "copied to other machines" in err
        assert "caseload-LAPTOP.sqlite" in err


@pytest.mark.parametrize("command", ["serve", "lab", "demo"])
def test_a_cloud_folder_is_named_before_the_address(tmp_path, said, command):
    synced = tmp_path / "Dropbox" / "team"
    said("new", synced)
    (synced / "caseload (conflicted copy 2026-11-25).sqlite").touch()
    where = ("--folder", str(synced)) if command == "demo" else (str(synced),)
    running = start(synced, command, *where, "--port", "0")
    told = running.log.read_text()
    stop(running, signal.SIGTERM)
    before = told.partition(running.root)[0]
    assert "copied to other machines" in before
    assert "conflicted copy" in before


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
        (("backup", "missing.sqlite", "--daily"), "There is no store"),
        (("restore", "missing.sqlite", "--from", "backups"), "There is no backup"),
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


@pytest.mark.parametrize(
    "words",
    [
        ("demo", "--folder", "new", "--no-browser"),
        ("new", "new"),
        ("serve", "team", "--no-browser"),
        ("lab", "team", "--no-browser"),
        ("import", TABLE, "--mapping", MAPPING, "--into", "new.sqlite"),
        ("export", "team", "--to", "new"),
        ("backup", "team"),
        ("check", "team"),
        ("serve", "team", "--behind-proxy", "X-Remote-User"),
        ("administrator", "team", "somebody"),
    ],
)
def test_no_command_takes_its_own_environment_for_a_proxys_word(folder, said, monkeypatch, words):
    """Everybody who opens a page would be whoever stands in the server's environment."""
    monkeypatch.chdir(folder.parent)
    before = {path.name for path in folder.parent.rglob("*")}
    monkeypatch.setenv("SUPERVISION_KIT_USER_HEADER", "X-Remote-User")
    monkeypatch.setenv("HTTP_X_REMOTE_USER", "somebody")
    status, out, err = said(*words)
    assert (status, out) == (2, "")
    assert "SUPERVISION_KIT_USER_HEADER is set" in err
    assert "Unset it" in err
    assert {path.name for path in folder.parent.rglob("*")} == before


def test_who_looks_after_a_folder_is_named_once(folder, said):
    status, out, _ = said("administrator", folder, "jo.k@agency.example", "--code", "JK")
    assert status == 0
    assert "jo.k@agency.example looks after these records from today, as JK" in out
    status, out, _ = said("administrator", folder, "jo.k@agency.example")
    assert (status, "Nothing was changed" in out) == (0, True)
    status, _, err = said("administrator", folder, "al", "--code", "JK")
    assert (status, "Choose another code" in err) == (2, True)


def test_behind_a_proxy_nothing_is_served_until_somebody_looks_after_it(folder, said):
    status, out, err = said("serve", folder, "--behind-proxy", "X-Remote-User")
    assert (status, out) == (2, "")
    assert f"supervision-kit administrator {folder} SIGN-IN" in err
    assert not (folder / "proxy-key.conf").exists()


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
    for words in (("serve", folder, "--no-browser"), ("demo", "--folder", folder)):
        status, _, err = said(*words)
        assert status == 2
        assert err.strip()
    status, out, _ = said("check", folder)
    assert status == 1
    assert "another kind of file" in out
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


def test_a_backup_brings_the_store_into_no_other_form(folder, said):
    before = (folder / "caseload.sqlite").read_bytes()
    assert said("backup", folder)[0] == 0
    assert (folder / "caseload.sqlite").read_bytes() == before


def test_the_backup_of_a_day_is_made_once(folder, said):
    assert "Copied and checked" in said("backup", folder, "--daily")[1]
    assert "there already" in said("backup", folder, "--daily")[1]
    status, _, err = said("backup", folder, "--daily", "--to", folder / "x.sqlite")
    assert (status, "either" in err) == (2, True)


def test_restore_puts_a_folder_back_and_says_how_to_undo_it(folder, said):
    said("backup", folder)
    said("import", TABLE, "--mapping", MAPPING, "--into", folder)
    status, out, err = said("restore", folder, "--from", folder / "backups")
    assert (status, err) == (0, "")
    assert "36 saves made since are not in it" in out
    with open_store(folder / "caseload.sqlite") as store:
        assert store.counts()["cases"] == 0
    undo = shlex.split(out.strip().rsplit(": ", 1)[1])
    assert said(*undo[1:])[0] == 0
    with open_store(folder / "caseload.sqlite") as store:
        assert store.counts()["cases"] == 35


def test_restore_refuses_a_spoiled_backup_and_a_server_with_a_sentence(folder, said):
    said("backup", folder)
    (copy,) = (folder / "backups").glob("*.sqlite")
    copy.write_bytes(b"")
    status, _, err = said("restore", folder, "--from", copy)
    assert (status, "not as it was" in err) == (2, True)
    status, _, err = said("restore", "postgresql://db.example/kit", "--from", copy)
    assert (status, "its own tools" in err) == (2, True)


def test_check_compares_with_a_backup(folder, said):
    said("import", TABLE, "--mapping", MAPPING, "--into", folder)
    said("backup", folder)
    (copy,) = (folder / "backups").glob("*.sqlite")
    status, out, _ = said("check", folder, "--against", copy)
    assert (status, "holds all" in out) == (0, True)
    (folder / "caseload.sqlite").unlink()
    said("new", folder)
    status, out, _ = said("check", folder, "--against", copy)
    assert status == 1
    assert "There were 35" in out or "there were 35" in out


def test_check_compares_a_backup_with_its_own_manifest(folder, said):
    said("backup", folder)
    (copy,) = (folder / "backups").glob("*.sqlite")
    status, out, _ = said("check", copy)
    assert (status, "holds all" in out) == (0, True)
    said("import", TABLE, "--mapping", MAPPING, "--into", copy)
    assert said("check", copy)[0] == 1
    copy.with_name(f"{copy.name}.manifest.json").write_text("{}")
    status, out, _ = said("check", copy)
    assert (status, "is damaged, or no description of a backup" in out) == (1, True)


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


def test_indices_are_written_beside_an_export_when_asked_for(tmp_path, said):
    assert said("new", tmp_path / "team")[0] == 0
    store = tmp_path / "team" / "caseload.sqlite"
    status, told, _ = said("export", store, "--to", tmp_path / "out", "--indices")
    assert status == 0
    assert "Beside them stands indices.csv" in told
    assert (tmp_path / "out" / "indices.csv").is_file()
    status, _, told = said("export", store, "--to", tmp_path / "x", "--format", "json", "--indices")
    assert status == 2
    assert "The indices are written as CSV" in told


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
    assert "The same id stands in" in out + err
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


# A command a text tells the reader to type, with what stands behind it.
TYPED = re.compile(r"supervision-kit ((?!and\b|again\b)[a-z]+(?: (?:[A-Z]+\b|\{typed\}))*)")


def test_every_command_a_text_tells_to_type_can_be_typed_so():
    told = [command for text in TEXTS for command in TYPED.findall(text)]
    assert {"new DIR", "check STORE", "lab DIR", "serve {typed}"} <= set(told)
    for command in told:
        parser().parse_args(command.split())


def test_every_option_a_text_names_belongs_to_a_command():
    named = {option for text in TEXTS for option in re.findall(r"(?<!\S)--[a-z-]+", text)}
    (commands,) = (each for each in parser()._actions if isinstance(each.choices, dict))
    known = {option for each in commands.choices.values() for option in each._option_string_actions}
    assert {"--correct", "--as-new", "--replace"} <= named <= known
