// How is a long form walked: one step at a time, what was written in all of them seen at the end?

const CLOCK = 10000; // ms

// Steps with their names above, the one in hand beneath; Next and Back stand in the foot.
function steps(spec, form) {
  let at = 0;
  let due = 0; // ms spent on steps that are about due things
  const drawn = spec.steps.map((step) => {
    const heading = el("h3", { tabindex: "-1", text: step.heading ?? step.label });
    const controls = step.fields.map((field) => form.draw(field));
    const node = el("section", { class: `sk-step sk-step-${step.look}` }, heading,
      step.hint ? el("p", { class: "sk-hint", text: step.hint }) : null,
      ...controls.map((control) => control.node));
    return { node, heading, controls };
  });
  const tabs = spec.steps.map(({ label }, i) =>
    on(el("button", { type: "button", class: "sk-tab", text: label }), "click", () => go(i)));
  const back = on(el("button", { type: "button", class: "sk-outlined", text: spec.back }), "click",
    () => go(at - 1));
  const next = on(el("button", { type: "button", class: "sk-filled" }), "click", () => go(at + 1));
  const quiet = el("p", { class: "sk-quiet", role: "status" });
  const walk = el("div", { class: "sk-in-foot sk-walk" }, next, back);
  const nav = el("nav", { class: "sk-steps", "aria-label": spec.label },
    el("ol", {}, ...tabs.map((tab) => el("li", {}, tab))));
  const node = el("div", { class: "sk-walked" }, nav, quiet, ...drawn.map((each) => each.node), walk);

  function display(i) {
    at = Math.max(0, Math.min(i, drawn.length - 1));
    drawn.forEach((each, j) => show(each.node, j === at));
    tabs.forEach((tab, j) => (j === at
      ? tab.setAttribute("aria-current", "step") : tab.removeAttribute("aria-current")));
    show(back, at > 0);
    const last = at === drawn.length - 1;
    show(next, !last);
    if (!last) next.textContent = inWords(spec.next, { step: spec.steps[at + 1].label });
    (node.closest(".sk-form") ?? node).toggleAttribute("data-walking", !last);
  }
  function go(i) {
    display(i);
    form.put(spec.key, spec.steps[at].key);
    drawn[at].heading.focus({ preventScroll: true });
    nav.scrollIntoView({ block: "start" });
  }
  drawn.forEach((each, i) => on(each.node, "sk-open", () => at !== i && display(i)));

  // After a while on what is due, once and quietly: a question.
  const clock = setInterval(() => {
    if (!node.isConnected || quiet.textContent) return clearInterval(clock);
    if (document.visibilityState === "visible" && spec.steps[at].due) due += CLOCK;
    if (due >= spec.quiet_after * 60000) quiet.textContent = spec.quiet;
  }, CLOCK);

  return {
    node,
    keys: [spec.key],
    fill: (key) => display(Math.max(0, spec.steps.findIndex((step) => step.key === key))),
    focus: () => tabs[at].focus(),
    mark: () => {},
    warn: () => {},
  };
}

// What was written, in columns: where each sentence will be kept, with a way to the other column.
function mirror(spec, form) {
  const node = el("div", { class: "sk-mirror" });
  let shown = "";
  const lines = (part) => {
    const answer = form.get(part.key);
    if (!part.column) return isEmpty(answer) ? [] : [answer];
    return (answer ?? []).map((row) => row[part.column]).filter((words) => !isEmpty(words));
  };
  const move = (part) => {
    const moved = form.get(part.key);
    const there = form.get(part.to);
    for (const [key, words] of [[part.to, there ? `${there}\n${moved}` : moved], [part.key, ""]]) {
      form.find(key)?.fill(words);
      form.put(key, words);
    }
    node.querySelector(`[data-key="${CSS.escape(part.to)}"] button`)?.focus();
  };
  const line = (part, words) => {
    const to = part.to && on(el("button", { type: "button", class: "sk-clear", text: spec.move }),
      "click", () => move(part));
    to?.append(el("span", { class: "sk-aside", text: ` ${part.label}` }));
    return el("li", { "data-key": part.key }, el("strong", { text: part.label }), " ",
      el("span", { text: words, dir: "auto" }), to ? " " : null, to);
  };
  const column = ({ label, hint, look, parts }) => {
    const found = parts.flatMap((part) => lines(part).map((words) => line(part, words)));
    return el("section", { class: `sk-card sk-column sk-column-${look}` }, el("h4", { text: label }),
      el("p", { class: "sk-hint", text: hint }),
      found.length ? el("ul", {}, ...found) : el("p", { class: "sk-hint", text: spec.empty }));
  };
  const refresh = () => {
    const now = JSON.stringify(spec.columns.map(({ parts }) => parts.map(lines)));
    if (now === shown) return;
    shown = now;
    node.replaceChildren(...spec.columns.map(column));
  };
  return { node, keys: [], fill: refresh, refresh, focus: () => {}, mark: () => {}, warn: () => {} };
}

// Something the page has drawn, such as a chart with its description: never what a browser sent.
function drawing(spec) {
  const node = el("div", { class: "sk-figure-of" });
  node.innerHTML = spec.html;
  return { node, keys: [], fill: () => {}, focus: () => {}, mark: () => {}, warn: () => {} };
}

Object.assign(KINDS, { steps, mirror, figure: drawing });
