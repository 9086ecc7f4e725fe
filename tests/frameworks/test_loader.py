import pytest

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import load_framework
from supervision_kit.frameworks.sentences import BUNDLED

# In the order of their places; more may come with the package at any time.
BUNDLED_KEYS = list(load_framework().scales)


def test_without_a_folder_there_is_the_bundled_framework(tmp_path):
    framework = load_framework()
    files = sorted(path.stem for path in (BUNDLED / "en" / "scales").glob("*.toml"))
    assert sorted(framework.scales) == files
    first = ["engagement", "challenges", "motivation", "stage", "client_view"]
    assert [key for key in BUNDLED_KEYS if key in first] == first
    assert framework.language == "en"
    assert load_framework(tmp_path / "not there") == framework
    assert load_framework(str(tmp_path / "not there")) == framework


def test_an_agency_adds_a_scale_after_the_others(agency):
    agency.write("own.toml", agency.respect)
    assert list(load_framework(agency.folder).scales) == [*BUNDLED_KEYS, "respect"]


def test_an_agency_scale_may_name_its_place(agency):
    agency.write("own.toml", agency.respect.replace("version", "order = 15\nversion", 1))
    keys = list(load_framework(agency.folder).scales)
    assert [key for key in keys if key != "respect"] == BUNDLED_KEYS
    assert keys.index("engagement") < keys.index("respect") < keys.index("challenges")


@pytest.mark.parametrize("order", ["0", "1.5", '"first"'])
def test_a_place_is_a_positive_whole_number(agency, order):
    agency.write("own.toml", agency.respect.replace("version", f"order = {order}\nversion", 1))
    with pytest.raises(FrameworkError, match=r"“scale\.order” should be a whole number"):
        load_framework(agency.folder)


def test_an_agency_replaces_a_bundled_scale_and_it_keeps_its_place(agency):
    agency.write("own.toml", agency.respect.replace('"respect"', '"motivation"'))
    framework = load_framework(agency.folder)
    assert list(framework.scales) == BUNDLED_KEYS
    assert list(framework.scales["motivation"].dimensions) == ["listening"]
    assert framework.scales["motivation"].wording != load_framework().scales["motivation"].wording


def test_one_framework_does_not_leak_into_the_next(agency):
    agency.write("own.toml", '[kinds.event]\nmove = "Moved house"\n')
    load_framework(agency.folder)
    assert "move" not in load_framework().kinds["event"]


def test_two_agency_files_with_the_same_scale_are_refused(agency):
    agency.write("a.toml", agency.respect)
    agency.write("b.toml", agency.respect)
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value) == (
        "frameworks/b.toml: “scale respect” is also in a.toml. Keep it in one of the two files."
    )


def test_two_scales_with_the_same_dimension_are_refused(agency):
    agency.write("own.toml", agency.respect.replace("dimensions.listening", "dimensions.mistrust"))
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value) == (
        "frameworks/own.toml: “scale.dimensions.mistrust” has the same key as a dimension of the "
        "scale challenges. Give it another key."
    )


def test_a_dimension_may_move_to_another_scale_when_both_are_replaced(agency):
    moved = agency.respect.replace("dimensions.listening", "dimensions.motivation")
    agency.write("a.toml", moved)
    agency.write("b.toml", agency.respect.replace('"respect"', '"motivation"'))
    framework = load_framework(agency.folder)
    assert list(framework.scales["respect"].dimensions) == ["motivation"]
    assert list(framework.scales["motivation"].dimensions) == ["listening"]


def test_an_agency_adds_and_rewords_kinds(agency):
    agency.write("own.toml", '[kinds.event]\nmove = "Moved house"\ncrisis = "Hard time"\n')
    events = load_framework(agency.folder).kinds["event"]
    assert (events["move"], events["crisis"], events["hearing"]) == (
        "Moved house",
        "Hard time",
        "Hearing",
    )


def test_a_rater_may_come_from_another_file_than_the_scale(agency):
    agency.write("a.toml", agency.respect.replace('"client"]', '"mentor"]'))
    agency.write("b.toml", '[kinds.rater]\nmentor = "Peer mentor"\n')
    assert load_framework(agency.folder).scales["respect"].raters == ("worker", "mentor")


def test_a_reason_for_not_rating_reaches_the_bundled_scales_too(agency):
    agency.write("own.toml", '[kinds.not_rated]\nno_interpreter = "No interpreter"\n')
    scales = load_framework(agency.folder).scales
    assert scales["engagement"].not_rated["no_interpreter"] == "No interpreter"
    assert "no_interpreter" not in scales["client_view"].not_rated


@pytest.mark.parametrize("kind", ["mandate", "attendance", "clear", "said_back", "answer"])
def test_a_kind_the_forms_rely_on_can_be_reworded_but_not_extended(agency, kind):
    key = next(iter(load_framework().kinds[kind]))
    agency.write("own.toml", f'[kinds.{kind}]\n{key} = "Otherwise"\n')
    assert load_framework(agency.folder).kinds[kind][key] == "Otherwise"
    agency.write("own.toml", f'[kinds.{kind}]\nelse_where = "Otherwise"\n')
    with pytest.raises(FrameworkError, match=rf"“kinds\.{kind}\.else_where” is not known"):
        load_framework(agency.folder)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[kinds.evnt]\na = "A"\n', "“kinds.evnt” is not known. Did you mean “event”? What can "),
        ("[kinds]\n", "“kinds” is empty. Add an entry, or delete it."),
        ("kinds = 1\n", "“kinds” should be a table."),
        ("[kinds]\nevent = 1\n", "“kinds.event” should be a table."),
        ("[kinds.event]\n", "“kinds.event” is empty."),
        ("[kinds.event]\nmove = 1\n", "“kinds.event.move” should be a text in quotation marks."),
        ('[kinds.event]\nmove = ""\n', "“kinds.event.move” is empty."),
        ('[kinds.event]\nMove = "Moved"\n', "“Move” at “kinds.event.Move” cannot be a key."),
        (
            f'[kinds.event]\nmove = "{"x" * 61}"\n',
            "“kinds.event.move” has 61 characters; there is room for 60.",
        ),
        ("[prompts.story]\n", "“prompts.story” is empty."),
        ('[prompts.story]\nhint = "x"\n', "“prompts.story.label” is missing."),
        ('[prompts.story]\nlable = "x"\n', "“prompts.story.lable” is not known. Did you mean “la"),
        ('[prompts.Story]\nlabel = "x"\n', "“Story” at “prompts.Story” cannot be a key."),
        ('[prompts.story]\nlabel = "x"\nhint = ""\n', "“prompts.story.hint” is empty."),
        ('[prompts.story]\nlabel = "x"\nsources = "y"\n', "“prompts.story.sources” should be a "),
    ],
)
def test_mistakes_in_kinds_and_prompts_are_named(agency, text, sentence):
    agency.write("own.toml", text)
    with pytest.raises(FrameworkError) as refused:
        load_framework(agency.folder)
    assert str(refused.value).startswith(f"frameworks/own.toml: {sentence}")


def test_two_agency_files_with_the_same_kind_are_refused(agency):
    agency.write("a.toml", '[kinds.event]\nmove = "Moved"\n')
    agency.write("b.toml", '[kinds.event]\nmove = "Moved house"\n')
    with pytest.raises(FrameworkError, match=r"b\.toml: “kinds\.event\.move” is also in a\.toml"):
        load_framework(agency.folder)


def test_two_agency_files_with_the_same_prompt_are_refused(agency):
    agency.write("a.toml", '[prompts.story]\nlabel = "What was it like?"\n')
    agency.write("b.toml", '[prompts.story]\nlabel = "Well?"\n')
    with pytest.raises(FrameworkError, match=r"b\.toml: “prompts\.story” is also in a\.toml"):
        load_framework(agency.folder)


def test_an_agency_rewords_and_adds_prompts(agency):
    agency.write(
        "own.toml",
        '[prompts.story]\nlabel = "What was it like?"\n'
        '[prompts.weather]\nlabel = "The weather?"\n'
        'hint = "Out of the window."\nsources = ["Us"]\n',
    )
    framework = load_framework(agency.folder)
    assert framework.prompts["story"].label == "What was it like?"
    assert framework.prompts["story"].hint == ""
    assert framework.prompts["weather"].sources == ("Us",)
    assert framework.prompts["cues"] == load_framework().prompts["cues"]


def test_a_translation_lies_over_english(agency):
    agency.write("de/scales/respect.toml", agency.respect.replace('"Respect"', '"Achtung"'))
    agency.write("de/kinds.toml", '[kinds.event]\ncrisis = "Krise"\n')
    agency.write("de/prompts.toml", '[prompts.story]\nlabel = "Was war?"\n')
    german = load_framework(agency.folder, language="de")
    assert german.language == "de"
    assert german.scales["respect"].name == "Achtung"
    assert german.kinds["event"]["crisis"] == "Krise"
    assert german.kinds["event"]["hearing"] == "Hearing"
    assert german.prompts["story"].label == "Was war?"
    assert "respect" not in load_framework(agency.folder).scales


def test_a_translation_of_an_agency_scale_lies_over_the_agency_scale(agency):
    agency.write("own.toml", agency.respect)
    agency.write("de/own.toml", agency.respect.replace('"Respect"', '"Achtung"'))
    assert load_framework(agency.folder).scales["respect"].name == "Respect"
    assert load_framework(agency.folder, language="de").scales["respect"].name == "Achtung"
    assert load_framework(agency.folder, language="de_AT").scales["respect"].name == "Achtung"


def test_the_language_comes_from_the_environment(agency, monkeypatch):
    agency.write("de/kinds.toml", '[kinds.event]\ncrisis = "Krise"\n')
    monkeypatch.setenv("SUPERVISION_KIT_LANGUAGE", "de")
    assert load_framework(agency.folder).kinds["event"]["crisis"] == "Krise"


def test_a_kind_of_english_needs_no_folder_of_its_own():
    british = load_framework(language="en_GB")
    assert british.language == "en_GB"
    assert british.scales == load_framework().scales


@pytest.mark.parametrize("language", ["xx", "english", "fr", "..", "../../etc", "", "en/../en"])
def test_a_language_without_texts_is_refused(language):
    with pytest.raises(FrameworkError, match="There are no texts in the language"):
        load_framework(language=language)


def test_a_misspelt_language_in_the_environment_is_refused(monkeypatch):
    monkeypatch.setenv("SUPERVISION_KIT_LANGUAGE", "englisch")
    with pytest.raises(FrameworkError, match="no texts in the language “englisch”"):
        load_framework()


def test_a_bundled_file_reads_as_an_agency_file(agency):
    for path in sorted((BUNDLED / "en").glob("**/*.toml")):
        if path.parent.name != "text":
            agency.write(path.name, path.read_bytes())
    assert load_framework(agency.folder) == load_framework()
