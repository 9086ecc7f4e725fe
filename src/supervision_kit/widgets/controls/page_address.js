// How do the address bar, Back, the window's title and the focus follow what is shown?
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

function addressOf(place) {
  const address = new URL(location.href);
  address.searchParams.delete("token");
  for (const [name, value] of Object.entries(place)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  return address;
}

// A form that is left is no place to come back to: the browser goes back to where it was opened from,
// or the form's entry becomes that of the place shown instead. True while the browser is on its way back.
function goTo(address) {
  const leavesForm = new URL(location.href).searchParams.has("form") && !address.searchParams.has("form");
  const goesBack = leavesForm && history.state?.from === address.href;
  if (goesBack) history.back();
  else if (leavesForm) history.replaceState(history.state, "", address);
  else history.pushState({ from: location.href }, "", address);
  return goesBack;
}

function render({ model }) {
  if (NOTEBOOK_EDITORS.test(location.pathname)) return undefined;
  let sent = 0; // how often the reader went somewhere, and how often Python has followed
  let followed = 0;
  let onTheWay = false; // back out of a form, where Python is already
  const follow = () => {
    if (onTheWay || followed < sent) return; // what Python names was said before it knew where the reader is
    const address = addressOf(model.get("place"));
    if (address.href !== location.href) onTheWay = goTo(address);
    if (model.get("title")) document.title = model.get("title");
  };
  const arrived = () => {
    onTheWay = false;
    follow(); // Python may have gone on meanwhile
  };
  const went = () => {
    if (onTheWay) return arrived();
    document.activeElement?.blur(); // what was just typed goes to Python first
    const query = new URL(location.href).searchParams;
    const names = Object.keys(model.get("place"));
    sent += 1;
    model.send({ n: sent, went: Object.fromEntries(names.map((name) => [name, query.get(name) || ""])) });
  };
  history.replaceState(history.state, "", addressOf(model.get("place"))); // where the page began
  if (model.get("title")) document.title = model.get("title");
  model.on("change:place", follow);
  model.on("change:title", follow);
  model.on("msg:custom", (message) => {
    if (message.followed) {
      followed = message.followed;
      follow();
    }
    if (message.focus) focusWhenShown(message.focus);
  });
  window.addEventListener("popstate", went);
  return () => window.removeEventListener("popstate", went);
}

export default { render };
