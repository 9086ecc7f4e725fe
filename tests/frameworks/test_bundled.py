"""Is the bundled content complete, in its bounds and true to the house's principles?"""

import re

import pytest

from supervision_kit.frameworks import load_framework

FRAMEWORK = load_framework()
SCALES = list(FRAMEWORK.scales.values())
DIMENSIONS = [
    pytest.param(scale, dimension, id=dimension.key)
    for scale in SCALES
    for dimension in scale.dimensions.values()
]


@pytest.mark.parametrize(
    ("key", "n_points", "better", "lane", "raters"),
    [
        ("engagement", 5, "higher", "engagement", ("worker", "client", "supervisor")),
        ("challenges", 5, "lower", "challenge", ("worker", "client", "supervisor")),
        ("motivation", 5, "higher", "context", ("worker", "client", "supervisor")),
        ("stage", 6, "neither", "context", ("worker", "client", "supervisor")),
        ("client_view", 3, "higher", "client_view", ("client",)),
    ],
)
def test_the_scales_are_the_agreed_ones(key, n_points, better, lane, raters):
    scale = FRAMEWORK.scales[key]
    assert (len(scale.points), scale.better, scale.lane, scale.raters) == (
        n_points,
        better,
        lane,
        raters,
    )


@pytest.mark.parametrize(("scale", "dimension"), DIMENSIONS)
def test_every_point_has_a_written_anchor(scale, dimension):
    assert tuple(anchor.value for anchor in dimension.anchors) == scale.points


@pytest.mark.parametrize(("scale", "dimension"), DIMENSIONS)
def test_anchors_are_short_sentences_and_all_different(scale, dimension):
    for anchor in dimension.anchors:
        assert len(anchor.label.split()) <= 4
        assert len(anchor.text) <= 90
        assert anchor.text.endswith(".")
    assert len({anchor.label for anchor in dimension.anchors}) == len(dimension.anchors)
    assert len({anchor.text for anchor in dimension.anchors}) == len(dimension.anchors)


def test_no_anchor_is_used_twice():
    texts = [a.text for scale in SCALES for d in scale.dimensions.values() for a in d.anchors]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(("scale", "dimension"), DIMENSIONS)
def test_every_dimension_asks_and_hints(scale, dimension):
    if scale.key == "client_view":
        assert dimension.question.endswith(".")
    else:
        assert dimension.question.endswith("?")
    assert dimension.hint[-1] in ".?"
    assert (dimension.better, dimension.good_news) == (scale.better, scale.good_news)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.key)
def test_every_scale_says_that_it_is_for_conversation(scale):
    assert scale.notice == "Not a validated scale; no norms; for conversation."


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.key)
def test_every_scale_names_its_sources_by_author_and_year(scale):
    assert scale.sources
    assert all(re.match(r"[A-Z]\w+.*, .*\((19|20)\d\d\): ", source) for source in scale.sources)


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.key)
def test_every_scale_can_be_left_unrated_with_a_reason(scale):
    assert {"could_not_ask", "did_not_attend", "declined", "too_early", "other"} <= set(
        scale.not_rated
    )
    assert ("rather_not_say" in scale.not_rated) == (scale.key == "client_view")


def test_the_path_of_change_runs_through_its_six_places():
    path = FRAMEWORK.scales["stage"].dimensions["stage_of_change"]
    assert [anchor.label.lower() for anchor in path.anchors] == [
        "precontemplation",
        "contemplation",
        "preparation",
        "action",
        "maintenance",
        "relapse",
    ]


def test_relapse_is_never_worded_as_failure():
    path = FRAMEWORK.scales["stage"].dimensions["stage_of_change"]
    blaming = re.compile(r"fail|gave up|bad|worse|lost|wrong|weak|lapse[sd]? again", re.I)
    assert not blaming.search(path.anchors[-1].text)


def test_the_persons_own_view_is_no_partly_or_yes():
    for dimension in FRAMEWORK.scales["client_view"].dimensions.values():
        assert [anchor.label for anchor in dimension.anchors] == ["No", "Partly", "Yes"]


def test_texts_for_the_person_are_in_short_words():
    for dimension in FRAMEWORK.scales["client_view"].dimensions.values():
        for text in [dimension.question, *(anchor.text for anchor in dimension.anchors)]:
            assert len(text.split()) <= 12
            assert max(len(word) for word in re.findall(r"\w+", text)) <= len("understood")


CARD = list(FRAMEWORK.scales["engagement"].dimensions)


@pytest.mark.parametrize("dimension", CARD)
def test_the_person_answers_on_the_same_points_in_sentences_of_their_own(dimension):
    scale = FRAMEWORK.scales["engagement"]
    asked = scale.asked(dimension, "client")
    assert tuple(anchor.value for anchor in asked.anchors) == scale.points
    assert asked.question != scale.dimensions[dimension].question
    theirs = {anchor.text for anchor in asked.anchors}
    assert not theirs & {anchor.text for anchor in scale.dimensions[dimension].anchors}
    assert all(anchor.text.endswith(".") for anchor in asked.anchors)
    assert len({anchor.label for anchor in asked.anchors}) == len(scale.points)


@pytest.mark.parametrize("dimension", CARD)
def test_no_word_on_the_card_is_about_the_person(dimension):
    asked = FRAMEWORK.scales["engagement"].asked(dimension, "client")
    for text in [asked.question, *(anchor.text for anchor in asked.anchors)]:
        assert not re.search(r"\b(the person|client|they|worker)\b", text, re.I)
        assert len(text.split()) <= 9
        assert max(len(word) for word in re.findall(r"\w+", text)) <= len("different")


@pytest.mark.parametrize("key", ["challenges", "motivation", "stage"])
def test_what_has_no_words_for_the_person_is_not_asked_of_them(key):
    scale = FRAMEWORK.scales[key]
    assert [scale.asked(dimension, "client") for dimension in scale.dimensions] == [None] * len(
        scale.dimensions
    )
    assert all(scale.asked(dimension, "supervisor") for dimension in scale.dimensions)


def test_the_person_is_asked_whether_they_were_understood():
    view = FRAMEWORK.scales["client_view"]
    assert list(view.dimensions) == [
        "told_straight",
        "treated_fairly",
        "worth_my_time",
        "understood",
    ]
    assert all(view.asked(dimension, "client") for dimension in view.dimensions)


def test_nothing_untrue_is_promised_for_an_answer():
    for dimension in FRAMEWORK.scales["client_view"].dimensions.values():
        assert "nothing follows" not in dimension.hint
        assert "my supervisor can read it" in dimension.hint


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("rater", "worker client supervisor other"),
        (
            "setting",
            "child_protection probation substance_use mental_health school_attendance other",
        ),
        ("mandate", "voluntary non_voluntary mandated"),
        ("contact", "office home phone video court outdoors group other"),
        ("attendance", "attended did_not_attend cancelled_by_us cancelled_by_them"),
        ("clear", "purpose control next_steps consequences"),
        ("said_back", "yes partly no"),
        ("answer", "yes no"),
        ("hostility", "at_me at_service older_history dont_know"),
        (
            "event",
            "hearing order_made order_ended relapse placement_change apology complaint mediation "
            "missed_visit crisis other",
        ),
        ("promise_state", "open kept kept_late broken apologised"),
        ("not_rated", "could_not_ask did_not_attend declined too_early other"),
        ("agreed", "yes partly no not_asked"),
        ("capacity", "worker second cover"),
        ("handover", "joint written none"),
        (
            "relation",
            "self partner former_partner parent child grandparent sibling relative friend advocate "
            "interpreter professional other",
        ),
        ("presence", "spoke seen seen_alone"),
        ("date_ahead", "next_contact hearing review order_ends other"),
        ("date_state", "open held moved cancelled"),
        (
            "closing",
            "as_agreed order_ended transferred breach contact_lost death other not_noted",
        ),
        ("repair", "rupture complaint"),
        ("said_by", "participant worker other"),
        ("repair_state", "open answered repaired stays_open"),
        ("supervision", "pair group"),
        ("supervision_part", "supervisor supervisee facilitator"),
        ("supervision_session", "planned ad_hoc observation group"),
        ("session_state", "planned held cancelled"),
        ("session_record", "draft agreed disagreement_kept corrected"),
        ("share_of_time", "none some most"),
        ("confirmed_how", "own_sign_in in_the_room"),
        ("point_origin", "suggested practitioner supervisor"),
        ("point_fate", "talked_about carried does_not_fit"),
        ("action_state", "open done changed dropped"),
        ("round_mark", "nothing_today next_time"),
        (
            "trickiness",
            "liberty child_at_risk violence_or_shame help_and_enforce several_agencies",
        ),
        ("session_view", "question_time saw_new know_who_does_what"),
        ("view_answer", "no partly yes rather_not_say"),
    ],
)
def test_the_kinds_are_the_agreed_ones(kind, keys):
    assert list(FRAMEWORK.kinds[kind]) == keys.split()


def test_no_other_kinds_are_bundled():
    assert len(FRAMEWORK.kinds) == 38


def test_the_story_comes_before_the_ratings_and_safety_after_them():
    keys = list(FRAMEWORK.prompts)
    assert keys[:2] == ["people", "story"]
    assert keys.index("safety_concern") > keys.index("ratings")
    assert keys.index("ratings") > keys.index("story")


@pytest.mark.parametrize("prompt", FRAMEWORK.prompts.values(), ids=lambda prompt: prompt.key)
def test_every_prompt_helps_in_one_or_two_lines(prompt):
    assert prompt.label[0].isupper()
    assert 0 < len(prompt.hint) <= 120
    assert prompt.hint[-1] in ".?"


def test_there_is_a_prompt_for_each_thing_to_make_clear():
    for key, label in FRAMEWORK.kinds["clear"].items():
        assert FRAMEWORK.prompts[f"told_{key}"].label == label


def test_the_four_to_one_aim_names_who_proposed_it():
    assert "Four" in FRAMEWORK.prompts["n_positives"].hint
    assert FRAMEWORK.prompts["n_positives"].sources == ("Trotter, C. (2006)",)
