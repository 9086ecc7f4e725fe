"""Is what goes out and comes in again the same, byte for byte, whoever carries it?"""

import datetime as dt
import itertools
import json
import re
import shutil
import string
import threading
import zipfile
from dataclasses import replace

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervision_kit import exchange
from supervision_kit.errors import InvalidImport, InvalidRecord
from supervision_kit.exchange.files.bundle import ALWAYS
from supervision_kit.exchange.kinds import EARLIER, KINDS
from supervision_kit.frameworks import Dimension, Scale, load_framework
from supervision_kit.records import (
    Case,
    Closing,
    Concern,
    ConcernStep,
    Contact,
    Dismissal,
    Event,
    Mandate,
    PlanDate,
    Promise,
    Rating,
    WorkerSpell,
    counted,
)
from supervision_kit.records.record import room_key, rule_of
from supervision_kit.records.rules import (
    DayRule,
    IdRule,
    KeyRule,
    KindRule,
    PersonRule,
    TextRule,
    ValueRule,
    WholeRule,
)
from supervision_kit.store import open_store
from tests.records import examples

from .conftest import HERE

DAY = dt.date(2026, 3, 2)
FORMATS = ("csv", "xlsx", "json")
WAYS = [("sqlite", "sqlite"), ("postgresql", "postgresql"), ("sqlite", "postgresql")]
FORM_1 = {"csv": "csv", "xlsx": "caseload.xlsx", "json": "caseload.json"}
SAME_SIGNAL = {"rule": "apart", "scale": "calm", "dimension": "voice", "rater": "worker"}


def day(n):
    return DAY + dt.timedelta(days=n)


def dimension(key):
    """A dimension whose texts look like formulas."""
    texts = {"name": f"The {key}", "question": "=" * 90, "hint": "+" * 200}
    return Dimension(key, anchors=(), better="higher", good_news="-" * 160, **texts)


def calm(version, highest, keys):
    """A scale of an agency's own, as it was worded in one version; longer than a cell may be."""
    keys = [*keys, *(f"more_{n}" for n in range(70))]
    return Scale(
        key="calm", name=f"Calm, in the words of {version}", version=version,
        minimum=0.0, maximum=float(highest), step=highest / 20, better="higher", lane="engagement",
        good_news="Higher is calmer.", notice="No verdict.", raters=("worker", "client"),
        not_rated={"away": "was away", f"reason_{version}": "another"}, sources=(),
        dimensions={key: dimension(key) for key in keys},
    )  # fmt: skip


def worded(store, scale):
    """Let a store have this scale, and none of its earlier words."""
    store.framework = replace(store.framework, scales={**load_framework().scales, scale.key: scale})


def one_of_each(case_id):
    """One record of every kind but the case itself; some begin like a formula."""
    made = {type(each): each for each in examples.of_case(case_id)}
    made[WorkerSpell].person_id, made[Event].note, made[Promise].text = "-W1", "=1+1", "'tis"
    made[PlanDate].agreed_on = day(3)
    return list(made.values())


def fill(store):
    """Two people's work: a scale reworded between bounds, dismissals of both, one withdrawn."""
    first, second = calm(1, 100, ["voice", "body"]), calm(2, 10, ["voice", "sleep"])
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    at = {"case_id": case.id}
    asked = {"scale": "calm", "rater": "worker", **at}
    store.author = "anna"
    worded(store, first)
    store.save(case, *one_of_each(case.id))
    store.save(
        Rating(rated_on=day(1), dimension="voice", value=85.0, **asked),
        Rating(rated_on=day(1), dimension="body", value=0.0, evidence="0", **asked),
        Rating(rated_on=day(2), dimension="body", not_rated="reason_1", **asked),
    )
    said = Dismissal(seen_until_on=day(2), reason="They had talked.", **SAME_SIGNAL, **at)
    store.save(said, PlanDate(agreed_on=day(9), note="One.", **at))
    store.author = "ben ł. "
    worded(store, second)
    said.withdrawn = "yes"
    store.save(said)
    store.save(Dismissal(seen_until_on=day(2), reason="Not so.", **SAME_SIGNAL, **at))
    store.save(
        Rating(rated_on=day(3), dimension="voice", value=8.5, **asked),
        Rating(rated_on=day(3), dimension="sleep", not_rated="reason_2", **asked),
        Contact(
            occurred_on=day(4), kind="phone", attendance="attended", length_minutes=0,
            n_positives=0, told_purpose="no", story="NA\n\t“no”,\nthen left; é ü 😀", **at,
        ),
        PlanDate(agreed_on=day(9), note="Two.", **at),
        Case(code="-7", setting="other", opened_on=DAY, summary="007"),
        Case(code="ÄB", setting="other", opened_on=DAY),
    )  # fmt: skip


def written(path):
    """All that an export holds, by part, without the moment it was written at."""
    if path.is_dir():
        parts = {part.name: part.read_bytes() for part in path.iterdir()}
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            names = [name for name in book.namelist() if name != "docProps/core.xml"]
            parts = {name: book.read(name) for name in names}
    else:
        parts = {path.name: path.read_bytes()}
    moment = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
    return {name: moment.sub(b"", content) for name, content in parts.items()}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("one", "other"), WAYS, ids=["-".join(way) for way in WAYS])
def test_what_comes_in_goes_out_again_byte_for_byte(place, tmp_path, one, other, format):
    with (
        open_store(place(one, "a"), create=True, author="x") as source,
        open_store(place(other, "b"), create=True, author="carla") as target,
    ):
        fill(source)
        out = exchange.export(source, tmp_path / "out", format).path
        exchange.import_file(out, None, target, folder=tmp_path)
        again = exchange.export(target, tmp_path / "again", format).path
        assert written(again) == written(out)
        assert exchange.import_file(out, None, target, folder=tmp_path).new == {}
        assert source.verify().ok
        assert target.verify().ok


def test_the_words_leave_from_the_store_and_not_from_the_framework(store, tmp_path, place):
    fill(store)
    used = set(store.ratings()["wording"])
    store.framework = load_framework()
    rows = json.loads(exchange.export(store, tmp_path, "json").path.read_text("utf-8"))["tables"]
    assert {row["wording"] for row in rows["wordings"]} == used
    assert len(used) == 3
    with open_store(place("sqlite", "b"), create=True, author="carla") as target:
        exchange.import_file(tmp_path / "caseload.json", None, target)
        for wording in used:
            assert target.words(wording) == store.words(wording)
        values = target.ratings().set_index("wording")["value"]
        assert values[calm(1, 100, ["voice", "body"]).wording].tolist()[:2] == [0.0, 85.0]
    with open_store(target.location, author="carla") as target:  # and the pages have the scale
        assert target.framework.scales["calm"] == calm(2, 10, ["voice", "sleep"])


def test_a_scale_that_was_taken_away_is_not_put_back_when_nothing_new_comes_in(store, tmp_path):
    fill(store)
    out = exchange.export(store, tmp_path, "json").path
    store.framework = load_framework()
    done = exchange.import_file(out, None, store)
    assert (done.new, done.scale_files, done.remarks) == ({}, (), ())
    assert not (tmp_path / "frameworks").exists()


def test_a_part_of_a_wording_may_begin_like_a_formula_and_parts_in_any_order_are_joined(
    store, tmp_path, place
):
    fill(store)
    folder = exchange.export(store, tmp_path / "out").path
    part = folder / "wordings.csv"
    head, *rows = part.read_text("utf-8-sig").splitlines(keepends=True)
    assert any(re.search(r""",\d,"?'[=+-]""", row) for row in rows)
    part.write_text("".join([head, *reversed(rows)]), encoding="utf-8", newline="")
    with open_store(place("sqlite", "b"), create=True, author="carla") as target:
        exchange.import_file(folder, None, target)
        assert target.tables()["wordings"].equals(store.tables()["wordings"])


def test_who_wrote_is_kept_beside_who_brought_in_also_the_second_time(place, tmp_path):
    tables = ("cases", "workers", "contacts", "ratings", "events", "promises", "plan_dates")
    stores = [open_store(place("sqlite", name), create=True, author=name) for name in "abc"]
    fill(stores[0])
    for source, target in itertools.pairwise(stores):
        out = exchange.export(source, tmp_path / target.author, "json").path
        exchange.import_file(out, None, target)
    for name in (*tables, "dismissals"):
        here, there = (getattr(store, name)().set_index("id") for store in (stores[0], stores[2]))
        for column in ("author", "saved_at", "changed_by", "changed_at"):
            assert there[column].equals(here[column]), (name, column)
        assert here["brought_by"].isna().all()
        assert set(there["brought_by"]) == {"c"}
        assert (there["brought_at"] > there["saved_at"]).all()
    said = stores[2].dismissals("K-01")
    assert said["author"].tolist().count("anna") == 2
    assert said["author"].tolist().count("ben ł. ") == 1
    (taken_back,) = said[said["withdrawn"] == "yes"].to_dict("records")
    assert (taken_back["author"], taken_back["changed_by"]) == ("anna", "ben ł. ")
    for each in stores:
        assert each.verify().ok
        each.close()


def test_a_record_changed_here_says_who_changed_it_and_still_who_wrote_it(store, tmp_path, place):
    fill(store)
    with open_store(place("sqlite", "b"), create=True, author="carla") as target:
        exchange.import_file(exchange.export(store, tmp_path, "json").path, None, target)
        event = target.find(Event, target.events()["id"].iloc[0])
        target.author = "dora"
        event.note = "Put right."
        target.save(event)
        (row,) = target.events().to_dict("records")
        who = (row["author"], row["changed_by"], row["brought_by"])
        assert who == ("anna", "dora", "carla")
        assert target.verify().ok


def test_an_export_that_has_grown_brings_only_what_is_new(store, tmp_path):
    fill(store)
    with open_store(tmp_path / "b.sqlite", create=True, author="carla") as target:
        exchange.import_file(exchange.export(store, tmp_path / "1", "json").path, None, target)
        at = {"case_id": store.case("K-01").id}
        store.save(
            Dismissal(seen_until_on=day(2), reason="Nor was this.", **SAME_SIGNAL, **at),
            PlanDate(agreed_on=day(9), note="Three.", **at),
        )
        grown = exchange.export(store, tmp_path / "2", "json").path
        done = exchange.import_file(grown, None, target)
        assert done.new == {"dismissals": 1, "plan_dates": 1}
        assert written(exchange.export(target, tmp_path / "3", "json").path) == written(grown)


def test_the_preview_and_the_report_say_who_wrote_and_who_brings_in(store, tmp_path, place):
    fill(store)
    out = exchange.export(store, tmp_path, "json").path
    with open_store(place("sqlite", "b"), create=True, author="carla") as target:
        preview = exchange.preview(out, store=target)
        assert (preview.authors, preview.brought_by) == (("anna", "ben ł. "), "carla")
        said = exchange.report(exchange.import_file(out, None, target))
    assert "Written by 2 people: anna, ben ł. ." in said
    assert "Brought in by carla." in said


def test_the_points_of_two_wordings_are_told_apart(store, tmp_path):
    fill(store)
    preview = exchange.preview(exchange.export(store, tmp_path, "json").path)
    spans = {(e.scale_name, e.name): e.highest for e in preview.dimensions if e.n_values}
    assert spans["Calm, in the words of 1", "The voice"] == 85.0
    assert spans["Calm, in the words of 2", "The voice"] == 8.5


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_of_form_1_still_comes_in_and_is_signed_by_who_brings_it(store, tmp_path, format):
    path = HERE / "data" / "form1" / FORM_1[format]
    done = exchange.import_file(path, None, store)
    assert "10 rows do not say who wrote them" in exchange.report(done)
    assert done.preview.authors == ()
    for name, kind in KINDS.items():
        if name not in ALWAYS:  # there was none yet
            continue
        table = store.read(kind)
        assert len(table) >= 1, kind
        assert set(table["author"]) == {"tester"}
        assert table["brought_by"].isna().all()
    assert store.contacts()["story"].tolist() == ["He said “no”,\n\tthen left; é ü 😀"]
    assert_moved(store)
    old = json.loads((HERE / "data" / "form1" / "caseload.json").read_text("utf-8"))["tables"]
    new = json.loads(exchange.export(store, tmp_path, "json").path.read_text("utf-8"))["tables"]
    for name, rows in old.items():
        kept = rows[0].keys() - EARLIER.get(name, {}).keys()
        rows = [{key: row[key] for key in kept} for row in rows]
        assert [{key: row[key] for key in kept} for row in new[name]] == rows


def assert_moved(store):
    """Say that what stood with the case once is its mandate now."""
    (mandate,) = store.read(Mandate, "K-01").itertuples()
    assert (mandate.mandate, mandate.contact_every_days) == ("mandated", 14)
    assert mandate.from_on == store.cases()["opened_on"][0]
    assert store.cases()["contact_every_days"].tolist() == [14]
    assert store.read(Closing).empty


ANSWERS = [
    ("2026-03-03", "yes", "Rang the duty desk.", "Duty manager"),
    ("2026-03-05", "yes", "Saw both children.", ""),
    ("2026-03-09", "no", "", ""),
    ("2026-03-12", "yes", "", "School"),
]


def of_form_2(store, folder):
    """An export as it was when the mandate stood with the case and safety with the contact."""
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    store.author = "anna"
    met = [
        Contact(
            case_id=case.id,
            occurred_on=dt.date.fromisoformat(on),
            kind="home",
            attendance="attended",
            safety_concern=answer,
        )
        for on, answer, *_ in ANSWERS
    ]
    store.save(case, *met)
    path = exchange.export(store, folder, "json").path
    content = json.loads(path.read_text("utf-8"))
    content["version"] = 2
    tables = content["tables"]
    younger = set(KINDS) - set(ALWAYS)
    content["tables"] = {name: rows for name, rows in tables.items() if name not in younger}
    content["n_rows"] = {n: each for n, each in content["n_rows"].items() if n not in younger}
    tables["cases"][0] |= {
        "mandate": "mandated",
        "legal_basis": "Order",
        "pressure_from": "",
        "order_ends_on": None,
        "closed_on": "2026-03-20",
        "contact_every_days": 14,
        "rating_every_days": None,
    }
    for row, (_, _, done, told) in zip(tables["contacts"], ANSWERS, strict=True):
        row |= {"safety_action": done, "safety_told": told}
        del row["agreed"]
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_an_export_of_form_2_becomes_mandates_closings_and_concerns(store, tmp_path):
    path = of_form_2(store, tmp_path / "out")
    with open_store(tmp_path / "b.sqlite", create=True, author="carla") as target:
        done = exchange.import_file(path, None, target)
        moved = {"mandates": 1, "closings": 1, "concerns": 2, "concern_steps": 3}
        assert done.new == {"cases": 1, "contacts": 4} | moved
        (closing,) = target.read(Closing).itertuples()
        assert (closing.closed_on.date(), closing.how) == (dt.date(2026, 3, 20), "not_noted")
        concerns = target.read(Concern)
        assert concerns["opened_on"].dt.day.tolist() == [3, 12]
        assert concerns["closed_on"].dt.day.tolist()[0] == 9
        assert concerns["closed_on"].isna().tolist() == [False, True]
        steps = target.read(ConcernStep)
        words = list(zip(steps["done"], steps["told"], strict=True))
        assert words == [answer[2:] for answer in ANSWERS if answer[1] == "yes"]
        assert set(steps["contact_id"]) < set(target.contacts()["id"])
        for kind in (Mandate, Closing, Concern, ConcernStep):
            read = target.read(kind)
            assert (set(read["author"]), set(read["brought_by"])) == ({"anna"}, {"carla"})
        assert target.verify().ok
        again = exchange.import_file(path, None, target)
        assert (again.new, again.corrected) == ({}, {})
        assert again.there == done.new


def test_every_kind_of_record_is_counted_exported_and_comes_back(store, tmp_path, place):
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    records = [case, *(each for each in one_of_each(case.id) if each.kept.leaves)]
    assert {type(record) for record in records} == set(KINDS.values())
    store.save(*records)
    once = dict.fromkeys((kind.__tablename__ for kind in KINDS.values()), 1)
    assert once.items() <= store.counts().items()
    out = exchange.export(store, tmp_path, "json")
    assert {KINDS[name]: n for name, n in out.n_rows.items()} == dict.fromkeys(KINDS.values(), 1)
    with open_store(place("sqlite", "b"), create=True, author="carla") as target:
        done = exchange.import_file(out.path, None, target)
        assert done.new == once
        assert once.items() <= target.counts().items()
        for kind in KINDS.values():
            assert len(target.read(kind)) == 1
            assert counted(kind, 1)


@pytest.mark.parametrize(("table", "other"), [("events", "events"), ("contacts", "dismissals")])
def test_an_id_that_stands_twice_is_named_with_both_rows(store, tmp_path, table, other):
    fill(store)
    out = exchange.export(store, tmp_path / "out", "json").path
    content = json.loads(out.read_text("utf-8"))
    first = content["tables"][table][0]
    content["tables"][other].append({**content["tables"][other][0], "id": first["id"]})
    out.write_text(json.dumps(content), "utf-8")
    with open_store(tmp_path / "b.sqlite", create=True, author="carla") as target:
        with pytest.raises(InvalidImport) as refused:
            exchange.import_file(out, None, target)
        (problem,) = refused.value.problems
        n_rows = len(content["tables"][other])
        assert (problem.table, problem.row, problem.column) == (other, n_rows + 1, "id")
        assert f"{table}, row 2" in problem.what
        assert set(target.counts().values()) == {0}


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"author": ""}, "author"),
        ({"author": "x" * 201}, "author"),
        ({"author": "a\0b"}, "author"),
        ({"saved_at": None}, "saved_at"),
        ({"saved_at": "2026-03-01 09:00"}, "saved_at"),
        ({"saved_at": "2026-03-01T09:00:00"}, "saved_at"),
        ({"saved_at": "2026-W12-1T09:00:00Z"}, "saved_at"),
        ({"saved_at": "2026-02-30T09:00:00Z"}, "saved_at"),
        ({"saved_at": "0001-01-01T00:00:00+05:00"}, "saved_at"),
        ({"saved_at": "9999-12-31T23:59:59-05:00"}, "saved_at"),
        ({"saved_at": 20260301}, "saved_at"),
        ({"changed_by": "ben"}, "changed_at"),
        ({"changed_at": "2026-03-01T09:00:00Z"}, "changed_by"),
        (
            {
                "author": None,
                "saved_at": None,
                "changed_by": "ben",
                "changed_at": "2026-03-01T09:00:00Z",
            },
            "author",
        ),
    ],
)
def test_a_row_that_is_signed_by_half_or_in_no_known_way_is_a_problem(
    store, tmp_path, changed, column
):
    store.save(Case(code="K-01", setting="probation", opened_on=DAY))
    out = exchange.export(store, tmp_path / "out", "json").path
    content = json.loads(out.read_text("utf-8"))
    content["tables"]["cases"][0] |= changed
    out.write_text(json.dumps(content), "utf-8")
    with open_store(tmp_path / "b.sqlite", create=True, author="carla") as target:
        (problem,) = exchange.preview(out, store=target).problems
    assert (problem.table, problem.row, problem.column) == ("cases", 2, column)
    assert problem.remedy


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-03-01T10:00:00+01:00", "2026-03-01T09:00:00.000000Z"),
        ("2026-03-01T09:00:00.000001Z", "2026-03-01T09:00:00.000001Z"),
        ("1999-12-31T23:59:59.999999-05:00", "2000-01-01T04:59:59.999999Z"),
    ],
)
def test_a_moment_is_kept_to_the_microsecond_and_told_in_utc(store, tmp_path, told, kept):
    store.save(Case(code="K-01", setting="probation", opened_on=DAY))
    out = exchange.export(store, tmp_path / "out", "json").path
    content = json.loads(out.read_text("utf-8"))
    content["tables"]["cases"][0]["saved_at"] = told
    out.write_text(json.dumps(content), "utf-8")
    with open_store(tmp_path / "b.sqlite", create=True, author="carla") as target:
        exchange.import_file(out, None, target)
        again = exchange.export(target, tmp_path / "again", "json").path
    assert json.loads(again.read_text("utf-8"))["tables"]["cases"][0]["saved_at"] == kept


@pytest.mark.parametrize("key", ["../elsewhere", "/tmp/elsewhere", "a\nb", "", 7])
def test_a_scale_of_an_export_names_no_file_outside_the_folder(store, tmp_path, key):
    fill(store)
    out = exchange.export(store, tmp_path / "out", "json").path
    content = json.loads(out.read_text("utf-8"))
    scale = replace(calm(1, 100, ["voice"]), key=key)
    content["tables"]["wordings"] = [
        {"wording": scale.wording, "part": 1, "content": scale.as_json()}
    ]
    out.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InvalidImport, match="missing or damaged"):
        exchange.preview(out)


def test_rows_come_in_one_order_whatever_language_a_database_was_made_for(postgresql, place):
    codes = ["AB", "ÄB", "ZB", "A-B", "A1B", "ØB", "B2"]
    address = place("postgresql", "icu")
    name = address.rpartition("/")[2]
    german = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'"
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} {german}")
    orders = []
    for where in (address, place("sqlite", "a")):
        with open_store(where, create=True, author="x") as store:
            for code in codes:
                store.save(Case(code=code, setting="other", opened_on=DAY))
            orders.append(store.tables()["cases"]["code"].tolist())
    assert orders[0] == orders[1] == sorted(codes)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_an_export_is_of_one_moment_while_others_save(place, tmp_path, engine):
    address = place(engine, "a")
    case = Case(code="K-01", setting="probation", opened_on=DAY)
    stop = threading.Event()

    def save_on():
        with open_store(address, author="ben") as other:
            while not stop.is_set():
                made = one_of_each(case.id)
                for each in made:
                    if isinstance(each, Rating):  # a case has nobody of one name twice
                        each.participant_id = None
                other.save(*(each for each in made if isinstance(each, Contact | Promise | Rating)))

    with open_store(address, create=True, author="anna") as store:
        store.save(case)
        saving = threading.Thread(target=save_on)
        saving.start()
        try:
            for _ in range(20):
                tables = store.tables()
                known = set(tables["contacts"]["id"])
                assert set(tables["ratings"]["contact_id"]) == known
                assert set(tables["promises"]["contact_id"]) == known
        finally:
            stop.set()
            saving.join()
        assert len(store.contacts()) > 0


LETTERS = st.text(
    st.one_of(
        st.sampled_from("='+-@\n\t\r, ;\"'0_x\u0301\u200b\ufeff\x1f"),
        st.sampled_from(string.ascii_letters),
        st.characters(codec="utf-8"),
    ),
    max_size=40,
)
DAYS = st.integers(0, 40).map(day)
RULES = {
    DayRule: lambda _: DAYS,
    IdRule: lambda _: st.none(),
    KeyRule: lambda _: LETTERS,
    KindRule: lambda rule: st.sampled_from([*load_framework().kinds[rule.group]]),
    TextRule: lambda _: LETTERS,
    ValueRule: lambda _: st.none() | st.integers(0, 20).map(lambda n: n / 2),
    WholeRule: lambda rule: st.integers(rule.low, rule.high),
    PersonRule: lambda _: LETTERS,
}
BESIDE = {
    Rating: {
        "scale": st.just("calm"),
        "dimension": st.just("voice"),
        "rater": st.sampled_from(["worker", "client"]),
        "value": st.integers(0, 20).map(lambda n: n / 2),
        "not_rated": st.none(),
        "wording": st.just(""),
    },
}


def drawn(kind):
    """Records of a kind with anything in their columns that their rules may take."""
    own = {"id", "row_version", room_key(kind)}
    columns = (each for each in kind.__table__.columns if each.name not in own)
    values = {each.name: values_of(each) for each in columns} | BESIDE.get(kind, {})
    return st.builds(kind, **values, **{room_key(kind): st.just("")})


def values_of(column):
    taken = RULES[type(rule_of(column))](rule_of(column))
    return st.none() | taken if column.nullable else taken


RECORDS = st.one_of(*(drawn(kind) for kind in KINDS.values() if room_key(kind)))
SAVES = st.lists(
    st.tuples(st.sampled_from(["anna", "=ben", "'c", " d ", "é"]), st.lists(RECORDS, max_size=4)),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=8, deadline=None)
@given(saves=SAVES)
def test_any_store_comes_back_byte_for_byte(tmp_path_factory, saves, format):
    folder = tmp_path_factory.mktemp("mirror")
    with (
        open_store(folder / "a.sqlite", create=True, author="x") as one,
        open_store(folder / "b.sqlite", create=True, author="carla") as other,
    ):
        worded(one, calm(1, 10, ["voice"]))
        case = Case(code="K-01", setting="probation", opened_on=DAY)
        one.save(case)
        for author, records in saves:
            one.author = author
            for record in records:
                setattr(record, room_key(type(record)), case.id)
                try:
                    one.save(record)
                except InvalidRecord:
                    continue
        out = exchange.export(one, folder / "out", format).path
        exchange.import_file(out, None, other)
        assert written(exchange.export(other, folder / "again", format).path) == written(out)
        assert other.verify().ok
    shutil.rmtree(folder)
