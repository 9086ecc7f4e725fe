import numpy as np

from supervision_kit.analysis.answer import STATES, TOWARD, answers, by_scale


def test_too_few_ratings_are_an_answer_of_their_own():
    table = answers([8, 8, 5], [0, -1, 3], [True, False, True], ["better", "worse", "better"])
    assert table["state"].tolist() == ["signal", "no_signal", "too_few"]
    assert table["n"].tolist() == [8, 8, 5]
    assert table["needed"].tolist() == [0, 0, 3]
    assert table["toward"].tolist() == ["better", "neither", "neither"]
    assert (table["state"].dtype, table["toward"].dtype) == (STATES, TOWARD)


def test_one_answer_is_a_table_of_one_row():
    table = answers(4, 0, True, "worse", days=3)
    assert table.to_dict("records") == [
        {"state": "signal", "n": 4, "needed": 0, "toward": "worse", "days": 3}
    ]


def test_the_scale_says_whether_a_rise_is_good_news():
    rise, sign = np.array([2, -2, 2, -2, 0, np.nan, 2]), np.array([1, 1, -1, -1, 1, 1, 0])
    assert by_scale(rise, sign).tolist() == [
        "better",
        "worse",
        "worse",
        "better",
        "neither",
        "neither",
        "neither",
    ]
