import os

import pytest

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import load_framework
from supervision_kit.frameworks.toml_file import read_toml


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '[scale]\nkey = "a"\nname "b"\n',
            "frameworks/own.toml, line 3: Expected '=' after a key in a key/value pair. "
            "Check the quotation marks, brackets and equals signs there.",
        ),
        ('[scale]\nkey = "a\n', "frameworks/own.toml, line 2: Illegal character '\\n'"),
        ("[scale]\nanchors = [\n1,\n", "frameworks/own.toml, line 4: "),
        ("[scale.a]\n[scale.a]\n", "frameworks/own.toml, line 2: Cannot declare"),
        ('[scale]\nkey = "a"\nkey = "b"\n', "frameworks/own.toml, line 3: Cannot overwrite"),
        (f"a = {'[' * 100_000}", "frameworks/own.toml, line 1: Too many brackets inside each"),
        (f"a = 1{'0' * 5_000}", "frameworks/own.toml, line 1: "),
        (
            b'[scale]\nname = "Gr\xf6\xdfe"\n',
            "frameworks/own.toml, line 2: a character is not in UTF-8. Save the file again",
        ),
        ('[scale]\nname = "x"\n'.encode("utf-16"), "frameworks/own.toml, line 1: a character is"),
        (b"\x00", "frameworks/own.toml, line 1: "),
        (
            b"#" * 1_000_001,
            "frameworks/own.toml is larger than 1,000,000 bytes, too large for a file of scales "
            "and texts. Is it the right file?",
        ),
        (
            "",
            "frameworks/own.toml is empty. Add one of these tables to it, or delete it: "
            "scale, kinds, prompts.",
        ),
        ("# nothing yet\n", "frameworks/own.toml is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(agency, content, sentence):
    agency.write("own.toml", content)
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value).startswith(sentence)


def test_a_file_of_the_largest_size_is_read(agency):
    filling = b"#" * (1_000_000 - len(agency.respect.encode()))
    agency.write("own.toml", agency.respect.encode() + filling)
    assert "respect" in load_framework(agency.folder).scales


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(agency):
    text = "\ufeff" + agency.respect.replace("\n", "\r\n")
    agency.write("own.toml", text)
    assert load_framework(agency.folder).scales["respect"].name == "Respect"


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(FrameworkError) as refused:
        read_toml(tmp_path / "gone.toml")
    assert str(refused.value) == (
        f"{tmp_path.name}/gone.toml cannot be opened (No such file or directory). "
        "Check that it is a file you may read."
    )


def test_hidden_files_other_files_and_folders_are_left_alone(agency):
    agency.write("._own.toml", b"\x00\x05\x16\x07")
    agency.write("notes.txt", "not TOML")
    agency.write("folder.toml/notes.txt", "not TOML")
    assert load_framework(agency.folder) == load_framework()


def test_the_ending_may_be_in_capitals(agency):
    agency.write("OWN.TOML", agency.respect)
    assert "respect" in load_framework(agency.folder).scales


def test_a_file_in_place_of_the_folder_is_refused(agency):
    path = agency.write("own.toml", agency.respect)
    with pytest.raises(FrameworkError, match=r"own\.toml is a file; a folder is expected here"):
        load_framework(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are a Unix thing")
def test_a_pipe_is_not_waited_for(agency):
    agency.folder.mkdir()
    os.mkfifo(agency.folder / "own.toml")
    assert load_framework(agency.folder) == load_framework()
