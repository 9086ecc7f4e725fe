from dataclasses import replace

import pytest

from supervision_kit.errors import FrameworkError, InvalidImport
from supervision_kit.exchange.scales import (
    current_only,
    load_scales,
    with_scales,
    with_wordings,
)
from supervision_kit.frameworks import load_framework


def test_a_dimension_of_another_scale_is_refused():
    framework = load_framework()
    double = replace(framework.scales["engagement"], key="double")
    with pytest.raises(InvalidImport, match="is the key of a dimension"):
        with_scales(framework, [double], "own.toml")


def test_a_wrong_scale_file_is_refused_in_the_framework_s_words(write):
    path = write("own.toml", '[scale]\nkey = "own"\n')
    with pytest.raises(FrameworkError, match=r"own\.toml"):
        load_scales([path], load_framework())


def test_earlier_words_are_kept_at_hand_and_let_go_again():
    framework = load_framework()
    earlier = replace(framework.scales["engagement"], name="As it was", version=1)
    extended = with_wordings(framework, [earlier], "out")
    assert extended.scales["engagement"] == framework.scales["engagement"]
    assert extended.scales[earlier.wording] == earlier
    assert current_only(extended).scales == framework.scales


def test_of_two_wordings_of_an_unknown_scale_the_later_is_the_scale():
    framework = load_framework()
    scale = replace(framework.scales["stage"], key="own", dimensions={})
    first, second = replace(scale, version=1), replace(scale, version=2)
    extended = with_wordings(framework, [second, first], "out")
    assert extended.scales["own"] == second
    assert extended.scales[first.wording] == first
