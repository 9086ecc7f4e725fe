"""Is nobody let in but through the proxy, and nobody taken for somebody else?"""

import asyncio

import pytest
from tornado.httputil import HTTPHeaders

from supervision_kit.errors import SupervisionKitError
from supervision_kit.serving.colleagues import Colleagues, OwnKernels
from supervision_kit.serving.folder import make_folder
from supervision_kit.serving.proxy import KEY_FILE, KEY_HEADER, agreed_with_proxy, nginx_location
from supervision_kit.serving.readers import KernelsFor, PageReader, Readers
from supervision_kit.serving.settings import behind_proxy
from supervision_kit.store import open_store
from supervision_kit.store.looking_after import name_administrator
from tests.server import CASE_PAGE, ask, page_config, start, stop

FULL = "K-7F3Q"  # S1 supervises W2, whose case it is
USER = "X-Remote-User"


def anybody(sign_in):
    return True


@pytest.fixture
def agreed(tmp_path):
    return agreed_with_proxy(tmp_path, USER, anybody)


def sent(*pairs):
    """The headers of a request, as they are read off the line."""
    headers = HTTPHeaders()
    for name, value in pairs:
        headers.parse_line(f"{name}: {value}")
    return headers


def test_whom_the_proxy_names_has_come(agreed):
    key = (KEY_HEADER, agreed.key)
    assert agreed.user_in(sent(key, (USER, "jo.k@agency.example"))) == "jo.k@agency.example"
    assert agreed.user_in(sent(key, ("x-remote-user", "jo.k"))) == "jo.k"
    as_bytes = "Zoë".encode().decode("latin-1")
    assert agreed.user_in(sent(key, (USER, as_bytes))) == "Zoë"


@pytest.mark.parametrize(
    "names",
    [
        [],
        [(USER, "")],
        [(USER, "  ")],
        [(USER, "jo"), (USER, "al")],
        [(USER, "jo"), ("x-remote-user", "jo")],
        [(USER, "jo,al")],
        [(USER, "jo, ")],
        [(USER, "x" * 201)],
        [(USER, "a\tb")],
        [(USER, "\xff")],
        [(USER, "a\u202eb".encode().decode("latin-1"))],
        [("X_Remote_User", "jo")],
        [("X-Remote-User-2", "jo")],
    ],
)
def test_no_name_and_more_than_one_are_nobody(agreed, names):
    assert agreed.user_in(sent((KEY_HEADER, agreed.key), *names)) == ""


@pytest.mark.parametrize("key", ["", "0" * 64, "é", "{key}0", "{key},{key}"])
def test_a_name_without_the_key_is_nobody_s(agreed, key):
    assert agreed.user_in(sent((USER, "jo"))) == ""
    assert agreed.user_in(sent((USER, "jo"), (KEY_HEADER, key.format(key=agreed.key)))) == ""
    twice = [(KEY_HEADER, agreed.key)] * 2
    assert agreed.user_in(sent((USER, "jo"), *twice)) == ""


def test_the_key_is_made_once_and_readable_by_this_account_only(tmp_path):
    first, second = (agreed_with_proxy(tmp_path, USER, anybody).key for _ in range(2))
    file = tmp_path / KEY_FILE
    assert first == second
    assert len(first) == 64
    assert file.stat().st_mode & 0o777 == 0o600
    assert f'proxy_set_header {KEY_HEADER} "{first}";' in file.read_text().splitlines()
    assert [each.name for each in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("trouble", ["open", "empty", "binary", "folder"])
def test_a_key_file_that_is_not_as_it_was_made_is_refused(tmp_path, trouble):
    agreed_with_proxy(tmp_path, USER, anybody)
    file = tmp_path / KEY_FILE
    if trouble == "open":
        file.chmod(0o644)
    elif trouble == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(b"" if trouble == "empty" else b"\xff\xfe")
    with pytest.raises(SupervisionKitError, match="not as it was made"):
        agreed_with_proxy(tmp_path, USER, anybody)


@pytest.mark.parametrize("header", ["", "Host", "cookie", "X Remote", "X-Ü", KEY_HEADER, "x" * 65])
def test_a_header_that_cannot_carry_a_name_is_refused(tmp_path, header):
    with pytest.raises(SupervisionKitError, match="cannot be the header"):
        agreed_with_proxy(tmp_path, header, anybody)
    assert list(tmp_path.iterdir()) == []


def test_what_is_printed_for_nginx_names_the_key_s_file_and_not_the_key(agreed, tmp_path):
    block = nginx_location(USER, "http://127.0.0.1:8866/", tmp_path / KEY_FILE)
    assert f'include "{tmp_path / KEY_FILE}";' in block
    assert "proxy_set_header X-Remote-User $remote_user;" in block
    assert "proxy_pass http://127.0.0.1:8866;" in block
    assert agreed.key not in block


def test_the_server_takes_any_host_name_and_nobody_without_the_proxy():
    different = behind_proxy()
    assert different["identity_provider_class"] is Colleagues
    assert different["authorizer_class"] is OwnKernels
    told = different["tornado_settings"]
    assert told["allow_remote_access"] is True
    assert told["allow_unauthenticated_access"] is False
    assert "connect-src 'self';" in told["headers"]["Content-Security-Policy"]


class Kernels(set):
    """Kernels by their ids, and what each was started with."""

    def __init__(self):
        self.environments = {}

    async def start_kernel(self, *, env, **asked):
        self.environments["new"] = env
        self.add("new")
        return "new"

    async def get_rendered_notebook(self, **asked):
        self.add("warm")
        return None, [], "warm"


def test_each_kernel_a_reader_is_given_works_for_them_and_no_one_else():
    kernels, readers = Kernels(), Readers()
    asked = KernelsFor(kernels, readers, PageReader("jo", {"HTTP_X_REMOTE_USER": "jo"}))
    env = {"HTTP_X_REMOTE_USER": "al", "LANG": "C"}
    assert asyncio.run(asked.start_kernel(env=env)) == "new"
    assert kernels.environments["new"] == {"HTTP_X_REMOTE_USER": "jo", "LANG": "C"}
    assert asyncio.run(asked.get_rendered_notebook())[-1] == "warm"
    for kernel in ("new", "warm"):
        assert readers.is_of(kernel, "jo")
        assert not readers.is_of(kernel, "al")
        assert readers.variables_of(kernel) == {"HTTP_X_REMOTE_USER": "jo"}
    assert not readers.is_of("another", "jo")
    assert readers.variables_of("another") == {}
    kernels.discard("new")
    asyncio.run(asked.get_rendered_notebook())
    assert not readers.is_of("new", "jo")


def test_a_store_that_nobody_looks_after_is_not_served_to_several(tmp_path):
    from supervision_kit.serving import serve

    folder = make_folder(tmp_path / "team", sample=True).folder
    with pytest.raises(SupervisionKitError, match="supervision-kit administrator"):
        serve(folder, behind_proxy=USER)
    assert not (folder / KEY_FILE).exists()


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """The sample caseload behind a proxy, which L1 looks after."""
    folder = make_folder(tmp_path_factory.mktemp("proxy") / "team", sample=True).folder
    with open_store(folder / "caseload.sqlite") as store:
        name_administrator(store, "L1")
    running = serve_team(folder)
    yield running
    stop(running)


def serve_team(folder):
    return start(folder, "serve", str(folder), "--behind-proxy", USER, "--port", "0")


def as_(team, name, **more):
    """What nginx sends for somebody who has logged in."""
    key = agreed_with_proxy(team.folder, USER, anybody).key
    return {KEY_HEADER: key, USER: name, "Host": "team.example", **more}


def page_of(team, name, path=CASE_PAGE, **query):
    return ask(team.address(path, token=False, **query), as_(team, name))


@pytest.mark.parametrize("path", [CASE_PAGE, "", "login", "voila/tree", "nowhere", "api/kernels/x"])
def test_whoever_does_not_come_through_the_proxy_is_refused(team, path):
    for headers in (
        {},
        {USER: "S1"},
        {**as_(team, "S1"), KEY_HEADER: "0" * 64},
        as_(team, "S1,W2"),
    ):
        status, _, text = ask(team.address(path, token=False, case=FULL), headers)
        assert status in ((403, 404) if path.startswith("api") else (403,))
        assert FULL not in text


def test_the_refusal_is_a_page_with_a_sentence_and_no_sign_in(team):
    _, _, text = ask(team.address(CASE_PAGE, token=False), {USER: "S1"})
    assert "the address that your team was given" in text
    assert "<form" not in text
    assert "token" not in text


def test_everybody_sees_what_is_theirs(team):
    for name, sees in (("S1", True), ("W2", True), ("W3", False), ("L1", False)):
        status, _, html = page_of(team, name, case=FULL)
        assert status == 200
        assert (f'data-case="{FULL}"' in html) == sees, name


def test_behind_a_proxy_nobody_looks_as_another(team):
    html = ask(team.address("voila/tree", token=False), as_(team, "S1", Cookie="looking-as=W3"))[2]
    assert "Signed in as S1" in html
    assert "look-as" not in html
    sent = as_(team, "S1", Cookie=f"_xsrf={'ab' * 16}")
    body = f"_xsrf={'ab' * 16}&as=W3".encode()
    assert ask(f"{team.root}look-as", sent, data=body)[0] == 404


def test_cold_and_warm_kernels_alike_work_for_whoever_asked(team):
    for name in ("S1", "W3") * 3:
        _, _, html = page_of(team, name, "voila/render/start.ipynb")
        assert f"Entries are signed as {name}." in html
        assert (FULL in html) == (name == "S1")


def test_whom_nobody_put_in_sees_that_and_nothing_else_and_is_not_put_in(team):
    for path in (CASE_PAGE, "", "voila/tree", "nowhere"):
        status, _, html = page_of(team, "mallory&lt;b&gt;", path)
        assert status == 403
        assert "You are not put in here yet" in html
        assert "mallory&amp;lt;b" in html
        assert "/voila/render/" not in html
    with open_store(team.folder / "caseload.sqlite") as store:
        assert not store.knows("mallory&lt;b&gt;")


def test_a_kernel_answers_whoever_s_page_it_is_behind_and_nobody_else(team):
    kernel = page_config(page_of(team, "W2", case=FULL)[2])["kernelId"]
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version": "13",
    }
    address, line = f"{team.root}api/kernels/{kernel}", f"{team.root}api/kernels/{kernel}/channels"
    for other in (as_(team, "S1"), as_(team, "L1"), {USER: "W2"}):
        assert ask(address, other)[0] == 403
        assert ask(line, other | upgrade)[0] == 403
        assert ended(other, address, "DELETE") == 403
        assert ended(other, f"{team.root}voila/api/shutdown/{kernel}", "POST") == 403
    assert ask(address, as_(team, "W2"))[0] == 200
    assert ended(as_(team, "W2"), f"{team.root}voila/api/shutdown/{kernel}", "POST") == 204
    assert ask(address, as_(team, "W2"))[0] == 404


def ended(headers, address, method):
    """Ask to end a kernel as the page's own script does, with the code its cookie has."""
    xsrf = "ab" * 16
    sent = headers | {"Cookie": f"_xsrf={xsrf}", "X-XSRFToken": xsrf}
    return ask(address, sent, data=b"" if method == "POST" else None, method=method)[0]


def test_a_page_of_another_site_opens_no_line_to_a_kernel(team):
    kernel = page_config(page_of(team, "W2", case=FULL)[2])["kernelId"]
    other = as_(team, "W2", Origin="https://evil.example")
    assert ask(f"{team.root}api/kernels/{kernel}", other)[0] == 404


def test_the_server_s_own_environment_makes_nobody_of_a_reader(tmp_path, monkeypatch):
    folder = make_folder(tmp_path / "team", sample=True).folder
    with open_store(folder / "caseload.sqlite") as store:
        name_administrator(store, "L1")
    monkeypatch.setenv("HTTP_X_REMOTE_USER", "S1")
    running = serve_team(folder)
    try:
        _, _, html = page_of(running, "W3", "voila/render/start.ipynb")
        assert "Entries are signed as W3." in html
        assert FULL not in html
    finally:
        stop(running)
