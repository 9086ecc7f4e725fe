"""A page that shows one of our widgets in a real browser, its messages answered by real Python."""

import datetime as dt
import json
from contextlib import contextmanager

import pytest

from supervision_kit.frameworks import load_framework
from supervision_kit.records import Case, WorkerSpell

ADDRESS = "http://form.test/"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Form</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>body { margin: 0; padding: 24px; background: #fbfaf6; }</style></head>
<body><main><h1>Case</h1><div id="here"></div></main><script type="module" src="/host.js"></script>
</body></html>"""

# What anywidget gives a widget: get, set, save_changes, send, on. Messages go out one by one.
HOST = """
import widget from "/widget.js";
const ask = async (data) =>
  (await fetch("/message", { method: "POST", body: JSON.stringify(data) })).json();
const state = {};
const heard = {};
const tell = (name, ...news) => (heard[name] ?? []).forEach((react) => react(...news));
const bytes = (hex) =>
  new DataView(Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16)).buffer);
let changed = {};
let line = Promise.resolve();
const post = (data) => {
  line = line.then(async () => {
    for (const { method, state: news, content, buffers } of await ask(data)) {
      if (method === "custom") tell("msg:custom", content, buffers.map(bytes));
      if (method !== "update") continue;
      Object.assign(state, news);
      Object.keys(news).forEach((name) => tell("change:" + name));
    }
  });
  return line;
};
const model = {
  get: (name) => state[name],
  set: (name, value) => {
    state[name] = value;
    changed[name] = value;
    tell("change:" + name);
  },
  save_changes: () => {
    post({ method: "update", state: changed });
    changed = {};
  },
  send: (content) => post({ method: "custom", content }),
  on: (name, react) => (heard[name] ??= []).push(react),
};
await post({ method: "request_state" });
window.stop = widget.render({ model, el: document.getElementById("here") });
window.settled = () => line;
"""


class Host:
    """Answers the page: serves the widget and hands its messages to Python.

    `silent` answers nothing at all; `deaf` and `mute` lose messages on the way to Python and on
    the way back, as a connection does that breaks.
    """

    def __init__(self, widget):
        self.widget, self.sent = widget, []
        self.silent = self.deaf = self.mute = False
        self.held = None
        widget.comm.send = self.send

    def hold(self):
        """Answer nothing until told to."""
        self.held = []

    def let_go(self):
        """Answer all that was held."""
        held, self.held = self.held, None
        for route in held:
            self.answer(route)

    def send(self, data, buffers=None, **_):
        """Note down what the widget sends to the browser."""
        self.sent.append(data | {"buffers": [bytes(each).hex() for each in buffers or []]})

    def answer(self, route):
        """Answer one request of the page."""
        name = route.request.url.removeprefix(ADDRESS).split("?")[0]
        if name == "message":
            if self.held is not None:
                self.held.append(route)
            elif not self.silent:
                heard = [] if self.deaf else self.hear(json.loads(route.request.post_data))
                route.fulfill(json=[] if self.mute else heard)
        elif name in ("host.js", "widget.js"):
            script = HOST if name == "host.js" else self.widget._esm
            route.fulfill(body=script, content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    def hear(self, data):
        """Hand a message to the widget and give back all that it sends."""
        self.widget._handle_msg({"content": {"data": data}, "buffers": []})
        sent, self.sent = self.sent, []
        return json.loads(json.dumps(sent, default=str))


@pytest.fixture
def show(browser):
    """Show a widget in a page of its own: ``page = show(form.controls, width=400)``."""
    contexts = []

    def open_page(widget, *, width=1280, height=900, path=""):
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.problems = []
        page.on("console", lambda m: m.type == "error" and page.problems.append(m.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.host = Host(widget)
        page.route("**/*", page.host.answer)
        page.goto(ADDRESS + path)
        page.wait_for_function("window.settled")
        page.add_style_tag(content=getattr(widget, "_css", "/* */"))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def store_away(tmp_path):
    """Take the store's file away, as an unplugged drive does: ``with store_away():``."""
    path = tmp_path / "caseload.sqlite"

    @contextmanager
    def away():
        path.rename(tmp_path / "away.sqlite")
        yield
        path.unlink(missing_ok=True)
        (tmp_path / "away.sqlite").rename(path)

    return away


@pytest.fixture
def case(store):
    """A case in an otherwise empty store."""
    opened_on = dt.date(2026, 3, 2)
    record = Case(code="K-07", setting="probation", opened_on=opened_on)
    store.save(record, WorkerSpell(case_id=record.id, person_id="W1", from_on=opened_on))
    return record


FINE = """[scale]
key = "fine"
name = "Fine"
version = 1
order = 90
minimum = 0
maximum = 100
step = 0.1
better = "higher"
lane = "context"
good_news = "Higher is good news."
notice = "Not a validated scale; no norms; for conversation."
raters = ["worker"]
sources = ["Nobody (2026)"]

[scale.dimensions.warmth]
name = "Warmth"
question = "How warm was it?"
hint = "Look at who laughed."
anchors = [
    { value = 0, label = "Cold", text = "Nobody said a word." },
    { value = 100, label = "Warm", text = "All of us laughed." },
]
"""


@pytest.fixture
def fine_scale(tmp_path):
    """A scale of an agency's own, from 0 to 100 in tenths."""
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / "fine.toml").write_text(FINE)
    return load_framework(tmp_path / "frameworks").scales["fine"]
