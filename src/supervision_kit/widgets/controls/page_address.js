// How do the address bar, the window's title and the focus follow the case that is shown?
// A login token never stays in the address; in JupyterLab the address is left alone.

const NOTEBOOK_EDITORS = /\/(lab|notebooks|tree|edit|doc)(\/|$)/;
const PATIENCE = 3000; // ms until what should get the focus is given up

// What is to get the focus may only be on its way to the page.
function focusWhenShown(selector, until = performance.now() + PATIENCE) {
  const target = [...document.querySelectorAll(selector)].find((node) => node.offsetParent);
  if (!target) {
    if (performance.now() < until) setTimeout(focusWhenShown, 50, selector, until);
    return;
  }
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.scrollIntoView({ block: "nearest" });
  target.focus();
}

function render({ model }) {
  const follow = () => {
    if (NOTEBOOK_EDITORS.test(location.pathname)) return;
    const address = new URL(location.href);
    address.searchParams.delete("token");
    if (model.get("case")) address.searchParams.set("case", model.get("case"));
    else address.searchParams.delete("case");
    history.replaceState(history.state, "", address);
    if (model.get("title")) document.title = model.get("title");
  };
  follow();
  model.on("change:case", follow);
  model.on("change:title", follow);
  model.on("msg:custom", (message) => message.focus && focusWhenShown(message.focus));
}

export default { render };
