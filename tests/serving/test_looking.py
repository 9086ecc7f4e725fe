"""Can the sample caseload be looked at as its people, and somebody's own records as nobody?"""

import re
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from supervision_kit.records import Case, Person
from supervision_kit.serving.folder import make_folder
from supervision_kit.serving.looking import COOKIE, lookers_of
from supervision_kit.store import open_store
from tests.records.examples import example
from tests.server import CASE_PAGE, ask, start, stop

THEIRS = {"S1": "K-7F3Q", "W3": "K-5N7X"}
START = "voila/render/start.ipynb"


def test_the_sample_is_looked_at_as_each_of_its_people_with_what_they_are(caseload):
    lookers = {each.code: each.roles for each in lookers_of(caseload)()}
    assert set(lookers) == {"W1", "W2", "W3", "W4", "W5", "S1", "S2", "S3", "L1"}
    assert lookers["S1"] == "supervisor, team lead"
    assert lookers["W1"] == "practitioner"


def test_with_a_case_of_somebody_s_own_there_is_nobody_to_look_as(caseload):
    lookers = lookers_of(caseload)
    assert lookers()
    caseload.save(example(Case, code="K-01"))
    assert lookers() == []


def test_other_records_are_looked_at_as_nobody_also_under_the_codes_of_the_sample(store):
    lookers = lookers_of(store)
    assert lookers() == []
    store.save(Person(code="S1", sign_in="S1"), example(Case, code="K-7F3Q"))
    assert lookers() == []


class Visitor:
    """Somebody let in with the token, who chooses as whom to look."""

    def __init__(self, server):
        self.server, self.jar = server, CookieJar()
        ask(server.address(), jar=self.jar)

    def get(self, path, **query):
        return ask(self.server.address(path, token=False, **query), jar=self.jar)

    def look_as(self, code, xsrf=None, **headers):
        self.get(START)
        xsrf = xsrf or next(each.value for each in self.jar if each.name == "_xsrf")
        body = urlencode({"_xsrf": xsrf, "as": code}).encode()
        return ask(f"{self.server.root}look-as", headers, data=body, jar=self.jar)


@pytest.fixture
def visitor(own_server):
    return Visitor(own_server)


def test_a_visitor_sees_everything_until_they_choose(visitor):
    html = visitor.get(START)[2]
    assert "You see everything" in html
    assert all(code in html for code in THEIRS.values())


@pytest.mark.parametrize("code", THEIRS)
def test_warm_and_cold_pages_show_what_is_for_whoever_is_chosen(visitor, code):
    status, headers, _ = visitor.look_as(code, Referer=f"{visitor.server.root}{START}?a=b")
    assert (status, headers["Location"]) == (303, f"/{START}?a=b")
    others = set(THEIRS.values()) - {THEIRS[code]}
    for _ in range(3):
        html = visitor.get(START)[2]
        assert f"You are looking as {code}" in html
        assert f"Entries are signed as {code}." in html
        assert THEIRS[code] in html
        assert not any(other in html for other in others)
    for case, is_theirs in ((THEIRS[code], True), *((each, False) for each in others)):
        assert (f'data-case="{case}"' in visitor.get(CASE_PAGE, case=case)[2]) == is_theirs
    visitor.look_as("")
    assert "You see everything" in visitor.get(START)[2]


def test_one_visitor_s_choice_is_no_other_s(own_server, visitor):
    visitor.look_as("W3")
    assert "You see everything" in Visitor(own_server).get("voila/tree")[2]


def test_nobody_but_its_people_can_be_chosen(visitor):
    assert visitor.look_as("tester")[0] == 404
    visitor.jar.clear()
    assert ask(f"{visitor.server.root}look-as", data=b"as=S1")[0] == 403


def test_another_site_chooses_for_nobody(visitor):
    assert visitor.look_as("S1", xsrf="cd" * 16)[0] == 403


def test_the_way_back_leads_to_no_other_host(visitor):
    for came in ("http://evil.example/x", "//evil.example", f"{visitor.server.root}/evil.example"):
        _, headers, _ = visitor.look_as("S1", Referer=came)
        assert not re.match(r"[/\\]{2}|\w+:", headers["Location"])


def test_somebody_s_own_records_have_no_switch_and_refuse_to_be_looked_at_as_another(tmp_path):
    folder = make_folder(tmp_path / "own", sample=True).folder
    with open_store(folder / "caseload.sqlite") as store:
        store.save(example(Case, code="K-01"))
    running = start(folder, "serve", str(folder), "--port", "0")
    try:
        visitor = Visitor(running)
        html = visitor.get(START)[2]
        assert "K-01" in html
        assert "look-as" not in html
        assert visitor.look_as("S1")[0] == 404
        cookies = [f"{COOKIE}=S1", *(f"{each.name}={each.value}" for each in visitor.jar)]
        forged = {"Cookie": "; ".join(cookies)}
        html = ask(f"{running.root}{START}", forged)[2]
        assert "K-01" in html
        assert "Entries are signed as S1" not in html
    finally:
        stop(running)


def test_where_the_store_is_gone_there_is_nobody_to_look_as_and_the_page_says_why(caseload):
    lookers = lookers_of(caseload)
    assert lookers()
    Path(caseload.location).unlink()
    assert lookers() == []
