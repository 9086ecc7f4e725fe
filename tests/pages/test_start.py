"""Does the start page say what is here and how full the store is?"""

from supervision_kit.pages import StartPage


def html(store):
    return StartPage(store)._repr_html_()


def test_the_start_page_counts_what_is_kept(caseload):
    counts = caseload.counts()
    page = html(caseload)
    assert "12 cases" in page
    assert f"{counts['contacts']} contacts" in page
    assert str(caseload.location) in page


def test_every_case_is_a_link_to_its_page(caseload):
    page = html(caseload)
    for code in caseload.cases()["code"]:
        assert f'href="case-trajectory.ipynb?case={code}"' in page


def test_an_empty_store_names_the_one_next_step(store):
    page = html(store)
    assert "Add the first case" in page
    assert "<table" not in page
    assert 'class="button primary"' in page


def test_there_is_one_heading_of_the_page(caseload):
    assert html(caseload).count("<h1") == 1
