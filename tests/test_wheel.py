"""Does a wheel carry all it needs: workbooks, templates, migrations, texts and fonts?"""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.server import start, stop

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel's own files in a folder that comes before the source tree."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*build, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def empty(tmp_path, monkeypatch, installed):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(installed))
    return tmp_path


def test_the_wheel_s_own_package_is_the_one_that_runs(empty, installed):
    code = "import supervision_kit; print(supervision_kit.__file__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(installed)


def test_a_wheel_makes_and_serves_a_workbook_from_an_empty_folder(empty):
    made = empty / "mine"
    command = [sys.executable, "-m", "supervision_kit", "new", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name for path in made.glob("*.ipynb")} == {
        path.name for path in (ROOT / "workbooks").glob("*.ipynb")
    }
    server = start(made, "serve", str(made))
    try:
        _, _, html = server.get("voila/render/start.ipynb")
    finally:
        stop(server)
    assert "Add the first case" in html
    assert 'class="page-header"' in html


def test_the_wheel_holds_no_more_than_the_package(installed):
    tops = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert tops == {"supervision_kit"}
