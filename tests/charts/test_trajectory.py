import datetime as dt

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.dates import date2num

from supervision_kit.analysis.trajectory import trajectory
from supervision_kit.charts.export import to_svg
from supervision_kit.charts.rows import NARROW, WIDE
from supervision_kit.charts.series import OLD_DAYS
from supervision_kit.charts.style import BAND, DROP, INK, SOFT

DAYS = ["2026-02-09", "2026-02-23", "2026-03-09", "2026-03-23"]


def daily(n, name="investment", rater="worker", start="2026-02-09"):
    on = pd.date_range(start, periods=n)
    return [(day, name, rater, k * 7 % 5 + 1) for k, day in enumerate(on)]


def strokes(chart, colour):
    """Return the (start, end) of all strokes of one colour."""
    found = []
    for line in chart.ax.lines:
        if line.get_label() == "strokes" and line.get_color() == colour:
            xy = line.get_xydata().tolist()
            found += list(zip(xy[::3], xy[1::3], strict=True))
    return found


def bands(chart):
    """Return (left, right, top, bottom) of the shaded parts."""
    wanted = mpl.colors.to_rgba(BAND)
    found = []
    for patch in chart.ax.patches:
        if patch.get_facecolor() == wanted:
            xy = patch.get_path().vertices.tolist()
            found += [(*xy[i], *xy[i + 2]) for i in range(0, len(xy), 4)]
    return [(left, right, top, bottom) for left, top, right, bottom in found]


def test_points_lie_at_their_dates_and_heights(table, draw):
    chart = draw(
        table(*[(on, "investment", "worker", v) for on, v in zip(DAYS, [1, 3, 5, 2], strict=True)])
    )
    places = chart.places("line:worker")
    assert [x for x, _ in places] == [date2num(dt.date.fromisoformat(on)) for on in DAYS]
    low, middle, high, above_low = (y for _, y in places)
    # Heights count downwards, so the highest value has the smallest.
    assert high < middle < above_low < low
    assert middle == pytest.approx((low + high) / 2)
    assert low - above_low == pytest.approx((low - high) / 4)
    assert chart.places("points:worker") == places


def test_a_line_is_broken_at_not_rated_and_between_rows(table, draw):
    chart = draw(
        table(
            (DAYS[0], "investment", "worker", 2),
            (DAYS[1], "investment", "worker", None, "declined"),
            (DAYS[2], "investment", "worker", 3),
            (DAYS[0], "mistrust", "worker", 4),
            (DAYS[1], "mistrust", "worker", 4),
        )
    )
    assert [len(stretch) for stretch in chart.stretches("line:worker")] == [1, 1, 2]


def test_not_rated_is_a_cross_in_the_middle_of_its_row(table, draw):
    chart = draw(
        table(
            (DAYS[0], "investment", "worker", 1),
            (DAYS[1], "investment", "worker", None),
            (DAYS[2], "investment", "worker", 5),
        )
    )
    cross = chart.artist("missed:worker")
    assert cross.get_marker() == "x"
    ((day, height),) = chart.places("missed:worker")
    assert day == date2num(dt.date(2026, 2, 23))
    first, _, last = chart.places("line:worker")
    assert height == pytest.approx((first[1] + last[1]) / 2)


def test_crosses_of_two_raters_on_one_day_stand_side_by_side(table, draw):
    chart = draw(
        table(*[(on, "investment", who, None) for on in DAYS for who in ("worker", "client")])
    )
    worker, client = chart.places("missed:worker"), chart.places("missed:client")
    assert all(
        one[0] < other[0] and one[1] == other[1] for one, other in zip(worker, client, strict=True)
    )
    assert not [label for label in chart.labels() if label.startswith("line:")]


def test_raters_differ_without_colour(full, draw):
    chart = draw(full)
    looks = set()
    for rater in ("worker", "client", "supervisor"):
        line, points = chart.artist(f"line:{rater}"), chart.artist(f"points:{rater}")
        looks.add(line._unscaled_dash_pattern[1] and tuple(line._unscaled_dash_pattern[1]))
        looks.add(points.get_marker())
    assert len(looks) == 6


def test_points_that_agree_stay_visible_inside_each_other(full, draw):
    chart = draw(full)
    worker, client, supervisor = (
        chart.artist(f"points:{rater}") for rater in ("worker", "client", "supervisor")
    )
    assert worker.get_zorder() > client.get_zorder() > supervisor.get_zorder()
    assert worker.get_markersize() < client.get_markersize() < supervisor.get_markersize()


def test_every_line_ends_with_its_rater_and_last_value(table, draw):
    chart = draw(
        table(
            (DAYS[0], "investment", "worker", 2),
            (DAYS[1], "investment", "worker", 4),
            (DAYS[1], "investment", "client", 2.5),
        )
    )
    assert chart.text("worker 4").get_fontweight() == "bold"
    assert chart.text("client 2.5").get_fontweight() == "normal"
    assert chart.text("worker 4").get_color() == chart.artist("line:worker").get_color()


def test_a_line_that_ended_long_ago_says_when(table, draw):
    rows = [
        ("2026-01-05", "investment", "client", 2),
        ("2026-01-05", "investment", "worker", 2),
        ("2026-03-30", "investment", "worker", 4),
    ]
    for narrow in (False, True):
        assert {"worker 4", "client 2, Jan"} < set(draw(table(*rows), narrow=narrow).texts)


def test_a_line_that_ended_a_little_earlier_does_not(table, draw):
    last = pd.Timestamp("2026-01-05") + pd.Timedelta(days=OLD_DAYS)
    rows = [("2026-01-05", "investment", "client", 2), (last, "investment", "worker", 4)]
    assert "client 2" in draw(table(*rows)).texts


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("value", [1, 3, 5])
def test_labels_of_raters_who_agree_do_not_touch(table, draw, narrow, value):
    everyone = ("worker", "client", "supervisor", "other")
    rows = [(DAYS[0], name, who, value) for name in ("investment", "mistrust") for who in everyone]
    chart = draw(table(*rows), narrow=narrow)
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_challenges_stand_apart_with_the_sentence_of_good_news(full, draw):
    chart = draw(full)
    title = chart.text("Challenges")
    sentence = chart.text("Here lower is good news: less stands in the way.")
    assert title.get_fontweight() == "bold"
    assert title.get_position()[1] == sentence.get_position()[1]
    above = chart.text(
        "Working relationship" if "Working relationship" in chart.texts else "relationship"
    )
    assert (
        above.get_position()[1] < title.get_position()[1] < chart.text("Mistrust").get_position()[1]
    )


def test_engagement_alone_needs_no_heading(full, draw):
    assert "Engagement" not in draw(full).texts


def test_challenges_alone_have_their_heading(table, draw):
    assert "Challenges" in draw(table((DAYS[0], "mistrust", "worker", 3))).texts


def test_a_scale_that_points_both_ways_is_named_twice(table, draw, dimensions):
    own = dimensions.head(2).assign(
        scale="own", dimension=["up", "down"], better=["higher", "lower"], scale_name="At school"
    )
    chart = draw(
        table((DAYS[0], "up", "worker", 3), (DAYS[0], "down", "worker", 3), dimensions=own)
    )
    assert chart.texts.count("At school") == 2


def numbers(chart):
    """The numbers of the scales, from top to bottom."""
    return [text for text in chart.texts if text.isdigit() and text != "2026"]


def test_only_the_ends_of_a_scale_are_numbered(table, draw):
    assert numbers(draw(table((DAYS[0], "investment", "worker", 2)))) == ["5", "1"]


def test_rows_of_one_scale_are_numbered_once(table, draw):
    names = ("investment", "expectancy", "receptivity_help")
    assert numbers(draw(table(*((DAYS[0], name, "worker", 2) for name in names)))) == ["5", "1"]


def test_a_row_with_other_bounds_has_its_own_numbers(table, draw, dimensions):
    own = dimensions.head(3).assign(dimension=["a", "b", "c"], maximum=[5.0, 10.0, 10.0])
    chart = draw(table(*((DAYS[0], name, "worker", 2) for name in "abc"), dimensions=own))
    assert numbers(chart) == ["5", "1", "10", "1"]


def test_five_rows_of_engagement_fit_one_screen(table, draw, around, dimensions):
    names = dimensions.loc[dimensions["lane"] == "engagement", "dimension"].tolist()
    rows = [(on, name, who, 3) for on in DAYS for name in names for who in ("worker", "client")]
    chart = draw(table(*rows), **around)
    width, height = chart.figure.get_size_inches() * 72
    assert len(names) == 5
    assert width <= 700
    # A window of 1280 by 800 keeps 400 points for what stands above and below.
    assert height <= 400


def test_events_drop_a_thin_dashed_line_at_their_date(full, around, draw):
    chart = draw(full, **around)
    days = sorted({round(start[0], 6) for start, _ in strokes(chart, DROP)})
    named = ["2026-02-09", "2026-04-06", "2026-05-12", "2026-08-20"]
    assert days == [date2num(dt.date.fromisoformat(on)) for on in named]
    assert {"Order made", "Apology", "Missed appointment", "Plan agreed", "New worker"} < set(
        chart.texts
    )


def test_the_time_since_the_first_plan_is_shaded_through_all_rows(full, around, draw):
    chart = draw(full, **around)
    found = bands(chart)
    assert {round(left, 6) for left, *_ in found} == {date2num(dt.date(2026, 5, 12))}
    for label in ("line:worker", "line:client"):
        for place in filter(None, chart.places(label)):
            assert any(top < place[1] < bottom for _, _, top, bottom in found)


def test_what_is_older_than_a_day_is_veiled_up_to_it(table, draw):
    rows = daily(100)
    plain, veiled = draw(table(*rows)), draw(table(*rows), since=dt.date(2026, 4, 1))
    (veil,) = [p for p in veiled.ax.patches if 0 < p.get_facecolor()[3] < 1]
    assert not [p for p in plain.ax.patches if 0 < p.get_facecolor()[3] < 1]
    assert max(veil.get_path().vertices[:, 0]) == date2num(dt.date(2026, 4, 1))
    assert {start[0] for start, _ in strokes(veiled, INK)} == {date2num(dt.date(2026, 4, 1))}
    assert "since 1 Apr" in veiled.texts
    assert veiled.overlaps() == []


def test_a_second_plan_is_a_line_of_its_own(full, draw):
    plans = pd.DataFrame({"agreed_on": pd.to_datetime(["2026-09-01", "2026-05-12", "2026-05-12"])})
    chart = draw(full, plan_dates=plans)
    assert [text for text in chart.texts if text.startswith("Plan")] == [
        "Plan agreed",
        "Plan agreed again",
    ]
    assert {round(left, 6) for left, *_ in bands(chart)} == {date2num(dt.date(2026, 5, 12))}


def test_contacts_are_strokes_circles_and_diamonds_in_one_row(full, around, draw):
    chart = draw(full, **around)
    circles = [p for p in chart.places("contacts:o")]
    diamonds = [p for p in chart.places("contacts:D")]
    assert len(circles) == len(diamonds) == 4
    assert {y for _, y in circles} == {y for _, y in diamonds}
    assert (
        chart.artist("contacts:o").get_markerfacecolor()
        != chart.artist("contacts:o").get_markeredgecolor()
    )
    height = circles[0][1]
    rug = [start for start, end in strokes(chart, SOFT) if start[1] + end[1] == 2 * height]
    assert len(rug) == 12
    assert "Contacts" in chart.texts


def decided(*days):
    return pd.DataFrame(
        {"decided_on": pd.to_datetime(list(days)), "what": ["Visit in pairs"] * len(days)}
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_a_day_of_a_decision_has_one_mark_in_a_row_of_its_own(full, around, draw, narrow):
    days = ["2026-06-01", "2026-06-01", "2026-04-01"]
    chart = draw(full, narrow=narrow, decisions=decided(*days), **around)
    found = dict(chart.places("decided"))
    assert set(found) == {date2num(dt.date(2026, 4, 1)), date2num(dt.date(2026, 6, 1))}
    (height,) = set(found.values())
    (contacts, *_) = [y for _, y in chart.places("contacts:o")]
    assert height - contacts > 15
    # Told from the marks of contacts and of ratings by its shape, which is filled.
    mark = chart.artist("decided")
    assert (mark.get_marker(), mark.get_markerfacecolor()) == ("v", INK)
    assert "Decided" in chart.texts
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_without_a_decision_the_chart_has_no_row_for_them(full, around, draw):
    bare, empty = draw(full, **around), draw(full, decisions=decided(), **around)
    assert "Decided" not in empty.texts
    assert empty.figure.get_size_inches().tolist() == bare.figure.get_size_inches().tolist()


def test_a_decision_before_the_first_rating_is_on_the_axis(table, draw):
    chart = draw(table((DAYS[-1], "investment", "worker", 2)), decisions=decided(DAYS[0]))
    low, high = chart.ax.get_xlim()
    assert low < date2num(dt.date.fromisoformat(DAYS[0])) < high


def test_a_tall_chart_names_its_months_on_the_way_too(table, draw, dimensions):
    names = dimensions["dimension"].tolist()[:14]
    tall = draw(table(*(("2026-02-09", name, "worker", 2) for name in names)))
    low = draw(table(*(("2026-02-09", name, "worker", 2) for name in names[:5])))
    assert tall.texts.count("9 Feb") == 2
    assert tall.texts.count("2026") == low.texts.count("9 Feb") == 1


def test_a_hidden_label_is_not_drawn(table, draw):
    chart = draw(table((DAYS[0], "investment", "worker", 2)))
    chart.text("Investment").set_visible(False)
    assert ">Investment<" not in to_svg(chart.ax, title="", description="")


def test_the_axis_reaches_to_the_day_asked_for(table, draw):
    rows = daily(5)
    silent = draw(table(*rows), until=dt.date(2026, 8, 1))
    assert "Jul" in silent.texts
    assert "Jul" not in draw(table(*rows)).texts


def test_rows_without_a_date_are_left_out(full, draw):
    nowhere = pd.to_datetime([None])
    chart = draw(
        full,
        contacts=pd.DataFrame({"occurred_on": nowhere, "attendance": ["attended"]}),
        events=pd.DataFrame({"on": nowhere, "label": ["Hearing"]}),
        plan_dates=pd.DataFrame({"agreed_on": nowhere}),
    )
    assert not {"Contacts", "Hearing", "Plan agreed"} & set(chart.texts)


def test_narrow_is_another_drawing_with_names_above_their_rows(full, around, draw):
    wide, narrow = draw(full, **around), draw(full, narrow=True, **around)
    assert wide.figure.get_size_inches()[0] * 72 == pytest.approx(WIDE.width)
    assert narrow.figure.get_size_inches()[0] * 72 == pytest.approx(NARROW.width)
    first_point = narrow.places("line:worker")[0]
    assert narrow.text("Expectancy").get_position()[1] < first_point[1]
    assert narrow.figure.get_size_inches()[1] > wide.figure.get_size_inches()[1]


def test_no_text_is_smaller_than_14_pixels(full, around, draw):
    for narrow in (False, True):
        sizes = {text.get_fontsize() for text in draw(full, narrow=narrow, **around).ax.texts}
        assert min(sizes) >= 14


LONG = "Takes an active part in decisions about the children and the wider family, also hard ones"
CASES = {
    "everything": lambda make, full: full,
    "one rating": lambda make, full: make((DAYS[0], "investment", "worker", 3)),
    "two ratings": lambda make, full: make(*daily(2)),
    "one dimension": lambda make, full: make(*daily(12)),
    "daily for four months": lambda make, full: make(*daily(108)),
    "all on one day": lambda make, full: make(
        *(
            (DAYS[0], name, who, 5)
            for name in ("investment", "mistrust")
            for who in ("worker", "client")
        )
    ),
    "nothing rated": lambda make, full: make(*((on, "investment", "worker", None) for on in DAYS)),
}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("case", CASES)
def test_no_text_touches_another_or_leaves_the_picture(case, narrow, table, full, around, draw):
    chart = draw(CASES[case](table, full), narrow=narrow, **around)
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_without_ratings_the_contacts_are_named_left_of_all_that_happened(table, around, draw):
    chart = draw(table(), **around)
    (name,) = [box for (words, _), box in chart.boxes().items() if words == "Contacts"]
    first = min(around["contacts"]["occurred_on"]).toordinal()
    since = chart.ax.transData.transform((first - dt.date(1970, 1, 1).toordinal(), 0))[0]
    assert name.x1 < since


@pytest.mark.parametrize("narrow", [False, True])
def test_fifteen_events_with_long_names_do_not_touch(full, around, draw, narrow):
    on = pd.date_range("2026-02-10", "2026-10-10", periods=15)
    label = ["Change of placement", "Hearing", LONG] * 5
    events = pd.DataFrame({"on": on, "label": label})
    chart = draw(full, narrow=narrow, contacts=around["contacts"], events=events)
    assert chart.overlaps() == []
    assert chart.outside() == []
    assert LONG not in chart.texts
    assert "Hearing" in chart.texts
    assert sum(text.endswith("…") for text in chart.texts) >= 5


@pytest.mark.parametrize("narrow", [False, True])
def test_an_agencys_long_names_and_wide_scales_fit(table, dimensions, draw, narrow):
    own = dimensions.head(3).assign(
        scale="own",
        dimension=["a", "b", "c"],
        name=[LONG, "Donaudampfschifffahrtsgesellschaftskapitän", "Short"],
        minimum=0.0,
        maximum=100.0,
        good_news="",
    )
    on = pd.date_range("2021-01-15", "2025-12-01", periods=60).normalize()
    rows = [(day, name, "worker", n * 37 % 101) for name in "abc" for n, day in enumerate(on)]
    chart = draw(table(*rows, dimensions=own), narrow=narrow)
    assert chart.overlaps() == []
    assert chart.outside() == []
    assert {"100", "0"} < set(chart.texts)


def test_places_of_a_path_are_named_at_its_row_instead_of_numbers(table, draw):
    rows = [(on, "stage_of_change", "worker", n + 2) for n, on in enumerate(DAYS)]
    for narrow in (False, True):
        chart = draw(table(*rows), narrow=narrow)
        assert {"Precontemplation", "Maintenance", "Relapse", "worker"} < set(chart.texts)
        assert not {"1", "6"} & set(chart.texts)
        assert chart.overlaps() == []
        assert chart.outside() == []


@pytest.fixture
def rescaled(dimensions):
    """Four ratings, the last two on a scale from 0 to 10; the second under other words."""
    now = dimensions.query("dimension == 'investment'").assign(words="a")
    wordings = pd.concat(
        [
            now.assign(wording="first"),
            now.assign(wording="second", words="b"),
            now.assign(wording="third", minimum=0.0, maximum=10.0),
        ]
    )
    ratings = pd.DataFrame(
        {
            "rated_on": pd.to_datetime(DAYS),
            "scale": "engagement",
            "dimension": "investment",
            "rater": "worker",
            "value": [1.0, 5.0, 5.0, 10.0],
            "wording": ["first", "second", "third", "third"],
        }
    )
    return trajectory(ratings, dimensions, wordings=wordings)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_changed_scale_breaks_the_line_with_a_mark_and_its_new_ends(rescaled, draw, narrow):
    chart = draw(rescaled, narrow=narrow)
    assert [len(stretch) for stretch in chart.stretches("line:worker")] == [2, 2]
    ends = ["5", "1", "10", "0"]
    assert [text for text in numbers(chart) if text in ends] == ends
    (low, high), (middle, top) = chart.stretches("line:worker")
    assert high[1] == top[1]
    assert middle[1] == pytest.approx((low[1] + high[1]) / 2)
    (change,) = [start for start, end in strokes(chart, SOFT) if end[1] - start[1] > 30]
    assert high[0] < change[0] < middle[0]
    assert chart.overlaps() == []


def test_other_words_leave_one_line_with_a_small_mark(rescaled, draw):
    chart = draw(rescaled)
    ((day, height),) = chart.places("reworded")
    assert day == date2num(dt.date.fromisoformat(DAYS[1]))
    assert height > chart.places("line:worker")[1][1]


def test_a_dollar_sign_or_an_emoji_in_a_name_is_only_text(table, dimensions, draw):
    own = dimensions.head(1).assign(name="Earns $5 and $6 🙂")
    chart = draw(table(*[(on, "receptivity_help", "worker", 3) for on in DAYS], dimensions=own))
    assert any("$5" in text for text in chart.texts)
    chart.figure.draw_without_rendering()


def test_the_same_table_gives_the_same_picture(full, around, draw):
    one, other = draw(full, **around), draw(full, **around)
    assert one.texts == other.texts
    assert one.places("line:worker") == other.places("line:worker")


def test_a_scale_that_changed_breaks_the_line_and_the_row_is_read_by_the_newest(table, draw):
    drawn = table(
        *[(on, "investment", "worker", v) for on, v in zip(DAYS, [1, 2, 3, 5], strict=True)]
    )
    old = drawn["rated_on"] < pd.Timestamp(DAYS[2])
    drawn = drawn.assign(part=(~old).astype(int), segment=(~old).astype(int))
    drawn.loc[old, ["maximum", "value", "position"]] = [[100, 80, 0.8], [100, 70, 0.7]]
    chart = draw(drawn)
    assert [len(stretch) for stretch in chart.stretches("line:worker")] == [2, 2]
    words = [text.get_text() for text in chart.ax.texts]
    assert [each for each in words if each.startswith("worker")] == ["worker 5"]
    assert {"100", "5"} <= set(words)  # the ends of each scale, where it begins


SIX = ("Mother", "Father", "Grandmother", "Oldest child", "Uncle", "Aunt")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("n", [2, 4, 6])
def test_each_of_several_participants_has_a_line_and_a_label_of_its_own(shared, draw, n, narrow):
    chart = draw(shared(*SIX[:n]), narrow=narrow)
    drawn = [line for line in chart.ax.lines if line.get_label().startswith("line:client")]
    assert len(drawn) == n
    markers = {
        line.get_marker() for line in chart.ax.lines if line.get_label().startswith("points:")
    }
    assert len(markers) == n + 1
    for name in SIX[:n]:
        assert sum(text.startswith(name) for text in chart.texts) == 2
    assert not any(text.startswith("client") for text in chart.texts)
    assert chart.overlaps() == []
    assert chart.outside() == []


def test_a_label_has_the_colour_of_its_line(shared, draw):
    chart = draw(shared("Mother", "Father", names=("investment",)))
    (label,) = [text for text in chart.ax.texts if text.get_text().startswith("Father")]
    assert label.get_color() == chart.artist("line:client 2").get_color()
    assert label.get_color() != chart.artist("line:client").get_color()
