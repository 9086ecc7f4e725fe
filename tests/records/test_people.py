"""What may be kept about who works here?"""

import datetime as dt

import pytest

from supervision_kit.errors import InvalidRecord
from supervision_kit.records import Person, Role
from tests.records.examples import DAY, FRAMEWORK, example


@pytest.mark.parametrize("wrong", ["x" * 201, "a\nb", "a\u202eb", 7, b"jo"])
def test_a_sign_in_is_the_name_of_an_account(wrong):
    with pytest.raises(InvalidRecord, match="Account: please write") as refused:
        example(Person, sign_in=wrong).check(FRAMEWORK)
    assert refused.value.field == "sign_in"


@pytest.mark.parametrize("sign_in", ["jo.k@agency.example", "uid 1000", "x" * 200, "é"])
def test_whatever_an_account_is_called_can_be_kept(sign_in):
    record = example(Person, sign_in=sign_in)
    record.check(FRAMEWORK)
    assert record.sign_in == sign_in


def test_somebody_without_an_account_has_no_sign_in():
    record = example(Person, sign_in="")
    record.check(FRAMEWORK)
    assert record.sign_in is None


def test_a_role_does_not_end_before_it_begins():
    example(Role, until_on=DAY).check(FRAMEWORK)
    with pytest.raises(InvalidRecord, match="end before it begins") as refused:
        example(Role, until_on=DAY - dt.timedelta(days=1)).check(FRAMEWORK)
    assert refused.value.field == "until_on"
