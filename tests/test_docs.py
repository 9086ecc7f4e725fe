"""Do the documents say what the package does, and lead where they say they lead?"""

import re
import tomllib
from pathlib import Path

import pytest

from supervision_kit.frameworks import load_framework

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
METHODS = (ROOT / "docs" / "methods.md").read_text()
SOURCES = (ROOT / "docs" / "practice-sources.md").read_text()
FRAMEWORK = load_framework()


def blocks(path, language):
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(), re.M | re.S)


def anchors(path):
    """The places in a page that a link can lead to."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page):
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        if link.startswith(("https://", "http://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_of_the_docs_is_on_the_map():
    index = (ROOT / "docs" / "index.md").read_text()
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"index.md"}
    assert [name for name in sorted(pages) if f"({name}" not in index] == []


@pytest.mark.parametrize(
    "name",
    [each.name for scale in FRAMEWORK.scales.values() for each in scale.dimensions.values()],
)
def test_the_methods_page_names_every_dimension(name):
    assert name in METHODS


@pytest.mark.parametrize("scale", FRAMEWORK.scales.values(), ids=lambda scale: scale.key)
def test_every_source_of_a_scale_is_listed_in_full(scale):
    for source in scale.sources:
        surname, year = re.match(r"(\w[\w ]*?),.*?\((\d{4})\)", source).groups()
        assert re.search(rf"\*\*{surname},[^*]*\({year}\)\.\*\*", SOURCES), source


def test_every_source_of_a_prompt_is_listed_in_full():
    for prompt in FRAMEWORK.prompts.values():
        for source in prompt.sources:
            surname, year = re.match(r"(\w[\w ]*?),.*?\((\d{4})\)", source).groups()
            assert re.search(rf"\*\*{surname},[^*]*\({year}\)\.\*\*", SOURCES), source


def test_the_scale_shown_as_an_example_loads(tmp_path):
    (example,) = blocks(ROOT / "docs" / "methods.md", "toml")
    (tmp_path / "own.toml").write_text(example)
    key = tomllib.loads(example)["scale"]["key"]
    assert key in load_framework(tmp_path).scales
    assert key not in FRAMEWORK.scales


def test_contributors_and_readers_are_given_the_same_two_commands():
    readme, contributing = blocks(ROOT / "README.md", "sh"), blocks(ROOT / "CONTRIBUTING.md", "sh")
    assert contributing == readme[:2]


def test_the_changelog_tells_of_the_version_that_is_built():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text()
