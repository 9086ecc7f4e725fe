"""Is the chart of the asked case in the page itself, whether a warm kernel was left or not?"""

import re
from concurrent.futures import ThreadPoolExecutor

from tests.server import CASE_PAGE, PRINTED, page_config

FULL, OTHER = "K-7F3Q", "K-2M8D"


def shown(html):
    """Which cases' charts stand in a page."""
    return re.findall(r'<figure[^>]*data-case="([^"]+)"', html)


def test_each_request_gets_the_chart_of_the_case_it_asks_for(server):
    assert shown(server.get(CASE_PAGE, case=FULL)[2]) == [FULL]
    assert shown(server.get(CASE_PAGE, case=OTHER)[2]) == [OTHER]


def test_more_readers_than_warm_kernels_all_get_their_own_case(server):
    codes = [FULL, OTHER, FULL, OTHER]
    with ThreadPoolExecutor(len(codes)) as readers:
        pages = list(readers.map(lambda code: server.get(CASE_PAGE, case=code)[2], codes))
    assert [shown(html) for html in pages] == [[code] for code in codes]
    assert len({page_config(html)["kernelId"] for html in pages}) == len(codes)


def test_an_unknown_case_gets_a_sentence(server):
    status, _, html = server.get(CASE_PAGE, case="K-0000")
    assert status == 200
    assert "K-0000" in html
    assert shown(html) == []


def test_a_page_is_sent_before_its_workbook_has_run(server):
    html = server.get(CASE_PAGE, case=FULL)[2]
    assert html.index('class="page-header"') < html.index('id="jupyter-config-data"')
    assert html.index('class="first-paint"') < html.index("application/vnd.voila.cell-output+json")


def test_the_html_of_a_page_is_sent_once(server):
    html = server.get(CASE_PAGE, case=FULL)[2]
    assert html.count("<h1") == 1
    assert "text/html" not in html.split('class="live"')[1]


def test_a_page_names_its_language_and_itself(server):
    html = server.get(CASE_PAGE, case=FULL)[2]
    assert '<html lang="en">' in html
    assert re.search(r"<title>[^<]+ – Supervision kit</title>", html)
    assert 'aria-current="page">Cases' in html
    assert "sample caseload" in html


def test_neither_case_nor_token_reaches_the_log(server):
    server.get(CASE_PAGE, case=FULL)
    server.get("voila/render/no-such.ipynb", case=FULL)
    server.get(f"voila/files/{FULL}.png")
    text = PRINTED.sub("", server.log.read_text())
    assert FULL not in text
    assert server.first_token not in text
