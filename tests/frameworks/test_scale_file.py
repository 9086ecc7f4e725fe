import pytest

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import Anchor, load_framework

HERE = "frameworks/own.toml"
ANCHORS = "scale.dimensions.listening.anchors"


def test_an_agency_scale_is_read_whole(agency):
    agency.write("own.toml", agency.respect)
    scale = load_framework(agency.folder).scales["respect"]
    assert (scale.name, scale.version, scale.better, scale.lane) == (
        "Respect",
        2,
        "higher",
        "context",
    )
    assert (scale.minimum, scale.maximum, scale.step) == (1.0, 3.0, 1.0)
    assert scale.raters == ("worker", "client")
    assert scale.sources == ("Our team (2026): Notes of a team day",)
    listening = scale.dimensions["listening"]
    assert listening.question == "How well did we listen?"
    assert listening.anchors[1] == Anchor(2.0, "Half", "One question was asked.")


def test_a_scale_may_leave_out_what_is_usual(agency):
    agency.write("own.toml", agency.respect.replace("sources = [", "# ["))
    framework = load_framework(agency.folder)
    scale = framework.scales["respect"]
    assert scale.notice == "Not a validated scale; no norms; for conversation."
    assert scale.not_rated == framework.kinds["not_rated"]
    assert scale.sources == ()


def test_a_scale_may_have_reasons_and_a_notice_of_its_own(agency):
    own = 'notice = "Only for us."\n\n[scale.not_rated]\nasleep = "Was asleep"\n'
    text = agency.respect.replace("\n[scale.dimensions", f"{own}\n[scale.dimensions", 1)
    agency.write("own.toml", text)
    scale = load_framework(agency.folder).scales["respect"]
    assert scale.not_rated == {"asleep": "Was asleep"}
    assert scale.notice == "Only for us."


def test_a_dimension_has_the_direction_of_its_scale(agency):
    agency.write("own.toml", agency.respect)
    listening = load_framework(agency.folder).scales["respect"].dimensions["listening"]
    assert (listening.better, listening.good_news) == ("higher", "Higher is good news.")


def test_a_dimension_may_have_a_direction_of_its_own(agency):
    own = 'better = "lower"\ngood_news = "Less is good news."\nanchors'
    agency.write("own.toml", agency.respect.replace("anchors", own, 1))
    framework = load_framework(agency.folder)
    table = framework.dimensions().set_index("dimension")
    assert table.loc["listening", "better"] == "lower"
    assert table.loc["listening", "good_news"] == "Less is good news."
    assert framework.scales["respect"].better == "higher"


def test_a_direction_of_its_own_needs_its_own_sentence(agency):
    agency.write("own.toml", agency.respect.replace("anchors", 'better = "lower"\nanchors', 1))
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value) == (
        f'{HERE}: “scale.dimensions.listening.good_news” is missing. Add it, such as: "some words"'
    )


def test_a_fine_scale_needs_no_anchors(agency):
    text = agency.respect.replace("maximum = 3", "maximum = 100").replace("step = 1", "step = 0.1")
    agency.write("own.toml", text[: text.index("anchors")])
    scale = load_framework(agency.folder).scales["respect"]
    assert scale.dimensions["listening"].anchors == ()
    assert scale.check("listening", 20.8) == 20.8


def test_a_fine_scale_may_have_anchors_at_its_ends_only(agency):
    text = (
        agency.respect.replace("maximum = 3", "maximum = 100")
        .replace("step = 1", "step = 0.1")
        .replace("value = 3", "value = 100")
    )
    lines = [line for line in text.splitlines() if "value = 2" not in line]
    agency.write("own.toml", "\n".join(lines))
    scale = load_framework(agency.folder).scales["respect"]
    assert [anchor.value for anchor in scale.dimensions["listening"].anchors] == [1, 100]


def test_anchors_are_kept_by_rising_value(agency):
    text = agency.respect.replace("value = 1", "value = 9").replace("value = 3", "value = 1")
    agency.write("own.toml", text.replace("value = 9", "value = 3"))
    anchors = load_framework(agency.folder).scales["respect"].dimensions["listening"].anchors
    assert [(anchor.value, anchor.label) for anchor in anchors] == [
        (1, "Well"),
        (2, "Half"),
        (3, "Not"),
    ]


OWN = """
[scale.dimensions.listening.client]
question = "How well was I heard?"
hint = "Read it out."
anchors = [
    { value = 3, label = "Well", text = "I was asked, and heard." },
    { value = 1, label = "Not", text = "Nobody asked me." },
    { value = 2, label = "Half", text = "I was asked one thing." },
]
"""


def test_a_rater_may_have_words_of_their_own(agency):
    agency.write("own.toml", agency.respect + OWN)
    scale = load_framework(agency.folder).scales["respect"]
    asked = scale.asked("listening", "client")
    assert (asked.question, asked.hint) == ("How well was I heard?", "Read it out.")
    assert [anchor.label for anchor in asked.anchors] == ["Not", "Half", "Well"]
    assert scale.asked("listening", "worker").question == "How well did we listen?"


def test_a_file_without_them_says_what_it_said_before(agency):
    reasons = '\n[scale.not_rated]\nasleep = "Was asleep"\n'
    text = agency.respect.replace("\n[scale.dimensions", f"{reasons}\n[scale.dimensions", 1)
    agency.write("own.toml", text)
    scale = load_framework(agency.folder).scales["respect"]
    assert scale.wording == "respect:2:508ef5e32059"
    assert scale.raters == ("worker", "client")


def test_the_hint_of_a_rater_may_be_left_out(agency):
    agency.write("own.toml", agency.respect + OWN.replace('hint = "Read it out."\n', ""))
    assert load_framework(agency.folder).scales["respect"].asked("listening", "client").hint == ""


LISTENING = "scale.dimensions.listening"


@pytest.mark.parametrize(
    ("there", "instead", "sentence"),
    [
        ('question = "How well was I heard?"\n', "", f"“{LISTENING}.client.question” is missing."),
        ("hint =", "hnit =", f"“{LISTENING}.client.hnit” is not known. Did you mean “hint”?"),
        (OWN[OWN.index("anchors") :], "", f"“{LISTENING}.client.anchors” is missing. Add it, "),
        ("value = 2", "value = 4", f"“{LISTENING}.client.anchors, number 3.value” is 4; the scale"),
        (
            '    { value = 2, label = "Half", text = "I was asked one thing." },\n',
            "",
            f"“{LISTENING}.client.anchors” has no anchor for 2.",
        ),
        ("listening.client", "listening.clinet", f"“{LISTENING}.clinet” is not known. Did you me"),
        (
            "listening.client",
            "listening.supervisor",
            f"“{LISTENING}.supervisor” is not known. What can stand here: name, question, hint, "
            "better, good_news, anchors, client.",
        ),
        ("listening.client", "listening.worker", f"“{LISTENING}.worker” is not known."),
    ],
)
def test_a_mistake_in_the_words_of_a_rater_is_answered_too(agency, there, instead, sentence):
    assert there in OWN
    agency.write("own.toml", agency.respect + OWN.replace(there, instead, 1))
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value).startswith(f"{HERE}: {sentence}")


WRONG = [
    # what stands in the file, what is written instead, the sentence after the file's name
    ('key = "respect"\n', "", '“scale.key” is missing. Add it, such as: "some words"'),
    ('"respect"', "7", "“scale.key” should be a text in quotation marks. Write it such as: "),
    (
        '"respect"',
        '"Respect 2"',
        "“Respect 2” at “scale.key” cannot be a key. Use small letters, digits and underscores, "
        "a letter first, at most 40 characters.",
    ),
    ('"respect"', '"2nd"', "“2nd” at “scale.key” cannot be a key."),
    ('"respect"', '"a__b"', "“a__b” at “scale.key” cannot be a key."),
    ('"respect"', '"größe"', "“größe” at “scale.key” cannot be a key."),
    ("dimensions.listening", 'dimensions."Listening"', "“Listening” at “scale.dimensions.Listen"),
    (
        "dimensions.listening",
        f"dimensions.{'l' * 41}",
        f"“{'l' * 40}” at “scale.dimensions.{'l' * 41}” cannot be a key.",
    ),
    ('name = "Respect"', 'name = "  "', "“scale.name” is empty. Write a text, or delete the "),
    (
        'name = "Respect"',
        f'name = "{"x" * 41}"',
        "“scale.name” has 41 characters; there is room for 40. Shorten it.",
    ),
    (
        'name = "Respect"',
        'name = "Res\\u0000pect"',
        "“scale.name” holds an invisible character (U+0000). Type the text anew.",
    ),
    ('name = "Respect"', 'name = "Res\\u202Epect"', "“scale.name” holds an invisible character "),
    ("version = 2", "version = 0", "“scale.version” should be a whole number from 1 to 1,000,"),
    ("version = 2", "version = -1", "“scale.version” should be a whole number from 1 to 1,000,0"),
    ("version = 2", "version = 1.5", "“scale.version” should be a whole number. Write it such "),
    ("version = 2", "version = true", "“scale.version” should be a whole number. Write it such"),
    ("version = 2", 'version = "2"', "“scale.version” should be a whole number. Write it such a"),
    ("version = 2", f"version = 1{'0' * 30}", "“scale.version” should be a whole number from 1 "),
    (
        "maximum = 3",
        "maximum = 1",
        "“scale.maximum” is 1; it should be above the minimum, 1.",
    ),
    ("maximum = 3", "maximum = 0", "“scale.maximum” is 0; it should be above the minimum, 1."),
    (
        "maximum = 3",
        "maximum = inf",
        "“scale.maximum” should be a number, not below -1,000,000,000 and not above 1,000,000,000",
    ),
    ("minimum = 1", "minimum = nan", "“scale.minimum” should be a number, not below"),
    ("maximum = 3", "maximum = 1e300", "“scale.maximum” should be a number, not below"),
    ("maximum = 3", 'maximum = "3"', "“scale.maximum” should be a number. Write it such as: 5"),
    ("maximum = 3", "maximum = false", "“scale.maximum” should be a number. Write it such as: "),
    ("step = 1", "step = 0", "“scale.step” is 0; it should be above 0, such as 1 or 0.1."),
    ("step = 1", "step = -1", "“scale.step” is -1; it should be above 0, such as 1 or 0.1."),
    (
        "step = 1",
        "step = 0.3",
        "“scale.step” is 0.3; counting from 1 in such steps does not reach 3. Choose a step that",
    ),
    ("step = 1", "step = 5", "“scale.step” is 5; counting from 1 in such steps does not reach 3."),
    (
        '"higher"',
        '"highr"',
        "“scale.better” is “highr”; it should be one of: higher, lower, neither. "
        "Did you mean “higher”?",
    ),
    ('better = "higher"', "better = 1", "“scale.better” should be a text in quotation marks."),
    (
        '"context"',
        '"left"',
        "“scale.lane” is “left”; it should be one of: engagement, challenge, context, client_view.",
    ),
    ('good_news = "Higher is good news."', "", "“scale.good_news” is missing."),
    (
        'raters = ["worker", "client"]',
        "",
        "“scale.raters” names nobody. Say who rates: worker, client, supervisor, other.",
    ),
    ('["worker", "client"]', "[]", "“scale.raters” names nobody."),
    ('["worker", "client"]', '"worker"', "“scale.raters” should be a list of texts. Write it "),
    ('["worker", "client"]', '["worker", 3]', "“scale.raters” should be a list of texts. Write"),
    (
        '["worker", "client"]',
        '["worker", "clint"]',
        "“scale.raters” is “clint”; it should be one of: worker, client, supervisor, other. "
        "Did you mean “client”?",
    ),
    (
        '["worker", "client"]',
        '["worker", "worker"]',
        "“scale.raters” names the same one twice. Delete one of them.",
    ),
    (
        "better =",
        "bettr =",
        "“scale.bettr” is not known. Did you mean “better”? What can stand here: key, name, ",
    ),
    ("[scale]", "[sacle]\n[scale]", "“sacle” is not known. Did you mean “scale”?"),
    (
        "[scale.dimensions.listening]",
        "[scale.not_rated]\n[scale.dimensions.listening]",
        "“scale.not_rated” is empty. Add an entry, or delete it.",
    ),
    (
        "[scale.dimensions.listening]",
        "[scale.not_rated]\nasleep = 1\n[scale.dimensions.listening]",
        "“scale.not_rated.asleep” should be a text in quotation marks.",
    ),
    (
        "[scale.dimensions.listening]",
        '[scale.not_rated]\nAsleep = "Was asleep"\n[scale.dimensions.listening]',
        "“Asleep” at “scale.not_rated.Asleep” cannot be a key.",
    ),
    ("question =", "qestion =", "“scale.dimensions.listening.qestion” is not known. Did you mean "),
    ('question = "How well did we listen?"', "", "“scale.dimensions.listening.question” is missi"),
    ('hint = "Who talked more?"', "", "“scale.dimensions.listening.hint” is missing."),
    ('name = "Listening"', "", "“scale.dimensions.listening.name” is missing."),
    (
        "value = 1,",
        "value = 4,",
        f"“{ANCHORS}, number 1.value” is 4; the scale goes from 1 to 3 in steps of 1. "
        "Give a point of the scale.",
    ),
    ("value = 2,", "value = 2.5,", f"“{ANCHORS}, number 2.value” is 2.5; the scale goes from 1"),
    ("value = 2,", "", f"“{ANCHORS}, number 2.value” is missing. Add it, such as: 5"),
    ("value = 2,", "value = 1,", f"“{ANCHORS}” has two anchors for 1. Keep one."),
    ('label = "Half", ', "", f"“{ANCHORS}, number 2.label” is missing."),
    ('label = "Half"', 'label = ""', f"“{ANCHORS}, number 2.label” is empty."),
    ('label = "Half"', 'lable = "Half"', f"“{ANCHORS}, number 2.lable” is not known. Did you"),
    (
        '"One question was asked."',
        f'"{"x" * 91}"',
        f"“{ANCHORS}, number 2.text” has 91 characters; there is room for 90. Shorten it.",
    ),
    (
        '    { value = 2, label = "Half", text = "One question was asked." },\n',
        "",
        f"“{ANCHORS}” has no anchor for 2. Write one for every point, or none at all.",
    ),
    (
        '    { value = 2, label = "Half", text = "One question was asked." },\n',
        '"Half",\n',
        f"“{ANCHORS}, number 2” should be a table. Write it such as: "
        '{ value = 1, label = "…", text = "…" } (now: "Half")',
    ),
]


@pytest.mark.parametrize(("there", "instead", "sentence"), WRONG)
def test_a_mistake_is_answered_with_file_key_and_remedy(agency, there, instead, sentence):
    assert there in agency.respect
    agency.write("own.toml", agency.respect.replace(there, instead, 1))
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value).startswith(f"{HERE}: {sentence}")


def test_a_table_nobody_would_read_is_refused(agency):
    agency.write("own.toml", agency.respect.replace("[scale", "[scales"))
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value) == (
        f"{HERE}: “scales” is not known. Did you mean “scale”? "
        "What can stand here: scale, kinds, prompts."
    )


def test_anchors_that_are_no_list_are_refused(agency):
    text = agency.respect
    agency.write("own.toml", text[: text.index("anchors")] + "anchors = 3\n")
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value) == (
        f"{HERE}: “{ANCHORS}” should be a list of anchors. "
        'Write it such as: [{ value = 1, label = "…", text = "…" }] (now: 3)'
    )


@pytest.mark.parametrize(
    ("dimensions", "sentence"),
    [
        ("", "“scale.dimensions” is missing. Add it, such as: a heading in square brackets"),
        ("[scale.dimensions]", "“scale.dimensions” is empty. Add an entry, or delete it."),
        ("[scale.dimensions.listening]", "“scale.dimensions.listening” is empty."),
        ("dimensions = 1", "“scale.dimensions” should be a table."),
        ("[scale.dimensions]\nlistening = 1", "“scale.dimensions.listening” should be a table."),
    ],
)
def test_a_scale_without_dimensions_is_refused(agency, dimensions, sentence):
    text = agency.respect
    agency.write("own.toml", text[: text.index("[scale.dimensions")] + dimensions)
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value).startswith(f"{HERE}: {sentence}")


def test_texts_are_kept_in_one_normal_form_on_one_line(agency):
    text = agency.respect.replace(
        '"Who talked more?"', '"""\nWho  talked\tmore\nin the cafe\u0301?"""'
    )
    agency.write("own.toml", text)
    listening = load_framework(agency.folder).scales["respect"].dimensions["listening"]
    assert listening.hint == "Who talked more in the café?"
