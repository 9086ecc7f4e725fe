"""Does the house stand as its plan says: layers, style, types, versions and commands?"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "supervision_kit"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WORKBOOKS = sorted((ROOT / "workbooks").glob("*.ipynb"))

# One forbidden import for each contract: the module that commits it, and the line.
BREACHES = {
    "layers": ("records/case.py", "import supervision_kit.store"),
    "tables": ("charts/style.py", "import ipywidgets"),
    "engine": ("pages/workbook.py", "from sqlalchemy import create_engine"),
    "widgets": ("widgets/contact_form.py", "from sqlalchemy.orm import Session"),
}


def run(*command, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False
    )


def lint_imports(root):
    """Run the contracts over the package under `root`, not over the installed one."""
    code = (
        "import sys; sys.path.insert(0, 'src'); "
        "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy_of_the_house(tmp_path):
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_imports_point_down_only():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    "contract", [c["id"] for c in PROJECT["tool"]["importlinter"]["contracts"]]
)
def test_each_contract_fails_when_it_is_broken(copy_of_the_house, contract):
    module, line = BREACHES[contract]
    path = copy_of_the_house / "src" / "supervision_kit" / module
    path.write_text(path.read_text() + f"\n{line}\n")
    named = {c["id"]: c["name"] for c in PROJECT["tool"]["importlinter"]["contracts"]}[contract]
    result = lint_imports(copy_of_the_house)
    assert result.returncode == 1
    assert f"{named} BROKEN" in result.stdout


def test_a_module_that_no_layer_names_is_refused(copy_of_the_house):
    (copy_of_the_house / "src" / "supervision_kit" / "utils.py").write_text(
        '"""Odds and ends."""\n'
    )
    assert lint_imports(copy_of_the_house).returncode == 1


@pytest.mark.parametrize(
    "command", [("ruff", "check"), ("ruff", "format", "--check"), ("pyright",)]
)
def test_the_code_is_clean(command):
    result = run(*command)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_conda_route_asks_for_the_same_python_and_the_same_package():
    text = (ROOT / "environment.yml").read_text()
    assert f"- python{PROJECT['project']['requires-python']}" in text
    assert f"name: {PROJECT['project']['name']}" in text
    assert "- -e ." in text


def test_ci_runs_the_second_command_of_the_readme():
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    first, second = (block.strip() for block in blocks[:2])
    assert "\n" not in first
    assert "supervision-kit demo" in first
    assert "\n" not in second
    assert second.endswith("tests/everything.py")


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_a_workbook_holds_no_output_and_is_short(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert sum(len(cell.source.splitlines()) for cell in code) <= 15


def test_no_file_names_a_path_of_a_machine_or_a_registry():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    words = re.compile(
        "|".join(
            [
                "/Us" + "ers/",
                "/ro" + "ot/",
                "pypi" + r"\.org",
                "python" + "hosted",
                "npm" + r"js\.org",
            ]
        )
    )
    found = []
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in {".png", ".ttf", ".woff2", ".xlsx"} or not path.is_file():
            continue
        found += [f"{name}: {m.group()}" for m in words.finditer(path.read_text(errors="ignore"))]
    assert found == []


def names_of(path):
    """Give the public names a module makes at its top, not those it imports."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def test_a_public_name_means_one_thing_in_the_whole_house():
    places = defaultdict(list)
    for path in sorted((ROOT / "src").rglob("*.py")):
        if "versions" in path.parts:  # a migration says what all migrations say
            continue
        for name in names_of(path):
            if not name.startswith("_"):
                places[name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 500
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
