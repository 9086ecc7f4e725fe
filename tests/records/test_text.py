import unicodedata

import pytest

from supervision_kit.errors import InvalidRecord
from supervision_kit.records import TEXT_LIMIT, check_code, clean_text, fold_code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Zoe\u0308 came", "Zo\u00eb came"),
        ("  both ends \n", "both ends"),
        ("one\r\ntwo\rthree\vfour\u2028five", "one\ntwo\nthree\nfour\nfive"),
        ("tab\tstays", "tab\tstays"),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 stays",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467 stays",
        ),
        ("\u05e9\u05dc\u05d5\u05dd \u200fstays", "\u05e9\u05dc\u05d5\u05dd \u200fstays"),
        ("zero\u200bwidth stays", "zero\u200bwidth stays"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("", ""),
    ],
)
def test_a_text_is_kept_as_typed_in_one_normal_form(typed, kept):
    assert clean_text(typed, "Story") == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert clean_text(kept, "Story") == kept


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("abc\0", 4),
        ("\ud83d half", 1),
        ("a\udc00", 2),
        ("bell\a", 5),
        ("escape\x1b[31m", 7),
        ("delete\x7f", 7),
        ("next\x9b", 5),
        ("turned \u202eback", 8),
        ("turned \u202dback", 8),
    ],
)
def test_a_character_that_cannot_be_kept_is_refused_with_field_and_place(typed, place):
    with pytest.raises(InvalidRecord, match=f"^What happened holds .* place {place}") as caught:
        clean_text(typed, "What happened", "story")
    assert caught.value.field == "story"
    assert typed not in str(caught.value)


@pytest.mark.parametrize("n", [0, 1, TEXT_LIMIT])
def test_a_text_up_to_the_limit_is_kept_whole(n):
    assert clean_text("x" * n, "Story") == "x" * n


@pytest.mark.parametrize(("n", "shown"), [(TEXT_LIMIT + 1, "10,001"), (10_000_000, "10,000,000")])
def test_a_longer_text_is_refused_with_both_numbers(n, shown):
    with pytest.raises(InvalidRecord, match=f"holds {shown} characters and may hold 10,000"):
        clean_text("x" * n, "Story")


def test_the_limit_counts_what_is_kept():
    assert len(clean_text("e\u0301" * TEXT_LIMIT, "Story")) == TEXT_LIMIT
    assert clean_text(" " * 20 + "x" * TEXT_LIMIT, "Story") == "x" * TEXT_LIMIT


@pytest.mark.parametrize("value", [None, 3, b"bytes", ["x"]])
def test_anything_but_a_text_is_refused(value):
    with pytest.raises(InvalidRecord, match="write text here"):
        clean_text(value, "Story")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k-07", "K-07"),
        (" K - 07\t", "K-07"),
        ("\uff2b-\uff10\uff17", "K-07"),
        ("K\u201107", "K-07"),
        ("K\u200b-07\ufeff", "K-07"),
        ("stra\u00dfe", "STRASSE"),
        ("a\u0308b", "\u00c4B"),
        ("1a1", "1A1"),
        (None, ""),
        (7, ""),
    ],
)
def test_every_spelling_of_a_code_folds_to_one(typed, code):
    assert fold_code(typed) == code
    assert fold_code(code) == code


@pytest.mark.parametrize("code", ["K7", "K" * 20, "\u0416-12", "K-\u00e9"])
def test_letters_of_any_script_make_a_code(code):
    assert check_code(code) == fold_code(code)


@pytest.mark.parametrize(
    "code",
    ["", "K", "K" * 21, "K_7", "K.7", "K/7", "../k", "K\0", "K\u202e7", "\U0001f600\U0001f600",
     "=K7", "<b>", None, 77, "K'7", "\u0661\u0662\u0663"],
)  # fmt: skip
def test_a_code_that_could_not_be_typed_again_is_refused(code):
    with pytest.raises(InvalidRecord, match="2 to 20 letters, digits and hyphens") as caught:
        check_code(code)
    assert caught.value.field == "code"
