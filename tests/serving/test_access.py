"""Can anybody see a page, a kernel or a file without the token, or more than pages with it?"""

import re
from http.cookiejar import CookieJar
from urllib.parse import quote, urlencode

import pytest

from tests.server import CASE_PAGE, ask, page_config

FULL, OTHER = "K-7F3Q", "K-2M8D"
INSIDE = ("voila/render/start.ipynb", CASE_PAGE, "voila/tree", "")


@pytest.mark.parametrize("path", INSIDE)
def test_without_the_token_every_page_leads_to_the_sign_in_page(server, path):
    status, headers, text = server.get(path, token=False)
    assert status == 302
    assert headers["Location"].startswith("/login")
    assert "K-" not in text


@pytest.mark.parametrize("token", ["", "wrong", "0" * 48])
def test_a_wrong_token_opens_nothing(server, token):
    address = server.address(CASE_PAGE, token=False) + f"?case={FULL}&token={token}"
    status, headers, _ = ask(address)
    assert status == 302
    assert headers["Location"].startswith("/login")
    assert "token" not in headers["Location"]


def test_the_kernel_of_a_page_is_out_of_reach_without_the_token(server):
    _, _, html = server.get(CASE_PAGE, case=FULL)
    kernel = page_config(html)["kernelId"]
    assert server.get(f"api/kernels/{kernel}")[0] == 200
    assert server.get(f"api/kernels/{kernel}", token=False)[0] == 403
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    for path in (f"api/kernels/{kernel}/channels", f"voila/query/{kernel}"):
        assert server.get(path, headers=upgrade, token=False)[0] in (302, 403)


def test_the_token_is_swapped_for_a_cookie(server, jar):
    status, _, html = ask(server.address(CASE_PAGE, token=False, case=FULL), jar=jar)
    assert status == 200
    assert f'data-case="{FULL}"' in html
    assert server.token not in html


def test_the_login_cookie_cannot_be_read_by_scripts_or_sent_by_other_sites(server):
    _, headers, _ = ask(server.address("voila/tree"))
    cookies = [c for c in headers.get_all("Set-Cookie") if c.startswith("username-")]
    assert cookies
    assert all("HttpOnly" in c and "SameSite=Lax" in c for c in cookies)


def test_the_sign_in_page_lets_in_who_pastes_the_token(server):
    cookies = CookieJar()
    address = f"{server.root}login?next={quote('/voila/tree')}"
    status, _, html = ask(address, jar=cookies)
    assert status == 200
    assert '<html lang="en">' in html
    xsrf = re.search(r'name="_xsrf" value="([^"]+)"', html)[1]
    wrong = urlencode({"_xsrf": xsrf, "password": "guess"}).encode()
    status, _, html = ask(address, data=wrong, jar=cookies)
    assert status == 401
    assert "does not open the pages" in html
    pasted = f" {server.token[:9]} {server.token[9:]}\n"
    right = urlencode({"_xsrf": xsrf, "password": pasted}).encode()
    status, headers, _ = ask(address, data=right, jar=cookies)
    assert (status, headers["Location"]) == (302, "/voila/tree")
    assert ask(f"{server.root}voila/tree", jar=cookies)[0] == 200


def test_sign_in_without_the_form_of_this_server_is_refused(server):
    body = urlencode({"password": server.token}).encode()
    assert ask(f"{server.root}login", data=body)[0] == 403


def test_a_page_cannot_be_told_to_end_a_kernel_by_another_site(server, jar):
    _, _, html = ask(server.address(CASE_PAGE, token=False, case=FULL), jar=jar)
    kernel = page_config(html)["kernelId"]
    status, _, _ = ask(f"{server.root}voila/api/shutdown/{kernel}", data=b"", jar=jar)
    assert status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "10.0.0.1"])
def test_a_request_under_another_name_is_refused_with_what_to_do(server, host):
    status, _, text = server.get(CASE_PAGE, headers={"Host": host}, case=FULL)
    assert status == 403
    assert FULL not in text
    assert "newest address" in text


@pytest.mark.parametrize("path", [*INSIDE, "login", "nowhere"])
def test_no_page_is_kept_by_the_browser(server, path):
    for status, headers, _ in (server.get(path), server.get(path, token=False)):
        assert "no-store" in headers["Cache-Control"], status


@pytest.mark.parametrize("path", ["/evil.example", "\\evil.example", "/%5Cevil.example"])
def test_no_address_with_a_token_leads_to_another_host(server, path):
    _, headers, _ = ask(f"{server.root}{path}?token={server.token}")
    assert not re.match(r"[/\\]{2}|\w+:", headers["Location"])


def test_a_request_longer_than_any_form_is_refused(server):
    announced = {"Content-Length": str(2**21)}
    assert ask(f"{server.root}login", announced, data=b"password=")[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "voila/files/caseload.sqlite",
        "voila/files/frameworks/own.toml",
        "voila/files/case-trajectory.ipynb",
        "voila/files/../caseload.sqlite",
        "voila/files/%2e%2e/caseload.sqlite",
        "voila/static/../../caseload.sqlite",
        "voila/static/%2e%2e%2f%2e%2e%2fcaseload.sqlite",
        "voila/templates/supervision/static/../../../../caseload.sqlite",
        "voila/templates/supervision/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/caseload.sqlite",
        "voila/labextensions/%2e%2e/caseload.sqlite",
        "voila/render/caseload.sqlite",
        "voila/render/frameworks/own.toml",
        "voila/render/../caseload.sqlite",
        "voila/assets/00/../caseload.sqlite",
        "voila/api/contents",
        "voila/api/contents/caseload.sqlite",
        "files/caseload.sqlite",
        "caseload.sqlite",
    ],
)
def test_no_file_of_the_folder_can_be_fetched(server, path):
    (server.folder / "frameworks").mkdir(exist_ok=True)
    status, headers, text = server.get(path)
    assert status in (403, 404), (status, headers.get("Location"))
    assert "SQLite format" not in text


@pytest.mark.parametrize("template", ["lab", "base", "classic"])
def test_another_template_cannot_be_asked_for(server, template):
    _, _, html = server.get(CASE_PAGE, case=FULL, template=template)
    assert 'class="page-header"' in html
    assert "cdn" not in html


def test_every_page_carries_a_policy_that_allows_no_script_inside_it(server):
    for path in ("voila/render/start.ipynb", "voila/tree", "nowhere"):
        _, headers, html = server.get(path)
        policy = headers["Content-Security-Policy"]
        script = re.search(r"script-src ([^;]*)", policy)[1]
        assert "unsafe" not in script
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/))", html)


def test_an_address_that_leads_nowhere_gets_our_own_page(server):
    for path in ("voila/render/no-such.ipynb", "nowhere/at/all", "voila/files/x.png"):
        status, _, html = server.get(path)
        assert status == 404
        assert "<h1>There is no such page</h1>" in html


def test_who_is_not_let_in_does_not_learn_what_is_here(server):
    _, _, html = server.get("login", token=False)
    assert server.folder.name not in html
    assert "sample caseload" not in html
    assert server.get("nowhere", token=False)[0] == 302


def test_the_front_door_leads_to_the_start_page(server):
    status, headers, _ = server.get("")
    assert status == 302
    assert headers["Location"].startswith("/voila/render/start.ipynb")


def test_the_list_of_pages_names_them_by_title(server):
    status, _, html = server.get("voila/tree")
    assert status == 200
    assert re.findall(r'<a href="(/voila/render/[^"]+)"', html.split("<main")[1]) == [
        "/voila/render/start.ipynb",
        "/voila/render/case-trajectory.ipynb",
        "/voila/render/supervision-session.ipynb",
        "/voila/render/methods.ipynb",
    ]
    drawn = re.findall(r'class="picture"[^>]*>\s*<path d="([^"]+)"', html)
    assert len(set(drawn)) == 4
