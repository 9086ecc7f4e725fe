"""Does everybody read and write what is theirs, and nothing else, in a store of many?

That is a database, and a file that several people come to through one server.

Every table the store can give is read as each person; so a reader without a rule is found.
"""

import datetime as dt
from pathlib import Path

import pytest

from supervision_kit.errors import AccessDenied, UnknownCase
from supervision_kit.records import (
    AgendaPoint,
    Case,
    CaseTalk,
    Contact,
    Decision,
    OurNote,
    OwnNote,
    Person,
    Preparation,
    Rating,
    Role,
    Supervision,
    SupervisionMember,
    SupervisionSession,
    Team,
    WorkerSpell,
    kinds,
)
from supervision_kit.store import open_store
from supervision_kit.store.salvaging import salvage
from supervision_kit.widgets import SupervisionForm
from tests.records.examples import example

TODAY = dt.date.today()
BEFORE, LONG_AGO = TODAY - dt.timedelta(days=30), TODAY - dt.timedelta(days=300)
SECRET = "only for the eyes of W1"


@pytest.fixture
def agency(any_url):
    """W1 has K-01 and is supervised by S1; W2 had it before and has K-02; L1 leads their team."""
    store = open_store(any_url, create=True, author="admin")
    codes = ("A1", "W1", "W2", "S1", "S2", "L1")
    people = {code: Person(code=code, sign_in=code.lower()) for code in codes}
    team = Team(code="North")
    roles = {"A1": "administrator", "S1": "supervisor", "S2": "supervisor", "L1": "team_lead"}
    cases = {code: example(Case, code=code, opened_on=LONG_AGO) for code in ("K-01", "K-02")}
    room = Supervision(code="S1-W1", kind="pair", from_on=BEFORE)
    own, had = people["W1"].id, people["W2"].id
    case = cases["K-01"].id
    records = [
        *people.values(),
        team,
        *(
            Role(person_id=each.id, role=roles.get(code, "practitioner"), team_id=team.id,
                 from_on=LONG_AGO)
            for code, each in people.items()
        ),
        *cases.values(),
        WorkerSpell(case_id=case, person_id=had, from_on=LONG_AGO),
        WorkerSpell(case_id=case, person_id=own, from_on=BEFORE),
        WorkerSpell(case_id=cases["K-02"].id, person_id=had, from_on=LONG_AGO),
        example(Contact, case_id=case, story="The first visit"),
        room,
        SupervisionMember(supervision_id=room.id, person_id=people["S1"].id, part="supervisor",
                          from_on=BEFORE),
        SupervisionMember(supervision_id=room.id, person_id=own, part="supervisee",
                          from_on=BEFORE),
        session := SupervisionSession(supervision_id=room.id, planned_on=TODAY),
        OurNote(supervision_id=room.id, noted_on=TODAY, text="Between the two of us"),
        OwnNote(person_id=own, noted_on=TODAY, text=SECRET),
        Preparation(person_id=own, prepared_on=TODAY, question=f"Not shared, {SECRET}"),
        Preparation(person_id=own, prepared_on=TODAY, question="Shared", shared_with=room.id),
        Decision(case_id=case, decided_on=TODAY, what="Visit in pairs"),
    ]  # fmt: skip
    # Until somebody looks after it, whoever can open it may do everything.
    store.save(*records)
    assert session.row_version == 1
    yield store, any_url
    store.close()


@pytest.fixture
def as_(agency):
    """Open the database as somebody."""
    opened = []

    def look(code):
        opened.append(open_store(agency[1], author=code.lower(), shared=is_file(agency[1])))
        return opened[-1]

    yield look
    for each in opened:
        each.close()


def is_file(url):
    return "://" not in url


def everything(store):
    """Read every table the store can give, taken back or not, with changes, drafts and records."""
    tables = {kind.__tablename__: store.read(kind, taken_back=True) for kind in kinds()}
    tables |= {f"all {name}": table for name, table in store.tables().items()}
    snapshot = store.snapshot()
    tables |= {f"snapshot {name}": table for name, table in snapshot.tables.items()}
    tables |= {"drafts": store.drafts()}
    tables |= {f"changes {code}": store.changes(code) for code in store.codes()}
    return tables


def words_in(tables):
    return " ".join(table.astype(str).to_csv() for table in tables.values())


def test_the_worker_of_today_reads_the_year_before_and_the_last_one_no_longer(as_):
    assert as_("W1").codes() == ["K-01"]
    assert as_("W1").contacts("K-01")["story"].tolist() == ["The first visit"]
    assert as_("W2").codes() == ["K-02"]
    with pytest.raises(UnknownCase):
        as_("W2").contacts("K-01")


def test_a_supervisor_reads_the_cases_of_whom_they_supervise_today(as_):
    assert as_("S1").codes() == ["K-01"]
    assert as_("S2").codes() == []


@pytest.mark.parametrize("code", ["W2", "S1", "S2", "L1", "A1", "nobody"])
def test_no_word_of_a_personal_sheet_reaches_anybody_else_by_any_table(as_, code):
    store = as_(code)
    assert SECRET not in words_in(everything(store))
    own = as_("W1")
    for kind in (OwnNote, Preparation):
        for record_id in own.read(kind)["id"]:
            found = store.find(kind, record_id)
            assert found is None or SECRET not in str(found.snapshot())


def test_whoever_wrote_their_own_sheet_reads_it(as_):
    assert SECRET in words_in(everything(as_("W1")))


MEMBERS = ("W1", "S1")


@pytest.mark.parametrize("code", [*MEMBERS, "W2", "S2", "L1", "A1"])
def test_what_is_between_two_people_is_read_by_those_two(as_, code):
    assert ("Between the two of us" in words_in(everything(as_(code)))) == (code in MEMBERS)
    shared = as_(code).read(Preparation)["question"].tolist()
    assert ("Shared" in shared) == (code in MEMBERS)


def test_who_leads_a_team_sees_that_people_meet_and_nothing_they_say(as_):
    lead = as_("L1")
    assert lead.read(SupervisionSession)["planned_on"].dt.date.tolist() == [TODAY]
    assert lead.read(OurNote).empty
    assert lead.codes() == []


def test_counts_are_of_what_somebody_may_read(as_):
    assert as_("W2").counts()["contacts"] == 0
    assert as_("W1").counts()["contacts"] == 1
    assert as_("W2").counts()["own_notes"] == 0


@pytest.mark.parametrize("kind", [Contact, Decision, OurNote, OwnNote, WorkerSpell])
def test_a_record_that_is_not_readable_is_not_found_by_its_id_either(as_, kind):
    stranger, ids = as_("S2"), as_("W1").read(kind)["id"].tolist()
    assert ids
    assert [stranger.find(kind, each) for each in ids] == [None] * len(ids)


def store_case_id(as_):
    return as_("W1").case("K-01").id


def test_a_supervisor_writes_what_was_decided_and_not_a_contact(as_):
    case_id = store_case_id(as_)
    supervisor = as_("S1")
    supervisor.save(CaseTalk(case_id=case_id, talked_on=TODAY, happened="He came."))
    supervisor.save(Decision(case_id=case_id, decided_on=TODAY, what="Go on"))
    with pytest.raises(AccessDenied, match="not yours"):
        supervisor.save(example(Contact, case_id=case_id))
    rating = example(Rating, case_id=case_id, rated_on=TODAY, rater="supervisor")
    supervisor.save(rating)
    rating.value = 4.0
    with pytest.raises(AccessDenied):
        supervisor.save(rating)


def test_in_which_supervision_a_case_was_talked_about_is_told_to_those_who_are_in_it(as_):
    case_id, mine = store_case_id(as_), as_("W1")
    room_id = mine.read(Supervision)["id"].iloc[0]
    of_room = {"supervision_id": room_id}
    held = SupervisionSession(planned_on=TODAY, state="held", held_on=TODAY, **of_room)
    about = {"reason": "asked", "sentence": "Asked.", "origin": "practitioner", **of_room}
    point = AgendaPoint(session_id=held.id, case_id=case_id, **about)
    cover = WorkerSpell(case_id=case_id, person_id="W2", capacity="cover", from_on=TODAY)
    mine.save(held, point, cover)
    for code in ("W1", "S1"):
        assert as_(code).snapshot("K-01").talked_in["supervision"].tolist() == ["S1-W1"]
    assert as_("W2").snapshot("K-01").talked_in.empty


def test_nobody_writes_into_a_case_or_a_sheet_of_somebody_else(as_):
    case_id, stranger, mine = store_case_id(as_), as_("W2"), as_("W1")
    with pytest.raises(AccessDenied):
        stranger.save(example(Contact, case_id=case_id))
    with pytest.raises(AccessDenied):
        stranger.save(OwnNote(person_id=mine.me().id, noted_on=TODAY, text="Forged"))
    (note,) = (mine.find(OwnNote, each) for each in mine.read(OwnNote)["id"])
    note.person_id = stranger.me().id
    with pytest.raises(AccessDenied):
        stranger.save(note)
    assert SECRET in words_in({"own": mine.read(OwnNote)})


def test_whoever_works_with_people_begins_a_case_and_who_leads_a_team_does_not(as_):
    begun = example(Case, code="K-03")
    as_("W2").save(begun, WorkerSpell(case_id=begun.id, person_id="W2", from_on=BEFORE))
    assert as_("W2").codes() == ["K-02", "K-03"]
    with pytest.raises(AccessDenied):
        as_("L1").save(example(Case, code="K-04"))


def test_a_form_says_what_is_not_somebody_s_to_write_and_keeps_what_they_typed(as_):
    form = SupervisionForm(as_("L1"))
    form.value = {**form.value, "supervisor": "S2", "supervisee": "W2"}
    form.save()
    assert "not yours to write" in form.errors[""]
    assert form.value["supervisee"] == "W2"
    assert as_("A1").read(Supervision)["code"].tolist() == ["S1-W1"]


def test_a_shared_preparation_is_read_until_its_day(as_):
    mine = as_("W1")
    table = mine.read(Preparation)
    shared = mine.find(Preparation, table.loc[table["question"] == "Shared", "id"].iloc[0])
    shared.shared_until = TODAY - dt.timedelta(days=1)
    mine.save(shared)
    assert as_("S1").read(Preparation).empty


def test_until_somebody_looks_after_it_a_database_is_everybody_s_who_can_open_it(postgresql_url):
    with open_store(postgresql_url, create=True, author="one") as store:
        store.save(example(Case))
    with open_store(postgresql_url, author="two") as store:
        assert store.codes() == ["K-01"]


def test_a_file_that_several_come_to_is_nobody_s_until_somebody_put_them_in(store):
    store.save(example(Case))
    with open_store(store.location, author="tester", shared=True) as shared:
        assert shared.codes() == []
    with open_store(store.location, author="other", shared=True) as shared:
        assert (shared.codes(), shared.me()) == ([], None)
        assert not shared.may("add", example(Case))
        assert shared.introduced() is None
    assert store.codes() == ["K-01"]


def test_whom_nobody_put_in_makes_no_person_by_naming_one(as_):
    begun = example(Case, code="K-03")
    spell = WorkerSpell(case_id=begun.id, person_id="W9", from_on=BEFORE)
    with pytest.raises(AccessDenied, match="not yours"):
        as_("nobody").save(begun, spell)
    assert "W9" not in as_("A1").read(Person)["code"].tolist()


def test_a_draft_is_kept_about_a_case_of_one_s_own_only(as_):
    as_("W2").keep_draft("contact", "K-02", {"story": "typed"})
    with pytest.raises(UnknownCase):
        as_("W2").keep_draft("contact", "K-01", {"story": "typed"})


@pytest.mark.parametrize("any_url", ["sqlite"], indirect=True)
def test_what_is_salvaged_of_a_torn_file_is_read_by_whom_it_is_for_only(as_, agency):
    mine, other = as_("W1"), as_("W2")
    for each in (mine, other):
        each._salvaged = salvage(Path(agency[1]))
    assert SECRET in words_in(everything(mine))
    assert "K-01" not in words_in(everything(other))
    assert SECRET not in words_in(everything(other))
    assert other.codes() == ["K-02"]


def test_a_store_says_who_is_here_today_and_whether_somebody_looks_after_it(as_):
    house = as_("A1")
    assert house.is_looked_after
    assert house.knows("w1")
    assert not house.knows("mallory")
    (role,) = (house.find(Role, row.id) for row in house.read(Role).itertuples()
               if row.role == "administrator")  # fmt: skip
    role.until_on = TODAY - dt.timedelta(days=1)
    house.save(role)
    assert not house.is_looked_after
