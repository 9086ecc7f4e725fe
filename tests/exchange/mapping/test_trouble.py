"""Whatever stands in a mapping or scale file ends in its value or in one of our sentences."""

import copy
import datetime as dt
import os
import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supervision_kit.errors import FrameworkError, InvalidImport
from supervision_kit.exchange import load_mapping
from supervision_kit.exchange.mapping.file import made_mapping
from supervision_kit.frameworks import load_framework
from supervision_kit.frameworks.checking import checked
from supervision_kit.frameworks.loader import FrameworkFile
from supervision_kit.frameworks.scale_file import load_scale
from supervision_kit.frameworks.sentences import bundled_sentences
from supervision_kit.frameworks.text import read_texts
from tests.exchange.conftest import EXAMPLES, SMALL

KINDS = load_framework().kinds
READERS = {
    "mapping": load_mapping,
    "scale": lambda path: load_scale(path, KINDS, "en"),
    "text": lambda path: read_texts(path, bundled_sentences("en")),
}
TROUBLE = {
    "nested brackets": (f"a = {'[' * 5_000}", "line 1: Too many brackets inside each other"),
    "nested tables": (f"a = {'{a=' * 5_000}", "line 1: Too many brackets inside each other"),
    "endless key": (f"\na{'.a' * 5_000} = 1", "line 2: A key with more than 40 dots in it"),
    "endless heading": (f"[a{'.a' * 300_000}]", "line 1: A key with more than 40 dots in it"),
    "long number": (f"\n\na = 1{'0' * 5_000}", "line 3: A number has thousands of digits"),
    "NUL": ("a = 1\n\0", "line 2: "),
    "not UTF-8": ("# Größe\n".encode("cp1252"), "line 1: a character is not in UTF-8"),
    "UTF-16": ("a = 1\n".encode("utf-16"), "a character is not in UTF-8"),
    "10 MB": (b"#" * 10_000_000, "is larger than 1,000,000 bytes"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_file_that_is_no_toml_is_answered_in_a_sentence(write, reader, trouble):
    content, sentence = TROUBLE[trouble]
    path = write("trouble.toml", content)
    with pytest.raises((InvalidImport, FrameworkError)) as refused:
        READERS[reader](path)
    assert sentence in str(refused.value)
    assert "trouble.toml" in str(refused.value)


@pytest.mark.parametrize("depth", [20, 100, 200, 300, 400, 450, 490])
@pytest.mark.parametrize("reader", READERS)
def test_brackets_that_can_just_be_read_are_answered_too(write, reader, depth):
    nested = {"list": "[" * depth + "]" * depth, "table": "{a = " * depth + "1" + "}" * depth}
    for key in ("kind", "scale", "no_sheet", "file"):
        for value in nested.values():
            path = write("exchange.toml", f"{key} = {value}\n")
            with pytest.raises((InvalidImport, FrameworkError), match=r"exchange\.toml"):
                READERS[reader](path)


@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_is_named_and_never_waited_for(tmp_path, reader):
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    for name, sentence in {
        "pipe.toml": "is no file to be read",
        "folder.toml": "is no file to be read",
        "none.toml": "cannot be opened (No such file or directory)",
        "n\0l.toml": "cannot be opened",
        f"{'n' * 300}.toml": "cannot be opened (File name too long)",
    }.items():
        with pytest.raises((InvalidImport, FrameworkError)) as refused:
            READERS[reader](tmp_path / name)
        assert sentence in str(refused.value)


def test_a_mapping_may_begin_with_a_byte_order_mark(write):
    assert load_mapping(write("m.toml", "\ufeff" + SMALL.replace("\n", "\r\n"))).kind == "ratings"


@pytest.mark.parametrize("encoding", ["\\u0000", "utf-8\\u0000", "utf-7", "zip", " ", "ﬁ"])
def test_what_is_no_encoding_is_refused(write, encoding):
    text = f'{SMALL}[file]\nencoding = "{encoding}"\n'
    with pytest.raises(InvalidImport, match=r"“file\.encoding” is .*no encoding of text files"):
        load_mapping(write("m.toml", text))


@pytest.mark.parametrize("name", ["n\\u0000", "", ".", "../..", "pipe"])
def test_a_scale_file_that_is_none_is_refused(write, tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidImport, match="there is no such file beside the mapping"):
        load_mapping(write("m.toml", f'scale = "{name}"\n{SMALL}'))


# --- Any value at any key

WIDE = tomllib.loads(
    SMALL
    + '[file]\nencoding = "utf-8"\ndelimiter = ","\ndecimal = "."\nmissing = ["NA"]\nsheet = "a"\n'
    + 'header_row = 1\n[phase]\ncolumn = "p"\nplan_begins = "B"\nnote = "n"\n'
)
WIDE["case"] |= {"prefix": "K", "codes": {"Adam": "K-1"}, "contact_every_days": 14}
WIDE["rating"][0] |= {"words": {"low": "1"}, "evidence": "e", "rater": "worker"}
LONG = {**{key: WIDE[key] for key in ("kind", "case", "rater")}}
LONG["date"] = {"day": "d", "starts_on": dt.date(2016, 9, 7), "counts": "days", "weekday": "w"}
LONG["long"] = {"value": "v", "scale": {"always": "s"}, "dimension": {"column": "d", "words": {}}}
CONTACTS = {"kind": "contacts", "case": {"column": "c"}, "date": {"column": "d", "time": "ignore"}}
CONTACTS["columns"] = {"story": "s", "length_minutes": {"always": 30}, "kind": {"column": "k"}}
CASES = {"kind": "cases", "case": {"column": "c"}}
CASES["columns"] = {"opened_on": {"column": "o", "format": "DD.MM.YYYY"}, "mandate": "m"}
SCALE = tomllib.loads((EXAMPLES / "leidig2018" / "scale.toml").read_text(encoding="utf-8"))
FRAMEWORK = {**SCALE, "kinds": {"event": {"a": "A"}}, "prompts": {"p": {"label": "L"}}}
FRAMEWORK["scale"]["not_rated"] = {"absent": "Absent"}

words = st.text(max_size=6) | st.sampled_from(["<day>", "[key]", "day", "column", "", "\0", "é"])
leaves = (
    words
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**30), 0, -1])
    | st.floats()
    | st.dates()
    | st.datetimes()
    | st.times()
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


def places(content, above=()):
    """Go through the path of every key and every entry of a list, and one key that is not there."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in pairs:
        yield (*above, key)
        if isinstance(value, dict | list):
            yield from places(value, (*above, key))
    if isinstance(content, dict):
        yield (*above, "new key")


def with_value(content, path, value):
    changed = copy.deepcopy(content)
    inside = changed
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return changed


def sentence_of(read, content):
    """Give the sentence a file is refused with; empty when it is taken."""
    try:
        read(content)
    except (InvalidImport, FrameworkError) as refused:
        return str(refused)
    return ""


CONTENTS = {"wide": WIDE, "long": LONG, "contacts": CONTACTS, "cases": CASES}


@pytest.mark.parametrize("name", CONTENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_value_at_any_key_of_a_mapping_ends_well(tmp_path, name, data):
    content = CONTENTS[name]
    assert sentence_of(lambda c: checked_mapping(c, tmp_path), content) == ""
    path = data.draw(st.sampled_from(list(places(content))))
    changed = with_value(content, path, data.draw(values))
    sentence = sentence_of(lambda c: checked_mapping(c, tmp_path), changed)
    assert sentence == "" or names_the_place(sentence, path)


def checked_mapping(content, folder):
    return made_mapping(content, folder / "m.toml", b"")


def names_the_place(sentence, path):
    """Say whether a sentence names the file and the table, or a key of it, that was changed."""
    assert "m.toml" in sentence
    assert "pydantic" not in sentence.lower()
    assert "Input should" not in sentence
    return str(path[0]) in sentence


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_value_at_any_key_of_a_scale_file_ends_well(tmp_path, data):
    path = data.draw(st.sampled_from(list(places(FRAMEWORK))))
    changed = with_value(FRAMEWORK, path, data.draw(values))
    sentence = sentence_of(lambda c: checked(FrameworkFile, c, tmp_path / "m.toml"), changed)
    assert sentence == "" or names_the_place(sentence, path)


@pytest.mark.parametrize("written", ["0x" + "f" * 5_000, "-0x1" + "0" * 5_000, "1" + "0" * 400])
def test_a_number_longer_than_python_writes_is_refused_at_every_key(tmp_path, written):
    number = int(written, 0)
    for content in CONTENTS.values():
        for path in places(content):
            changed = with_value(content, path, number)
            sentence = sentence_of(lambda each: checked_mapping(each, tmp_path), changed)
            assert names_the_place(sentence, path), path
    for path in places(FRAMEWORK):
        changed = with_value(FRAMEWORK, path, number)
        sentence = sentence_of(lambda c: checked(FrameworkFile, c, tmp_path / "m.toml"), changed)
        assert names_the_place(sentence, path), path
