"""Does each run have doors of its own, and do its addresses lead to them?"""

import pytest

from supervision_kit.serving.addresses import name_to_open
from supervision_kit.serving.doors import Doors, new_doors
from supervision_kit.serving.tickets import Tickets, token_in


@pytest.fixture
def doors():
    return Doors(8866, "kit-1.localhost", Tickets())


def test_no_two_runs_share_a_name_or_a_token():
    runs = [new_doors(8866) for _ in range(100)]
    assert len({run.own_name for run in runs}) == len({run.printed for run in runs}) == 100


def test_the_printed_address_opens_and_the_next_one_is_told():
    told = []
    doors = new_doors(8866, told.append)
    assert doors.printed.startswith(f"http://{doors.own_name}:8866/")
    assert doors.tickets.accepts(token_in(doors.printed))
    doors.tickets.renew()
    assert told == [doors.printed]


def test_an_address_that_is_not_printed_opens_once(doors):
    for address in (doors.to_open(), doors.on_own_name("/voila/tree")):
        assert doors.tickets.accepts(token_in(address))
        assert not doors.tickets.accepts(token_in(address))
    assert doors.to_open().startswith(f"http://{name_to_open('kit-1.localhost')}:8866/?")
    assert doors.on_own_name("/a?case=K-1").startswith("http://kit-1.localhost:8866/a?case=K-1&")


def test_strangers_are_not_told_the_name(doors):
    assert doors.for_strangers("/login") == "http://127.0.0.1:8866/login"


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("kit-1.localhost", True),
        ("KIT-1.localhost", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("kit-2.localhost", False),
        ("a.kit-1.localhost", False),
    ],
)
def test_a_name_of_another_run_is_known(doors, host, is_ours):
    assert doors.lets_in_under(host) == is_ours
