import ast
import re
from datetime import date
from pathlib import Path

import pytest

import supervision_kit
from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import day_in_words, language, load_framework, say
from supervision_kit.frameworks.sentences import (
    BUNDLED,
    Sentences,
    bundled_sentences,
    fields,
    is_plain,
)
from supervision_kit.frameworks.text import read_texts

PACKAGE = Path(supervision_kit.__file__).parent
FILES = sorted((BUNDLED / "en" / "text").glob("*.toml"))
ENTRIES = bundled_sentences("en").entries

# Words of the column "never called" of the vocabulary. "Source" is left out: sources are also the
# papers an idea comes from. "Item" is right in "plan item" only.
NEVER = re.compile(
    r"\b(patients?|touch ?points?|visit(s|ed|ing)?|scor(e|es|ed|ing)|measurements?|instruments?"
    r"|questionnaires?|KPIs?|targets?|to-?dos?|portfolios?|trends?|alerts?|flag(s|ged)?"
    r"|client records?|compliance reasons?|task lists?|subjects?|(?<!plan )items?)\b",
    re.I,
)


def forms(entry):
    return [entry] if isinstance(entry, str) else list(entry.values())


def said():
    """Every call of say(…) and english(…) in the package with a written-out key."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Name):
                key = node.args[0]
                if node.func.id in {"say", "english"} and isinstance(key, ast.Constant):
                    yield path, node, str(key.value)


def test_every_sentence_the_package_says_is_written():
    missing = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} {key}"
        for path, node, key in said()
        if key not in ENTRIES
    ]
    assert missing == []


def test_every_sentence_is_given_the_values_it_needs():
    lacking = []
    for path, node, key in said():
        # With **values the call may bring any.
        if key not in ENTRIES or any(each.arg is None for each in node.keywords):
            continue
        needed = fields(ENTRIES[key]) - {each.arg for each in node.keywords}
        if needed:
            lacking.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {key}: {needed}")
    assert lacking == []


def test_the_search_for_sentences_finds_them():
    assert "frameworks.rating_outside" in {key for _, _, key in said()}
    assert len(FILES) > 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_bundled_text_is_sound(path):
    assert read_texts(path, bundled_sentences("en")).keys() == {
        key for key in ENTRIES if key.startswith(f"{path.stem}.")
    }


def test_no_text_on_screen_has_a_word_we_never_use():
    shown = [
        (key, re.sub(r"\{\w+\}", "", form))
        for key, entry in ENTRIES.items()
        for form in forms(entry)
    ]
    assert [(key, found[0]) for key, form in shown for found in NEVER.finditer(form)] == []


def test_no_scale_kind_or_prompt_has_a_word_we_never_use():
    framework = load_framework()
    texts = [label for labels in framework.kinds.values() for label in labels.values()]
    texts += [text for each in framework.prompts.values() for text in (each.label, each.hint)]
    for scale in framework.scales.values():
        texts += [scale.name, scale.good_news, scale.notice, *scale.not_rated.values()]
        for each in scale.dimensions.values():
            texts += [each.name, each.question, each.hint, each.good_news]
            texts += [text for anchor in each.anchors for text in (anchor.label, anchor.text)]
    assert [text for text in texts if NEVER.search(text)] == []


@pytest.mark.parametrize("text", ["A trend.", "the plan's items", "Scored 3", "Home visits"])
def test_the_search_for_such_words_finds_them(text):
    assert NEVER.search(text)


def test_plan_items_may_be_named():
    assert not NEVER.search("Every plan item counts.")


def quoted(text):
    """What a text names in quotation marks, word for word."""
    return re.findall("“([^“”{}]+)”", text)


def test_what_a_text_names_in_quotation_marks_is_there_under_that_name():
    there = {form for entry in ENTRIES.values() for form in forms(entry)}
    there |= {label for labels in load_framework().kinds.values() for label in labels.values()}
    there.add("token=")  # a part of an address
    named = [
        (key, name) for key in ENTRIES for form in forms(ENTRIES[key]) for name in quoted(form)
    ]
    assert {"Add a case", "End this case", "Correct", "Cases"} <= {name for _, name in named}
    assert [(key, name) for key, name in named if name not in there] == []


@pytest.fixture
def workbook_folder(agency, monkeypatch):
    """An agency's workbook folder, named in the environment as for a kernel."""
    monkeypatch.setenv("SUPERVISION_KIT_FOLDER", str(agency.folder.parent))
    return agency


def test_an_agency_rewords_a_sentence(workbook_folder):
    workbook_folder.write("en/text/frameworks.toml", 'notice = "Just for us."\n')
    assert say("frameworks.notice") == "Just for us."
    assert say("frameworks.did_you_mean", word="x") == "Did you mean “x”?"


def test_a_folder_without_texts_changes_nothing(workbook_folder):
    assert say("frameworks.notice") == ENTRIES["frameworks.notice"]


def test_an_agency_translates_sentences_and_days(workbook_folder, monkeypatch):
    workbook_folder.write(
        "de/text/frameworks.toml", 'notice = "Zum Reden."\npattern_day = "d. MMMM y"\n'
    )
    monkeypatch.setenv("SUPERVISION_KIT_LANGUAGE", "de")
    assert language() == "de"
    assert say("frameworks.notice") == "Zum Reden."
    assert say("frameworks.did_you_mean", word="x") == "Did you mean “x”?"
    assert day_in_words(date(2026, 10, 12)) == "12. Oktober 2026"
    monkeypatch.setenv("SUPERVISION_KIT_LANGUAGE", "de-AT")
    assert say("frameworks.notice") == "Zum Reden."


def test_a_misspelt_language_still_speaks_english(monkeypatch):
    monkeypatch.setenv("SUPERVISION_KIT_LANGUAGE", "englisch")
    assert say("frameworks.notice") == ENTRIES["frameworks.notice"]


OURS = Sentences(
    "en",
    {
        "own.title": "Hello {name}",
        "own.count": {"one": "{n} rating by {rater}", "other": "{n} ratings by {rater}"},
        "own.part.end": "The end",
    },
)


def test_a_text_file_is_read_with_plural_forms_and_parts(agency):
    path = agency.write(
        "own.toml",
        'title = "Hi"\ncount = { one = "{rater}: {n}", other = "{rater}: {n}" }\n'
        '[part]\nend = "Over"\n',
    )
    assert read_texts(path, OURS) == {
        "own.title": "Hi",
        "own.count": {"one": "{rater}: {n}", "other": "{rater}: {n}"},
        "own.part.end": "Over",
    }


def test_a_hint_may_be_emptied_and_lines_stay(agency):
    ours = Sentences("en", {"own.a_hint": "Help.", "own.lines": "One line."})
    path = agency.write("own.toml", 'a_hint = ""\nlines = "Two\\n  lines."\n')
    assert read_texts(path, ours) == {"own.a_hint": "", "own.lines": "Two\n  lines."}


def test_a_plural_form_may_be_added_or_left(agency):
    path = agency.write(
        "own.toml", 'title = { one = "Hi", other = "Hi {n}" }\ncount = "By {rater}: {n}"\n'
    )
    assert read_texts(path, OURS)["own.count"] == "By {rater}: {n}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('titel = "Hi"', "there is no text “own.titel” to replace. Did you mean “own.title”?"),
        ('title = "Hi {nam}"', "the text “own.title” cannot use {nam}. Did you mean “name”?"),
        (
            'count = { other = "{n} {who}" }',
            "the text “own.count.other” cannot use {who}.",
        ),
        (
            'title = "Hi {name"',
            "the text “own.title” has a curly bracket out of place. "
            "Write {name} for a value, and two brackets for one.",
        ),
        ('title = "Hi {name.__class__}"', "the text “own.title” has a curly bracket out of place."),
        ('title = "Hi {name!r}"', "the text “own.title” has a curly bracket out of place."),
        ('title = "Hi {name:>9}"', "the text “own.title” has a curly bracket out of place."),
        ('title = "Hi {}"', "the text “own.title” has a curly bracket out of place."),
        ("title = 3", "“own.title” should be a text in quotation marks."),
        ('title = ""', "“own.title” is empty."),
        (f'title = "{"x" * 1001}"', "“own.title” has 1,001 characters; there is room for 1,000."),
    ],
)
def test_a_mistake_in_a_text_file_is_named(agency, text, sentence):
    path = agency.write("own.toml", text)
    with pytest.raises(FrameworkError) as refused:
        read_texts(path, OURS)
    assert str(refused.value).startswith(f"frameworks/own.toml: {sentence}")


def test_a_broken_agency_text_is_said_in_a_sentence(workbook_folder):
    workbook_folder.write("en/text/frameworks.toml", "no_text = \n")
    with pytest.raises(FrameworkError, match=r"text/frameworks\.toml, line 1: "):
        say("frameworks.notice")


def test_every_bundled_sentence_uses_plain_fields():
    assert [key for key in ENTRIES for form in forms(ENTRIES[key]) if not is_plain(form)] == []
