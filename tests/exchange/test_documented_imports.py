"""Every example of the docs is taken in word for word: dry run, import and report, as typed."""

import re
from typing import NamedTuple

import pytest

from supervision_kit.cli import main
from supervision_kit.errors import InvalidImport
from supervision_kit.exchange import load_mapping, preview, report
from supervision_kit.exchange.kinds import KINDS, TABLED, fields_of
from supervision_kit.store import open_store

from .conftest import EXAMPLES, HERE, SMALL

DOCS = EXAMPLES.parent
PAGES = ("import.md", "frameworks.md")
HEAD = 'kind = "ratings"\n[case]\ncolumn = "case"\nsetting = "probation"\nmandate = "mandated"\n'
RATER = '[rater]\nalways = "worker"\n'
DATE = '[date]\ncolumn = "date"\n'
INVESTMENT = '[[rating]]\ncolumn = "investment"\nscale = "engagement"\ndimension = "investment"\n'


class Fitting(NamedTuple):
    """What an example is tried with.

    `before` and `after` make a whole mapping of a part; `place` is where the block itself goes,
    the mapping or a file of the agency; `said` stands in the report.
    """

    table: str
    said: str
    before: str = ""
    after: str = ""
    place: str = "mapping.toml"


def rated(scale, dimension, raters=RATER):
    column = f'[[rating]]\ncolumn = "value"\nscale = "{scale}"\ndimension = "{dimension}"\n'
    return HEAD + DATE + raters + column


VALUES = "case,date,value\nK-1,2026-03-02,1\nK-1,2026-03-09,3\n"
FILES = {
    "import.md": [
        Fitting(
            "pupil,date,engagement,remarks,reason,phase\nAdam,02.03.2026,2,Came late.,,A\n"
            "Adam,09.03.2026,,,absent,B\nAdam,16.03.2026,NA,,,B\nAdam,17.03.2026,4,,,B\n",
            "New: 1 case, 1 mandate, 1 plan date, 3 ratings.",
        ),
        Fitting(
            "case,day,weekday,investment\nK-1,1,3,2\nK-1,4,1,3\n",
            "from 7 September 2016 to 12 September 2016",
            HEAD + RATER,
            INVESTMENT,
        ),
        Fitting(
            "case,date,what,points\nK-1,2026-03-02,effort,2\nK-1,2026-03-09,effort,3\n",
            "points → rating\n",
            HEAD + DATE + RATER,
        ),
        Fitting(
            "case,date,investment,client_says\nK-1,2026-03-02,2,4\nK-1,2026-03-09,3,4\n",
            "client_says → rating of engagement.investment by client",
            HEAD + DATE,
        ),
        Fitting(
            "case,date,where,minutes,notes\nK-1,2026-03-02,Office,30,We talked.\n"
            "K-1,2026-03-09,Home,45,At the door.\n",
            "New: 2 contacts.",
        ),
        Fitting(
            "code,mandate,opened\nK-2,mandated,02.03.2026\nK-3,non_voluntary,09.03.2026\n",
            "New: 2 cases, 2 mandates.",
        ),
    ],
    "frameworks.md": [
        Fitting(VALUES, "The night", rated("sleep", "night"), place="frameworks/sleep.toml"),
        Fitting(
            VALUES.replace("3\n", "20.8\n"),
            "Share of lessons, Worker: 2 ratings from 1 to 20.8.",
            rated("attendance_share", "share_of_lessons"),
            place="frameworks/own.toml",
        ),
        Fitting(
            "case,date,what\nK-1,2026-03-02,moved_house\nK-1,2026-03-09,crisis\n",
            "New: 1 case, 1 mandate, 2 events.",
            HEAD.replace("ratings", "events").replace("probation", "housing")
            + DATE
            + '[columns]\nkind = "what"\n',
            place="frameworks/own.toml",
        ),
        Fitting(VALUES, "New:", rated("engagement", "investment"), place="frameworks/own.toml"),
        Fitting(
            VALUES,
            "New:",
            rated("engagement", "investment"),
            place="frameworks/en/text/frameworks.toml",
        ),
    ],
}


def blocks(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^```toml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def team(tmp_path, monkeypatch):
    """A workbook folder that the texts know, too."""
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(tmp_path))
    return tmp_path


@pytest.fixture
def said(capsys):
    """Run a command that must succeed, and give what it said."""

    def run(*words):
        assert main([str(word) for word in words]) == 0, capsys.readouterr()
        return capsys.readouterr().out

    return run


def taken_in(said, table, mapping, store):
    """Try a file, take it in and take it in again, as a person would."""
    command = ("import", table, "--mapping", mapping, "--into", store)
    trial = said(*command, "--dry-run")
    assert "This was a trial. Nothing was changed." in trial
    done = said(*command)
    assert "What the columns became:" in done
    assert "Nothing was changed." in said(*command)
    return done


def test_every_example_of_the_docs_has_a_file():
    assert {page: len(blocks(page)) for page in PAGES} == {
        page: len(fitting) for page, fitting in FILES.items()
    }


@pytest.mark.parametrize(
    ("page", "number"),
    [(page, number) for page, fitting in FILES.items() for number in range(len(fitting))],
)
def test_an_example_of_the_docs_is_taken_in_word_for_word(team, said, write, page, number):
    fitting, block = FILES[page][number], blocks(page)[number]
    (team / fitting.place).parent.mkdir(parents=True, exist_ok=True)
    own = fitting.place.startswith("frameworks/")
    if own:
        write(fitting.place, block)
    write("scale.toml", blocks("frameworks.md")[0])
    mapping = write("mapping.toml", fitting.before + ("" if own else block) + fitting.after)
    store = team / "caseload.sqlite"
    if 'kind = "contacts"' in block:
        first = write("first.toml", SMALL)
        said("import", write("first.csv", "case,date,investment\nK-1,2026-03-01,2\n"),
             "--mapping", first, "--into", store)  # fmt: skip
    assert fitting.said in taken_in(said, write("t.csv", fitting.table), mapping, store)


@pytest.mark.parametrize("folder", sorted(path.name for path in EXAMPLES.iterdir()))
def test_an_example_folder_is_taken_in_as_it_is(team, said, write, folder):
    rows = (HERE / "data" / f"{folder}.csv").read_text(encoding="utf-8").splitlines()[:60]
    table = write("t.csv", "\n".join(rows) + "\n")
    done = taken_in(said, table, EXAMPLES / folder / "mapping.toml", team / "caseload.sqlite")
    assert "The scale was put into" in done


def test_the_first_example_codes_the_people_it_names(team, said, write):
    write("scale.toml", blocks("frameworks.md")[0])
    mapping = write("mapping.toml", blocks("import.md")[0])
    table = write("t.csv", FILES["import.md"][0].table)
    said("import", table, "--mapping", mapping, "--into", team / "caseload.sqlite")
    with open_store(team / "caseload.sqlite") as store:
        assert list(store.cases()["code"]) == ["K-01"]


@pytest.mark.parametrize("kind", TABLED)
def test_every_key_of_a_mapping_has_a_name_on_screen(write, kind):
    fields = [name for name in fields_of(kind) if name != "rater" or kind != "ratings"]
    text = f'kind = "{kind}"\nrater = "rater"\n' if kind == "ratings" else f'kind = "{kind}"\n'
    text += '[case]\ncolumn = "case"\n' + (DATE if KINDS[kind].kept.day else "")
    text += '[phase]\ncolumn = "phase"\nplan_begins = "B"\n'
    text += "[long]\n" if kind == "ratings" else "[columns]\n"
    text += "".join(f'{name} = "{name}"\n' for name in fields)
    columns = ["case", "date", "phase", "rater", *fields]
    table = ",".join(dict.fromkeys(columns)) + "\n" + ",".join("1" for _ in dict.fromkeys(columns))
    lines = report(preview(write("t.csv", table + "\n"), write("m.toml", text))).splitlines()
    shown = dict(line.strip().split(" → ") for line in lines if " → " in line)
    assert shown.keys() >= {"case", *fields}
    assert "" not in shown.values()


@pytest.mark.parametrize("scale", ['{ always = "engagement" }', '"scale"'])
@pytest.mark.parametrize("dimension", ['{ always = "investment" }', '"what"'])
def test_a_long_file_may_have_either_or_both_of_scale_and_dimension(write, scale, dimension):
    text = f'{HEAD}{DATE}{RATER}[long]\nvalue = "v"\nscale = {scale}\ndimension = {dimension}\n'
    table = "case,date,scale,what,v\nK-1,2026-03-02,engagement,investment,2\n"
    assert "v → rating" in report(preview(write("t.csv", table), write("m.toml", text)))


def test_a_column_that_is_not_there_is_named_as_people_read_it(write):
    text = SMALL + INVESTMENT.replace('"investment"', '"says"', 1) + 'rater = "client"\n'
    table = write("t.csv", "case,date,investment\nK-1,2026-03-02,2\n")
    with pytest.raises(InvalidImport) as refused:
        preview(table, write("m.toml", text))
    held = "“says” holds “rating of engagement.investment by client”"
    assert f"m.toml says that {held}, and t.csv has no such column" in str(refused.value)


def test_the_mistake_shown_in_the_docs_is_answered_as_shown(write):
    text = (DOCS / "import.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^> my-files/(mapping\.toml: .*\n(?:> .*\n)*)", text, re.MULTILINE)
    block = blocks("import.md")[3]
    assert block.count("dimension =") == 2
    first, second = block.rsplit("dimension =", 1)
    broken = write("mapping.toml", HEAD + DATE + first + "dimensoin =" + second)
    with pytest.raises(InvalidImport) as refused:
        load_mapping(broken)
    assert str(refused.value).endswith(shown.replace("\n> ", " ").strip())
