from dataclasses import replace

import pandas as pd
import pytest

from supervision_kit.frameworks import (
    RaterWords,
    load_framework,
    scale_from_json,
    worded_dimensions,
)
from supervision_kit.frameworks.framework import DIMENSION_COLUMNS

SCALE = load_framework().scale("engagement")


def kept(*scales):
    """Scales as a store keeps them."""
    return pd.DataFrame(
        [(scale.wording, scale.as_json()) for scale in scales], columns=["wording", "content"]
    )


def words(**changes):
    """What tells the words of one dimension from others, after changes to it."""
    dimension = replace(SCALE.dimensions["investment"], **changes)
    changed = replace(SCALE, dimensions=SCALE.dimensions | {"investment": dimension})
    return worded_dimensions(kept(changed)).set_index("dimension").at["investment", "words"]


def test_every_dimension_of_every_wording_is_a_row_with_its_own_bounds():
    wider = replace(SCALE, maximum=10.0, version=2)
    table = worded_dimensions(kept(SCALE, wider))
    assert len(table) == 2 * len(SCALE.dimensions)
    assert table.groupby("wording", sort=False)["maximum"].first().tolist() == [5.0, 10.0]
    own = load_framework().dimensions().query("scale == 'engagement'").reset_index(drop=True)
    first = table.loc[table["wording"] == SCALE.wording, list(DIMENSION_COLUMNS)]
    pd.testing.assert_frame_equal(first.reset_index(drop=True), own)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Own part"},
        {"question": "Which part did they take?"},
        {"hint": "Trying counts."},
        {"anchors": SCALE.dimensions["expectancy"].anchors},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_words_are_told_apart(changes):
    assert words(**changes) != words()


def test_what_a_rater_does_not_read_makes_no_other_words():
    anchors = tuple(
        replace(anchor, event="Again") for anchor in SCALE.dimensions["investment"].anchors
    )
    assert words(better="lower", good_news="Lower is good news.", anchors=anchors) == words()


def test_what_cannot_be_read_is_left_out_and_columns_stay():
    broken = pd.DataFrame({"wording": ["x"], "content": ["{"]})
    table = worded_dimensions(pd.concat([broken, kept(SCALE)]))
    assert set(table["wording"]) == {SCALE.wording}
    assert list(worded_dimensions(broken).columns) == list(table.columns)


def test_a_scale_that_is_no_path_keeps_the_identity_it_had_before_there_were_any():
    assert "path" not in SCALE.as_json()
    assert "event" not in SCALE.as_json()
    stage = load_framework().scale("stage")
    assert scale_from_json(stage.as_json()) == stage
    assert stage.path


def test_new_words_for_one_rater_are_new_for_nobody_else():
    worded = SCALE.dimensions["investment"]
    own = RaterWords("client", "What is my part?", "", worded.anchors)
    changed = replace(worded, words=(own,))
    plain, told = (
        worded_dimensions(kept(replace(SCALE, dimensions={"investment": each}))).iloc[0]
        for each in (replace(worded, words=()), changed)
    )
    assert told["words"] == plain["words"]
    assert dict(told["words_of"])["client"] != plain["words"]
    assert plain["words_of"] == ()
    assert told["asked"] == (own,)
