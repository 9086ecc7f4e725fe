"""Does what comes new touch only the places CONTRIBUTING names: page, record, form, signal …?"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.frozen import freeze

# Each runs tests of a whole copy of the tree.
pytestmark = pytest.mark.timeout(900)

ROOT = Path(__file__).parent.parent
MADE_UP = ROOT / "tests" / "analysis"
PAPERS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE")
VERSIONS = "src/supervision_kit/store/migrations/versions"
COPIED = ("src", "workbooks", "templates", "tests", "docs", "pyproject.toml", *PAPERS)

CHART = '''"""How many ratings were given? A made-up chart."""

from matplotlib.axes import Axes
import pandas as pd

from supervision_kit.analysis.lead import lead_sentence
from supervision_kit.charts.drawing import blank_axes
from supervision_kit.frameworks import say


def plot_tally(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Write the number of ratings."""
    axes = blank_axes(ax, 300.0, 100.0)
    axes.set_label(lead_sentence(table))
    words = str(len(table)) if len(table) else say("chart.label.empty")
    axes.text(0.1, 0.5, words)
    return axes
'''
PAGE = '''"""How often was each case rated? A made-up page."""

from collections.abc import Sequence

from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.tally import plot_tally
from supervision_kit.frameworks import say
from supervision_kit.pages.page import Page
from supervision_kit.pages.pieces import Button, Piece, Words
from supervision_kit.widgets import CaseForm


class TallyPage(Page):
    """A made-up page with one chart and one form."""

    name = "tally"
    forms = {"case": CaseForm}

    def __init__(self, store) -> None:
        super().__init__(store)
        self.repaint()

    def pieces(self) -> Sequence[Piece]:
        if self.form is not None:
            return [self.status(), self.form_piece()]
        table = trajectory(self.store.ratings(), self.store.framework.dimensions())
        chart = to_svg(plot_tally(table), title="Tally", description="How many.")
        add = Button("add", say("case.add_case"), lambda: self.open_form("case"))
        heading = f"<h1>{say('tally.heading')}</h1>"
        return [Words("tally-head", heading), self.status(), add, Words("tally-chart", chart)]

    def saved(self, name, saved, done) -> str:
        return say("tally.saved")
'''
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"tally-{n}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for n, source in enumerate(
            [
                "from supervision_kit import open_workbook, prepare\n"
                "from supervision_kit.pages.tally import TallyPage\n\nprepare()",
                "TallyPage(open_workbook())",
            ]
        )
    ],
    "metadata": {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "supervision_kit": {"group": "team", "order": 5, "picture": "list", "waiting": 0},
        "title": "Tally",
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}
DROPPED = {
    "src/supervision_kit/charts/tally.py": CHART,
    "src/supervision_kit/pages/tally.py": PAGE,
    "src/supervision_kit/frameworks/en/text/tally.toml": 'heading = "Tally"\nsaved = "Saved."\n',
    "workbooks/tally.ipynb": json.dumps(NOTEBOOK),
}
# How CONTRIBUTING's table calls the place of each.
PLACES = {
    "src/supervision_kit/charts/tally.py": "one file in `charts/`",
    "src/supervision_kit/pages/tally.py": "one page",
    "src/supervision_kit/frameworks/en/text/tally.toml": "`frameworks/en/text/<area>.toml`",
    "workbooks/tally.ipynb": "one notebook",
}
RECORD = '''"""What has to be fetched or brought? A made-up record."""

import datetime as dt

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped

from supervision_kit.records.columns import (
    happened_day,
    needed_words,
    of_case,
    of_contact,
    of_person,
    words,
)
from supervision_kit.records.kept import CASE, PERSON, Kept
from supervision_kit.records.record import STRICT, Record


class Errand(Record):
    """Something that has to be fetched or brought."""

    __tablename__ = "errands"
    __table_args__ = (
        Index(None, "case_id", "asked_on"),
        ForeignKeyConstraint(["contact_id", "case_id"], ["contacts.id", "contacts.case_id"]),
        STRICT,
    )
    kept = Kept(CASE, day="asked_on")

    case_id: Mapped[str] = of_case()
    contact_id: Mapped[str | None] = of_contact()
    asked_on: Mapped[dt.date] = happened_day()
    what: Mapped[str] = needed_words()
    place: Mapped[str] = words()


class Diary(Record):
    """What somebody at work writes down for themselves."""

    __tablename__ = "diaries"
    __table_args__ = (Index(None, "person_id", "written_on"), STRICT)
    kept = Kept(PERSON, day="written_on")

    person_id: Mapped[str] = of_person()
    written_on: Mapped[dt.date] = happened_day()
    thought: Mapped[str] = words()
'''
LABELS = """
[errands]
singular = "Errand"
counted = { one = "1 errand", other = "{n} errands" }
asked_on = "Asked on"
what = "What"
place = "Where"

[diaries]
singular = "Page of a diary"
counted = { one = "1 page of a diary", other = "{n} pages of diaries" }
written_on = "Written on"
thought = "Thought"
"""
#: What a new record adds to files that are there, by CONTRIBUTING's name for the place.
LINES = {
    "src/supervision_kit/records/__init__.py": (
        "its line in `records/__init__.py`",
        "\nfrom supervision_kit.records.errand import Diary as Diary, Errand as Errand\n",
    ),
    "src/supervision_kit/frameworks/en/text/labels.toml": (
        "its section in `labels.toml`",
        LABELS,
    ),
}
#: Who may do what with them, by standing; CONTRIBUTING calls the place "its column in …".
RIGHTS = "tests/access/rights.csv"
MAY = {
    "standing": ("errands", "diaries"),
    **dict.fromkeys(("worker", "second", "cover"), ("rac", "-")),
    "supervisor": ("r", "-"),
    "self": ("-", "rac"),
}
#: The commands CONTRIBUTING and docs/store.md name, in order.
COMMANDS = (
    ("supervision_kit.store.new_migration", "errands", "Errands."),
    ("tests.exchange.data_format",),
)
#: What is kept in a person's room is read by their code, has their history, and never leaves.
IN_A_ROOM = """
from supervision_kit import exchange
from supervision_kit.access import may
from supervision_kit.records import Person
from supervision_kit.records.errand import Diary
from supervision_kit.store.contents import contents_of
from supervision_kit.store.engine import reading
from tests.records.examples import DAY


def test_a_page_of_a_diary_is_in_the_room_of_its_person(any_store, tmp_path):
    one, other = Person(code="A"), Person(code="B")
    mine = Diary(person_id=one.id, written_on=DAY, thought="Mine.")
    any_store.save(one, other, mine, Diary(person_id=other.id, written_on=DAY, thought="Theirs."))
    assert any_store.read(Diary, "A")["thought"].tolist() == ["Mine."]
    assert any_store.read(Diary)["person"].tolist() == ["A", "B"]
    with reading(any_store.engine) as connection:
        assert contents_of(connection).heads[one.id][0] == 1
    assert (may("read", ["self"], Diary), may("read", ["worker"], Diary)) == (True, False)
    out = exchange.export(any_store, tmp_path, "json").path
    assert "Mine." not in out.read_text("utf-8")
    assert any_store.verify().ok
"""
#: The form of the made-up record on the page of a case.
FORM = "src/supervision_kit/widgets/errand_form.py"
FORM_CODE = '''"""What has to be fetched or brought? A made-up form."""

from supervision_kit.records.errand import Errand
from supervision_kit.widgets.kind_form import KindForm


class ErrandForm(KindForm):
    """Note an errand, or change it."""

    form = "errand"
    kind = Errand
    asks = ("asked_on", "what", "place")
'''
LISTED = """

def _errands(tables: _Tables, framework: Framework, today: date) -> Iterator[Noted]:
    for row in plain_rows(tables["errands"]):
        yield Noted(row.what, [row.place] if row.place else [], False, f"errand.{row.id}")


PARTS = (*PARTS, InsidePart("errands", ("errand",), _errands))
"""
IN_FORMS = '        "closing": ClosingForm,\n'
IMPORTED = "from supervision_kit.widgets.changing_form import ChangingForm\n"
#: What a form adds to files that are there: CONTRIBUTING's name for the place, after what, what.
FORM_LINES = {
    "src/supervision_kit/pages/case_trajectory.py": (
        "one line in `forms` of the page",
        {
            IN_FORMS: '        "errand": ErrandForm,\n',
            IMPORTED: "from supervision_kit.widgets.errand_form import ErrandForm\n",
        },
    ),
    "src/supervision_kit/pages/inside.py": (
        "one function with its line in `PARTS` of `pages/inside.py`",
        {"": LISTED},
    ),
    "src/supervision_kit/frameworks/en/text/case.toml": (
        "its words under `[inside]` in `case.toml`",
        {"": 'errands = "Errands"\nnone_errands = "None."\nadd_errand = "Note an errand"\n'},
    ),
}
#: One errand is noted, found in its list, corrected there, and the page says what became of it.
USE_FORM = r"""
import re
from datetime import date
from pathlib import Path

from supervision_kit.pages import CasePage
from supervision_kit.pages.what_changed import what_changed
from supervision_kit.records import Case
from supervision_kit.records.errand import Errand
from supervision_kit.store import open_store

TODAY = date(2026, 11, 20)

with open_store(Path("form.sqlite"), create=True, author="anna") as store:
    store.save(Case(code="K-1", setting="probation", opened_on=date(2026, 9, 7)))
    page = CasePage(store, "K-1", today=TODAY)
    assert "None." in page.first_paint()
    page.find("inside-add_errand").click()
    assert page.address.place == {"case": "K-1", "since": "", "form": "errand"}
    assert page.form.controls.heading == "Errand"
    page.form.save_button.click()
    assert "Nothing is written here yet" in str(page.form.controls.said)
    page.form.value = {**page.form.value, "place": "Town hall"}
    page.close_form()
    assert "something begun and not saved" in CasePage(store, "K-1", today=TODAY).first_paint()
    page.open_form("errand")
    assert page.form.value["place"] == "Town hall"
    page.form.value = {**page.form.value, "what": "The <old> form"}
    page.form.save_button.click()
    assert page.sentence == "Saved."
    html = page.first_paint()
    assert "The &lt;old&gt; form" in html and "Town hall" in html
    (record_id,) = re.findall(r"form=errand\.([0-9a-f]{32})", html)

    again = CasePage(store, "K-1", form=f"errand.{record_id}", today=TODAY)
    assert again.form.value["what"] == "The <old> form"
    again.form.value = {**again.form.value, "what": "The new form", "why": "It has changed."}
    again.form.save_button.click()
    assert again.sentence.startswith("Corrected")
    assert store.find(Errand, record_id).what == "The new form"
    (change,) = again.view.changed
    assert change.became == ["What: “The <old> form” became “The new form”"]
    assert (change.what, change.why) == ("Errand of 20 November 2026", "It has changed.")
    assert "The &lt;old&gt; form” became “The new form" in again.first_paint()
    again.undo()
    assert store.find(Errand, record_id).what == "The <old> form"
    assert store.verify().ok
    print("noted and corrected")
"""
#: The tests of every kind of record.
CONTRACTS = (
    "tests/access/test_rights.py",
    "tests/records",
    "tests/store/test_schema.py",
    "tests/store/test_upgrade.py",
    "tests/exchange/test_mirror.py",
    "tests/exchange/test_docs.py",
    "tests/frameworks/test_text.py",
)
#: A signal: one function with its rule, its line in the list of rules, and its sentences.
SIGNAL = "src/supervision_kit/analysis/lowest.py"
SIGNAL_LINES = {
    "src/supervision_kit/analysis/rules.py": (
        "its line in `analysis/rules.py`",
        "\nfrom supervision_kit.analysis.lowest import LOWEST\n\nRULES = (*RULES, LOWEST)\n",
    ),
    "src/supervision_kit/frameworks/en/text/signals.toml": (
        "its sentences in `signals.toml`",
        (MADE_UP / "lowest.toml").read_text(),
    ),
}
#: What is asked of the sample caseload and of a case of one's own, and where it stands.
LOOK_AT_SIGNAL = """
from datetime import date, timedelta
from pathlib import Path
from supervision_kit.pages import CasePage, MethodsPage
from supervision_kit.records import Case, Rating
from supervision_kit.store import open_store

ASKED = "Working relationship is lower than ever in the worker’s ratings. What made it hard?"
UNKNOWN = "How often chance alone shows this has not been worked out."
LINE = {"scale": "engagement", "dimension": "working_relationship", "rater": "worker"}

with open_store(Path("lower.sqlite"), create=True, author="tester") as store:
    case = Case(code="K-1", setting="probation", opened_on=date(2026, 9, 7))
    days = [case.opened_on + timedelta(7 * week) for week in range(5)]
    rated = zip(days, (4, 3, 4, 3, 2), strict=True)
    ratings = [Rating(case_id=case.id, rated_on=on, value=value, **LINE) for on, value in rated]
    store.save(case, *ratings)
    page = CasePage(store, "K-1", today=date(2026, 10, 12)).first_paint()
    assert ASKED in page
    assert "One row is marked, as something is asked of it: Working relationship." in page
    methods = MethodsPage(store).first_paint()
    explained = methods.split('id="lowest"')[1].split("</section>")[0]
    assert ASKED in explained and UNKNOWN in explained and "<svg" in explained
    assert UNKNOWN in methods.split('href="#lowest"')[1].split("</tr>")[0]
    print("asked")
"""
#: A scale that comes with the package: one file, and what the docs say of it.
SCALE = "src/supervision_kit/frameworks/en/scales/tempo.toml"
SCALE_LINES = {
    "docs/methods.md": (
        "its dimensions in `docs/methods.md`",
        "\n**Tempo of the work**, 1 to 4: *Keeping step*.\n",
    ),
    "docs/practice-sources.md": (
        "its sources in `docs/practice-sources.md`",
        "\n**Nobody, N. (2026).** A made-up scale.\n",
    ),
}
#: The tests about scales; what they hold of those there are, they hold of one more.
ABOUT_SCALES = (
    "tests/frameworks",
    "tests/charts/test_every_chart.py",
    "tests/exchange/test_scales.py",
    "tests/exchange/test_scale_files.py",
    "tests/samples/test_filling.py",
    "tests/charts/test_trajectory.py",
    "tests/test_docs.py",
    "tests/widgets/test_contact_form.py",
    "tests/widgets/test_fields.py",
)
LOOK = """
from pathlib import Path
from supervision_kit.pages.tally import TallyPage
from supervision_kit.samples import fill
from supervision_kit.serving.frame import navigation
from supervision_kit.store import open_store

with open_store(Path("grown.sqlite"), create=True, author="tester") as store:
    fill(store)
    page = TallyPage(store)
    html = page.first_paint()
    assert "<svg" in html and "Tally" in html
    page.find("add").click()
    assert page.address.place == {"form": "case"}
    new = {"code": "K-NEW", "setting": "probation", "mandate": "mandated", "worker": "W1"}
    page.form.value = {**page.form.value, **new}
    page.form.save_button.click()
    assert page.sentence == "Saved."
    assert "K-NEW" in store.codes()
print([group["label"] for group in navigation(Path("workbooks"))])
"""


def copied(root):
    """Copy the tree."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            hidden = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, root / name, ignore=hidden)
        else:
            shutil.copy(source, root / name)
    return root


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """A copy of the tree with a made-up page, form and chart dropped in."""
    root = copied(tmp_path_factory.mktemp("grown"))
    for name, content in DROPPED.items():
        assert not (root / name).exists()
        (root / name).write_text(content)
    return root


@pytest.fixture(scope="module")
def with_errands(tmp_path_factory):
    """A copy of the tree with a made-up record, and the files that were not there before."""
    root = copied(tmp_path_factory.mktemp("errands"))
    freeze(root / "tests/store/data")
    before = {path.relative_to(root) for path in root.rglob("*") if path.is_file()}
    (root / "src/supervision_kit/records/errand.py").write_text(RECORD)
    for name, (_place, lines) in LINES.items():
        with (root / name).open("a") as file:
            file.write(lines)
    rows = (root / RIGHTS).read_text().splitlines()
    more = (MAY.get(row.partition(",")[0], ("-", "-")) for row in rows)
    widened = (",".join((row, *cells)) for row, cells in zip(rows, more, strict=True))
    (root / RIGHTS).write_text("\n".join(widened) + "\n")
    for module, *arguments in COMMANDS:
        run(root, "import runpy; " + as_module(module), *arguments)
    after = {path.relative_to(root) for path in root.rglob("*") if path.is_file()}
    return root, {str(path) for path in after - before if "__pycache__" not in str(path)}


@pytest.fixture(scope="module")
def with_form(with_errands):
    """The same copy, where the made-up record has a form on the page of a case."""
    root, _new = with_errands
    assert not (root / FORM).exists()
    (root / FORM).write_text(FORM_CODE)
    for name, (_place, added) in FORM_LINES.items():
        text = (root / name).read_text()
        for after, lines in added.items():
            before, found, rest = text.rpartition(after) if after else (text, "", "")
            assert found == after
            text = before + found + lines + rest
        (root / name).write_text(text)
    return root


@pytest.fixture(scope="module")
def with_signal(tmp_path_factory):
    """A copy of the tree with a made-up signal."""
    root = copied(tmp_path_factory.mktemp("signal"))
    shutil.copy(MADE_UP / "lowest.py", root / SIGNAL)
    for name, (_place, lines) in SIGNAL_LINES.items():
        with (root / name).open("a") as file:
            file.write(lines)
    return root


@pytest.fixture(scope="module")
def with_scale(tmp_path_factory):
    """A copy of the tree with a made-up scale that comes with the package."""
    root = copied(tmp_path_factory.mktemp("scale"))
    shutil.copy(ROOT / "tests" / "frameworks" / "data" / "tempo.toml", root / SCALE)
    for name, (_place, lines) in SCALE_LINES.items():
        with (root / name).open("a") as file:
            file.write(lines)
    return root


def as_module(name):
    return f"runpy.run_module({name!r}, run_name='__main__', alter_sys=True)"


def run(root, *command):
    """Run Python over the copy, not over the installed package."""
    code = f"import sys; sys.path[:0] = [{str(root / 'src')!r}, {str(root)!r}]; "
    done = subprocess.run(
        [sys.executable, "-c", code + command[0], *command[1:]],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def passing(root, *what):
    """Run tests of the copy, of which none may fail; name those that passed."""
    ask = "import pytest; sys.exit(pytest.main(sys.argv[1:]))"
    told = run(root, ask, *what, "-v", "-p", "no:cacheprovider", "-n", "0")
    return re.findall(r"^(\S+::.+) PASSED", told, re.M)


def test_every_place_a_new_page_touches_is_named_in_contributing():
    table = (ROOT / "CONTRIBUTING.md").read_text()
    assert set(PLACES) == set(DROPPED)
    assert [place for place in PLACES.values() if place not in table] == []


def test_the_page_is_painted_its_form_saves_and_the_header_leads_there(grown):
    assert "Tally" in run(grown, LOOK)


def test_the_test_that_finds_every_chart_finds_the_new_one(grown):
    assert len(passing(grown, "tests/charts/test_every_chart.py", "-k", "tally")) >= 6


def test_the_imports_of_the_grown_house_still_point_down(grown):
    run(grown, "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))")


def test_every_place_a_new_record_touches_is_named_in_contributing(with_errands):
    _root, new = with_errands
    table = (ROOT / "CONTRIBUTING.md").read_text()
    assert "one class in `records/`" in table
    assert f"its column in `{RIGHTS}`" in table
    assert [place for place, _lines in LINES.values() if place not in table] == []
    (revision,) = {Path(name).name.partition(".")[0] for name in new if "migrations" in name}
    assert new == {
        "src/supervision_kit/records/errand.py",
        *(f"{VERSIONS}/{revision}{end}" for end in (".py", ".sqlite.sql", ".postgresql.sql")),
    }


def test_a_new_record_passes_the_tests_of_every_kind(with_errands):
    root, _new = with_errands
    (root / "tests/store/test_diaries.py").write_text(IN_A_ROOM)
    passed = passing(root, *CONTRACTS, "tests/store/test_diaries.py", "-x")
    assert len(passed) > 300
    assert sum("Errand" in name for name in passed) > 5
    # What is tried of every kind by itself is tried of the new ones alone.
    tampered = passing(root, "tests/store/test_tampering.py", "-k", "errand or diar")
    assert sum("errands" in name for name in tampered) > 5
    assert sum("diaries" in name for name in tampered) > 5


def test_every_place_a_new_form_touches_is_named_in_contributing():
    table = (ROOT / "CONTRIBUTING.md").read_text()
    assert "one file in `widgets/`" in table
    assert [place for place, _added in FORM_LINES.values() if place not in table] == []


def test_a_new_form_notes_a_record_lists_it_and_corrects_it(with_form):
    assert "noted and corrected" in run(with_form, USE_FORM)


def test_every_place_a_new_signal_touches_is_named_in_contributing():
    table = (ROOT / "CONTRIBUTING.md").read_text()
    assert "one pure function with its rule in `analysis/`" in table
    assert [place for place, _lines in SIGNAL_LINES.values() if place not in table] == []


def test_a_new_signal_is_asked_drawn_and_explained(with_signal):
    assert "asked" in run(with_signal, LOOK_AT_SIGNAL)


def test_a_new_signal_passes_the_tests_of_every_rule(with_signal):
    what = ["tests/analysis/test_rules.py", "tests/pages/test_methods.py", "-k", "lowest or every"]
    assert len(passing(with_signal, *what)) > 15


def test_every_place_a_new_scale_touches_is_named_in_contributing():
    table = (ROOT / "CONTRIBUTING.md").read_text()
    assert "one TOML file in `frameworks/`" in table
    assert [place for place, _lines in SCALE_LINES.values() if place not in table] == []


def test_a_new_scale_passes_the_tests_about_scales(with_scale):
    passed = passing(with_scale, *ABOUT_SCALES)
    assert len(passed) > 300
    bundled = [name for name in passed if name.startswith("tests/frameworks/test_bundled.py")]
    assert sum("tempo" in name or "keeping_step" in name for name in bundled) > 5
