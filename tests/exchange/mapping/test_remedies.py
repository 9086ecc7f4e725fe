"""Each remedy of a mapping or scale sentence is followed, as a person would, and then it loads."""

import re

import pytest

from supervision_kit.errors import FrameworkError, InvalidImport
from supervision_kit.exchange import load_mapping
from supervision_kit.frameworks import load_framework
from supervision_kit.frameworks.scale_file import load_scale
from supervision_kit.frameworks.sentences import bundled_sentences
from tests.exchange.conftest import EXAMPLES, SMALL

SECOND = '[[rating]]\ncolumn = "c"\nscale = "engagement"\ndimension = "investment"\n'
FILE = SMALL + "[file]\n"
CONTACTS = 'kind = "contacts"\n[case]\ncolumn = "c"\n[date]\ncolumn = "d"\n[columns]\n'
CASES = 'kind = "cases"\n[case]\ncolumn = "c"\n'
DAY = SMALL.replace('column = "date"', 'day = "d"\nstarts_on = 2016-09-07\ncounts = "weekdays"')
KIND, EVERY = 'kind = "ratings"', 'contact_every_days = "14"'
NO_RATER = SMALL.replace('[rater]\nalways = "worker"\n', "")

# A broken mapping, words of the sentence, and what the person does about it: old and new text.
MAPPINGS = [
    (SMALL.replace('"ratings"', '"rating"'), "Did you mean “ratings”?", '"rating"', '"ratings"'),
    (SMALL.replace("kind", "knd"), "Did you mean “kind”?", "knd", "kind"),
    (SMALL.replace(KIND, ""), 'such as: "cases"', "[case]", f"{KIND}\n[case]"),
    (SMALL.replace("setting", "seting"), "Did you mean “setting”?", "seting", "setting"),
    (SMALL.replace("dimension", "dimensoin"), "Did you mean “dimension”?", "oin =", "ion ="),
    (SMALL.replace('"case"', "7"), 'Write it such as: "some words"', "column = 7", 'column = "7"'),
    (SMALL.replace('"case"', '" "'), "Write a text", 'column = " "', 'column = "case"'),
    (SMALL.replace("[[rating]]", "[rating]"), "Add [[rating]]", "[rating]", "[[rating]]"),
    (SMALL.replace("[[rating]]", "[ratings]"), "Did you mean “rating”?", "[ratings]", "[[rating]]"),
    (SMALL.partition("[[")[0], "Add [[rating]] with column, scale and dimension", "", SECOND),
    (SMALL + '[long]\nvalue = "v"\nscale = "s"\ndimension = "d"\n', "Keep one", "[[rating]]\n" + SMALL.rpartition("]]\n")[2], ""),  # noqa: E501
    (SMALL + SECOND, 'such as rater = "client"', "", 'rater = "client"\n'),
    (SMALL + SECOND, "or take one away", SECOND, ""),
    (NO_RATER, 'Add [rater] with always = "worker"', "", '[rater]\nalways = "worker"\n'),
    (NO_RATER, 'or rater = "worker" to each [[rating]]', "", 'rater = "worker"\n'),
    (SMALL + 'rater = {}\n', 'column = "…" or always', "rater = {}", 'rater = {always = "client"}'),
    (SMALL + 'evidence = 3\n', "lines under it", "evidence = 3", 'evidence = { column = "e" }'),
    (FILE + 'encoding = "ansi?"\n', "cp1252", '"ansi?"', '"cp1252"'),
    (FILE + 'encoding = "\\u0000"\n', "utf-16", '"\\u0000"', '"utf-16"'),
    (FILE + 'delimiter = ";;"\n', "the word tab", '";;"', '"tab"'),
    (FILE + 'delimiter = "a"\n', "such as , or ;", '"a"', '";"'),
    (FILE + 'decimal = ";"\n', "one of: ., ,", '";"', '","'),
    (FILE + 'thousands = "."\n', "or leave it out", 'thousands = "."\n', ""),
    (FILE + 'decimal = ","\nthousands = ","\n', "Write what stands", '\nthousands = ","', '\nthousands = "."'),  # noqa: E501
    (FILE + 'percent = "yes"\n', "points, share", '"yes"', '"share"'),
    (FILE + 'missing = "99"\n', 'Write it such as: ["worker"', '"99"', '["99"]'),
    (FILE + "missing = [99]\n", 'Write it such as: ["worker"', "[99]", '["99"]'),
    (FILE + 'header_row = "2"\n', "Write it such as: 1", '"2"', "2"),
    (FILE + "header_row = 0\n", "from 1 to", "= 0", "= 1"),
    (SMALL.replace('"date"', '"date"\nformat = "DD.MM.YY"'), "written YYYY", "MM.YY", "MM.YYYY"),
    (SMALL.replace('"date"', '"date"\nformat = "%d"'), "DD.MM.YYYY", "%d", "DD.MM.YYYY"),
    (SMALL.replace('"date"', '"date"\ntime = "drop"'), "refuse, ignore", "drop", "ignore"),
    (DAY.replace("09-07", "09-10"), "Name the first day that is counted", "09-10", "09-12"),
    (DAY.replace("2016-09-07", '"2016-09-07"'), "without quotation", '"2016-09-07"', "2016-09-07"),
    (DAY.replace("2016-09-07", "2016-09-07T08:00:00"), "Write it such as", "T08:00:00", ""),
    (DAY.replace("starts_on = 2016-09-07\n", ""), "Add it, such as: 2026-", 'day = "d"', 'day = "d"\nstarts_on = 2026-03-02'),  # noqa: E501
    (DAY.replace("weekdays", "week"), "days, weekdays", '"week"', '"weekdays"'),
    (CONTACTS + 'length_minutes = { always = "30" }\n', "such as: 1", '"30"', "30"),
    (CONTACTS + "story = { always = 3 }\n", '"some words"', "= 3", '= "three"'),
    (CONTACTS + 'story = { column = "s", always = "x" }\n', "not both", ', always = "x"', ""),
    (CONTACTS + 'stroy = "s"\n', "Did you mean “story”?", "stroy", "story"),
    (CASES + '[columns]\nopened_on = { always = "2026-03-02" }\n', "without quotation", '"2026-03-02"', "2026-03-02"),  # noqa: E501
    (CASES + 'setting = "probation"\n', "belongs under [columns]", 'setting = "probation"', '[columns]\nsetting = { always = "probation" }'),  # noqa: E501
    (SMALL.replace("setting", f"{EVERY}\nsetting"), "such as: 1", '"14"', "14"),
    (SMALL.replace('"ratings"', '"ratings'), "line 2: ", '"ratings', '"ratings"'),
    ('scale = "own.toml"' + SMALL, "or correct the name", "own.toml", "scale.toml"),
    ("scale = 3" + SMALL, "a list of texts", "= 3", '= ["scale.toml"]'),
    (SMALL.replace("[date]\ncolumn = \"date\"", ""), "“date” is missing", "[rater]", '[date]\ncolumn = "date"\n[rater]'),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(("broken", "said", "old", "new"), MAPPINGS)
def test_a_mapping_loads_when_its_remedy_is_followed(write, broken, said, old, new):
    write("scale.toml", (EXAMPLES / "leidig2018" / "scale.toml").read_bytes())
    with pytest.raises(InvalidImport) as refused:
        load_mapping(write("m.toml", broken))
    assert said in str(refused.value)
    assert old in broken
    assert load_mapping(write("m.toml", broken.replace(old, new, 1) if old else broken + new))


def test_a_mapping_loads_when_it_is_saved_as_utf8(write):
    text = SMALL.replace('"case"', '"Schülerin"')
    with pytest.raises(InvalidImport, match="Save the file again with the encoding UTF-8"):
        load_mapping(write("m.toml", text.encode("cp1252")))
    assert load_mapping(write("m.toml", text)).case.column == "Schülerin"


SCALE = (EXAMPLES / "leidig2018" / "scale.toml").read_text(encoding="utf-8")
NEVER = '    { value = 0, label = "Never", text = "Nobody was kept from working." },\n'
SCALES = [
    ("version", "vresion", "Did you mean “version”?", "vresion", "version"),
    ('"lesson"', '"Lesson 2"', "small letters, digits", '"Lesson 2"', '"lesson_2"'),
    ("step = 1", "", "Add it, such as: 5", "maximum = 5", "maximum = 5\nstep = 1"),
    ("step = 1", "step = 0", "such as 1 or 0.1", "step = 0", "step = 1"),
    ("step = 1", "step = 2", "Choose a step that does", "step = 2", "step = 1"),
    ("maximum = 5", "maximum = 0", "above the minimum, 0", "maximum = 0", "maximum = 5"),
    ("maximum = 5", "maximum = 1e300", "not above 1,000,000,000", "1e300", "5"),
    ("maximum = 5", 'maximum = "5"', "Write it such as: 5", '"5"', "5"),
    ("version = 1", "version = 0", "from 1 to 1,000,000,000", "version = 0", "version = 1"),
    ('better = "higher"', 'better = "up"', "higher, lower, neither", '"up"', '"higher"'),
    ('["worker"]', "[]", "Say who rates: worker", "[]", '["worker"]'),
    ('["worker"]', '"worker"', 'Write it such as: ["worker"', '"worker"', '["worker"]'),
    ('["worker"]', '["worker", "worker"]', "Delete one", ', "worker"', ""),
    ('["worker"]', '["wroker"]', "Did you mean “worker”?", "wroker", "worker"),
    ('good_news = "Lower is good news."\n', "", "Add it, such as: \"some words\"", 'better = "lower"', 'better = "lower"\ngood_news = "some words"'),  # noqa: E501
    ('name = "Disrupts the class"', f'name = "{"x" * 41}"', "Shorten it", "x" * 41, "x" * 40),
    ('name = "Disrupts the class"', 'name = "a\\u0000"', "Type the text anew", "\\u0000", ""),
    (NEVER, "", "Write one for every point", '    { value = 1, label = "Hardly", text = "Once', NEVER + '    { value = 1, label = "Hardly", text = "Once'),  # noqa: E501
    ("value = 5", "value = 6", "Give a point of the scale", "value = 6", "value = 5"),
    (NEVER, NEVER + NEVER, "Keep one", NEVER + NEVER, NEVER),
    (NEVER, '"Never",\n', "{ value = 1, label", '"Never",\n', NEVER),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "said", "old", "new"), SCALES)
def test_a_scale_loads_when_its_remedy_is_followed(write, there, instead, said, old, new):
    assert there in SCALE
    broken = SCALE.replace(there, instead, 1)
    kinds = load_framework().kinds
    with pytest.raises(FrameworkError) as refused:
        load_scale(write("s.toml", broken), kinds, "en")
    assert said in str(refused.value)
    assert old in broken
    assert load_scale(write("s.toml", broken.replace(old, new, 1)), kinds, "en")


def test_the_remedy_of_every_sentence_on_mappings_is_followed_here():
    sentences = {
        k: v for k, v in bundled_sentences("en").entries.items() if "exchange.mapping_" in k
    }
    said = [words for _, words, *_ in MAPPINGS]
    unheard = []
    for key, sentence in sentences.items():
        pieces = re.split(r"\{\w+\}", sentence)
        if not any(words in piece for words in said for piece in pieces):
            unheard.append(key)
    assert unheard == []
