import pytest

from supervision_kit.errors import FrameworkError
from supervision_kit.frameworks import Framework, load_framework


def test_a_kind_is_read_by_its_label():
    assert load_framework().kind("event", "order_made") == "Order made"


def test_a_key_that_is_no_longer_worded_is_still_readable():
    assert load_framework().kind("event", "moved_house") == "Moved house"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda f: f.kind("evnt", "crisis"), "There is no kind “evnt”. Did you mean “event”?"),
        (
            lambda f: f.scale("engagment"),
            "There is no scale “engagment”. Did you mean “engagement”?",
        ),
        (lambda f: f.scale("zzz"), "There is no scale “zzz”."),
        (lambda f: f.prompt("stroy"), "There is no prompt “stroy”. Did you mean “story”?"),
    ],
)
def test_what_is_not_there_is_said_with_what_may_be_meant(call, sentence):
    with pytest.raises(FrameworkError) as refused:
        call(load_framework())
    assert str(refused.value) == sentence


def test_scale_and_prompt_are_found_by_key():
    framework = load_framework()
    assert framework.scale("stage").name == "Stage of change"
    assert framework.prompt("story").key == "story"


def test_dimensions_are_a_table_in_display_order():
    table = load_framework().dimensions()
    assert list(table.columns) == [
        "scale",
        "dimension",
        "name",
        "scale_name",
        "minimum",
        "maximum",
        "step",
        "better",
        "lane",
        "good_news",
        "path",
        "places",
        "asked",
    ]
    first = [
        "receptivity_help",
        "receptivity_need",
        "expectancy",
        "investment",
        "working_relationship",
        "resistance",
        "reluctance",
        "mistrust",
        "motivation",
        "support_network",
        "stage_of_change",
        "told_straight",
        "treated_fairly",
        "worth_my_time",
        "understood",
    ]
    assert [name for name in table["dimension"] if name in first] == first
    assert table[table["dimension"] == "resistance"].iloc[0].tolist()[:9] == [
        "challenges",
        "resistance",
        "Resistance",
        "Challenges",
        1.0,
        5.0,
        1.0,
        "lower",
        "challenge",
    ]


def test_dimensions_of_nothing_keep_their_columns_and_types():
    empty = Framework("en", {}, {}, {}).dimensions()
    full = load_framework().dimensions()
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert empty.dtypes.tolist() == full.dtypes.tolist()


def test_a_path_names_its_places_and_what_comes_back_is_an_event():
    table = load_framework().dimensions().set_index("dimension")
    assert table.index[table["path"]].tolist() == ["stage_of_change"]
    places = table.at["stage_of_change", "places"]
    assert [place.value for place in places] == [1, 2, 3, 4, 5, 6]
    assert places[1].label == "Contemplation"
    assert [place.event for place in places] == [""] * 5 + ["Doing the old thing again"]
    assert set(table.drop("stage_of_change")["places"]) == {()}
