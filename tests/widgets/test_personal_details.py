"""What looks like a way to find a person, and what only looks a little like it."""

import datetime as dt
import time

import pytest

from supervision_kit.widgets.personal_details import LONGEST_SEARCHED, personal_details

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        "Her mobile is 07700 900123.",
        "Ring 020 7946 0958 after four.",
        "0171 1234567",
        "(0171) 123-4567",
        "+49 171 1234567",
        "+447700900123",
        "07700900123, he said",
        "01 23 45 67 89",
        "020.7946.0958",
        "call the mother on 794 6095",
        "phone: 123456",
        "(212) 555-0123",
        "212-555-0123",
        "+1 (212) 555-0123",
        "0044 20 7946 0958",
        "+33 1 23 45 67 89",
    ],
)
def test_a_phone_number_is_seen(text):
    assert personal_details(text, today=TODAY) == ("phone",)


@pytest.mark.parametrize("text", ["write to ana.b@example.org", "a_b+c@mail.example.co.uk, please"])
def test_an_e_mail_address_is_seen(text):
    assert personal_details(text, today=TODAY) == ("email",)


@pytest.mark.parametrize(
    "text",
    [
        "born 3.4.2019",
        "DOB 03/04/2019",
        "D.O.B.: 3-4-2019",
        "His date of birth is 3 April 2019.",
        "14.03.1987",
        "1987-03-14",
        "14 March 1987",
        "March 14, 1987",
        "the 14th of March 1987",
        "birthday on 14/03/87",
    ],
)
def test_a_date_of_birth_is_seen(text):
    assert personal_details(text, today=TODAY) == ("birth",)


@pytest.mark.parametrize(
    "text",
    [
        "lives at SW1A 1AA now",
        "moved to EH8 9YL",
        "M11AE",
        "moved to 10115 Berlin",
        "K1A 0B1",
        "postcode sw1a 1aa",
        "zip 90210",
        "PLZ: 80331",
    ],
)
def test_a_postcode_is_seen(text):
    assert personal_details(text, today=TODAY) == ("postcode",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nothing with a digit in it.",
        "We met from 10 to 12.",
        "2 of 3 agreed steps",
        "on 12.10. we talk again",
        "on 12.10.2026 at 14:02",
        "between 09:30 and 10:15",
        "from 09.30 - 10.15",
        "01.02.2026 - 03.04.2026",
        "2026-11-22 14:02:33",
        "order 2026/0012345",
        "Order number 0012345678",
        "court ref. 00123456789",
        "case no. 012345678",
        "section 31 of the act of 1989",
        "aged 7, 9 and 12",
        "a fine of £1,250.00, paid in 12 rates of 104.17",
        "7 days, then 14, then 28 days",
        "positives 8, challenges 2 (4:1)",
        "5 4 3 2 1",
        "K-07, K-7F3Q and AB-12",
        "since 2019",
        "the order of 3 March 2021",
        "in week 1 and week 12",
        "100 000 Euro in debt, 12500 Euro of it new",
        "see you @ the office at 9",
        "score of 10-12-14 at darts",
        "1 2 3 4 5 6 7 8 9",
        "012 345",
        "+5 points, then +12",
        "112-555-0123 of 2",
    ],
)
def test_ordinary_numbers_raise_no_question(text):
    assert personal_details(text, today=TODAY) == ()


def test_each_kind_is_named_once_in_a_fixed_order():
    text = "SW1A 1AA, born 1.2.2012, 07700 900123, 07700 900124, a@example.org"
    assert personal_details(text, today=TODAY) == ("email", "phone", "birth", "postcode")


def test_a_date_counts_as_a_birth_only_when_it_is_old_enough():
    assert personal_details("22.11.2016", today=TODAY) == ("birth",)
    assert personal_details("22.11.2017", today=TODAY) == ()


def test_a_huge_text_is_searched_in_its_beginning_only_and_quickly():
    text = "1 2 " * LONGEST_SEARCHED + "07700 900123"
    assert personal_details(text, today=TODAY) == ()


@pytest.mark.parametrize(
    "text",
    [
        "1" + "a" * 20_000,
        "1 " * 10_000,
        "1/" * 10_000,
        "a@" * 10_000,
        "born 1." * 3_000,
        "(" * 20_000 + "1",
    ],
)
def test_no_text_keeps_the_search_busy(text):
    began = time.perf_counter()
    personal_details(text, today=TODAY)
    assert time.perf_counter() - began < 0.5
