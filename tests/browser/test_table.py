"""Can the chart be read as a table, on a wide and on a narrow screen, by eye, keyboard and ear?"""

import pytest
from playwright.sync_api import expect

from tests.barriers import barriers

LIVE = ".output[data-live]"
TALLEST = 3_000  # pixels: what the newest dates take while the others are folded
# Words of which a part stands on another line. A hyphen or a slash may end a line.
BROKEN = r"""twin => {
  const found = [];
  const walker = document.createTreeWalker(twin, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const word of node.data.matchAll(/[^\s\-–—/]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) found.push(word[0]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("width", [1280, 400])
def test_the_table_of_a_long_case_is_short_whole_and_a_table_still(page, server, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(server.page("case-trajectory", case="K-7F3Q"))
    page.wait_for_selector(LIVE)
    twin = page.locator(".live .table-twin")
    twin.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert 0 < twin.bounding_box()["height"] <= TALLEST

    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = [node["role"]["value"] for node in tree if not node["ignored"]]
    assert {"table", "row", "rowheader", "columnheader", "cell"} <= set(roles)
    assert roles.count("row") >= twin.locator("tr >> visible=true").count() > 20
    assert barriers(page) == []

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(twin.locator(".twin-month table").first).to_be_visible()

    twin.evaluate("twin => twin.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert twin.evaluate(BROKEN) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 1
