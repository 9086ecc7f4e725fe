"""Does what docs/frameworks.md shows work as it says?"""

import re
import tomllib
from pathlib import Path

import pytest

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import load_framework, say
from supervision_kit.frameworks.loader import OPEN_KINDS
from supervision_kit.frameworks.scale import MOST_POINTS
from supervision_kit.frameworks.scale_file import LONGEST, SCALE_KEYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "frameworks.md").read_text()
EXAMPLES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.M | re.S)
SCALE, FINE, KINDS, PROMPTS, TEXTS = EXAMPLES


def test_the_example_of_a_scale_loads(agency):
    agency.write("sleep.toml", SCALE)
    framework = load_framework(agency.folder)
    scale = framework.scales["sleep"]
    assert list(framework.scales).index("sleep") == 3
    assert [dimension.better for dimension in scale.dimensions.values()] == ["higher", "lower"]
    assert all(len(each.anchors) == 5 for each in scale.dimensions.values())
    assert scale.asked("night", "client").question == "How did I sleep?"
    assert scale.asked("worry_at_night", "client") is None


def test_the_order_changes_no_wording(agency):
    agency.write("sleep.toml", SCALE)
    before = load_framework(agency.folder).scales["sleep"].wording
    agency.write("sleep.toml", SCALE.replace("order = 35", "order = 5"))
    framework = load_framework(agency.folder)
    assert next(iter(framework.scales)) == "sleep"
    assert framework.scales["sleep"].wording == before


def test_the_example_of_a_fine_scale_loads(agency):
    agency.write("fine.toml", FINE)
    scale = load_framework(agency.folder).scales["attendance_share"]
    assert scale.check("share_of_lessons", 20.8) == 20.8
    assert scale.points == ()


def test_the_examples_of_kinds_and_prompts_load_together(agency):
    for name, text in {"a.toml": SCALE, "b.toml": FINE, "c.toml": KINDS, "d.toml": PROMPTS}.items():
        agency.write(name, text)
    framework = load_framework(agency.folder)
    assert framework.kind("event", "moved_house") == "Moved house"
    assert framework.kind("event", "crisis") == "Hard time"
    assert framework.prompt("story").label == "What was it like?"


def test_the_example_of_sentences_works(agency, monkeypatch):
    agency.write("en/text/frameworks.toml", TEXTS)
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(agency.folder.parent))
    assert say("frameworks.notice") == "For talking, not for judging."
    assert say("frameworks.moment_yesterday", time="14:02") == "14:02 yesterday"


def test_every_key_of_a_scale_is_explained():
    rows = [line.split("|")[1:3] for line in PAGE.splitlines() if line.startswith("| `")]
    explained = {
        key: needed.strip() for keys, needed in rows for key in re.findall(r"`(\w+)`", keys)
    }
    assert set(explained) == set(SCALE_KEYS)
    assert {key for key, needed in explained.items() if needed == "no"} == {
        "order",
        "notice",
        "not_rated",
        "path",
        "sources",
    }


@pytest.mark.parametrize(
    "key",
    [key for key in SCALE_KEYS if key not in {"order", "notice", "not_rated", "path", "sources"}],
)
def test_what_is_said_to_be_needed_is_needed(agency, key):
    lines = [line for line in FINE.splitlines() if not line.startswith(f"{key} =")]
    text = "\n".join(lines)
    agency.write("fine.toml", text[: text.index("[scale.dim")] if key == "dimensions" else text)
    with pytest.raises(FrameworkError, match=f"scale.{key}"):
        load_framework(agency.folder)


def test_the_limits_said_are_the_limits_kept():
    said = {
        "name": "a `name` (40)",
        "question": "a `question` (90)",
        "hint": "a `hint` (200)",
        "label": "a few words (32)",
        "anchor": "a `text` (90)",
        "good_news": "for the chart, at most 160",
        "notice": "is rated, at most 120",
        "reason": "for not rating, at most 40",
        "source": "author and year, at most 200",
    }
    assert all(words in PAGE and str(LONGEST[key]) in words for key, words in said.items())
    assert said.keys() == LONGEST.keys()
    assert MOST_POINTS == 11
    assert "up to eleven points" in PAGE


def test_the_kinds_said_to_be_open_are_open():
    (sentence,) = re.findall(r"You may add to (.*?)\. The others \((.*?)\)", PAGE, re.S)
    opened, closed = (set(re.findall(r"`(\w+)`", part)) for part in sentence)
    assert opened == OPEN_KINDS
    assert closed == set(load_framework().kinds) - OPEN_KINDS


def test_the_mistakes_shown_are_answered_as_shown(agency):
    (shown,) = re.findall(r"^> (frameworks/sleep.toml: .*)$", PAGE, re.M)
    agency.write("sleep.toml", SCALE.replace('"higher" ', '"highr" ', 1))
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value) == shown


def test_the_examples_are_toml():
    assert [set(tomllib.loads(text)) for text in EXAMPLES[:4]] == [
        {"scale"},
        {"scale"},
        {"kinds"},
        {"prompts"},
    ]
