"""Whatever a person does in the browser: no request leaves the machine, and nothing goes wrong."""

import pytest


@pytest.fixture(autouse=True)
def nothing_leaves_and_nothing_fails(page):
    yield
    assert page.left == []
    assert page.errors == []
